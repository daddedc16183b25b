// What the other program gets, and what its answers mean.
#include "adapters/notices/webhook.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "tests/adapter/http/support.hpp"

namespace rosterd::notices {
namespace {

class WebhookTest : public http::test::HttpTest {
  protected:
    Result<void> send(WebhookOptions options) {
        auto webhook = make_webhook(loop.get_executor(), std::move(options));
        if (!webhook) return webhook.error();
        const NoticeDigest digest{.id = "1", .subject = "s", .text = "t", .json = R"({"id":"1"})"};
        return http::test::run(loop, (*webhook)->send(digest));
    }

    std::unique_ptr<http::Server> server_ =
        listen([this](http::Request request) -> boost::asio::awaitable<http::Response> {
            seen_ = std::move(request);
            http::Response response;
            response.status = status_;
            co_return response;
        });
    std::optional<http::Request> seen_;
    int status_ = 204;
};

TEST_F(WebhookTest, ThePathAndTheSecretReachIt) {
    const auto sent =
        send({.url = url(*server_) + "/hooks/rosterd?key=1", .secret = "a-secret-of-the-hook"});
    ASSERT_TRUE(sent) << sent.error().what;
    ASSERT_TRUE(seen_);
    EXPECT_EQ(seen_->method, "POST");
    EXPECT_EQ(seen_->target, "/hooks/rosterd?key=1");
    EXPECT_EQ(seen_->headers.at("authorization"), "Bearer a-secret-of-the-hook");
    EXPECT_EQ(seen_->body, R"({"id":"1"})");
}

TEST_F(WebhookTest, WithoutAPathAndASecretToo) {
    ASSERT_TRUE(send({.url = url(*server_)}));
    EXPECT_EQ(seen_->target, "/");
    EXPECT_FALSE(seen_->headers.contains("authorization"));
}

TEST_F(WebhookTest, AnythingButASuccessIsAnErrorWithoutTheUrlsPath) {
    for (const int status : {302, 404, 500}) {
        status_ = status;
        const auto sent = send({.url = url(*server_) + "/secret-path"});
        ASSERT_FALSE(sent) << status;
        EXPECT_THAT(sent.error().what, testing::HasSubstr(std::to_string(status)));
        EXPECT_THAT(sent.error().what, testing::Not(testing::HasSubstr("secret-path")));
    }
}

TEST_F(WebhookTest, AUrlThatCannotBeIsAnError) {
    for (const char* bad : {"alerts.example", "http://alerts.example/x", "https://"}) {
        const auto sent = send({.url = bad});
        ASSERT_FALSE(sent) << bad;
        EXPECT_EQ(sent.error().kind, ErrorKind::invalid_input);
    }
}

}  // namespace
}  // namespace rosterd::notices
