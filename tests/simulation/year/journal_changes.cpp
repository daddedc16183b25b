// Every relation keeps a few rows, so that an empty one is always a fault.
#include "tests/simulation/year/journal_changes.hpp"

#include <fmt/format.h>

#include <array>

namespace rosterd::test {
namespace {

constexpr std::size_t rows_min = 2;
constexpr std::size_t pupils_min = 6;

}  // namespace

std::string JournalChanges::something() {
    using Change = std::string (JournalChanges::*)();
    // As often as it is named.
    constexpr std::array<Change, 22> changes{
        &JournalChanges::pupil_leaves,
        &JournalChanges::pupil_leaves,
        &JournalChanges::pupil_moves,
        &JournalChanges::pupil_moves,
        &JournalChanges::pupil_comes,
        &JournalChanges::pupil_comes,
        &JournalChanges::pupil_comes,
        &JournalChanges::many_leave,
        &JournalChanges::teacher_leaves,
        &JournalChanges::teacher_comes,
        &JournalChanges::class_teacher_changes,
        &JournalChanges::class_teacher_changes,
        &JournalChanges::subject_teacher_changes,
        &JournalChanges::guardian_changes,
        &JournalChanges::blocked_changes,
        &JournalChanges::link_changes,
        &JournalChanges::class_is_renamed,
        &JournalChanges::school_year_begins,
        &JournalChanges::school_year_begins,
        &JournalChanges::group_changes,
        &JournalChanges::chat_is_edited,
        &JournalChanges::chat_is_edited,
    };
    return (this->*dice_.one_of(changes))();
}

std::string JournalChanges::new_person(const std::string& prefix) {
    const std::string id = fmt::format("{}-new{}", prefix, next_person_++);
    ++next_user_;
    facts_.people[id] = {.user = dice_.percent(90) ? next_user_ : 0};
    return id;
}

std::string JournalChanges::any_class() {
    return dice_.one_of(facts_.classes).first;
}

std::string JournalChanges::any_teacher() {
    return dice_.one_of(facts_.staff).first;
}

void JournalChanges::forget(const std::string& person) {
    facts_.people.erase(person);
    std::erase_if(facts_.enrolments, [&](const auto& row) { return row.second == person; });
    std::erase_if(facts_.class_teachers, [&](const auto& row) { return row.second == person; });
    std::erase_if(facts_.group_teachers, [&](const auto& row) { return row.second == person; });
    std::erase_if(facts_.guardians,
                  [&](const auto& row) { return row.first == person || row.second == person; });
    facts_.staff.erase(person);
    std::erase_if(facts_.edits, [&](const auto& entry) { return entry.first.second == person; });
}

void JournalChanges::leave_school(const std::string& pupil) {
    if (dice_.percent(30)) return forget(pupil);
    std::erase_if(facts_.enrolments, [&](const auto& row) { return row.second == pupil; });
}

std::string JournalChanges::pupil_leaves() {
    if (facts_.enrolments.size() <= pupils_min) return {};
    const std::string pupil = dice_.one_of(facts_.enrolments).second;
    leave_school(pupil);
    return "pupil " + pupil + " leaves the school";
}

std::string JournalChanges::many_leave() {
    const std::string from = any_class();
    std::vector<std::string> leaving;
    for (const auto& [of, pupil] : facts_.enrolments) {
        if (of == from && dice_.percent(60)) leaving.push_back(pupil);
    }
    if (facts_.enrolments.size() < leaving.size() + pupils_min) return {};
    for (const std::string& pupil : leaving) leave_school(pupil);
    return fmt::format("{} pupils of {} leave the school", leaving.size(), from);
}

std::string JournalChanges::pupil_moves() {
    if (facts_.enrolments.empty()) return {};
    const auto [from, pupil] = dice_.one_of(facts_.enrolments);
    const std::string to = any_class();
    facts_.enrolments.erase({from, pupil});
    facts_.enrolments.emplace(to, pupil);
    return "pupil " + pupil + " moves to " + to;
}

std::string JournalChanges::pupil_comes() {
    const std::string to = any_class();
    const std::string pupil = new_person("s");
    facts_.enrolments.emplace(to, pupil);
    facts_.guardians.emplace(pupil, new_person("p"));
    return "pupil " + pupil + " comes to " + to;
}

std::string JournalChanges::teacher_leaves() {
    if (facts_.staff.size() <= rows_min + 1 || facts_.class_teachers.size() <= rows_min - 1 ||
        facts_.group_teachers.size() <= rows_min - 1) {
        return {};
    }
    const std::string teacher = any_teacher();
    if (dice_.percent(30) && facts_.class_teachers.size() > rows_min &&
        facts_.group_teachers.size() > rows_min) {
        forget(teacher);
    }
    facts_.staff.erase(teacher);
    return "teacher " + teacher + " is dismissed";
}

std::string JournalChanges::teacher_comes() {
    const std::string teacher = new_person("t");
    facts_.staff[teacher] = false;
    return "teacher " + teacher + " is employed";
}

std::string JournalChanges::class_teacher_changes() {
    const std::string of = any_class();
    const std::string teacher = any_teacher();
    facts_.class_teachers.emplace(of, teacher);
    std::erase_if(facts_.class_teachers,
                  [&](const auto& row) { return row.first == of && row.second != teacher; });
    return "class " + of + " gets the class teacher " + teacher;
}

std::string JournalChanges::subject_teacher_changes() {
    const std::string group = dice_.one_of(facts_.groups).first;
    const std::string teacher = any_teacher();
    if (dice_.percent(50) && facts_.group_teachers.size() > rows_min) {
        std::erase_if(facts_.group_teachers, [&](const auto& row) { return row.first == group; });
    }
    facts_.group_teachers.emplace(group, teacher);
    return "group " + group + " gets the teacher " + teacher;
}

std::string JournalChanges::guardian_changes() {
    if (facts_.guardians.size() <= pupils_min || facts_.enrolments.empty()) return {};
    const auto row = dice_.one_of(facts_.guardians);
    if (dice_.percent(50)) {
        facts_.guardians.erase(row);
        return row.second + " is no guardian of " + row.first + " any more";
    }
    const std::string pupil = dice_.one_of(facts_.enrolments).second;
    facts_.guardians.emplace(pupil, row.second);
    return row.second + " is a guardian of " + pupil + " too";
}

std::string JournalChanges::blocked_changes() {
    const std::string person = dice_.one_of(facts_.people).first;
    bool& blocked = facts_.people[person].blocked;
    blocked = !blocked;
    return person + (blocked ? " is blocked" : " is not blocked any more");
}

std::string JournalChanges::link_changes() {
    const std::string person = dice_.one_of(facts_.people).first;
    PersonRow& row = facts_.people[person];
    if (row.user == 0) {
        row.user = ++next_user_;
        return person + " is linked";
    }
    row.unlinked = !row.unlinked;
    return person + (row.unlinked ? " ends his link" : " is linked again");
}

std::string JournalChanges::class_is_renamed() {
    const std::string of = any_class();
    facts_.classes[of] = fmt::format("{}Б", 100 + next_name_++);
    return "class " + of + " is called " + facts_.classes[of];
}

/// A new row for a class, with everybody of the old one.
void JournalChanges::succeed(const std::string& old_class) {
    const std::string heir = fmt::format("{}-next", old_class);
    facts_.classes[heir] = fmt::format("{}В", 100 + next_name_++);
    facts_.predecessors[heir] = old_class;
    facts_.classes.erase(old_class);
    const auto hand_over = [&](SchoolFacts::Pairs& rows) {
        SchoolFacts::Pairs after;
        for (const auto& [of, person] : rows) after.emplace(of == old_class ? heir : of, person);
        rows = std::move(after);
    };
    forget_edits_of("class/" + old_class);
    forget_edits_of("parents/" + old_class);
    hand_over(facts_.enrolments);
    hand_over(facts_.class_teachers);
    for (auto& [id, group] : facts_.groups) {
        if (group.school_class == old_class) group.school_class = heir;
    }
}

/// 1 September: every class goes up, some journals rename it and others make a new one.
std::string JournalChanges::school_year_begins() {
    if (promoted_) return {};
    promoted_ = true;
    const bool new_rows = dice_.percent(60);
    const std::map<std::string, std::string> before = facts_.classes;
    for (const auto& [id, name] : before) {
        if (new_rows) {
            succeed(id);
        } else {
            facts_.classes[id] = fmt::format("{}В", 100 + next_name_++);
        }
    }
    return fmt::format("{} classes go up{}", before.size(), new_rows ? " into new ones" : "");
}

void JournalChanges::forget_edits_of(const std::string& chat) {
    std::erase_if(facts_.edits, [&](const auto& entry) { return entry.first.first == chat; });
}

/// Somebody adds or removes a person, for a time or for ever; or takes an edit back.
std::string JournalChanges::chat_is_edited() {
    if (!facts_.edits.empty() && dice_.percent(20)) {
        const auto of = dice_.one_of(facts_.edits).first;
        facts_.edits.erase(of);
        return "the edit of " + of.first + " about " + of.second + " is taken back";
    }
    const std::array<std::string, 4> chats{"class/" + any_class(), "parents/" + any_class(),
                                           "subject/" + dice_.one_of(facts_.groups).first, "staff"};
    const std::string& chat = dice_.one_of(chats);
    const std::string person = dice_.one_of(facts_.people).first;
    const UnixSeconds now = clock_.now();
    const UnixSeconds until = dice_.percent(70) ? now + dice_.between(600, 432'000) : 0;
    HandEdit& edit = facts_.edits[{chat, person}];
    edit = {dice_.percent(50), now, until};
    return fmt::format("{} is {} {} by hand until {}", person, edit.adds ? "put into" : "out of",
                       chat, until);
}

std::string JournalChanges::group_changes() {
    if (facts_.groups.size() > rows_min && dice_.percent(50)) {
        const std::string group = dice_.one_of(facts_.groups).first;
        std::size_t teachers_left = 0;
        for (const auto& row : facts_.group_teachers) teachers_left += row.first != group ? 1 : 0;
        if (teachers_left < rows_min) return {};
        facts_.groups.erase(group);
        forget_edits_of("subject/" + group);
        std::erase_if(facts_.group_teachers, [&](const auto& row) { return row.first == group; });
        return "group " + group + " ends";
    }
    const std::string id = fmt::format("g-new{}", next_person_++);
    facts_.groups[id] = {any_class(), fmt::format("Предмет {}", next_name_++)};
    facts_.group_teachers.emplace(id, any_teacher());
    return "group " + id + " begins";
}

}  // namespace rosterd::test
