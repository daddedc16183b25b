// The meaning of VK's codes, as vk.md §2.3 and §2.4 state it.
#include "adapters/platform/vk/vk_error.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

namespace rosterd::vk {
namespace {

struct Case {
    std::string name;
    VkError error;
    CallKind call;
    std::optional<ErrorKind> kind;  ///< nothing: reached or on its way
    bool reread = false;
    friend void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }
};

class VkErrorTest : public testing::TestWithParam<Case> {};

TEST_P(VkErrorTest, MeansExactly) {
    const Verdict verdict = judge(GetParam().error, GetParam().call);
    ASSERT_EQ(verdict.error.has_value(), GetParam().kind.has_value());
    if (verdict.error) {
        EXPECT_EQ(to_string(verdict.error->kind), to_string(*GetParam().kind));
    }
    EXPECT_EQ(verdict.reread, GetParam().reread);
}

INSTANTIATE_TEST_SUITE_P(
    Table, VkErrorTest,
    testing::Values(
        Case{"AbsentPersonIsRemoved", {935, 0, ""}, CallKind::remove, {}},
        Case{"AbsentPersonCannotBePromoted",
             {935, 0, ""},
             CallKind::role,
             ErrorKind::transient,
             true},
        Case{"PresentPersonNeedsAReread",
             {15, 0, "Access denied: user already in"},
             CallKind::add,
             {},
             true},
        Case{"PrivacyIsPermanent",
             {15, 0, "Access denied: can't add this user"},
             CallKind::add,
             ErrorKind::permanent_person},
        Case{"ProtectedAdministratorIsPermanent",
             {15, 0, "Access denied: can't remove this user"},
             CallKind::remove,
             ErrorKind::permanent_person},
        Case{"ForbiddenMethodIsAuthority",
             {15, 1133, "Access denied: no access"},
             CallKind::role,
             ErrorKind::authority},
        Case{"ForbiddenMethodIsKnownByItsText",
             {15, 0, "Access denied: no access to call this method"},
             CallKind::members,
             ErrorKind::authority},
        Case{"DeniedReadConcernsTheChat",
             {15, 0, "Access denied"},
             CallKind::members,
             ErrorKind::permanent_chat},
        Case{"SentRequestIsAnInvitation", {939, 0, ""}, CallKind::add, {}},
        Case{
            "CaptchaNeedsAHuman", {14, 0, "Captcha needed"}, CallKind::add, ErrorKind::needs_human},
        Case{"DeadCommunityTokenIsAuthority",
             {27, 0, "Group authorization failed"},
             CallKind::add,
             ErrorKind::authority},
        Case{"UserOnlyMethodIsOurBug",
             {27, 0, "Group authorization failed: method is unavailable with group auth."},
             CallKind::add,
             ErrorKind::our_bug},
        Case{"LostChatIsPermanent", {927, 0, ""}, CallKind::members, ErrorKind::permanent_chat},
        Case{"LostChatIsLeft", {927, 0, ""}, CallKind::leave, {}},
        Case{"InternalErrorOfReadingIsTransient",
             {10, 0, ""},
             CallKind::members,
             ErrorKind::transient},
        Case{"InternalErrorOfCreatingIsInDoubt",
             {10, 0, ""},
             CallKind::create,
             ErrorKind::unknown_outcome},
        Case{"InternalErrorOfAddingNeedsAReread",
             {10, 0, ""},
             CallKind::add,
             ErrorKind::transient,
             true},
        Case{"FailureWithoutReasonIsInDoubt",
             {0, 0, ""},
             CallKind::remove,
             ErrorKind::unknown_outcome,
             true},
        Case{"FailureWithoutReasonOfReadingIsTransient",
             {0, 0, ""},
             CallKind::members,
             ErrorKind::transient},
        Case{"ForbiddenLetterConcernsThePerson",
             {7, 0, ""},
             CallKind::send,
             ErrorKind::permanent_person},
        Case{"MissingRightIsAuthority", {7, 0, ""}, CallKind::rename, ErrorKind::authority},
        Case{"UnknownCodeIsTransient", {31337, 0, ""}, CallKind::add, ErrorKind::transient},
        Case{"AddingRestriction", {982, 0, ""}, CallKind::add, ErrorKind::long_transient},
        Case{"FullChat", {103, 0, ""}, CallKind::add, ErrorKind::permanent_chat}),
    [](const auto& row) { return row.param.name; });

TEST(VkErrorTextTest, OwnWordsWithTheCodeAndAHint) {
    const Verdict closed = judge({947, 0, "secret of VK"}, CallKind::add);
    ASSERT_TRUE(closed.error);
    EXPECT_EQ(closed.error->what, "error 947: no access to the community");
    EXPECT_EQ(closed.error->hint, "this person must join the closed community first");
}

TEST(VkErrorTextTest, VksTextNeverPasses) {
    for (int code = 0; code < 12'000; ++code) {
        for (const CallKind kind : {CallKind::add, CallKind::members, CallKind::create}) {
            const Verdict verdict = judge({code, 0, "Ivanov +7 900"}, kind);
            if (!verdict.error) continue;
            EXPECT_EQ(verdict.error->what.find("Ivanov"), std::string::npos) << code;
            EXPECT_EQ(verdict.error->hint.find("Ivanov"), std::string::npos) << code;
        }
    }
}

TEST(VkErrorTextTest, OnlyADeadTokenStopsTheAccount) {
    for (const int code : {4, 5, 28, 37, 1117, 3609}) {
        EXPECT_TRUE(judge({code, 0, ""}, CallKind::add).stops_account) << code;
    }
    EXPECT_TRUE(judge({27, 0, "Group authorization failed"}, CallKind::add).stops_account);
    EXPECT_FALSE(
        judge({27, 0, "method is unavailable with group auth"}, CallKind::add).stops_account);
    for (const int code : {7, 15, 917, 925, 912, 982}) {
        EXPECT_FALSE(judge({code, 0, ""}, CallKind::add).stops_account) << code;
    }
}

TEST(VkRestTimeTest, GrowsToADayAndKnowsMoscowsMidnight) {
    constexpr UnixSeconds noon_utc = 1'800'000'000 / 86'400 * 86'400 + 43'200;
    EXPECT_EQ(rest_until(Rest::none, 1, noon_utc), noon_utc);
    EXPECT_EQ(rest_until(Rest::minutes, 1, noon_utc), noon_utc + 600);
    EXPECT_EQ(rest_until(Rest::minutes, 3, noon_utc), noon_utc + 2400);
    EXPECT_EQ(rest_until(Rest::hour, 40, noon_utc), noon_utc + 86'400);
    EXPECT_EQ(rest_until(Rest::midnight, 1, noon_utc), noon_utc + 9 * 3600);
    const UnixSeconds after_midnight_in_moscow = noon_utc + 10 * 3600;
    EXPECT_EQ(rest_until(Rest::midnight, 1, after_midnight_in_moscow),
              noon_utc + 9 * 3600 + 86'400);
}

}  // namespace
}  // namespace rosterd::vk
