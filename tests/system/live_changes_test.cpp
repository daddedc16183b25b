// A commit in the journal reaches the platform by itself: the poll is an hour away.
#include <gmock/gmock.h>

#include "tests/support/places.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

class LiveChangesTest : public testing::TestWithParam<JournalBase> {
  protected:
    LiveChangesTest()
        : school{{.base = GetParam(), .poll = "1h"}, small_school({.classes = 3, .pupils = 4})} {
        if (GetParam() == JournalBase::postgres) {
            school.postgres().psql_file(source_directory() / "adapters/journal/notify.sql");
        }
        school.start();
        EXPECT_TRUE(school.converges()) << school.problems();
    }

    /// Commits, and expects the platform to follow with exactly these events.
    void expect_follows(const std::string& sql, const std::multiset<Happening>& wanted) {
        const auto since = school.sandbox().last_event();
        school.sql(sql);
        EXPECT_TRUE(school.converges()) << sql << "\n" << school.problems();
        EXPECT_EQ(school.sandbox().events_since(since), wanted) << sql;
    }

    School school;
    std::string today = school_today();
};

TEST_P(LiveChangesTest, EveryKindOfChangeArrives) {
    // Expelled: out of everything, and his parent out of the parents.
    expect_follows("UPDATE enrolment SET valid_to = '" + today + "' WHERE person_id = 'p1-1'",
                   {{"remove", "1А класс", user_of("p1-1")},
                    {"remove", "1А/Алгебра", user_of("p1-1")},
                    {"remove", "1А/История", user_of("p1-1")},
                    {"remove", "1А родители", user_of("g1-1")}});
    // Transferred: chats and the parent follow.
    expect_follows("UPDATE enrolment SET valid_to = '" + today +
                       "' WHERE person_id = 'p1-2';"
                       "INSERT INTO enrolment VALUES ('1', 'c2', 'p1-2', '" +
                       today + "', NULL)",
                   {{"remove", "1А класс", user_of("p1-2")},
                    {"remove", "1А/Алгебра", user_of("p1-2")},
                    {"remove", "1А/История", user_of("p1-2")},
                    {"remove", "1А родители", user_of("g1-2")},
                    {"add", "2А класс", user_of("p1-2")},
                    {"add", "2А/Алгебра", user_of("p1-2")},
                    {"add", "2А/История", user_of("p1-2")},
                    {"add", "2А родители", user_of("g1-2")}});
    // A class teacher is replaced; the old one still teaches.
    expect_follows("UPDATE class_teacher SET valid_to = '" + today +
                       "' WHERE class_id = 'c2';"
                       "INSERT INTO class_teacher VALUES ('1', 'c2', 't4', '" +
                       today + "', NULL)",
                   {{"add", "2А класс", user_of("t4")},
                    {"promote", "2А класс", user_of("t4")},
                    {"add", "2А родители", user_of("t4")},
                    {"promote", "2А родители", user_of("t4")},
                    {"remove", "2А класс", user_of("t2")},
                    {"remove", "2А родители", user_of("t2")}});
    // A parent ends his link and makes it again: out by his own will, and back by the same.
    expect_follows("UPDATE profile_link SET state = 'unlinked' WHERE person_id = 'g3-1'",
                   {{"remove", "3А родители", user_of("g3-1")}});
    expect_follows("UPDATE profile_link SET state = 'linked' WHERE person_id = 'g3-1'",
                   {{"add", "3А родители", user_of("g3-1")}});
    // Dismissed: out of the staff room, the subjects and everything else; where he was the only
    // administrator, the school's takes his place.
    expect_follows("UPDATE staff SET valid_to = '" + today + "' WHERE person_id = 't3'",
                   {{"remove", "Учительская", user_of("t3")},
                    {"remove", "3А класс", user_of("t3")},
                    {"remove", "3А родители", user_of("t3")},
                    {"remove", "3А/Алгебра", user_of("t3")},
                    {"add", "3А класс", user_of("z1")},
                    {"promote", "3А класс", user_of("z1")},
                    {"add", "3А родители", user_of("z1")},
                    {"promote", "3А родители", user_of("z1")},
                    {"add", "3А/Алгебра", user_of("z1")},
                    {"promote", "3А/Алгебра", user_of("z1")}});
    // A new class with its chats.
    const auto since = school.sandbox().last_event();
    school.sql(
        "INSERT INTO class VALUES ('1', 'c7', '7А', '7', 'А', NULL, NULL, NULL);"
        "INSERT INTO class_teacher VALUES ('1', 'c7', 't1', NULL, NULL)");
    EXPECT_TRUE(school.converges()) << school.problems();
    const auto events = school.sandbox().events_since(since);
    EXPECT_EQ(events.count({"promote", "7А класс", user_of("t1")}), 1U);
    EXPECT_EQ(events.count({"promote", "7А родители", user_of("t1")}), 1U);
}

TEST_P(LiveChangesTest, TheNewTeacherAdministersBeforeTheOldOneGoes) {
    const auto since = school.sandbox().last_event();
    school.sql("UPDATE class_teacher SET valid_to = '" + today +
               "' WHERE class_id = 'c2';"
               "INSERT INTO class_teacher VALUES ('1', 'c2', 't4', '" +
               today + "', NULL)");
    EXPECT_TRUE(school.converges()) << school.problems();
    std::map<std::string, std::vector<std::string>> order;
    const auto page = school.sandbox().get("/sandbox/events?since=" + std::to_string(since));
    for (const auto& event : page.at("events").as_array()) {
        order[std::string{event.at("title").as_string()}].emplace_back(
            event.at("kind").as_string());
    }
    for (const char* const title : {"2А класс", "2А родители"}) {
        EXPECT_THAT(order[title], testing::ElementsAre("add", "promote", "remove")) << title;
    }
}

INSTANTIATE_TEST_SUITE_P(Bases, LiveChangesTest,
                         testing::Values(JournalBase::sqlite, JournalBase::postgres),
                         [](const auto& info) {
                             return info.param == JournalBase::sqlite ? "Sqlite" : "Postgres";
                         });

}  // namespace
}  // namespace rosterd::test
