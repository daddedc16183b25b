// The adapter over TLS with an authority of our own.
#include "test_certificates.hpp"
#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

class VkTlsTest : public testing::Test {
  protected:
    [[nodiscard]] WorldSettings settings() const {
        return {.scheme = "https",
                .certificate_file = certificates_.file("server.pem"),
                .key_file = certificates_.file("server.key")};
    }

    rosterd::test::Certificates certificates_;
};

TEST_F(VkTlsTest, OurAuthorityIsTrustedWhenNamed) {
    auto with_authority = settings();
    with_authority.ca_file = certificates_.file("ca.pem");
    VkWorld world{with_authority};
    const auto chat = world.opened_with_chat({1000});
    EXPECT_FALSE(world.change(OperationKind::remove, chat, 1000).error);
}

TEST_F(VkTlsTest, AStrangersCertificateGetsNoToken) {
    VkWorld world{settings()};
    const auto opened = world.run(world.account().open());
    ASSERT_FALSE(opened);
    EXPECT_EQ(to_string(opened.error().kind), "authority");
    EXPECT_EQ(world.counts().total, 0);
}

}  // namespace
}  // namespace rosterd::vk::test
