// One week of lessons: every class's plan laid into its shift, teachers kept from double booking.
#include <algorithm>
#include <array>

#include "adapters/journal/sample/draft.hpp"

namespace rosterd::journal::sample {
namespace {

constexpr std::uint32_t days = 5;
constexpr std::uint32_t elective_number = 7;  ///< after the last lesson of the first shift

/// A subject of one class: one group, or two side by side.
struct Unit {
    std::array<std::uint32_t, 2> groups;
    std::uint32_t group_count;
    std::uint32_t lessons_left;
    std::uint32_t last_day = days;
};

class Timetable {
  public:
    explicit Timetable(Draft& draft) : draft_{draft}, busy_(draft.people.size()) {}

    void make() {
        std::vector<std::vector<Unit>> units(draft_.classes.size());
        for (std::uint32_t index = 0; index < draft_.groups.size(); ++index) {
            const Group& group = draft_.groups[index];
            if (group.part == Part::chosen) {
                place_elective(index);
                continue;
            }
            auto& of_class = units[group.classes.front()];
            const bool second = group.part == Part::second_half || group.part == Part::girls;
            if (second) {
                of_class.back().groups[1] = index;
                of_class.back().group_count = 2;
            } else {
                of_class.push_back({{index, index}, 1, group.hours});
            }
        }
        for (std::uint32_t index = 0; index < units.size(); ++index) {
            place_class(draft_.classes[index], units[index]);
        }
    }

  private:
    using Busy = std::array<std::uint64_t, 2>;  ///< by shift, one bit for each day and number

    static std::uint64_t bit(std::uint32_t day, std::uint32_t number) {
        return std::uint64_t{1} << (day * 8 + number);
    }
    std::uint64_t& busy(std::uint32_t group, bool second_shift) {
        return busy_[draft_.groups[group].teacher][second_shift ? 1 : 0];
    }

    void place_class(const Class& one, std::vector<Unit>& units) {
        std::uint32_t left = 0;
        for (const Unit& unit : units) left += unit.lessons_left;
        for (std::uint32_t day = 0; day < days; ++day) {
            const std::uint32_t today = (left + days - day - 1) / (days - day);
            for (std::uint32_t number = 0; number < today; ++number) {
                place(one, choose(one, units, day, number), day, number);
            }
            left -= today;
        }
    }

    /// The subject with most lessons left whose teachers are free, one lesson of it a day when
    /// possible. When every teacher is taken the clash stays, as it does in real timetables
    /// until somebody is replaced.
    Unit& choose(const Class& one, std::vector<Unit>& units, std::uint32_t day,
                 std::uint32_t number) {
        Unit* best = nullptr;
        std::uint32_t best_score = 0;
        for (Unit& unit : units) {
            if (unit.lessons_left == 0) continue;
            bool teachers_free = true;
            for (std::uint32_t part = 0; part < unit.group_count; ++part) {
                if ((busy(unit.groups[part], one.second_shift) & bit(day, number)) != 0) {
                    teachers_free = false;
                }
            }
            const std::uint32_t score = (teachers_free ? 200 : 0) +
                                        (unit.last_day != day ? 100 : 0) + unit.lessons_left * 8 +
                                        draft_.dice.below(8) + 1;
            if (score > best_score) {
                best = &unit;
                best_score = score;
            }
        }
        return *best;  // place_class() asks only while lessons are left
    }

    void place(const Class& one, Unit& unit, std::uint32_t day, std::uint32_t number) {
        --unit.lessons_left;
        unit.last_day = day;
        for (std::uint32_t part = 0; part < unit.group_count; ++part) {
            busy(unit.groups[part], one.second_shift) |= bit(day, number);
            draft_.lessons.push_back({.group = unit.groups[part],
                                      .day = day,
                                      .number = number,
                                      .second_shift = one.second_shift,
                                      .short_lesson = one.grade == 1,
                                      .cancelled = draft_.dice.chance(10'000)});
        }
    }

    void place_elective(std::uint32_t group) {
        const std::uint32_t day = draft_.dice.below(days);
        busy(group, false) |= bit(day, elective_number);
        draft_.lessons.push_back({.group = group,
                                  .day = day,
                                  .number = elective_number,
                                  .second_shift = false,
                                  .short_lesson = false,
                                  .cancelled = false});
    }

    Draft& draft_;
    std::vector<Busy> busy_;
};

}  // namespace

void make_timetable(Draft& draft) {
    if (draft.options.lessons) Timetable{draft}.make();
}

}  // namespace rosterd::journal::sample
