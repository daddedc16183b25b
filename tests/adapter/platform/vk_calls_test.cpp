// Calls of VK: the contract of providers, and that no lost answer makes a second call.
#include <gmock/gmock.h>

#include "tests/support/call_provider_contract.hpp"
#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

using rosterd::test::CallProviderContract;
using rosterd::test::CallWorld;
using rosterd::test::CallWorldMaker;

constexpr std::size_t one_request = 1;

/// A user's token on a sandbox, open, with its calls.
class VkCallWorld final : public CallWorld {
  public:
    VkCallWorld() : access_{world_.connect_whole()} { open(access_); }

    boost::asio::io_context& loop() override { return world_.loop(); }
    CallProvider& provider() override { return *access_.calls; }
    std::unique_ptr<CallProvider> restarted() override {
        VkAccess other = world_.connect_whole();
        open(other);
        return std::move(other.calls);
    }
    bool spoil(const CallWish&) override { return false; }

    VkWorld& world() { return world_; }
    [[nodiscard]] AccountUse use() const { return access_.account->use(); }
    std::vector<Result<Call>> start(std::vector<CallWish> wishes) {
        return world_.run(access_.calls->start(std::move(wishes), Priority::urgent));
    }
    /// Calls that nobody has ended.
    std::size_t running() {
        std::size_t count = 0;
        for (const auto& call : world_.people().calls().list()) count += call.finished ? 0U : 1U;
        return count;
    }

  private:
    void open(VkAccess& access) {
        const auto opened = world_.run(access.account->open());
        if (!opened) throw std::runtime_error{opened.error().what};
    }

    VkWorld world_{{.kind = TokenKind::user}};
    VkAccess access_;
};

CallWish wish(int n) {
    return {.key = "17/c" + std::to_string(n), .room = "17/class/7v", .title = "Алгебра"};
}

TEST(VkCallsTest, EightStartsTakeOneRequest) {
    VkCallWorld calls;
    std::vector<CallWish> wishes;
    for (int n = 0; n < 8; ++n) wishes.push_back(wish(n));
    const auto before = calls.use().requests;
    const auto started = calls.start(wishes);
    EXPECT_EQ(calls.use().requests - before, one_request);
    EXPECT_EQ(calls.running(), 8U);
    for (const auto& call : started) {
        ASSERT_TRUE(call) << call.error().what;
        EXPECT_FALSE(call->unsure);
    }
    EXPECT_NE(started[0]->id, started[7]->id);
}

TEST(VkCallsTest, ALostAnswerIsFoundAgainAndMakesNoSecondCall) {
    VkCallWorld calls;
    calls.world().fault({.kind = sandbox::FaultKind::lose_answer, .method = "execute"});
    const auto lost = calls.start({wish(1), wish(2)});
    ASSERT_FALSE(lost.at(0));
    EXPECT_EQ(lost[0].error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(calls.running(), 2U) << "they were made all the same";
    const auto found = calls.start({wish(1), wish(2)});
    ASSERT_TRUE(found.at(0) && found.at(1));
    EXPECT_FALSE(found[0]->unsure);
    EXPECT_EQ(calls.running(), 2U);
}

TEST(VkCallsTest, WithoutItsStorageItSaysThatItIsUnsure) {
    VkCallWorld calls;
    calls.world().fault(
        {.kind = sandbox::FaultKind::error_code, .method = "storage.get", .times = 1, .code = 15});
    const auto started = calls.start({wish(1), wish(2)});
    ASSERT_TRUE(started.at(0) && started.at(1));
    EXPECT_TRUE(started[0]->unsure) << "nobody could look";
    EXPECT_FALSE(started[1]->unsure) << "the failure belongs to the first";
    calls.world().fault(
        {.kind = sandbox::FaultKind::error_code, .method = "storage.set", .times = 1, .code = 103});
    EXPECT_TRUE(calls.start({wish(3)}).at(0)->unsure) << "it could not be written down";
}

TEST(VkCallsTest, OneRefusedStartLeavesTheOthers) {
    VkCallWorld calls;
    calls.world().fault({.kind = sandbox::FaultKind::error_code,
                         .method = "calls.start",
                         .after = 1,
                         .times = 1,
                         .code = 9});
    const auto started = calls.start({wish(1), wish(2), wish(3)});
    EXPECT_TRUE(started.at(0));
    ASSERT_FALSE(started.at(1));
    EXPECT_EQ(started[1].error().what, "error 9: flood control");
    EXPECT_TRUE(started.at(2));
}

TEST(VkCallsTest, OnlyExistingFindsAndMakesNothing) {
    VkCallWorld calls;
    CallWish find = wish(1);
    find.only_existing = true;
    const auto nothing = calls.start({find});
    ASSERT_FALSE(nothing.at(0));
    EXPECT_EQ(nothing[0].error().kind, ErrorKind::not_found);
    EXPECT_EQ(calls.running(), 0U);
    const auto made = calls.start({wish(1)});
    const auto found = calls.start({find});
    ASSERT_TRUE(made.at(0) && found.at(0));
    EXPECT_EQ(*found[0], *made[0]);
}

TEST(VkCallsTest, AnEndedCallLeavesNothingInTheStorage) {
    VkCallWorld calls;
    std::vector<Call> running;
    for (int n = 0; n < 30; ++n) running.push_back(*calls.start({wish(n)}).at(0));
    const auto before = calls.use().requests;
    for (const auto& ended :
         calls.world().run(calls.provider().finish(running, Priority::urgent))) {
        EXPECT_TRUE(ended);
    }
    EXPECT_EQ(calls.use().requests - before, 3U) << "twelve ends to a request";
    EXPECT_EQ(calls.running(), 0U);
    CallWish find = wish(1);
    find.only_existing = true;
    EXPECT_FALSE(calls.start({find}).at(0));
}

TEST(VkCallsTest, ACommunityTokenStartsNoneAndSaysWhy) {
    VkWorld world;
    VkAccess access = world.connect_whole();
    ASSERT_TRUE(world.run(access.account->open()));
    const auto started = world.run(access.calls->start({wish(1)}, Priority::urgent));
    ASSERT_FALSE(started.at(0));
    EXPECT_THAT(started[0].error().what, testing::HasSubstr("error 27"));
    EXPECT_EQ(access.account->use().state, "ready") << "chats go on";
}

INSTANTIATE_TEST_SUITE_P(VkCalls, CallProviderContract,
                         testing::Values(CallWorldMaker{
                             "User", [] { return std::make_unique<VkCallWorld>(); }}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rosterd::vk::test
