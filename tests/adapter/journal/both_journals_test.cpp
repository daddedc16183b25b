// One content, two databases, one roster.
#include <gmock/gmock.h>

#include "tests/adapter/journal/describe.hpp"
#include "tests/adapter/journal/journals.hpp"

namespace rosterd::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(BothJournalsTest, EqualContentGivesEqualRosters) {
    PostgresJournals postgres;
    postgres.make_tables();
    postgres.fill();
    SqliteJournals sqlite;
    sqlite.make_tables();
    sqlite.fill();
    const auto one = postgres.open()->read(school_1);
    const auto other = sqlite.open()->read(school_1);
    ASSERT_TRUE(one) << one.error().what;
    ASSERT_TRUE(other) << other.error().what;
    EXPECT_EQ(describe(one->roster), describe(other->roster));
    EXPECT_THAT(one->findings, IsEmpty()) << to_string(one->findings.front());
    EXPECT_THAT(other->findings, IsEmpty()) << to_string(other->findings.front());
    const std::string text = describe(one->roster);
    EXPECT_THAT(text, HasSubstr("person t1|Back\\slash\ttab|New\nline||+79120000001|0|0"));
    EXPECT_THAT(text, HasSubstr("person s2|\\N||||0|0"));
    EXPECT_THAT(text, HasSubstr("class 7v|7В|7|В|6v|[2026-09-01 2027-06-01)|0"));
    EXPECT_EQ(text.find("Чужая"), std::string::npos) << "another school's person";
}

/// Both kinds of journal, filled.
template <class Journals>
class AnyJournalTest : public testing::Test {
  protected:
    void SetUp() override {
        journals_.make_tables();
        journals_.fill();
        journal_ = journals_.open();
    }
    Journals journals_;
    std::unique_ptr<ContractJournal> journal_;
};
using Kinds = testing::Types<PostgresJournals, SqliteJournals>;
TYPED_TEST_SUITE(AnyJournalTest, Kinds);

TYPED_TEST(AnyJournalTest, ListsSchools) {
    std::vector<Finding> findings;
    const auto schools = this->journal_->schools(findings);
    ASSERT_TRUE(schools) << schools.error().what;
    ASSERT_EQ(schools->size(), 2U);
    EXPECT_EQ(schools->at(0).name, "Школа 1");
    EXPECT_TRUE(schools->at(0).enabled);
    EXPECT_EQ(schools->at(1).profile, "");
    EXPECT_FALSE(schools->at(1).enabled);
    EXPECT_THAT(findings, IsEmpty());
}

TYPED_TEST(AnyJournalTest, AnUnknownSchoolIsNotFound) {
    School unknown = school_1;
    unknown.id = "17'; DROP TABLE person; --";
    const Error error = error_of(this->journal_->read(unknown));
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_TRUE(this->journal_->read(school_1));
}

TYPED_TEST(AnyJournalTest, MarkersAreReadAndAbsentOnesAreNotEmptyOnes) {
    const auto markers = this->journal_->markers();
    ASSERT_TRUE(markers) << markers.error().what;
    ASSERT_TRUE(*markers);
    ASSERT_EQ((*markers)->size(), 2U);
    this->journals_.fill("DELETE FROM change_marker;");
    const auto emptied = this->journal_->markers();
    ASSERT_TRUE(emptied) << emptied.error().what;
    EXPECT_FALSE(*emptied);
    this->journals_.fill("DROP TABLE change_marker;");
    const auto fresh = this->journals_.open();
    const auto dropped = fresh->markers();
    ASSERT_TRUE(dropped) << dropped.error().what;
    EXPECT_FALSE(*dropped);
}

TYPED_TEST(AnyJournalTest, ACopyTellsOfWhenItIsAndOthersDoNot) {
    const auto none = this->journal_->copies();
    ASSERT_TRUE(none) << none.error().what;
    EXPECT_THAT(*none, IsEmpty()) << "the relation is there, and empty";
    this->journals_.fill(
        "INSERT INTO journal_copy VALUES ('1', '2026-10-05 02:00:00+03'), "
        "('2', '2026-10-04T23:30:00Z');");
    for (int look = 0; look < 2; ++look) {
        auto copies = this->journal_->copies();
        ASSERT_TRUE(copies) << copies.error().what;
        std::ranges::sort(*copies, {}, &SchoolCopy::school);
        ASSERT_EQ(copies->size(), 2U);
        EXPECT_EQ((*copies)[0].school, "1");
        EXPECT_EQ((*copies)[0].as_of, parse_instant("2026-10-04T23:00:00Z"));
        EXPECT_EQ((*copies)[1].as_of, parse_instant("2026-10-04T23:30:00Z"));
    }
    this->journals_.fill("DROP TABLE journal_copy;");
    const auto fresh = this->journals_.open();
    ASSERT_TRUE(fresh->read(school_1)) << "it is optional";
    for (int look = 0; look < 2; ++look) {
        const auto dropped = fresh->copies();
        ASSERT_TRUE(dropped) << dropped.error().what;
        EXPECT_THAT(*dropped, IsEmpty());
    }
    std::vector<Finding> findings;
    ASSERT_TRUE(fresh->schools(findings));
    EXPECT_THAT(findings, IsEmpty());
}

