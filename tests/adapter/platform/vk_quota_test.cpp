// The per-second quota against a platform that counts.
#include <boost/asio/co_spawn.hpp>

#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

using sandbox::FaultKind;

TEST(VkQuotaTest, ThePlatformNeverRefusesAnAccountThatIsAlone) {
    VkWorld world{{.requests_per_second = 0, .sandbox_per_second = 20}};
    const auto chat = world.opened_with_chat({1000});
    std::size_t ended = 0;
    std::size_t failed = 0;
    for (int i = 0; i < 50; ++i) {
        boost::asio::co_spawn(world.loop(), world.account().invite_link(chat, Priority::bulk),
                              [&](const std::exception_ptr& bug, const Result<std::string>& link) {
                                  ++ended;
                                  if (bug || !link) ++failed;
                              });
    }
    while (ended < 50) {
        world.loop().restart();
        world.loop().run_one_for(std::chrono::milliseconds{100});
    }
    EXPECT_EQ(failed, 0U);
    EXPECT_EQ(world.counts().refused_6, 0);
    EXPECT_EQ(world.account().use().refused_by_quota, 0U);
}

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
