// Turns under a virtual clock: order, ageing, cancellation, and the platform's own count.
#include "adapters/platform/budget.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <random>
#include <string>

#include "tests/support/virtual_clock.hpp"

namespace rosterd {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

class BudgetTest : public testing::Test {
  protected:
    void make(BudgetOptions options) {
        budget.emplace(loop.get_executor(), clock, options);
        begin = clock.steady();
    }

    /// One request: waits for its turn, connects, leaves and notes it, is answered after `takes`.
    static asio::awaitable<void> request(BudgetTest* test, Priority priority, std::string name,
                                         milliseconds takes, milliseconds connects) {
        auto permit = co_await test->budget->acquire(priority);
        if (!permit) {
            test->refused.emplace_back(to_string(permit.error().kind));
            co_return;
        }
        if (connects.count() > 0) co_await test->clock.pass(connects);
        permit->leaves();
        test->order += name;
        test->sent.push_back(test->clock.steady());
        if (takes.count() > 0) co_await test->clock.pass(takes);
    }

    void spawn(Priority priority, std::string name, milliseconds takes = milliseconds{0},
               milliseconds connects = milliseconds{0}) {
        asio::co_spawn(loop, request(this, priority, std::move(name), takes, connects),
                       [this](const std::exception_ptr& bug) {
                           ASSERT_FALSE(bug);
                           ++ended;
                       });
    }

