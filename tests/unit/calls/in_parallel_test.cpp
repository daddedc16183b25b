// How many items run at a time, what a dead world costs, and what a cancellation leaves.
#include "adapters/in_parallel.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <optional>
#include <stdexcept>

#include "tests/support/contract_world.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::calls {
namespace {

using boost::asio::awaitable;
using Numbers = std::vector<Result<std::size_t>>;

class InParallelTest : public testing::Test {
  protected:
    /// Takes a virtual second.
    awaitable<Result<std::size_t>> item(std::size_t index) {
        ++begun_;
        most_ = std::max(most_, ++running_);
        co_await clock_.pass(std::chrono::seconds{1});
        --running_;
        if (index >= fails_from_) co_return Error{ErrorKind::transient, "no answer"};
        if (index == throws_at_) throw std::runtime_error{"a bug"};
        co_return index;
    }

    void spawn(std::size_t count, ParallelLimits limits) {
        ItemWork<std::size_t> work = [this](std::size_t index) { return item(index); };
        auto ended = [this](std::exception_ptr bug, Numbers numbers) {
            bug_ = std::move(bug);
            results_ = std::move(numbers);
        };
        boost::asio::co_spawn(loop_, in_parallel(count, std::move(work), limits),
                              boost::asio::bind_cancellation_slot(stop_.slot(), std::move(ended)));
    }

    boost::asio::io_context loop_;
    test::VirtualClock clock_{loop_};
    boost::asio::cancellation_signal stop_;
    std::size_t begun_ = 0;
    std::size_t running_ = 0;
    std::size_t most_ = 0;
    std::size_t fails_from_ = SIZE_MAX;
    std::size_t throws_at_ = SIZE_MAX;
    std::exception_ptr bug_;
    std::optional<Numbers> results_;
};

TEST_F(InParallelTest, RunsSomeAtATimeAndKeepsTheOrder) {
    spawn(100, {.in_flight_max = 10});
    clock_.run_for(std::chrono::seconds{10});
    ASSERT_TRUE(results_) << "one after the other would take 100 s";
    EXPECT_EQ(most_, 10U);
    ASSERT_EQ(results_->size(), 100U);
    for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ((*results_)[i].value(), i);
}

TEST_F(InParallelTest, AFewItemsOrNoneAreFineToo) {
    spawn(1, {.in_flight_max = 0});
    clock_.run_for(std::chrono::seconds{1});
    EXPECT_EQ(results_.value().size(), 1U);
    spawn(0, {});
    clock_.settle();
    EXPECT_TRUE(results_.value().empty());
}

TEST_F(InParallelTest, ADeadWorldIsNotedEarly) {
    fails_from_ = 5;
    spawn(1000, {.in_flight_max = 10, .failures_in_a_row_max = 20});
    clock_.run_for(std::chrono::seconds{10});
    ASSERT_TRUE(results_);
    EXPECT_LT(begun_, 50U);
    EXPECT_TRUE((*results_)[4]);
    EXPECT_EQ((*results_)[999].error().kind, ErrorKind::transient);
}

TEST_F(InParallelTest, ACancellationReachesEveryItem) {
    spawn(100, {.in_flight_max = 10});
    clock_.run_for(std::chrono::milliseconds{1500});
    EXPECT_FALSE(results_);
    stop_.emit(boost::asio::cancellation_type::terminal);
    clock_.settle();
    ASSERT_TRUE(results_);
    EXPECT_EQ(begun_, 20U);
    EXPECT_EQ((*results_)[50].error().kind, ErrorKind::cancelled);
}

TEST_F(InParallelTest, ABugComesOutAfterTheOthersHaveEnded) {
    throws_at_ = 3;
    spawn(30, {.in_flight_max = 10});
    clock_.run_for(std::chrono::seconds{10});
    EXPECT_TRUE(bug_);
    EXPECT_EQ(running_, 0U);
}

}  // namespace
}  // namespace rosterd::calls
