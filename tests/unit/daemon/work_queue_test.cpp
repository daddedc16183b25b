// Keys, not events: which school is due, and never twice at once.
#include "daemon/work_queue.hpp"

#include <gtest/gtest.h>

namespace rosterd {
namespace {

using std::chrono::seconds;
const SteadyTime start = SteadyTime{} + std::chrono::hours{1};

TEST(WorkQueueTest, TheLongestDueComesFirstAndNobodyBeforeHisTime) {
    WorkQueue queue;
    EXPECT_EQ(queue.take(start), std::nullopt);
    queue.push("late", start + seconds{3});
    queue.push("early", start + seconds{1});
    EXPECT_EQ(queue.next_due(), start + seconds{1});
    EXPECT_EQ(queue.take(start), std::nullopt);
    EXPECT_EQ(queue.depth(start + seconds{3}), 2U);
    EXPECT_EQ(queue.oldest(start + seconds{3}), seconds{2});
    EXPECT_EQ(queue.take(start + seconds{3}), "early");
    EXPECT_EQ(queue.take(start + seconds{3}), "late");
    EXPECT_EQ(queue.take(start + seconds{3}), std::nullopt);
}

TEST(WorkQueueTest, ManyTriggersAreOnePassAtTheEarliestOfThem) {
    WorkQueue queue;
    queue.push("17", start + seconds{5});
    queue.push("17", start + seconds{2});
    queue.push("17", start + seconds{9});
    EXPECT_EQ(queue.due("17"), start + seconds{2});
    EXPECT_EQ(queue.depth(start + seconds{9}), 1U);
    EXPECT_EQ(queue.take(start + seconds{9}), "17");
    EXPECT_EQ(queue.take(start + seconds{9}), std::nullopt);
}

TEST(WorkQueueTest, ASchoolIsNeverWorkedOnTwiceAtOnce) {
    WorkQueue queue;
    queue.push("17", start);
    ASSERT_EQ(queue.take(start), "17");
    EXPECT_TRUE(queue.running("17"));
    queue.push("17", start);
    EXPECT_EQ(queue.take(start + seconds{1}), std::nullopt) << "its pass is still on its way";
    queue.done("17", start + seconds{60});
    EXPECT_FALSE(queue.running("17"));
    EXPECT_EQ(queue.take(start), "17") << "what came meanwhile leads to one more, at its own time";
    queue.done("17", start + seconds{60});
    EXPECT_EQ(queue.due("17"), start + seconds{60});
}

TEST(WorkQueueTest, ASchoolThatIsGoneIsForgottenInTheMiddleOfItsPassToo) {
    WorkQueue queue;
    queue.push("17", start);
    queue.drop("17");
    EXPECT_EQ(queue.take(start), std::nullopt);
    queue.push("17", start);
    ASSERT_EQ(queue.take(start), "17");
    queue.drop("17");
    queue.done("17", start);
    EXPECT_EQ(queue.take(start), std::nullopt);
}

}  // namespace
}  // namespace rosterd
