// The CSV reader at its edges: what it takes, and where it stops with a line number.
#include "adapters/journal/oneroster/csv.hpp"

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
    EXPECT_EQ(error_of("Иванова,Иванова\n"), "t.csv:1: column occurs twice")
        << "a file without a header begins with a person";
    EXPECT_THAT(error_of("a\nx\"y\n"), HasSubstr("t.csv:2: a quote inside"));
    EXPECT_THAT(error_of("a\n\"x\"y\n"), HasSubstr("t.csv:2: text after a closing quote"));
    EXPECT_THAT(error_of("a\n\"x\n\ny"), HasSubstr("t.csv:2: a quote is opened here"));
    EXPECT_THAT(error_of("a\nx\ry\n"), HasSubstr("t.csv:2: a carriage return"));
    EXPECT_THAT(error_of(std::string_view{"a\nx\0y\n", 6}), HasSubstr("t.csv:2: a NUL"));
    EXPECT_THAT(error_of("a\nx\n\xCF\xE5\n"), HasSubstr("t.csv:3: bytes that are not UTF-8"));
    EXPECT_THAT(error_of("a\n\xC0\xAF\n"), HasSubstr("not UTF-8")) << "overlong";
    EXPECT_THAT(error_of("a\n\xED\xA0\x80\n"), HasSubstr("not UTF-8")) << "surrogate";
}

std::vector<std::string> repairs_of(std::string_view text) {
    CsvReader reader{"t.csv", text, {.tolerant = true, .last_line_end = true}};
    EXPECT_TRUE(reader.header());
    for (auto row = reader.next(); row && *row; row = reader.next()) {
    }
    std::vector<std::string> found;
    for (const CsvRepair& repair : reader.repairs()) {
        found.push_back(std::to_string(repair.line) + "x" + std::to_string(repair.count) + " " +
                        repair.what);
    }
    return found;
}

TEST(TolerantCsvTest, WhatIsCertainIsRepairedAndToldOncePerKind) {
    EXPECT_THAT(repairs_of("a;b\n1;2\n"), ElementsAre("1x1 fields are separated by semicolons"));
    EXPECT_THAT(repairs_of("a,b\n1\n2,2\n3\n"), ElementsAre(HasSubstr("2x2 a row lacks")));
    EXPECT_THAT(repairs_of("a,b\n1,2,,\n"), ElementsAre(HasSubstr("2x1 a row has empty fields")));
    EXPECT_THAT(repairs_of("a\nООО \"Р\"\n"), ElementsAre(HasSubstr("2x2 a quote inside")));
    EXPECT_THAT(repairs_of("a,b\n1,2"), ElementsAre(HasSubstr("2x1 the last line has no end")));
    EXPECT_TRUE(repairs_of("a,b\n\"1;\",2\n").empty());
}

TEST(TolerantCsvTest, Windows1251IsReadAsWhatARussianExcelMeant) {
    // «Пётр № 1—ё» in windows-1251.
    const std::string text = "a\n\xCF\xB8\xF2\xF0 \xB9 1\x97\xB8\n";
    const auto csv = parse_csv("t.csv", text, {.tolerant = true});
    ASSERT_TRUE(csv) << csv.error().what;
    EXPECT_THAT(csv->rows[0].fields, ElementsAre("Пётр № 1—ё"));
    EXPECT_THAT(repairs_of(text), ElementsAre(HasSubstr("read as windows-1251")));
}

TEST(TolerantCsvTest, WhatIsNotCertainStaysAnError) {
    const auto error = [](std::string_view text) {
        const CsvRules rules{.tolerant = true, .last_line_end = true};
        const auto csv = parse_csv("t.csv", text, rules);
        return csv ? std::string{"no error"} : csv.error().what;
    };
    EXPECT_EQ(error("a,b\n1,2\n3"), "t.csv:3: the last line is cut off");
    EXPECT_EQ(error("a,b\n1,2,3\n"), "t.csv:2: 3 fields, the header has 2");
    EXPECT_THAT(error("a\n\"x\"y\n"), HasSubstr("text after a closing quote"));
    EXPECT_THAT(error("a\n\"x\n"), HasSubstr("never closed"));
    EXPECT_THAT(error(std::string_view{"\xFF\xFE"
                                       "a\0\n\0",
                                       6}),
                HasSubstr("UTF-16"));
    EXPECT_THAT(error(std::string_view{"a\nx\0y\n", 6}), HasSubstr("a NUL"));
}

TEST(CsvLimitsTest, RowsColumnsAndBytesAreLimitedWithTheirLine) {
    const auto error = [](std::string_view text, CsvRules rules) {
        const auto csv = parse_csv("t.csv", text, rules);
        return csv ? std::string{"no error"} : csv.error().what;
    };
    EXPECT_EQ(error("a\n1\n2\n3\n", {.rows_max = 2}), "t.csv:4: more than 2 rows");
    EXPECT_EQ(error("a\n1,2,3\n", {.columns_max = 2}), "t.csv:2: more than 2 fields");
    EXPECT_EQ(error("a\n12345\n", {.row_bytes_max = 4}), "t.csv:2: a row of more than 4 bytes");
    EXPECT_EQ(error("a\n1", {.last_line_end = true}),
              "t.csv:2: the last line has no end: the file may be cut off");
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
