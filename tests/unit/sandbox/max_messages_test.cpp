// Messages, keyboards, dialogs and contacts over the MAX Bot API.
#include <gmock/gmock.h>

#include "adapters/sandbox/max_contact.hpp"
#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using testing::MaxBench;

std::string keyboard(const std::string& rows) {
    return R"({"text":"a","attachments":[{"type":"inline_keyboard","payload":{"buttons":)" + rows +
           "}}]}";
}

std::string row(int buttons, const std::string& button) {
    std::string text = "[";
    for (int count = 0; count < buttons; ++count) text += (count == 0 ? "" : ",") + button;
    return text + "]";
}

const std::string callback = R"({"type":"callback","text":"b","payload":"p"})";
const std::string link_button = R"({"type":"link","text":"b","url":"https://x"})";

class MaxMessagesTest : public ::testing::Test {
  protected:
    std::string send(const std::string& body) { return bench_.outcome("POST", to_chat_, body); }
    std::string sent(const std::string& body) {
        return std::string{
            bench_.done("POST", to_chat_, body).at("message").at("body").at("mid").as_string()};
    }

    MaxBench bench_;
    std::string chat_ = bench_.administered();
    std::string to_chat_ = "/messages?chat_id=" + chat_;
};

TEST_F(MaxMessagesTest, AMessageHasItsIdentifiersOfChatAndTime) {
    const auto message = bench_.done("POST", to_chat_, R"({"text":"Привет"})").at("message");
    EXPECT_EQ(message.at("sender").at("user_id"), 500);
    EXPECT_EQ(message.at("recipient").at("chat_type"), "chat");
    EXPECT_EQ(message.at("timestamp"), 1'790'000'000'000);
    EXPECT_EQ(message.at("body").at("text"), "Привет");
    const std::int64_t seq = message.at("body").at("seq").as_int64();
    EXPECT_EQ(seq >> 16, 1'790'000'000'000);
    EXPECT_EQ(message.at("body").at("mid").as_string(), to_mid(std::stoll(chat_), seq));
    const auto next = bench_.done("POST", to_chat_, R"({"text":"b"})").at("message");
    EXPECT_GT(next.at("body").at("seq").as_int64(), seq) << "also within one millisecond";
    EXPECT_EQ(to_mid(-70'801'090'403'050, 0x019d'496b'3439'4b84),
              "mid.ffffbf9b56282516019d496b34394b84");
}

TEST_F(MaxMessagesTest, OnlyAnAdministratorWritesIntoAGroup) {
    bench_.act(R"({"do":"demote","user":500,"chat":)" + chat_ + "}");
    EXPECT_EQ(send(R"({"text":"a"})"), "403 access.denied");
    EXPECT_EQ(bench_.outcome("GET", to_chat_), "403 access.denied");
    EXPECT_EQ(bench_.outcome("POST", "/messages?chat_id=0", R"({"text":"a"})"), "403 chat.denied");
    EXPECT_EQ(bench_.outcome("POST", "/messages?chat_id=-5", R"({"text":"a"})"),
              "404 chat.not.found");
    EXPECT_EQ(bench_.outcome("POST", "/messages", R"({"text":"a"})"), "400 proto.payload");
}

TEST_F(MaxMessagesTest, ABotCannotWriteFirst) {
    const auto denied = bench_.call("POST", "/messages?user_id=17", R"({"text":"a"})");
    EXPECT_EQ(denied.status, 403);
    EXPECT_EQ(denied.body.at("code"), "chat.denied");
    EXPECT_EQ(denied.body.at("message"), "Key: error.dialog.suspended, args: [17,].");
    bench_.act(R"({"do":"start","bot":500,"user":17})");
    const auto message = bench_.done("POST", "/messages?user_id=17", R"({"text":"a"})");
    EXPECT_EQ(message.at("message").at("recipient").at("user_id"), 17);
    bench_.act(R"({"do":"stop","bot":500,"user":17})");
    EXPECT_EQ(bench_.outcome("POST", "/messages?user_id=17", R"({"text":"a"})"), "403 chat.denied");
    EXPECT_EQ(bench_.outcome("POST", "/messages?user_id=200001", R"({"text":"a"})"),
              "403 chat.denied");
}

TEST_F(MaxMessagesTest, TextsHaveALimitAndMessagesAContent) {
    EXPECT_EQ(send("{}"), "400 proto.payload");
    EXPECT_EQ(send(R"({"text":null,"attachments":[]})"), "400 proto.payload");
    EXPECT_EQ(send(R"({"text":")" + std::string(4000, 'a') + "\"}"), "200");
    EXPECT_EQ(send(R"({"text":")" + std::string(4001, 'a') + "\"}"), "400 proto.payload");
    EXPECT_EQ(send(R"({"text":"a","format":"html"})"), "200");
    EXPECT_EQ(send(R"({"text":"a","format":"bbcode"})"), "400 proto.payload");
}

