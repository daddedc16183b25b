// What every Store promises about conferences: more of StoreContract, included beside it.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "reconciler/conference_book.hpp"
#include "tests/support/store_contract.hpp"

namespace rosterd::test {

/// Every field has a value of its own.
inline ConferenceRecord a_conference(const std::string& id, UnixSeconds starts = 1'000) {
    ConferenceRecord record;
    PlannedConference& plan = record.plan;
    plan.id = id;
    plan.kind = ConferenceKind::video_call;
    plan.chat = "class/7\"В";
    plan.lesson = "урок 'l1'";
    plan.title = "7В · История \xF0\x9F\x98\x80 'quoted' \\ %s ?1 $1";
    plan.subject = "История";
    plan.classes = "7В, 8А";
    plan.creator = "t1";
    plan.local_starts = starts + 3;
    plan.local_ends = starts + 4;
    plan.starts = starts;
    plan.ends = starts + 100;
    plan.times = {5, 6, 7, 8};
    plan.exclusive = {"class/7v", "class/8a"};
    plan.people = 9;
    plan.objection = "lesson_needed";
    plan.finish_requested_at = 10;
    plan.deleted = true;
    record.state = ConferenceState::failed;
    record.cause = ConferenceCause::superseded;
    record.reason = "не вышло: \"x\"";
    record.start_asked_at = 11;
    record.unanswered = true;
    record.attempts = 12;
    record.retry_at = 13;
    record.started_at = 14;
    record.call = "call";
    record.join_link = "https://example.org/j?a=1&b=%20";
    record.doubtful_calls = 15;
    record.announced_at = 16;
    record.message = 17;
    record.withdrawn_at = 18;
    return record;
}

class StoreConferenceContract : public StoreContract {
  protected:
    void keep(const std::vector<SchoolConference>& conferences,
              const std::vector<AuditEntry>& audit = {}) {
        const auto saved = store().save_conferences(conferences, audit);
        ASSERT_TRUE(saved) << saved.error().what;
    }
    static std::vector<std::string> ids(const std::vector<ConferenceRecord>& records) {
        std::vector<std::string> found;
        for (const ConferenceRecord& record : records) found.push_back(record.plan.id);
        return found;
    }
    std::vector<std::string> ids_between(UnixSeconds from, UnixSeconds to) {
        under_test_->reopen();
        const auto found = store().conferences_between("17", from, to);
        EXPECT_TRUE(found) << found.error().what;
        return found ? ids(*found) : std::vector<std::string>{"error"};
    }
};

TEST_P(StoreConferenceContract, AConferenceComesBackAsItWasSaved) {
    const ConferenceRecord record = a_conference("c1");
    keep({{"17", record}});
    EXPECT_EQ(reloaded().conferences, std::vector{record});
    EXPECT_EQ(reloaded("17", "b").conferences, std::vector{record}) << "whatever the account";
    EXPECT_EQ(*store().conferences_between("17", 0, 2'000), std::vector{record});
    EXPECT_TRUE(reloaded("18").conferences.empty());
}

TEST_P(StoreConferenceContract, AnEmptyOneAndTheLargestNumbersComeBack) {
    ConferenceRecord empty;
    empty.plan.id = "a";
    ConferenceRecord large = a_conference("b");
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    large.plan.starts = most - 1;
    large.plan.ends = most;
    large.plan.times = {least, most, least, most};
    large.plan.people = std::numeric_limits<std::uint32_t>::max();
    large.attempts = std::numeric_limits<std::uint32_t>::max();
    large.doubtful_calls = std::numeric_limits<std::uint32_t>::max();
    large.retry_at = most;
    large.message = least;
    large.plan.title = std::string(2'000, 'x');
    keep({{"17", empty}, {"17", large}});
    EXPECT_EQ(reloaded().conferences, (std::vector{empty, large}));
}

TEST_P(StoreConferenceContract, EveryStateAndCauseComesBack) {
    std::vector<ConferenceRecord> records;
    for (int i = 0; i < 12; ++i) {
        ConferenceRecord record = a_conference(std::to_string(10 + i));
        record.state = static_cast<ConferenceState>(i % 5);
        record.cause = static_cast<ConferenceCause>(i);
        record.plan.kind = static_cast<ConferenceKind>(i % 2);
        record.plan.lesson_cancelled = i % 2 == 0;
        keep({{"17", record}});
        records.push_back(std::move(record));
    }
    EXPECT_EQ(reloaded().conferences, records);
}

TEST_P(StoreConferenceContract, SavingAgainReplacesEveryField) {
    keep({{"17", a_conference("c1")}});
    ConferenceRecord other;
    other.plan.id = "c1";
    keep({{"17", other}});
    EXPECT_EQ(reloaded().conferences, std::vector{other});
    keep({{"17", a_conference("c1")}, {"17", other}});
    EXPECT_EQ(reloaded().conferences, std::vector{other}) << "the last word holds";
}

TEST_P(StoreConferenceContract, ConferencesComeBackInTheByteOrderOfTheirIds) {
    std::vector<SchoolConference> records;
    for (const char* id : {"я", "own-9", "b", "own-10", "B", "a-1", "a1", "_"}) {
        records.push_back({"17", a_conference(id)});
    }
    keep(records);
    const auto found = reloaded().conferences;
    EXPECT_EQ(found.size(), records.size());
    EXPECT_TRUE(std::ranges::is_sorted(ids(found)));
    EXPECT_NE(find_conference(found, "own-10"), nullptr);
}

TEST_P(StoreConferenceContract, SeveralSchoolsAreSavedInOneCallWithTheirAudit) {
    AuditEntry first = a_removal(100, 5);
    AuditEntry second = a_removal(101, 6);
    second.school = "18";
    keep({{"18", a_conference("c1", 5)}, {"17", a_conference("c1", 6)}}, {first, second});
    EXPECT_EQ(reloaded("17").conferences.at(0).plan.starts, 6);
    EXPECT_EQ(reloaded("18").conferences.at(0).plan.starts, 5);
    EXPECT_THAT(*store().removed_since("17", "a", 0), testing::ElementsAre(5));
    EXPECT_THAT(*store().removed_since("18", "a", 0), testing::ElementsAre(6));
}

TEST_P(StoreConferenceContract, SavingNothingIsNothing) {
    keep({});
    EXPECT_TRUE(reloaded().conferences.empty());
}

TEST_P(StoreConferenceContract, WhatIsOverForTwoDaysStaysInTheStore) {
    constexpr UnixSeconds now = 1'000'000;
    const UnixSeconds oldest = now - conference_memory;
    const auto over = [&](const std::string& id, UnixSeconds ends, UnixSeconds ended_at) {
        ConferenceRecord record = a_conference(id, ends - 100);
        record.ended_at = ended_at;
        keep({{"17", record}});
    };
    over("ended long ago", oldest - 1, oldest - 1);
    over("ended just so", oldest - 500, oldest);
    over("was to end just so", oldest, oldest - 500);
    over("is not over", oldest - 5'000, 0);
    EXPECT_THAT(ids(reloaded("17", "a", now).conferences),
                testing::ElementsAre("ended just so", "is not over", "was to end just so"));
    EXPECT_EQ(ids_between(0, now).size(), 4U);
}

TEST_P(StoreConferenceContract, BetweenIsByStartWithoutTheEndAndInOrder) {
    keep({{"17", a_conference("b", 20)},
          {"17", a_conference("a", 20)},
          {"17", a_conference("z", 10)},
          {"17", a_conference("c", 30)},
          {"18", a_conference("other", 20)}});
    EXPECT_THAT(ids_between(10, 30), testing::ElementsAre("z", "a", "b"));
    EXPECT_THAT(ids_between(11, 31), testing::ElementsAre("a", "b", "c"));
    EXPECT_THAT(ids_between(20, 20), testing::IsEmpty());
    EXPECT_TRUE(store().conferences_between("unknown", 0, 100)->empty());
}

TEST_P(StoreConferenceContract, TheFirstLookIsKeptOnce) {
    EXPECT_EQ(reloaded().conferences_since, 0);
    ASSERT_TRUE(store().watch_conferences("17", 500));
    ASSERT_TRUE(store().watch_conferences("17", 900));
    EXPECT_EQ(reloaded().conferences_since, 500);
    EXPECT_EQ(reloaded("17", "b").conferences_since, 500) << "whatever the account";
    EXPECT_EQ(reloaded("18").conferences_since, 0);
}

TEST_P(StoreConferenceContract, OwnConferencesAndMarksAreLoadedWithTheSchool) {
    OwnChange change;
    change.conferences = {{.number = 10,
                           .kind = ConferenceKind::video_call,
                           .chat = "class/7\"В",
                           .lesson = "l1",
                           .title = "Час 'общения'",
                           .starts_at = 5,
                           .ends_at = 6,
                           .created_by = "t1",
                           .created_at = 7,
                           .finish_requested_at = 8,
                           .deleted_at = 9,
                           .people = {"s1", "s2"}},
                          {.number = 9}};
    change.marks = {{"own-x", 1, 2, "head"}, {"c\"1", 0, 3, ""}};
    ASSERT_TRUE(store().save_own("17", "a", change, {}));
    OwnRows wanted;
    apply(change, wanted);
    EXPECT_EQ(reloaded().own, wanted);
    EXPECT_EQ(wanted.conferences.at(0).number, 9) << "by number, not by text";
    OwnChange again;
    again.conferences = {{.number = 10, .chat = "staff", .people = {"s3"}}};
    again.marks = {{"own-x", 4, 0, ""}};
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(store().save_own("17", "a", again, {}));
        apply(again, wanted);
        EXPECT_EQ(reloaded().own, wanted);
    }
    EXPECT_EQ(reloaded("17", "b").own, wanted);
    EXPECT_EQ(reloaded("18").own, OwnRows{});
}

}  // namespace rosterd::test
