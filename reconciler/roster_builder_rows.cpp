// Journal rows about people, classes, groups and their ties, one by one. Bad ones are set aside.
#include <fmt/format.h>

#include <array>

#include "reconciler/roster_builder_state.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::size_t id_column = 1;
constexpr std::string_view not_used = "; the row is not used, and nobody is removed because of it";
constexpr std::string_view held_back = "; it is held back until the row is corrected";

/// Text offsets are 32 bits wide; far beyond any school.
constexpr std::size_t text_bytes_max = std::size_t{3} << 30U;

}  // namespace

RosterBuilder::State::State(School school)
    : people{roster.text, roster.people.id},
      classes{roster.text, roster.classes.id},
      groups{roster.text, roster.groups.id},
      requests{roster.text, request_ids},
      lessons{roster.text, lesson_ids},
      conferences{roster.text, conference_ids} {
    roster.school = std::move(school);
}

TextRef RosterBuilder::State::keep(std::string_view text) {
    return text.empty() ? TextRef{} : roster.text.add(text);
}

std::optional<std::string> RosterBuilder::State::first_text_fault(const RowView& row) const {
    for (std::size_t i = id_column; i < row.spec().columns.size(); ++i) {
        const std::string_view value = row[i];
        const bool good = value.empty() ? !row.spec().columns[i].required
                                        : value.size() <= id_bytes_max && is_plain(value);
        if (good) continue;
        if (auto fault = text_fault(row, i)) return fault;
    }
    if (roster.text.bytes() > text_bytes_max) return "the school's rows exceed 3 GiB of text";
    return std::nullopt;
}

std::optional<RosterBuilder::State::Cleaned> RosterBuilder::State::clean(RowView& row) {
    auto id_fault = text_fault(row, id_column);
    if (!id_fault && roster.text.bytes() > text_bytes_max) {
        id_fault = "the school's rows exceed 3 GiB of text";
    }
    if (id_fault) {
        findings.add(Severity::warning, row, *id_fault + std::string{not_used});
        return std::nullopt;
    }
    Cleaned cleaned{false};
    for (std::size_t i = id_column + 1; i < row.spec().columns.size(); ++i) {
        const auto fault = text_fault(row, i);
        if (!fault) continue;
        findings.add(Severity::error, row, *fault + std::string{held_back});
        row.clear(i);
        cleaned.doubtful = true;
    }
    return cleaned;
}

Validity RosterBuilder::State::read_validity(const RowView& row, std::size_t first,
                                             std::optional<std::string>& fault) const {
    Validity validity;
    for (std::size_t column = first; column <= first + 1; ++column) {
        if (!row.has(column)) continue;
        const auto day = parse_open_day(row[column]);
        if (!day) {
            fault = fmt::format("{}{} is no date: expected YYYY-MM-DD", row.name(column),
                                quoted_if_harmless(row[column]));
            return {};
        }
        (column == first ? validity.from : validity.to) = *day;
    }
    if (validity.from > validity.to) {
        fault = fmt::format("valid_from '{}' is after valid_to '{}'", row[first], row[first + 1]);
    }
    return validity;
}

bool RosterBuilder::State::covers_no_day(const RowView& row, const Validity& validity) {
    if (validity.from != validity.to) return false;
    // A day's mistake that was undone; nothing is in doubt.
    findings.add(Severity::warning, row,
                 fmt::format("counts on no day: valid_to '{}' is exclusive and equals valid_from",
                             to_string(validity.to)));
    return true;
}

Validity RosterBuilder::State::entity_validity(const RowView& row, std::size_t first,
                                               bool& doubtful) {
    std::optional<std::string> fault;
    const Validity validity = read_validity(row, first, fault);
    if (!fault && validity.from == validity.to) {
        fault = fmt::format("valid_from equals valid_to '{}' (exclusive): no day is left",
                            row[first + 1]);
    }
    if (!fault) return validity;
    findings.add(Severity::error, row, *fault + std::string{held_back});
    doubtful = true;
    return {};
}

bool RosterBuilder::State::entity_flag(const RowView& row, std::size_t column, bool& doubtful) {
    if (!row.has(column)) return false;
    const auto flag = parse_flag(row[column]);
    if (flag) return *flag;
    findings.add(Severity::error, row,
                 fmt::format("{}{} is no flag: expected true or false{}", row.name(column),
                             quoted_if_harmless(row[column]), held_back));
    doubtful = true;
    return false;
}

UnixSeconds RosterBuilder::State::read_instant(const RowView& row, std::size_t column,
                                               std::optional<std::string>& fault) const {
    if (!row.has(column)) return 0;
    const auto instant = parse_instant(row[column]);
    if (instant) return *instant;
    fault = fmt::format("{}{} is no instant: expected YYYY-MM-DD HH:MM:SS with an offset as +03:00",
                        row.name(column), quoted_if_harmless(row[column]));
    return 0;
}

