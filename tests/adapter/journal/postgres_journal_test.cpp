// What only PostgreSQL has: column types, rights, snapshots.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/adapter/journal/describe.hpp"
#include "tests/adapter/journal/journals.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PostgresJournalTest : public testing::Test {
  protected:
    void SetUp() override {
        journals_.make_tables();
        journals_.fill();
    }
    /// Replaces a table by a view of itself with some columns changed.
    void replace_by_view(const std::string& relation, const std::string& columns) {
        journals_.fill("ALTER TABLE " + relation + " RENAME TO base_" + relation +
                       "; CREATE VIEW " + relation + " AS SELECT " + columns + " FROM base_" +
                       relation + ";");
    }
    PostgresJournals journals_;
};

TEST_F(PostgresJournalTest, OtherTypesOfTheSameMeaningGiveTheSameRoster) {
    const auto plain = journals_.open()->read(school_1);
    ASSERT_TRUE(plain) << plain.error().what;
    replace_by_view("person",
                    "school_id::int, person_id::varchar(50), last_name, first_name, middle_name, "
                    "phone::char(40), blocked::int");
    replace_by_view("staff",
                    "school_id::bigint, person_id, position_type, string_to_array(roles, ',') AS "
                    "roles, valid_from::timestamp, valid_to::text");
    replace_by_view("chat_request",
                    "school_id, request_id, kind, class_id, group_id, title, created_by, "
                    "to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SSOF') AS created_at, deleted_at");
    journals_.fill(
        "CREATE DOMAIN school_day AS date;"
        "ALTER TABLE enrolment ALTER COLUMN valid_from TYPE school_day;");
    const auto other = journals_.open()->read(school_1);
    ASSERT_TRUE(other) << other.error().what;
    EXPECT_THAT(other->findings, IsEmpty()) << to_string(other->findings.front());
    EXPECT_EQ(describe(plain->roster), describe(other->roster));
}

TEST_F(PostgresJournalTest, TheServersTimeZoneAndDateStyleDoNotMatter) {
    const auto plain = journals_.open()->read(school_1);
    ASSERT_TRUE(plain) << plain.error().what;
    journals_.cluster.psql(
        "ALTER DATABASE postgres SET timezone = 'Asia/Vladivostok';"
        "ALTER DATABASE postgres SET datestyle = 'German, DMY';");
    const auto other = journals_.open()->read(school_1);
    ASSERT_TRUE(other) << other.error().what;
    EXPECT_EQ(describe(plain->roster), describe(other->roster));
}

TEST_F(PostgresJournalTest, AColumnOfAnotherMeaningIsNamedWithItsType) {
    replace_by_view("class_teacher",
                    "school_id, class_id, person_id, valid_from::timestamptz, valid_to");
    const Error error = error_of(journals_.open()->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what,
                HasSubstr("column rosterd_journal.class_teacher.valid_from is timestamp with time "
                          "zone: expected a date"));
}

TEST_F(PostgresJournalTest, AFailingViewIsAnErrorWithoutTheRowsData) {
    replace_by_view("person",
                    "school_id, person_id, last_name, first_name, middle_name, phone, "
                    "(last_name::int > 0) AS blocked");
    const Error error = error_of(journals_.open()->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what, HasSubstr("person: a view of the journal fails with SQLSTATE 22P02"));
    EXPECT_THAT(error.what, Not(HasSubstr("slash")));
}

TEST_F(PostgresJournalTest, MissingRightsAreNamed) {
    journals_.cluster.psql(
        "CREATE ROLE reader LOGIN;"
        "GRANT USAGE ON SCHEMA rosterd_journal TO reader;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA rosterd_journal TO reader;"
        "REVOKE SELECT ON rosterd_journal.guardian FROM reader;");
    PostgresJournalOptions options = journals_.options();
    options.dsn += " user=reader";
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    const Error error = error_of((*journal)->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::authority);
    EXPECT_THAT(error.what, HasSubstr("guardian"));
    EXPECT_THAT(error.hint, HasSubstr("GRANT"));
    journals_.cluster.psql("GRANT SELECT ON rosterd_journal.guardian TO reader;");
    EXPECT_TRUE((*journal)->read(school_1)) << "SELECT on the schema must be all that is needed";
}

TEST_F(PostgresJournalTest, AWriterInTheMiddleOfAReadDoesNotTearTheSnapshot) {
    // Every transaction moves all pupils to a new class under new ids: a torn read would see
    // enrolments whose class or person is missing.
    journals_.fill(
        "DELETE FROM enrolment; DELETE FROM guardian; DELETE FROM study_group_student;"
        "DELETE FROM profile_link; DELETE FROM chat_request_person;"
        "DELETE FROM chat_edit; DELETE FROM class_teacher;"
        "DELETE FROM study_group_class; DELETE FROM chat_request;");
    std::atomic<bool> stop = false;
    std::atomic<int> written = 0;
    std::thread writer{[&] {
        for (int round = 0; !stop; ++round) {
            const std::string n = std::to_string(round);
            journals_.fill(
                "BEGIN; DELETE FROM enrolment; DELETE FROM class;"
                "DELETE FROM person WHERE person_id LIKE 'm%';"
                "INSERT INTO class VALUES ('1', 'c" +
                n +
                "', 'C');"
                "INSERT INTO person SELECT '1', 'm" +
                n +
                "-' || i "
                "FROM generate_series(1, 200) i;"
                "INSERT INTO enrolment SELECT '1', 'c" +
                n + "', 'm" + n +
                "-' || i "
                "FROM generate_series(1, 200) i; COMMIT;");
            ++written;
        }
    }};
    const auto journal = journals_.open();
    int reads = 0;
    std::string torn;
    while (written < 20 || reads < 20) {
        const auto read = journal->read(school_1);
        if (!read) torn = read.error().what;
        if (read && !read->findings.empty()) torn = to_string(read->findings.front());
        if (!torn.empty()) break;
        const std::size_t pupils = read->roster.enrolments.size();
        EXPECT_TRUE(pupils == 200 || (pupils == 0 && reads == 0) || written <= 1) << pupils;
        ++reads;
    }
    stop = true;
    writer.join();
    EXPECT_EQ(torn, "");
}

TEST_F(PostgresJournalTest, AnAbsentOptionalRelationIsNoFault) {
    journals_.fill("DROP TABLE change_marker;");
    EXPECT_TRUE(journals_.open()->read(school_1));
}

TEST_F(PostgresJournalTest, ManySchoolsAreReadOneByOneOverOneConnection) {
    journals_.fill(
        "INSERT INTO school SELECT 'x' || i, 'X', 'Europe/Moscow' "
        "FROM generate_series(1, 50) i;"
        "INSERT INTO person SELECT 'x' || i, 'p' || j FROM generate_series(1, 50) i, "
        "generate_series(1, 20) j;");
    PostgresJournalOptions options = journals_.options();
    options.listen = false;
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    std::vector<Finding> findings;
    const auto schools = (*journal)->schools(findings);
    ASSERT_TRUE(schools) << schools.error().what;
    ASSERT_EQ(schools->size(), 52U);
    for (const School& school : *schools) {
        const auto read = (*journal)->read(school);
        ASSERT_TRUE(read) << read.error().what;
        if (school.id.starts_with("x")) {
            EXPECT_EQ(read->roster.people.size(), 20U);
        }
    }
    EXPECT_EQ(journals_.cluster.psql("SELECT count(*) FROM pg_stat_activity "
                                     "WHERE application_name = 'rosterd'"),
              "1\n");
}

}  // namespace
}  // namespace rosterd::test
