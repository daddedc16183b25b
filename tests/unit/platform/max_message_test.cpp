// What is written, what is remembered of it, and what a history tells.
#include "adapters/platform/max/max_message.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/platform/max/max_memory.hpp"

namespace rosterd::max {
namespace {

std::string written(const DirectMessage& message) {
    return boost::json::serialize(direct_message(message));
}

TEST(MaxMessageTest, LongTextsEndWithAnEllipsis) {
    EXPECT_EQ(shortened("абвгд", 5), "абвгд");
    EXPECT_EQ(shortened("абвгд", 4), "абв…");
    EXPECT_EQ(shortened("a😀b", 4), "a😀b") << "two UTF-16 units";
    EXPECT_EQ(shortened("a😀bc", 4), "a😀…");
    EXPECT_EQ(shortened("😀😀", 3), "😀…");
    EXPECT_EQ(shortened("", 4), "");
    const std::string long_text(5000, 'x');
    EXPECT_EQ(text_message(long_text).at("text").as_string().size(), 3999U + 3U);
}

TEST(MaxMessageTest, PlainTextHasNoAttachments) {
    EXPECT_EQ(written({.user = 1, .text = "Здравствуйте"}), R"({"text":"Здравствуйте"})");
}

TEST(MaxMessageTest, ButtonsOpenLinksAndAskForThePhone) {
    EXPECT_EQ(
        written(invitation(1, "Приходите", "https://max.ru/join/x")),
        R"({"text":"Приходите","attachments":[{"type":"inline_keyboard","payload":{"buttons":[)"
        R"([{"type":"link","text":"Войти в чат","url":"https://max.ru/join/x"}]]}}]})");
    EXPECT_EQ(written({.user = 1, .text = "a", .asks_phone = true}),
              R"({"text":"a","attachments":[{"type":"inline_keyboard","payload":{"buttons":[)"
              R"([{"type":"request_contact","text":"Поделиться своим номером"}]]}}]})");
}

TEST(MaxMessageTest, ALinkThatIsNoButtonStandsInTheText) {
    EXPECT_EQ(written({.user = 1, .text = "a", .link = "https://x/1"}),
              R"({"text":"a\nhttps://x/1"})");
    EXPECT_EQ(written({.user = 1, .text = "a", .button = "b", .link = "tel:1"}),
              R"({"text":"a\ntel:1"})");
}

TEST(MaxMessageTest, AHistoryIsReadWithWholeNumbers) {
    const auto history = read_history(boost::json::parse(R"({"messages":[
        {"sender":{"user_id":7},"timestamp":1775053255737,
         "body":{"mid":"mid.a","seq":116327994376978687,"text":"начался"}},
        {"body":{"mid":"mid.b"}}, {"body":null}, 5]})"));
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history[0].id, "mid.a");
    EXPECT_EQ(history[0].number, 116327994376978687);
    EXPECT_EQ(history[0].sender, 7);
    EXPECT_EQ(history[0].text, "начался");
    EXPECT_EQ(history[0].at_ms, 1775053255737);
}

constexpr UnixSeconds start = 1'800'000'000;

TEST(MaxMemoryTest, IdsAreKeptByChatAndNumberAndTheOldestGo) {
    MessageIds ids{2};
    ids.remember(-1, 5, "a");
    ids.remember(-2, 5, "b");
    EXPECT_EQ(ids.find(-1, 5), "a");
    EXPECT_EQ(ids.find(-2, 5), "b");
    EXPECT_FALSE(ids.find(-3, 5));
    ids.remember(-1, 6, "c");
    EXPECT_FALSE(ids.find(-1, 5));
    EXPECT_EQ(ids.find(-1, 6), "c");
}

TEST(MaxMemoryTest, OnceLastsAnHour) {
    OnceMemory once;
    once.written({-1, 11}, 500, start);
    EXPECT_EQ(once.number_of({-1, 11}, start + 3599), 500);
    EXPECT_FALSE(once.number_of({-1, 11}, start + 3600));
    EXPECT_FALSE(once.number_of({-1, 12}, start));
    EXPECT_FALSE(once.number_of({-2, 11}, start));
    EXPECT_TRUE(once.is_taken(-1, 500));
    EXPECT_FALSE(once.is_taken(-2, 500));
    once.written({-9, 1}, 1, start + 3600);
    EXPECT_FALSE(once.is_taken(-1, 500)) << "forgotten, not only expired";
}

TEST(MaxMemoryTest, DoubtEndsWhenItIsWritten) {
    OnceMemory once;
    once.in_doubt({-1, 11}, start);
    EXPECT_TRUE(once.is_in_doubt({-1, 11}, start + 1));
    EXPECT_FALSE(once.number_of({-1, 11}, start + 1));
    once.written({-1, 11}, 500, start + 2);
    EXPECT_FALSE(once.is_in_doubt({-1, 11}, start + 3));
    once.written({-3, 1}, 1, start + 3601);
    EXPECT_EQ(once.number_of({-1, 11}, start + 3601), 500) << "its later place counts";
}

TEST(MaxMemoryTest, WithoutANumberNothingIsOnce) {
    OnceMemory once;
    once.written({-1, 0}, 500, start);
    EXPECT_FALSE(once.number_of({-1, 0}, start));
}

TEST(MaxMemoryTest, LinksAreKnownForAnHour) {
    KnownLinks links{2};
    links.remember(-5, "https://max.ru/join/a", 1000);
    links.remember(-5, "https://max.ru/join/b", 2000);
    EXPECT_EQ(links.find(-5, 2000 + 3599), "https://max.ru/join/b");
    EXPECT_FALSE(links.find(-5, 2000 + 3600));
    EXPECT_FALSE(links.find(-6, 2000));
    links.remember(-6, "https://max.ru/join/c", 2000);
    links.remember(-7, "https://max.ru/join/d", 2000);
    int known = 0;
    for (const ChatNumber chat : {-5, -6, -7}) known += links.find(chat, 2000) ? 1 : 0;
    EXPECT_EQ(known, 2);
    EXPECT_EQ(links.find(-7, 2000), "https://max.ru/join/d") << "the newest is among them";
}

}  // namespace
}  // namespace rosterd::max
