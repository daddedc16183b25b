// What Prometheus is told, against what the daemon knows.
#include "daemon/control/metrics_view.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <sstream>

#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Series with their labels as Prometheus writes them -> value.
std::map<std::string, double> series(const DaemonControl& daemon) {
    std::map<std::string, double> values;
    std::istringstream lines{control::metrics_text(daemon)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#')) continue;
        const auto space = line.rfind(' ');
        const std::string value = line.substr(space + 1);
        values[line.substr(0, space)] =
            value == "+Inf" ? std::numeric_limits<double>::infinity() : std::stod(value);
    }
    return values;
}

TEST(MetricsViewTest, EverySeriesIsThereBeforeAnythingHappened) {
    FakeDaemon daemon;
    daemon.states.clear();
    const auto values = series(daemon);
    for (const char* const name :
         {"rosterd_holds{guard=\"chat\"}", "rosterd_holds{guard=\"last_administrator\"}",
          "rosterd_parked{class=\"our_bug\"}", "rosterd_schools{state=\"failed\"}",
          "rosterd_reads{verdict=\"implausible\"}", "rosterd_guard_fill_ratio{guard=\"hour\"}",
          "rosterd_conferences{state=\"active\"}", "rosterd_oldest_unsatisfied_change_seconds",
          "rosterd_thread_stuck{thread=\"store\"}",
          "rosterd_conference_start_delay_seconds_count"}) {
        ASSERT_TRUE(values.contains(name)) << name;
        EXPECT_EQ(values.at(name), 0) << name;
    }
    EXPECT_EQ(values.at("rosterd_ready"), 1);
    EXPECT_EQ(values.at("rosterd_store_up"), 1);
    EXPECT_EQ(values.at("rosterd_journal_up"), 1);
    EXPECT_EQ(values.at("rosterd_uptime_seconds"), 3 * 3'600);
}

TEST(MetricsViewTest, ItTellsWhatTheDaemonKnows) {
    FakeDaemon daemon;
    SchoolState held = school_state(school_with_a_hold());
    held.last_end = PassEnd::held;
    held.last_read = daemon.now() - 60;
    held.unsatisfied_since = daemon.now() - 900;
    held.memory.history.parked = {
        {"class/7v", 1001, ErrorKind::permanent_person, "", daemon.now() + 9, 1},
        {"staff", 1002, ErrorKind::our_bug, "", daemon.now() + 9, 1}};
    SchoolState failed;
    failed.last_end = PassEnd::failed;
    failed.last_read = daemon.now() - 7'200;
    failed.error = Error{ErrorKind::authority, "error 5"};
    failed.read_error = Error{ErrorKind::transient, "no route"};
    daemon.states["17"] = std::move(held);
    daemon.states["18"] = std::move(failed);
    daemon.journal_status.state = "failing";
    daemon.stuck_thread = "journal";
    daemon.measured.journal_read.Observe(0.2);
    daemon.measured.conference_delay.Observe(0);
    daemon.measured.conference_delay.Observe(7);
    const auto values = series(daemon);
    EXPECT_EQ(values.at("rosterd_schools{state=\"held\"}"), 1);
    EXPECT_EQ(values.at("rosterd_schools{state=\"failed\"}"), 1);
    EXPECT_EQ(values.at("rosterd_holds{guard=\"chat\"}"), 1);
    EXPECT_EQ(values.at("rosterd_parked{class=\"permanent_person\"}"), 1);
    EXPECT_EQ(values.at("rosterd_parked{class=\"our_bug\"}"), 1);
    EXPECT_EQ(values.at("rosterd_schools_failing{class=\"authority\"}"), 1);
    EXPECT_EQ(values.at("rosterd_oldest_unsatisfied_change_seconds"), 900);
    EXPECT_EQ(values.at("rosterd_last_complete_read_timestamp_seconds{school=\"oldest\"}"),
              static_cast<double>(daemon.now() - 7'200));
    EXPECT_EQ(values.at("rosterd_reads{verdict=\"complete\"}"), 1);
    EXPECT_EQ(values.at("rosterd_reads{verdict=\"stale\"}"), 1);
    EXPECT_EQ(values.at("rosterd_journal_up"), 0);
    EXPECT_EQ(values.at("rosterd_thread_stuck{thread=\"journal\"}"), 1);
    EXPECT_EQ(values.at("rosterd_thread_stuck{thread=\"store\"}"), 0);
    EXPECT_EQ(values.at("rosterd_operations_total{outcome=\"done\"}"), 12);
    EXPECT_EQ(values.at("rosterd_operations_total{outcome=\"failed\"}"), 3);
    EXPECT_EQ(values.at("rosterd_account_up{account=\"main\",platform=\"vk\"}"), 1);
    EXPECT_EQ(values.at("rosterd_account_requests_total{account=\"main\",platform=\"vk\"}"), 41);
    EXPECT_EQ(values.at("rosterd_conference_outcomes_total{outcome=\"started\"}"), 7);
    EXPECT_EQ(values.at("rosterd_journal_read_seconds_count"), 1);
    EXPECT_EQ(values.at("rosterd_conference_start_delay_seconds_bucket{le=\"5\"}"), 1);
    EXPECT_EQ(values.at("rosterd_conference_start_delay_seconds_sum"), 7);
}

TEST(MetricsViewTest, AGuardIsFullWhenBothItsNumberAndItsShareAre) {
    FakeDaemon daemon;
    daemon.states.clear();
    const auto fill = [&](const char* guard) {
        return series(daemon).at("rosterd_guard_fill_ratio{guard=\"" + std::string{guard} + "\"}");
    };
    SchoolState& state = daemon.states["17"];
    // 3 of 5 people, and 3 of 20 against a share of 0.25: the number is the nearer one.
    state.margins = {{GuardKind::chat, "class/7v", 3, 20, {5, 0.25}}};
    EXPECT_DOUBLE_EQ(fill("chat"), 0.6);
    // 10 of 5 people, but only a fifth of the share.
    state.margins = {{GuardKind::chat, "staff", 10, 200, {5, 0.25}}};
    EXPECT_DOUBLE_EQ(fill("chat"), 0.2);
    daemon.states["18"].margins = {{GuardKind::chat, "class/7v", 10, 20, {5, 0.25}, true},
                                   {GuardKind::hour, {}, 20, 0, {25, 0}}};
    EXPECT_DOUBLE_EQ(fill("chat"), 2) << "the nearest of all schools";
    EXPECT_DOUBLE_EQ(fill("hour"), 0.8);
    daemon.states["18"].margins = {{GuardKind::chat, "class/7v", 1, 20, {0, 0}}};
    EXPECT_EQ(fill("chat"), std::numeric_limits<double>::infinity()) << "nothing may leave";
}

TEST(MetricsViewTest, NoSchoolNoChatAndNobodyIsALabel) {
    FakeDaemon daemon;
    daemon.states["17"] = school_state(school_with_a_hold());
    const std::string text = control::metrics_text(daemon);
    for (const char* const word : {"class/", "7v", "Иванов", "school=\"17\"", "1003"}) {
        EXPECT_THAT(text, Not(HasSubstr(word)));
    }
}

}  // namespace
}  // namespace rosterd::testing
