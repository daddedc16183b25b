// Samples and imports through the roster builder: what a journal's reader would make of them.
#include "adapters/journal/import/roster_of.hpp"

#include <gmock/gmock.h>

#include "adapters/journal/oneroster/mapping.hpp"
#include "adapters/journal/sample/sample_school.hpp"
#include "tests/support/places.hpp"

namespace rosterd::journal {
namespace {

TEST(RosterOfTest, ASampleSchoolIsValidButForItsMalformedPhonesAndSharedOnes) {
    const auto tables = generate_school({.profile = "bars-max"});
    ASSERT_TRUE(tables);
    const auto built = roster_of(*tables);
    ASSERT_TRUE(built) << built.error().what;
    EXPECT_EQ(built->roster.people.size(), (*tables)[Relation::person].rows());
    EXPECT_EQ(built->roster.enrolments.size(), (*tables)[Relation::enrolment].rows());
    EXPECT_EQ(built->roster.groups.size(), (*tables)[Relation::study_group].rows());
    EXPECT_EQ(built->roster.requests.size(), (*tables)[Relation::chat_request].rows());
    for (const std::uint8_t doubtful : built->roster.people.doubtful) EXPECT_EQ(doubtful, 0);
    for (const Finding& finding : built->findings) {
        EXPECT_NE(finding.severity, Severity::error) << to_string(finding);
        EXPECT_THAT(finding.message, testing::HasSubstr("phone")) << to_string(finding);
    }
}

TEST(RosterOfTest, TheImportedSchoolIsValidWithoutFindings) {
    const auto folder = test::source_directory() / "tests/data/oneroster/ru-school-v1p2";
    const std::vector deltas{folder / "delta-2026-10-02"};
    const auto journal = import_oneroster(folder / "bulk-2026-10-01", deltas);
    ASSERT_TRUE(journal);
    const auto built = roster_of(journal->tables);
    ASSERT_TRUE(built);
    for (const Finding& finding : built->findings) ADD_FAILURE() << to_string(finding);
    EXPECT_EQ(built->roster.school.id, "sch-7");
    EXPECT_EQ(built->roster.people.size(), 32U);
}

TEST(RosterOfTest, TablesOfNoSchoolOrTwoAreRefused) {
    EXPECT_FALSE(roster_of(JournalTables{}));
    auto both = *generate_school({.school_id = "1", .pupils = 10});
    both.append(*generate_school({.school_id = "2", .pupils = 10}));
    EXPECT_FALSE(roster_of(both));
}

}  // namespace
}  // namespace rosterd::journal
