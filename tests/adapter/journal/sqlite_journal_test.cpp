// What only SQLite has: files that are missing, locked, damaged or replaced.
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/adapter/journal/journals.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

class SqliteJournalTest : public testing::Test {
  protected:
    void make() {
        journals_.make_tables();
        journals_.fill();
    }
    SqliteJournals journals_;
};

TEST_F(SqliteJournalTest, AMissingFileIsNamedAndFoundWhenItComes) {
    const auto journal = journals_.open();
    const Error error = error_of(journal->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::transient);
    EXPECT_THAT(error.what, HasSubstr(journals_.path.string()));
    EXPECT_THAT(error.what, HasSubstr("is missing"));
    make();
    EXPECT_TRUE(journal->read(school_1));
}

TEST_F(SqliteJournalTest, AnEmptyPathIsRefused) {
    EXPECT_EQ(error_of(open_sqlite_journal(std::filesystem::path{})).kind,
              ErrorKind::invalid_input);
}

TEST_F(SqliteJournalTest, AFileOfAnotherKindIsNoDatabase) {
    std::ofstream{journals_.path} << std::string(4096, 'x');
    const Error error = error_of(journals_.open()->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what, HasSubstr("is no SQLite database"));
}

TEST_F(SqliteJournalTest, ADamagedFileIsAnErrorAndNeverAnEmptyRoster) {
    make();
    const auto size = std::filesystem::file_size(journals_.path);
    {
        // The header and the schema stay; everything after the first page is lost.
        std::fstream file{journals_.path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(4096);
        file << std::string(size - 4096, '\xff');
    }
    const Error error = error_of(journals_.open()->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what, HasSubstr("is damaged"));
}

TEST_F(SqliteJournalTest, AFileThatIsCutOffIsAnError) {
    make();
    std::filesystem::resize_file(journals_.path, 8192);
    EXPECT_EQ(error_of(journals_.open()->read(school_1)).kind, ErrorKind::invalid_input);
}

TEST_F(SqliteJournalTest, ALockedFileIsTransient) {
    make();
    SqliteFile writer{journals_.path};
    writer.run("BEGIN EXCLUSIVE");
    const auto journal = journals_.open(std::chrono::milliseconds{50});
    const Error error = error_of(journal->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::transient);
    EXPECT_THAT(error.what, HasSubstr("is locked by a writer"));
    writer.run("COMMIT");
    EXPECT_TRUE(journal->read(school_1));
}

TEST_F(SqliteJournalTest, AReplacedFileIsOpenedAnew) {
    make();
    const auto journal = journals_.open();
    ASSERT_TRUE(journal->read(school_1));
    const auto other = journals_.directory / "new.db";
    {
        SqliteFile file{other};
        file.run(std::string{journal_schema_sqlite()});
        file.run(
            "INSERT INTO school VALUES ('1', 'X', 'Asia/Omsk', NULL, NULL, 1);"
            "INSERT INTO person (school_id, person_id) VALUES ('1', 'only');");
    }
    std::filesystem::rename(other, journals_.path);
    const auto read = journal->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->roster.people.size(), 1U);
}

TEST_F(SqliteJournalTest, AViewOverSomethingThatIsGoneIsAnError) {
    make();
    journals_.run(
        "ALTER TABLE guardian RENAME TO family;"
        "CREATE VIEW guardian AS SELECT * FROM family; DROP TABLE family;");
    const Error error = error_of(journals_.open()->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what, HasSubstr("guardian"));
}

TEST_F(SqliteJournalTest, ReadingNeverWaitsForAWriterInWalMode) {
    make();
    journals_.run("PRAGMA journal_mode = wal");
    SqliteFile writer{journals_.path};
    writer.run("BEGIN IMMEDIATE; DELETE FROM person;");
    const auto read = journals_.open(std::chrono::milliseconds{1})->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->roster.people.size(), 4U) << "what is not committed is not seen";
    writer.run("ROLLBACK");
}

TEST_F(SqliteJournalTest, AWriterInTheMiddleOfAReadDoesNotTearTheSnapshot) {
    journals_.make_tables();
    journals_.run(
        "PRAGMA journal_mode = wal;"
        "INSERT INTO school VALUES ('1', 'X', 'Asia/Omsk', NULL, NULL, 1);");
    std::atomic<bool> stop = false;
    std::atomic<int> written = 0;
    std::thread writer{[&] {
        SqliteFile file{journals_.path};
        for (int round = 0; !stop; ++round) {
            const std::string n = std::to_string(round);
            file.run(
                "BEGIN IMMEDIATE; DELETE FROM enrolment; DELETE FROM class;"
                "DELETE FROM person;"
                "INSERT INTO class (school_id, class_id, name) VALUES ('1', 'c" +
                n +
                "', 'C');"
                "INSERT INTO person (school_id, person_id) VALUES ('1', 'm" +
                n +
                "');"
                "INSERT INTO enrolment (school_id, class_id, person_id) VALUES ('1', 'c" +
                n + "', 'm" + n + "'); COMMIT;");
            ++written;
        }
    }};
    const auto journal = journals_.open();
    std::string torn;
    for (int reads = 0; (written < 100 || reads < 100) && torn.empty(); ++reads) {
        const auto read = journal->read(school_1);
        if (!read) torn = read.error().what;
        if (read && !read->findings.empty()) torn = to_string(read->findings.front());
    }
    stop = true;
    writer.join();
    EXPECT_EQ(torn, "");
}

TEST_F(SqliteJournalTest, IdsAndFlagsMayBeStoredAsNumbers) {
    journals_.run(std::string{journal_schema_sqlite()});
    journals_.run(
        "INSERT INTO school VALUES (1, 'X', 'Asia/Omsk', NULL, NULL, 1);"
        "DROP TABLE person; CREATE TABLE person (school_id, person_id, last_name, "
        "first_name, middle_name, phone, blocked);"
        "INSERT INTO person VALUES (1, 9007199254740993, 'A', NULL, NULL, 89120000001, "
        "1);");
    const auto read = journals_.open()->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    ASSERT_EQ(read->roster.people.size(), 1U);
    EXPECT_EQ(read->roster.text.view(read->roster.people.id[0]), "9007199254740993");
    EXPECT_EQ(read->roster.text.view(read->roster.people.phone[0]), "+79120000001");
    EXPECT_EQ(read->roster.people.blocked[0], 1);
}

}  // namespace
}  // namespace rosterd::test
