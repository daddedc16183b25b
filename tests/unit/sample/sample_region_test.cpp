// Regions: totals, distinct people and accounts, one school at a time.
#include <gmock/gmock.h>

#include "adapters/journal/sample/sample_school.hpp"
#include "tests/unit/sample/census.hpp"

namespace rosterd::journal {
namespace {

using test::at;

TEST(SampleRegionTest, ARegionFollowsTheModelPerPupil) {
    std::size_t classes = 0;
    std::size_t chats = 0;
    std::size_t memberships = 0;
    RegionOptions options{.schools = 100};
    options.school.lessons = false;
    const auto totals = generate_region(options, [&](const JournalTables& tables) {
        const auto found = test::census(tables);
        classes += found.classes;
        chats += found.chats;
        memberships += found.memberships;
        EXPECT_EQ(tables[Relation::lesson].rows(), 0U);
        return Result<void>{};
    });
    ASSERT_TRUE(totals) << totals.error().what;
    EXPECT_EQ(totals->schools, 100U);
    EXPECT_NEAR(static_cast<double>(totals->pupils), 37'200, 100);
    // 1,400 schools: 521 k pupils, 28.8 k classes, 435 k chats, 8.8 M memberships.
    const double pupils = static_cast<double>(totals->pupils);
    EXPECT_NEAR(static_cast<double>(classes) / pupils, 28.8 / 521, 0.10 * 28.8 / 521);
    EXPECT_NEAR(static_cast<double>(chats) / pupils, 435.0 / 521, 0.10 * 435 / 521);
    EXPECT_NEAR(static_cast<double>(memberships) / pupils, 8'800.0 / 521, 0.08 * 8'800 / 521);
}

TEST(SampleRegionTest, UsersAndAccountsAreSharedByNoTwoSchools) {
    std::set<std::string> users;
    std::set<std::string> accounts;
    std::size_t links = 0;
    const auto totals = generate_region({.schools = 12, .accounts = 3, .school = {}},
                                        [&](const JournalTables& tables) {
                                            accounts.insert(at(tables[Relation::school], 0, 4));
                                            const auto& link = tables[Relation::profile_link];
                                            for (std::size_t row = 0; row < link.rows(); ++row) {
                                                if (!link.row(row)[3]) continue;
                                                ++links;
                                                users.insert(at(link, row, 3));
                                            }
                                            return Result<void>{};
                                        });
    ASSERT_TRUE(totals);
    EXPECT_EQ(users.size(), links);
    EXPECT_THAT(accounts, testing::ElementsAre("main-1", "main-2", "main-3"));
}

TEST(SampleRegionTest, TheSameSeedGivesTheSameRegion) {
    const auto digests = [] {
        std::string all;
        const auto made =
            generate_region({.schools = 5, .school = {}}, [&](const JournalTables& tables) {
                all += tables.digest();
                return Result<void>{};
            });
        EXPECT_TRUE(made);
        return all;
    };
    EXPECT_EQ(digests(), digests());
    EXPECT_EQ(digests().size(), 80U);
}

TEST(SampleRegionTest, TheSinksErrorStopsTheRegion) {
    std::size_t calls = 0;
    const auto made =
        generate_region({.schools = 5, .school = {}}, [&](const JournalTables&) -> Result<void> {
            if (++calls < 2) return {};
            return Error{ErrorKind::transient, "disk full"};
        });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::transient);
    EXPECT_EQ(made.error().what, "school 2: disk full");
    EXPECT_EQ(calls, 2U);
}

}  // namespace
}  // namespace rosterd::journal
