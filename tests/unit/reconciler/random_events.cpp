// Random events: each changes a few rows, as a secretary would.
#include "tests/unit/reconciler/random_events.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterd::testing {

namespace {

template <class Map>
std::vector<std::string> ids_of(const Map& map) {
    std::vector<std::string> ids;
    for (const auto& entry : map) ids.push_back(entry.first);
    return ids;
}

class Events {
  public:
    Events(Choices& choices, Scenario& scenario)
        : choices_{choices},
          scenario_{scenario},
          journal_{scenario.journal},
          people_{journal_.people()},
          classes_{ids_of(journal_.rows().classes)},
          groups_{ids_of(journal_.rows().groups)} {}

    std::string happen() {
        constexpr std::uint32_t kinds = 4;
        if (people_.empty()) return "nothing";
        switch (choices_.below(kinds)) {
            case 0:
                return of_people();
            case 1:
                return classes_.empty() ? of_people() : of_classes();
            case 2:
                return groups_.empty() ? of_links() : of_groups();
            default:
                return of_links();
        }
    }

  private:
    std::string person() { return choices_.of(people_); }

    std::string of_people() {
        const std::string who = person();
        switch (choices_.below(6)) {
            case 0:
                journal_.staff(who, static_cast<PositionType>(choices_.below(3)),
                               static_cast<std::uint8_t>(choices_.below(8)));
                return who + " hired";
            case 1:
                journal_.end_staff(who);
                return who + " dismissed";
            case 2:
                journal_.person(who, {.blocked = choices_.one_in(2)});
                return who + " blocked or not";
            case 3: {
                const std::string child = person();
                if (child == who) return "nothing";
                journal_.guardian(who, child);
                return fmt::format("{} attached to {}", who, child);
            }
            case 4: {
                const std::string child = person();
                journal_.end_guardian(who, child);
                return fmt::format("{} detached from {}", who, child);
            }
            default:
                ++scenario_.moment.today.since_1970;
                scenario_.moment.now += 86'400;
                return "the next day";
        }
    }

    std::string of_classes() {
        const std::string who = person();
        const std::string in = choices_.of(classes_);
        switch (choices_.below(6)) {
            case 0:
                journal_.enrol(in, who);
                return fmt::format("{} enrolled in {}", who, in);
            case 1:
                journal_.end_enrolment(in, who);
                return fmt::format("{} expelled from {}", who, in);
            case 2: {
                const std::string to = choices_.of(classes_);
                journal_.end_enrolment(in, who).enrol(to, who);
                return fmt::format("{} transferred from {} to {}", who, in, to);
            }
            case 3:
                journal_.class_teacher(in, who);
                return fmt::format("{} becomes class teacher of {}", who, in);
            case 4:
                journal_.end_class_teacher(in, who);
                return fmt::format("{} is class teacher of {} no more", who, in);
            default: {
                ClassFacts facts = journal_.rows().classes.at(in);
                facts.name = fmt::format("{} {}", in, choices_.below(4));
                if (choices_.one_in(4)) facts.validity.to = scenario_.moment.today;
                journal_.school_class(in, facts);
                return fmt::format("{} renamed or closed", in);
            }
        }
    }

    std::string of_groups() {
        const std::string who = person();
        const std::string group = choices_.of(groups_);
        switch (choices_.below(4)) {
            case 0:
                journal_.group_student(group, who, {});
                return fmt::format("{} studies in {}", who, group);
            case 1:
                journal_.end_group_student(group, who);
                return fmt::format("{} leaves {}", who, group);
            case 2:
                journal_.group_teacher(group, who, {});
                return fmt::format("{} teaches {}", who, group);
            default:
                journal_.end_group_teacher(group, who);
                return fmt::format("{} teaches {} no more", who, group);
        }
    }

    std::string of_links() {
        const std::string who = person();
        switch (choices_.below(3)) {
            case 0:
                journal_.unlink(who, LinkState::linked);
                return who + " linked";
            case 1:
                journal_.unlink(who);
                return who + " unlinked";
            default: {
                std::vector<std::string> keys{"staff"};
                for (const auto& id : classes_) keys.push_back("class/" + id);
                for (const auto& id : groups_) keys.push_back("subject/" + id);
                const std::string key = choices_.of(keys);
                const auto& edits = journal_.rows().edits;
                const bool edited = std::ranges::any_of(edits, [&](const auto& edit) {
                    return edit.chat == key && edit.person == who;
                });
                if (edited) return "nothing";  // a naive model knows no order of edits
                journal_.edit(key, who, static_cast<EditKind>(choices_.below(4)),
                              {.made_at = scenario_.moment.now});
                return fmt::format("hand edit about {} in {}", who, key);
            }
        }
    }

    Choices& choices_;
    Scenario& scenario_;
    RosterMaker& journal_;
    std::vector<std::string> people_, classes_, groups_;
};

}  // namespace

std::string random_event(Choices& choices, Scenario& scenario) {
    return Events{choices, scenario}.happen();
}

}  // namespace rosterd::testing
