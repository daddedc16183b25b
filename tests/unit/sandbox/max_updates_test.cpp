// What bots are told: who is told what, the long poll's queue, subscriptions and their retries.
#include <gmock/gmock.h>

#include "adapters/sandbox/max_webhook_url.hpp"
#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MaxBench;

std::string marker_of(const json::value& answer) {
    return std::to_string(answer.at("marker").as_int64());
}

TEST(MaxUpdatesTest, ABotIsToldThatItWasAddedAndByWhom) {
    MaxBench bench;
    const std::string chat = bench.group();
    const auto updates = bench.updates();
    ASSERT_EQ(updates.size(), 1U);
    const auto& added = updates[0].as_object();
    EXPECT_EQ(added.at("update_type"), "bot_added");
    EXPECT_EQ(added.at("chat_id").as_int64(), std::stoll(chat));
    EXPECT_EQ(added.at("user").at("user_id"), 17);
    EXPECT_EQ(added.at("user_id"), 17);
    EXPECT_EQ(added.at("is_channel"), false);
    EXPECT_EQ(added.at("timestamp"), 1'790'000'000'000);
    EXPECT_TRUE(added.at("user").as_object().contains("avatar_url"));
}

TEST(MaxUpdatesTest, AMereMemberIsToldNothingElse) {
    MaxBench bench;
    const std::string chat = bench.group();
    bench.updates();
    const auto happen = [&] {
        bench.act(R"({"do":"add","user":18,"chat":)" + chat + "}");
        bench.act(R"({"do":"write","user":18,"text":"a","chat":)" + chat + "}");
        bench.act(R"({"do":"rename","title":"b","chat":)" + chat + "}");
        bench.act(R"({"do":"leave","user":18,"chat":)" + chat + "}");
    };
    happen();
    EXPECT_THAT(bench.update_types(), IsEmpty());
    bench.promote(chat, R"("add_remove_members")");
    bench.updates();
    happen();
    EXPECT_THAT(bench.update_types(), ElementsAre("chat_title_changed"));
    bench.promote(chat, R"("read_all_messages")");
    bench.updates();
    happen();
    EXPECT_THAT(bench.update_types(),
                ElementsAre("user_added", "message_created", "chat_title_changed", "user_removed"));
    bench.act(R"({"do":"kick","user":500,"chat":)" + chat + "}");
    EXPECT_THAT(bench.update_types(), ElementsAre("bot_removed"));
}

TEST(MaxUpdatesTest, InvitersAndAdminsAreNamedWhereThereAreSome) {
    MaxBench bench;
    const std::string chat = bench.administered();
    const std::string link{bench.done("GET", "/chats/" + chat).at("link").as_string()};
    bench.updates();
    bench.act(R"({"do":"add","user":18,"by":17,"chat":)" + chat + "}");
    bench.act(R"({"do":"join","user":19,"link":")" + link + "\"}");
    bench.act(R"({"do":"leave","user":18,"chat":)" + chat + "}");
    bench.done("DELETE", "/chats/" + chat + "/members?user_id=19");
    const auto updates = bench.updates();
    ASSERT_EQ(updates.size(), 4U);
    EXPECT_EQ(updates[0].at("inviter_id"), 17);
    EXPECT_FALSE(updates[1].as_object().contains("inviter_id"));
    EXPECT_EQ(updates[1].at("user").at("user_id"), 19);
    EXPECT_FALSE(updates[2].as_object().contains("admin_id"));
    EXPECT_EQ(updates[3].at("admin_id"), 500);
}

TEST(MaxUpdatesTest, ABotLearnsItsRights) {
    MaxBench bench;
    const std::string chat = bench.group();
    bench.updates();
    bench.promote(chat, R"("read_all_messages","write")");
    bench.act(R"({"do":"demote","user":500,"chat":)" + chat + "}");
    const auto updates = bench.updates();
    ASSERT_EQ(updates.size(), 2U);
    EXPECT_EQ(updates[0].at("update_type"), "bot_admin_permissions_changed");
    EXPECT_EQ(updates[0].at("user_id"), 17);
    EXPECT_EQ(updates[0].at("bot_id"), 500);
    EXPECT_EQ(updates[0].at("permissions").as_array().size(), 2U);
    EXPECT_EQ(updates[1].at("is_admin"), false);
}

