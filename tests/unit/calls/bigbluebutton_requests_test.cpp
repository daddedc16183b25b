// What the requests say: ids, passwords, names and lengths of meetings.
#include "adapters/calls/bigbluebutton_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/title.hpp"

namespace rosterd::calls {
namespace {

using testing::Contains;
using testing::Not;

constexpr std::string_view secret = "s3cret";

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::string value_of(const Parameters& parameters, std::string_view name) {
    for (const Parameter& parameter : parameters) {
        if (parameter.name == name) return parameter.value;
    }
    return "none";
}

CallWish wish_of(std::chrono::seconds length) {
    return {.key = "17/conference 4", .room = "17/5a", .title = "Алгебра", .length = length};
}

TEST(BigBlueButtonRequestsTest, MeetingsAreNamedByTheirKey) {
    EXPECT_EQ(meeting_id("17/conference 4"), "rosterd-8f0e56d0698d55ebccbd96e63ceaaf1c");
    EXPECT_NE(meeting_id("17/conference 4"), meeting_id("17/conference 5"));
    EXPECT_EQ(meeting_id(repeated("я/,", 1000)).size(), 40U);
}

TEST(BigBlueButtonRequestsTest, PasswordsDependOnSecretMeetingAndRole) {
    const std::string moderator = meeting_password(secret, "m", CallRole::moderator);
    EXPECT_EQ(moderator.size(), 32U);
    EXPECT_EQ(moderator, meeting_password(secret, "m", CallRole::moderator));
    EXPECT_NE(moderator, meeting_password(secret, "m", CallRole::participant));
    EXPECT_NE(moderator, meeting_password(secret, "n", CallRole::moderator));
    EXPECT_NE(moderator, meeting_password("other", "m", CallRole::moderator));
}

TEST(BigBlueButtonRequestsTest, AMeetingIsCreatedSoThatItLastsAndEndsByItself) {
    const MeetingRules rules{secret, std::chrono::minutes{15}};
    const Parameters asked = create_parameters(wish_of(std::chrono::minutes{45}), rules);
    const std::string meeting = meeting_id("17/conference 4");
    const Parameters expected{
        {"attendeePW", meeting_password(secret, meeting, CallRole::participant)},
        {"moderatorPW", meeting_password(secret, meeting, CallRole::moderator)},
        {"duration", "60"},
        {"meetingExpireIfNoUserJoinedInMinutes", "60"},
        {"meetingExpireWhenLastUserLeftInMinutes", "60"},
        {"guestPolicy", "ASK_MODERATOR"},
        {"record", "false"},
        {"name", "Алгебра"},
        {"meetingID", meeting}};
    EXPECT_EQ(asked, expected);
}

TEST(BigBlueButtonRequestsTest, LengthsAreRoundedUpAndNeverEndless) {
    const auto minutes = [](std::chrono::seconds length, std::chrono::minutes margin) {
        return value_of(create_parameters(wish_of(length), {secret, margin}), "duration");
    };
    using namespace std::chrono_literals;
    EXPECT_EQ(minutes(45min, 0min), "45");
    EXPECT_EQ(minutes(44min + 1s, 0min), "45");
    EXPECT_EQ(minutes(0s, 0min), "1");
    EXPECT_EQ(minutes(-10min, 5min), "1");
}

TEST(BigBlueButtonRequestsTest, GuestsAreMarkedAndOthersAreNot) {
    const auto guest = join_parameters(secret, "m", {.name = "Участник", .guest = true});
    EXPECT_THAT(guest, Contains(Parameter{"guest", "true"}));
    EXPECT_EQ(value_of(guest, "password"), meeting_password(secret, "m", CallRole::participant));
    const auto teacher = join_parameters(secret, "m", {"Анна", CallRole::moderator});
    EXPECT_THAT(teacher, Not(Contains(Parameter{"guest", "true"})));
    EXPECT_EQ(value_of(teacher, "password"), meeting_password(secret, "m", CallRole::moderator));
    EXPECT_EQ(value_of(teacher, "fullName"), "Анна");
}

struct Naming {
    std::string name;
    std::string title;
    std::string expected;
};
class MeetingNameTest : public testing::TestWithParam<Naming> {};

TEST_P(MeetingNameTest, IsWhatTheServerTakes) {
    EXPECT_EQ(meeting_name(GetParam().title), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, MeetingNameTest,
    testing::Values(Naming{"AGoodTitleStays", "Алгебра 5 «А»", "Алгебра 5 «А»"},
                    Naming{"CommasBecomeSpaces", "Алгебра,5А , 6Б", "Алгебра 5А 6Б"},
                    Naming{"ControlCharactersBecomeSpaces", "\tАлгебра\n\n5А\x7F", "Алгебра 5А"},
                    Naming{"NothingBecomesALesson", "", "Урок"},
                    Naming{"OnlyBlanksBecomeALesson", " ,\n", "Урок"},
                    Naming{"OneCharacterIsTooShort", "Я", "Урок Я"},
                    Naming{"TwoCharactersAreEnough", "ИЗ", "ИЗ"},
                    Naming{"SixtyFourCharactersStay", repeated("я", 64), repeated("я", 64)},
                    Naming{"MoreAreCutByCharacters", repeated("я", 65), repeated("я", 63) + "…"},
                    Naming{"WideCharactersCountTwice", repeated("😀", 32), repeated("😀", 32)},
                    Naming{"ManyWideCharactersAreCut", repeated("😀", 33),
                           repeated("😀", 31) + "…"}),
    [](const auto& row) { return row.param.name; });

TEST(BigBlueButtonRequestsTest, NoMixOfWidthsIsTooLong) {
    for (int narrow = 0; narrow < 70; ++narrow) {
        for (int wide = 0; wide < 70; ++wide) {
            const std::string name = meeting_name(repeated("я", narrow) + repeated("😀", wide));
            std::size_t units = count_characters(name);
            for (const char byte : name) units += static_cast<unsigned char>(byte) >= 0xF0 ? 1 : 0;
            ASSERT_LE(units, 64U) << narrow << " and " << wide;
            ASSERT_GE(units, 2U);
        }
    }
}

}  // namespace
}  // namespace rosterd::calls
