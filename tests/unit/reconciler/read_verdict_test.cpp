// What a read may be used for, from what is known of it.
#include "reconciler/read_verdict.hpp"

#include <gtest/gtest.h>

namespace rosterd::testing {
namespace {

constexpr UnixSeconds now = 1'000'000;

ReadState state_of(const ReadFacts& facts) {
    return judge_read(facts).state;
}

TEST(ReadVerdictTest, TheWorstThatIsTrueIsTheVerdict) {
    const ReadFacts fine{.now = now, .last_read = now};
    EXPECT_EQ(state_of({.now = now}), ReadState::none);
    EXPECT_EQ(state_of(fine), ReadState::complete);
    EXPECT_EQ(judge_read(fine).reason, "");
    ReadFacts doubtful = fine;
    doubtful.held_back = 3;
    EXPECT_EQ(state_of(doubtful), ReadState::partial);
    EXPECT_NE(judge_read(doubtful).reason.find("3 rows"), std::string::npos);
    doubtful.implausible = "enrolment fell from 900 rows to 0";
    EXPECT_EQ(state_of(doubtful), ReadState::implausible);
    EXPECT_EQ(judge_read(doubtful).reason, doubtful.implausible);
    doubtful.failure = "no route";
    EXPECT_EQ(state_of(doubtful), ReadState::failed);
}

TEST(ReadVerdictTest, WhatIsOldWhileTheJournalFailsIsStale) {
    ReadFacts facts{.now = now, .last_read = now - stale_after, .failure = "no route"};
    EXPECT_EQ(state_of(facts), ReadState::stale);
    EXPECT_EQ(judge_read(facts).reason, "not read for 60 minutes: no route");
    facts.last_read += 1;
    EXPECT_EQ(state_of(facts), ReadState::failed);
    facts.failure.clear();
    facts.last_read = 1;
    EXPECT_EQ(state_of(facts), ReadState::complete) << "nothing changed since: that is not stale";
    EXPECT_EQ(state_of({.now = now, .last_read = 0, .failure = "no route"}), ReadState::failed);
}

TEST(ReadVerdictTest, AFrozenCopyIsStaleAndAClassInDoubtMakesItPartial) {
    ReadFacts facts{.now = now, .last_read = now, .doubted = "class '5a' fell"};
    EXPECT_EQ(state_of(facts), ReadState::partial);
    EXPECT_EQ(judge_read(facts).reason, "class '5a' fell");
    facts.frozen = "the journal is a copy of 2026-10-05";
    EXPECT_EQ(state_of(facts), ReadState::stale);
    EXPECT_EQ(judge_read(facts).reason, facts.frozen);
    facts.implausible = "enrolment fell from 900 rows to 0";
    EXPECT_EQ(state_of(facts), ReadState::implausible) << "the worst is told";
}

TEST(ReadVerdictTest, OnlyCompleteAndPartialReadsMayRemove) {
    for (const ReadState state : read_states) {
        EXPECT_EQ(may_remove(state), state == ReadState::complete || state == ReadState::partial)
            << word(state);
    }
}

}  // namespace
}  // namespace rosterd::testing
