// npm's vk-io, unchanged, on the sandbox: what the sandbox says is what a client of VK's expects,
// and its chats are ours. Needs node and the packages that ./dev test installs.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "adapters/clock.hpp"
#include "adapters/platform/vk/vk_account.hpp"
#include "test_certificates.hpp"
#include "tests/support/contract_world.hpp"
#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::vk::test {
namespace {

namespace json = boost::json;
using rosterd::test::Process;

/// vk-io runs once; every test looks at one part of what it saw.
class VkIoTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const std::filesystem::path package =
            std::filesystem::path{ROSTERD_NPM} / "node_modules/vk-io/package.json";
        ASSERT_TRUE(std::filesystem::exists(package))
            << "vk-io is not installed in " ROSTERD_NPM
               ": ./dev test does it, or copy tests/npm there and run `npm ci` in it";
        certificates_ = std::make_unique<rosterd::test::Certificates>();
        sandbox_ = std::make_unique<Process>(rosterd::test::ProcessOptions{
            .arguments = {ROSTERD_SANDBOX, "--tls-cert", certificates_->file("server.pem"),
                          "--tls-key", certificates_->file("server.key"), "--token",
                          "community:school:500:1000", "--token", "user:teacher:17:1000", "--token",
                          "user:colleague:18:1000"}});
        const auto line = sandbox_->wait_for_line("https://127\\.0\\.0\\.1:[0-9]+/");
        ASSERT_TRUE(line) << sandbox_->standard_error();
        base_ = line->substr(line->find("https://"));
        base_.pop_back();
        const json::object input{{"packages", ROSTERD_NPM},
                                 {"base", base_},
                                 {"school", "school"},
                                 {"teacher", "teacher"},
                                 {"colleague", "colleague"}};
        const auto script = rosterd::test::source_directory() / "tests/adapter/platform/vk_io.cjs";
        const auto finished = rosterd::test::run(
            {.arguments = {"node", script.string()},
             .environment = {{"NODE_EXTRA_CA_CERTS", certificates_->file("ca.pem")},
                             {"NO_PROXY", "127.0.0.1"}},
             .input = json::serialize(input)});
        ASSERT_TRUE(finished.status.success()) << finished.error;
        seen_ = json::parse(finished.output);
    }
    static void TearDownTestSuite() {
        sandbox_.reset();
        certificates_.reset();
    }
    void SetUp() override { ASSERT_TRUE(seen_.is_object()) << "vk-io did not run"; }

    static std::string text(const json::value& value) { return json::serialize(value); }

    static inline std::unique_ptr<rosterd::test::Certificates> certificates_;
    static inline std::unique_ptr<Process> sandbox_;
    static inline std::string base_;
    static inline json::value seen_;
};

TEST_F(VkIoTest, MakesAndChangesChats) {
    const auto& chats = seen_.at("chats");
    EXPECT_EQ(text(chats.at("made").at("peer_ids")), "[1001,1002]");
    EXPECT_EQ(chats.at("added"), 1);
    EXPECT_EQ(text(chats.at("members")), "[[17,true],[1001,true],[1003,false]]");
    EXPECT_EQ(text(chats.at("titles")), "[\"8 «Б»\"]");
    EXPECT_TRUE(chats.at("link").as_string().starts_with("https://vk.me/join/"));
}

TEST_F(VkIoTest, KnowsItsErrorsByTheirClass) {
    const auto expected = [](int code, std::string_view method) {
        return text(
            json::object{{"code", code}, {"api", true}, {"execute", false}, {"method", method}});
    };
    const auto& errors = seen_.at("errors");
    EXPECT_EQ(text(errors.at("already_in")), expected(15, "messages.addChatUser"));
    EXPECT_EQ(text(errors.at("absent")), expected(935, "messages.removeChatUser"));
    EXPECT_EQ(text(errors.at("nowhere")), expected(917, "messages.editChat"));
    EXPECT_EQ(text(errors.at("user_only")), expected(27, "messages.addChatUser"));
    EXPECT_EQ(text(errors.at("token")), expected(5, "users.get"));
}

TEST_F(VkIoTest, PacksCallsIntoExecuteAndFindsTheErrorOfEach) {
    const auto inner = [](int code, std::string_view method) {
        return text(
            json::object{{"code", code}, {"api", true}, {"execute", true}, {"method", method}});
    };
    const auto& packed = seen_.at("packed");
    EXPECT_EQ(packed.at("many").as_array(), json::array(30, 1));
    EXPECT_EQ(packed.at("many_errors"), 0);
    EXPECT_EQ(text(packed.at("first")), inner(935, "messages.removeChatUser"));
    EXPECT_EQ(packed.at("second"), 1);
    EXPECT_EQ(text(packed.at("third")), inner(917, "messages.editChat"));
    EXPECT_EQ(text(packed.at("chained")), "[false,1,false]");
    EXPECT_EQ(text(packed.at("mixed").at(0)), "\"no error\"");
    EXPECT_EQ(text(packed.at("mixed").at(1)), inner(935, "messages.removeChatUser"));
    EXPECT_EQ(text(packed.at("mixed").at(2)), "\"no error\"");
    EXPECT_EQ(text(packed.at("left")), "[17,2034,2035,2036,2037,2038,2039,2040]");
}

TEST_F(VkIoTest, HearsOfPeopleByBothLongPolls) {
    EXPECT_EQ(text(seen_.at("updates").at("bot")),
              R"([["chat_invite_user_by_link",18,0,""],["message_new",18,0,"Здравствуйте"],)"
              R"(["chat_kick_user",-500,18,""],["message_new",17,0,"the last word"]])");
    EXPECT_EQ(text(seen_.at("updates").at("person")),
              R"([["chat_invite_user_by_link",18,18,""],["message_new",18,0,"Здравствуйте"],)"
              R"(["chat_kick_user",-500,18,""],["message_new",17,0,"the last word"]])");
}

TEST_F(VkIoTest, ItsChatsAreSeenByOurAdapter) {
    boost::asio::io_context loop;
    SystemClock clock{loop.get_executor()};
    VkOptions options;
    options.name = "teacher";
    options.base_url = base_;
    options.ca_file = certificates_->file("ca.pem");
    options.token = "teacher";
    options.token_kind = TokenKind::user;
    auto account = make_vk_account(loop.get_executor(), clock, std::move(options));
    ASSERT_TRUE(account) << account.error().what;
    ASSERT_TRUE(rosterd::test::run_on(loop, (*account)->open()));
    const ChatNumber number = seen_.at("chats").at("made").at("chat_id").as_int64();
    const auto read =
        rosterd::test::run_on(loop, (*account)->read_members({number}, Priority::live));
    ASSERT_TRUE(read.at(0)) << read[0].error().what;
    EXPECT_EQ(read[0]->members, (std::vector<ObservedMember>{{1001, true}, {1003, false}}));
}

}  // namespace
}  // namespace rosterd::vk::test
