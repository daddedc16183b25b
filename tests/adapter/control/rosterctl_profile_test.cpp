// rosterctl profile test: a profile tried on real journals, compared, and refused with its faults.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/support/places.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string shipped(const std::string& id) {
    return (test::source_directory() / "config/profiles" / (id + ".yaml")).string();
}

class RosterctlProfileTest : public ::testing::Test {
  protected:
    std::string file(const std::string& name) const { return (folder_ / name).string(); }

    /// A village school whose profile in the journal is bars-max.
    void SetUp() override {
        const auto made = rosterctl({"journal", "sample", "--school", "village", "--today",
                                     "2026-10-01", "--profile", "bars-max", "--out", file("j.db")});
        ASSERT_EQ(made.status.code, 0) << made.error;
    }

    test::Finished tried(const std::string& profile, std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"profile",    "test",  profile,     "--journal",
                                           file("j.db"), "--day", "2026-10-01"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return rosterctl(std::move(arguments));
    }

    /// Changes the journal.
    void run(const char* sql) const {
        sqlite3* database = nullptr;
        const int opened = sqlite3_open(file("j.db").c_str(), &database);
        const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
        sqlite3_close(database);
        ASSERT_EQ(opened, SQLITE_OK);
        ASSERT_EQ(code, SQLITE_OK);
    }

    test::TemporaryDirectory folder_;
};

json::object kind_of(const json::object& answer, std::string_view type) {
    for (const json::value& row : answer.at("kinds").as_array()) {
        if (row.at("type").as_string() == type) return row.as_object();
    }
    throw std::invalid_argument{"no such kind"};
}

json::object chat_of(const json::array& rows, std::string_view member, std::string_view key) {
    for (const json::value& row : rows) {
        if (row.at(member).as_string() == key) return row.as_object();
    }
    throw std::invalid_argument{"no such chat"};
}

TEST_F(RosterctlProfileTest, WithoutAJournalOnlyTheProfileIsChecked) {
    const auto good = rosterctl({"profile", "test", shipped("sgo")});
    EXPECT_EQ(good.status.code, 0) << good.error;
    EXPECT_EQ(good.output, "profile sgo is valid: 5 rules\n");
}

TEST_F(RosterctlProfileTest, FaultsAreNamedWithTheirPlaceAndTheNearestWord) {
    test::write_text(folder_ / "bad.yaml",
                     "profile: bad\nchats:\n  class:\n    title: \"{class}\"\n"
                     "    members: [ studnets ]\n");
    const auto bad = rosterctl({"profile", "test", file("bad.yaml")});
    EXPECT_EQ(bad.status.code, 1);
    EXPECT_THAT(bad.error, HasSubstr("bad.yaml:5:16: error: unknown selector 'studnets' (did you "
                                     "mean 'students'?)"));
    const auto told = rosterctl({"profile", "test", file("bad.yaml"), "--json"});
    EXPECT_EQ(told.status.code, 1);
    const json::object answer = json_of(told);
    EXPECT_FALSE(answer.at("valid").as_bool());
    EXPECT_EQ(answer.at("problems").at(0).at("column").as_int64(), 16);
    EXPECT_EQ(rosterctl({"profile", "test", file("none.yaml")}).status.code, 1);
}

TEST_F(RosterctlProfileTest, ChatsAndPeopleAreCounted) {
    const auto made = tried(shipped("sgo"), {"--json"});
    ASSERT_EQ(made.status.code, 0) << made.error;
    const json::object answer = json_of(made);
    EXPECT_EQ(answer.at("profile").as_string(), "sgo");
    EXPECT_EQ(answer.at("day").as_string(), "2026-10-01");
    const auto classes = kind_of(answer, "class").at("present").to_number<int>();
    EXPECT_GT(classes, 5);
    EXPECT_EQ(kind_of(answer, "parents").at("present").to_number<int>(), classes);
    EXPECT_EQ(kind_of(answer, "staff").at("present").to_number<int>(), 1);
    EXPECT_GT(kind_of(answer, "subject").at("present").to_number<int>(), classes);
    std::int64_t members = 0;
    for (const json::value& chat : answer.at("chats").as_array()) {
        members += chat.at("members").to_number<std::int64_t>();
    }
    std::int64_t total = 0;
    for (const json::value& kind : answer.at("kinds").as_array()) {
        total += kind.at("members").to_number<std::int64_t>();
    }
    EXPECT_EQ(members, total);
    const json::object staff = chat_of(answer.at("chats").as_array(), "key", "staff");
    EXPECT_EQ(staff.at("title").as_string(), "Учительская");
    EXPECT_THAT(staff.at("admins").as_array(), Not(IsEmpty()));
}

TEST_F(RosterctlProfileTest, WhatDiffersFromTheProfileInForceIsTold) {
    const json::object answer = json_of(tried(shipped("sgo"), {"--json"}));
    const json::object against = answer.at("against").as_object();
    EXPECT_EQ(against.at("profile").as_string(), "bars-max");
    const json::object staff = chat_of(against.at("differences").as_array(), "chat", "staff");
    EXPECT_EQ(staff.at("difference").as_string(), "changed");
    EXPECT_EQ(staff.at("title").as_string(), "Учительская");
    EXPECT_EQ(staff.at("other_title").as_string(), "Учительский чат");
    EXPECT_GT(against.at("people").at("leave").to_number<int>(), 0) << "the chats administrator";
    const auto shown = tried(shipped("sgo"));
    EXPECT_EQ(shown.status.code, 0);
    EXPECT_THAT(shown.output, AllOf(HasSubstr("against bars-max: "), HasSubstr("ON REQUEST"),
                                    HasSubstr("Учительская (was Учительский чат)")));
}

