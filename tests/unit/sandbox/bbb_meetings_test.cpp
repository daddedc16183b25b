// When meetings run, run out and end: pure state, the time given by hand.
#include "adapters/sandbox/bbb_meetings.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::start;

Attendee person(std::string name) {
    return {.user_id = {}, .full_name = std::move(name)};
}

TEST(MeetingsTest, AMeetingRunsWhileSomebodyIsInside) {
    Meetings meetings;
    Meeting& meeting = meetings.create({.id = "7b", .name = "7Б"}, start);
    EXPECT_FALSE(meeting.running());
    meetings.join(meeting, person("Анна"), start);
    EXPECT_TRUE(meeting.running());
    EXPECT_EQ(meeting.joined_total, 1);
    EXPECT_TRUE(meetings.leave("7b", start));
    EXPECT_FALSE(meeting.running());
    EXPECT_TRUE(meeting.first_joined.has_value());
}

TEST(MeetingsTest, NobodyCameAndItEnds) {
    Meetings meetings;
    meetings.create({.id = "7b", .name = "7Б"}, start);
    meetings.end_due(start + minutes{5} - milliseconds{1});
    EXPECT_NE(meetings.find("7b"), nullptr);
    meetings.end_due(start + minutes{60});
    EXPECT_EQ(meetings.find("7b"), nullptr);
    EXPECT_EQ(meetings.list().front().ended, start + minutes{5});
    EXPECT_FALSE(meetings.list().front().forcibly_ended);
}

TEST(MeetingsTest, EverybodyLeftAndItEnds) {
    Meetings meetings;
    Meeting& meeting = meetings.create({.id = "7b", .expires_left = minutes{3}}, start);
    meetings.join(meeting, person("Анна"), start);
    meetings.end_due(start + minutes{600});
    ASSERT_NE(meetings.find("7b"), nullptr);
    meetings.leave("7b", start + minutes{600});
    // Somebody who comes back in time keeps it.
    meetings.end_due(start + minutes{602});
    meetings.join(meeting, person("Анна"), start + minutes{602});
    meetings.end_due(start + minutes{700});
    ASSERT_NE(meetings.find("7b"), nullptr);
    meetings.leave("7b", start + minutes{700});
    meetings.end_due(start + minutes{703});
    EXPECT_EQ(meetings.find("7b"), nullptr);
}

TEST(MeetingsTest, ALengthEndsItWhoeverIsInside) {
    Meetings meetings;
    Meeting& meeting = meetings.create({.id = "7b", .duration = minutes{45}}, start);
    meetings.join(meeting, person("Анна"), start);
    meetings.end_due(start + minutes{45});
    EXPECT_EQ(meetings.find("7b"), nullptr);
    EXPECT_EQ(meetings.list().front().inside(), 0);
}

TEST(MeetingsTest, ZeroMinutesMeanNever) {
    Meetings meetings;
    Meeting& meeting = meetings.create(
        {.id = "7b", .expires_unjoined = minutes{0}, .expires_left = minutes{0}}, start);
    meetings.end_due(start + minutes{100'000});
    meetings.join(meeting, person("Анна"), start + minutes{100'000});
    meetings.leave("7b", start + minutes{100'000});
    meetings.end_due(start + minutes{200'000});
    EXPECT_NE(meetings.find("7b"), nullptr);
}

TEST(MeetingsTest, AGuestWhoWaitsIsNotInside) {
    Meetings meetings;
    Meeting& meeting = meetings.create({.id = "7b"}, start);
    Attendee guest = person("Гость");
    guest.waiting = true;
    meetings.join(meeting, guest, start);
    EXPECT_FALSE(meeting.running());
    meetings.end_due(start + minutes{5});
    EXPECT_EQ(meetings.find("7b"), nullptr);
}

TEST(MeetingsTest, AnEndedIdMayBeCreatedAgainAsAnother) {
    Meetings meetings;
    const std::string first = meetings.create({.id = "7b"}, start).internal_id;
    EXPECT_TRUE(meetings.end("7b", start + minutes{1}));
    EXPECT_FALSE(meetings.end("7b", start + minutes{1}));
    EXPECT_FALSE(meetings.leave("7b", start));
    const std::string second = meetings.create({.id = "7b"}, start + minutes{2}).internal_id;
    EXPECT_NE(first, second);
    EXPECT_EQ(first.substr(0, 40), second.substr(0, 40));
    EXPECT_EQ(meetings.find("7b")->internal_id, second);
    EXPECT_TRUE(meetings.drop("7b", start + minutes{3}));
    EXPECT_EQ(meetings.find("7b"), nullptr);
    EXPECT_FALSE(meetings.list().back().forcibly_ended);
}

TEST(MeetingsTest, PasswordsAreMadeUpAndRepeatWithTheSeed) {
    Meetings one{5};
    Meetings same{5};
    const MeetingWish made = one.create({.id = "7b"}, start).wish;
    EXPECT_FALSE(made.attendee_password.empty());
    EXPECT_NE(made.attendee_password, made.moderator_password);
    EXPECT_EQ(same.create({.id = "7b"}, start).wish.moderator_password, made.moderator_password);
}

}  // namespace
}  // namespace rosterd::sandbox
