// The server stops, refuses, or is slow: the right kind of error, no secrets in it, and recovery.
#include <gmock/gmock.h>

#include <thread>

#include "tests/adapter/journal/journals.hpp"
#include "tests/support/eventually.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class PostgresTroubleTest : public testing::Test {
  protected:
    void SetUp() override {
        journals_.make_tables();
        journals_.fill();
    }
    PostgresJournals journals_;
};

TEST_F(PostgresTroubleTest, AStoppedServerIsTransientAndTheJournalRecovers) {
    const auto journal = journals_.open();
    ASSERT_TRUE(journal->read(school_1));
    journals_.cluster.stop();
    const Error error = error_of(journal->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::transient);
    EXPECT_THAT(error.what, HasSubstr("PostgreSQL is not reachable"));
    std::vector<Finding> findings;
    EXPECT_EQ(error_of(journal->schools(findings)).kind, ErrorKind::transient);
    EXPECT_EQ(error_of(journal->markers()).kind, ErrorKind::transient);
    journals_.cluster.start();
    const auto read = journal->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->roster.people.size(), 4U);
}

TEST_F(PostgresTroubleTest, ARestartBetweenTwoReadsIsNotEvenNoticed) {
    const auto journal = journals_.open();
    ASSERT_TRUE(journal->read(school_1));
    journals_.cluster.stop();
    journals_.cluster.start();
    const auto read = journal->read(school_1);
    EXPECT_TRUE(read) << read.error().what;
}

TEST_F(PostgresTroubleTest, AServerThatStopsInTheMiddleOfAReadIsTransient) {
    // The view waits in the middle of its rows, so that the server surely dies during the COPY.
    journals_.fill(
        "ALTER TABLE guardian RENAME TO family;"
        "CREATE VIEW guardian AS SELECT school_id, parent_id, student_id, "
        "CASE WHEN pg_sleep(600) IS NULL THEN NULL ELSE valid_from END AS valid_from, valid_to "
        "FROM family;");
    const auto journal = journals_.open();
    std::optional<Result<JournalRead>> read;
    std::thread reader{[&] { read = journal->read(school_1); }};
    const bool waiting = eventually([&] {
        return journals_.cluster.psql(
                   "SELECT count(*) FROM pg_stat_activity WHERE "
                   "wait_event = 'PgSleep'") == "1\n";
    });
    EXPECT_TRUE(waiting);
    journals_.cluster.stop();
    reader.join();
    const Error error = error_of(*read);
    EXPECT_EQ(error.kind, ErrorKind::transient) << error.what;
}

TEST_F(PostgresTroubleTest, ASlowViewEndsAtTheTimeLimit) {
    journals_.fill(
        "ALTER TABLE guardian RENAME TO family;"
        "CREATE VIEW guardian AS SELECT school_id, parent_id, student_id, valid_from, valid_to "
        "FROM family WHERE pg_sleep(600) IS NOT NULL;");
    PostgresJournalOptions options = journals_.options();
    options.statement_timeout = std::chrono::milliseconds{3'000};
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    const Error error = error_of((*journal)->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::transient);
    EXPECT_THAT(error.what, HasSubstr("guardian"));
    EXPECT_THAT(error.what, HasSubstr("time limit"));
}

TEST_F(PostgresTroubleTest, ATerminatedSessionIsReplacedAtOnce) {
    const auto journal = journals_.open();
    ASSERT_TRUE(journal->read(school_1));
    journals_.cluster.psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'rosterd'");
    const auto read = journal->read(school_1);
    EXPECT_TRUE(read) << read.error().what;
}

TEST_F(PostgresTroubleTest, ARefusedLoginIsAMatterOfAuthorityAndHidesTheDsn) {
    PostgresJournalOptions options = journals_.options();
    options.dsn += " user=nobody_there password=S3cret-42";
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    const Error error = error_of((*journal)->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::authority);
    EXPECT_THAT(error.what + error.hint, Not(HasSubstr("S3cret-42")));
    EXPECT_THAT(error.what + error.hint,
                Not(HasSubstr(journals_.cluster.socket_directory().string())));
}

TEST_F(PostgresTroubleTest, AMissingDatabaseIsAMatterOfAuthority) {
    PostgresJournalOptions options;
    options.dsn = journals_.cluster.dsn("no_such_database");
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    const Error error = error_of((*journal)->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::authority);
    EXPECT_THAT(error.what, HasSubstr("no_such_database"));
}

TEST(PostgresDsnTest, WhatIsNoDsnIsRefusedWithoutBeingShown) {
    PostgresJournalOptions options;
    options.dsn = "host=localhost S3cret-42";
    const Error error = error_of(open_postgres_journal(options));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what + error.hint, Not(HasSubstr("S3cret-42")));
}

TEST(PostgresDsnTest, AServerThatIsNotThereIsTransient) {
    const TemporaryDirectory empty;
    PostgresJournalOptions options;
    options.dsn = "host=" + empty.path().string() + " user=postgres dbname=postgres";
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    const Error error = error_of((*journal)->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::transient);
    EXPECT_FALSE((*journal)->change_descriptor());
}

}  // namespace
}  // namespace rosterd::test
