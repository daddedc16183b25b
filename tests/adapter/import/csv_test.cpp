// The CSV reader at its edges: what it takes, and where it stops with a line number.
#include "adapters/journal/import/csv.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace rosterd::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CsvFile parsed(std::string_view text) {
    auto csv = parse_csv("t.csv", text);
    EXPECT_TRUE(csv) << csv.error().what;
    return *std::move(csv);
}

std::string error_of(std::string_view text) {
    const auto csv = parse_csv("t.csv", text);
    if (csv) return "no error";
    EXPECT_EQ(csv.error().kind, ErrorKind::invalid_input);
    return csv.error().what;
}

TEST(CsvTest, QuotedFieldsHoldCommasQuotesAndLines) {
    const auto csv = parsed("a,b\r\n\"x,\"\"y\"\"\",\"one\r\ntwo\"\r\nlast,\r\n");
    EXPECT_THAT(csv.header, ElementsAre("a", "b"));
    ASSERT_EQ(csv.rows.size(), 2U);
    EXPECT_THAT(csv.rows[0].fields, ElementsAre("x,\"y\"", "one\r\ntwo"));
    EXPECT_EQ(csv.rows[0].line, 2U);
    EXPECT_THAT(csv.rows[1].fields, ElementsAre("last", ""));
    EXPECT_EQ(csv.rows[1].line, 4U);
}

TEST(CsvTest, ByteOrderMarkPlainLineFeedsAndNoLastLineEndAreTaken) {
    const auto csv = parsed("\xEF\xBB\xBFимя,b\nПётр,2");
    EXPECT_THAT(csv.header, ElementsAre("имя", "b"));
    ASSERT_EQ(csv.rows.size(), 1U);
    EXPECT_THAT(csv.rows[0].fields, ElementsAre("Пётр", "2"));
    EXPECT_EQ(csv.column("b"), 1U);
    EXPECT_EQ(csv.column("c"), std::nullopt);
}

TEST(CsvTest, AHeaderAloneIsAnEmptyFileAndBlankLinesAreSkipped) {
    EXPECT_TRUE(parsed("a,b\r\n").rows.empty());
    EXPECT_EQ(parsed("a,b\n\n1,2\n\n").rows.size(), 1U);
    EXPECT_EQ(parsed("a,b\n,\n").rows.size(), 1U);
    EXPECT_THAT(parsed("a,b\n\"\",1\n").rows[0].fields, ElementsAre("", "1"));
}

TEST(CsvTest, WhatBreaksTheFormatIsNamedWithItsLine) {
    EXPECT_THAT(error_of(""), HasSubstr("no header"));
    EXPECT_EQ(error_of("a,b\n1\n"), "t.csv:2: 1 fields, the header has 2");
    EXPECT_EQ(error_of("a,b\n1,2\n1,2,3\n"), "t.csv:3: 3 fields, the header has 2");
    EXPECT_EQ(error_of("a,a\n"), "t.csv:1: column 'a' occurs twice");
    EXPECT_THAT(error_of("a\nx\"y\n"), HasSubstr("t.csv:2: a quote inside"));
    EXPECT_THAT(error_of("a\n\"x\"y\n"), HasSubstr("t.csv:2: text after a closing quote"));
    EXPECT_THAT(error_of("a\n\"x\n\ny"), HasSubstr("t.csv:2: a quote is opened here"));
    EXPECT_THAT(error_of("a\nx\ry\n"), HasSubstr("t.csv:2: a carriage return"));
    EXPECT_THAT(error_of(std::string_view{"a\nx\0y\n", 6}), HasSubstr("t.csv:2: a NUL"));
    EXPECT_THAT(error_of("a\nx\n\xCF\xE5\n"), HasSubstr("t.csv:3: bytes that are not UTF-8"));
    EXPECT_THAT(error_of("a\n\xC0\xAF\n"), HasSubstr("not UTF-8")) << "overlong";
    EXPECT_THAT(error_of("a\n\xED\xA0\x80\n"), HasSubstr("not UTF-8")) << "surrogate";
}

TEST(CsvTest, AMissingFileIsNotFound) {
    const test::TemporaryDirectory directory;
    EXPECT_EQ(read_csv(directory / "none.csv").error().kind, ErrorKind::not_found);
    std::ofstream{directory / "some.csv"} << "a\n1\n2\n3,4\n";
    const auto broken = read_csv(directory / "some.csv");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().what, "some.csv:4: 2 fields, the header has 1");
}

}  // namespace
}  // namespace rosterd::journal
