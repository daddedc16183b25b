// Grades, classes and study groups: the shape of a school before anybody is in it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "adapters/journal/sample/draft.hpp"

namespace rosterd::journal::sample {
namespace {

struct Letter {
    std::string_view letter;
    std::string_view latin;  ///< for ids
};
// Е and after: Ё, З, Й, О and Ч are skipped, as schools do.
constexpr auto letters = std::to_array<Letter>({
    {"А", "a"},   {"Б", "b"},  {"В", "v"},  {"Г", "g"},  {"Д", "d"}, {"Е", "e"},  {"Ж", "zh"},
    {"И", "i"},   {"К", "k"},  {"Л", "l"},  {"М", "m"},  {"Н", "n"}, {"П", "p"},  {"Р", "r"},
    {"С", "s"},   {"Т", "t"},  {"У", "u"},  {"Ф", "f"},  {"Х", "h"}, {"Ц", "ts"}, {"Ш", "sh"},
    {"Щ", "sch"}, {"Э", "eh"}, {"Ю", "yu"}, {"Я", "ya"},
});

/// Largest remainders, so that the grades add up to exactly the pupils asked for.
std::array<std::uint32_t, grade_max> cohorts(std::uint32_t pupils) {
    const std::uint64_t total =
        std::accumulate(cohort_weights.begin(), cohort_weights.end(), std::uint64_t{0});
    std::array<std::uint32_t, grade_max> sizes{};
    std::array<std::size_t, grade_max> order{};
    std::uint32_t given = 0;
    for (std::size_t grade = 0; grade < grade_max; ++grade) {
        order[grade] = grade;
        sizes[grade] =
            static_cast<std::uint32_t>(std::uint64_t{pupils} * cohort_weights[grade] / total);
        given += sizes[grade];
    }
    const auto remainder = [&](std::size_t grade) {
        return std::uint64_t{pupils} * cohort_weights[grade] % total;
    };
    std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
        return std::pair{remainder(right), left} < std::pair{remainder(left), right};
    });
    for (std::size_t next = 0; given < pupils; ++given, ++next) ++sizes[order[next]];
    return sizes;
}

Class make_class(std::uint32_t grade, std::uint32_t number, std::uint32_t size) {
    const auto alphabet = static_cast<std::uint32_t>(letters.size());
    const Letter& base = letters[number % alphabet];
    Class made{.grade = grade,
               .id = {},
               .name = {},
               .letter = std::string{base.letter},
               .size = size,
               .pupils = {}};
    made.id = fmt::format("{}{}", grade, base.latin);
    if (number >= alphabet) {  // past the alphabet: 1А1, 1Б1 ...
        made.letter += std::to_string(number / alphabet);
        made.id += std::to_string(number / alphabet);
    }
    made.name = fmt::format("{}{}", grade, made.letter);
    if (grade == 10 && number == 0) made.name += " (П)";  // a profile class
    return made;
}

struct Halves {
    Part first, second;
    std::string_view first_name, second_name;
};

Halves halves_of(Split split) {
    if (split == Split::by_sex) return {Part::boys, Part::girls, "мальчики", "девочки"};
    return {Part::first_half, Part::second_half, "подгруппа 1", "подгруппа 2"};
}

void add_subject(Draft& draft, std::uint32_t class_index, const Subject& subject) {
    const Class& one = draft.classes[class_index];
    const std::uint32_t divided_from = draft.village ? 20 : 25;
    Group group{.id = fmt::format("{}-{}", one.id, subject.key),
                .name = {},
                .subject = subject.name,
                .part = Part::whole,
                .hours = subject.hours[one.grade - 1],
                .classes = {class_index},
                .students = {},
                .department = one.grade <= 4 ? subject.primary_by : subject.taught_by};
    const bool divided = subject.split != Split::never && one.grade >= subject.split_from &&
                         one.size >= divided_from;
    if (!divided) {
        draft.groups.push_back(std::move(group));
        return;
    }
    const Halves halves = halves_of(subject.split);
    Group other = group;
    group.part = halves.first;
    group.name = halves.first_name;
    group.id += "-1";
    other.part = halves.second;
    other.name = halves.second_name;
    other.id += "-2";
    draft.groups.push_back(std::move(group));
    draft.groups.push_back(std::move(other));
}

