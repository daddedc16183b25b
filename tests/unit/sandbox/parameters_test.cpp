// Reading forms: escapes, limits, and which complaint comes first.
#include "adapters/sandbox/parameters.hpp"

#include <gtest/gtest.h>

namespace rosterd::sandbox {
namespace {

TEST(ParametersTest, FormsAreDecodedAndTheLastValueStays) {
    Parameters parameters;
    read_form("title=7%D0%91+%D0%BA%D0%BB&x&y=1&y=2&&z=a%3Db", parameters);
    EXPECT_EQ(parameters, (Parameters{{"title", "7Б кл"}, {"x", ""}, {"y", "2"}, {"z", "a=b"}}));
}

TEST(ParametersTest, BrokenEscapesStayAsTheyCame) {
    EXPECT_EQ(decoded("100%"), "100%");
    EXPECT_EQ(decoded("%zz%4"), "%zz%4");
    EXPECT_EQ(decoded("%41"), "A");
}

TEST(ParametersTest, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
    const std::string replaced = "\xEF\xBF\xBD";
    EXPECT_EQ(as_utf8("7Б \U0001F600"), "7Б \U0001F600");
    EXPECT_EQ(as_utf8("a\xff\xd0"), "a" + replaced + replaced);
    EXPECT_EQ(as_utf8("\xed\xa0\x80"), replaced + replaced + replaced);  // a surrogate
    EXPECT_EQ(as_utf8("\xc0\xaf"), replaced + replaced);                 // overlong
    Parameters parameters;
    read_form("t=%ff", parameters);
    EXPECT_EQ(parameters.at("t"), replaced);
}

TEST(ParametersTest, AnEndlessFormIsCutAtTheLimit) {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "k" + std::to_string(i) + "=1&";
    Parameters parameters;
    read_form(text, parameters);
    EXPECT_EQ(parameters.size(), parameters_max);
}

TEST(ReaderTest, TheFirstComplaintIsKept) {
    const Parameters parameters{{"count", "many"}};
    Reader reader{parameters};
    reader.integer("count", 20);
    reader.required("peer_id");
    ASSERT_TRUE(reader.failed());
    EXPECT_EQ(reader.error().code, 100);
    EXPECT_EQ(reader.error().message,
              "One of the parameters specified was missing or invalid: count not integer");
}

TEST(ReaderTest, APeerIdGivenAsChatIdIsRefused) {
    const Parameters parameters{{"chat_id", "2000000001"}};
    Reader reader{parameters};
    reader.chat_number();
    ASSERT_TRUE(reader.failed());
    EXPECT_EQ(reader.error().code, 100);
    EXPECT_NE(reader.error().message.find("chat_id should be less than 100000000"),
              std::string::npos);
}

TEST(ReaderTest, NumbersThatDoNotFitAreComplaints) {
    const Parameters parameters{{"user_ids", "1, 2,99999999999999999999"}};
    Reader reader{parameters};
    reader.integers("user_ids", 10);
    EXPECT_TRUE(reader.failed());
}

TEST(ReaderTest, NegativeUserIdIsErrorEight) {
    const Parameters parameters{{"user_id", "-5"}};
    Reader reader{parameters};
    reader.user_id("user_id");
    ASSERT_TRUE(reader.failed());
    EXPECT_EQ(reader.error().code, 8);
}

}  // namespace
}  // namespace rosterd::sandbox
