// Reads rows: words are ids, "from" and "until" are days, "by" and "at" tell of edits.
#include "tests/scenarios/runner/row_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "config/nearest_word.hpp"
#include "reconciler/contract.hpp"
#include "reconciler/day.hpp"
#include "reconciler/words.hpp"
#include "tests/scenarios/runner/scenario_clock.hpp"

namespace rosterd::scenario {
namespace {

using config::Node;

struct Short {
    Relation relation;
    std::string_view name;
    std::string_view column;
};
/// The words of the mapping form. Those of related rows ("teacher" of a class) are below.
constexpr Short shorts[] = {
    {Relation::person, "last_name", "last_name"},
    {Relation::person, "first_name", "first_name"},
    {Relation::person, "middle_name", "middle_name"},
    {Relation::person, "phone", "phone"},
    {Relation::person, "blocked", "blocked"},
    {Relation::school_class, "name", "name"},
    {Relation::school_class, "grade", "grade"},
    {Relation::school_class, "letter", "letter"},
    {Relation::school_class, "predecessor", "predecessor_id"},
    {Relation::school_class, "from", "valid_from"},
    {Relation::school_class, "until", "valid_to"},
    {Relation::study_group, "subject", "subject"},
    {Relation::study_group, "name", "name"},
    {Relation::study_group, "whole_class", "whole_class"},
    {Relation::study_group, "from", "valid_from"},
    {Relation::study_group, "until", "valid_to"},
    {Relation::profile_link, "state", "state"},
    {Relation::profile_link, "user", "user_id"},
    {Relation::profile_link, "phone", "phone"},
    {Relation::profile_link, "platform", "platform"},
    {Relation::profile_link, "at", "linked_at"},
    {Relation::chat_request, "kind", "kind"},
    {Relation::chat_request, "class", "class_id"},
    {Relation::chat_request, "group", "group_id"},
    {Relation::chat_request, "title", "title"},
    {Relation::chat_request, "by", "created_by"},
    {Relation::chat_request, "at", "created_at"},
    {Relation::chat_request, "deleted", "deleted_at"},
    {Relation::conference, "kind", "kind"},
    {Relation::conference, "chat", "chat_key"},
    {Relation::conference, "lesson", "lesson_id"},
    {Relation::conference, "title", "title"},
    {Relation::conference, "starts", "starts_at"},
    {Relation::conference, "ends", "ends_at"},
    {Relation::conference, "by", "created_by"},
    {Relation::conference, "finish", "finish_requested_at"},
    {Relation::conference, "deleted", "deleted_at"},
    {Relation::lesson, "of", "group_id"},
    {Relation::lesson, "starts", "starts_at"},
    {Relation::lesson, "ends", "ends_at"},
    {Relation::lesson, "cancelled", "cancelled"},
};

struct RelatedRow {
    Relation of;
    std::string_view word;
    Relation relation;
    std::string_view column;
};
/// Words in the mapping of one row that make rows of another relation.
constexpr RelatedRow related_rows[] = {
    {Relation::school_class, "teacher", Relation::class_teacher, "person_id"},
    {Relation::school_class, "pupils", Relation::enrolment, "person_id"},
    {Relation::study_group, "of", Relation::study_group_class, "class_id"},
    {Relation::study_group, "teacher", Relation::study_group_teacher, "person_id"},
    {Relation::study_group, "pupils", Relation::study_group_student, "person_id"},
    {Relation::chat_request, "people", Relation::chat_request_person, "person_id"},
    {Relation::chat_request, "admins", Relation::chat_request_person, "person_id"},
    {Relation::conference, "people", Relation::conference_person, "person_id"},
};

std::string_view key_column(Relation relation) {
    if (relation == Relation::guardian) return "student_id";
    if (relation == Relation::class_teacher || relation == Relation::enrolment) return "class_id";
    if (relation == Relation::chat_request_person) return "request_id";
    return key_columns(relation).front();
}

/// The column of the other side of a tie; nothing for relations that are no ties.
std::string_view tie_column(Relation relation) {
    switch (relation) {
        case Relation::class_teacher:
        case Relation::enrolment:
        case Relation::study_group_teacher:
        case Relation::study_group_student:
        case Relation::chat_request_person:
        case Relation::conference_person:
            return "person_id";
        case Relation::guardian:
            return "parent_id";
        case Relation::study_group_class:
            return "class_id";
        default:
            return {};
    }
}

std::vector<const Node*> entries_of(const Node& node) {
    std::vector<const Node*> entries;
    if (node.kind == Node::Kind::sequence) {
        for (const Node& item : node.items) entries.push_back(&item);
    } else if (node.kind == Node::Kind::scalar) {
        entries.push_back(&node);
    }
    return entries;
}

bool is_instant(std::string_view column) {
    return column == "created_at" || column == "deleted_at" || column == "linked_at" ||
           column == "finish_requested_at";
}

}  // namespace

Words words_of(std::string_view text) {
    Words words;
    std::string word;
    for (const char letter : text) {
        if (letter != ' ' && letter != ',' && letter != '\n') {
            word += letter;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

std::vector<Row> RowParser::rows(const Node& mapping, const RowTime& time) {
    time_ = time;
    out_.clear();
    if (mapping.kind != Node::Kind::mapping) {
        problems_.error(mapping.place, "expected relations of the journal and their rows");
        return {};
    }
    for (std::size_t i = 0; i < mapping.keys.size(); ++i) {
        relation(mapping.keys[i], mapping.items[i]);
    }
    return std::move(out_);
}

std::vector<Row> RowParser::ended_rows(const Node& mapping, const RowTime& time) {
    std::vector<Row> ended = rows(mapping, time);
    for (Row& row : ended) row.values.try_emplace("valid_to", time.day);
    return ended;
}

void RowParser::relation(const Node& name, const Node& value) {
    std::vector<std::string_view> known;
    for (const RelationSpec& spec : journal_contract()) known.push_back(spec.name);
    const auto found = std::ranges::find(known, std::string_view{name.text});
    if (found == known.end()) {
        problems_.error(name.place, fmt::format("no relation '{}' in the journal: {}", name.text,
                                                config::suggestion(name.text, known)));
        return;
    }
    const Relation relation =
        journal_contract()[static_cast<std::size_t>(found - known.begin())].relation;
    if (value.kind == Node::Kind::scalar) {  // keys alone: "end: { staff: t1 t2 }"
        for (const std::string& word : words_of(value.text)) {
            Node key = value;
            key.text = word;
            entry(relation, key, Node{Node::Kind::null, value.place, {}, false, {}, {}});
        }
        return;
    }
    if (value.kind != Node::Kind::mapping) {
        problems_.error(value.place, fmt::format("'{}': expected rows as 'key: words'", name.text));
        return;
    }
    for (std::size_t i = 0; i < value.keys.size(); ++i) {
        entry(relation, value.keys[i], value.items[i]);
    }
}

void RowParser::entry(Relation relation, const Node& key, const Node& value) {
    Row row{relation, {{std::string{key_column(relation)}, key.text}}};
    if (!tie_column(relation).empty()) return many(std::move(row), tie_column(relation), value);
    if (value.kind == Node::Kind::mapping) return facts(std::move(row), value);
    if (relation == Relation::staff) return staff(std::move(row), value);
    if (relation == Relation::chat_edit) return edits(row, value);
    if (relation == Relation::profile_link) row.values["platform"] = platform_;
    if (value.kind == Node::Kind::scalar) {
        if (relation == Relation::school_class) {
            row.values["name"] = value.text;
        } else if (relation == Relation::study_group) {
            row.values["subject"] = value.text;
            row.values["whole_class"] = "true";
        } else if (relation == Relation::profile_link) {
            row.values["state"] = value.text;
            row.values["user_id"] = user_of(key.text);
            row.values["linked_at"] = time_.instant;
        } else {
            problems_.error(value.place, "expected 'column: value' pairs here");
        }
    }
    out_.push_back(std::move(row));
}

void RowParser::facts(Row row, const Node& mapping) {
    if (row.relation == Relation::staff) {
        problems_.error(mapping.place, "expected words here: 'teaching teacher from 2026-09-01'");
        return;
    }
    const std::size_t at = out_.size();
    out_.push_back(row);
    bool own_pupils = false;
    for (std::size_t i = 0; i < mapping.keys.size(); ++i) {
        own_pupils = own_pupils || mapping.keys[i].text == "pupils";
        fact(row, mapping.keys[i], mapping.items[i]);
    }
    if (row.relation == Relation::study_group && row.values.contains("subject")) {
        row.values.try_emplace("whole_class", own_pupils ? "false" : "true");
    }
    if (row.relation == Relation::profile_link) row.values.try_emplace("platform", platform_);
    if (row.relation == Relation::chat_request && row.values.contains("kind")) {
        row.values.try_emplace("created_at", time_.instant);
    }
    out_[at] = std::move(row);  // rows that refer to it come after it
}

void RowParser::fact(Row& row, const Node& key, const Node& value) {
    for (const Short& known : shorts) {
        if (known.relation != row.relation || known.name != key.text) continue;
        std::string text = value.text;
        if (known.column == "valid_from" || known.column == "valid_to") check_day(text, value);
        if (is_instant(known.column) && text == "now") text = time_.instant;
        if (known.column == "starts_at" || known.column == "ends_at") {
            text = ScenarioClock::with_day(text, time_.day);
            if (!parse_local_time(text)) {
                problems_.error(value.place, fmt::format("'{}' is no time", text));
            }
        }
        if (is_instant(known.column) && !parse_instant(text)) {
            problems_.error(value.place, fmt::format("'{}' is no instant", text));
        }
        row.values[std::string{known.column}] = text;
        return;
    }
    related(row, key.text, value);
    const bool known = std::ranges::any_of(related_rows, [&](const RelatedRow& candidate) {
        return candidate.of == row.relation && candidate.word == key.text;
    });
    if (known) return;
    std::vector<std::string_view> names;
    for (const Short& each : shorts) {
        if (each.relation == row.relation) names.push_back(each.name);
    }
    problems_.error(key.place, fmt::format("unknown word '{}', expected one of: {}", key.text,
                                           fmt::join(names, ", ")));
}

void RowParser::related(const Row& row, std::string_view word, const Node& value) {
    for (const RelatedRow& each : related_rows) {
        if (each.of != row.relation || each.word != word) continue;
        const std::string column{key_column(row.relation)};
        Row made{each.relation, {{column, row.values.at(column)}}};
        if (word == "admins") made.values["admin"] = "true";
        many(std::move(made), each.column, value);
    }
}

/// One row for each id: "s1 s2 from 2026-09-01".
void RowParser::many(Row row, std::string_view column, const Node& value) {
    const auto entries = entries_of(value);
    if (entries.empty()) problems_.error(value.place, "expected ids here");
    for (const Node* each : entries) {
        Words ids = words_of(each->text);
        const Row dated_row = dated(row, ids, *each);
        for (const std::string& id : ids) {
            Row made = dated_row;
            made.values[std::string{column}] = id;
            out_.push_back(std::move(made));
        }
    }
}

void RowParser::staff(Row row, const Node& value) {
    for (const Node* each : entries_of(value)) {
        Words words = words_of(each->text);
        Row made = dated(row, words, *each);
        std::string roles;
        for (const std::string& word : words) {
            if (position_type(word)) {
                made.values["position_type"] = word;
            } else if (word == "teacher" || word == "school_admin" || word == "chats_admin") {
                roles += (roles.empty() ? "" : ",") + word;
            } else {
                problems_.error(each->place,
                                fmt::format("'{}' is neither position nor role", word));
            }
        }
        if (!roles.empty()) made.values["roles"] = roles;
        out_.push_back(std::move(made));
    }
    if (entries_of(value).empty()) out_.push_back(std::move(row));
}

/// "add s9 s10 by t1 until 2026-11-01"
void RowParser::edits(const Row& row, const Node& value) {
    for (const Node* each : entries_of(value)) {
        Words words = words_of(each->text);
        Row made = dated(row, words, *each);
        if (const auto until = made.values.extract("valid_to"); !until.empty()) {
            made.values["until"] = until.mapped() + "T00:00:00+03:00";
        }
        made.values.try_emplace("made_at", time_.instant);
        if (words.empty() || !edit_kind(words.front())) {
            problems_.error(each->place,
                            "expected add, remove, make_admin or drop_admin, then ids");
            continue;
        }
        made.values["edit"] = words.front();
        for (std::size_t i = 1; i < words.size(); ++i) {
            made.values["person_id"] = words[i];
            out_.push_back(made);
        }
    }
}

/// Takes "from D", "until D", "by P" and "at I" out of the words.
Row RowParser::dated(Row row, Words& words, const Node& place) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> tellers{
        {{"from", "valid_from"}, {"until", "valid_to"}, {"by", "made_by"}, {"at", "made_at"}}};
    Words rest;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto teller = std::ranges::find(tellers, std::string_view{words[i]},
                                              [](const auto& each) { return each.first; });
        if (teller == tellers.end()) {
            rest.push_back(words[i]);
        } else if (++i == words.size()) {
            problems_.error(place.place,
                            fmt::format("'{}' at the end of '{}'", words[i - 1], place.text));
        } else {
            if (teller->second.starts_with("valid")) check_day(words[i], place);
            row.values[std::string{teller->second}] = words[i];
        }
    }
    words = std::move(rest);
    return row;
}

void RowParser::check_day(const std::string& day, const Node& place) {
    if (parse_day(day) || day.empty()) return;
    problems_.error(place.place, fmt::format("'{}' is no day, expected YYYY-MM-DD", day));
}

std::string RowParser::user_of(const std::string& person) {
    return users_.try_emplace(person, std::to_string(1001 + users_.size())).first->second;
}

std::vector<Row> RowParser::links(const Node& node, const std::vector<Row>& known,
                                  std::string_view state, const RowTime& time) {
    Words people = words_of(node.text);
    if (people == Words{"everybody"}) {
        people.clear();
        for (const Row& row : known) {
            for (const std::string_view column : {"person_id", "parent_id", "student_id"}) {
                const auto id = row.values.find(column);
                if (id != row.values.end()) people.push_back(id->second);
            }
        }
    }
    std::vector<Row> rows;
    for (const std::string& person : people) {
        const bool twice = std::ranges::any_of(
            rows, [&](const Row& row) { return row.values.at("person_id") == person; });
        if (twice) continue;
        rows.push_back({Relation::profile_link,
                        {{"person_id", person},
                         {"platform", platform_},
                         {"user_id", user_of(person)},
                         {"state", std::string{state}},
                         {"linked_at", time.instant}}});
    }
    return rows;
}

std::vector<Row> RowParser::requests(const Node& node, const std::vector<Row>& known,
                                     const RowTime& time) {
    time_ = time;
    out_.clear();
    Words keys = words_of(node.text);
    if (keys == Words{"everything"}) {
        keys = {"staff"};
        for (const Row& row : known) {
            if (row.relation == Relation::school_class) {
                keys.push_back("class/" + row.values.at("class_id"));
                keys.push_back("parents/" + row.values.at("class_id"));
            } else if (row.relation == Relation::study_group) {
                keys.push_back("subject/" + row.values.at("group_id"));
            }
        }
    }
    for (const std::string& key : keys) request(key, node);
    return std::move(out_);
}

void RowParser::request(const std::string& chat_key, const Node& place) {
    const std::string kind = chat_key.substr(0, chat_key.find('/'));
    const std::string about = chat_key == kind ? "" : chat_key.substr(kind.size() + 1);
    const auto known = chat_kind(kind);
    if (!known || *known == ChatKind::custom) {
        problems_.error(place.place, fmt::format("'{}' cannot be asked for", chat_key));
        return;
    }
    Row row{Relation::chat_request,
            {{"request_id", fmt::format("asked-{}", ++requests_)},
             {"kind", kind},
             {"created_at", time_.instant}}};
    if (!about.empty()) row.values[kind == "subject" ? "group_id" : "class_id"] = about;
    out_.push_back(std::move(row));
}

}  // namespace rosterd::scenario
