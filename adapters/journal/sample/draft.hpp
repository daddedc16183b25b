// One sample school while it is being made; each stage fills in its part. Internal to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/journal/sample/curriculum.hpp"
#include "adapters/journal/sample/dice.hpp"
#include "adapters/journal/sample/names.hpp"
#include "adapters/journal/sample/sample_school.hpp"

namespace rosterd::journal::sample {

inline constexpr std::uint32_t nobody = 0xFFFFFFFF;

struct Person {
    std::string id;
    Sex sex;
    std::uint32_t surname;  ///< in surnames()
    std::string last_name, first_name, middle_name;
    std::optional<std::string> phone;
    bool blocked = false;
};

struct Staff {
    std::uint32_t person;
    std::string_view position_type;
    std::string roles;
    Day from;
    Day to = day_max;
    std::uint32_t lessons = 0;  ///< a week
};

struct Class {
    std::uint32_t grade;
    std::string id, name, letter;
    std::uint32_t size;
    bool second_shift = false;
    std::uint32_t teacher = nobody;     ///< person
    std::vector<std::uint32_t> pupils;  ///< persons, by name
};

/// Which of its classes' pupils a group takes.
enum class Part : std::uint8_t { whole, first_half, second_half, boys, girls, chosen };

struct Group {
    std::string id, name;
    std::string_view subject;
    Part part;
    std::uint32_t hours;  ///< lessons a week
    std::vector<std::uint32_t> classes;
    std::uint32_t teacher = nobody;       ///< person
    std::vector<std::uint32_t> students;  ///< persons; empty for Part::whole
    Department department;
};

/// A pupil's earlier class of this school year.
struct Transfer {
    std::uint32_t pupil;
    std::uint32_t old_class;
    Day on;
};

struct Tie {
    std::uint32_t parent;
    std::uint32_t student;
};

struct Lesson {
    std::uint32_t group;
    std::uint32_t day;     ///< 0 = Monday
    std::uint32_t number;  ///< 0-based in its shift
    bool second_shift;
    bool short_lesson;  ///< 35 minutes, first grade
    bool cancelled;
};

struct Draft {
    explicit Draft(const SampleOptions& from);

    const SampleOptions& options;
    Dice dice;
    bool village;
    std::uint32_t pupils;
    Day year_start;  ///< 1 September

    std::vector<Person> people;
    std::vector<Staff> staff;
    std::vector<Class> classes;
    std::vector<Group> groups;
    std::vector<Tie> guardians;
    std::vector<Transfer> transfers;
    std::vector<Lesson> lessons;
    std::uint32_t chats_admin = nobody;  ///< person

    /// A new person with a name of that sex; the surname in surnames(), or any.
    std::uint32_t add_person(std::string id, Sex sex, std::uint32_t surname = nobody);
};

/// Grades, classes with letters, shifts. Needs: pupils.
void make_classes(Draft& draft);
/// Study groups without people. Needs: classes.
void make_groups(Draft& draft);
/// Staff, their lessons, class teachers. Needs: groups.
void make_staff(Draft& draft);
/// Pupils in their classes, parents, siblings, transfers. Needs: staff (some are parents).
void make_families(Draft& draft);
/// Students of subgroups and electives. Needs: families.
void fill_groups(Draft& draft);
/// One week of lessons. Needs: groups with teachers.
void make_timetable(Draft& draft);
/// Phones and blocks. Needs: all people.
void finish_people(Draft& draft);
/// The rows. Needs: everything.
[[nodiscard]] JournalTables rows_of(const Draft& draft);

}  // namespace rosterd::journal::sample
