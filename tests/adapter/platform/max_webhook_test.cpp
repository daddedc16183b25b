// MAX calls us: who may, when an update counts as taken, and what is subscribed.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "adapters/platform/max/max_account.hpp"
#include "scripted_platform.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::max::test {
namespace {

using Lines = std::vector<std::string>;
using Status = std::shared_ptr<std::optional<int>>;
constexpr const char* secret = "webhook-Secret_1";
constexpr const char* url = "https://bot.example.org/max";
constexpr const char* good = R"({"success":true})";
constexpr const char* ours =
    R"({"subscriptions":[{"url":"https://bot.example.org/max","time":1}]})";

std::string added(ChatNumber chat) {
    return R"({"update_type":"bot_added","timestamp":1,"user":{"user_id":11},"chat_id":)" +
           std::to_string(chat) + "}";
}

class MaxWebhookTest : public testing::Test {
  protected:
    void make(std::chrono::milliseconds patience = std::chrono::seconds{25}) {
        MaxOptions options;
        options.name = "called";
        options.base_url = platform_.url();
        options.token = "token";
        options.requests_per_second = 1000;
        options.poll_wait = std::chrono::seconds{0};  // next() asks until something came
        options.webhook = WebhookOptions{url, "unix:" + socket().string(), secret, patience};
        auto account = make_max_account(platform_.loop.get_executor(), platform_.clock, options);
        ASSERT_TRUE(account) << account.error().what;
        account_ = std::move(*account);
        auto client = http::Client::create(platform_.loop.get_executor(),
                                           {.base_url = "unix:" + socket().string(),
                                            .timeout = std::chrono::seconds{60},
                                            .connections_max = 8});
        ASSERT_TRUE(client) << client.error().what;
        max_ = std::move(*client);
    }
    void open_account() {
        platform_.say(R"({"user_id":7,"username":"b","is_bot":true})");
        const auto opened = platform_.run(account_->open());
        EXPECT_TRUE(opened) << opened.error().what;
        platform_.requests.clear();
    }
    /// Opens and asks for events for the first time. With subscriptions as `listed`, of which
    /// `stale` are ours; then the requests for it are forgotten.
    Lines open(const std::string& listed = ours, int stale = 0) {
        open_account();
        platform_.say(listed);
        for (int i = 0; i < stale + 1; ++i) platform_.say(good);
        const auto first = platform_.run(account_->next_events(""));
        EXPECT_TRUE(first) << first.error().what;
        const Lines lines = platform_.lines();
        platform_.requests.clear();
        return lines;
    }
    void TearDown() override { account_.reset(); }
    [[nodiscard]] std::filesystem::path socket() const { return folder_ / "max.sock"; }

    static boost::asio::awaitable<void> deliver(http::Client* client, http::Request request,
                                                Status status) {
        const auto response = co_await client->send(std::move(request));
        *status = response ? response->status : -1;
    }
    /// Begins a delivery; the status is there when it is answered.
    Status tell(std::string update, const std::string& with_secret = secret,
                const std::string& method = "POST") {
        http::Request request;
        request.method = method;
        request.target = "/max";
        request.headers["content-type"] = "application/json";
        if (!with_secret.empty()) request.headers["x-max-bot-api-secret"] = with_secret;
        request.body = std::move(update);
        Status status = std::make_shared<std::optional<int>>();
        boost::asio::co_spawn(platform_.loop, deliver(max_.get(), std::move(request), status),
                              [](const std::exception_ptr& bug) { ASSERT_FALSE(bug); });
        return status;
    }
    int answered(const Status& status) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        while (!*status && std::chrono::steady_clock::now() < end) {
            platform_.loop.restart();
            platform_.loop.run_one_for(std::chrono::milliseconds{100});
        }
        return status->value_or(0);
    }
    PlatformEvents next(const std::string& after) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        while (std::chrono::steady_clock::now() < end) {
            auto events = platform_.run(account_->next_events(after));
            if (!events) throw std::runtime_error{events.error().what};
            if (!events->events.empty()) return std::move(*events);
        }
        throw std::runtime_error{"no event came"};
    }

    rosterd::test::ScriptedPlatform platform_;
    rosterd::test::TemporaryDirectory folder_;
    std::unique_ptr<PlatformAccount> account_;
    std::unique_ptr<http::Client> max_;
};

TEST_F(MaxWebhookTest, TheFirstQuestionSubscribesAndEndsOurStaleAddresses) {
    make();
    const Lines lines = open(R"({"subscriptions":[{"url":"https://bot.example.org/old","time":1},
        {"url":"https://other.example.org/max","time":1}]})",
                             1);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0], "GET /subscriptions");
    EXPECT_EQ(lines[1], "DELETE /subscriptions?url=https%3A%2F%2Fbot.example.org%2Fold");
    EXPECT_EQ(lines[2].find("POST /subscriptions {\"url\":\"https://bot.example.org/max\","
                            "\"secret\":\"webhook-Secret_1\",\"update_types\":[\"bot_added\""),
              0U);
    const auto events = next("");
    ASSERT_EQ(events.events.size(), 1U);
    EXPECT_EQ(events.events[0].kind, PlatformEventKind::missed) << "nobody was told meanwhile";
}

TEST_F(MaxWebhookTest, WhereWeWereSubscribedNothingWasMissed) {
    make();
    EXPECT_EQ(open(ours).size(), 2U) << "subscribed again all the same: the secret may be new";
    const auto told = tell(added(-5));
    const auto events = next("");
    ASSERT_EQ(events.events.size(), 1U);
    EXPECT_EQ(events.events[0], (PlatformEvent{PlatformEventKind::added_to_chat, -5, 11, {}}));
}