TYPED_TEST(AnyJournalTest, ACopyWithoutItsColumnIsNamed) {
    this->journals_.fill("DROP TABLE journal_copy; CREATE TABLE journal_copy (school_id text);");
    const Error error = error_of(this->journals_.open()->copies());
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what, HasSubstr("journal_copy.as_of is missing"));
}

TYPED_TEST(AnyJournalTest, ADroppedRelationIsAnErrorThatNamesItAndNeverAnEmptyRoster) {
    ASSERT_TRUE(this->journal_->read(school_1));
    this->journals_.fill("ALTER TABLE enrolment RENAME TO enrolment_away;");
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Error error = error_of(this->journal_->read(school_1));
        EXPECT_EQ(error.kind, ErrorKind::invalid_input);
        EXPECT_THAT(error.what, HasSubstr("enrolment"));
        EXPECT_THAT(error.what, HasSubstr("school '1'"));
        EXPECT_THAT(error.hint, HasSubstr("rosterctl journal check"));
    }
    this->journals_.fill("ALTER TABLE enrolment_away RENAME TO enrolment;");
    const auto recovered = this->journal_->read(school_1);
    ASSERT_TRUE(recovered) << recovered.error().what;
    EXPECT_EQ(recovered->roster.enrolments.size(), 3U);
}

TYPED_TEST(AnyJournalTest, AMissingColumnIsNamed) {
    this->journals_.fill("ALTER TABLE person DROP COLUMN middle_name;");
    const Error error = error_of(this->journals_.open()->read(school_1));
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
    EXPECT_THAT(error.what, HasSubstr("person.middle_name is missing"));
}

TYPED_TEST(AnyJournalTest, AnEmptiedTableIsReadAsEmptyAndItsReferencesAsDangling) {
    this->journals_.fill("DELETE FROM class;");
    const auto read = this->journal_->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->roster.rows[static_cast<std::size_t>(Relation::school_class)], 0U);
    EXPECT_THAT(read->roster.doubtful_chats, testing::Contains("class/7v"));
    EXPECT_FALSE(read->findings.empty());
}

TYPED_TEST(AnyJournalTest, ConferencesAreReadWithTheLessonsTheyName) {
    this->journals_.fill("INSERT INTO conference_person VALUES ('1', 'c2', 's2');");
    const auto read = this->journal_->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_THAT(read->findings, IsEmpty());
    const Roster& roster = read->roster;
    ASSERT_EQ(roster.conferences.size(), 2U);
    EXPECT_EQ(roster.conferences[0].lesson, 0U);
    EXPECT_EQ(roster.conferences[1].lesson, no_index);
    EXPECT_EQ(roster.conferences[0].starts_at, parse_local_time("2026-09-07 08:00"));
    EXPECT_EQ(roster.conferences[0].finish_requested_at, parse_instant("2026-09-07T02:39:00Z"));
    EXPECT_EQ(roster.conferences[1].deleted_at, parse_instant("2026-09-06T08:00:00Z"));
    ASSERT_EQ(roster.lessons.size(), 1U) << "the rest of the timetable stays in the journal";
    EXPECT_EQ(roster.text.view(roster.lessons[0].id), "l1");
    ASSERT_EQ(roster.conference_people.size(), 1U);
}

TYPED_TEST(AnyJournalTest, LessonsAreFoundWhereTheirIdsAreNumbersOnOneSideOnly) {
    this->journals_.fill(
        "DELETE FROM conference; DROP TABLE lesson;"
        "CREATE TABLE lesson (school_id text, lesson_id bigint, group_id text,"
        "    starts_at timestamp, ends_at timestamp, cancelled boolean);"
        "INSERT INTO lesson VALUES ('1', 17, 'alg', '2026-09-07 08:00', '2026-09-07 08:40', '0');"
        "INSERT INTO conference VALUES ('1', 'c1', 'online_lesson', NULL, '17', NULL,"
        "    '2026-09-07 08:00', '2026-09-07 08:40', NULL, NULL, NULL);");
    const auto read = this->journals_.open()->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_THAT(read->findings, IsEmpty());
    ASSERT_EQ(read->roster.lessons.size(), 1U);
    EXPECT_EQ(read->roster.conferences.at(0).lesson, 0U);
}

TYPED_TEST(AnyJournalTest, ViewsServeAsWellAsTables) {
    this->journals_.fill(
        "ALTER TABLE guardian RENAME TO family;"
        "CREATE VIEW guardian AS SELECT school_id, parent_id, student_id, valid_from, valid_to, "
        "'extra' AS more FROM family;");
    const auto read = this->journals_.open()->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->roster.guardians.size(), 1U);
}

TYPED_TEST(AnyJournalTest, IntegerSchoolIdsMatchTextOnes) {
    this->journals_.fill(
        "ALTER TABLE guardian RENAME TO family;"
        "CREATE VIEW guardian AS SELECT CAST(school_id AS integer) + 0 AS school_id, parent_id, "
        "student_id, valid_from, valid_to FROM family;");
    const auto read = this->journals_.open()->read(school_1);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->roster.guardians.size(), 1U);
}

}  // namespace
}  // namespace rosterd::test
