// vk.md §2.3 row by row: the class of every code, what stops the token, what rests, who gets a
// link.
#include <gtest/gtest.h>

#include <ostream>
#include <set>
#include <vector>

#include "adapters/platform/vk/vk_error.hpp"

namespace rosterd::vk {
namespace {

using enum ErrorKind;

/// Codes of one class.
struct Class {
    std::string name;
    ErrorKind kind;
    std::vector<int> codes;
    friend void PrintTo(const Class& row, std::ostream* out) { *out << row.name; }
};

class VkErrorTableTest : public testing::TestWithParam<Class> {};

TEST_P(VkErrorTableTest, EveryCodeIsOfItsClass) {
    for (const int code : GetParam().codes) {
        const Verdict verdict = judge({code, 0, ""}, CallKind::rename);
        ASSERT_TRUE(verdict.error) << code;
        EXPECT_EQ(to_string(verdict.error->kind), to_string(GetParam().kind)) << code;
        EXPECT_NE(verdict.error->what,
                  "error " + std::to_string(code) + ": a code unknown to rosterd");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Classes, VkErrorTableTest,
    testing::Values(
        Class{"Transient", transient, {1, 6, 10, 13, 32, 36, 43, 907, 908, 990, 995}},
        Class{"LongTransient", long_transient, {9, 29, 601, 982, 984, 1105}},
        Class{
            "Authority",
            authority,
            {2, 4, 5, 7, 11, 20, 21, 27, 28, 37, 42, 101, 203, 912, 1114, 1116, 1117, 1118, 3609}},
        Class{"Person", permanent_person, {18,  30,  38,  39,  113,  900,  901, 902,
                                           936, 939, 940, 943, 944,  947,  962, 967,
                                           981, 985, 987, 988, 1019, 3610, 3611}},
        Class{"Chat", permanent_chat, {15,  19,  40,  103, 104,  600,  909,  917,  919, 920, 921,
                                       922, 924, 925, 927, 931,  932,  942,  945,  946, 949, 950,
                                       969, 970, 974, 983, 1009, 1010, 1011, 1012, 1017}},
        Class{"OurBug", our_bug, {3, 8, 12, 16, 23, 24, 33, 34, 35, 100, 125, 911, 913, 914, 9999}},
        Class{"NeedsHuman",
              needs_human,
              {14, 17, 25, 41, 3300, 3301, 3302, 3303, 3304, 3305, 11500}}),
    [](const auto& row) { return row.param.name; });

TEST(VkErrorEffectTest, ExactlyDeadTokensStopTheAccount) {
    const std::set<int> dead{2,  4,  5,   11,   20,   21,   27,   28,
                             37, 42, 101, 1114, 1116, 1117, 1118, 3609};
    for (int code = 1; code < 12'000; ++code) {
        for (const CallKind kind : {CallKind::add, CallKind::members, CallKind::events}) {
            EXPECT_EQ(judge({code, 0, ""}, kind).stops_account, dead.contains(code)) << code;
        }
    }
}

TEST(VkErrorEffectTest, CaptchaAndSpamRestOneKindOfCalls) {
    for (const int code : {14, 982, 984}) {
        EXPECT_EQ(judge({code, 0, ""}, CallKind::add).rest, Rest::hour) << code;
    }
    for (const int code : {29, 601}) {
        EXPECT_EQ(judge({code, 0, ""}, CallKind::add).rest, Rest::midnight) << code;
    }
    EXPECT_EQ(judge({9, 0, ""}, CallKind::add).rest, Rest::minutes);
    for (const int code : {1, 5, 6, 7, 10, 15, 27, 103, 917, 925, 936, 939, 947, 981}) {
        EXPECT_EQ(judge({code, 0, ""}, CallKind::add).rest, Rest::none) << code;
    }
}

TEST(VkErrorEffectTest, OnlyWhoCannotBeAddedMustBeInvited) {
    EXPECT_TRUE(
        judge({15, 0, "Access denied: can't add this user"}, CallKind::add).must_be_invited);
    EXPECT_TRUE(judge({981, 0, ""}, CallKind::add).must_be_invited);
    EXPECT_FALSE(judge({15, 0, "Access denied: user already in"}, CallKind::add).must_be_invited);
    EXPECT_FALSE(judge({15, 1133, "Access denied"}, CallKind::add).must_be_invited);
    EXPECT_FALSE(
        judge({15, 0, "Access denied: can't remove this user"}, CallKind::remove).must_be_invited);
    for (int code = 1; code < 12'000; ++code) {
        if (code == 15 || code == 981) continue;
        EXPECT_FALSE(judge({code, 0, ""}, CallKind::add).must_be_invited) << code;
    }
}

TEST(VkErrorEffectTest, WaitingForEventsIsDeniedToTheToken) {
    const Verdict denied = judge({15, 0, "Access denied"}, CallKind::events);
    ASSERT_TRUE(denied.error);
    EXPECT_EQ(denied.error->kind, authority);
    EXPECT_FALSE(denied.stops_account) << "chats go on without events";
    EXPECT_EQ(judge({10, 0, ""}, CallKind::events).error->kind, transient);
}

}  // namespace
}  // namespace rosterd::vk
