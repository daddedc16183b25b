// A conference in trouble: failures, lost answers, lost calls, other calls in its way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/conference_steps.hpp"
#include "tests/unit/reconciler/conference_life.hpp"

namespace rosterd::testing {
namespace {

using enum ConferenceAction;
using enum ErrorKind;
using Cause = ConferenceCause;
using Ids = std::vector<std::string>;

// --- failures ------------------------------------------------------------------------------------

TEST(ConferenceRetryTest, PausesDoubleUpToTheCap) {
    Life life;
    UnixSeconds now = starts;
    for (const UnixSeconds pause : {5, 10, 20, 40, 60, 60, 60}) {
        ASSERT_EQ(life.at(now), start);
        life.failed(start, transient, now);
        EXPECT_EQ(life.told(), "failed provider");
        EXPECT_EQ(life.record.reason, "it is down");
        EXPECT_FALSE(life.record.over()) << "it is tried again";
        EXPECT_EQ(life.at(now + pause - 1), none);
        EXPECT_EQ(life.step.look_again, now + pause);
        now += pause;
    }
}

TEST(ConferenceRetryTest, ItIsTriedUntilItsEndAndThenTheErrorStays) {
    Life life;
    life.at(ends - 3);
    life.failed(start, transient, ends - 3);
    EXPECT_EQ(life.at(ends - 2), none);
    EXPECT_EQ(life.step.look_again, ends);
    EXPECT_EQ(life.at(ends), none);
    EXPECT_EQ(life.told(), "failed provider");
    EXPECT_EQ(life.record.reason, "it is down");
    EXPECT_TRUE(life.record.over());
    EXPECT_EQ(life.record.ended_at, ends);
}

TEST(ConferenceRetryTest, AnErrorIsForgottenByTheCallThatStartsAfterAll) {
    Life life;
    life.at(starts);
    life.failed(start, transient, starts);
    EXPECT_EQ(life.at(starts + 5), start);
    life.called(starts + 6);
    EXPECT_EQ(life.told(), "active");
    EXPECT_EQ(life.record.reason, "");
    EXPECT_EQ(life.record.attempts, 0U);
    EXPECT_EQ(life.record.retry_at, 0);
}

TEST(ConferenceRetryTest, ThousandsOfFailuresStayWithinTheCap) {
    Life life;
    life.at(starts);
    life.record.attempts = 4'000'000'000U;
    life.failed(start, transient, starts);
    EXPECT_EQ(life.record.retry_at, starts + life.settings.retry_longest);
}

TEST(ConferenceRetryTest, ACallThatDoesNotEndIsAskedAgain) {
    Life life;
    life.record = running("c1");
    EXPECT_EQ(life.at(ends), finish);
    life.failed(finish, unknown_outcome, ends);
    EXPECT_EQ(life.told(), "active time_over");
    EXPECT_EQ(life.at(ends + 4), none);
    EXPECT_EQ(life.step.look_again, ends + 5);
    EXPECT_EQ(life.at(ends + 5), finish);
    EXPECT_FALSE(life.record.unanswered) << "that is about starts";
}

TEST(ConferenceRetryTest, AnAnnouncementIsTriedAgainUntilItIsTooLate) {
    Life life;
    life.at(starts);
    life.called(starts);
    ASSERT_EQ(life.at(starts), announce);
    life.failed(announce, transient, starts);
    EXPECT_EQ(life.told(), "active") << "the call is not to blame";
    EXPECT_EQ(life.at(starts + 1), none);
    EXPECT_EQ(life.step.look_again, starts + 5);
    EXPECT_EQ(life.at(starts + 5), announce);
    life.settings.announce_within = minute;
    EXPECT_EQ(life.at(starts + minute), none);
}

// --- lost answers --------------------------------------------------------------------------------

TEST(ConferenceDoubtTest, AnUnansweredStartIsAskedAgainAndKeepsItsFirstTime) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts + 1);
    EXPECT_TRUE(life.record.unanswered);
    EXPECT_EQ(life.at(starts + 6), start);
    EXPECT_EQ(life.record.start_asked_at, starts);
    life.called(starts + 7);
    EXPECT_FALSE(life.record.unanswered);
    EXPECT_EQ(life.record.doubtful_calls, 0U) << "the provider knew";
}

TEST(ConferenceDoubtTest, ADefiniteFailureLeavesNoDoubt) {
    Life life;
    life.at(starts);
    life.failed(start, transient, starts);
    EXPECT_FALSE(life.record.unanswered);
    EXPECT_EQ(life.record.start_asked_at, 0);
}

