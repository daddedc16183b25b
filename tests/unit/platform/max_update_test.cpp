// Updates of every type that means something, and of those that do not.
#include "adapters/platform/max/max_update.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "adapters/digest.hpp"

namespace rosterd::max {
namespace {

using Kind = PlatformEventKind;
constexpr std::string_view token = "secret-Token_42";
constexpr ChatNumber chat = -70801090403050;

std::optional<PlatformEvent> read(std::string_view text) {
    return read_update(boost::json::parse(text), token);
}

TEST(MaxUpdateTest, TheBotCameAndWent) {
    EXPECT_EQ(read(R"({"update_type":"bot_added","timestamp":1,"chat_id":-70801090403050,
                       "user":{"user_id":11},"user_id":11,"is_channel":false})"),
              (PlatformEvent{Kind::added_to_chat, chat, 11, ""}));
    EXPECT_EQ(read(R"({"update_type":"bot_removed","timestamp":1,"chat_id":-70801090403050,
                       "user":{"user_id":11},"is_channel":false})"),
              (PlatformEvent{Kind::removed_from_chat, chat, 11, ""}));
}

TEST(MaxUpdateTest, ChatsChange) {
    for (const std::string type : {"user_removed", "chat_title_changed"}) {
        // The redundant top-level user_id may be somebody else's (max.md §2.10).
        EXPECT_EQ(read(R"({"update_type":")" + type + R"(","chat_id":-70801090403050,
                          "user":{"user_id":11},"user_id":12,"title":"x"})"),
                  (PlatformEvent{Kind::chat_changed, chat, 11, ""}))
            << type;
    }
    EXPECT_EQ(read(R"({"update_type":"bot_admin_permissions_changed","chat_id":-70801090403050,
                       "user_id":11,"bot_id":7,"is_admin":true,"permissions":["x"]})"),
              (PlatformEvent{Kind::chat_changed, chat, 0, ""}));
}

TEST(MaxUpdateTest, WhoWasAddedAndByWhom) {
    const std::string begin = R"({"update_type":"user_added","chat_id":-70801090403050,)"
                              R"("user":{"user_id":11},"is_channel":false)";
    EXPECT_EQ(read(begin + R"(,"inviter_id":17})"),
              (PlatformEvent{Kind::chat_changed, chat, 11, "", 17}));
    EXPECT_EQ(read(begin + R"(,"inviter_id":null})"),
              (PlatformEvent{Kind::chat_changed, chat, 11, "", 11}))
        << "by the link";
    EXPECT_EQ(read(begin + "}"), (PlatformEvent{Kind::chat_changed, chat, 11, "", 11}));
    EXPECT_EQ(without_own_deed({Kind::chat_changed, chat, 11, "", 17}, 17),
              (PlatformEvent{Kind::chat_changed, chat, 11, ""}));
    EXPECT_EQ(without_own_deed({Kind::chat_changed, chat, 11, "", 17}, 18),
              (PlatformEvent{Kind::chat_changed, chat, 11, "", 17}));
}

std::string message(const std::string& where, const std::string& body,
                    const std::string& sender = R"({"user_id":11,"is_bot":false})") {
    return R"({"update_type":"message_created","timestamp":1,"message":{"timestamp":1,"sender":)" +
           sender + R"(,"recipient":{"chat_id":-70801090403050,"chat_type":")" + where +
           R"("},"body":)" + body + "}}";
}

TEST(MaxUpdateTest, SomebodyWrote) {
    const std::string body = R"({"mid":"mid.a","seq":116327994376978687,"text":"код 123"})";
    EXPECT_EQ(read(message("chat", body)), (PlatformEvent{Kind::wrote, chat, 11, "код 123"}));
    EXPECT_EQ(read(message("dialog", body)), (PlatformEvent{Kind::wrote, 0, 11, "код 123"}));
    EXPECT_FALSE(read(message("channel", body)));
    EXPECT_FALSE(read(message("chat", R"({"mid":"mid.a","seq":1,"text":null})")));
    EXPECT_FALSE(read(message("chat", body, R"({"user_id":11,"is_bot":true})")));
    EXPECT_FALSE(read(message("chat", body, "null")));
}