TEST_F(RosterctlProfileTest, AnotherProfileIsNamedByItsIdOrItsFile) {
    const auto same = tried(shipped("sgo"), {"--against", "sgo", "--json"});
    EXPECT_THAT(json_of(same).at("against").at("differences").as_array(), IsEmpty());
    EXPECT_THAT(tried(shipped("sgo"), {"--against", shipped("sgo")}).output,
                HasSubstr("against sgo: no difference\n"));
    const auto unknown = tried(shipped("sgo"), {"--against", "sog"});
    EXPECT_EQ(unknown.status.code, 4);
    EXPECT_THAT(unknown.error, AllOf(HasSubstr("there is no profile 'sog'"),
                                     HasSubstr("bars-max, bars-vk, dnevnik, ezhd, sgo")));
}

TEST_F(RosterctlProfileTest, OneChatIsListedWithReasons) {
    const auto listed = tried(shipped("sgo"), {"--chat", "staff", "--json"});
    ASSERT_EQ(listed.status.code, 0) << listed.error;
    const json::array people = json_of(listed).at("people").as_array();
    ASSERT_THAT(people, Not(IsEmpty()));
    bool told = false;
    for (const json::value& person : people) {
        for (const json::value& reason : person.at("reasons").as_array()) {
            told |= reason.as_string() == "staff_room.members: staff(role: teacher)";
        }
    }
    EXPECT_TRUE(told);
    EXPECT_THAT(tried(shipped("sgo"), {"--chat", "staff"}).output, HasSubstr("REASONS"));
    EXPECT_EQ(tried(shipped("sgo"), {"--chat", "class/nine"}).status.code, 4);
}

TEST_F(RosterctlProfileTest, TheDayDecidesWhoIsThere) {
    run("UPDATE enrolment SET valid_to = '2030-06-01';");
    const auto later = rosterctl({"profile", "test", shipped("sgo"), "--journal", file("j.db"),
                                  "--day", "2031-01-01", "--json"});
    ASSERT_EQ(later.status.code, 0) << later.error;
    EXPECT_EQ(json_of(later).at("day").as_string(), "2031-01-01");
    const json::object classes = kind_of(json_of(later), "class");
    EXPECT_EQ(classes.at("members"), classes.at("admins")) << "only the class teachers";
    const auto wrong = rosterctl(
        {"profile", "test", shipped("sgo"), "--journal", file("j.db"), "--day", "1.10.2026"});
    EXPECT_EQ(wrong.status.code, 1);
    EXPECT_THAT(wrong.error, HasSubstr("--day is no date"));
}

TEST_F(RosterctlProfileTest, ASchoolIsNamedWhereThereAreSeveral) {
    EXPECT_EQ(tried(shipped("sgo"), {"--school", "nowhere"}).status.code, 4);
    run("INSERT INTO school (school_id, time_zone) VALUES ('2', 'Asia/Omsk');");
    const auto unnamed = tried(shipped("sgo"));
    EXPECT_EQ(unnamed.status.code, 1);
    EXPECT_THAT(unnamed.error, HasSubstr("name one with --school"));
    const json::object empty = json_of(tried(shipped("sgo"), {"--school", "2", "--json"}));
    EXPECT_EQ(empty.at("chats").as_array().size(), 1U) << "the staff room";
    EXPECT_FALSE(empty.contains("against")) << "the school has no profile";
}

TEST_F(RosterctlProfileTest, AConfigurationBringsItsJournalProfilesAndOverrides) {
    std::filesystem::create_directory(folder_ / "rules");
    test::write_text(folder_ / "rules/own.yaml",
                     "profile: own\nchats: { staff_room: { title: Все, members: [ staff ] } }\n");
    test::write_text(folder_ / "rosterd.yaml",
                     "journal: { kind: sqlite, path: j.db }\n"
                     "store: { kind: sqlite, path: state.db }\n"
                     "accounts: { main: { platform: vk, token_file: token } }\n"
                     "profiles: rules\n");
    const auto answered = rosterctl({"profile", "test", shipped("sgo"), "--config",
                                     file("rosterd.yaml"), "--against", "own", "--json"});
    ASSERT_EQ(answered.status.code, 0) << answered.error;
    EXPECT_EQ(json_of(answered).at("against").at("profile").as_string(), "own");
}

TEST(RosterctlProfilePostgresTest, AConnectionStringIsAJournalToo) {
    const test::PostgresCluster cluster;
    const auto made = rosterctl({"journal", "sample", "--school", "village", "--today",
                                 "2026-10-01", "--out", cluster.dsn()});
    ASSERT_EQ(made.status.code, 0) << made.error;
    const auto answered = rosterctl({"profile", "test", shipped("ezhd"), "--journal", cluster.dsn(),
                                     "--day", "2026-10-01", "--json"});
    ASSERT_EQ(answered.status.code, 0) << answered.error;
    EXPECT_GT(kind_of(json_of(answered), "class").at("present").to_number<int>(), 5);
}

}  // namespace
}  // namespace rosterd::testing
