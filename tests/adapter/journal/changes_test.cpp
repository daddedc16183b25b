// A commit in the journal wakes the descriptor.
#include <gmock/gmock.h>
#include <poll.h>

#include "tests/adapter/journal/journals.hpp"
#include "tests/support/eventually.hpp"

namespace rosterd::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

bool readable(int descriptor, std::chrono::milliseconds wait) {
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, static_cast<int>(wait.count())) == 1;
}

/// What is announced until nothing new comes, each once.
std::vector<std::string> changes_of(ContractJournal& journal) {
    std::vector<std::string> all;
    while (readable(journal.change_descriptor().value(), std::chrono::milliseconds{500})) {
        auto taken = journal.take_changes();
        if (!taken) return {taken.error().what};
        all.insert(all.end(), taken->begin(), taken->end());
    }
    std::ranges::sort(all);
    const auto rest = std::ranges::unique(all);
    all.erase(rest.begin(), rest.end());
    return all;
}

class PostgresChangesTest : public testing::Test {
  protected:
    void SetUp() override {
        journals_.make_tables();
        journals_.fill();
        journals_.cluster.psql(std::string{journal_notify_postgres()});
        journal_ = journals_.open();
        ASSERT_TRUE(journal_->change_descriptor());
    }
    PostgresJournals journals_;
    std::unique_ptr<ContractJournal> journal_;
};

TEST_F(PostgresChangesTest, ACommitAnnouncesItsSchoolsEachOnce) {
    EXPECT_FALSE(readable(*journal_->change_descriptor(), std::chrono::milliseconds{0}));
    journals_.fill(
        "BEGIN; DELETE FROM enrolment WHERE person_id = 's2';"
        "UPDATE person SET first_name = 'X';"
        "INSERT INTO guardian VALUES ('1', 'p1', 's2', NULL, NULL); COMMIT;");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), UnorderedElementsAre("1", "2"));
}

TEST_F(PostgresChangesTest, ARolledBackChangeIsSilent) {
    journals_.fill("BEGIN; DELETE FROM enrolment; ROLLBACK;");
    journals_.fill("UPDATE person SET first_name = 'X' WHERE school_id = '2';");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), ElementsAre("2"));
}

TEST_F(PostgresChangesTest, ATruncatedTableMeansAnySchool) {
    journals_.fill("TRUNCATE lesson;");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), ElementsAre(""));
}

TEST_F(PostgresChangesTest, BaseTablesOfViewsAnnounceByTheirOwnColumn) {
    journals_.cluster.psql(
        "CREATE TABLE pupils (organisation_id int, name text);"
        "CREATE TRIGGER rosterd_notify AFTER INSERT OR UPDATE OR DELETE ON pupils "
        "FOR EACH ROW EXECUTE FUNCTION rosterd_journal.notify_row('organisation_id');"
        "INSERT INTO pupils VALUES (5, 'x');");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), ElementsAre("5"));
    journals_.cluster.psql("UPDATE pupils SET organisation_id = 6;");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), UnorderedElementsAre("5", "6"));
}

TEST_F(PostgresChangesTest, ABrokenListenerIsReplacedAndSaysThatAnythingMayHaveChanged) {
    journals_.cluster.stop();
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default))
        << "the end of the session wakes the daemon";
    EXPECT_EQ(error_of(journal_->take_changes()).kind, ErrorKind::transient);
    EXPECT_FALSE(journal_->change_descriptor());
    const auto nothing = journal_->take_changes();
    ASSERT_TRUE(nothing);
    EXPECT_THAT(*nothing, IsEmpty());
    journals_.cluster.start();
    ASSERT_TRUE(journal_->change_descriptor());
    const auto missed = journal_->take_changes();
    ASSERT_TRUE(missed) << missed.error().what;
    EXPECT_THAT(*missed, ElementsAre(""));
    journals_.fill("DELETE FROM enrolment;");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), ElementsAre("1"));
}

TEST_F(PostgresChangesTest, WithoutListeningThereIsNoDescriptor) {
    PostgresJournalOptions options = journals_.options();
    options.listen = false;
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    EXPECT_FALSE((*journal)->change_descriptor());
}

class SqliteChangesTest : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        journals_.make_tables();
        journals_.run(std::string{"PRAGMA journal_mode = "} + GetParam());
        journals_.fill();
        journal_ = journals_.open();
        ASSERT_TRUE(journal_->change_descriptor());
        ASSERT_TRUE(journal_->read(school_1));
        changes_of(*journal_);
    }
    SqliteJournals journals_;
    std::unique_ptr<ContractJournal> journal_;
};

TEST_P(SqliteChangesTest, ACommitWakesAndIsThenVisible) {
    journals_.fill("DELETE FROM guardian;");
    ASSERT_TRUE(readable(*journal_->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal_), ElementsAre(""));
    const auto read = journal_->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_THAT(read->roster.guardians, IsEmpty());
}

TEST_P(SqliteChangesTest, ReadingDoesNotWakeItself) {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(journal_->read(school_1));
    EXPECT_THAT(changes_of(*journal_), IsEmpty());
}

TEST_P(SqliteChangesTest, OtherFilesOfTheDirectoryDoNotMatter) {
    SqliteFile{journals_.directory / "other.db"}.run("CREATE TABLE x (y)");
    const auto taken = journal_->take_changes();
    ASSERT_TRUE(taken);
    EXPECT_THAT(*taken, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Modes, SqliteChangesTest, testing::Values("wal", "delete", "truncate"),
                         [](const auto& mode) { return std::string{mode.param}; });

TEST(SqliteReplacedTest, AReplacedFileWakes) {
    SqliteJournals journals;
    journals.make_tables();
    const auto journal = journals.open();
    ASSERT_TRUE(journal->change_descriptor());
    SqliteFile{journals.directory / "new.db"}.run(std::string{journal_schema_sqlite()});
    std::filesystem::rename(journals.directory / "new.db", journals.path);
    ASSERT_TRUE(readable(*journal->change_descriptor(), deadline_default));
    EXPECT_THAT(changes_of(*journal), ElementsAre(""));
}

TEST(SqliteReplacedTest, AMissingDirectoryHasNoDescriptorYet) {
    SqliteJournals journals;
    journals.path = journals.directory / "later" / "journal.db";
    const auto journal = journals.open();
    EXPECT_FALSE(journal->change_descriptor());
    std::filesystem::create_directory(journals.directory / "later");
    EXPECT_TRUE(journal->change_descriptor());
}

}  // namespace
}  // namespace rosterd::test