std::uint32_t RosterBuilder::State::find(const Side& side, const RowView& row) const {
    const std::string_view id = row[side.column];
    switch (side.entity) {
        case Entity::person:
            return people.find(id);
        case Entity::school_class:
            return classes.find(id);
        case Entity::group:
            return groups.find(id);
    }
    return no_index;
}

PersonIndex RosterBuilder::State::find_person(const RowView& row, std::size_t column) const {
    return row.has(column) ? people.find(row[column]) : no_index;
}

std::string RosterBuilder::State::missing(const Side& side, const RowView& row) {
    constexpr std::array<std::string_view, 3> homes{"person", "class", "study_group"};
    const std::string_view home = homes.at(static_cast<std::size_t>(side.entity));
    return fmt::format("{0} '{1}' is not in {2}: add it to {2} or delete this row",
                       row.name(side.column), printable(row[side.column]), home);
}

void RosterBuilder::State::doubt(Entity entity, std::uint32_t index) {
    if (index == no_index) return;
    switch (entity) {
        case Entity::person:
            roster.people.doubtful[index] = 1;
            break;
        case Entity::school_class:
            roster.classes.doubtful[index] = 1;
            break;
        case Entity::group:
            roster.groups.doubtful[index] = 1;
            break;
    }
}

void RosterBuilder::State::doubt_chat(std::string key) {
    roster.doubtful_chats.push_back(std::move(key));
}

void RosterBuilder::State::doubt_chats_of(Entity entity, std::string_view id) {
    if (id.empty() || id.size() > id_bytes_max) return;
    if (entity == Entity::school_class) {
        doubt_chat(fmt::format("class/{}", id));
        doubt_chat(fmt::format("parents/{}", id));
    } else if (entity == Entity::group) {
        doubt_chat(fmt::format("subject/{}", id));
    }
}

void RosterBuilder::State::report_contradiction(const RowView& row) {
    findings.add(Severity::error, row,
                 fmt::format("{} '{}' occurs twice with different data: the first row is used, and "
                             "removals wait until one of the rows is deleted",
                             row.name(id_column), printable(row[id_column])));
}

void RosterBuilder::State::add_person(RowView& row) {
    enum : std::size_t { school, id, last_name, first_name, middle_name, phone, blocked };
    const auto cleaned = clean(row);
    if (!cleaned) return;
    bool doubtful = cleaned->doubtful;
    const bool is_blocked = entity_flag(row, blocked, doubtful);
    const std::string number = row.has(phone) ? parse_phone(row[phone]).value_or("") : "";
    auto& columns = roster.people;
    const PersonIndex known = people.find(row[id]);
    if (known != no_index) {
        const bool equal = same(columns.last_name[known], row[last_name]) &&
                           same(columns.first_name[known], row[first_name]) &&
                           same(columns.middle_name[known], row[middle_name]) &&
                           same(columns.phone[known], number) &&
                           (columns.blocked[known] != 0) == is_blocked;
        if (equal) return findings.duplicate(Relation::person, row.number());
        doubt(Entity::person, known);
        return report_contradiction(row);
    }
    if (row.has(phone) && number.empty()) {
        findings.add(Severity::warning, row,
                     "phone is no mobile number: expected +7 (9XX) XXX-XX-XX; the person is used "
                     "without a phone");
    }
    columns.id.push_back(keep(row[id]));
    columns.last_name.push_back(keep(row[last_name]));
    columns.first_name.push_back(keep(row[first_name]));
    columns.middle_name.push_back(keep(row[middle_name]));
    columns.phone.push_back(keep(number));
    columns.blocked.push_back(is_blocked ? 1 : 0);
    columns.doubtful.push_back(doubtful ? 1 : 0);
    people.inserted();
}

void RosterBuilder::State::add_class(RowView& row) {
    enum : std::size_t { school, id, name, grade, letter, predecessor, valid_from };
    const auto cleaned = clean(row);
    if (!cleaned) return;
    bool doubtful = cleaned->doubtful;
    const Validity validity = entity_validity(row, valid_from, doubtful);
    auto& columns = roster.classes;
    const ClassIndex known = classes.find(row[id]);
    if (known != no_index) {
        const bool equal = same(columns.name[known], row[name]) &&
                           same(columns.grade[known], row[grade]) &&
                           same(columns.letter[known], row[letter]) &&
                           same(columns.predecessor[known], row[predecessor]) &&
                           columns.validity[known] == validity;
        if (equal) return findings.duplicate(Relation::school_class, row.number());
        doubt(Entity::school_class, known);
        return report_contradiction(row);
    }
    columns.id.push_back(keep(row[id]));
    columns.name.push_back(keep(row[name]));
    columns.grade.push_back(keep(row[grade]));
    columns.letter.push_back(keep(row[letter]));
    columns.predecessor.push_back(keep(row[predecessor]));
    columns.validity.push_back(validity);
    columns.doubtful.push_back(doubtful ? 1 : 0);
    classes.inserted();
}

