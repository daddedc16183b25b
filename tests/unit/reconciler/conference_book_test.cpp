// Records kept in step with the journal: what is missed, what is history, what is gone.
#include "reconciler/conference_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/reconciler/conference_life.hpp"

namespace rosterd::testing {
namespace {

using Cause = ConferenceCause;
using Ids = std::vector<std::string>;
using Records = std::vector<ConferenceRecord>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr UnixSeconds known_since = starts - 30 * 86'400;

struct Book {
    std::vector<PlannedConference> plans;
    Records records;
    Ids doubtful;
    bool believable = true;
    UnixSeconds since = known_since;

    explicit Book(const Ids& ids) {
        for (const std::string& id : ids) {
            records.push_back(waiting(id));
            plans.push_back(records.back().plan);
        }
    }
    void drop(const Ids& ids) {
        std::erase_if(plans, [&](const PlannedConference& plan) {
            return std::ranges::count(ids, plan.id) != 0;
        });
    }
    Ids read(UnixSeconds now = starts) {
        return take_over({plans, doubtful, believable}, since, now, records);
    }
    [[nodiscard]] Ids ids() const {
        Ids found;
        for (const ConferenceRecord& record : records) found.push_back(record.plan.id);
        return found;
    }
    [[nodiscard]] Ids gone() const {
        Ids found;
        for (const ConferenceRecord& record : records) {
            if (record.cause == Cause::gone) found.push_back(record.plan.id);
        }
        return found;
    }
};

TEST(TakeOverTest, NewPlansGetRecordsInTheirPlaces) {
    Book book{{"b", "d"}};
    book.plans = {waiting("a").plan, waiting("b").plan, waiting("c").plan, waiting("d").plan,
                  waiting("e").plan};
    EXPECT_EQ(book.read(), (Ids{"a", "c", "e"}));
    EXPECT_EQ(book.ids(), (Ids{"a", "b", "c", "d", "e"}));
    EXPECT_EQ(book.records[0], waiting("a"));
    EXPECT_THAT(book.read(), IsEmpty()) << "the same read changes nothing";
}

TEST(TakeOverTest, AChangedPlanIsTakenOverAndNothingElse) {
    Book book{{"a", "b"}};
    book.records[0] = running("a");
    book.plans[0].title = "other";
    ConferenceRecord wanted = book.records[0];
    wanted.plan.title = "other";
    EXPECT_EQ(book.read(), Ids{"a"});
    EXPECT_EQ(book.records[0], wanted);
}

TEST(TakeOverTest, WhatEndedBeforeTheSchoolWasKnownIsHistory) {
    Book book{{}};
    book.plans = {waiting("c1").plan};
    book.since = ends;
    EXPECT_THAT(book.read(ends + hour), IsEmpty());
    book.since = ends - 1;
    EXPECT_EQ(book.read(ends + hour), Ids{"c1"}) << "it was to come then: it is missed";
}

TEST(TakeOverTest, WhatMemoryForgotDoesNotComeBack) {
    Book book{{"c1"}};
    book.records[0].state = ConferenceState::failed;
    book.records[0].cause = Cause::missed;
    book.records[0].ended_at = ends;
    for (const UnixSeconds after : {UnixSeconds{0}, UnixSeconds{1}, UnixSeconds{86'400}}) {
        const UnixSeconds now = ends + conference_memory + after;
        forget_old(book.records, now);
        EXPECT_THAT(book.read(now), IsEmpty()) << after;
    }
    EXPECT_THAT(book.records, IsEmpty());
}

TEST(TakeOverTest, ARowThatLeftIsGone) {
    Book book{{"a", "b"}};
    book.drop({"a"});
    EXPECT_EQ(book.read(), Ids{"a"});
    EXPECT_EQ(book.gone(), Ids{"a"});
    EXPECT_THAT(book.read(), IsEmpty()) << "said once";
}

TEST(TakeOverTest, ARowThatIsBackIsAsItWas) {
    Book book{{"a"}};
    const auto plans = book.plans;
    book.drop({"a"});
    book.read();
    book.plans = plans;
    EXPECT_EQ(book.read(), Ids{"a"});
    EXPECT_EQ(book.records[0], waiting("a"));
}

TEST(TakeOverTest, ACancelledRowThatIsBackIsStartedAtItsTime) {
    Book book{{"a"}};
    const auto plans = book.plans;
    book.drop({"a"});
    book.read(starts - hour);
    Life life;
    life.record = book.records[0];
    life.at(starts - hour);
    ASSERT_EQ(life.told(), "cancelled gone");
    book.records = {life.record};
    book.plans = plans;
    EXPECT_EQ(book.read(starts - minute), Ids{"a"});
    life.record = book.records[0];
    EXPECT_EQ(life.at(starts), ConferenceAction::start);
}

TEST(TakeOverTest, NothingIsGoneWhereDoubtIs) {
    Book doubtful{{"a", "b"}};
    doubtful.drop({"a", "b"});
    doubtful.doubtful = {"a"};
    doubtful.read();
    EXPECT_EQ(doubtful.gone(), Ids{"b"});

    Book unbelieved{{"a"}};
    unbelieved.drop({"a"});
    unbelieved.believable = false;
    EXPECT_THAT(unbelieved.read(), IsEmpty());
    EXPECT_THAT(unbelieved.gone(), IsEmpty());
    EXPECT_EQ(unbelieved.ids(), Ids{"a"});
}

struct EmptiedCase {
    std::string name;
    std::size_t planned;
    std::size_t missing;
    bool gone;
};
class EmptiedTableTest : public ::testing::TestWithParam<EmptiedCase> {};

TEST_P(EmptiedTableTest, ManyMissingAtOnceAreNotBelieved) {
    Ids ids;
    for (std::size_t i = 0; i < GetParam().planned; ++i) ids.push_back(std::to_string(i));
    Book book{ids};
    book.drop({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(GetParam().missing)});
    book.read();
    EXPECT_EQ(book.gone().size(), GetParam().gone ? GetParam().missing : 0);
}

INSTANTIATE_TEST_SUITE_P(Sizes, EmptiedTableTest,
                         ::testing::Values(EmptiedCase{"AllOfFive", 5, 5, true},
                                           EmptiedCase{"AllOfSix", 6, 6, false},
                                           EmptiedCase{"HalfOfSix", 6, 3, true},
                                           EmptiedCase{"MoreThanHalfOfSix", 6, 4, false},
                                           EmptiedCase{"OneOfMany", 9, 1, true}),
                         [](const auto& row) { return row.param.name; });

TEST(TakeOverTest, OnlyWhatIsExpectedCountsForAnEmptiedTable) {
    Book book{{"0", "1", "2", "3", "4", "5"}};
    for (std::size_t i = 0; i < 3; ++i) {
        book.records[i].state = ConferenceState::ended;
        book.records[i].ended_at = ends;
    }
    book.drop(book.ids());
    book.read();
    EXPECT_EQ(book.gone(), (Ids{"3", "4", "5"})) << "three were to come: no table of many";
}

TEST(TakeOverTest, OwnOnesAreNotTheJournals) {
    Book book{{"own-1", "own-x"}};
    book.drop({"own-1", "own-x"});
    book.read();
    EXPECT_EQ(book.gone(), Ids{"own-x"}) << "a journal may name its rows as it likes";
}

TEST(TakeOverTest, TheEndedStayAsTheyEnded) {
    Book book{{"a"}};
    book.records[0] = after_finish(running("a"), ends);
    book.records[0].cause = Cause::time_over;
    const Records before = book.records;
    book.plans[0].ends += hour;
    book.plans[0].title = "other";
    EXPECT_THAT(book.read(), IsEmpty());
    book.drop({"a"});
    EXPECT_THAT(book.read(), IsEmpty());
    EXPECT_EQ(book.records, before);
}

TEST(TakeOverTest, TheCancelledAndTheFailedAreNotGone) {
    Book book{{"a", "b"}};
    for (ConferenceRecord& record : book.records) record.ended_at = ends;
    book.records[0].state = ConferenceState::cancelled;
    book.records[1].state = ConferenceState::failed;
    book.drop({"a", "b"});
    EXPECT_THAT(book.read(), IsEmpty());
}

TEST(TakeOverTest, ARefusedOneMayStartAtAnotherTime) {
    Book book{{"a"}};
    Life life;
    life.others = {running("b")};
    for (const UnixSeconds now : {starts, ends}) {
        life.record = waiting("a");
        life.at(starts);
        ASSERT_EQ(life.at(now), ConferenceAction::none);
        ASSERT_EQ(life.told(), "failed busy");
        book.records = {life.record};
        book.plans = {waiting("a").plan};
        book.plans[0].title = "other";
        book.read(now);
        EXPECT_EQ(book.records[0].cause, Cause::busy) << "a title frees no class";
        book.plans[0].starts += 2 * hour;
        book.plans[0].ends += 2 * hour;
        EXPECT_EQ(book.read(now), Ids{"a"});
        ConferenceRecord wanted = waiting("a");
        wanted.plan = book.plans[0];
        EXPECT_EQ(book.records[0], wanted) << "as new";
    }
}

TEST(TakeOverTest, ACallKeepsTheChatThatItsLinkWentTo) {
    for (const bool lost : {false, true}) {
        Book book{{"a"}};
        book.records[0] = lost ? after_loss(running("a")) : running("a");
        book.plans[0].chat = "class/8a";
        book.plans[0].exclusive = {"class/8a"};
        book.read();
        EXPECT_EQ(book.records[0].plan.chat, "class/7v") << lost;
        EXPECT_THAT(book.records[0].plan.exclusive, ElementsAre("class/7v"))
            << "its class is busy until it ends";
        EXPECT_THAT(book.read(), IsEmpty()) << "and nothing is written again";
    }
}

TEST(TakeOverTest, AWaitingOneFollowsItsChat) {
    Book book{{"a"}};
    book.plans[0].chat = "class/8a";
    book.plans[0].exclusive = {"class/8a"};
    book.read();
    EXPECT_EQ(book.records[0].plan, book.plans[0]);
}

TEST(ForgetOldTest, TwoDaysAfterTheLaterOfItsEnds) {
    ConferenceRecord ended = after_finish(running("a"), ends - minute);
    ConferenceRecord late = after_finish(running("b"), ends + hour);
    const ConferenceRecord doubtful = waiting("c");
    Records records{ended, late, doubtful};
    forget_old(records, ends + conference_memory);
    EXPECT_EQ(records.size(), 3U);
    forget_old(records, ends + conference_memory + 1);
    EXPECT_EQ(records.size(), 2U);
    forget_old(records, ends + hour + conference_memory + 1);
    EXPECT_EQ(records, Records{doubtful}) << "it is not over: its call may have to be ended";
}

TEST(FindConferenceTest, FindsByIdOnly) {
    Records records{waiting("a"), waiting("c")};
    EXPECT_EQ(find_conference(records, "c"), &records[1]);
    for (const char* id : {"", "b", "d"}) EXPECT_EQ(find_conference(records, id), nullptr) << id;
}

}  // namespace
}  // namespace rosterd::testing