TEST(ConferenceDoubtTest, ADefiniteFailureAfterAnUnansweredStartKeepsTheDoubt) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts);
    life.at(starts + 5);
    life.failed(start, transient, starts + 5);
    EXPECT_TRUE(life.record.unanswered);
    EXPECT_EQ(life.record.start_asked_at, starts);
    EXPECT_EQ(life.at(ends), find) << "the first one's call may run";
}

TEST(ConferenceDoubtTest, AnUnsureCallCountsAsAPossibleSecondOne) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts);
    life.at(starts + 5);
    life.called(starts + 5, true);
    EXPECT_EQ(life.record.doubtful_calls, 1U);
    Life calm;
    calm.at(starts);
    calm.called(starts, true);
    EXPECT_EQ(calm.record.doubtful_calls, 0U) << "nobody was asked before";
}

TEST(ConferenceDoubtTest, PastItsEndACallThatMayExistIsLookedForAndEnded) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts);
    EXPECT_EQ(life.at(ends), find);
    EXPECT_FALSE(life.record.over());
    life.called(ends + 1);
    EXPECT_EQ(life.at(ends + 1), finish);
    EXPECT_EQ(life.told(), "active time_over");
}

TEST(ConferenceDoubtTest, PastItsEndNothingFoundIsTheEndOfIt) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts);
    EXPECT_EQ(life.at(ends), find);
    life.failed(find, transient, ends);
    EXPECT_EQ(life.at(ends + 1), none) << "a failed search is repeated, after its pause";
    EXPECT_EQ(life.step.look_again, ends + 10);
    EXPECT_EQ(life.at(ends + 10), find);
    life.record = after_nothing_found(life.record);
    EXPECT_EQ(life.at(ends + 11), none);
    EXPECT_EQ(life.told(), "failed provider");
    EXPECT_TRUE(life.record.over());
}

TEST(ConferenceDoubtTest, ADeletedOneIsCancelledOnlyWhenNoCallIsLeft) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts);
    life.record.plan.deleted = true;
    EXPECT_EQ(life.at(starts + 10), find);
    life.record = after_nothing_found(life.record);
    EXPECT_EQ(life.at(starts + 10), none);
    EXPECT_EQ(life.told(), "cancelled deleted");
}

TEST(ConferenceDoubtTest, ARestartMakesDoubtOfEveryStartOnItsWay) {
    Life life;
    life.at(starts);
    std::vector<ConferenceRecord> records{life.record, running("c2"), waiting("c3")};
    mark_unanswered(records);
    EXPECT_TRUE(records[0].unanswered);
    EXPECT_FALSE(records[1].unanswered);
    EXPECT_FALSE(records[2].unanswered);
}

TEST(ConferenceDoubtTest, AnAnswerDoesNotUndoWhatHappenedMeanwhile) {
    for (const Cause cause : {Cause::gone, Cause::superseded}) {
        Life answered;
        answered.at(starts);
        answered.record.cause = cause;
        answered.called(starts + 1);
        EXPECT_EQ(answered.at(starts + 1), finish) << word(cause);
        Life failed;
        failed.at(starts);
        failed.record.cause = cause;
        failed.failed(start, transient, starts + 1);
        EXPECT_EQ(failed.at(starts + hour / 2), none) << word(cause);
        EXPECT_EQ(failed.told(), "cancelled " + std::string{word(cause)});
    }
}

// --- lost calls ----------------------------------------------------------------------------------

TEST(ConferenceLossTest, ALostCallIsStartedAgainAndNotAnnouncedTwice) {
    Life life;
    life.record = after_loss(running("c1"));
    EXPECT_EQ(life.record.join_link, "") << "a link is there while its call runs only";
    EXPECT_EQ(life.at(starts + 10 * minute), start);
    life.called(starts + 10 * minute);
    EXPECT_EQ(life.record.started_at, starts);
    EXPECT_EQ(life.record.announced_at, starts);
    EXPECT_EQ(life.at(starts + 10 * minute), none);
    EXPECT_EQ(lateness(life.record, life.settings), 0) << "it began in time";
}

TEST(ConferenceLossTest, ALostCallThatIsNotBackByItsEndHasEnded) {
    Life life;
    life.record = after_loss(running("c1"));
    EXPECT_EQ(life.at(ends), find);
    life.record = after_nothing_found(life.record);
    EXPECT_EQ(life.at(ends), withdraw) << "its link leads nowhere";
    EXPECT_EQ(life.told(), "ended time_over") << "it ran: nobody missed it";
}

