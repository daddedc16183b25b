// The journal fails in the middle of a run: nobody is removed, the reason is told, it recovers.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

const std::string expel_one =
    "UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'";

/// A converged school with a running daemon, and the platform's state before the trouble.
class JournalTroubleTest : public testing::TestWithParam<JournalBase> {
  protected:
    JournalTroubleTest() : school{{.base = GetParam()}, small_school({.classes = 3, .pupils = 6})} {
        school.start();
        EXPECT_TRUE(school.converges()) << school.problems();
        before = school.seen();
        events = school.sandbox().last_event();
    }

    [[nodiscard]] bool tells(const std::string& words) {
        return eventually([&] { return school.problems().find(words) != std::string::npos; });
    }
    void expect_untouched() {
        EXPECT_EQ(school.seen(), before);
        EXPECT_EQ(school.sandbox().last_event(), events) << "nothing at all was changed";
    }

    School school;
    Rooms before;
    std::int64_t events = 0;
};

TEST_P(JournalTroubleTest, AnEmptiedRelationRemovesNobodyAndARefilledOneGoesOn) {
    school.sql("CREATE TABLE kept AS SELECT * FROM enrolment");
    school.sql("DELETE FROM enrolment");
    EXPECT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    EXPECT_TRUE(tells("enrolment fell from 18 rows to 0")) << school.problems();
    EXPECT_TRUE(school.passes_again());
    expect_untouched();
    const auto holds = school.get("/v1/holds");
    ASSERT_EQ(holds.at("items").as_array().size(), 1U);
    EXPECT_EQ(holds.at("items").at(0).at("guard").as_string(), "implausible_read");
    EXPECT_THAT(school.said(), HasSubstr("enrolment fell from 18 rows to 0"));

    school.sql("INSERT INTO enrolment SELECT * FROM kept; " + expel_one);
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.problems(), "");
    EXPECT_NE(school.seen(), before) << "the pending change was applied";
}

TEST_P(JournalTroubleTest, ALostRelationRemovesNobodyAndIsNamed) {
    school.sql("ALTER TABLE enrolment RENAME TO enrolment_rows");
    school.sql("CREATE VIEW enrolment AS SELECT * FROM enrolment_rows");
    EXPECT_TRUE(school.passes_again());
    school.sql("DROP VIEW enrolment");
    EXPECT_TRUE(eventually([&] { return school.state() == "failed"; }));
    EXPECT_TRUE(tells("enrolment")) << school.problems();
    EXPECT_THAT(school.said(), HasSubstr("enrolment"));
    expect_untouched();

    school.sql(
        "CREATE VIEW enrolment AS SELECT * FROM enrolment_rows; "
        "UPDATE enrolment_rows SET valid_to = '" +
        school_today() + "' WHERE person_id = 'p1-1'");
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_NE(school.seen(), before);
}

INSTANTIATE_TEST_SUITE_P(Bases, JournalTroubleTest,
                         testing::Values(JournalBase::sqlite, JournalBase::postgres),
                         [](const auto& info) {
                             return info.param == JournalBase::sqlite ? "Sqlite" : "Postgres";
                         });

class PostgresTroubleTest : public JournalTroubleTest {};

TEST_P(PostgresTroubleTest, AStoppedServerRemovesNobodyAndAStartedOneGoesOn) {
    school.postgres().stop();
    const auto journal = [&] { return school.get("/v1/status").at("journal"); };
    EXPECT_TRUE(eventually([&] { return journal().at("state").as_string() == "failing"; }));
    EXPECT_TRUE(tells("PostgreSQL is not reachable")) << school.problems();
    EXPECT_THAT(school.said(), HasSubstr("PostgreSQL is not reachable"));
    expect_untouched();

    school.postgres().start();
    EXPECT_TRUE(eventually([&] { return journal().at("state").as_string() == "ok"; }))
        << school.problems();
    school.sql(expel_one);
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_NE(school.seen(), before);
}

TEST_P(PostgresTroubleTest, AServerThatIsAwayAtTheStartIsWaitedFor) {
    school.stop();
    school.sql(expel_one);
    school.postgres().stop(PostgresCluster::Stop::fast);
    school.start();
    EXPECT_TRUE(tells("PostgreSQL is not reachable")) << school.problems();
    expect_untouched();
    school.postgres().start();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_NE(school.seen(), before);
}

INSTANTIATE_TEST_SUITE_P(Bases, PostgresTroubleTest, testing::Values(JournalBase::postgres));

class SqliteTroubleTest : public JournalTroubleTest {};

TEST_P(SqliteTroubleTest, AFileMovedAwayRemovesNobodyAndOneMovedBackGoesOn) {
    school.fold_journal();
    const auto file = school.journal_file();
    const auto elsewhere = school.path("elsewhere.db");
    std::filesystem::rename(file, elsewhere);
    const auto journal = [&] { return school.get("/v1/status").at("journal"); };
    EXPECT_TRUE(eventually([&] { return journal().at("state").as_string() == "failing"; }));
    EXPECT_TRUE(tells("journal")) << school.problems();
    EXPECT_FALSE(std::filesystem::exists(file)) << "no empty journal was made in its place";
    expect_untouched();
    std::filesystem::rename(elsewhere, file);
    EXPECT_TRUE(eventually([&] { return journal().at("state").as_string() == "ok"; }))
        << school.problems();
    school.sql(expel_one);
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_NE(school.seen(), before);
}

TEST_P(SqliteTroubleTest, AFileThatIsNoDatabaseRemovesNobody) {
    school.stop();
    school.fold_journal();
    const std::string whole = read_text(school.journal_file());
    write_text(school.journal_file(), "this is not a database, it only has its name, as it were");
    school.start();
    EXPECT_TRUE(eventually([&] { return !school.problems().empty(); }));
    expect_untouched();
    write_text(school.journal_file(), whole);
    EXPECT_TRUE(school.converges()) << school.problems();
    expect_untouched();
}

INSTANTIATE_TEST_SUITE_P(Bases, SqliteTroubleTest, testing::Values(JournalBase::sqlite));

}  // namespace
}  // namespace rosterd::test
