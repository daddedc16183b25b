// npm's @maxhub/max-bot-api, the official client, works with our MAX messenger unchanged. Needs
// node and the packages that ./dev test installs.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "tests/support/http_probe.hpp"
#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;
using rosterd::test::Process;

class MaxBotApiJsTest : public testing::Test {
  protected:
    void SetUp() override {
        const std::filesystem::path package =
            std::filesystem::path{ROSTERD_NPM} / "node_modules/@maxhub/max-bot-api/package.json";
        ASSERT_TRUE(std::filesystem::exists(package))
            << "@maxhub/max-bot-api is not installed in " ROSTERD_NPM
               ": ./dev test does it, or copy tests/npm there and run `npm ci` in it";
        server_ = std::make_unique<Process>(rosterd::test::ProcessOptions{
            .arguments = {ROSTERD_SANDBOX, "--max-bot", "school:500:school_bot",
                          "--max-webhook-loopback"}});
        const auto line = server_->wait_for_line("http://127\\.0\\.0\\.1:[0-9]+/");
        ASSERT_TRUE(line) << server_->standard_error();
        const auto begin = line->find("http://");
        base_ = line->substr(begin, line->find('/', begin + 7) - begin);
        // How fast a test runs must not decide what it is answered.
        const auto unhurried = rosterd::test::http_post(
            base_, "/sandbox/max/settings", R"({"chat_writes_per_second":0,"polls_per_second":0})");
        ASSERT_EQ(unhurried.status, 200);
        users(R"({"user":17,"first_name":"Мария","last_name":"Иванова","phone":"79990000000"})");
        const auto made = act(R"({"do":"create","user":17,"title":"7Б","members":[500]})");
        chat_ = made.at("chat").as_int64();
        act({{"do", "promote"},
             {"user", 500},
             {"permissions",
              {"read_all_messages", "add_remove_members", "add_admins", "change_chat_info",
               "pin_message", "write"}}});
    }

    void users(const std::string& body) {
        ASSERT_EQ(rosterd::test::http_post(base_, "/sandbox/max/users", body).status, 200);
    }
    void fault(const std::string& body) {
        ASSERT_EQ(rosterd::test::http_post(base_, "/sandbox/faults", body).status, 200);
    }
    json::value act(const std::string& body) {
        const auto answer = rosterd::test::http_post(base_, "/sandbox/max/act", body);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    }
    /// In the group.
    json::value act(json::object deed) {
        deed["chat"] = chat_;
        return act(json::serialize(deed));
    }

    rosterd::test::ProcessOptions node(json::object input, const std::string& token) {
        input["packages"] = ROSTERD_NPM;
        input["base"] = base_;
        input["token"] = token;
        const auto script =
            rosterd::test::source_directory() / "tests/adapter/sandbox/max_bot_api_js.cjs";
        return {.arguments = {"node", script.string()},
                .environment = {{"NO_PROXY", "127.0.0.1"}},
                .input = json::serialize(input)};
    }

    /// What the client's methods gave, in order.
    json::array calls(json::array list, const std::string& token = "school") {
        const auto finished = rosterd::test::run(node({{"calls", std::move(list)}}, token));
        if (!finished.status.success()) throw std::runtime_error{"node: " + finished.error};
        return json::parse(finished.output).as_array();
    }
    json::object call(std::string name, json::array arguments,
                      const std::string& token = "school") {
        return calls({one(std::move(name), std::move(arguments))}, token).at(0).as_object();
    }
    static json::object one(std::string name, json::array arguments) {
        return {{"call", std::move(name)}, {"arguments", std::move(arguments)}};
    }

    /// What a listening client got, after its line "listening".
    static json::array heard(Process& client) {
        const auto ended = client.wait();
        EXPECT_TRUE(ended && ended->success()) << client.standard_error();
        const std::string output = client.standard_output();
        return json::parse(output.substr(output.find('\n') + 1)).as_array();
    }
    static std::vector<std::string> types(const json::array& updates) {
        std::vector<std::string> list;
        for (const json::value& update : updates) list.emplace_back(update.at("type").as_string());
        return list;
    }

    std::unique_ptr<Process> server_;
    std::string base_;
    std::int64_t chat_ = 0;
};

