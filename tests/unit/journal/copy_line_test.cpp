// PostgreSQL's COPY text format.
#include "adapters/journal/copy_line.hpp"

#include <gtest/gtest.h>

#include <array>

namespace rosterd::test {
namespace {

TEST(CopyLineTest, SplitsAtTabs) {
    std::string line = "1\tИванова\t\t2026-09-01";
    std::array<Field, 4> fields;
    ASSERT_TRUE(split_copy_line(line, fields));
    EXPECT_EQ(fields[0], "1");
    EXPECT_EQ(fields[1], "Иванова");
    EXPECT_EQ(fields[2], "");
    EXPECT_EQ(fields[3], "2026-09-01");
}

TEST(CopyLineTest, NullIsNoValueAndABackslashNIsText) {
    std::string line = "\\N\t\\\\N\tN";
    std::array<Field, 3> fields;
    ASSERT_TRUE(split_copy_line(line, fields));
    EXPECT_FALSE(fields[0]);
    EXPECT_EQ(fields[1], "\\N");
    EXPECT_EQ(fields[2], "N");
}

TEST(CopyLineTest, EscapesAreResolved) {
    std::string line = "a\\tb\\nc\\rd\\\\e\t\\b\\f\\v";
    std::array<Field, 2> fields;
    ASSERT_TRUE(split_copy_line(line, fields));
    EXPECT_EQ(fields[0], "a\tb\nc\rd\\e");
    EXPECT_EQ(fields[1], "\b\f\v");
}

TEST(CopyLineTest, AnotherNumberOfFieldsIsRefused) {
    std::array<Field, 2> fields;
    for (const char* text : {"a", "a\tb\tc", ""}) {
        std::string line = text;
        EXPECT_FALSE(split_copy_line(line, fields)) << text;
    }
}

TEST(CopyLineTest, AnEmptyLineIsOneEmptyField) {
    std::string line;
    std::array<Field, 1> fields;
    ASSERT_TRUE(split_copy_line(line, fields));
    EXPECT_EQ(fields[0], "");
}

}  // namespace
}  // namespace rosterd::test
