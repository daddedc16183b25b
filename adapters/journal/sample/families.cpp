// Pupils, their parents, siblings, twins, and staff with children in their own school.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/sample/draft.hpp"

namespace rosterd::journal::sample {
namespace {

/// Places for pupils that no family has filled yet.
class Places {
  public:
    explicit Places(Draft& draft) {
        for (std::uint32_t index = 0; index < draft.classes.size(); ++index) {
            free_.emplace_back(draft.classes[index].size);
            for (std::uint32_t seat = 0; seat < draft.classes[index].size; ++seat) {
                order_.push_back(index);
            }
        }
        draft.dice.shuffle(order_);
    }

    /// The class of the next eldest child; nothing when all places are taken.
    std::optional<std::uint32_t> next() {
        while (!order_.empty()) {
            const std::uint32_t index = order_.back();
            order_.pop_back();
            if (take(index)) return index;
        }
        return std::nullopt;
    }
    bool take(std::uint32_t index) {
        if (free_[index] == 0) return false;
        --free_[index];
        return true;
    }

  private:
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> free_;
};

/// The classes of one family's children at this school. 18 % of families have two and more, so
/// about 30 % of pupils have a brother or sister here; 1.2 % are twins in one class.
std::vector<std::uint32_t> draw_children(Draft& draft, Places& places, std::uint32_t first) {
    std::vector<std::uint32_t> classes{first};
    const std::uint32_t draw = draft.dice.below(1'000);
    const std::size_t wanted = draw < 820 ? 1 : draw < 975 ? 2 : 3;
    const bool twins = wanted > 1 && draft.dice.chance(40'000);
    if (twins && places.take(first)) classes.push_back(first);
    for (int tries = 0; classes.size() < wanted && tries < 6; ++tries) {
        const auto index = draft.dice.below(static_cast<std::uint32_t>(draft.classes.size()));
        const bool same_grade = std::ranges::any_of(classes, [&](std::uint32_t other) {
            return draft.classes[other].grade == draft.classes[index].grade;
        });
        if (!same_grade && places.take(index)) classes.push_back(index);
    }
    return classes;
}

class FamilyMaker {
  public:
    explicit FamilyMaker(Draft& draft) : draft_{draft} {
        // One in five of the staff has a child here: about 2 % of parents.
        for (const Staff& member : draft_.staff) {
            if (member.to == day_max && draft_.dice.chance(200'000)) {
                colleagues_.push_back(member.person);
            }
        }
    }

    void make(const std::vector<std::uint32_t>& classes) {
        const std::uint32_t colleague = next_colleague();
        const bool known = colleague != nobody;
        const std::uint32_t surname =
            known ? draft_.people[colleague].surname
                  : draft_.dice.below(static_cast<std::uint32_t>(surnames().size()));
        const MaleName& father = draft_.dice.pick(male_names());
        const auto parents = make_parents(colleague, surname, father);
        for (const std::uint32_t index : classes) {
            const std::uint32_t pupil =
                make_pupil(index, surname, known ? father_of(colleague, father) : father);
            for (const std::uint32_t parent : parents) draft_.guardians.push_back({parent, pupil});
        }
    }

  private:
    std::uint32_t next_colleague() {
        if (colleagues_.empty()) return nobody;
        const std::uint32_t colleague = colleagues_.back();
        colleagues_.pop_back();
        return colleague;
    }

    /// A man of the staff gives his children his own first name as patronymic.
    const MaleName& father_of(std::uint32_t colleague, const MaleName& otherwise) const {
        const Person& person = draft_.people[colleague];
        if (person.sex == Sex::female) return otherwise;
        const auto found = std::ranges::find(male_names(), person.first_name, &MaleName::first);
        return found == male_names().end() ? otherwise : *found;
    }

    /// With an account: 0 .03, 1 .30, 2 .62, 3 .05 (mean 1.69).
    std::vector<std::uint32_t> make_parents(std::uint32_t colleague, std::uint32_t surname,
                                            const MaleName& father) {
        const std::uint32_t draw = draft_.dice.below(100);
        const bool one_is_mother = draft_.dice.chance(810'000);
        std::vector<std::uint32_t> parents;
        if (colleague != nobody) {
            parents.push_back(colleague);
            if (draw < 40) return parents;
            const bool mother = draft_.people[colleague].sex == Sex::female;
            parents.push_back(mother ? add_father(surname, father) : add_mother(surname));
            return parents;
        }
        if (draw < 3) return parents;
        if (draw < 33) {
            parents.push_back(one_is_mother ? add_mother(surname) : add_father(surname, father));
            return parents;
        }
        parents.push_back(add_mother(surname));
        parents.push_back(add_father(surname, father));
        if (draw >= 95) parents.push_back(add_mother(surname));  // a grandmother
        return parents;
    }

    std::uint32_t add_mother(std::uint32_t surname) {
        const bool own_surname = draft_.dice.chance(150'000);
        return draft_.add_person(next_parent_id(), Sex::female, own_surname ? nobody : surname);
    }
    std::uint32_t add_father(std::uint32_t surname, const MaleName& name) {
        const auto person = draft_.add_person(next_parent_id(), Sex::male, surname);
        draft_.people[person].first_name = name.first;
        return person;
    }
    std::string next_parent_id() { return fmt::format("g{}", ++parents_); }

    std::uint32_t make_pupil(std::uint32_t index, std::uint32_t surname, const MaleName& father) {
        const Sex sex = draft_.dice.chance(512'000) ? Sex::male : Sex::female;
        const auto pupil = draft_.add_person(fmt::format("s{}", ++pupils_), sex, surname);
        const bool unnamed = draft_.dice.chance(15'000);  // no patronymic at all
        draft_.people[pupil].middle_name =
            unnamed ? "" : std::string{sex == Sex::male ? father.son : father.daughter};
        draft_.classes[index].pupils.push_back(pupil);
        return pupil;
    }

    Draft& draft_;
    std::vector<std::uint32_t> colleagues_;
    std::uint32_t parents_ = 0;
    std::uint32_t pupils_ = 0;
};

/// One pupil in two hundred changed to a parallel class two weeks after 1 September.
void note_transfers(Draft& draft) {
    for (std::uint32_t index = 0; index + 1 < draft.classes.size(); ++index) {
        if (draft.classes[index + 1].grade != draft.classes[index].grade) continue;
        for (const std::uint32_t pupil : draft.classes[index].pupils) {
            if (!draft.dice.chance(5'000)) continue;
            draft.transfers.push_back({pupil, index + 1, Day{draft.year_start.since_1970 + 14}});
        }
    }
}

}  // namespace

void make_families(Draft& draft) {
    Places places{draft};
    FamilyMaker maker{draft};
    for (auto first = places.next(); first; first = places.next()) {
        maker.make(draw_children(draft, places, *first));
    }
    for (Class& one : draft.classes) {
        std::ranges::sort(one.pupils, {}, [&](std::uint32_t pupil) {
            const Person& person = draft.people[pupil];
            return std::tie(person.last_name, person.first_name, person.id);
        });
    }
    note_transfers(draft);
}

void finish_people(Draft& draft) {
    constexpr std::uint64_t numbers = 10'000'000;  // of one code
    for (std::size_t index = 0; index < draft.people.size(); ++index) {
        Person& person = draft.people[index];
        const std::uint32_t draw = draft.dice.below(1'000);
        if (draw < 35) continue;  // missing
        if (draw < 40 && index > 0 && draft.people[index - 1].phone) {
            person.phone = draft.people[index - 1].phone;  // shared by two
            continue;
        }
        if (draw >= 995) {
            person.phone = draw % 2 == 0 ? "8-975-12" : "нет";
            continue;
        }
        // The factor is coprime to 10^7, so every person of a run has a number of his own.
        const std::uint64_t number =
            (draft.options.people_before + index + 1) * 7'654'321 % numbers;
        person.phone = fmt::format("+7 (975) {:03}-{:02}-{:02}", number / 10'000,
                                   number / 100 % 100, number % 100);
    }
    const std::uint32_t blocked = draft.pupils >= 100 ? 2 : draft.pupils >= 10 ? 1 : 0;
    for (std::uint32_t number = 0; number < blocked; ++number) {
        const auto& one =
            draft.classes[draft.dice.below(static_cast<std::uint32_t>(draft.classes.size()))];
        draft.people[one.pupils[draft.dice.below(static_cast<std::uint32_t>(one.pupils.size()))]]
            .blocked = true;
    }
}

}  // namespace rosterd::journal::sample