TEST_F(MaxBotApiJsTest, ItReadsTheChatItsMembersAndAdmins) {
    const auto results = calls({one("getMyInfo", {}), one("getChat", {chat_}),
                                one("getChatMembers", {chat_, {{"count", 1}}}),
                                one("getChatMembership", {chat_}), one("getChatAdmins", {chat_}),
                                one("getChatMembers", {chat_, {{"user_ids", {17, 99}}}})});
    EXPECT_EQ(results.at(0).at("value").at("username"), "school_bot");
    EXPECT_EQ(results.at(1).at("value").at("title"), "7Б");
    EXPECT_EQ(results.at(1).at("value").at("owner_id"), 17);
    const auto& page = results.at(2).at("value");
    EXPECT_EQ(page.at("members").at(0).at("name"), "Мария Иванова");
    EXPECT_EQ(results.at(3).at("value").at("permissions").as_array().size(), 6U);
    EXPECT_EQ(results.at(4).at("value").at("members").as_array().size(), 2U);
    EXPECT_EQ(results.at(5).at("value").at("members").as_array().size(), 1U);
    const auto rest = call("getChatMembers", {chat_, {{"marker", page.at("marker")}}}).at("value");
    ASSERT_EQ(rest.at("members").as_array().size(), 1U);
    EXPECT_EQ(rest.at("members").at(0).at("user_id"), 500);
    EXPECT_FALSE(rest.as_object().contains("marker"));
}

TEST_F(MaxBotApiJsTest, ItAddsAndRemovesMembersAndLearnsWhoFailed) {
    users(R"({"user":19,"refuses_adding":true})");
    const auto results =
        calls({one("addChatMembers", {chat_, {18, 19}}), one("removeChatMember", {chat_, 18}),
               one("removeChatMember", {chat_, 18}), one("getChatMembers", {chat_})});
    const auto& added = results.at(0).at("value");
    EXPECT_EQ(added.at("success"), false);
    EXPECT_EQ(added.at("failed_user_ids"), json::array{19});
    EXPECT_EQ(added.at("failed_user_details").at(0).at("error_code"), "add.participant.privacy");
    EXPECT_EQ(results.at(1).at("value").at("success"), true);
    EXPECT_EQ(results.at(2).at("value").at("success"), false);
    EXPECT_EQ(results.at(3).at("value").at("members").as_array().size(), 2U);
}

TEST_F(MaxBotApiJsTest, ItSetsListsAndRevokesAdmins) {
    const json::object grant{
        {"user_id", 18}, {"permissions", {"read_all_messages", "write"}}, {"alias", "Староста"}};
    const auto results =
        calls({one("addChatMembers", {chat_, {18}}), one("addChatAdmins", {chat_, {grant}}),
               one("getChatAdmins", {chat_}), one("removeChatAdmin", {chat_, 18}),
               one("getChatAdmins", {chat_})});
    EXPECT_EQ(results.at(1).at("value").at("success"), true);
    const auto& admins = results.at(2).at("value").at("members").as_array();
    ASSERT_EQ(admins.size(), 3U);
    EXPECT_EQ(admins[1].at("alias"), "Староста");
    EXPECT_EQ(results.at(3).at("value").at("success"), true);
    EXPECT_EQ(results.at(4).at("value").at("members").as_array().size(), 2U);
}

TEST_F(MaxBotApiJsTest, ItEditsTheChatAndSendsPinsAndEditsAMessage) {
    const auto first =
        calls({one("editChatInfo", {chat_, {{"title", "8Б"}}}),
               one("sendMessageToChat", {chat_, "Привет", {{"attachments", "$buttons"}}}),
               one("sendAction", {chat_, "typing_on"})});
    EXPECT_EQ(first.at(0).at("value").at("title"), "8Б");
    const auto& body = first.at(1).at("value").at("body");
    EXPECT_EQ(body.at("text"), "Привет");
    EXPECT_EQ(body.at("attachments").at(0).at("payload").at("buttons").as_array().size(), 3U);
    const auto& mid = body.at("mid");
    const auto second =
        calls({one("pinMessage", {chat_, mid}), one("getPinnedMessage", {chat_}),
               one("unpinMessage", {chat_}), one("editMessage", {mid, {{"text", "Пока"}}}),
               one("getMessage", {mid}), one("getMessages", {chat_}), one("deleteMessage", {mid}),
               one("getMessage", {mid})});
    EXPECT_EQ(second.at(1).at("value").at("message").at("body").at("mid"), mid);
    EXPECT_EQ(second.at(4).at("value").at("body").at("text"), "Пока");
    EXPECT_EQ(second.at(5).at("value").at("messages").as_array().size(), 1U);
    EXPECT_EQ(second.at(6).at("value").at("success"), true);
    EXPECT_EQ(second.at(7).at("error").at("code"), "not.found");
}