TEST_F(MaxMessagesTest, KeyboardsHaveTheirLimits) {
    EXPECT_EQ(send(keyboard("[" + row(7, callback) + "]")), "200");
    EXPECT_EQ(send(keyboard("[" + row(8, callback) + "]")), "400 proto.payload");
    EXPECT_EQ(send(keyboard("[" + row(3, link_button) + "]")), "200");
    EXPECT_EQ(send(keyboard("[[" + link_button + "," + callback + "," + callback + "," + callback +
                            "]]")),
              "400 proto.payload");
    EXPECT_EQ(send(keyboard(row(30, row(7, callback)))), "200") << "210 buttons";
    EXPECT_EQ(send(keyboard(row(31, row(1, callback)))), "400 proto.payload");
    EXPECT_EQ(send(keyboard("[]")), "400 proto.payload");
    EXPECT_EQ(send(keyboard("[[]]")), "400 proto.payload");
    const std::string text(129, 'a');
    EXPECT_EQ(send(keyboard(R"([[{"type":"message","text":")" + text + "\"}]]")),
              "400 proto.payload");
    EXPECT_EQ(send(keyboard(R"([[{"type":"callback","text":"a"}]])")), "400 proto.payload");
    EXPECT_EQ(send(keyboard(R"([[{"type":"rocket","text":"a"}]])")), "400 proto.payload");
}

TEST_F(MaxMessagesTest, TheServerEchoesItsExtraKeys) {
    const auto message =
        bench_.done("POST", to_chat_, keyboard("[" + row(1, callback) + "]")).at("message");
    const auto& attachment = message.at("body").at("attachments").at(0);
    EXPECT_FALSE(attachment.at("callback_id").as_string().empty());
    const auto& button = attachment.at("payload").at("buttons").at(0).at(0);
    EXPECT_EQ(button.at("intent"), "default");
    EXPECT_EQ(button.at("payload"), "p");
}

TEST_F(MaxMessagesTest, TheChatButtonIsOfTheOldDays) {
    const std::string body =
        keyboard(R"([[{"type":"chat","text":"a","chat_title":"7Б","start_payload":"s"}]])");
    const auto refused = bench_.call("POST", to_chat_, body);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.body.at("message"), "Can't deserialize body");
    bench_.settings().mode = Mode::legacy;
    const std::string mid = sent(body);
    bench_.updates();
    const auto made =
        bench_.act(R"({"do":"press","user":17,"button":"a","mid":")" + mid + "\"}").at("chat");
    const auto updates = bench_.updates();
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].at("update_type"), "message_chat_created");
    EXPECT_EQ(updates[0].at("chat").at("chat_id"), made);
    EXPECT_EQ(updates[0].at("start_payload"), "s");
    EXPECT_EQ(bench_.done("GET", "/chats/" + std::to_string(made.as_int64())).at("owner_id"), 17);
}

TEST_F(MaxMessagesTest, FilesStandAloneAndNeedAnUpload) {
    const std::string image = R"({"type":"image","payload":{"url":"https://x/a.png"}})";
    const std::string contact = R"({"type":"contact","payload":{"name":"a"}})";
    const auto with = [](const std::string& attachments) {
        return R"({"text":"a","attachments":[)" + attachments + "]}";
    };
    EXPECT_EQ(send(with(image + "," + image)), "200");
    EXPECT_EQ(send(with(contact)), "200");
    EXPECT_EQ(send(with(contact + "," + image)), "400 proto.payload");
    EXPECT_EQ(send(with(R"({"type":"file","payload":{"token":"t"}})")), "400 proto.payload");
    EXPECT_EQ(send(with(R"({"type":"hologram"})")), "400 proto.payload");
    std::string many = image;
    for (int count = 1; count < 13; ++count) many += "," + image;
    EXPECT_EQ(send(with(many)), "400 proto.payload");
}