TEST(MaxUpdatesTest, TheDeepLinksPayloadArrivesUnlessItIsTooLong) {
    MaxBench bench;
    const auto start = [&](const std::string& payload) {
        bench.act(R"({"do":"start","bot":500,"user":17,"payload":")" + payload + "\"}");
        return bench.updates().at(0).as_object();
    };
    const auto started = start(std::string(128, 'a'));
    EXPECT_EQ(started.at("update_type"), "bot_started");
    EXPECT_EQ(started.at("payload").as_string().size(), 128U);
    EXPECT_EQ(started.at("user_locale"), "ru");
    EXPECT_FALSE(start(std::string(129, 'a')).contains("payload"));
    bench.act(R"({"do":"write","bot":500,"user":17,"text":"hi"})");
    bench.act(R"({"do":"stop","bot":500,"user":17})");
    EXPECT_THAT(bench.update_types(), ElementsAre("message_created", "bot_stopped"));
    EXPECT_EQ(bench.act_status(R"({"do":"write","bot":500,"user":17,"text":"hi"})"), 409);
    EXPECT_THAT(bench.update_types("lyceum"), IsEmpty());
}

TEST(MaxUpdatesTest, EditsAndErasuresOfPeopleAreTold) {
    MaxBench bench;
    const std::string chat = bench.administered();
    const auto written = bench.act(R"({"do":"write","user":17,"text":"a","chat":)" + chat + "}");
    const std::string mid{written.at("mid").as_string()};
    bench.updates();
    bench.act(R"({"do":"edit","text":"b","mid":")" + mid + "\"}");
    bench.act(R"({"do":"erase","mid":")" + mid + "\"}");
    const auto updates = bench.updates();
    ASSERT_EQ(updates.size(), 2U);
    EXPECT_EQ(updates[0].at("message").at("body").at("text"), "b");
    EXPECT_EQ(updates[1].at("update_type"), "message_removed");
    EXPECT_EQ(updates[1].at("message_id").as_string(), mid);
}

class MaxQueueTest : public ::testing::Test {
  protected:
    MaxQueueTest() {
        for (const char* text : {"a", "b", "c"}) {
            bench_.act(R"({"do":"start","bot":500,"user":17,"payload":")" + std::string{text} +
                       "\"}");
        }
    }

    json::value poll(const std::string& query) {
        return bench_.done("GET", "/updates?timeout=0" + query);
    }
    static std::string payloads(const json::value& answer) {
        std::string all;
        for (const json::value& update : answer.at("updates").as_array()) {
            all += update.at("payload").as_string();
        }
        return all;
    }

    MaxBench bench_;
};

TEST_F(MaxQueueTest, OnlyAMarkerCommits) {
    const auto first = poll("");
    EXPECT_EQ(payloads(first), "abc");
    EXPECT_EQ(payloads(poll("")), "abc") << "a lost answer loses nothing";
    const auto second = poll("&marker=" + marker_of(first));
    EXPECT_EQ(payloads(second), "");
    EXPECT_EQ(second.at("marker"), first.at("marker"));
    EXPECT_EQ(payloads(poll("")), "");
}

TEST_F(MaxQueueTest, BatchesAreLimitedAndFiltered) {
    const auto first = poll("&limit=2");
    EXPECT_EQ(payloads(first), "ab");
    EXPECT_EQ(payloads(poll("&marker=" + marker_of(first))), "c");
    bench_.act(R"({"do":"stop","bot":500,"user":17})");
    EXPECT_EQ(poll("&types=bot_stopped,dialog_muted").at("updates").as_array().size(), 1U);
    for (const char* query : {"&limit=0", "&limit=1001", "&marker=x"}) {
        EXPECT_EQ(bench_.outcome("GET", std::string{"/updates?timeout=0"} + query),
                  "400 proto.payload");
    }
    EXPECT_EQ(bench_.outcome("GET", "/updates?timeout=91"), "400 proto.payload");
}

TEST_F(MaxQueueTest, WithoutAMarkerTheNewestAloneIsTheOtherReading) {
    bench_.settings().without_marker = WithoutMarker::latest;
    const auto newest = poll("");
    EXPECT_EQ(payloads(newest), "c");
    EXPECT_EQ(payloads(poll("&marker=1")), "abc");
}

TEST_F(MaxQueueTest, UpdatesLiveADay) {
    bench_.now += updates_live;
    EXPECT_EQ(payloads(poll("")), "abc");
    bench_.now += 1ms;
    EXPECT_EQ(payloads(poll("")), "");
}

