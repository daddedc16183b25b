// A whole school year of lessons under a virtual clock: each started and ended once, at its time.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "adapters/journal/import/roster_of.hpp"
#include "adapters/journal/sample/sample_school.hpp"
#include "daemon/time_zones.hpp"
#include "tests/simulation/simulated_school.hpp"
#include "tests/simulation/timetable.hpp"
#include "tests/support/profiles.hpp"

namespace rosterd::test {
namespace {

constexpr UnixSeconds minute = 60;
constexpr UnixSeconds hour = 3'600;
constexpr LocalSeconds day_seconds = 86'400;
constexpr const char* zone_name = "Asia/Yekaterinburg";
/// The daemon notices a change in the journal within its poll.
constexpr UnixSeconds notice = std::chrono::seconds{SimulatedSchool::poll}.count() + 5;

/// What must become of one conference, worked out by hand from what the test did.
struct Expected {
    UnixSeconds starts = 0;
    UnixSeconds ends = 0;
    bool cancelled = false;  ///< long before its time
    UnixSeconds cut_at = 0;  ///< cancelled, deleted or finished while it runs; 0: never
};

/// Times at which the daemon was off.
struct Outage {
    UnixSeconds from = 0;
    UnixSeconds to = 0;
};

class SchoolYearTest : public ::testing::Test {
  protected:
    SchoolYearTest()
        : tables_{journal::generate_school({.linked_percent = 80, .today = year_begins}).value()},
          week_{weekly_lessons(tables_)},
          school_{row_of_school(), roster(), profile(), midnight(year_begins)} {}

    static School row_of_school() {
        return {.id = "1",
                .name = "Школа",
                .time_zone = zone_name,
                .profile = "sgo",
                .account = "main",
                .enabled = true};
    }
    [[nodiscard]] Roster roster() const { return journal::roster_of(tables_)->roster; }
    static Profile profile() {
        Profile sgo = rosterd::testing::sgo_profile();
        sgo.conferences.exclusive_per = CallExclusivity::group;
        sgo.conferences.needs_lesson = LessonNeed::always;
        return sgo;
    }
    static UnixSeconds instant(LocalSeconds time) {
        return SchoolZone::find(zone_name)->instant_of(time);
    }
    static UnixSeconds midnight(Day day) { return instant(day.since_1970 * day_seconds); }
    int dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

    /// The evening before: lessons of `day` become distance lessons, `percent` of them.
    void plan_day(Day day, int percent) {
        const int weekday = (day.since_1970 + 3) % 7;
        for (const WeeklyLesson& weekly : week_) {
            if (weekly.weekday != weekday || dice(100) >= percent) continue;
            const LocalSeconds from = day.since_1970 * day_seconds + weekly.from;
            const LocalSeconds to = day.since_1970 * day_seconds + weekly.to;
            const std::string id = fmt::format("{}-{}", to_string(day), weekly.id);
            school_.journal().lessons()[id] = {weekly.group, from, to, false};
            school_.journal().conferences()[id] = {.lesson = id, .starts_at = from, .ends_at = to};
            expected_[id] = {instant(from), instant(to)};
            today_.push_back(id);
        }
    }

    /// The same evening: the timetable changes its mind about a few of them.
    void change_plans() {
        for (const std::string& id : today_) {
            Expected& fate = expected_[id];
            ModelLesson& lesson = school_.journal().lessons()[id];
            switch (dice(40)) {
                case 0:  // another time: the conference follows its lesson
                    lesson.starts_at += 10 * minute;
                    lesson.ends_at += 15 * minute;
                    fate.starts += 10 * minute;
                    fate.ends += 15 * minute;
                    break;
                case 1:
                    lesson.cancelled = true;
                    fate.cancelled = true;
                    break;
                case 2:
                    school_.journal().conferences()[id].deleted_at = school_.now();
                    fate.cancelled = true;
                    break;
                default:
                    break;
            }
        }
    }

    /// In the middle of lessons: some are cut short, some end earlier by the timetable.
    void disturb(UnixSeconds now) {
        for (const std::string& id : today_) {
            Expected& fate = expected_[id];
            const bool in_the_middle = fate.starts + 2 * notice < now && now + notice < fate.ends;
            if (fate.cancelled || fate.cut_at != 0 || !in_the_middle) continue;
            switch (dice(30)) {
                case 0:
                    school_.journal().conferences()[id].finish_requested_at = now;
                    fate.cut_at = now;
                    break;
                case 1:
                    school_.journal().lessons()[id].cancelled = true;
                    fate.cut_at = now;
                    break;
                default:
                    break;
            }
        }
    }

