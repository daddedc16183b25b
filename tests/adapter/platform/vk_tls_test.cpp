// The adapter over TLS with an authority of our own, made by the openssl command.
#include <cstdlib>

#include "tests/support/temporary_directory.hpp"
#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

class VkTlsTest : public testing::Test {
  protected:
    void SetUp() override {
        openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=authority -keyout " +
            file("ca.key") + " -out " + file("ca.pem"));
        openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=sandbox -addext subjectAltName=IP:127.0.0.1 "
            "-addext basicConstraints=critical,CA:FALSE -CA " +
            file("ca.pem") + " -CAkey " + file("ca.key") + " -keyout " + file("server.key") +
            " -out " + file("server.pem"));
    }
    [[nodiscard]] std::string file(const char* name) const { return (directory_ / name).string(); }
    [[nodiscard]] WorldSettings settings() const {
        return {.scheme = "https",
                .certificate_file = file("server.pem"),
                .key_file = file("server.key")};
    }

  private:
    void openssl(const std::string& arguments) const {
        const std::string command = "openssl " + arguments + " >" + file("log") + " 2>&1";
        ASSERT_EQ(std::system(command.c_str()), 0) << command;
    }
    rosterd::test::TemporaryDirectory directory_;
};

TEST_F(VkTlsTest, OurAuthorityIsTrustedWhenNamed) {
    auto with_authority = settings();
    with_authority.ca_file = file("ca.pem");
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
