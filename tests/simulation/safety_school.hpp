// A school whose reads can go wrong: the whole daemon between models, with counted rows.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/simulation/counted.hpp"
#include "tests/simulation/simulated_school.hpp"
#include "tests/support/profiles.hpp"
#include "tests/support/roster_maker.hpp"

namespace rosterd::test {

/// Class 5a of teacher t1 (user 1) with pupils s01, s02 … (users 11, 12 …); t2 (user 2) teaches
/// elsewhere. Only chats of classes.
class SafetySchool : public ::testing::Test {
  protected:
    static constexpr UnixSeconds start = 1'790'000'000;

    explicit SafetySchool(int pupils = 20, Profile profile = only_classes())
        : maker_{people(pupils)},
          school_{{.id = "17",
                   .name = "Школа",
                   .time_zone = "Europe/Moscow",
                   .profile = profile.id,
                   .account = "main",
                   .enabled = true},
                  counted(maker_.make()),
                  profile,
                  start} {
        school_.switch_on();
        minutes(1);
    }

    static Profile only_classes() {
        Profile profile = rosterd::testing::sgo_profile();
        std::erase_if(profile.chats,
                      [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
        return profile;
    }

    /// The process dies after the platform's next answer to changes: nothing of it reaches the
    /// store. What is left of the process goes on until the next one begins.
    void die_after_the_next_change() {
        school_.account().fault = [this](std::string_view method) -> std::optional<Error> {
            changed_ = changed_ || method == "apply";
            return std::nullopt;
        };
        school_.store().fault = [this](std::string_view method) -> std::optional<Error> {
            if (!changed_ || method == "load") return std::nullopt;
            return Error{ErrorKind::transient, "store: the process is dead"};
        };
    }
    [[nodiscard]] bool has_died() const { return changed_; }
    /// The next process begins, and the journal says what it said at first.
    void begin_again() {
        school_.switch_off();
        school_.store().fault = {};
        school_.account().fault = {};
        school_.journal().set_people(counted(maker_.make()));
        school_.switch_on();
        minutes(6);
    }

    static std::string pupil(int number) { return fmt::format("s{:02}", number); }
    static UserId user_of(int number) { return 10 + number; }

    static rosterd::testing::RosterMaker people(int pupils) {
        rosterd::testing::RosterMaker maker;
        maker.teacher("t1").teacher("t2").school_class("5a", {.name = "5А"});
        maker.class_teacher("5a", "t1").link("t1", "1").link("t2", "2");
        for (int i = 1; i <= pupils; ++i) {
            maker.enrol("5a", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
        }
        return maker;
    }

    void minutes(int count) { school_.run_until(school_.now() + count * 60); }
    /// The journal's next look, and the passes after it.
    void journal_says(const Roster& roster) {
        school_.journal().set_people(counted(roster));
        minutes(6);
    }
    void journal_says(const rosterd::testing::RosterMaker& maker) { journal_says(maker.make()); }
    /// Every chat is read again now.
    void resync() {
        ASSERT_TRUE(school_.daemon().resync("17"));
        minutes(1);
    }
    std::map<UserId, bool>& members(const std::string& key = "class/5a") {
        const ObservedChat* chat = school_.state().memory.observed.find(key);
        return school_.account().chats().at(chat->number).members;
    }
    [[nodiscard]] bool departed(int number) {
        return school_.state().memory.history.departed("class/5a", user_of(number));
    }
    /// kill -9 and a start: what was only in memory is gone.
    void restart() {
        school_.switch_off();
        school_.switch_on();
        minutes(1);
    }

    rosterd::testing::RosterMaker maker_;
    SimulatedSchool school_;

  private:
    bool changed_ = false;  ///< since die_after_the_next_change()
};

}  // namespace rosterd::test