TEST_F(MaxQueueTest, ALongPollWaitsOnlyForWhatItAskedFor) {
    const auto patience = [&](const std::string& query, const std::string& token = "school") {
        return bench_.sandbox.patience(
            {.method = "GET", .target = "/updates?" + query, .headers = {{"authorization", token}}},
            testing::start);
    };
    EXPECT_EQ(patience("timeout=20"), 0ms) << "something is there";
    EXPECT_EQ(patience("timeout=20&types=bot_added"), 20s);
    EXPECT_EQ(patience("timeout=20&marker=4"), 20s);
    EXPECT_EQ(patience("timeout=20", "lyceum"), 20s);
    EXPECT_EQ(patience("", "lyceum"), 30s);
    EXPECT_EQ(patience("timeout=20", "nobody"), 0ms);
    EXPECT_EQ(patience("timeout=90", "lyceum"), 30s) << "as observed";
    bench_.settings().mode = Mode::documented;
    EXPECT_EQ(patience("timeout=90", "lyceum"), 90s);
}

TEST_F(MaxQueueTest, UnknownTypesMayComeInBetween) {
    bench_.updates();
    bench_.settings().unknown_updates = true;
    bench_.act(R"({"do":"stop","bot":500,"user":17})");
    EXPECT_THAT(bench_.update_types(), ElementsAre("chat_theme_changed", "bot_stopped"));
}

TEST(MaxWebhookUrlTest, UrlsAreTakenApartAndJudged) {
    const auto url = parse_webhook_url("http://127.0.0.1:8080/a/b?c=%20d");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->origin, "http://127.0.0.1:8080");
    EXPECT_EQ(url->target, "/a/b?c=%20d");
    EXPECT_TRUE(url->loopback);
    for (const char* text :
         {"", "ftp://x/", "x.example", "https://", "https://a:b@x/", "http//x"}) {
        EXPECT_FALSE(parse_webhook_url(text)) << text;
    }
    Settings strict;
    Settings loose;
    loose.loopback_webhooks = true;
    const auto fine = [](const char* text, const Settings& settings) {
        return objection(parse_webhook_url(text).value(), settings).empty();
    };
    EXPECT_TRUE(fine("https://school.example/hook", strict));
    EXPECT_TRUE(fine("https://school.example:443", strict));
    EXPECT_FALSE(fine("https://school.example:8443/", strict));
    EXPECT_FALSE(fine("http://127.0.0.1/", strict));
    for (const char* text : {"http://127.0.0.1:5/", "http://[::1]:5", "http://localhost/a"}) {
        EXPECT_TRUE(fine(text, loose)) << text;
    }
    EXPECT_FALSE(fine("http://school.example/", loose));
}