TEST_F(MaxMessagesTest, AnEditKeepsWhatItDoesNotName) {
    const std::string mid = sent(keyboard("[" + row(1, callback) + "]"));
    const std::string path = "/messages?message_id=" + mid;
    EXPECT_EQ(bench_.outcome("PUT", path, R"({"text":"b","attachments":null})"), "200");
    const auto kept = bench_.done("GET", "/messages/" + mid).at("body").as_object();
    EXPECT_EQ(kept.at("text"), "b");
    EXPECT_EQ(kept.at("attachments").as_array().size(), 1U);
    EXPECT_EQ(bench_.outcome("PUT", path, R"({"attachments":[]})"), "200");
    const auto cleared = bench_.done("GET", "/messages/" + mid).at("body").as_object();
    EXPECT_EQ(cleared.at("text"), "b");
    EXPECT_FALSE(cleared.contains("attachments"));
    EXPECT_EQ(bench_.outcome("DELETE", path), "200");
    EXPECT_EQ(bench_.outcome("DELETE", path), "404 not.found");
    EXPECT_EQ(bench_.outcome("GET", "/messages/" + mid), "404 not.found");
}

TEST_F(MaxMessagesTest, WhatOthersWroteIsDeletedWithTheRightTo) {
    const auto written = bench_.act(R"({"do":"write","user":17,"text":"a","chat":)" + chat_ + "}");
    const std::string path = "/messages?message_id=" + std::string{written.at("mid").as_string()};
    EXPECT_EQ(bench_.outcome("PUT", path, R"({"text":"b"})"), "403 access.denied");
    bench_.promote(chat_, R"("read_all_messages")");
    EXPECT_EQ(bench_.outcome("DELETE", path), "403 access.denied");
    bench_.promote(chat_, R"("read_all_messages","write")");
    EXPECT_EQ(bench_.outcome("DELETE", path), "200");
}

TEST_F(MaxMessagesTest, OldMessagesOfADialogAreEditedOnlyWithAKeyboard) {
    bench_.act(R"({"do":"start","bot":500,"user":17})");
    const auto mid = [&](const std::string& body) {
        const auto answer = bench_.done("POST", "/messages?user_id=17", body);
        return std::string{answer.at("message").at("body").at("mid").as_string()};
    };
    const std::string plain = mid(R"({"text":"a"})");
    const std::string buttons = mid(keyboard("[" + row(1, callback) + "]"));
    bench_.now += std::chrono::days{7} + std::chrono::seconds{1};
    const std::string body = R"({"text":"b"})";
    EXPECT_EQ(bench_.outcome("PUT", "/messages?message_id=" + plain, body), "200 false");
    EXPECT_EQ(bench_.outcome("PUT", "/messages?message_id=" + buttons, body), "200");
}

TEST_F(MaxMessagesTest, MessagesComeNewestFirst) {
    for (const char* text : {"a", "b", "c"}) {
        sent(std::string{R"({"text":")"} + text + "\"}");
        bench_.now += std::chrono::seconds{1};
    }
    const auto texts = [&](const std::string& query) {
        std::string all;
        const auto answer = bench_.done("GET", to_chat_ + query);
        for (const json::value& message : answer.at("messages").as_array()) {
            all += message.at("body").at("text").as_string();
        }
        return all;
    };
    EXPECT_EQ(texts(""), "cba");
    EXPECT_EQ(texts("&count=2"), "cb");
    EXPECT_EQ(texts("&before=1790000002000"), "ba");
    EXPECT_EQ(texts("&after=1790000000000"), "cb");
    EXPECT_EQ(bench_.outcome("GET", to_chat_ + "&count=0"), "400 proto.payload");
    const std::string mid = sent(R"({"text":"d"})");
    const auto chosen = bench_.done("GET", "/messages?message_ids=mid.0," + mid);
    ASSERT_EQ(chosen.at("messages").as_array().size(), 1U);
}

