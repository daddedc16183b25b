// VK's long polls in the sandbox: what each kind tells, and what goes wrong on demand.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "bench.hpp"

namespace rosterd::sandbox::testing {
namespace {

/// A place to poll from.
struct Poller {
    Bench& bench;
    std::string target;
    std::string key;
    std::string ts;

    json::value poll(const std::string& more = "&version=3") {
        const auto answer = bench.http(
            "GET", target + "?act=a_check&key=" + key + "&ts=" + ts + "&wait=25&mode=138" + more);
        json::value body = json::parse(answer.body);
        if (const auto* next = body.as_object().if_contains("ts")) {
            ts = next->is_string() ? std::string{next->as_string()}
                                   : std::to_string(next->as_int64());
        }
        return body;
    }
    json::array updates(const std::string& more = "&version=3") {
        return poll(more).at("updates").as_array();
    }
    [[nodiscard]] std::chrono::milliseconds patience() const {
        return bench.sandbox.patience(
            {.method = "GET",
             .target = target + "?act=a_check&key=" + key + "&ts=" + ts + "&wait=25",
             .headers = {},
             .body = {},
             .peer = {}},
            bench.now);
    }
};

Poller poller(Bench& bench, const std::string& token, const std::string& method,
              Parameters parameters = {}) {
    const json::value server = bench.done(token, method, std::move(parameters));
    const json::value& ts = server.at("ts");
    const std::string address{server.at("server").as_string()};
    return {bench, address.substr(address.find("/longpoll/")),
            std::string{server.at("key").as_string()},
            ts.is_string() ? std::string{ts.as_string()} : std::to_string(ts.as_int64())};
}
Poller bots(Bench& bench) {
    return poller(bench, "school", "groups.getLongPollServer", {{"group_id", "500"}});
}
Poller users(Bench& bench, const std::string& token) {
    return poller(bench, token, "messages.getLongPollServer");
}

json::value action(const json::value& update) {
    return update.at("object").at("message").at("action");
}

TEST(LongPollTest, ServersAreNamedAsOnThePlatform) {
    Bench bench;
    const auto wide = bench.done("school", "groups.getLongPollServer", {{"group_id", "500"}});
    EXPECT_EQ(wide.at("server").as_string(), "http://sandbox.invalid/longpoll/wh500");
    EXPECT_TRUE(wide.at("ts").is_string());
    const auto own = bench.done("school", "messages.getLongPollServer");
    EXPECT_EQ(own.at("server").as_string(), "sandbox.invalid/longpoll/im-500");
    EXPECT_TRUE(own.at("ts").is_int64());
    EXPECT_EQ(bench.code("school", "groups.getLongPollServer", {{"group_id", "600"}}), 203);
    EXPECT_EQ(bench.code("teacher", "groups.getLongPollServer", {{"group_id", "500"}}), 203);
    EXPECT_EQ(bench.code("school", "groups.getLongPollServer"), 100);
}

TEST(LongPollTest, BotsAreToldOfMessagesAndServiceActions) {
    Bench bench;
    Poller it = bots(bench);
    const std::string chat = bench.chat("school", "7Б", "17,18");
    const ChatId id = 1;
    World& world = bench.sandbox.world();
    ASSERT_TRUE(world.join(id, 19, bench.now));
    ASSERT_TRUE(world.remove(18, id, 18, bench.now));
    ASSERT_TRUE(world.send_to_chat(17, id, "Привет", 0, bench.now));
    ASSERT_TRUE(world.send_to_person(19, -500, "Лично", 0, bench.now));
    bench.done("school", "messages.send",
               {{"peer_id", "2000000001"}, {"random_id", "1"}, {"message", "own"}});
    const auto updates = it.updates();
    ASSERT_EQ(updates.size(), 7U) << json::serialize(updates);
    EXPECT_EQ(action(updates[0]).at("type").as_string(), "chat_create");
    EXPECT_EQ(action(updates[0]).at("text").as_string(), "7Б");
    EXPECT_EQ(action(updates[1]).at("type").as_string(), "chat_invite_user");
    EXPECT_EQ(action(updates[1]).at("member_id").as_int64(), 17);
    EXPECT_EQ(action(updates[3]).at("type").as_string(), "chat_invite_user_by_link");
    EXPECT_EQ(updates[3].at("object").at("message").at("from_id").as_int64(), 19);
    EXPECT_EQ(action(updates[4]).at("type").as_string(), "chat_kick_user");
    const auto& written = updates[5].at("object").at("message");
    EXPECT_EQ(written.at("text").as_string(), "Привет");
    EXPECT_EQ(written.at("peer_id").as_int64(), 2'000'000'001);
    EXPECT_EQ(written.at("id").as_int64(), 0) << "as communities see it in chats";
    EXPECT_EQ(updates[6].at("object").at("message").at("peer_id").as_int64(), 19);
    EXPECT_TRUE(it.updates().empty());
}

TEST(LongPollTest, UsersAreToldOfTheChatToo) {
    Bench bench;
    const std::string chat = bench.chat("teacher", "7Б", "18");
    Poller it = users(bench, "teacher");
    World& world = bench.sandbox.world();
    ASSERT_TRUE(world.join(1, 19, bench.now));
    ASSERT_TRUE(world.set_admin(17, 1, 18, true, bench.now));
    const std::int64_t peer = chat_peer_base + std::stoll(chat);
    const auto updates = it.updates();
    ASSERT_EQ(updates.size(), 5U) << json::serialize(updates);
    EXPECT_EQ(updates[0].at(0), 4);
    EXPECT_EQ(updates[0].at(3), peer);
    EXPECT_EQ(updates[0].at(6).at("source_act").as_string(), "chat_invite_user_by_link");
    EXPECT_EQ(updates[0].at(6).at("source_mid").as_string(), "19");
    EXPECT_EQ(updates[1], (json::array{51, std::stoll(chat), 0}));
    EXPECT_EQ(updates[2], (json::array{52, 6, peer, 19}));
    EXPECT_EQ(updates[4], (json::array{52, 3, peer, 18}));
    ASSERT_TRUE(world.send_to_chat(18, 1, "a", 0, bench.now));
    EXPECT_EQ(it.updates("&version=19").at(0).at(0), 10'004);
}

TEST(LongPollTest, NobodyIsToldOfChatsThatAreNotHis) {
    Bench bench;
    Poller school = bots(bench);
    Poller lyceum = users(bench, "lyceum");
    bench.chat("teacher", "7Б", "18");
    EXPECT_TRUE(school.updates().empty());
    EXPECT_TRUE(lyceum.updates().empty());
}

TEST(LongPollTest, KeysLiveAnHourAndThePositionStays) {
    Bench bench;
    Poller it = users(bench, "school");
    bench.chat("school", "7Б");
    bench.now += std::chrono::hours{1};
    EXPECT_EQ(it.poll().at("failed").as_int64(), 2);
    Poller fresh = users(bench, "school");
    fresh.ts = it.ts;
    EXPECT_FALSE(fresh.updates().empty());
    bench.sandbox.vk().long_poll().expire_keys();
    EXPECT_EQ(fresh.poll().at("failed").as_int64(), 2);
    fresh.key = "nobody's";
    EXPECT_EQ(fresh.poll().at("failed").as_int64(), 2);
}

TEST(LongPollTest, HistoryIsLostInPartOrWhole) {
    Bench bench;
    Poller it = users(bench, "school");
    bench.chat("school", "7Б");
    bench.sandbox.vk().long_poll().lose_history();
    EXPECT_EQ(it.poll().at("failed").as_int64(), 1);
    EXPECT_TRUE(it.updates().empty()) << "the new position is good";
    it.ts = "999999";
    EXPECT_EQ(it.poll().at("failed").as_int64(), 1);
    it.ts = "no number";
    EXPECT_EQ(it.poll().at("failed").as_int64(), 1);
    bench.sandbox.vk().long_poll().lose_information();
    EXPECT_EQ(it.poll().at("failed").as_int64(), 3);
    EXPECT_TRUE(users(bench, "school").updates().empty());
    EXPECT_EQ(users(bench, "school").poll("&version=20").at("failed").as_int64(), 4);
}

TEST(LongPollTest, AnAnswerIsToldAgainOnDemand) {
    Bench bench;
    Poller it = bots(bench);
    bench.chat("school", "7Б");
    const auto first = it.updates();
    ASSERT_EQ(first.size(), 1U);
    bench.sandbox.vk().long_poll().repeat_once();
    EXPECT_EQ(it.patience().count(), 0);
    EXPECT_EQ(it.updates(), first) << "the same event_id";
    EXPECT_TRUE(it.updates().empty());
}

TEST(LongPollTest, MembershipInOwnChatsIsToldAsTheSwitchSays) {
    Bench bench;
    bench.chat("school", "7Б");
    Poller bot = bots(bench);
    Poller user = users(bench, "school");
    World& world = bench.sandbox.world();
    const auto told = [&](MembershipTold how, MemberId who) {
        bench.sandbox.vk().long_poll().tell_membership(how);
        EXPECT_TRUE(world.join(1, who, bench.now));
        return std::pair{!bot.updates().empty(), !user.updates().empty()};
    };
    EXPECT_EQ(told(MembershipTold::always, 20), (std::pair{true, true}));
    EXPECT_EQ(told(MembershipTold::not_by_bots, 21), (std::pair{false, true}));
    EXPECT_EQ(told(MembershipTold::never, 22), (std::pair{false, false}));
}

TEST(LongPollTest, APollWaitsUnlessThereIsSomethingToSay) {
    Bench bench;
    Poller it = users(bench, "school");
    EXPECT_EQ(it.patience(), std::chrono::seconds{25});
    bench.chat("teacher", "not the school's");
    EXPECT_EQ(it.patience(), std::chrono::seconds{25});
    bench.chat("school", "7Б");
    EXPECT_EQ(it.patience().count(), 0);
    it.key = "nobody's";
    EXPECT_EQ(it.patience().count(), 0);
}

TEST(LongPollTest, TheHandOfAPersonReachesIt) {
    Bench bench;
    Poller it = bots(bench);
    EXPECT_EQ(
        bench.http("POST", "/sandbox/act", R"({"do":"write","user":17,"to":-500,"text":"код 17"})")
            .status,
        200);
    EXPECT_EQ(it.updates().size(), 1U);
    const auto changed =
        bench.http("POST", "/sandbox/long_poll", R"({"do":"expire_keys","membership":"never"})");
    EXPECT_EQ(json::parse(changed.body).at("membership").as_string(), "never");
    EXPECT_EQ(it.poll().at("failed").as_int64(), 2);
    EXPECT_EQ(bench.http("POST", "/sandbox/long_poll", R"({"do":"explode"})").status, 400);
    EXPECT_EQ(bench.http("POST", "/sandbox/long_poll", R"({"membership":"maybe"})").status, 400);
    EXPECT_EQ(bench.http("POST", "/sandbox/act", R"({"do":"write","user":17,"to":-500})").status,
              400);
    EXPECT_EQ(json::parse(bench.http("GET", "/sandbox/long_poll").body).at("keys"), 0);
}

TEST(LongPollTest, FaultsMustNameIt) {
    Bench bench;
    Poller it = bots(bench);
    bench.sandbox.faults().add({.kind = FaultKind::http_500, .after = 0});
    EXPECT_TRUE(it.updates().empty()) << "it waits for a call";
    bench.sandbox.faults().clear();
    bench.sandbox.faults().add({.kind = FaultKind::http_500, .method = "long_poll"});
    EXPECT_EQ(bench.http("GET", it.target + "?act=a_check&key=" + it.key).status, 500);
}

}  // namespace
}  // namespace rosterd::sandbox::testing
