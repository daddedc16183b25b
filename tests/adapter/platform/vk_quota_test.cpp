// The per-second quota against a platform that counts. That an account alone is never refused is
// shown under a virtual clock (tests/bench/smoke_test.cpp): a loaded machine delivers late.
#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

using sandbox::FaultKind;

TEST(VkQuotaTest, ErrorSixIsWaitedOutAndSlowsDown) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    world.fault({.kind = FaultKind::error_code, .method = "messages.removeChatUser", .code = 6});
    EXPECT_FALSE(world.change(OperationKind::remove, chat, 1000).error);
    EXPECT_EQ(world.account().use().refused_by_quota, 1U);
    EXPECT_EQ(world.account().use().state, "limited");
    EXPECT_EQ(world.chat(chat).seats.size(), 1U);
}

TEST(VkQuotaTest, UserTokensAskThreeTimesASecondByDefault) {
    VkWorld user{{.kind = TokenKind::user, .requests_per_second = 0}};
    EXPECT_EQ(user.account().capabilities().requests_per_second, 3);
    VkWorld community_world{{.requests_per_second = 0}};
    EXPECT_EQ(community_world.account().capabilities().requests_per_second, 20);
}

}  // namespace
}  // namespace rosterd::vk::test
