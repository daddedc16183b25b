// Webhooks over TLS with an authority of our own, made by the openssl command.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <string>
#include <thread>

#include "tests/adapter/sandbox/webhook_receiver.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

class MaxWebhookTlsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const std::string common =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ";
        run(common + "-subj /CN=authority -keyout " + file("ca.key") + " -out " + file("ca.pem"));
        run(common +
            "-subj /CN=school -addext subjectAltName=IP:127.0.0.1 -addext "
            "basicConstraints=critical,CA:FALSE -CA " +
            file("ca.pem") + " -CAkey " + file("ca.key") + " -keyout " + file("school.key") +
            " -out " + file("school.pem"));
        receiver_.start(loop_, file("school.pem"), file("school.key"));
        thread_ = std::thread{[this] { loop_.run(); }};
    }

    void TearDown() override {
        loop_.stop();
        if (thread_.joinable()) thread_.join();
    }

    [[nodiscard]] std::string file(const char* name) const { return (directory_ / name).string(); }

    void run(const std::string& command) const {
        ASSERT_EQ(std::system((command + " >" + file("log") + " 2>&1").c_str()), 0) << command;
    }

    /// Subscribes the receiver at a sandbox with these further options; something happens there.
    std::string served(std::vector<std::string> options) {
        options.insert(options.begin(), {ROSTERD_SANDBOX, "--max-bot", "school:500",
                                         "--max-webhook-loopback", "--max-webhook-retry-ms", "50"});
        sandbox_ =
            std::make_unique<test::Process>(test::ProcessOptions{.arguments = std::move(options)});
        const auto line = sandbox_->wait_for_line("http://127\\.0\\.0\\.1:[0-9]+/");
        if (!line) throw std::runtime_error{sandbox_->standard_error()};
        const auto begin = line->find("http://");
        const std::string base = line->substr(begin, line->find('/', begin + 7) - begin);
        const auto subscribed =
            test::http_exchange({.base = base,
                                 .method = "POST",
                                 .target = "/subscriptions",
                                 .body = json::serialize(json::object{{"url", receiver_.url()}}),
                                 .headers = {{"Authorization", "school"}}});
        EXPECT_EQ(subscribed.body, R"({"success":true})");
        EXPECT_EQ(test::http_post(base, "/sandbox/max/act", R"({"do":"start","bot":500,"user":17})")
                      .status,
                  200);
        return base;
    }

    test::TemporaryDirectory directory_;
    boost::asio::io_context loop_{1};
    testing::Receiver receiver_;
    std::thread thread_;
    std::unique_ptr<test::Process> sandbox_;
};

TEST_F(MaxWebhookTlsTest, OurAuthorityIsTrustedWhenNamed) {
    served({"--max-webhook-ca", file("ca.pem")});
    ASSERT_TRUE(receiver_.has(1));
    const auto request = receiver_.requests().front();
    EXPECT_EQ(json::parse(request.body).at("update_type"), "bot_started");
    EXPECT_FALSE(request.headers.contains("x-max-bot-api-secret")) << "none was asked for";
}

TEST_F(MaxWebhookTlsTest, AStrangersCertificateGetsNoUpdate) {
    const std::string base = served({});
    EXPECT_TRUE(test::eventually([&] {
        const auto state = json::parse(test::http_get(base, "/sandbox/max/state").body);
        return state.at("bots").at(0).at("subscriptions").at(0).at("failed").as_int64() > 0;
    }));
    EXPECT_TRUE(receiver_.requests().empty());
}

}  // namespace
}  // namespace rosterd::sandbox
