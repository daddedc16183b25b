// The end of a read: renumbers by id, sorts, drops exact duplicates. Parsing is in _rows and
// _chats.
#include "reconciler/roster_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "reconciler/roster_builder_state.hpp"

namespace rosterd {
namespace {

/// `order[new] == old`, by the bytes of the ids.
std::vector<std::uint32_t> order_by_id(const TextPool& text, const std::vector<TextRef>& ids) {
    std::vector<std::uint32_t> order(ids.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return text.view(ids[i]); });
    return order;
}

std::vector<std::uint32_t> inverse(const std::vector<std::uint32_t>& order) {
    std::vector<std::uint32_t> rank(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
    return rank;
}

template <class Value>
void reorder(std::vector<Value>& column, const std::vector<std::uint32_t>& order) {
    std::vector<Value> sorted;
    sorted.reserve(column.size());
    for (const std::uint32_t old : order) sorted.push_back(column[old]);
    column = std::move(sorted);
}

template <class... Columns>
void reorder_all(const std::vector<std::uint32_t>& order, Columns&... columns) {
    (reorder(columns, order), ...);
}

std::uint32_t moved(const std::vector<std::uint32_t>& rank, std::uint32_t index) {
    return index == no_index ? no_index : rank[index];
}

template <class Value>
void sort_unique(std::vector<Value>& values) {
    std::ranges::sort(values);
    const auto rest = std::ranges::unique(values);
    values.erase(rest.begin(), rest.end());
}

/// Sorts by `key` of the row, then by number; drops and counts rows equal in `key`.
template <class Row, class Key>
std::vector<Row> settle_rows(std::vector<RosterBuilder::State::Numbered<Row>>& rows, Key key,
                             Relation relation, FindingLog& findings) {
    const auto before = [&](const auto& a, const auto& b) {
        return std::tuple_cat(key(a.row), std::tuple{a.number}) <
               std::tuple_cat(key(b.row), std::tuple{b.number});
    };
    // A journal that keeps its rows in the order of their ids costs no sort.
    if (!std::ranges::is_sorted(rows, before)) std::ranges::sort(rows, before);
    std::vector<Row> settled;
    settled.reserve(rows.size());
    for (const auto& [row, number] : rows) {
        if (!settled.empty() && key(settled.back()) == key(row)) {
            findings.duplicate(relation, number);
        } else {
            settled.push_back(row);
        }
    }
    rows = {};
    return settled;
}

using State = RosterBuilder::State;
using Entity = State::Entity;

constexpr std::size_t first_id = 1;
constexpr std::size_t second_id = 2;
constexpr std::size_t validity_column = 3;

}  // namespace

void RosterBuilder::State::add(RowView& row) {
    constexpr Side in_class{Entity::school_class, first_id};
    constexpr Side in_group{Entity::group, first_id};
    constexpr Side of_person{Entity::person, second_id};
    constexpr Side of_class{Entity::school_class, second_id};
    // guardian: parent_id, student_id; the roster keeps (student, parent).
    constexpr Side parent{Entity::person, first_id};
    switch (row.spec().relation) {
        case Relation::person:
            return add_person(row);
        case Relation::staff:
            return add_staff(row);
        case Relation::school_class:
            return add_class(row);
        case Relation::class_teacher:
            return add_tie(row, {in_class, of_person, validity_column, &State::class_teachers});
        case Relation::enrolment:
            return add_tie(row, {in_class, of_person, validity_column, &State::enrolments});
        case Relation::guardian:
            return add_tie(row, {of_person, parent, validity_column, &State::guardians});
        case Relation::study_group:
            return add_group(row);
        case Relation::study_group_class:
            return add_tie(row, {in_group, of_class, validity_column, &State::group_classes});
        case Relation::study_group_teacher:
            return add_tie(row, {in_group, of_person, validity_column, &State::group_teachers});
        case Relation::study_group_student:
            return add_tie(row, {in_group, of_person, validity_column, &State::group_students});
        case Relation::profile_link:
            return add_link(row);
        case Relation::chat_request:
            return add_request(row);
        case Relation::chat_request_person:
            return add_chosen(row);
        case Relation::chat_edit:
            return add_edit(row);
        case Relation::lesson:
            return add_lesson(row);
        case Relation::conference:
            return add_conference(row);
        case Relation::conference_person:
            return add_conference_person(row);
        case Relation::school:
        case Relation::change_marker:
        case Relation::journal_copy:
            break;  // no part of a roster
    }
}

void RosterBuilder::State::doubt_guardians() {
    const std::vector<std::uint8_t> students = roster.people.doubtful;
    for (const auto& [tie, number] : guardians) {
        if (students[tie.left] != 0) roster.people.doubtful[tie.right] = 1;
    }
}

void RosterBuilder::State::renumber() {
    auto& p = roster.people;
    const auto person_order = order_by_id(roster.text, p.id);
    reorder_all(person_order, p.id, p.last_name, p.first_name, p.middle_name, p.phone, p.blocked,
                p.doubtful);
    auto& c = roster.classes;
    const auto class_order = order_by_id(roster.text, c.id);
    reorder_all(class_order, c.id, c.name, c.grade, c.letter, c.predecessor, c.validity,
                c.doubtful);
    auto& g = roster.groups;
    const auto group_order = order_by_id(roster.text, g.id);
    reorder_all(group_order, g.id, g.subject, g.name, g.whole_class, g.validity, g.doubtful);
    const auto request_order = order_by_id(roster.text, request_ids);
    reorder(roster.requests, request_order);
    drop_unnamed_lessons();
    const auto lesson_order = order_by_id(roster.text, lesson_ids);
    reorder(roster.lessons, lesson_order);
    const auto conference_order = order_by_id(roster.text, conference_ids);
    reorder(roster.conferences, conference_order);

    const auto person = inverse(person_order);
    const auto school_class = inverse(class_order);
    const auto group = inverse(group_order);
    const auto request = inverse(request_order);
    const auto lesson = inverse(lesson_order);
    const auto conference = inverse(conference_order);
    const auto remap = [](Ties& ties, const auto& left, const auto& right) {
        for (auto& [tie, number] : ties) tie = {left[tie.left], right[tie.right], tie.validity};
    };
    remap(class_teachers, school_class, person);
    remap(enrolments, school_class, person);
    remap(guardians, person, person);
    remap(group_classes, group, school_class);
    remap(group_teachers, group, person);
    remap(group_students, group, person);
    for (auto& [row, number] : staff) row.person = person[row.person];
    for (auto& [row, number] : links) row.person = person[row.person];
    for (ChatRequest& row : roster.requests) {
        row.about = moved(row.kind == ChatKind::subject ? group : school_class, row.about);
        row.created_by = moved(person, row.created_by);
    }
    for (auto& [row, number] : chosen) row = {request[row.request], person[row.person], row.admin};
    for (auto& [row, number] : edits) {
        row.person = person[row.person];
        row.made_by = moved(person, row.made_by);
    }
    for (Lesson& row : roster.lessons) row.group = group[row.group];
    for (Conference& row : roster.conferences) {
        row.lesson = moved(lesson, row.lesson);
        row.created_by = moved(person, row.created_by);
    }
    for (auto& [row, number] : conference_people) {
        row = {conference[row.conference], person[row.person]};
    }
}

std::vector<Tie> RosterBuilder::State::settle(Relation relation, Ties& ties) {
    const auto key = [](const Tie& tie) {
        const auto pair = std::uint64_t{tie.left} << 32U | tie.right;  // one comparison for most
        return std::tuple{pair, tie.validity};
    };
    return settle_rows(ties, key, relation, findings);
}

void RosterBuilder::State::settle_ties() {
    roster.class_teachers = settle(Relation::class_teacher, class_teachers);
    roster.enrolments = settle(Relation::enrolment, enrolments);
    roster.guardians = settle(Relation::guardian, guardians);
    roster.group_classes = settle(Relation::study_group_class, group_classes);
    roster.group_teachers = settle(Relation::study_group_teacher, group_teachers);
    roster.group_students = settle(Relation::study_group_student, group_students);
}

void RosterBuilder::State::settle_staff() {
    const auto key = [](const StaffRow& row) {
        return std::tuple{row.person, row.validity, row.position, row.roles};
    };
    roster.staff = settle_rows(staff, key, Relation::staff, findings);
}

void RosterBuilder::State::settle_links() {
    const auto key = [this](const LinkRow& row) {
        return std::tuple{row.platform, row.person, row.linked_at, row.state,
                          roster.text.view(row.user)};
    };
    roster.links = settle_rows(links, key, Relation::profile_link, findings);
}

void RosterBuilder::State::settle_requests() {
    const auto key = [](const ChosenPerson& row) {
        return std::tuple{row.request, row.person, row.admin};
    };
    roster.chosen = settle_rows(chosen, key, Relation::chat_request_person, findings);
    // Chosen both as a member and as an administrator: the greater of the two.
    std::vector<ChosenPerson> single;
    single.reserve(roster.chosen.size());
    for (const ChosenPerson& row : roster.chosen) {
        const bool repeated = !single.empty() && single.back().request == row.request &&
                              single.back().person == row.person;
        if (repeated) {
            single.back().admin = true;
        } else {
            single.push_back(row);
        }
    }
    roster.chosen = std::move(single);
}

void RosterBuilder::State::settle_edits() {
    const auto key = [this](const ChatEdit& row) {
        return std::tuple{roster.text.view(row.chat_key),
                          row.person,
                          row.edit,
                          row.made_by,
                          row.made_at,
                          row.until};
    };
    // Two edits of one second keep the order in which the journal gave them.
    std::vector<Numbered<ChatEdit>> unique;
    std::ranges::sort(edits, [&](const auto& a, const auto& b) {
        return std::tuple_cat(key(a.row), std::tuple{a.number}) <
               std::tuple_cat(key(b.row), std::tuple{b.number});
    });
    for (const auto& edit : edits) {
        if (!unique.empty() && key(unique.back().row) == key(edit.row)) {
            findings.duplicate(Relation::chat_edit, edit.number);
        } else {
            unique.push_back(edit);
        }
    }
    std::ranges::sort(unique, {},
                      [](const auto& edit) { return std::tuple{edit.row.made_at, edit.number}; });
    roster.edits.reserve(unique.size());
    for (const auto& edit : unique) roster.edits.push_back(edit.row);
    edits = {};
}

void RosterBuilder::State::settle_conferences() {
    const auto key = [](const ConferencePerson& row) {
        return std::tuple{row.conference, row.person};
    };
    roster.conference_people =
        settle_rows(conference_people, key, Relation::conference_person, findings);
}

/// A journal that gives its whole timetable makes the same roster as one that is asked for a part.
void RosterBuilder::State::drop_unnamed_lessons() {
    std::vector<std::uint32_t> kept(lesson_ids.size(), no_index);
    for (const Conference& row : roster.conferences) {
        if (row.lesson != no_index) kept[row.lesson] = 0;
    }
    for (const std::string& id : named_lessons) {
        const LessonIndex lesson = lessons.find(id);
        if (lesson != no_index) kept[lesson] = 0;
    }
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < kept.size(); ++i) {
        if (kept[i] == no_index) continue;
        lesson_ids[count] = lesson_ids[i];
        roster.lessons[count] = roster.lessons[i];
        kept[i] = count++;
    }
    lesson_ids.resize(count);
    roster.lessons.resize(count);
    for (Conference& row : roster.conferences) row.lesson = moved(kept, row.lesson);
}

