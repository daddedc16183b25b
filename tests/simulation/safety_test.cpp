// What the daemon must not forget, believe or undo when a read is wrong.
#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

using MemoryTest = SafetySchool;

TEST_F(MemoryTest, WhoLeftByHimselfStaysOutAfterTheJournalWasEmptyForAWhile) {
    members().erase(user_of(3));
    resync();
    ASSERT_TRUE(departed(3));
    Roster emptied = maker_.make();
    emptied.enrolments.clear();
    journal_says(emptied);
    ASSERT_EQ(school_.state().holds.size(), 1U) << "the read is not believed";
    EXPECT_TRUE(departed(3));
    journal_says(maker_);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3))))) << "he is not dragged back";
    restart();
    EXPECT_TRUE(departed(3));
}

TEST_F(MemoryTest, WhoLeftByHimselfStaysOutAfterHisClassWasEmptiedAndHeld) {
    members().erase(user_of(3));
    resync();
    rosterd::testing::RosterMaker fewer = maker_;
    for (int i = 1; i <= 8; ++i) fewer.end_enrolment("5a", pupil(i));
    journal_says(fewer);
    ASSERT_EQ(school_.state().holds.size(), 1U) << "seven of twenty wait for an approval";
    journal_says(maker_);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
}

TEST_F(MemoryTest, WhoIsInDoubtIsNotForgotten) {
    members().erase(user_of(3));
    resync();
    rosterd::testing::RosterMaker doubted = maker_;
    doubted.end_enrolment("5a", pupil(3)).person(pupil(3), {.doubtful = true});
    journal_says(doubted);
    EXPECT_TRUE(departed(3));
}

TEST_F(MemoryTest, WhoLeavesTheClassAndComesBackIsAskedAgain) {
    members().erase(user_of(3));
    resync();
    rosterd::testing::RosterMaker without = maker_;
    without.end_enrolment("5a", pupil(3));
    journal_says(without);
    EXPECT_FALSE(departed(3)) << "a believed read forgets";
    journal_says(maker_);
    EXPECT_THAT(members(), Contains(Key(user_of(3))));
}

}  // namespace
}  // namespace rosterd::test