TEST(ConferenceLossTest, ALostCallThatCouldNotBeStartedAgainIsWithdrawnToo) {
    Life life;
    life.record = after_loss(running("c1"));
    life.at(starts + minute);
    life.failed(start, transient, starts + minute);
    EXPECT_EQ(life.told(), "failed provider");
    EXPECT_EQ(life.at(ends), withdraw);
    EXPECT_EQ(life.told(), "ended time_over");
}

TEST(ConferenceLossTest, ALostCallOfADeletedConferenceIsWithdrawn) {
    Life life;
    life.record = after_loss(running("c1"));
    life.record.plan.deleted = true;
    EXPECT_EQ(life.at(starts + minute), find);
    life.record = after_nothing_found(life.record);
    EXPECT_EQ(life.at(starts + minute), withdraw);
    EXPECT_EQ(life.told(), "ended deleted");
}

// --- other calls in the way (R-134, Q10) ---------------------------------------------------------

/// c2, whose time comes while c1 of the same class runs.
Life second(WhenBusy when_busy) {
    Life life;
    life.rule.when_busy = when_busy;
    life.others = {running("c1")};
    life.record = waiting("c2", starts + 10 * minute);
    return life;
}
constexpr UnixSeconds later = starts + 10 * minute;

TEST(ConferenceBusyTest, RefusedForGoodWhereTheProfileRefuses) {
    Life life = second(WhenBusy::refuse);
    EXPECT_EQ(life.at(later), none);
    EXPECT_EQ(life.told(), "failed busy");
    EXPECT_EQ(life.step.supersedes, Ids{});
    life.others.clear();
    EXPECT_EQ(life.at(later + minute), none) << "it does not begin in the middle";
    EXPECT_EQ(life.step.look_again, life.record.plan.ends);
    life.at(life.record.plan.ends);
    EXPECT_EQ(life.told(), "failed busy");
    EXPECT_TRUE(life.record.over());
}

TEST(ConferenceBusyTest, WaitsForTheOtherWhereTheProfileWaits) {
    Life life = second(WhenBusy::wait);
    EXPECT_EQ(life.at(later), none);
    EXPECT_EQ(life.told(), "planned busy");
    EXPECT_EQ(life.step.look_again, life.record.plan.ends);
    life.others = {after_finish(running("c1"), later + minute)};
    EXPECT_EQ(life.at(later + minute), start);
    life.called(later + minute);
    EXPECT_EQ(life.told(), "active");
}

TEST(ConferenceBusyTest, OneThatFailedBeforeWaitsLikeOthers) {
    Life life = second(WhenBusy::wait);
    const auto others = std::exchange(life.others, {});
    life.at(later);
    life.failed(start, transient, later);
    life.others = others;
    EXPECT_EQ(life.at(later + 5), none);
    EXPECT_EQ(life.told(), "planned busy");
    life.others.clear();
    EXPECT_EQ(life.at(later + 6), start);
}

TEST(ConferenceBusyTest, WhatWaitedInVainSaysSo) {
    Life life = second(WhenBusy::wait);
    life.at(later);
    life.at(life.record.plan.ends);
    EXPECT_EQ(life.told(), "failed busy");
    EXPECT_TRUE(life.record.over());
}

TEST(ConferenceBusyTest, EndsTheOtherFirstWhereTheProfileEndsIt) {
    Life life = second(WhenBusy::end_running);
    EXPECT_EQ(life.at(later), none);
    EXPECT_EQ(life.step.supersedes, Ids{"c1"});
    life.others[0].cause = Cause::superseded;
    EXPECT_EQ(life.at(later), none) << "not before it has ended";
    EXPECT_EQ(life.step.supersedes, Ids{}) << "asked once";
    life.others[0] = after_finish(life.others[0], later + 1);
    EXPECT_EQ(life.at(later + 1), start);
}

TEST(ConferenceBusyTest, AnEarlierOneThatIsTriedAgainDoesNotEndALaterOne) {
    Life life;
    life.rule.when_busy = WhenBusy::end_running;
    life.at(starts);
    life.failed(start, transient, starts);
    life.others = {running("c2", starts + 1)};
    EXPECT_EQ(life.at(starts + 5), none);
    EXPECT_EQ(life.step.supersedes, Ids{});
    life.others.clear();
    EXPECT_EQ(life.at(starts + 6), start);
}

