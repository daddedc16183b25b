// Chats, pins and the typing mark over the MAX Bot API.
#include <gmock/gmock.h>

#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using testing::MaxBench;

TEST(MaxChatsTest, AChatShowsMoreToAnAdministrator) {
    MaxBench bench;
    const std::string chat = bench.group("7Б класс");
    const auto seen = bench.done("GET", "/chats/" + chat).as_object();
    EXPECT_EQ(seen.at("title"), "7Б класс");
    EXPECT_EQ(seen.at("type"), "chat");
    EXPECT_EQ(seen.at("status"), "active");
    EXPECT_EQ(seen.at("participants_count"), 2);
    EXPECT_LT(seen.at("chat_id").as_int64(), 0);
    EXPECT_TRUE(seen.at("link").as_string().starts_with("https://max.ru/join/"));
    EXPECT_FALSE(seen.contains("owner_id"));
    EXPECT_FALSE(seen.contains("participants"));
    EXPECT_FALSE(seen.contains("description"));
    bench.promote(chat, "");
    const auto more = bench.done("GET", "/chats/" + chat).as_object();
    EXPECT_EQ(more.at("owner_id"), 17);
    EXPECT_EQ(more.at("participants").as_object().size(), 2U);
}

TEST(MaxChatsTest, AChatIsRenamedAndDescribed) {
    MaxBench bench;
    const std::string path = "/chats/" + bench.administered("old");
    bench.updates();
    const auto changed = bench.done(
        "PATCH", path, R"({"title":"new","description":"d","icon":{"url":"https://x/y.png"}})");
    EXPECT_EQ(changed.at("title"), "new");
    EXPECT_EQ(changed.at("description"), "d");
    EXPECT_EQ(changed.at("icon").at("url"), "https://x/y.png");
    EXPECT_EQ(changed.at("participants_count"), 2);
    EXPECT_THAT(bench.update_types(), ::testing::ElementsAre("chat_title_changed"));
    EXPECT_EQ(bench.outcome("PATCH", path, R"({"title":"new","description":""})"), "200");
    EXPECT_FALSE(bench.done("GET", path).as_object().contains("description"));
    EXPECT_THAT(bench.update_types(), ::testing::IsEmpty()) << "the title stayed";
}

TEST(MaxChatsTest, WrongPatchesChangeNothing) {
    MaxBench bench;
    const std::string path = "/chats/" + bench.administered("old");
    const std::string long_title(201, 'a');
    for (const std::string& body :
         {std::string{R"({"title":""})"}, R"({"title":")" + long_title + "\"}",
          std::string{R"({"title":5})"}, std::string{R"({"title":"x","icon":{}})"},
          std::string{R"({"title":"x","icon":{"url":"https://x","token":"t"}})"},
          std::string{R"({"title":"x","icon":{"token":"t"}})"}}) {
        EXPECT_EQ(bench.outcome("PATCH", path, body), "400 proto.payload") << body;
    }
    EXPECT_EQ(bench.outcome("PATCH", path, R"({"title":"x","pin":"mid.0"})"), "404 not.found");
    EXPECT_EQ(bench.done("GET", path).at("title"), "old");
    std::string cyrillic;
    for (int letter = 0; letter < 200; ++letter) cyrillic += "ж";
    EXPECT_EQ(bench.outcome("PATCH", path, R"({"title":")" + cyrillic + "\"}"), "200");
}

TEST(MaxChatsTest, AMessageIsPinnedAndUnpinned) {
    MaxBench bench;
    const std::string chat = bench.administered();
    const std::string pin = "/chats/" + chat + "/pin";
    EXPECT_TRUE(bench.done("GET", pin).as_object().empty()) << "nulls are left out";
    EXPECT_EQ(bench.outcome("DELETE", pin), "200 false");
    const auto sent = bench.done("POST", "/messages?chat_id=" + chat, R"({"text":"a"})");
    const std::string mid{sent.at("message").at("body").at("mid").as_string()};
    EXPECT_EQ(bench.outcome("PUT", pin, R"({"message_id":"mid.5"})"), "404 not.found");
    EXPECT_EQ(bench.outcome("PUT", pin, "{}"), "400 proto.payload");
    EXPECT_EQ(bench.outcome("PUT", pin, R"({"message_id":")" + mid + "\"}"), "200");
    EXPECT_EQ(bench.done("GET", pin).at("message").at("body").at("mid").as_string(), mid);
    EXPECT_EQ(bench.done("GET", "/chats/" + chat).at("pinned_message").at("body").at("text"), "a");
    EXPECT_EQ(bench.outcome("DELETE", pin), "200");
    EXPECT_TRUE(bench.done("GET", pin).as_object().empty());
}

TEST(MaxChatsTest, AMemberMayShowThatItTypes) {
    MaxBench bench;
    const std::string path = "/chats/" + bench.group() + "/actions";
    EXPECT_EQ(bench.outcome("POST", path, R"({"action":"typing_on"})"), "200");
    EXPECT_EQ(bench.outcome("POST", path, R"({"action":"dancing"})"), "400 proto.payload");
    EXPECT_EQ(bench.outcome("POST", path, R"({"action":"typing_on"})", "lyceum"),
              "404 chat.not.found");
}

TEST(MaxChatsTest, ADialogShowsWhoItIsWith) {
    MaxBench bench;
    const auto dialog = bench.act(R"({"do":"start","bot":500,"user":17})").at("chat").as_int64();
    EXPECT_GT(dialog, 0);
    const std::string path = "/chats/" + std::to_string(dialog);
    const auto seen = bench.done("GET", path).as_object();
    EXPECT_EQ(seen.at("type"), "dialog");
    EXPECT_EQ(seen.at("dialog_with_user").at("user_id"), 17);
    EXPECT_FALSE(seen.contains("title"));
    EXPECT_EQ(bench.outcome("GET", path + "/members"), "403 access.denied");
    EXPECT_EQ(bench.outcome("GET", "/chats/17"), "404 chat.not.found") << "a user id is no chat";
    bench.act(R"({"do":"stop","bot":500,"user":17})");
    EXPECT_EQ(bench.done("GET", path).at("status"), "suspended");
}

TEST(MaxChatsTest, ADestroyedChatIsUnknown) {
    MaxBench bench;
    const std::string chat = bench.administered();
    bench.act(R"({"do":"destroy","chat":)" + chat + "}");
    EXPECT_EQ(bench.outcome("GET", "/chats/" + chat), "404 chat.not.found");
}

TEST(MaxChatsTest, CommandsAreKept) {
    MaxBench bench;
    EXPECT_EQ(bench.outcome("PATCH", "/me/commands", R"({"commands":[{"name":""}]})"),
              "400 proto.payload");
    bench.done("PATCH", "/me/commands", R"({"commands":[{"name":"help","description":"?"}]})");
    EXPECT_EQ(bench.done("GET", "/me").at("commands").at(0).at("name"), "help");
    bench.done("PATCH", "/me/commands", R"({"commands":[]})");
    EXPECT_FALSE(bench.done("GET", "/me").as_object().contains("commands"));
}

}  // namespace
}  // namespace rosterd::sandbox::max
