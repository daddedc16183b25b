// Lessons 1 and 7: what was not read, and what nobody tells of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/incidents/incident_school.hpp"
#include "tests/simulation/counted.hpp"

namespace rosterd::test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;

void expect_that_everybody_stays(IncidentSchool& school, const char* why) {
    SCOPED_TRACE(why);
    EXPECT_THAT(school.sent("remove"), IsEmpty());
    EXPECT_THAT(school.sent("demote"), IsEmpty());
    EXPECT_THAT(school.sent("destroy"), IsEmpty());
    EXPECT_EQ(school.members(1).size(), 31U);
    EXPECT_EQ(school.members(2).size(), 31U);
    EXPECT_THAT(school.state().memory.history.departures, IsEmpty());
}

/// Lesson 1. A directory that was unreachable, or answered with nothing, was taken for one without
/// people: forty-three lost their access, whole organisations were deactivated. An export that held
/// its header line only was reported as a success.
TEST(Incident, AnEmptyAnswerIsNoEmptySchool) {
    IncidentSchool school{{.classes = 2}};
    school.start();
    const auto everybody = school.members(1);

    school.world().journal().fault = Error{ErrorKind::transient, "connection refused"};
    ASSERT_TRUE(school.world().daemon().resync("17"));
    school.hours(2);
    EXPECT_EQ(read_verdict(school.state(), school.world().now()).state, ReadState::stale);
    expect_that_everybody_stays(school, "the journal is away");
    school.world().journal().fault.reset();

    school.journal_says(Roster{});
    EXPECT_EQ(read_verdict(school.state(), school.world().now()).state, ReadState::implausible);
    expect_that_everybody_stays(school, "every table is empty");

    Roster headers = school.rows().make();
    headers.enrolments.clear();
    school.journal_says(headers);
    EXPECT_EQ(school.only_hold().guard, GuardKind::implausible_read);
    expect_that_everybody_stays(school, "one table is empty");

    Roster cut_off = school.rows().make();
    cut_off.enrolments.resize(cut_off.enrolments.size() / 2 - 1);
    school.journal_says(cut_off);
    EXPECT_EQ(school.only_hold().guard, GuardKind::implausible_read);
    expect_that_everybody_stays(school, "the answer ends in the middle");

    school.journal_says();
    EXPECT_THAT(school.state().holds, IsEmpty());
    school.members(1).clear();
    ASSERT_TRUE(school.world().daemon().resync("17"));
    school.minutes(1);
    EXPECT_THAT(school.state().memory.history.departures, IsEmpty()) << "nobody left by himself";
    EXPECT_EQ(school.state().last_end, PassEnd::unfinished);
    school.members(1) = everybody;
    school.minutes(6);
    EXPECT_EQ(school.state().last_end, PassEnd::converged);
    expect_that_everybody_stays(school, "the messenger's list was empty");
}

/// Lesson 7. Systems that lived on events lost the people whose event was lost, and saw no edit by
/// hand; two rules for one room took turns at removing and adding the same person.
TEST(Incident, WhatNoEventTellsIsFound) {
    IncidentSchool school{{.classes = 2, .pupils = 10}};
    auto pass = *school.world().settings().pass;
    pass.reread_after = 86'400;
    school.world().settings().pass = std::make_shared<const PassSettings>(std::move(pass));
    school.world().settings().sweep = std::chrono::hours{6};
    // Teacher 2 is in chat 1 by an edit, and for a while as its class teacher too.
    school.rows().edit(IncidentSchool::chat(1), IncidentSchool::teacher(2), EditKind::add);
    school.start();
    school.forget_sent();

    constexpr UserId stranger = 99'999;
    school.members(1).at(IncidentSchool::user_of_teacher(1)) = false;  // dismissed by hand
    school.members(1).emplace(stranger, false);
    school.expel(2, 1, 1);
    school.rows().class_teacher(IncidentSchool::class_id(1), IncidentSchool::teacher(2));
    school.world().journal().set_people_untold(counted(school.rows().make()));
    school.minutes(6 * 60 + 10);
    EXPECT_FALSE(school.is_there(2, IncidentSchool::user_of_pupil(2, 1))) << "within a sweep";
    school.hours(24);
    EXPECT_TRUE(school.members(1).at(IncidentSchool::user_of_teacher(1))) << "within a day";
    EXPECT_THAT(school.members(1), Contains(Key(stranger)));
    const auto seen = school.ask("/v1/schools/17/chats/class%2Fc1");
    EXPECT_THAT(boost::json::serialize(seen), ::testing::HasSubstr("\"stranger\"")) << "reported";

    school.rows().end_class_teacher(IncidentSchool::class_id(1), IncidentSchool::teacher(2));
    school.journal_says();
    EXPECT_TRUE(school.is_there(1, IncidentSchool::user_of_teacher(2))) << "the edit still says so";
    EXPECT_THAT(school.sent("remove 1А класс"), IsEmpty());
    EXPECT_THAT(school.sent("add 1А класс"), IsEmpty()) << "one reason came and went: no flapping";
}

}  // namespace
}  // namespace rosterd::test
