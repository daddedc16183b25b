// A sample school through the writers into real SQLite files and a real PostgreSQL, and back.
#include "adapters/journal/import/journal_writer.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "adapters/journal/sample/sample_school.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::journal {
namespace {

JournalTables school(const std::string& id, std::uint32_t pupils = 120) {
    auto made = generate_school(
        {.school_id = id, .kind = SchoolKind::village, .pupils = pupils, .profile = "bars-max"});
    EXPECT_TRUE(made);
    return *std::move(made);
}

/// Everything of one SQLite relation, in the order it was written.
std::vector<std::vector<Cell>> sqlite_rows(const std::filesystem::path& file,
                                           const RelationSpec& spec) {
    const SQLite::Database database{file.string(), SQLite::OPEN_READONLY};
    SQLite::Statement query{database,
                            fmt::format("SELECT * FROM \"{}\" ORDER BY rowid", spec.name)};
    std::vector<std::vector<Cell>> rows;
    while (query.executeStep()) {
        auto& row = rows.emplace_back();
        for (int index = 0; index < query.getColumnCount(); ++index) {
            const auto column = query.getColumn(index);
            row.push_back(column.isNull() ? Cell{} : Cell{column.getString()});
        }
    }
    return rows;
}

std::vector<std::vector<Cell>> rows_of(const JournalTable& table) {
    std::vector<std::vector<Cell>> rows;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        rows.emplace_back(table.row(row).begin(), table.row(row).end());
    }
    return rows;
}

std::size_t files_in(const test::TemporaryDirectory& directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator{directory.path()}, {}));
}

TEST(JournalTargetTest, UrlsAndConnectionStringsArePostgresAndTheRestArePaths) {
    EXPECT_TRUE(is_postgres("postgres://localhost/journal"));
    EXPECT_TRUE(is_postgres("postgresql:///journal"));
    EXPECT_TRUE(is_postgres("host=/tmp dbname=journal"));
    EXPECT_FALSE(is_postgres("journal.db"));
    EXPECT_FALSE(is_postgres("/var/lib/a=b.db"));
    EXPECT_FALSE(is_postgres("./host=b.db"));
}

TEST(SqliteWriterTest, EveryRowComesBackAsItWasWritten) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "journal.db";
    const auto tables = school("1");
    const auto written = write_journal(file.string(), WriteMode::fresh, tables);
    ASSERT_TRUE(written) << written.error().what;
    EXPECT_EQ(files_in(directory), 1U) << "no temporary file is left";
    for (const RelationSpec& spec : journal_contract()) {
        EXPECT_EQ(sqlite_rows(file, spec), rows_of(tables[spec.relation])) << spec.name;
    }
    SQLite::Database database{file.string(), SQLite::OPEN_READWRITE};
    EXPECT_EQ(database.execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST(SqliteWriterTest, AFreshFileIsSeenOnlyAfterCommitAndNeverReplacesOne) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "journal.db";
    {
        auto writer = open_journal_writer(file.string(), WriteMode::fresh);
        ASSERT_TRUE(writer);
        ASSERT_TRUE((*writer)->write(school("1")));
        EXPECT_FALSE(std::filesystem::exists(file));
    }
    EXPECT_EQ(files_in(directory), 0U) << "an abandoned journal leaves nothing";
    std::ofstream{file} << "mine";
    const auto refused = write_journal(file.string(), WriteMode::fresh, school("1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_EQ(std::filesystem::file_size(file), 4U);
}

TEST(SqliteWriterTest, SeveralSchoolsGoIntoOneJournalInOneTransaction) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "region.db";
    auto writer = open_journal_writer(file.string(), WriteMode::fresh);
    ASSERT_TRUE(writer);
    const auto totals =
        generate_region({.schools = 3, .pupils = 200, .school = {}},
                        [&](const JournalTables& tables) { return (*writer)->write(tables); });
    ASSERT_TRUE(totals) << totals.error().what;
    ASSERT_TRUE((*writer)->commit());
    EXPECT_EQ(sqlite_rows(file, spec_of(Relation::school)).size(), 3U);
    EXPECT_EQ(sqlite_rows(file, spec_of(Relation::person)).size(), totals->people);
}

TEST(SqliteWriterTest, AReplacedSchoolLosesItsEarlierRowsAndOthersKeepTheirs) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "journal.db";
    ASSERT_TRUE(write_journal(file.string(), WriteMode::replace, school("1", 40)));
    const auto second = school("2", 50);
    ASSERT_TRUE(write_journal(file.string(), WriteMode::replace, second));
    const auto replaced = school("1", 30);
    ASSERT_TRUE(write_journal(file.string(), WriteMode::replace, replaced));
    for (const RelationSpec& spec : journal_contract()) {
        EXPECT_EQ(sqlite_rows(file, spec).size(),
                  second[spec.relation].rows() + replaced[spec.relation].rows())
            << spec.name;
    }
}

