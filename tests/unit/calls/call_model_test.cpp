// The faults of the model: what is done in spite of them, and what is not.
#include "tests/support/call_model.hpp"

#include <gtest/gtest.h>

#include "tests/support/contract_world.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::test {
namespace {

class CallModelTest : public testing::Test {
  protected:
    Result<Call> start(const std::string& key) {
        std::vector<CallWish> wishes{{.key = key, .room = "room", .title = "title"}};
        return run_on(loop_, model_.start(std::move(wishes), Priority::live)).at(0);
    }
    Result<void> finish(Call call) {
        std::vector<Call> calls{std::move(call)};
        return run_on(loop_, model_.finish(std::move(calls), Priority::live)).at(0);
    }
    Result<CallState> look(Call call) {
        std::vector<Call> calls{std::move(call)};
        return run_on(loop_, model_.look(std::move(calls), Priority::live)).at(0);
    }

    boost::asio::io_context loop_;
    VirtualClock clock_{loop_};
    CallModel model_{clock_};
};

TEST_F(CallModelTest, ALostStartWasDoneAndIsFoundAgain) {
    model_.lose_next_starts();
    EXPECT_EQ(start("a").error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(model_.running_count(), 1U);
    EXPECT_TRUE(start("a"));
    EXPECT_EQ(model_.starts("a"), 1);
}

TEST_F(CallModelTest, ARefusedStartWasNotDone) {
    model_.refuse_next_starts();
    EXPECT_EQ(start("a").error().kind, ErrorKind::transient);
    EXPECT_EQ(model_.starts("a"), 0);
    EXPECT_TRUE(start("a"));
}

TEST_F(CallModelTest, ALostFinishWasDone) {
    const Call call = start("a").value();
    model_.lose_next_finishes();
    EXPECT_EQ(finish(call).error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(look(call).value(), CallState::gone);
    EXPECT_TRUE(finish(call));
}

TEST_F(CallModelTest, NothingWorksWhileItIsDown) {
    const Call call = start("a").value();
    model_.go_down();
    EXPECT_FALSE(start("b"));
    EXPECT_FALSE(finish(call));
    EXPECT_FALSE(look(call));
    model_.come_back();
    EXPECT_EQ(look(call).value(), CallState::empty);
    EXPECT_EQ(model_.history().size(), 1U);
}

TEST_F(CallModelTest, ADroppedCallIsMadeAgainAndBothAreRemembered) {
    const Call first = start("a").value();
    EXPECT_TRUE(model_.enter("a"));
    EXPECT_EQ(look(first).value(), CallState::running);
    clock_.run_for(std::chrono::minutes{5});
    EXPECT_TRUE(model_.drop("a"));
    EXPECT_FALSE(model_.drop("a"));
    EXPECT_EQ(look(first).value(), CallState::gone);
    EXPECT_NE(start("a").value().id, first.id);
    EXPECT_EQ(model_.starts("a"), 2);
    ASSERT_EQ(model_.history().size(), 2U);
    EXPECT_TRUE(model_.history()[0].dropped);
    EXPECT_EQ(model_.history()[0].finished_at.value() - model_.history()[0].started_at, 300);
    EXPECT_FALSE(model_.history()[1].finished_at);
}

TEST_F(CallModelTest, AnswersTakeTheClocksTimeNotOurs) {
    model_.answer_after(std::chrono::minutes{10});
    bool answered = false;
    std::vector<CallWish> wishes{{.key = "a", .room = "room", .title = "title"}};
    boost::asio::co_spawn(
        loop_, model_.start(std::move(wishes), Priority::live),
        [&](std::exception_ptr, std::vector<Result<Call>> calls) { answered = calls.size() == 1; });
    clock_.run_for(std::chrono::minutes{9});
    EXPECT_FALSE(answered);
    clock_.run_for(std::chrono::minutes{2});
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace rosterd::test
