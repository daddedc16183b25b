// The weekly plan of a Russian school: which subjects a grade has, who teaches them, who splits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rosterd::journal::sample {

inline constexpr std::size_t grade_max = 11;

/// Kinds of teacher; a small school merges them (see teaching.cpp).
enum class Department : std::uint8_t {
    own_teacher,  ///< grades 1 to 4: the class's own teacher
    russian,
    maths,
    informatics,
    physics,
    english,
    history,
    geography,
    biology,
    chemistry,
    arts,
    labour,
    sport,
};
inline constexpr std::size_t department_count = 13;

/// How a class of 25 (in a village 20) and more is divided for a subject.
enum class Split : std::uint8_t { never, by_list, by_sex };

struct Subject {
    std::string_view key;   ///< the last part of a group id, e.g. "alg"
    std::string_view name;  ///< e.g. "Алгебра"
    Department primary_by;  ///< who teaches it in grades 1 to 4
    Department taught_by;   ///< who teaches it in grades 5 to 11
    Split split;
    std::uint8_t split_from;                    ///< lowest grade that is divided
    std::array<std::uint8_t, grade_max> hours;  ///< lessons a week by grade; 0: not taught
};

/// Subjects per grade 8 9 9 10 12 13 15 16 16 16 16, lessons a week 21 23 23 23 29 30 32 33 33
/// 34 34, divided subjects 0 1 1 1 2 2 3 3 3 3 3: the counts of the federal programmes.
[[nodiscard]] std::span<const Subject> curriculum();

struct Elective {
    std::string_view name;
    Department taught_by;
};

/// Cross-class electives of grades 10 and 11.
[[nodiscard]] std::span<const Elective> electives();

/// Pupils by grade, as shares of 1745.
inline constexpr std::array<std::uint32_t, grade_max> cohort_weights{155, 170, 180, 185, 185, 180,
                                                                     175, 170, 165, 80,  75};

}  // namespace rosterd::journal::sample
