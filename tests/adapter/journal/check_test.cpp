// `rosterctl journal check` against real journals.
#include "adapters/journal/check.hpp"

#include <gmock/gmock.h>

#include "tests/adapter/journal/journals.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

bool knows_zone(std::string_view zone) {
    return zone == "Asia/Omsk" || zone == "Europe/Moscow";
}

JournalCheck check(ContractJournal& journal, JournalCheckOptions options = {}) {
    if (!options.knows_zone) options.knows_zone = knows_zone;
    auto result = check_journal(journal, options);
    EXPECT_TRUE(result) << result.error().what;
    return result ? std::move(*result) : JournalCheck{};
}

std::string text_of(const JournalCheck& check) {
    std::string text;
    for (const CheckLine& line : check.lines) {
        text += line.school + "|" + line.where + "|" + line.what + "\n";
    }
    return text;
}

std::string state_of(const JournalCheck& check, std::string_view relation) {
    for (const CheckedRelation& line : check.relations) {
        if (line.name == relation) return line.state;
    }
    return "not listed";
}

template <class Journals>
class CheckTest : public testing::Test {
  protected:
    void SetUp() override {
        journals_.make_tables();
        journals_.fill();
    }
    Journals journals_;
};
using Kinds = testing::Types<PostgresJournals, SqliteJournals>;
TYPED_TEST_SUITE(CheckTest, Kinds);

TYPED_TEST(CheckTest, AGoodJournalHasNoErrors) {
    const auto journal = this->journals_.open();
    const JournalCheck result = check(*journal);
    EXPECT_TRUE(result.good()) << text_of(result);
    EXPECT_EQ(result.relations.size(), relation_count);
    EXPECT_EQ(state_of(result, "person"), "ok");
    EXPECT_EQ(state_of(result, "lesson"), "ok");
    EXPECT_EQ(state_of(result, "conference_person"), "empty");
    EXPECT_EQ(result.relations[1].rows, 5U);
    EXPECT_EQ(result.schools, 1U);
    EXPECT_THAT(text_of(result), HasSubstr("2|school|is not enabled, so left alone"));
}

TYPED_TEST(CheckTest, MissingRelationsAndColumnsAreAllNamedAtOnce) {
    this->journals_.fill(
        "DROP TABLE guardian; ALTER TABLE person DROP COLUMN phone;"
        "DROP TABLE conference; DROP TABLE change_marker;"
        "DROP TABLE journal_copy;");
    const auto journal = this->journals_.open();
    const JournalCheck result = check(*journal);
    EXPECT_FALSE(result.good());
    EXPECT_EQ(state_of(result, "guardian"), "missing");
    EXPECT_EQ(state_of(result, "person"), "unreadable");
    EXPECT_EQ(state_of(result, "conference"), "missing");
    EXPECT_EQ(state_of(result, "change_marker"), "absent");
    EXPECT_EQ(state_of(result, "journal_copy"), "absent");
    EXPECT_THAT(text_of(result), HasSubstr("|guardian|the relation is missing"));
    EXPECT_THAT(text_of(result), HasSubstr("|person|column phone is missing: expected text"));
    EXPECT_EQ(result.schools, 0U);
}

TYPED_TEST(CheckTest, DanglingRowsAreNamedWithTheirIds) {
    this->journals_.fill("INSERT INTO enrolment VALUES ('1', '9x', 's2', NULL, NULL);");
    const auto journal = this->journals_.open();
    const JournalCheck result = check(*journal);
    EXPECT_FALSE(result.good());
    EXPECT_THAT(text_of(result), HasSubstr("(class_id '9x', person_id 's2')|class_id '9x' is not "
                                           "in class: add it to class or delete this row"));
}

TYPED_TEST(CheckTest, AnUnknownZoneIsAnError) {
    this->journals_.fill("UPDATE school SET time_zone = 'Asia/Omks' WHERE school_id = '1';");
    const auto journal = this->journals_.open();
    EXPECT_THAT(text_of(check(*journal)), HasSubstr("1|school|time_zone is unknown"));
}

TYPED_TEST(CheckTest, AnEmptyJournalSaysWhatToDo) {
    this->journals_.fill("DELETE FROM school;");
    const auto journal = this->journals_.open();
    EXPECT_THAT(text_of(check(*journal)), HasSubstr("|school|is empty: there is no school"));
}

TYPED_TEST(CheckTest, OneSchoolCanBeAskedFor) {
    const auto journal = this->journals_.open();
    JournalCheckOptions options;
    options.school = "3";
    EXPECT_THAT(text_of(check(*journal, options)), HasSubstr("3|school|the journal has no such"));
    options.school = "2";
    EXPECT_EQ(text_of(check(*journal, options)).find("1|"), std::string::npos);
}

TEST(CheckPostgresTest, WrongTypesAndMissingRightsAreNamed) {
    PostgresJournals journals;
    journals.make_tables();
    journals.fill();
    journals.fill(
        "ALTER TABLE staff ALTER COLUMN valid_to TYPE timestamptz USING NULL;"
        "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA rosterd_journal TO reader;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA rosterd_journal TO reader;"
        "REVOKE SELECT ON guardian FROM reader;");
    PostgresJournalOptions options = journals.options();
    options.dsn += " user=reader";
    auto journal = open_postgres_journal(options);
    ASSERT_TRUE(journal);
    const JournalCheck result = check(**journal);
    EXPECT_EQ(state_of(result, "guardian"), "unreadable");
    EXPECT_EQ(state_of(result, "staff"), "unreadable");
    EXPECT_EQ(state_of(result, "person"), "ok");
    EXPECT_THAT(text_of(result), HasSubstr("permission denied"));
    EXPECT_THAT(text_of(result), HasSubstr("column valid_to is timestamp with time zone: expected "
                                           "a date"));
}

TEST(CheckPostgresTest, AServerThatIsDownIsAnError) {
    PostgresJournals journals;
    journals.cluster.stop();
    const auto journal = journals.open();
    EXPECT_EQ(error_of(check_journal(*journal, {})).kind, ErrorKind::transient);
}

}  // namespace
}  // namespace rosterd::test