/// Cross-class groups of the eldest; the last one takes both grades.
void add_electives(Draft& draft) {
    std::vector<std::uint32_t> eldest;
    std::uint32_t pupils = 0;
    for (std::uint32_t index = 0; index < draft.classes.size(); ++index) {
        if (draft.classes[index].grade < 10) continue;
        eldest.push_back(index);
        pupils += draft.classes[index].size;
    }
    if (eldest.size() < 2 || pupils < 8) return;
    const std::uint32_t count =
        std::clamp(pupils / 20, std::uint32_t{1}, static_cast<std::uint32_t>(electives().size()));
    for (std::uint32_t number = 0; number < count; ++number) {
        Group group{.id = fmt::format("elective-{}", number + 1),
                    .name = "электив",
                    .subject = electives()[number].name,
                    .part = Part::chosen,
                    .hours = 1,
                    .classes = {},
                    .students = {},
                    .department = electives()[number].taught_by};
        const std::uint32_t grade = 10 + number % 2;
        for (const std::uint32_t index : eldest) {
            const bool both = number + 1 == count;
            if (both || draft.classes[index].grade == grade) group.classes.push_back(index);
        }
        if (!group.classes.empty()) draft.groups.push_back(std::move(group));
    }
}

}  // namespace

void make_classes(Draft& draft) {
    const std::uint32_t class_max = draft.village ? 22 : 28;
    const auto sizes = cohorts(draft.pupils);
    for (std::uint32_t grade = 1; grade <= grade_max; ++grade) {
        const std::uint32_t pupils = sizes[grade - 1];
        const std::uint32_t count = (pupils + class_max - 1) / class_max;
        for (std::uint32_t number = 0; number < count; ++number) {
            const std::uint32_t size = pupils / count + (number < pupils % count ? 1 : 0);
            draft.classes.push_back(make_class(grade, number, size));
            // A second shift holds at most six lessons a day, and grades 1, 5 and 9 to 11 may not
            // be in it (sanitary rules SP 2.4.3648-20).
            draft.classes.back().second_shift = !draft.village && (grade == 3 || grade == 6);
        }
    }
}

void make_groups(Draft& draft) {
    for (std::uint32_t index = 0; index < draft.classes.size(); ++index) {
        for (const Subject& subject : curriculum()) {
            if (subject.hours[draft.classes[index].grade - 1] != 0) {
                add_subject(draft, index, subject);
            }
        }
    }
    add_electives(draft);
}

void fill_groups(Draft& draft) {
    for (Group& group : draft.groups) {
        if (group.part == Part::whole) continue;
        std::vector<std::uint32_t> pupils;
        for (const std::uint32_t index : group.classes) {
            const auto& from = draft.classes[index].pupils;
            pupils.insert(pupils.end(), from.begin(), from.end());
        }
        const std::size_t half = (pupils.size() + 1) / 2;
        if (group.part == Part::chosen) {
            draft.dice.shuffle(pupils);
            pupils.resize(std::min<std::size_t>(pupils.size(), 5 + draft.dice.below(16)));
        } else if (group.part == Part::first_half) {
            pupils.resize(half);
        } else if (group.part == Part::second_half) {
            pupils.erase(pupils.begin(), pupils.begin() + static_cast<std::ptrdiff_t>(half));
        } else {
            const Sex sex = group.part == Part::boys ? Sex::male : Sex::female;
            std::erase_if(pupils,
                          [&](std::uint32_t pupil) { return draft.people[pupil].sex != sex; });
        }
        std::ranges::sort(pupils);
        group.students = std::move(pupils);
    }
}

}  // namespace rosterd::journal::sample