TEST_F(MaxMessagesTest, APressedCallbackIsToldAndAnswered) {
    const std::string mid = sent(keyboard("[" + row(1, callback) + "]"));
    bench_.updates();
    bench_.act(R"({"do":"press","user":17,"button":"b","mid":")" + mid + "\"}");
    const auto updates = bench_.updates();
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].at("update_type"), "message_callback");
    EXPECT_EQ(updates[0].at("callback").at("payload"), "p");
    EXPECT_EQ(updates[0].at("callback").at("user").at("user_id"), 17);
    const std::string path = "/answers?callback_id=" +
                             std::string{updates[0].at("callback").at("callback_id").as_string()};
    EXPECT_EQ(bench_.outcome("POST", path, R"({"message":{"text":"done"}})"), "200");
    EXPECT_EQ(bench_.done("GET", "/messages/" + mid).at("body").at("text"), "done");
    EXPECT_EQ(bench_.outcome("POST", path, R"({"notification":"ok"})"), "200");
    EXPECT_EQ(bench_.outcome("POST", path, "{}"), "400 proto.payload");
    EXPECT_EQ(bench_.outcome("POST", "/answers?callback_id=x", R"({"notification":"ok"})"),
              "200 false");
    EXPECT_EQ(bench_.outcome("POST", "/answers?callback_id=%20", R"({"notification":"ok"})"),
              "400 proto.payload");
}

TEST_F(MaxMessagesTest, ForwardedMessagesLoseTheirKeyboard) {
    const std::string mid = sent(keyboard("[" + row(1, callback) + "]"));
    const auto message =
        bench_.done("POST", to_chat_, R"({"link":{"type":"forward","mid":")" + mid + "\"}}")
            .at("message");
    EXPECT_EQ(message.at("link").at("type"), "forward");
    EXPECT_EQ(message.at("link").at("message").at("mid").as_string(), mid);
    EXPECT_FALSE(message.at("link").at("message").as_object().contains("attachments"));
    EXPECT_EQ(send(R"({"link":{"type":"forward","mid":"mid.0"}})"), "404 not.found");
}

TEST(MaxContactTest, TheHashIsThatOfRfc4231) {
    EXPECT_EQ(contact_hash("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(MaxContactTest, TheCardHasCrLfAndDigits) {
    EXPECT_EQ(vcard("79990000000", "Иванова, Мария"),
              "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:ez-vcard 0.10.3\r\n"
              "TEL;TYPE=cell:79990000000\r\nFN:Иванова\\, Мария\r\nEND:VCARD\r\n");
    EXPECT_EQ(vcard("", "A").find("TEL"), std::string::npos);
}

TEST(MaxContactTest, AContactIsSignedForTheBotThatAskedForIt) {
    MaxBench bench;
    bench.http("POST", "/sandbox/max/users",
               R"({"user":17,"first_name":"Мария","last_name":"Иванова","phone":"79990000000"})");
    bench.act(R"({"do":"start","bot":500,"user":17})");
    const auto asked = bench.done("POST", "/messages?user_id=17",
                                  keyboard(R"([[{"type":"request_contact","text":"Номер"}]])"));
    const std::string mid{asked.at("message").at("body").at("mid").as_string()};
    bench.updates();
    bench.act(R"({"do":"press","user":17,"button":"Номер","mid":")" + mid + "\"}");
    bench.act(R"({"do":"share_contact","bot":500,"user":17,"hash":false})");
    bench.act(R"({"do":"share_contact","bot":500,"user":17,"of":18})");
    EXPECT_EQ(bench.act_status(R"({"do":"share_contact","bot":500,"user":17,"of":18,"hash":true})"),
              409);
    const auto updates = bench.updates();
    ASSERT_EQ(updates.size(), 3U);
    const auto payload = [&](std::size_t n) {
        EXPECT_EQ(updates[n].at("update_type"), "message_created");
        EXPECT_EQ(updates[n].at("message").at("sender").at("user_id"), 17);
        return updates[n]
            .at("message")
            .at("body")
            .at("attachments")
            .at(0)
            .at("payload")
            .as_object();
    };
    const std::string card{payload(0).at("vcf_info").as_string()};
    EXPECT_EQ(card, vcard("79990000000", "Мария Иванова"));
    EXPECT_EQ(payload(0).at("hash").as_string(), contact_hash("school", card));
    EXPECT_EQ(payload(0).at("max_info").at("user_id"), 17);
    EXPECT_FALSE(payload(1).contains("hash"));
    EXPECT_FALSE(payload(2).contains("hash"));
    EXPECT_EQ(payload(2).at("max_info").at("user_id"), 18);
}

}  // namespace
}  // namespace rosterd::sandbox::max