void RosterBuilder::State::add_group(RowView& row) {
    enum : std::size_t { school, id, subject, name, whole_class, valid_from };
    const auto cleaned = clean(row);
    if (!cleaned) return;
    bool doubtful = cleaned->doubtful;
    const bool whole = entity_flag(row, whole_class, doubtful);
    const Validity validity = entity_validity(row, valid_from, doubtful);
    auto& columns = roster.groups;
    const GroupIndex known = groups.find(row[id]);
    if (known != no_index) {
        const bool equal =
            same(columns.subject[known], row[subject]) && same(columns.name[known], row[name]) &&
            (columns.whole_class[known] != 0) == whole && columns.validity[known] == validity;
        if (equal) return findings.duplicate(Relation::study_group, row.number());
        doubt(Entity::group, known);
        return report_contradiction(row);
    }
    columns.id.push_back(keep(row[id]));
    columns.subject.push_back(keep(row[subject]));
    columns.name.push_back(keep(row[name]));
    columns.whole_class.push_back(whole ? 1 : 0);
    columns.validity.push_back(validity);
    columns.doubtful.push_back(doubtful ? 1 : 0);
    groups.inserted();
}

void RosterBuilder::State::add_staff(const RowView& row) {
    enum : std::size_t { school, person_id, position_word, roles, valid_from };
    constexpr std::array<std::string_view, 3> positions{"administration", "teaching", "other"};
    constexpr std::array<std::string_view, 3> role_words{"teacher", "school_admin", "chats_admin"};
    const PersonIndex person = find_person(row, person_id);
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const auto position =
        row.has(position_word) ? rosterd::position_type(row[position_word]) : PositionType::other;
    std::string_view unknown;
    const auto bits = parse_roles(row[roles], unknown);
    const Validity validity = fault ? Validity{} : read_validity(row, valid_from, fault);
    if (!fault && !position) {
        fault =
            fmt::format("position_type{} is unknown: {}", quoted_if_harmless(row[position_word]),
                        expected_words(row[position_word], positions));
    } else if (!fault && !bits) {
        fault = fmt::format("roles has an unknown word{}: {}", quoted_if_harmless(unknown),
                            expected_words(unknown, role_words));
    } else if (!fault && person == no_index) {
        fault = missing({Entity::person, person_id}, row);
        severity = Severity::error;
    }
    if (fault) {
        doubt(Entity::person, person);
        findings.add(severity, row, *fault + std::string{not_used});
        return;
    }
    if (covers_no_day(row, validity)) return;
    staff.push_back({{person, *position, *bits, validity}, row.number()});
}

void RosterBuilder::State::add_tie(const RowView& row, const TieShape& shape) {
    auto fault = first_text_fault(row);
    const Validity validity = fault ? Validity{} : read_validity(row, shape.valid_from, fault);
    if (fault) return quarantine_tie(row, shape, Severity::warning, std::move(*fault));
    const std::uint32_t left = find(shape.left, row);
    const std::uint32_t right = find(shape.right, row);
    if (left == no_index || right == no_index) {
        const Side& side = left == no_index ? shape.left : shape.right;
        return quarantine_tie(row, shape, Severity::error, missing(side, row));
    }
    if (covers_no_day(row, validity)) return;
    (this->*shape.rows).push_back({{left, right, validity}, row.number()});
}

void RosterBuilder::State::quarantine_tie(const RowView& row, const TieShape& shape,
                                          Severity severity, std::string fault) {
    bool person_known = false;
    for (const Side& side : {shape.left, shape.right}) {
        if (side.entity != Entity::person) continue;
        const std::uint32_t person = find(side, row);
        person_known |= person != no_index;
        doubt(Entity::person, person);
    }
    // A container (the left side) is in doubt when its person is unknown. The class of a group row
    // is not: only the group's chat follows from such a row.
    if (!person_known) doubt(shape.left.entity, find(shape.left, row));
    for (const Side& side : {shape.left, shape.right}) {
        const bool known = side.entity == Entity::person || find(side, row) != no_index;
        if (!known && !text_fault(row, side.column)) {
            doubt_chats_of(side.entity, row[side.column]);
        }
    }
    findings.add(severity, row, fault + std::string{not_used});
}

}  // namespace rosterd