TEST(MaxUpdateTest, APhoneIsBelievedOnlyWithItsHash) {
    const std::string card = R"(BEGIN:VCARD\r\nTEL;TYPE=cell:79990000000\r\nEND:VCARD\r\n)";
    const std::string real = "BEGIN:VCARD\r\nTEL;TYPE=cell:79990000000\r\nEND:VCARD\r\n";
    const auto body = [&](const std::string& hash) {
        return R"({"mid":"m","seq":1,"text":"t","attachments":[{"type":"contact","payload":)"
               R"({"vcf_info":")" +
               card + R"(","hash":")" + hash + R"(","max_info":{"user_id":11}}}]})";
    };
    const std::string hash = hmac_sha256_hex(token, real);
    EXPECT_EQ(read(message("dialog", body(hash))),
              (PlatformEvent{Kind::gave_phone, 0, 11, "+79990000000"}));
    EXPECT_FALSE(read(message("dialog", body(std::string(64, '0')))));
    EXPECT_FALSE(read(message("dialog", body(""))));
    EXPECT_EQ(read(message("chat", body(hash)))->kind, Kind::wrote) << "a phone is not for a group";
}

TEST(MaxUpdateTest, SomebodyPressedStart) {
    const auto start = [](const std::string& payload) {
        return read(R"({"update_type":"bot_started","chat_id":182182182,"user":{"user_id":11})" +
                    payload + "}");
    };
    EXPECT_EQ(start(R"(,"payload":"aZ_9-")"), (PlatformEvent{Kind::started, 0, 11, "aZ_9-"}));
    EXPECT_EQ(start(""), (PlatformEvent{Kind::started, 0, 11, ""}));
    EXPECT_EQ(start(R"(,"payload":null)"), (PlatformEvent{Kind::started, 0, 11, ""}));
    EXPECT_EQ(start(R"(,"payload":"a b")")->text, "");
    EXPECT_EQ(start(R"(,"payload":")" + std::string(65, 'a') + "\"")->text, "");
}

TEST(MaxUpdateTest, TheRestMeansNothing) {
    EXPECT_FALSE(read(R"({"update_type":"bot_stopped","chat_id":1,"user":{"user_id":11}})"));
    EXPECT_FALSE(read(R"({"update_type":"brand_new","chat_id":-1,"user":{"user_id":11}})"));
    EXPECT_FALSE(read(R"({"update_type":"user_added","chat_id":-1,"is_channel":true})"));
    EXPECT_FALSE(read(R"({"update_type":"bot_added"})"));
    EXPECT_FALSE(read(R"({"update_type":5})"));
    EXPECT_FALSE(read(R"({})"));
}

TEST(MaxUpdateTest, TheKeyTellsUpdatesApart) {
    const auto key = [](std::string_view text) { return key_of(boost::json::parse(text)); };
    const auto one = key(R"({"update_type":"user_added","timestamp":1,"chat_id":-1,
                             "user":{"user_id":11},"more":1})");
    EXPECT_EQ(one, key(R"({"user":{"user_id":11},"chat_id":-1,"timestamp":1,
                           "update_type":"user_added"})"));
    EXPECT_NE(one, key(R"({"update_type":"user_removed","timestamp":1,"chat_id":-1,
                           "user":{"user_id":11}})"));
    EXPECT_NE(one, key(R"({"update_type":"user_added","timestamp":1,"chat_id":-1,
                           "user":{"user_id":12}})"));
    EXPECT_NE(one, key(R"({"update_type":"user_added","timestamp":2,"chat_id":-1,
                           "user":{"user_id":11}})"));
    EXPECT_NE(key(message("chat", R"({"mid":"a"})")), key(message("chat", R"({"mid":"b"})")));
}

TEST(MaxUpdateTest, TheOldestKeysAreForgotten) {
    SeenUpdates seen{2};
    for (const char* key : {"a", "b", "b", "c"}) seen.add(key);
    EXPECT_FALSE(seen.contains("a"));
    EXPECT_TRUE(seen.contains("b"));
    EXPECT_TRUE(seen.contains("c"));
}

}  // namespace
}  // namespace rosterd::max