    /// A day of lessons, with or without the daemon all the time.
    void live_through(Day day) {
        const UnixSeconds begin = midnight(day);
        Outage outage;
        if (dice(4) == 0) {
            outage.from = begin + 8 * hour + dice(6 * 60) * minute;
            outage.to = outage.from + (1 + dice(50)) * minute;
        }
        for (UnixSeconds at = begin + 8 * hour; at <= begin + 20 * hour; at += 20 * minute) {
            if (outage.from != 0 && outage.from <= at && school_.is_on() && outages_.empty()) {
                school_.run_until(outage.from);
                school_.switch_off();
                school_.run_until(outage.to);
                school_.switch_on();
                outages_.push_back({outage.from, outage.to});
            }
            school_.run_until(at);
            if (school_.now() == at) disturb(at);
        }
        school_.run_until(begin + 21 * hour);
        check();
    }

    void check() {
        std::map<std::string, std::vector<const ModelCall*>> made;
        for (const ModelCall& call : school_.calls().history()) {
            if (call.started_at >= school_.now() - 24 * hour) made[call.wish.key].push_back(&call);
        }
        for (const std::string& id : today_) {
            SCOPED_TRACE(id);
            check_one(expected_[id], made["1/" + id]);
            made.erase("1/" + id);
        }
        for (const auto& [key, calls] : made) EXPECT_TRUE(calls.empty()) << key << " is nobody's";
        EXPECT_EQ(school_.calls().running_count(), 0U);
        today_.clear();
        outages_.clear();
    }

    void check_one(const Expected& fate, const std::vector<const ModelCall*>& calls) {
        UnixSeconds starts = fate.starts;
        UnixSeconds ends = fate.ends;
        UnixSeconds ends_at_most = fate.cut_at == 0 ? fate.ends : fate.cut_at + notice;
        if (fate.cut_at != 0) ends = fate.cut_at;
        for (const Outage& outage : outages_) {
            // What is due in the second in which it is switched off is still done.
            if (outage.from < starts && starts < outage.to) starts = outage.to;
            if (outage.from < ends && ends < outage.to) ends = outage.to;
            if (outage.from <= ends_at_most)
                ends_at_most = std::max(ends_at_most, outage.to + notice);
        }
        if (fate.cancelled || starts >= fate.ends) {
            EXPECT_TRUE(calls.empty()) << "it must never start";
            ++never_;
            return;
        }
        ASSERT_EQ(calls.size(), 1U) << "started once";
        // Switching off takes up to a second of virtual time, and on again a first pass.
        constexpr UnixSeconds second = 1;
        EXPECT_GE(calls[0]->started_at, starts);
        EXPECT_LE(calls[0]->started_at, starts + (starts == fate.starts ? 0 : second));
        ASSERT_TRUE(calls[0]->finished_at) << "ended";
        EXPECT_GE(*calls[0]->finished_at, ends);
        EXPECT_LE(*calls[0]->finished_at, ends == fate.ends ? ends : ends_at_most);
        ++held_;
    }

    journal::JournalTables tables_;
    std::vector<WeeklyLesson> week_;
    SimulatedSchool school_;
    std::mt19937_64 random_{2026};
    std::map<std::string, Expected> expected_;
    std::vector<std::string> today_;
    std::vector<Outage> outages_;
    std::size_t held_ = 0;
    std::size_t never_ = 0;
};

TEST_F(SchoolYearTest, EveryLessonStartsAndEndsOnceAtItsTime) {
    school_.switch_on();
    school_.run_until(midnight(year_begins) + hour);
    std::size_t distance_days = 0;
    for (Day day = year_begins; day < year_ends; ++day.since_1970) {
        if (!is_school_day(day)) {
            school_.run_until(midnight(Day{day.since_1970 + 1}));
            continue;
        }
        school_.run_until(midnight(day) + 5 * hour);
        const bool distance = dice(100) < 15;
        distance_days += distance ? 1U : 0U;
        plan_day(day, distance ? 100 : 1);
        school_.run_until(school_.now() + notice);
        change_plans();
        live_through(day);
        if (HasFailure()) FAIL() << "on " << to_string(day);
        // Last year's rows would only make the journal's reads slower.
        school_.journal().conferences().clear();
        school_.journal().lessons().clear();
        expected_.clear();
    }
    EXPECT_GT(distance_days, 15U);
    EXPECT_GT(held_, 3'000U);
    EXPECT_GT(never_, 100U);
    RecordProperty("held", std::to_string(held_));
    fmt::print("{} lessons held, {} never started, {} distance days, {} journal reads\n", held_,
               never_, distance_days, school_.journal().reads());
}

}  // namespace
}  // namespace rosterd::test
