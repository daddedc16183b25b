// Which classes of a read are believed after the last accepted one.
#include "reconciler/class_plausibility.hpp"

#include <gmock/gmock.h>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Day today() {
    return day(today_text);
}

/// Class 7v with so many pupils, and 8a with twenty.
RosterMaker school_of(int pupils) {
    RosterMaker maker;
    add_class_of(maker, "7v", pupils);
    add_class_of(maker, "8a", 20);
    return maker;
}

std::vector<std::string> doubted(std::uint64_t before, const RosterMaker& maker) {
    std::vector<std::string> ids;
    const std::vector<ClassCount> accepted{{"7v", before}, {"8a", 20}};
    for (const ClassDoubt& doubt : doubt_classes(accepted, maker.make(), today())) {
        ids.push_back(doubt.id);
    }
    return ids;
}

TEST(ClassPlausibilityTest, NobodyOfFiveOrLessThanHalfOfMoreThanTenIsDoubted) {
    EXPECT_THAT(doubted(5, school_of(0)), ElementsAre("7v"));
    EXPECT_THAT(doubted(4, school_of(0)), IsEmpty());
    EXPECT_THAT(doubted(11, school_of(5)), ElementsAre("7v"));
    EXPECT_THAT(doubted(10, school_of(4)), IsEmpty());
    EXPECT_THAT(doubted(30, school_of(15)), IsEmpty());
    EXPECT_THAT(doubted(30, school_of(14)), ElementsAre("7v"));
    EXPECT_THAT(doubted(0, school_of(30)), IsEmpty()) << "growing is fine";
}

TEST(ClassPlausibilityTest, RowsThatEndOnADayAreThere) {
    RosterMaker maker = school_of(0);
    for (int i = 1; i <= 20; ++i) {
        maker.enrol("7v", "x" + std::to_string(i), until(today_text));
    }
    EXPECT_THAT(doubted(20, maker), IsEmpty());
}

TEST(ClassPlausibilityTest, AClassThatEndedIsSucceededIsNewOrInDoubtIsNot) {
    RosterMaker ended = school_of(0);
    ended.school_class("7v", {.validity = until(today_text)});
    EXPECT_THAT(doubted(20, ended), IsEmpty());
    RosterMaker succeeded = school_of(0);
    succeeded.school_class("8v", {.predecessor = "7v"});
    EXPECT_THAT(doubted(20, succeeded), IsEmpty());
    RosterMaker doubtful = school_of(0);
    doubtful.school_class("7v", {.doubtful = true});
    EXPECT_THAT(doubted(20, doubtful), IsEmpty());
    EXPECT_THAT(doubt_classes({}, school_of(0).make(), today()), IsEmpty());
}

TEST(ClassPlausibilityTest, ADoubtNamesWhatFellAndItsChats) {
    RosterMaker maker = school_of(2);
    maker.group("hist", {.classes = {"7v"}}).group("maths", {.classes = {"8a"}});
    const std::vector<ClassCount> accepted{{"7v", 25}};
    const auto doubts = doubt_classes(accepted, maker.make(), today());
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].reason, "the enrolments of class '7v' fell from 25 rows to 2");
    EXPECT_THAT(doubts[0].chats, ElementsAre("class/7v", "parents/7v", "subject/hist"));
}

TEST(ClassPlausibilityTest, TheMeasureGrowsAtOnceFallsSlowlyAndKeepsWhatIsDoubted) {
    const std::vector<ClassCount> accepted{{"5a", 20}, {"6b", 20}, {"7v", 20}, {"gone", 9}};
    const std::vector<ClassCount> read{{"5a", 25}, {"6b", 10}, {"7v", 0}, {"8a", 3}};
    const std::vector<std::string> in_doubt{"7v"};
    EXPECT_THAT(next_class_counts(accepted, read, in_doubt, false),
                ElementsAre(ClassCount{"5a", 25}, ClassCount{"6b", 20}, ClassCount{"7v", 20},
                            ClassCount{"8a", 3}));
    EXPECT_THAT(next_class_counts(accepted, read, in_doubt, true),
                ElementsAre(ClassCount{"5a", 25}, ClassCount{"6b", 19}, ClassCount{"7v", 20},
                            ClassCount{"8a", 3}));
}

TEST(ClassPlausibilityTest, EveryClassIsCounted) {
    EXPECT_THAT(count_enrolments(school_of(3).make()),
                ElementsAre(ClassCount{"7v", 3}, ClassCount{"8a", 20}));
}

}  // namespace
}  // namespace rosterd::testing
