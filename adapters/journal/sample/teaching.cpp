// Staff and who teaches what: loads of about 25 lessons a week, class teachers, administrators.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "adapters/journal/sample/draft.hpp"

namespace rosterd::journal::sample {
namespace {

constexpr std::uint32_t lessons_full = 25;   ///< a week; the mean load of Russian teachers
constexpr std::uint32_t lessons_least = 13;  ///< less does not keep a teacher of its own

std::size_t index_of(Department department) {
    return static_cast<std::size_t>(department);
}

/// Whom a subject too small for a teacher of its own is given to; itself: nobody.
Department neighbour(Department department) {
    switch (department) {
        case Department::informatics:
        case Department::physics:
            return Department::maths;
        case Department::geography:
        case Department::chemistry:
            return Department::biology;
        case Department::biology:
            return Department::maths;
        case Department::arts:
            return Department::labour;
        case Department::labour:
            return Department::sport;
        case Department::sport:
        case Department::english:
        case Department::history:
            return Department::russian;
        case Department::own_teacher:
        case Department::russian:
        case Department::maths:
            break;
    }
    return department;
}

using DepartmentMap = std::array<Department, department_count>;

/// Merges departments without enough lessons into their neighbours, smallest worlds first.
DepartmentMap merge_small(const Draft& draft, std::array<std::uint32_t, department_count>& hours) {
    for (const Group& group : draft.groups) hours[index_of(group.department)] += group.hours;
    DepartmentMap map{};
    for (std::size_t index = 0; index < map.size(); ++index) map[index] = Department(index);
    using enum Department;
    for (const Department small : {informatics, physics, geography, chemistry, biology, arts,
                                   labour, sport, english, history}) {
        const Department into = neighbour(small);
        if (hours[index_of(small)] >= lessons_least) continue;
        hours[index_of(into)] += hours[index_of(small)];
        hours[index_of(small)] = 0;
        for (Department& entry : map) {
            if (entry == small) entry = into;
        }
    }
    return map;
}

std::uint32_t hire(Draft& draft, std::string_view position_type, std::string roles) {
    const bool teaching = position_type == "teaching";
    const Sex sex = draft.dice.chance(teaching ? 860'000 : 600'000) ? Sex::female : Sex::male;
    const auto person = draft.add_person(fmt::format("t{}", draft.staff.size() + 1), sex);
    const auto years = static_cast<std::int32_t>(draft.dice.below(15));
    draft.staff.push_back({.person = person,
                           .position_type = position_type,
                           .roles = std::move(roles),
                           .from = Day{draft.year_start.since_1970 - 365 * years}});
    return static_cast<std::uint32_t>(draft.staff.size() - 1);
}

void hire_administration(Draft& draft) {
    hire(draft, "administration", "school_admin");  // the head
    const auto deputies = 1 + static_cast<std::uint32_t>(draft.classes.size() / 15);
    for (std::uint32_t number = 0; number < deputies; ++number) {
        const auto deputy = hire(draft, "administration",
                                 number == 0   ? "teacher,chats_admin"
                                 : number == 1 ? "school_admin"
                                               : "");
        if (number == 0) draft.chats_admin = draft.staff[deputy].person;
    }
}

void give(Draft& draft, std::uint32_t staff, Group& group) {
    group.teacher = draft.staff[staff].person;
    draft.staff[staff].lessons += group.hours;
}

/// Each class of grades 1 to 4 has its own teacher.
void hire_own_teachers(Draft& draft) {
    std::vector<std::uint32_t> teacher_of(draft.classes.size(), nobody);
    for (Group& group : draft.groups) {
        if (group.department != Department::own_teacher) continue;
        std::uint32_t& teacher = teacher_of[group.classes.front()];
        if (teacher == nobody) teacher = hire(draft, "teaching", "teacher");
        give(draft, teacher, group);
        draft.classes[group.classes.front()].teacher = group.teacher;
    }
}

std::uint32_t least_loaded(const Draft& draft, const std::vector<std::uint32_t>& team,
                           std::uint32_t not_this_person) {
    std::uint32_t best = nobody;
    for (const std::uint32_t member : team) {
        if (team.size() > 1 && draft.staff[member].person == not_this_person) continue;
        if (best == nobody || draft.staff[member].lessons < draft.staff[best].lessons) {
            best = member;
        }
    }
    return best;
}

/// One teacher keeps a class through the department's subjects; halves get two teachers.
void give_lessons(Draft& draft, const DepartmentMap& map,
                  const std::array<std::vector<std::uint32_t>, department_count>& teams) {
    std::array<std::pair<std::uint32_t, std::uint32_t>, department_count> last{};  // class, staff
    last.fill({nobody, nobody});
    for (std::size_t index = 0; index < draft.groups.size(); ++index) {
        Group& group = draft.groups[index];
        if (group.department == Department::own_teacher) continue;
        const std::size_t department = index_of(map[index_of(group.department)]);
        const std::uint32_t one_class = group.classes.front();
        const bool second = group.part == Part::second_half || group.part == Part::girls;
        auto& [last_class, last_staff] = last[department];
        const bool keeps = !second && last_class == one_class && group.part == Part::whole;
        if (!keeps) {
            const std::uint32_t other = second ? draft.groups[index - 1].teacher : nobody;
            last_staff = least_loaded(draft, teams[department], other);
            last_class = one_class;
        }
        give(draft, last_staff, group);
    }
}

void choose_class_teachers(Draft& draft) {
    std::vector<std::uint8_t> leads(draft.people.size(), 0);
    for (const Class& one : draft.classes) {
        if (one.teacher != nobody) leads[one.teacher] = 1;
    }
    std::uint32_t next = 0;
    for (std::uint32_t index = 0; index < draft.classes.size(); ++index) {
        Class& one = draft.classes[index];
        if (one.teacher != nobody) continue;
        for (const Group& group : draft.groups) {
            if (group.classes.front() != index || leads[group.teacher] != 0) continue;
            if (group.teacher == draft.chats_admin) continue;
            one.teacher = group.teacher;
            break;
        }
        while (one.teacher == nobody) {  // everyone who teaches it leads a class: take turns
            const Staff& candidate = draft.staff[next++ % draft.staff.size()];
            if (candidate.roles == "teacher") one.teacher = candidate.person;
        }
        leads[one.teacher] = 1;
    }
}

}  // namespace

void make_staff(Draft& draft) {
    hire_administration(draft);
    hire_own_teachers(draft);
    std::array<std::uint32_t, department_count> hours{};
    const DepartmentMap map = merge_small(draft, hours);
    std::array<std::vector<std::uint32_t>, department_count> teams;
    for (std::size_t index = 0; index < department_count; ++index) {
        if (Department(index) == Department::own_teacher || hours[index] == 0) continue;
        const auto count =
            std::max(std::uint32_t{1}, (hours[index] + lessons_full / 2) / lessons_full);
        for (std::uint32_t number = 0; number < count; ++number) {
            teams[index].push_back(hire(draft, "teaching", "teacher"));
        }
    }
    // The first deputy head (staff 1) also teaches a little history, so has two reasons to be
    // in those chats.
    const auto history = map[index_of(Department::history)];
    if (teams[index_of(history)].size() > 1) {
        draft.staff[1].lessons = lessons_full - 6;
        teams[index_of(history)].push_back(1);
    }
    give_lessons(draft, map, teams);
    choose_class_teachers(draft);

    // Psychologists, librarians and the like, then service staff up to 2.1 for each class.
    const std::size_t advisers = 1 + draft.classes.size() / 15;
    for (std::size_t number = 0; number < advisers; ++number) hire(draft, "teaching", "");
    const std::size_t all = std::max<std::size_t>(6, (draft.classes.size() * 21 + 5) / 10);
    do {
        hire(draft, "other", "");
    } while (draft.staff.size() < all);
    if (draft.staff.size() >= 20) {  // one was dismissed three weeks into the year
        const auto gone = hire(draft, "teaching", "teacher");
        draft.staff[gone].to = Day{draft.year_start.since_1970 + 21};
    }
}

}  // namespace rosterd::journal::sample