TEST_F(MaxWebhookTest, AnUpdateIsAnsweredWhenItWasDealtWith) {
    make();
    open();
    const auto first = tell(added(-5));
    const auto events = next("");
    ASSERT_EQ(events.events.size(), 1U);
    EXPECT_FALSE(first->has_value()) << "not yet dealt with";
    EXPECT_EQ(next("").cursor, events.cursor) << "told again";
    EXPECT_FALSE(first->has_value());
    const auto second = tell(added(-6));
    const auto later = next(events.cursor);
    EXPECT_EQ(answered(first), 200);
    ASSERT_EQ(later.events.size(), 1U);
    EXPECT_EQ(later.events[0].chat, -6);
    // What is told twice is answered at once, and told to nobody.
    EXPECT_EQ(answered(tell(added(-5))), 200);
    EXPECT_FALSE(second->has_value());
}

TEST_F(MaxWebhookTest, AnUpdateThatNobodyDealsWithIsRefusedAndComesAgain) {
    make(std::chrono::milliseconds{50});
    open();
    EXPECT_EQ(answered(tell(added(-5))), 503);
    EXPECT_EQ(answered(tell(added(-5))), 503);
    const auto events = next("");
    EXPECT_EQ(events.events.size(), 1U) << "it waits here, once";
}

TEST_F(MaxWebhookTest, StrangersAreTurnedAway) {
    make();
    open();
    EXPECT_EQ(answered(tell(added(-5), "")), 403);
    EXPECT_EQ(answered(tell(added(-5), "webhook-Secret_2")), 403);
    EXPECT_EQ(answered(tell(added(-5), secret, "PUT")), 405);
    EXPECT_EQ(answered(tell("<html>")), 400);
    EXPECT_EQ(answered(tell(std::string(300U * 1024, 'x'))), 413);
    EXPECT_EQ(answered(tell(R"({"update_type":"brand_new"})")), 200) << "means nothing to us";
    const auto told = tell(added(-6));
    EXPECT_EQ(next("").events.size(), 1U) << "of all these only the last counts";
}

TEST_F(MaxWebhookTest, ASubscriptionThatMaxEndedIsMadeAgain) {
    make();
    open();
    platform_.clock.shift(std::chrono::hours{2});
    platform_.say(R"({"subscriptions":[]})");
    platform_.say(good);
    const auto events = next("");
    ASSERT_EQ(events.events.size(), 1U);
    EXPECT_EQ(events.events[0].kind, PlatformEventKind::missed);
    ASSERT_EQ(platform_.requests.size(), 2U);
    EXPECT_EQ(platform_.requests[1].method, "POST");
    EXPECT_EQ(platform_.requests[1].target, "/subscriptions");
}

TEST_F(MaxWebhookTest, TroubleWithTheSubscriptionWithholdsNoEvents) {
    make();
    open();
    platform_.clock.shift(std::chrono::hours{2});
    const auto told = tell(added(-5));
    platform_.say(R"({"code":"internal","message":"x"})", 500);
    const auto events = next("");
    ASSERT_EQ(events.events.size(), 1U);
    EXPECT_EQ(events.events[0].chat, -5);
    platform_.say(R"({"code":"internal","message":"x"})", 500);
    const auto nothing = platform_.run(account_->next_events(events.cursor));
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().what.find("webhook"), 0U);
    EXPECT_EQ(answered(told), 200);
}

TEST_F(MaxWebhookTest, AListOfSubscriptionsThatIsNoneIsAnError) {
    make();
    open_account();
    platform_.say(R"({"subscriptions":null})");
    const auto told = platform_.run(account_->next_events(""));
    ASSERT_FALSE(told);
    EXPECT_EQ(to_string(told.error().kind), "transient");
}

TEST_F(MaxWebhookTest, TheWorkOnRostersNeedsNoWebhook) {
    make();
    auto server =
        http::Server::listen(platform_.loop.get_executor(), {.listen = "unix:" + socket().string()},
                             [](http::Request) -> boost::asio::awaitable<http::Response> {
                                 co_return http::Response{};
                             });
    ASSERT_TRUE(server) << server.error().what;
    open_account();
    platform_.say(R"({"members":[{"user_id":7,"is_bot":true},{"user_id":11}]})");
    EXPECT_TRUE(platform_.run(account_->read_members({-5}, Priority::live)).at(0));
    const auto told = platform_.run(account_->next_events(""));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().what.find("webhook.listen"), 0U);
    (*server)->stop();
    server->reset();
    EXPECT_EQ(open().size(), 2U) << "it is tried again";
}

TEST_F(MaxWebhookTest, SettingsThatCannotBeRightAreRefused) {
    for (const char* bad : {"abcd", "with space", "тайна-тайна"}) {
        MaxOptions options;
        options.name = "called";
        options.token = "token";
        options.webhook = WebhookOptions{url, "127.0.0.1:0", bad};
        const auto account =
            make_max_account(platform_.loop.get_executor(), platform_.clock, options);
        ASSERT_FALSE(account);
        EXPECT_EQ(to_string(account.error().kind), "invalid_input");
        EXPECT_EQ(account.error().what.find(bad), std::string::npos);
    }
}

}  // namespace
}  // namespace rosterd::max::test