TEST(ConferenceBusyTest, OnlyOneOfTwoInTheSameSecondStarts) {
    Life first;
    ASSERT_EQ(first.at(starts), start);
    Life life;
    life.record = waiting("c2");
    life.others = {first.record};
    EXPECT_EQ(life.at(starts), none);
    EXPECT_EQ(life.told(), "failed busy");
}

TEST(ConferenceBusyTest, AStartOnItsWayIsNotHeldUpByTheOther) {
    Life life;
    life.at(starts);
    life.failed(start, unknown_outcome, starts);
    life.others = {running("c0")};
    EXPECT_EQ(life.at(starts + 5), start) << "its own call may exist";
    EXPECT_EQ(life.step.supersedes, Ids{});
}

TEST(ConferenceBusyTest, AnUnansweredStartHoldsOthersUpUntilItIsFoundOut) {
    Life first;
    first.at(starts);
    first.failed(start, unknown_outcome, starts);
    Life life;
    life.rule.when_busy = WhenBusy::wait;
    life.others = {first.record};
    life.record = waiting("c2", ends - minute);
    EXPECT_EQ(life.at(ends - minute), none);
    EXPECT_EQ(life.at(ends), none) << "its call may still run";
    life.others = {after_nothing_found(first.record)};
    EXPECT_EQ(life.at(ends), start);
}

TEST(ConferenceBusyTest, ACallThatCannotBeEndedHoldsOthersUpForThreeTries) {
    Life first;
    first.at(starts);
    first.record = after_start(first.record, "call", "https://call", false, starts);
    Life life;
    life.record = waiting("c2", ends);
    for (int tries = 0; tries < 3; ++tries) {
        life.others = {first.record};
        EXPECT_EQ(life.at(ends), none) << tries;
        first.failed(finish, transient, ends);
    }
    life.others = {first.record};
    EXPECT_EQ(life.at(ends), start) << "a class does not lose its lesson for it";
}

TEST(ConferenceBusyTest, ADefiniteFailureHoldsNobodyUp) {
    Life first;
    first.at(starts);
    first.failed(start, transient, starts);
    Life life;
    life.others = {first.record};
    life.record = waiting("c2");
    EXPECT_EQ(life.at(starts + 1), start);
}

TEST(ConferenceBusyTest, OneOverTwoClassesMeetsTheCallsOfBoth) {
    Life life = second(WhenBusy::end_running);
    life.record.plan.exclusive = {"class/7v", "class/8a"};
    life.others.push_back(running("c3"));
    life.others.back().plan.exclusive = {"class/8a", "class/9b"};
    life.others.push_back(running("c4"));
    life.others.back().plan.exclusive = {"class/9b"};
    life.at(later);
    EXPECT_THAT(life.step.supersedes, ::testing::UnorderedElementsAre("c1", "c3"));
}

TEST(ConferenceBusyTest, TheRefusedDoNotHoldUpThoseWhoShareWithThemOnly) {
    Life refused = second(WhenBusy::refuse);
    refused.record.plan.exclusive = {"class/7v", "class/8a"};
    refused.at(later);
    Life third;
    third.record = waiting("c3", later);
    third.record.plan.exclusive = {"class/8a"};
    third.others = {running("c1"), refused.record};
    EXPECT_EQ(third.at(later), start);
}

TEST(ConferenceBusyTest, AChainOfThreeEndsWithTheLastOneRunning) {
    Life third = second(WhenBusy::end_running);
    third.record = waiting("c3", later);
    Life life = second(WhenBusy::end_running);
    life.at(later);
    third.others = {life.others[0], life.record};
    third.others[0].cause = Cause::superseded;
    EXPECT_EQ(third.at(later), none);
    EXPECT_EQ(third.step.supersedes, Ids{}) << "c1 ends already, c2 does not run";
    life.others[0] = after_finish(life.others[0], later + 1);
    ASSERT_EQ(life.at(later + 1), start);
    third.others = {life.record};
    EXPECT_EQ(third.at(later + 1), none);
    EXPECT_EQ(third.step.supersedes, Ids{"c2"});
}

TEST(ConferenceBusyTest, WithoutKeysNothingIsExclusive) {
    Life life = second(WhenBusy::refuse);
    life.record.plan.exclusive.clear();
    EXPECT_EQ(life.at(later), start);
}

}  // namespace
}  // namespace rosterd::testing