void RosterBuilder::State::count_rows() {
    const auto count = [this](Relation relation, std::size_t rows) {
        roster.rows[static_cast<std::size_t>(relation)] = rows;
    };
    count(Relation::school, 1);
    count(Relation::person, roster.people.size());
    count(Relation::staff, roster.staff.size());
    count(Relation::school_class, roster.classes.size());
    count(Relation::class_teacher, roster.class_teachers.size());
    count(Relation::enrolment, roster.enrolments.size());
    count(Relation::guardian, roster.guardians.size());
    count(Relation::study_group, roster.groups.size());
    count(Relation::study_group_class, roster.group_classes.size());
    count(Relation::study_group_teacher, roster.group_teachers.size());
    count(Relation::study_group_student, roster.group_students.size());
    count(Relation::profile_link, roster.links.size());
    count(Relation::chat_request, roster.requests.size());
    count(Relation::chat_request_person, roster.chosen.size());
    count(Relation::chat_edit, roster.edits.size());
    count(Relation::lesson, roster.lessons.size());
    count(Relation::conference, roster.conferences.size());
    count(Relation::conference_person, roster.conference_people.size());
}

RosterBuilder::RosterBuilder(School school, std::vector<std::string> lessons)
    : state_{std::make_unique<State>(std::move(school))} {
    state_->named_lessons = std::move(lessons);
}

