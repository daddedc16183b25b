// The state machine of one conference, as tables: what is due when, and what it becomes by that.
#include "reconciler/conference_steps.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/reconciler/conference_life.hpp"

namespace rosterd::testing {
namespace {

using enum ConferenceAction;
using Cause = ConferenceCause;
using Looks = std::optional<UnixSeconds>;

struct Case {
    std::string name;
    std::function<void(Life&)> given;
    UnixSeconds now;
    ConferenceAction action;
    std::string told;
    Looks look_again;
};

class ConferenceStepTest : public ::testing::TestWithParam<Case> {};

TEST_P(ConferenceStepTest, IsAskedForOnceAndSaysWhenToLookAgain) {
    const Case& given = GetParam();
    Life life;
    given.given(life);
    EXPECT_EQ(life.at(given.now), given.action);
    EXPECT_EQ(life.told(), given.told);
    EXPECT_EQ(life.step.look_again, given.look_again);
    const ConferenceRecord before = life.record;
    EXPECT_EQ(life.at(given.now), given.action) << "asked again at once, it is the same";
    EXPECT_EQ(life.record, before);
}

std::string case_name(const ::testing::TestParamInfo<Case>& row) {
    return row.param.name;
}

const auto as_it_is = [](Life&) {};

/// A change of the plan or of the settings, before anything was asked for.
template <class Change>
auto waits(Change change) {
    return [change](Life& life) { change(life.record.plan, life.settings, life.rule); };
}
/// The same of a conference that runs.
template <class Change>
auto runs(Change change) {
    return [change](Life& life) {
        life.record = running("c1");
        change(life.record.plan, life.settings, life.rule);
    };
}

using Plan = PlannedConference;
using Settings = ConferenceSettings;
using Rule = ConferenceRule;

const auto deleted = [](Plan& plan, Settings&, Rule&) { plan.deleted = true; };
const auto cancelled = [](Plan& plan, Settings&, Rule&) { plan.lesson_cancelled = true; };
const auto finished = [](Plan& plan, Settings&, Rule&) { plan.finish_requested_at = 5; };
const auto objected = [](Plan& plan, Settings&, Rule&) { plan.objection = "lesson_needed"; };
const auto a_minute_ahead = [](Plan&, Settings& settings, Rule&) { settings.lead = minute; };
const auto keeps_running = [](Plan&, Settings&, Rule& rule) {
    rule.planned_end = PlannedEnd::keeps_running;
};
const auto unchanged = [](Plan&, Settings&, Rule&) {};
const auto without_chat = [](Plan& plan, Settings&, Rule&) { plan.chat.clear(); };

auto running_with(void (*change)(ConferenceRecord&)) {
    return [change](Life& life) {
        life.record = running("c1");
        change(life.record);
    };
}
auto ended_with(void (*change)(ConferenceRecord&)) {
    return [change](Life& life) {
        life.record = after_finish(running("c1"), ends);
        change(life.record);
    };
}
auto waits_because(Cause cause) {
    return [cause](Life& life) { life.record.cause = cause; };
}

INSTANTIATE_TEST_SUITE_P(
    Waiting, ConferenceStepTest,
    ::testing::Values(
        Case{"WaitsForItsTime", as_it_is, starts - 1, none, "planned", starts},
        Case{"StartsInItsSecond", as_it_is, starts, start, "planned", ends},
        Case{"TheLeadIsWaitedFor", waits(a_minute_ahead), starts - 61, none, "planned",
             starts - 60},
        Case{"TheLeadComesFirst", waits(a_minute_ahead), starts - 60, start, "planned", ends},
        Case{"StartsLateWithinItsTime", as_it_is, ends - 1, start, "planned", ends},
        Case{"IsMissedAtItsEnd", as_it_is, ends, none, "failed missed", Looks{}},
        Case{"IsMissedAlsoWhereCallsKeepRunning", waits(keeps_running), ends, none, "failed missed",
             Looks{}},
        Case{"AnObjectionHoldsIt", waits(objected), starts, none, "failed objection", ends},
        Case{"AnObjectionIsNoErrorYet", waits(objected), starts - 1, none, "planned", starts},
        Case{"DeletedAhead", waits(deleted), starts - hour, none, "cancelled deleted", Looks{}},
        Case{"LessonCancelled", waits(cancelled), starts, none, "cancelled lesson_cancelled",
             Looks{}},
        Case{"FinishedBeforeItBegan", waits(finished), starts, none, "cancelled finished_by_hand",
             Looks{}},
        Case{"RowGone", waits_because(Cause::gone), starts, none, "cancelled gone", Looks{}}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Running, ConferenceStepTest,
    ::testing::Values(
        Case{"RunsUntilItsEnd", runs(unchanged), ends - 1, none, "active", ends},
        Case{"EndsInItsSecond", runs(unchanged), ends, finish, "active time_over", Looks{}},
        Case{"KeepsRunningPastItsEnd", runs(keeps_running), ends, none, "active", ends + 12 * hour},
        Case{"IsForgottenAfterHalfADay", runs(keeps_running), ends + 12 * hour, finish,
             "active forgotten", Looks{}},
        Case{"AnObjectionComesTooLate", runs(objected), starts + 1, none, "active", ends},
        Case{"DeletedInBetween", runs(deleted), starts + 1, finish, "active deleted", Looks{}},
        Case{"LessonCancelledInBetween", runs(cancelled), starts + 1, finish,
             "active lesson_cancelled", Looks{}},
        Case{"FinishedByHand", runs(finished), starts + 1, finish, "active finished_by_hand",
             Looks{}},
        Case{"RowGoneInBetween",
             running_with([](ConferenceRecord& record) { record.cause = Cause::gone; }), starts + 1,
             finish, "active gone", Looks{}},
        Case{"EndedByTheNext",
             running_with([](ConferenceRecord& record) { record.cause = Cause::superseded; }),
             starts + 1, finish, "active superseded", Looks{}},
        Case{"ItsEndWaitsOnlyForItself",
             running_with([](ConferenceRecord& record) { record.retry_at = ends + minute; }), ends,
             finish, "active time_over", Looks{}},
        Case{"ASetBackClockEndsNothing", runs(unchanged), starts - hour, none, "active", ends}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Chat, ConferenceStepTest,
    ::testing::Values(
        Case{"ALinkIsAnnounced",
             running_with([](ConferenceRecord& record) { record.announced_at = 0; }), starts,
             announce, "active", ends},
        Case{"NotAnnouncedLongAfterTheStart",
             [](Life& life) {
                 life.record = running("c1");
                 life.record.announced_at = 0;
                 life.settings.announce_within = 10 * minute;
             },
             starts + 10 * minute, none, "active", ends},
        Case{"NotAnnouncedWithoutAChat",
             [](Life& life) {
                 life.record = running("c1");
                 life.record.announced_at = 0;
                 life.record.plan.chat.clear();
             },
             starts, none, "active", ends},
        Case{"StartsWithoutAChatToo", waits(without_chat), starts, start, "planned", ends},
        Case{"TheLinkIsWithdrawn", ended_with([](ConferenceRecord&) {}), ends, withdraw, "ended",
             Looks{}},
        Case{"NothingToWithdraw", ended_with([](ConferenceRecord& record) { record.message = 0; }),
             ends, none, "ended", Looks{}},
        Case{"WithdrawnOnce",
             ended_with([](ConferenceRecord& record) { record.withdrawn_at = ends; }), ends + 1,
             none, "ended", Looks{}},
        Case{"NotWithdrawnHoursLater", ended_with([](ConferenceRecord&) {}), ends + 6 * hour, none,
             "ended", Looks{}},
        Case{"AFailedWithdrawalPauses",
             ended_with([](ConferenceRecord& record) { record.retry_at = ends + 5; }), ends, none,
             "ended", ends + 5}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Terminal, ConferenceStepTest,
    ::testing::Values(Case{"EndedStaysEndedWhenTheClockIsSetBack",
                           ended_with([](ConferenceRecord& record) { record.message = 0; }), starts,
                           none, "ended", Looks{}},
                      Case{"EndedStaysEndedWhenItIsExtended",
                           ended_with([](ConferenceRecord& record) {
                               record.message = 0;
                               record.plan.ends += hour;
                           }),
                           ends + 1, none, "ended", Looks{}},
                      Case{"DeletedStaysDeleted",
                           [](Life& life) {
                               life.record.plan.deleted = true;
                               life.at(starts - hour);
                           },
                           starts, none, "cancelled deleted", Looks{}},
                      Case{"AMissedOneStaysMissed", [](Life& life) { life.at(ends); }, ends + hour,
                           none, "failed missed", Looks{}}),
    case_name);

TEST(ConferenceStepsTest, APlainConferenceLivesThroughAllItsStates) {
    Life life;
    EXPECT_EQ(life.at(starts), start);
    EXPECT_EQ(life.record.start_asked_at, starts) << "to be kept before the provider is asked";
    life.called(starts + 2);
    EXPECT_EQ(life.record.state, ConferenceState::active);
    EXPECT_EQ(life.record.started_at, starts + 2);
    EXPECT_EQ(life.at(starts + 2), announce);
    life.record = after_announcement(life.record, 77, starts + 3);
    EXPECT_EQ(life.at(starts + 3), none);
    EXPECT_EQ(life.at(ends), finish);
    life.record = after_finish(life.record, ends + 1);
    EXPECT_EQ(life.told(), "ended time_over");
    EXPECT_EQ(life.record.join_link, "");
    EXPECT_EQ(life.at(ends + 1), withdraw);
    life.record = after_withdrawal(life.record, ends + 2);
    EXPECT_EQ(life.at(ends + 2), none);
    EXPECT_TRUE(life.record.over());
}

TEST(ConferenceStepsTest, LatenessCountsFromAMinuteOn) {
    const ConferenceSettings settings;
    ConferenceRecord record = running("c1");
    record.started_at = starts + settings.late_from - 1;
    EXPECT_EQ(lateness(record, settings), 0);
    record.started_at = starts + settings.late_from;
    EXPECT_EQ(lateness(record, settings), settings.late_from);
    record.started_at = starts - 600;
    EXPECT_EQ(lateness(record, settings), 0) << "ahead of its time";
}

TEST(ConferenceStepsTest, AnObjectionShowsAndLifts) {
    Life life;
    life.record.plan.objection = "creator_not_linked";
    EXPECT_EQ(life.at(starts), none);
    EXPECT_EQ(life.record.reason, "creator_not_linked");
    life.record.plan.objection = "lesson_needed";
    EXPECT_EQ(life.at(starts + 1), none);
    EXPECT_EQ(life.record.reason, "lesson_needed") << "the newest objection is told";
    life.record.plan.objection.clear();
    EXPECT_EQ(life.at(starts + minute), start);
    EXPECT_EQ(life.told(), "planned");
    EXPECT_EQ(life.record.reason, "");
}

TEST(ConferenceStepsTest, AnObjectionToTheEndIsKeptAsTheReason) {
    Life life;
    life.record.plan.objection = "creator_not_linked";
    life.at(starts);
    EXPECT_EQ(life.at(ends), none);
    EXPECT_EQ(life.told(), "failed objection");
    EXPECT_EQ(life.record.reason, "creator_not_linked");
    EXPECT_TRUE(life.record.over());
}

TEST(ConferenceStepsTest, ACancelledLessonThatTakesPlaceAfterAllIsStarted) {
    Life life;
    life.record.plan.lesson_cancelled = true;
    life.at(starts - hour);
    life.record.plan.lesson_cancelled = false;
    EXPECT_EQ(life.at(starts - minute), none);
    EXPECT_EQ(life.told(), "planned");
    EXPECT_FALSE(life.record.over());
    EXPECT_EQ(life.at(starts), start);
}

TEST(ConferenceStepsTest, AnUncancelledLessonWhoseTimeIsOverStaysCancelled) {
    Life life;
    life.record.plan.lesson_cancelled = true;
    life.at(starts);
    life.record.plan.lesson_cancelled = false;
    EXPECT_EQ(life.at(ends), none);
    EXPECT_EQ(life.told(), "cancelled lesson_cancelled");
}

TEST(ConferenceStepsTest, WhatRanOnceDoesNotComeBack) {
    Life life;
    life.record = running("c1");
    life.record.plan.deleted = true;
    EXPECT_EQ(life.at(starts + minute), finish);
    life.record = after_finish(life.record, starts + minute);
    life.record.plan.deleted = false;
    EXPECT_EQ(life.at(starts + 2 * minute), withdraw);
    EXPECT_EQ(life.told(), "ended deleted");
}

TEST(ConferenceStepsTest, WhatWasMissedOrFailedIsNewAtALaterTime) {
    for (const auto& spoil : std::vector<std::function<void(Life&)>>{
             [](Life& life) { life.at(ends); },
             [](Life& life) {
                 life.at(starts);
                 life.failed(start, ErrorKind::transient, starts);
                 life.at(ends);
             },
             [](Life& life) {
                 life.record.plan.objection = "lesson_needed";
                 life.at(ends - 1);
                 life.at(ends);
             }}) {
        Life life;
        spoil(life);
        ASSERT_TRUE(life.record.over()) << life.told();
        life.record.plan.objection.clear();
        life.record.plan.starts += 2 * hour;
        life.record.plan.ends += 2 * hour;
        EXPECT_EQ(life.at(ends + 1), none);
        EXPECT_EQ(life.told(), "planned");
        EXPECT_FALSE(life.record.over());
        EXPECT_EQ(life.record.reason, "");
        EXPECT_EQ(life.step.look_again, starts + 2 * hour);
        EXPECT_EQ(life.at(starts + 2 * hour), start);
    }
}

TEST(ConferenceStepsTest, AMissedOneThatIsExtendedIsNotOverAnyMore) {
    Life life;
    life.at(ends);
    life.record.plan.ends += hour;
    EXPECT_EQ(life.at(ends + minute), start);
    EXPECT_FALSE(life.record.over()) << "or others of its class would start beside it";
}

TEST(ConferenceStepsTest, AnEditedEndMovesTheEndOfARunningCall) {
    Life life;
    life.record = running("c1");
    life.record.plan.ends += 10 * minute;
    EXPECT_EQ(life.at(ends), none);
    EXPECT_EQ(life.step.look_again, ends + 10 * minute);
    life.record.plan.ends = starts + minute;
    EXPECT_EQ(life.at(starts + 2 * minute), finish);
}

TEST(ConferenceStepsTest, AClockSetForthAndBackStartsNothingTwice) {
    Life life;
    EXPECT_EQ(life.at(starts), start);
    life.called(starts);
    life.record = after_announcement(life.record, 7, starts);
    for (const UnixSeconds now : {starts - hour, starts, ends - 1, starts - 10, starts + 1}) {
        EXPECT_EQ(life.at(now), none) << now - starts;
        EXPECT_EQ(life.told(), "active");
    }
}

TEST(ConferenceStepsTest, APauseDoesNotOutlastAClockThatWasSetBack) {
    Life life;
    life.at(starts + 30 * minute);
    life.failed(start, ErrorKind::transient, starts + 30 * minute);
    EXPECT_EQ(life.at(starts + 10 * minute), start) << "no pause is twenty minutes long";
}

}  // namespace
}  // namespace rosterd::testing