TEST_F(MaxBotApiJsTest, ItsErrorsAreThoseWeAnswered) {
    const auto results =
        calls({one("getChat", {-5}), one("sendMessageToUser", {17, "a"}),
               one("editChatInfo", {chat_, {{"title", ""}}}), one("getAllChats", {})});
    EXPECT_EQ(results.at(0).at("error"), (json::object{{"status", 404},
                                                       {"code", "chat.not.found"},
                                                       {"description", "Chat -5 not found"}}));
    EXPECT_EQ(results.at(1).at("error").at("status"), 403);
    EXPECT_EQ(results.at(1).at("error").at("code"), "chat.denied");
    EXPECT_EQ(results.at(2).at("error").at("code"), "proto.payload");
    EXPECT_EQ(results.at(3).at("error").at("status"), 404) << "withdrawn";
    EXPECT_EQ(call("getMyInfo", {}, "wrong").at("error").at("code"), "verify.token");
    ASSERT_EQ(
        rosterd::test::http_post(base_, "/sandbox/faults", R"({"kind":"html","method":"GET /me"})")
            .status,
        200);
    fault(R"({"kind":"http_500","method":"GET /me"})");
    const auto broken = calls({one("getMyInfo", {}), one("getMyInfo", {}), one("getMyInfo", {})});
    EXPECT_NE(json::serialize(broken.at(0)).find("unexpected.response"), std::string::npos);
    EXPECT_EQ(broken.at(1).at("error").at("code"), "unexpected.response");
    EXPECT_EQ(broken.at(2).at("value").at("user_id"), 500);
}

TEST_F(MaxBotApiJsTest, TooManyAndUnavailableAreErrorsOfTheirOwn) {
    fault(R"({"kind":"error_code","code":429,"method":"POST /messages"})");
    fault(R"({"kind":"error_code","code":503,"method":"POST /messages"})");
    const auto results =
        calls({one("sendMessageToChat", {chat_, "a"}), one("sendMessageToChat", {chat_, "b"}),
               one("sendMessageToChat", {chat_, "c"})});
    EXPECT_EQ(results.at(0).at("error").at("status"), 429);
    EXPECT_EQ(results.at(0).at("error").at("code"), "too.many.requests");
    EXPECT_EQ(results.at(1).at("error").at("code"), "service.unavailable");
    EXPECT_EQ(results.at(2).at("value").at("body").at("text"), "c");
}

TEST_F(MaxBotApiJsTest, ItsPollerHearsWhatHappened) {
    Process client{node({{"listen", "polling"}, {"updates", 5}}, "school")};
    ASSERT_TRUE(client.wait_for_line("^listening$")) << client.standard_error();
    act({{"do", "add"}, {"user", 18}});
    act({{"do", "write"}, {"user", 18}, {"text", "Привет"}});
    act({{"do", "leave"}, {"user", 18}});
    const auto updates = heard(client);
    EXPECT_THAT(types(updates),
                testing::ElementsAre("bot_added", "bot_admin_permissions_changed", "user_added",
                                     "message_created", "user_removed"));
    EXPECT_EQ(updates.at(0).at("update").at("user").at("user_id"), 17);
    EXPECT_EQ(updates.at(2).at("update").at("inviter_id"), 17);
    EXPECT_EQ(updates.at(3).at("update").at("message").at("body").at("text"), "Привет");
}

TEST_F(MaxBotApiJsTest, ItsWebhookHearsADialogAndReadsTheCard) {
    Process client{node({{"listen", "webhook"}, {"updates", 2}}, "school")};
    ASSERT_TRUE(client.wait_for_line("^listening$")) << client.standard_error();
    act(R"({"do":"start","bot":500,"user":17,"payload":"one-time"})");
    act(R"({"do":"share_contact","bot":500,"user":17})");
    const auto updates = heard(client);
    EXPECT_THAT(types(updates), testing::ElementsAre("bot_started", "message_created"));
    EXPECT_EQ(updates.at(0).at("update").at("payload"), "one-time");
    EXPECT_EQ(updates.at(1).at("contact").at("tel"), "79990000000");
    EXPECT_EQ(updates.at(1).at("contact").at("fullName"), "Мария Иванова");
}

}  // namespace
}  // namespace rosterd::sandbox