RosterBuilder::~RosterBuilder() = default;

void RosterBuilder::add(Relation relation, std::span<const Field> fields) {
    RowView row{spec_of(relation), fields, ++state_->read[static_cast<std::size_t>(relation)]};
    state_->add(row);
}

BuiltRoster RosterBuilder::build() {
    State& state = *state_;
    state.doubt_guardians();
    state.renumber();
    state.settle_ties();
    state.settle_staff();
    state.settle_links();
    state.settle_requests();
    state.settle_edits();
    state.settle_conferences();
    sort_unique(state.roster.doubtful_conferences);
    sort_unique(state.roster.doubtful_users);
    sort_unique(state.roster.doubtful_chats);
    state.count_rows();
    state.roster.text.shrink();
    BuiltRoster built{std::move(state.roster), state.findings.take()};
    state_.reset();
    return built;
}

std::optional<School> parse_school(std::span<const Field> fields, std::uint64_t row_number,
                                   std::vector<Finding>& findings) {
    enum : std::size_t { id, name, time_zone, profile, account, enabled };
    const RowView row{spec_of(Relation::school), fields, row_number};
    std::optional<std::string> fault;
    for (std::size_t i = 0; i < row.spec().columns.size() && !fault; ++i) {
        fault = text_fault(row, i);
    }
    const auto on = row.has(enabled) ? parse_flag(row[enabled]) : true;
    if (!fault && !on) {
        fault = fmt::format("enabled{} is no flag: expected true or false",
                            quoted_if_harmless(row[enabled]));
    }
    if (fault) {
        findings.push_back({Severity::error, "school", row_number, row.key(),
                            *fault + "; the school is left alone until the row is corrected"});
        return std::nullopt;
    }
    return School{std::string{row[id]},      std::string{row[name]},    std::string{row[time_zone]},
                  std::string{row[profile]}, std::string{row[account]}, *on};
}

}  // namespace rosterd