    asio::io_context loop;
    test::VirtualClock clock{loop};
    std::optional<Budget> budget;
    SteadyTime begin;
    std::string order;
    std::vector<SteadyTime> sent;
    std::vector<std::string> refused;
    std::size_t ended = 0;
};

TEST_F(BudgetTest, FreeTokensAreGivenAtOnce) {
    make({.quota = {.requests_per_second = 20}});
    EXPECT_EQ(budget->tokens(), 20);
    for (int i = 0; i < 20; ++i) spawn(Priority::bulk, "b");
    clock.settle();
    EXPECT_EQ(sent.size(), 20U);
    EXPECT_EQ(budget->tokens(), 0);
    EXPECT_FALSE(budget->limited());
}

TEST_F(BudgetTest, WaitersGoByPriorityAndThenByArrival) {
    make({.quota = {.requests_per_second = 1}, .lower_share = 1000});
    spawn(Priority::bulk, "0");
    clock.settle();
    spawn(Priority::bulk, "d");
    spawn(Priority::sweep, "c");
    spawn(Priority::urgent, "a");
    spawn(Priority::live, "b");
    spawn(Priority::urgent, "A");
    clock.run_for(seconds{10});
    EXPECT_EQ(order, "0aAbcd");
    EXPECT_EQ(ended, 6U);
}

TEST_F(BudgetTest, EveryFourthTurnGoesToTheLongestWaitingOfTheLower) {
    make({.quota = {.requests_per_second = 1}});
    spawn(Priority::live, "0");
    clock.settle();
    spawn(Priority::bulk, "b");
    spawn(Priority::sweep, "s");
    for (int i = 0; i < 9; ++i) spawn(Priority::urgent, "u");
    clock.run_for(seconds{20});
    EXPECT_EQ(order, "0uuubuuusuuu");
}

TEST_F(BudgetTest, ConnectingIsNoLeaving) {
    make({.quota = {.requests_per_second = 2}});
    for (int i = 0; i < 2; ++i) spawn(Priority::live, "c", milliseconds{20}, seconds{3});
    clock.settle();
    for (int i = 0; i < 2; ++i) spawn(Priority::live, "x", milliseconds{20});
    clock.run_for(seconds{10});
    ASSERT_EQ(order, "ccxx");
    EXPECT_GT(sent[2] - sent[1], seconds{1}) << "those that connected left late";
    EXPECT_LT(sent[2] - sent[1], milliseconds{1100});
}

TEST_F(BudgetTest, RequestsInFlightAreLimited) {
    make({.quota = {.requests_per_second = 20}, .in_flight_max = 2});
    for (int i = 0; i < 6; ++i) spawn(Priority::live, "x", milliseconds{200});
    clock.settle();
    EXPECT_EQ(sent.size(), 2U);
    clock.run_for(milliseconds{200});
    EXPECT_EQ(sent.size(), 4U);
    clock.run_for(milliseconds{400});
    EXPECT_EQ(ended, 6U);
}

TEST_F(BudgetTest, TheRateReachesTheQuotaWithinAFewPercent) {
    make({.quota = {.requests_per_second = 20}});
    for (int i = 0; i < 400; ++i) spawn(Priority::bulk, "x", milliseconds{3});
    clock.run_for(seconds{60});
    ASSERT_EQ(sent.size(), 400U);
    EXPECT_LT(sent.back() - sent.front(), milliseconds{19'000} * 105 / 100);
}

TEST_F(BudgetTest, ARefusalSlowsDownAndThenRecovers) {
    make({.quota = {.requests_per_second = 20}});
    budget->penalise();
    EXPECT_TRUE(budget->limited());
    for (int i = 0; i < 16; ++i) spawn(Priority::live, "x");
    clock.run_for(milliseconds{1009});
    EXPECT_EQ(sent.size(), 0U);
    clock.run_for(milliseconds{1});
    EXPECT_EQ(sent.size(), 15U);
    clock.run_for(seconds{60});
    EXPECT_EQ(sent.size(), 16U);
    EXPECT_EQ(budget->tokens(), 20);
}

TEST_F(BudgetTest, TooManyWaitersAreRefused) {
    make({.quota = {.requests_per_second = 1}, .waiting_max = 2});
    for (int i = 0; i < 4; ++i) spawn(Priority::live, "x");
    clock.settle();
    EXPECT_EQ(refused, std::vector<std::string>{"transient"});
}

TEST_F(BudgetTest, ACancelledWaiterLeavesTheLine) {
    make({.quota = {.requests_per_second = 1}});
    spawn(Priority::live, "0");
    clock.settle();
    asio::cancellation_signal stop;
    asio::co_spawn(
        loop, request(this, Priority::urgent, "gone", milliseconds{0}, milliseconds{0}),
        asio::bind_cancellation_slot(stop.slot(), [this](const std::exception_ptr&) { ++ended; }));
    spawn(Priority::live, "1");
    clock.settle();
    stop.emit(asio::cancellation_type::terminal);
    clock.run_for(seconds{5});
    EXPECT_EQ(order, "01");
    EXPECT_EQ(ended, 3U);
}

TEST_F(BudgetTest, DestructionEndsTheWaiting) {
    make({.quota = {.requests_per_second = 1}});
    for (int i = 0; i < 3; ++i) spawn(Priority::live, "x", milliseconds{100});
    clock.settle();
    budget.reset();
    clock.run_for(seconds{5});
    EXPECT_EQ(ended, 3U);
    EXPECT_EQ(refused, (std::vector<std::string>{"cancelled", "cancelled"}));
}

class BudgetLoadTest : public BudgetTest, public testing::WithParamInterface<unsigned> {};

TEST_P(BudgetLoadTest, ThePlatformNeverSeesMoreAndEverybodyIsServed) {
    std::mt19937_64 random{GetParam()};
    const std::size_t quota = 1 + random() % 20;
    make({.quota = {.requests_per_second = static_cast<double>(quota)},
          .in_flight_max = 1 + random() % 20});
    constexpr std::size_t requests = 400;
    for (std::size_t i = 0; i < requests; ++i) {
        spawn(static_cast<Priority>(random() % 4), "x", milliseconds{random() % 80},
              milliseconds{random() % 5 == 0 ? random() % 3000 : 0});
        if (random() % 10 == 0) clock.run_for(milliseconds{random() % 2000});
        if (random() % 100 == 0) budget->penalise();
    }
    clock.run_for(std::chrono::hours{2});
    ASSERT_EQ(ended, requests);
    ASSERT_TRUE(refused.empty());
    for (std::size_t i = quota; i < sent.size(); ++i) {
        ASSERT_GT(sent[i] - sent[i - quota], seconds{1}) << "at " << i;
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, BudgetLoadTest, testing::Range(0U, 30U));

}  // namespace
}  // namespace rosterd
