// Our lines, read as fields.
#include "systemd/log_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rosterd::systemd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(LogFieldsTest, ALineIsItsFieldsInTheirOrder) {
    EXPECT_THAT(log_fields("school=17 pass=failed kind=transient"),
                ElementsAre(LogField{"school", "17"}, LogField{"pass", "failed"},
                            LogField{"kind", "transient"}));
}

TEST(LogFieldsTest, QuotesHoldWordsTogetherAndAreNoPartOfThem) {
    EXPECT_THAT(log_fields("error=\"no route\" hint=\"\", retrying in 5 s"),
                ElementsAre(LogField{"error", "no route"}, LogField{"hint", ""}));
}

TEST(LogFieldsTest, AQuoteInsideAQuotationDoesNotEndIt) {
    EXPECT_THAT(
        log_fields("error=\"relation \"x\".y is missing\" hint=\"look\""),
        ElementsAre(LogField{"error", "relation \"x\".y is missing"}, LogField{"hint", "look"}));
}

TEST(LogFieldsTest, PunctuationEndsAValue) {
    EXPECT_THAT(log_fields("reload=refused, the former; tzdata=2026a;"),
                ElementsAre(LogField{"reload", "refused"}, LogField{"tzdata", "2026a"}));
}

TEST(LogFieldsTest, WordsAreNoFields) {
    EXPECT_THAT(log_fields("rosterd 0.1.0 is ready: 1 schools"), IsEmpty());
    EXPECT_THAT(log_fields("https://example.org/?a=b =c X=1 2b=3 =="), IsEmpty());
    EXPECT_THAT(log_fields(""), IsEmpty());
}

TEST(LogFieldsTest, TheFirstOfANameCountsWhateverIsSaidBehindIt) {
    EXPECT_THAT(log_fields("school=17 error=\"x\" school=18\""),
                ElementsAre(LogField{"school", "17"}, LogField{"error", "x"}));
}

TEST(LogFieldsTest, AnOpenQuotationGoesToTheEnd) {
    EXPECT_THAT(log_fields("error=\"cut off"), ElementsAre(LogField{"error", "cut off"}));
    EXPECT_THAT(log_fields("error=\""), ElementsAre(LogField{"error", ""}));
    EXPECT_THAT(log_fields("error="), ElementsAre(LogField{"error", ""}));
}

}  // namespace
}  // namespace rosterd::systemd
