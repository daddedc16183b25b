// Single fields of journal rows.
#include "reconciler/roster_builder_fields.hpp"

#include <gtest/gtest.h>

namespace rosterd::test {
namespace {

TEST(FieldsTest, FlagsHaveThreeSpellings) {
    for (const char* text : {"t", "true", "1"}) EXPECT_EQ(parse_flag(text), true) << text;
    for (const char* text : {"f", "false", "0"}) EXPECT_EQ(parse_flag(text), false) << text;
    for (const char* text : {"", "T", "yes", "2", "да"}) EXPECT_FALSE(parse_flag(text)) << text;
}

TEST(FieldsTest, InfinityIsAnOpenEnd) {
    EXPECT_EQ(parse_open_day("infinity"), day_max);
    EXPECT_EQ(parse_open_day("-infinity"), day_min);
    EXPECT_FALSE(parse_open_day("2026-02-29"));
    EXPECT_FALSE(parse_open_day("2026-09-01 00:00:00"));
}

TEST(FieldsTest, PrintableCutsBetweenCharacters) {
    EXPECT_EQ(printable("7v"), "7v");
    std::string cyrillic;
    for (int i = 0; i < 70; ++i) cyrillic += "я";
    EXPECT_EQ(printable(cyrillic), cyrillic.substr(0, 120) + "...");
    EXPECT_EQ(printable("a\x01\xf0\x28z"),
              "a?"
              "?(z");
}

TEST(FieldsTest, OverlongAndSurrogateUtf8IsRefused) {
    const RelationSpec& spec = spec_of(Relation::person);
    for (const char* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
        const std::array<Field, 3> fields{"1", "id", bad};
        const RowView row{spec, fields, 1};
        EXPECT_TRUE(text_fault(row, 2)) << bad;
    }
    const std::array<Field, 3> fields{"1", "id", "\xf0\x9f\x98\x80 Ёж"};
    EXPECT_FALSE(text_fault(RowView{spec, fields, 1}, 2));
}

TEST(FieldsTest, AFarWordHasNoNearest) {
    constexpr std::array<std::string_view, 2> known{"add", "remove"};
    EXPECT_EQ(expected_words("exclude", known), "expected add or remove");
    EXPECT_EQ(expected_words("ad", known), "expected add or remove; did you mean add?");
}

}  // namespace
}  // namespace rosterd::test
