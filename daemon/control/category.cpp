// From what is in force to bits per person.
#include "daemon/control/category.hpp"

#include <algorithm>
#include <array>

namespace rosterd::control {
namespace {

constexpr std::array all{Category::staff, Category::pupil, Category::parent};

std::uint8_t bit(Category category) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(category));
}

}  // namespace

std::string_view word(Category category) {
    switch (category) {
        case Category::staff:
            return "staff";
        case Category::pupil:
            return "pupil";
        case Category::parent:
            return "parent";
    }
    return "unknown";
}

std::optional<Category> category_of(std::string_view text) {
    for (const Category category : all) {
        if (word(category) == text) return category;
    }
    return std::nullopt;
}

Categories::Categories(const Picture& picture) : bits_(picture.roster.people.size(), 0) {
    const InForce& now = picture.in_force;
    const auto mark = [this](auto people, Category category) {
        for (const std::uint32_t person : people) bits_[person] |= bit(category);
    };
    mark(std::span{now.staff}, Category::staff);
    for (ClassIndex one = 0; one < picture.roster.classes.size(); ++one) {
        mark(now.class_students.of(one), Category::pupil);
        mark(now.class_parents.of(one), Category::parent);
    }
}

bool Categories::has(PersonIndex person, Category category) const {
    return person < bits_.size() && (bits_[person] & bit(category)) != 0;
}

boost::json::array Categories::words(PersonIndex person) const {
    boost::json::array words;
    for (const Category category : all) {
        if (has(person, category)) words.emplace_back(word(category));
    }
    return words;
}

std::optional<std::vector<PersonIndex>> people_of_class(const Picture& picture,
                                                        std::string_view class_id) {
    const auto& ids = picture.roster.classes.id;
    const auto found =
        std::ranges::find(ids, class_id, [&](TextRef id) { return picture.roster.text.view(id); });
    if (found == ids.end()) return std::nullopt;
    const auto one = static_cast<ClassIndex>(found - ids.begin());
    std::vector<PersonIndex> people;
    for (const Runs* runs : {&picture.in_force.class_teachers, &picture.in_force.class_students,
                             &picture.in_force.class_parents}) {
        const auto of = runs->of(one);
        people.insert(people.end(), of.begin(), of.end());
    }
    std::ranges::sort(people);
    const auto rest = std::ranges::unique(people);
    people.erase(rest.begin(), rest.end());
    return people;
}

}  // namespace rosterd::control
