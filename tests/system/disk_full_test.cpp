// The store's disk is full: said clearly, nothing more is done, nothing that was done is forgotten,
// and it goes on by itself once there is space.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

#include "tests/support/small_disk.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr std::size_t disk_bytes = 8 * 1024 * 1024;

class DiskFullTest : public testing::Test {
  protected:
    DiskFullTest() {
        school.start();
        EXPECT_TRUE(school.converges()) << school.problems();
    }

    /// Pupils of class 1 leave, others come; until the store has no page left for one more change.
    int change_until_it_fails() {
        for (int change = 1; change <= changes_max; ++change) {
            school.sql(fmt::format("UPDATE enrolment SET valid_to = {} WHERE person_id = 'p1-{}'",
                                   change % 2 == 0 ? "NULL" : "'" + school_today() + "'",
                                   1 + change / 2 % pupils));
            const Rooms wanted = school.expected();
            EXPECT_TRUE(eventually([&] {
                return school.state() == "failed" ||
                       (school.state() == "converged" && school.seen() == wanted);
            })) << school.problems();
            if (school.state() == "failed") return change;
        }
        return 0;
    }

    /// Everybody who came to a chat or left it at rosterd's hand, as the platform counts it.
    [[nodiscard]] std::map<std::pair<std::string, std::int64_t>, int> done_on_the_platform() {
        std::map<std::pair<std::string, std::int64_t>, int> done;
        for (const Happening& event : school.sandbox().events_since(0)) {
            if (event.user == service_user) continue;
            if (event.kind == "add" || event.kind == "remove") ++done[{event.kind, event.user}];
        }
        return done;
    }
    [[nodiscard]] std::map<std::pair<std::string, std::int64_t>, int> told_by_the_audit() {
        std::map<std::pair<std::string, std::int64_t>, int> told;
        for (const auto& line : sqlite_rows(store(),
                                            "SELECT operation, user FROM audit WHERE outcome = "
                                            "'done' AND operation IN ('add', 'remove')")) {
            ++told[{line.at(0), std::stoll(line.at(1))}];
        }
        return told;
    }
    /// How often a pass ended because the disk was full.
    [[nodiscard]] std::size_t said_full() const {
        const std::string log = school.said();
        const std::string words = "database or disk is full";
        std::size_t count = 0;
        for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1)) {
            ++count;
        }
        return count;
    }
    [[nodiscard]] std::filesystem::path store() const { return disk / "state.db"; }

    static constexpr int pupils = 4;
    static constexpr int changes_max = 400;
    SmallDisk disk{disk_bytes};
    School school{{.store = store().string(), .guards = wide_guards},
                  small_school({.classes = 2, .pupils = pupils})};
};

TEST_F(DiskFullTest, ItIsSaidNothingIsLostAndItGoesOn) {
    disk.fill();
    ASSERT_GT(change_until_it_fails(), 0) << "the full disk was never met";
    EXPECT_THAT(school.problems(), HasSubstr("full"));
    EXPECT_THAT(school.problems(), HasSubstr("free some space on the store's file system"));
    const json::value status = school.get("/v1/status");
    EXPECT_THAT(std::string{status.at("store").as_string()}, HasSubstr("full"));
    EXPECT_EQ(status.at("journal").at("state").as_string(), "ok")
        << "it is the store that is in trouble, and nothing else";

    // What cannot be written down is not done.
    const std::int64_t event = school.sandbox().last_event();
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p2-1'");
    const std::size_t refusals = said_full();
    EXPECT_TRUE(eventually([&] { return said_full() > refusals + 1; })) << "it is tried again";
    EXPECT_EQ(school.state(), "failed");
    EXPECT_EQ(school.sandbox().last_event(), event) << "nothing happened on the platform";

    disk.relieve();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.problems(), "");
    EXPECT_EQ(school.get("/v1/status").at("store").as_string(), "ok");
    EXPECT_EQ(told_by_the_audit(), done_on_the_platform()) << "all of it, once";
}

TEST_F(DiskFullTest, KilledMeanwhileItDoublesNothing) {
    disk.fill();
    ASSERT_GT(change_until_it_fails(), 0) << "the full disk was never met";
    school.crash();
    const std::int64_t event = school.sandbox().last_event();
    school.start();
    EXPECT_TRUE(eventually([&] { return !school.problems().empty(); }));
    EXPECT_EQ(school.sandbox().last_event(), event) << "nothing happened on the platform";
    disk.relieve();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.sandbox().chats_named_alike(), 0U);
    const auto events = school.sandbox().events_since(event);
    for (const Happening& each : events) EXPECT_EQ(events.count(each), 1U) << each;
}

}  // namespace
}  // namespace rosterd::test
