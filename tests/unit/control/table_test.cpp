// Text and tables as a terminal shows them.
#include "daemon/rosterctl/table.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <sstream>

#include "daemon/rosterctl/control_client.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {
namespace {

using Kind = Column::Kind;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

Table chats() {
    Table table{{{"CHAT", Kind::id}, {"TITLE"}, {"MEMBERS", Kind::number}}};
    table.add({"class/7v", "7В класс", "28"});
    table.add({"subject/history-7v-1", "7В/История России и всеобщая история", "4"});
    return table;
}

TEST(TextTest, CyrillicTakesOneColumnALetter) {
    EXPECT_EQ(width_of("Ёжик"), 4U);
    EXPECT_EQ(width_of("abc"), 3U);
    EXPECT_EQ(width_of("и\xCC\x86"), 1U) << "a letter and its combining breve";
    EXPECT_EQ(width_of("漢字"), 4U);
}

TEST(TextTest, WhatIsCutOffEndsWithAnEllipsis) {
    EXPECT_EQ(shortened("Учительская", 5), "Учит…");
    EXPECT_EQ(shortened("Учит", 5), "Учит");
    EXPECT_EQ(shortened("Учительская", 1), "…");
    EXPECT_EQ(shortened("漢字漢", 4), "漢…");
    EXPECT_EQ(shortened("x", 0), "");
}

TEST(TextTest, NothingThatSteersATerminalPasses) {
    EXPECT_EQ(printable("a\x1b[31mb\nc\x07"), "a?[31mb?c?");
    EXPECT_EQ(printable("a\nb", LineBreaks::keep), "a\nb");
    EXPECT_EQ(printable("x\xE2\x80\xAEy"), "x?y") << "right-to-left override";
    EXPECT_EQ(printable("\xD0"), "?");
    EXPECT_EQ(printable("\xC2\x9B"), "?") << "CSI in one sign";
    EXPECT_EQ(printable("7В «Б»"), "7В «Б»");
}

TEST(TableTest, ColumnsAreAsWideAsTheyNeedToBe) {
    EXPECT_EQ(lines_of(chats().text(0, false)),
              (std::vector<std::string>{
                  "CHAT                  TITLE                                 MEMBERS",
                  "class/7v              7В класс                                   28",
                  "subject/history-7v-1  7В/История России и всеобщая история        4"}));
}

TEST(TableTest, ANarrowTerminalShortensTextAndKeepsIds) {
    const auto lines = lines_of(chats().text(50, false));
    for (const std::string& line : lines) EXPECT_LE(width_of(line), 50U) << line;
    EXPECT_THAT(lines[2], ::testing::StartsWith("subject/history-7v-1  7В/"));
    EXPECT_THAT(lines[2], ::testing::HasSubstr("…"));
}

TEST(TableTest, EveryWidthIsRespectedDownToTheGaps) {
    for (std::size_t width = 7; width < 80; ++width) {
        for (const std::string& line : lines_of(chats().text(width, false))) {
            EXPECT_LE(width_of(line), width) << line;
        }
    }
}

TEST(TableTest, AnEmptyTableIsItsHeader) {
    const Table table{{{"A"}, {"B", Kind::number}}};
    EXPECT_EQ(table.text(80, false), "A  B\n");
}

TEST(TableTest, EmphasisIsForTheHeaderOnly) {
    Table table{{{"A"}}};
    table.add({"x"});
    EXPECT_EQ(table.text(0, true), "\x1b[1mA\x1b[0m\nx\n");
}

TEST(OutputTest, JsonIsIndentedInTheOrderItCame) {
    const auto value = boost::json::parse(R"({"b":[1,"я"],"a":{},"c":[],"d":0.25,"e":null})");
    EXPECT_EQ(indented(value),
              "{\n  \"b\": [\n    1,\n    \"я\"\n  ],\n  \"a\": {},\n  \"c\": [],\n"
              "  \"d\": 0.25,\n  \"e\": null\n}");
}

TEST(OutputTest, DoublesStayDoubles) {
    EXPECT_EQ(boost::json::parse(indented(boost::json::value(3.0))).is_double(), true);
    EXPECT_EQ(boost::json::parse(indented(boost::json::value(1e300))), 1e300);
}

TEST(OutputTest, MembersAreWordsForPeople) {
    const auto value = boost::json::parse(
        R"({"n":null,"t":true,"i":7,"s":"a\u001bb","l":["x","y"],"e":[],"o":""})");
    const auto& object = value.as_object();
    EXPECT_EQ(text_of(object, "n"), "-");
    EXPECT_EQ(text_of(object, "absent"), "-");
    EXPECT_EQ(text_of(object, "t"), "yes");
    EXPECT_EQ(text_of(object, "i"), "7");
    EXPECT_EQ(text_of(object, "s"), "a?b");
    EXPECT_EQ(text_of(object, "l"), "x, y");
    EXPECT_EQ(text_of(object, "e"), "-");
    EXPECT_EQ(text_of(object, "o"), "-");
    EXPECT_EQ(time_of(object, "n"), "never");
}

TEST(OutputTest, WordsAreCounted) {
    EXPECT_EQ(counted(1, "chat"), "1 chat");
    EXPECT_EQ(counted(0, "chat"), "0 chats");
}

TEST(TargetTest, SegmentsAndParametersAreEncoded) {
    EXPECT_EQ(path_of({"v1", "schools", "17", "chats", "class/7 в"}),
              "/v1/schools/17/chats/class%2F7%20%D0%B2");
    EXPECT_EQ(with_query("/x", {{"a", "1&2=3"}, {"b", ""}, {"c", "?"}}), "/x?a=1%262%3D3&c=%3F");
    EXPECT_EQ(with_query("/x", {{"a", ""}}), "/x");
}

}  // namespace
}  // namespace rosterd::ctl