TEST(SqliteWriterTest, ARowTheContractForbidsNamesItsRelationAndChangesNothing) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "journal.db";
    ASSERT_TRUE(write_journal(file.string(), WriteMode::replace, school("1", 40)));
    const auto before = sqlite_rows(file, spec_of(Relation::person));
    auto broken = school("1", 30);
    broken[Relation::enrolment].add("1", "1a", Cell{}, Cell{}, Cell{});  // nobody
    const auto written = write_journal(file.string(), WriteMode::replace, broken);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(written.error().what, testing::HasSubstr("enrolment"));
    EXPECT_EQ(sqlite_rows(file, spec_of(Relation::person)), before);
}

class PostgresWriterTest : public testing::Test {
  protected:
    std::size_t count(std::string_view relation, const std::string& id) {
        return std::stoul(cluster_.psql(fmt::format(
            "SELECT count(*) FROM rosterd_journal.{} WHERE school_id = '{}'", relation, id)));
    }
    test::PostgresCluster cluster_;
};

TEST_F(PostgresWriterTest, EveryRelationHasItsRowsAndNullsStayNulls) {
    const auto tables = school("1");
    const auto written = write_journal(cluster_.dsn(), WriteMode::fresh, tables);
    ASSERT_TRUE(written) << written.error().what;
    for (const RelationSpec& spec : journal_contract()) {
        EXPECT_EQ(count(spec.name, "1"), tables[spec.relation].rows()) << spec.name;
    }
    std::size_t nulls = 0;
    const auto& people = tables[Relation::person];
    for (std::size_t row = 0; row < people.rows(); ++row) nulls += people.row(row)[5] ? 0 : 1;
    EXPECT_EQ(std::stoul(
                  cluster_.psql("SELECT count(*) FROM rosterd_journal.person WHERE phone IS NULL")),
              nulls);
    EXPECT_GT(nulls, 0U);
    const auto cells = people.row(0);
    EXPECT_THAT(cluster_.psql("SELECT person_id, last_name, first_name, blocked "
                              "FROM rosterd_journal.person WHERE person_id = 't1'"),
                testing::StartsWith(fmt::format("{}|{}|{}|f", *cells[1], *cells[2], *cells[3])));
    // A second fresh school of the same id is refused; replaced, it is there once.
    const auto again = write_journal(cluster_.dsn(), WriteMode::fresh, tables);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::refused);
    const auto smaller = school("1", 30);
    ASSERT_TRUE(write_journal(cluster_.dsn(), WriteMode::replace, smaller));
    EXPECT_EQ(count("person", "1"), smaller[Relation::person].rows());
}

TEST_F(PostgresWriterTest, SpecialCharactersArriveUnharmed) {
    JournalTables tables = school("1", 20);
    tables[Relation::person].add("1", "odd", "tab\there", "back\\slash\nline", "\\N", Cell{},
                                 cell_of(false));
    ASSERT_TRUE(write_journal(cluster_.dsn(), WriteMode::fresh, tables));
    EXPECT_EQ(cluster_
                  .psql("SELECT count(*) FROM rosterd_journal.person WHERE person_id = 'odd' "
                        "AND last_name = E'tab\\there' AND middle_name = E'\\\\N' "
                        "AND first_name = E'back\\\\slash\\nline'")
                  .substr(0, 1),
              "1");
}

TEST_F(PostgresWriterTest, AnUncommittedOrBrokenWriteLeavesNothing) {
    {
        auto writer = open_journal_writer(cluster_.dsn(), WriteMode::fresh);
        ASSERT_TRUE(writer);
        ASSERT_TRUE((*writer)->write(school("1", 20)));
    }
    EXPECT_EQ(count("person", "1"), 0U);
    auto broken = school("2", 20);
    broken[Relation::enrolment].add("2", "1a", "s1", "never", Cell{});
    const auto written = write_journal(cluster_.dsn(), WriteMode::fresh, broken);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::invalid_input) << written.error().what;
    EXPECT_THAT(written.error().what, testing::HasSubstr("enrolment"));
    EXPECT_THAT(written.error().what, testing::Not(testing::HasSubstr("never")));
    EXPECT_EQ(count("person", "2"), 0U);
}

TEST(PostgresWriterTargetTest, NoServerIsATransientError) {
    const auto written =
        write_journal("host=/nonexistent dbname=journal", WriteMode::fresh, school("1", 20));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::transient);
}

}  // namespace
}  // namespace rosterd::journal