class MaxWebhookTest : public ::testing::Test {
  protected:
    MaxWebhookTest() { subscribe(R"({"url":"https://a.example/","secret":"s-e_c"})"); }

    void subscribe(const std::string& body) { bench_.done("POST", "/subscriptions", body); }
    void happen() { bench_.act(R"({"do":"start","bot":500,"user":17})"); }
    std::optional<PushJob> take() { return bench_.messenger().take_push(bench_.now); }
    void ended(const PushJob& job, Messenger::Delivered delivered) {
        bench_.messenger().pushed(job, delivered, bench_.now);
    }
    std::size_t subscriptions() {
        return bench_.done("GET", "/subscriptions").at("subscriptions").as_array().size();
    }

    using enum Messenger::Delivered;
    MaxBench bench_;
};

TEST_F(MaxWebhookTest, ASubscriptionIsListedWithoutItsSecret) {
    const auto listed = bench_.done("GET", "/subscriptions").at("subscriptions").at(0).as_object();
    EXPECT_EQ(listed.at("url"), "https://a.example/");
    EXPECT_EQ(listed.at("time"), 1'790'000'000'000);
    EXPECT_FALSE(listed.contains("secret"));
    EXPECT_FALSE(listed.contains("update_types"));
    EXPECT_EQ(bench_.outcome("POST", "/subscriptions", R"({"url":"http://a.example/"})"),
              "200 false");
    EXPECT_EQ(bench_.outcome("POST", "/subscriptions", R"({"url":"https://a/","secret":"abcd"})"),
              "400 proto.payload");
    EXPECT_EQ(bench_.outcome("POST", "/subscriptions", "{}"), "400 proto.payload");
    EXPECT_EQ(bench_.outcome("DELETE", "/subscriptions?url=https://b/"), "200 false");
    EXPECT_EQ(bench_.outcome("DELETE", "/subscriptions"), "400 proto.payload");
}

TEST_F(MaxWebhookTest, ThereIsNoLongPollBesideAWebhook) {
    EXPECT_EQ(bench_.outcome("GET", "/updates?timeout=0"), "405 method.not.allowed");
    EXPECT_EQ(bench_.sandbox.patience(
                  {.method = "GET", .target = "/updates", .headers = {{"authorization", "school"}}},
                  testing::start),
              0ms);
    bench_.done("DELETE", "/subscriptions?url=https%3A%2F%2Fa.example%2F");
    EXPECT_EQ(bench_.outcome("GET", "/updates?timeout=0"), "200");
}

TEST_F(MaxWebhookTest, OneUpdateGoesOutAtATimeToEachUrl) {
    subscribe(R"({"url":"https://b.example/","update_types":["bot_stopped"]})");
    happen();
    happen();
    bench_.act(R"({"do":"stop","bot":500,"user":17})");
    const auto first = take();
    const auto second = take();
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(take());
    EXPECT_EQ(first->secret, "s-e_c");
    EXPECT_EQ(json::parse(first->body).at("update_type"), "bot_started");
    EXPECT_EQ(second->url, "https://b.example/");
    EXPECT_EQ(json::parse(second->body).at("update_type"), "bot_stopped");
    ended(*first, yes);
    ended(*second, yes);
    EXPECT_EQ(take()->number, first->number + 1);
}

TEST_F(MaxWebhookTest, RetriesGrowTwoAndAHalfTimesAndEndAfterTen) {
    bench_.settings().webhook_give_up = std::chrono::hours{24 * 365};
    happen();
    auto job = take();
    ASSERT_TRUE(job);
    // Milliseconds; 60 s, then 2.5 times the last.
    const std::vector<std::int64_t> delays{60'000,     150'000,    375'000,    937'500,
                                           2'343'750,  5'859'375,  14'648'438, 36'621'094,
                                           91'552'734, 228'881'836};
    for (const std::int64_t delay_ms : delays) {
        ended(*job, no);
        bench_.now += std::chrono::milliseconds{delay_ms - 1};
        EXPECT_FALSE(take()) << delay_ms;
        bench_.now += 1ms;
        job = take();
        ASSERT_TRUE(job) << delay_ms;
    }
    ended(*job, no);
    EXPECT_FALSE(bench_.messenger().take_push(bench_.now + std::chrono::hours{24 * 300}));
    EXPECT_EQ(subscriptions(), 1U);
}

TEST_F(MaxWebhookTest, EightHoursOfFailureUnsubscribe) {
    happen();
    ended(*take(), no);
    const auto since = bench_.now;
    bench_.now = since + 8h - 1ms;
    ended(*take(), no);
    EXPECT_EQ(subscriptions(), 1U);
    EXPECT_EQ(bench_.messenger().next_push(), since + 8h);
    bench_.now = since + 8h;
    EXPECT_FALSE(take());
    EXPECT_EQ(subscriptions(), 0U);
    happen();
    EXPECT_EQ(bench_.update_types().size(), 1U) << "the long poll is there again";
}

TEST_F(MaxWebhookTest, OneSuccessEndsTheCountdown) {
    happen();
    ended(*take(), no);
    happen();
    ended(*take(), yes);
    bench_.now += 9h;
    EXPECT_EQ(subscriptions(), 1U);
    EXPECT_TRUE(take()) << "the first is still to be tried again";
}

TEST_F(MaxWebhookTest, EveryUpdateMayComeTwice) {
    bench_.settings().duplicates = true;
    happen();
    const auto first = take();
    ended(*first, yes);
    const auto second = take();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->body, first->body);
    ended(*second, yes);
    EXPECT_FALSE(take());
}

TEST_F(MaxWebhookTest, SubscribingAgainKeepsWhatIsOwed) {
    happen();
    subscribe(R"({"url":"https://a.example/","secret":"another"})");
    EXPECT_EQ(subscriptions(), 1U);
    EXPECT_EQ(take()->secret, "another");
}

}  // namespace
}  // namespace rosterd::sandbox::max
