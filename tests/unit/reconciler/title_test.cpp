// Titles from patterns, and cutting them without breaking a character.
#include "reconciler/title.hpp"

#include <gtest/gtest.h>

namespace rosterd::testing {

namespace {

std::string expanded(std::string_view pattern) {
    std::string out = "left over";
    expand_title(pattern,
                 {.school_class = "7В",
                  .subject = "История",
                  .group = "1 группа",
                  .classes = "7А, 7В",
                  .school = "Гимназия"},
                 out);
    return out;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t at = 0; at < times; ++at) out += text;
    return out;
}

}  // namespace

TEST(TitleTest, PlaceholdersBecomeTheirValues) {
    EXPECT_EQ(expanded("{class} класс"), "7В класс");
    EXPECT_EQ(expanded("{class}/{subject} ({group})"), "7В/История (1 группа)");
    EXPECT_EQ(expanded("{subject} ({classes})"), "История (7А, 7В)");
    EXPECT_EQ(expanded("{school}"), "Гимназия");
    EXPECT_EQ(expanded("{class}{class}"), "7В7В");
    EXPECT_EQ(expanded(""), "");
}

TEST(TitleTest, OtherBracesStay) {
    EXPECT_EQ(expanded("{unknown} {class}"), "{unknown} 7В");
    EXPECT_EQ(expanded("{class"), "{class");
    EXPECT_EQ(expanded("class}"), "class}");
    EXPECT_EQ(expanded("{}"), "{}");
}

TEST(TitleTest, BracesInAValueAreNotExpandedAgain) {
    std::string out;
    TitleValues values;
    values.school_class = "{subject}";
    values.subject = "История";
    expand_title("{class}", values, out);
    EXPECT_EQ(out, "{subject}");
}

TEST(TitleTest, CharactersAreCodePoints) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("abc"), 3U);
    EXPECT_EQ(count_characters("7В класс"), 8U);
    EXPECT_EQ(count_characters("😀"), 1U);
    EXPECT_EQ(count_characters("\xff\xfe"), 2U);
}

TEST(TitleTest, ATitleAtTheLimitIsKept) {
    std::string title = repeated("я", 128);
    EXPECT_FALSE(cut_title(title, 128));
    EXPECT_EQ(title, repeated("я", 128));
}

TEST(TitleTest, ALongerTitleIsCutAtACodePointAndEndsWithAnEllipsis) {
    for (const std::string_view character : {"a", "я", "漢", "😀"}) {
        for (const std::size_t length : {129U, 300U}) {
            std::string title = repeated(character, length);
            EXPECT_TRUE(cut_title(title, 128));
            EXPECT_EQ(title, repeated(character, 127) + "…") << character;
            EXPECT_EQ(count_characters(title), 128U);
        }
    }
}

TEST(TitleTest, TheSmallestLimitLeavesTheEllipsis) {
    std::string title = "Учительская";
    EXPECT_TRUE(cut_title(title, 1));
    EXPECT_EQ(title, "…");
}

}  // namespace rosterd::testing
