// Builds Roster values for tests: remembers rows by id, numbers and sorts them at the end.
#include "tests/support/roster_maker.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

namespace rosterd::testing {

namespace {

template <class Facts>
std::uint32_t position_of(const std::map<std::string, Facts>& column, const std::string& id) {
    const auto found = column.find(id);
    if (found == column.end()) return no_index;
    return static_cast<std::uint32_t>(std::distance(column.begin(), found));
}

template <class Left, class Right>
std::vector<Tie> ties_of(const std::vector<RosterMaker::NamedTie>& named,
                         const std::map<std::string, Left>& lefts,
                         const std::map<std::string, Right>& rights) {
    std::vector<Tie> ties;
    for (const auto& row : named) {
        ties.push_back(
            {position_of(lefts, row.left), position_of(rights, row.right), row.validity});
        if (ties.back().left == no_index || ties.back().right == no_index) {
            throw std::invalid_argument{"dangling tie " + row.left + " " + row.right};
        }
    }
    std::ranges::sort(ties);
    const auto extra = std::ranges::unique(ties);
    ties.erase(extra.begin(), extra.end());
    return ties;
}

/// Stable, by insertion: std::stable_sort of this library uses what the compiler calls deprecated.
template <class Row, class Key>
void sort_rows(std::vector<Row>& rows, Key key) {
    std::vector<Row> sorted;
    for (const Row& row : rows) {
        const auto at = std::ranges::upper_bound(sorted, std::invoke(key, row), {}, key);
        sorted.insert(at, row);
    }
    rows = std::move(sorted);
}

void fill_people(Roster& roster, const RosterMaker::Rows& rows) {
    for (const auto& [id, facts] : rows.people) {
        auto& people = roster.people;
        people.id.push_back(roster.text.add(id));
        people.last_name.push_back(roster.text.add("Фамилия"));
        people.first_name.push_back(roster.text.add("Имя"));
        people.middle_name.push_back({});
        people.phone.push_back({});
        people.blocked.push_back(facts.blocked ? 1 : 0);
        people.doubtful.push_back(facts.doubtful ? 1 : 0);
    }
}

void fill_classes(Roster& roster, const RosterMaker::Rows& rows) {
    for (const auto& [id, facts] : rows.classes) {
        auto& classes = roster.classes;
        classes.id.push_back(roster.text.add(id));
        classes.name.push_back(roster.text.add(facts.name.empty() ? id : facts.name));
        classes.grade.push_back({});
        classes.letter.push_back({});
        classes.predecessor.push_back(roster.text.add(facts.predecessor));
        classes.validity.push_back(facts.validity);
        classes.doubtful.push_back(facts.doubtful ? 1 : 0);
    }
    for (const auto& [id, facts] : rows.groups) {
        auto& groups = roster.groups;
        groups.id.push_back(roster.text.add(id));
        groups.subject.push_back(roster.text.add(facts.subject));
        groups.name.push_back(roster.text.add(facts.name));
        groups.whole_class.push_back(facts.whole_class ? 1 : 0);
        groups.validity.push_back(facts.validity);
        groups.doubtful.push_back(facts.doubtful ? 1 : 0);
    }
}

/// Each with a lesson of its own where it has a group; on 1 September, a lesson long.
void fill_conferences(Roster& roster, const RosterMaker::Rows& rows) {
    const LocalSeconds start = LocalSeconds{day("2026-09-01").since_1970} * 86'400 + 8 * 3'600;
    for (const auto& [id, facts] : rows.conferences) {
        LessonIndex lesson = no_index;
        if (!facts.group.empty()) {
            lesson = static_cast<LessonIndex>(roster.lessons.size());
            roster.lessons.push_back({.id = roster.text.add("lesson of " + id),
                                      .group = position_of(rows.groups, facts.group),
                                      .starts_at = start,
                                      .ends_at = start + 2'400,
                                      .cancelled = false});
        }
        roster.conferences.push_back({.id = roster.text.add(id),
                                      .kind = ConferenceKind::online_lesson,
                                      .chat_key = roster.text.add(facts.chat),
                                      .lesson = lesson,
                                      .title = {},
                                      .starts_at = start,
                                      .ends_at = start + 2'400,
                                      .created_by = no_index,
                                      .finish_requested_at = 0,
                                      .deleted_at = facts.deleted_at});
    }
}

void fill_requests(Roster& roster, const RosterMaker::Rows& rows) {
    for (const auto& [id, facts] : rows.requests) {
        std::uint32_t about = position_of(rows.classes, facts.about);
        if (facts.kind == ChatKind::subject) about = position_of(rows.groups, facts.about);
        roster.requests.push_back({.id = roster.text.add(id),
                                   .kind = facts.kind,
                                   .about = about,
                                   .title = roster.text.add(facts.title),
                                   .created_by = position_of(rows.people, facts.created_by),
                                   .created_at = facts.created_at,
                                   .deleted_at = facts.deleted_at});
    }
    for (const auto& row : rows.chosen) {
        roster.chosen.push_back({position_of(rows.requests, row.request),
                                 position_of(rows.people, row.person), row.admin});
    }
    sort_rows(roster.chosen,
              [](const ChosenPerson& row) { return std::pair{row.request, row.person}; });
}

}  // namespace

Day day(std::string_view text) {
    const auto parsed = parse_day(text);
    if (!parsed) throw std::invalid_argument{"no day: " + std::string{text}};
    return *parsed;
}

UnixSeconds instant(std::string_view text) {
    const auto parsed = parse_instant(text);
    if (!parsed) throw std::invalid_argument{"no instant: " + std::string{text}};
    return *parsed;
}

Validity since(std::string_view first) {
    return {day(first), day_max};
}
Validity until(std::string_view end) {
    return {day_min, day(end)};
}
Validity between(std::string_view first, std::string_view end) {
    return {day(first), day(end)};
}

RosterMaker& RosterMaker::person(const std::string& id, PersonFacts facts) {
    rows_.people[id] = facts;
    return *this;
}

RosterMaker& RosterMaker::staff(const std::string& person, PositionType position,
                                std::uint8_t roles, Validity validity) {
    rows_.people.try_emplace(person);
    rows_.staff.push_back({person, position, roles, validity});
    return *this;
}

RosterMaker& RosterMaker::teacher(const std::string& id) {
    return staff(id, PositionType::teaching, staff_role::teacher);
}

RosterMaker& RosterMaker::school_class(const std::string& id, ClassFacts facts) {
    rows_.classes[id] = std::move(facts);
    return *this;
}

RosterMaker& RosterMaker::class_teacher(const std::string& in, const std::string& person,
                                        Validity v) {
    rows_.people.try_emplace(person);
    rows_.class_teachers.push_back({in, person, v});
    return *this;
}

RosterMaker& RosterMaker::enrol(const std::string& in, const std::string& person, Validity v) {
    rows_.people.try_emplace(person);
    rows_.enrolments.push_back({in, person, v});
    return *this;
}

RosterMaker& RosterMaker::guardian(const std::string& parent, const std::string& student,
                                   Validity v) {
    rows_.people.try_emplace(parent);
    rows_.people.try_emplace(student);
    rows_.guardians.push_back({student, parent, v});
    return *this;
}

RosterMaker& RosterMaker::group(const std::string& id, const GroupFacts& facts) {
    rows_.groups[id] = {facts.subject, facts.name, facts.whole_class, facts.validity,
                        facts.doubtful};
    for (const auto& in : facts.classes) group_class(id, in, {});
    for (const auto& teacher : facts.teachers) group_teacher(id, teacher, {});
    for (const auto& student : facts.students) group_student(id, student, {});
    return *this;
}

RosterMaker& RosterMaker::group_class(const std::string& group, const std::string& in, Validity v) {
    rows_.group_classes.push_back({group, in, v});
    return *this;
}

RosterMaker& RosterMaker::group_teacher(const std::string& group, const std::string& person,
                                        Validity v) {
    rows_.people.try_emplace(person);
    rows_.group_teachers.push_back({group, person, v});
    return *this;
}

RosterMaker& RosterMaker::group_student(const std::string& group, const std::string& person,
                                        Validity v) {
    rows_.people.try_emplace(person);
    rows_.group_students.push_back({group, person, v});
    return *this;
}

RosterMaker& RosterMaker::link(const std::string& person, const std::string& user, LinkState state,
                               UnixSeconds linked_at, Platform platform) {
    rows_.people.try_emplace(person);
    rows_.links.push_back({person, user, state, linked_at, platform});
    return *this;
}

RosterMaker& RosterMaker::link_everybody() {
    int user = 1000;
    for (const auto& entry : rows_.people) {
        const bool linked = std::ranges::any_of(
            rows_.links, [&](const LinkFacts& row) { return row.person == entry.first; });
        if (!linked) link(entry.first, std::to_string(user));
        ++user;
    }
    return *this;
}

RosterMaker& RosterMaker::request(const std::string& id, RequestFacts facts) {
    if (!facts.created_by.empty()) rows_.people.try_emplace(facts.created_by);
    rows_.requests[id] = std::move(facts);
    return *this;
}

RosterMaker& RosterMaker::chosen(const std::string& request, const std::string& person,
                                 bool admin) {
    rows_.people.try_emplace(person);
    rows_.chosen.push_back({request, person, admin});
    return *this;
}

RosterMaker& RosterMaker::edit(const std::string& chat_key, const std::string& person,
                               EditKind kind, EditFacts facts) {
    rows_.people.try_emplace(person);
    rows_.edits.push_back({chat_key, person, kind, std::move(facts)});
    return *this;
}

RosterMaker& RosterMaker::conference(const std::string& id, ConferenceFacts facts) {
    rows_.conferences[id] = std::move(facts);
    return *this;
}

RosterMaker& RosterMaker::doubtful_user(const std::string& user, Platform platform) {
    rows_.doubtful_users.emplace_back(platform, user);
    return *this;
}

RosterMaker& RosterMaker::doubtful_chat(const std::string& key) {
    rows_.doubtful_chats.push_back(key);
    return *this;
}

RosterMaker& RosterMaker::forget_person(const std::string& id) {
    rows_.people.erase(id);
    const auto names_him = [&](const auto& row) { return row.person == id; };
    const auto ties_him = [&](const NamedTie& row) { return row.left == id || row.right == id; };
    std::erase_if(rows_.staff, names_him);
    std::erase_if(rows_.links, names_him);
    std::erase_if(rows_.chosen, names_him);
    std::erase_if(rows_.edits, names_him);
    for (auto* ties :
         {&rows_.class_teachers, &rows_.enrolments, &rows_.group_teachers, &rows_.group_students}) {
        std::erase_if(*ties, [&](const NamedTie& row) { return row.right == id; });
    }
    std::erase_if(rows_.guardians, ties_him);
    return *this;
}

RosterMaker& RosterMaker::end_enrolment(const std::string& in, const std::string& person) {
    std::erase_if(rows_.enrolments,
                  [&](const NamedTie& row) { return row.left == in && row.right == person; });
    return *this;
}

RosterMaker& RosterMaker::end_class_teacher(const std::string& in, const std::string& person) {
    return erase_tie(rows_.class_teachers, in, person);
}
RosterMaker& RosterMaker::end_guardian(const std::string& parent, const std::string& student) {
    return erase_tie(rows_.guardians, student, parent);
}
RosterMaker& RosterMaker::end_group_teacher(const std::string& group, const std::string& person) {
    return erase_tie(rows_.group_teachers, group, person);
}
RosterMaker& RosterMaker::end_group_student(const std::string& group, const std::string& person) {
    return erase_tie(rows_.group_students, group, person);
}

RosterMaker& RosterMaker::erase_tie(std::vector<NamedTie>& ties, const std::string& left,
                                    const std::string& right) {
    std::erase_if(ties,
                  [&](const NamedTie& row) { return row.left == left && row.right == right; });
    return *this;
}

RosterMaker& RosterMaker::end_staff(const std::string& person) {
    std::erase_if(rows_.staff, [&](const StaffFacts& row) { return row.person == person; });
    return *this;
}

RosterMaker& RosterMaker::unlink(const std::string& person, LinkState state) {
    for (auto& row : rows_.links) {
        if (row.person == person) row.state = state;
    }
    return *this;
}

Roster RosterMaker::make() const {
    Rows rows = rows_;
    if (reversed_) {
        std::ranges::reverse(rows.staff);
        std::ranges::reverse(rows.enrolments);
        std::ranges::reverse(rows.guardians);
        std::ranges::reverse(rows.links);
        std::ranges::reverse(rows.chosen);
    }
    Roster roster;
    roster.school = {.id = "17",
                     .name = "Школа № 17",
                     .time_zone = "Europe/Moscow",
                     .profile = "sgo",
                     .account = "school-17"};
    fill_people(roster, rows);
    fill_classes(roster, rows);
    for (const auto& row : rows.staff) {
        roster.staff.push_back(
            {position_of(rows.people, row.person), row.position, row.roles, row.validity});
    }
    sort_rows(roster.staff, &StaffRow::person);
    roster.class_teachers = ties_of(rows.class_teachers, rows.classes, rows.people);
    roster.enrolments = ties_of(rows.enrolments, rows.classes, rows.people);
    roster.guardians = ties_of(rows.guardians, rows.people, rows.people);
    roster.group_classes = ties_of(rows.group_classes, rows.groups, rows.classes);
    roster.group_teachers = ties_of(rows.group_teachers, rows.groups, rows.people);
    roster.group_students = ties_of(rows.group_students, rows.groups, rows.people);
    for (const auto& row : rows.links) {
        roster.links.push_back({position_of(rows.people, row.person), row.platform, row.state,
                                roster.text.add(row.user), row.linked_at});
    }
    sort_rows(roster.links, [](const LinkRow& row) { return std::pair{row.platform, row.person}; });
    fill_requests(roster, rows);
    for (const auto& row : rows.edits) {
        roster.edits.push_back({roster.text.add(row.chat), position_of(rows.people, row.person),
                                row.kind, position_of(rows.people, row.facts.made_by),
                                row.facts.made_at, row.facts.until});
    }
    sort_rows(roster.edits, &ChatEdit::made_at);
    fill_conferences(roster, rows);
    roster.doubtful_users = rows.doubtful_users;
    std::ranges::sort(roster.doubtful_users);
    roster.doubtful_chats = rows.doubtful_chats;
    std::ranges::sort(roster.doubtful_chats);
    return roster;
}

std::vector<std::string> RosterMaker::people() const {
    std::vector<std::string> ids;
    for (const auto& entry : rows_.people) ids.push_back(entry.first);
    return ids;
}

ClassIndex class_index(const Roster& roster, std::string_view id) {
    for (ClassIndex at = 0; at < roster.classes.size(); ++at) {
        if (roster.text.view(roster.classes.id[at]) == id) return at;
    }
    throw std::invalid_argument{"no class " + std::string{id}};
}

GroupIndex group_index(const Roster& roster, std::string_view id) {
    for (GroupIndex at = 0; at < roster.groups.size(); ++at) {
        if (roster.text.view(roster.groups.id[at]) == id) return at;
    }
    throw std::invalid_argument{"no group " + std::string{id}};
}

}  // namespace rosterd::testing
