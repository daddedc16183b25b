// What the daemon must not forget, believe or undo when a read is wrong.
#include <algorithm>
#include <string>
#include <utility>

#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

using MemoryTest = SafetySchool;

TEST_F(MemoryTest, WhoLeftByHimselfStaysOutAfterTheJournalWasEmptyForAWhile) {
    members().erase(user_of(3));
    resync();
    ASSERT_TRUE(departed(3));
    Roster emptied = maker_.make();
    emptied.enrolments.clear();
    journal_says(emptied);
    ASSERT_EQ(school_.state().holds.size(), 1U) << "the read is not believed";
    EXPECT_TRUE(departed(3));
    journal_says(maker_);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3))))) << "he is not dragged back";
    restart();
    EXPECT_TRUE(departed(3));
}

TEST_F(MemoryTest, WhoLeftByHimselfIsRememberedWhereNobodyElseIsHeld) {
    maker_.school_class("5b").class_teacher("5b", "t2").enrol("5b", "s99").link("s99", "99");
    journal_says(maker_);
    ASSERT_THAT(members("class/5b"), Contains(Key(99)));
    members("class/5b").erase(99);
    resync();
    Roster emptied = maker_.make();
    emptied.enrolments.clear();
    journal_says(emptied);  // of class 5b, nobody who is there would have to go
    EXPECT_TRUE(school_.state().memory.history.departed("class/5b", 99));
    journal_says(maker_);
    EXPECT_THAT(members("class/5b"), Not(Contains(Key(99))));
}

TEST_F(MemoryTest, WhoLeftByHimselfStaysOutAfterHisClassWasEmptiedAndHeld) {
    members().erase(user_of(3));
    resync();
    rosterd::testing::RosterMaker fewer = maker_;
    for (int i = 1; i <= 8; ++i) fewer.end_enrolment("5a", pupil(i));
    journal_says(fewer);
    ASSERT_EQ(school_.state().holds.size(), 1U) << "seven of twenty wait for an approval";
    journal_says(maker_);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
}

TEST_F(MemoryTest, WhoIsInDoubtIsNotForgotten) {
    members().erase(user_of(3));
    resync();
    rosterd::testing::RosterMaker doubted = maker_;
    doubted.end_enrolment("5a", pupil(3)).person(pupil(3), {.doubtful = true});
    journal_says(doubted);
    EXPECT_TRUE(departed(3));
}

TEST_F(MemoryTest, WhoLeavesTheClassAndComesBackIsAskedAgain) {
    members().erase(user_of(3));
    resync();
    rosterd::testing::RosterMaker without = maker_;
    without.end_enrolment("5a", pupil(3));
    journal_says(without);
    EXPECT_FALSE(departed(3)) << "a believed read forgets";
    journal_says(maker_);
    EXPECT_THAT(members(), Contains(Key(user_of(3))));
}

TEST_F(MemoryTest, WhoLeftWhileAnAnswerWasLostStaysOut) {
    school_.account().change_fault = [&](const ChatChange& change) -> std::optional<Error> {
        if (change.user != user_of(1)) return std::nullopt;
        for (const int gone : {1, 3}) {  // the one by us, the other by himself
            school_.account().chats().at(change.chat).members.erase(user_of(gone));
        }
        return Error{ErrorKind::unknown_outcome, "no answer"};
    };
    rosterd::testing::RosterMaker without = maker_;
    without.end_enrolment("5a", pupil(1));
    journal_says(without);
    EXPECT_TRUE(departed(3));
    EXPECT_FALSE(departed(1)) << "he was removed";
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    school_.account().change_fault = {};
    journal_says(maker_);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
    EXPECT_THAT(members(), Contains(Key(user_of(1)))) << "the journal takes him back";
}

TEST_F(MemoryTest, WhoLeftIsOnRecordBeforeTheListThatLacksHim) {
    members().erase(user_of(3));
    bool saved = false;  // then the process dies
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        if (saved && method != "load") return Error{ErrorKind::transient, "store: nobody writes"};
        saved = saved || method == "save";
        return std::nullopt;
    };
    resync();
    ASSERT_TRUE(saved);
    school_.switch_off();
    school_.store().fault = {};
    school_.switch_on();
    minutes(1);
    EXPECT_TRUE(departed(3));
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
}

TEST_F(MemoryTest, WhatTheStoreRefusedIsWrittenByTheNextPass) {
    members().erase(user_of(3));
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method != "save_history") return std::nullopt;
        return Error{ErrorKind::transient, "store: the disk is full"};
    };
    resync();
    ASSERT_EQ(school_.state().last_end, PassEnd::failed);
    school_.store().fault = {};
    minutes(6);
    ASSERT_EQ(school_.state().last_end, PassEnd::converged);
    restart();
    EXPECT_TRUE(departed(3));
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
}

TEST_F(MemoryTest, WhoWasAddedBeforeTheProcessDiedIsNoStrangerToTheNext) {
    die_after_the_next_change();
    journal_says(people(21));
    ASSERT_THAT(members(), Contains(Key(user_of(21))));
    school_.account().can.events = true;  // as VK and MAX: the next process reads each chat once
    begin_again();
    resync();
    EXPECT_THAT(members(), Not(Contains(Key(user_of(21)))))
        << "he left the school, and his rows the journal";
}

TEST_F(MemoryTest, AChatThatWasCarriedOverInDoubtGoesOn) {
    bool doubted = false;
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        if (method != "carry_over" || doubted) return std::nullopt;
        doubted = true;  // the commit is done, its answer lost
        EXPECT_TRUE(school_.store().carry_over("17", "main", {"class/5a", "class/6a"}));
        return Error{ErrorKind::transient, "store: no answer"};
    };
    rosterd::testing::RosterMaker up;
    up.teacher("t1").teacher("t2").school_class("6a", {.name = "6А", .predecessor = "5a"});
    up.class_teacher("6a", "t1").link("t1", "1").link("t2", "2");
    for (int i = 1; i <= 20; ++i) up.enrol("6a", pupil(i)).link(pupil(i), std::to_string(10 + i));
    journal_says(up);
    ASSERT_TRUE(doubted);
    resync();
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_EQ(members("class/6a").size(), 21U);
    EXPECT_EQ(school_.account().chats().size(), 1U);
}

TEST_F(MemoryTest, WhoLeftStaysOutWhenTheCarryOverOfHisChatIsInDoubt) {
    rosterd::testing::RosterMaker before = people(20);
    before.school_class("5b", {.name = "5Б"}).class_teacher("5b", "t2");
    rosterd::testing::RosterMaker after;
    after.teacher("t1").teacher("t2").link("t1", "1").link("t2", "2");
    after.school_class("6a", {.name = "6А", .predecessor = "5a"}).class_teacher("6a", "t1");
    after.school_class("6b", {.name = "6Б", .predecessor = "5b"}).class_teacher("6b", "t2");
    for (int i = 1; i <= 24; ++i) {
        if (i > 20) before.enrol("5b", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
        if (i == 3) continue;  // left his chat, then the school: his departure is forgotten
        after.enrol(i > 20 ? "6b" : "6a", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
    }
    journal_says(before);
    members("class/5a").erase(user_of(3));
    members("class/5b").erase(user_of(21));
    resync();
    ASSERT_TRUE(departed(3));
    int carried = 0;
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        if (method != "carry_over" || ++carried != 2) return std::nullopt;
        EXPECT_TRUE(school_.store().carry_over("17", "main", {"class/5b", "class/6b"}));
        return Error{ErrorKind::transient, "store: no answer"};
    };
    journal_says(after);
    ASSERT_GE(carried, 2);
    resync();
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_EQ(members("class/6b").size(), 4U) << "three pupils and the teacher";
    EXPECT_THAT(members("class/6b"), Not(Contains(Key(user_of(21)))));
}

TEST_F(MemoryTest, WhoLeavesBeforeHisNextClassBeginsStaysOut) {
    const auto after = [](bool doubtful) {
        rosterd::testing::RosterMaker maker;
        maker.teacher("t1").teacher("t2").link("t1", "1").link("t2", "2");
        maker.school_class("6a", {.name = "6А", .predecessor = "5a", .doubtful = doubtful});
        maker.class_teacher("6a", "t1");
        for (int i = 1; i <= 20; ++i) {
            maker.enrol("6a", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
        }
        return maker;
    };
    journal_says(after(true));
    ASSERT_TRUE(members("class/5a").contains(user_of(3))) << "held, or not begun";
    members("class/5a").erase(user_of(3));
    resync();
    journal_says(after(false));
    for (const Hold& hold : school_.state().holds) {
        ASSERT_TRUE(school_.ask(school_.daemon().decide(hold.id, true, "olga")));
    }
    resync();
    ASSERT_NE(school_.state().memory.observed.find("class/6a"), nullptr);
    EXPECT_EQ(members("class/6a").size(), 20U) << "nineteen pupils and the teacher";
    EXPECT_THAT(members("class/6a"), Not(Contains(Key(user_of(3)))));
}

TEST_F(MemoryTest, ReadsThatLoseHalfEachTimeAreNotBelievedForLong) {
    journal_says(people(11));
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::chat);
    restart();
    journal_says(people(7));
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::implausible_read)
        << "seven of twenty, whatever was read between";
    EXPECT_EQ(members().size(), 21U);
}

// --- lists of members that are wrong -----------------------------------------------------------

class MembersTest : public SafetySchool {
  protected:
    /// What the list says from now on; gives back what was there.
    std::map<UserId, bool> list_says(std::map<UserId, bool> listed) {
        return std::exchange(members(), std::move(listed));
    }
};

TEST_F(MembersTest, AListWithoutAnybodyIsNotTakenForEverybodyLeaving) {
    const auto everybody = list_says({});
    resync();
    for (int i = 1; i <= 20; ++i) EXPECT_FALSE(departed(i)) << i;
    ASSERT_TRUE(school_.state().doubted.contains("class/5a"));
    EXPECT_EQ(school_.state().doubted.at("class/5a").missing, 21U);
    EXPECT_EQ(school_.state().last_end, PassEnd::unfinished);
    EXPECT_TRUE(members().empty()) << "nobody is added to a chat of which nothing is known";
    list_says(everybody);
    minutes(6);
    EXPECT_TRUE(school_.state().doubted.empty()) << "it was read again by itself";
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_EQ(members(), everybody);
}

TEST_F(MembersTest, MoreThanHalfOfManyIsDoubtAndHalfIsNot) {
    auto everybody = members();
    for (int i = 1; i <= 10; ++i) members().erase(user_of(i));
    resync();
    EXPECT_TRUE(school_.state().doubted.empty()) << "10 of 21";
    EXPECT_TRUE(departed(1) && departed(10));
    for (int i = 11; i <= 16; ++i) members().erase(user_of(i));
    resync();
    EXPECT_TRUE(school_.state().doubted.contains("class/5a")) << "6 of 11";
    EXPECT_FALSE(departed(11));
    restart();
    EXPECT_FALSE(departed(11)) << "the next process doubts as well";
}

TEST_F(MembersTest, OneWhoLeavesIsStillNoticed) {
    members().erase(user_of(7));
    resync();
    EXPECT_TRUE(departed(7));
    EXPECT_TRUE(school_.state().doubted.empty());
}

TEST_F(MembersTest, WhomWeRemovedBeforeTheProcessDiedDidNotLeaveByHimself) {
    die_after_the_next_change();
    rosterd::testing::RosterMaker fewer = maker_;
    for (int i = 1; i <= 3; ++i) fewer.end_enrolment("5a", pupil(i));
    school_.journal().set_people(counted(fewer.make()));
    minutes(6);
    ASSERT_TRUE(has_died());
    ASSERT_THAT(members(), Not(Contains(Key(user_of(1)))));
    begin_again();
    for (int i = 1; i <= 3; ++i) {
        EXPECT_FALSE(departed(i)) << i;
        EXPECT_THAT(members(), Contains(Key(user_of(i)))) << "the journal takes them back";
    }
}

// --- approvals ---------------------------------------------------------------------------------

class ApprovalTest : public SafetySchool {
  protected:
    ApprovalTest() : SafetySchool{40} {}

    void expel(int from, int to) {
        // Their rows are there and end on a day, so that the read is believed.
        for (int i = from; i <= to; ++i) {
            maker_.end_enrolment("5a", pupil(i));
            maker_.enrol("5a", pupil(i), rosterd::testing::until("2026-09-21"));
        }
        school_.journal().set_people(counted(maker_.make()));
        minutes(6);
    }
    std::string only_hold() {
        EXPECT_EQ(school_.state().holds.size(), 1U);
        return school_.state().holds.empty() ? "" : school_.state().holds.front().id;
    }
    void decide(bool approve) {
        const auto decided = school_.ask(school_.daemon().decide(only_hold(), approve, "olga"));
        ASSERT_TRUE(decided) << decided.error().what;
        minutes(1);
    }
};

TEST_F(ApprovalTest, ItStaysGoodForWhatFailedAndForTheNextProcess) {
    expel(1, 28);
    bool refusing = true;  // three of them, for a while
    school_.account().change_fault = [&](const ChatChange& change) -> std::optional<Error> {
        if (!refusing || change.user > user_of(3)) return std::nullopt;
        return Error{ErrorKind::transient, "busy"};
    };
    decide(true);
    EXPECT_EQ(members().size(), 16U) << "25 of 28 are done";
    EXPECT_THAT(school_.state().holds, IsEmpty());
    restart();
    refusing = false;
    minutes(30);
    EXPECT_THAT(school_.state().holds, IsEmpty()) << "the rest was approved as well";
    EXPECT_EQ(members().size(), 13U);
    const auto& audit = school_.store().audit();
    EXPECT_EQ(std::ranges::count_if(audit,
                                    [](const AuditEntry& each) {
                                        return each.operation == "remove" &&
                                               each.outcome == "done" && each.by == "olga";
                                    }),
              28)
        << "who released it is kept";
    expel(29, 31);
    EXPECT_THAT(school_.state().holds, IsEmpty()) << "what was approved does not fill the hour";
    EXPECT_EQ(members().size(), 10U);
}

TEST_F(ApprovalTest, ARejectedHoldStaysAndIsKnownAsRejected) {
    expel(1, 28);
    const UnixSeconds since = school_.state().held_since.begin()->second;
    decide(false);
    minutes(20);
    ASSERT_EQ(school_.state().holds.size(), 1U);
    const Hold& hold = school_.state().holds.front();
    const Approval* decision = decision_about(school_.state(), hold, school_.now());
    ASSERT_NE(decision, nullptr);
    EXPECT_TRUE(decision->rejected);
    EXPECT_EQ(decision->by, "olga");
    EXPECT_EQ(school_.state().held_since.at(hold.hash), since);
    EXPECT_EQ(members().size(), 41U);
    expel(29, 29);
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(decision_about(school_.state(), school_.state().holds.front(), school_.now()),
              nullptr)
        << "the plan changed: it waits for a decision again";
}

TEST_F(ApprovalTest, WhoLeavesWhileHisClassWaitsToGoUpStaysOut) {
    const auto with_classes = [](const std::string& grade, const std::string& before) {
        rosterd::testing::RosterMaker maker;
        maker.teacher("t1").teacher("t2").link("t1", "1").link("t2", "2");
        for (const std::string letter : {"a", "b", "c"}) {
            const std::string id = grade + letter;
            maker.school_class(id, {.predecessor = before.empty() ? "" : before + letter});
            maker.class_teacher(id, letter == "a" ? "t1" : "t2");
        }
        for (int i = 1; i <= 40; ++i) {
            maker.enrol(grade + "a", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
        }
        return maker;
    };
    journal_says(with_classes("5", ""));
    members().erase(user_of(3));
    resync();
    ASSERT_TRUE(departed(3));
    journal_says(with_classes("6", "5"));
    ASSERT_EQ(school_.state().holds.size(), 1U);
    ASSERT_EQ(school_.state().holds.front().guard, GuardKind::promotion);
    members().erase(user_of(4));
    resync();
    EXPECT_TRUE(departed(3) && departed(4));
    decide(true);
    EXPECT_THAT(school_.state().holds, IsEmpty());
    EXPECT_THAT(members("class/6a"), Not(Contains(Key(user_of(3)))));
    EXPECT_THAT(members("class/6a"), Not(Contains(Key(user_of(4)))));
    EXPECT_EQ(members("class/6a").size(), 39U);
}

TEST_F(ApprovalTest, OnlyTheReadThatWasApprovedBecomesTheMeasure) {
    const auto measure = [&](Relation relation) {
        return school_.state().memory.accepted[static_cast<std::size_t>(relation)];
    };
    journal_says(people(10));
    ASSERT_EQ(school_.state().holds.size(), 1U);
    ASSERT_EQ(school_.state().holds.front().guard, GuardKind::implausible_read);
    bool refusing = true;  // one of them, for a while
    school_.account().change_fault = [&](const ChatChange& change) -> std::optional<Error> {
        if (!refusing || change.user != user_of(40)) return std::nullopt;
        return Error{ErrorKind::transient, "busy"};
    };
    decide(true);
    EXPECT_EQ(members().size(), 12U);
    EXPECT_EQ(measure(Relation::enrolment), 40U) << "one is left";
    restart();
    refusing = false;
    minutes(30);
    EXPECT_EQ(members().size(), 11U);
    EXPECT_EQ(measure(Relation::enrolment), 10U);
    Roster another = counted(people(10).make());
    another.rows[static_cast<std::size_t>(Relation::class_teacher)] = 0;  // takes nobody away
    school_.journal().set_people(std::move(another));
    minutes(6);
    EXPECT_EQ(school_.state().last_end, PassEnd::held);
    EXPECT_EQ(measure(Relation::class_teacher), 1U) << "nobody approved this one";
}

/// How many holds were logged while `work` ran.
template <class Work>
int holds_logged(Work work) {
    ::testing::internal::CaptureStdout();
    work();
    const std::string said = ::testing::internal::GetCapturedStdout();
    int count = 0;
    for (auto at = said.find(" guard="); at != std::string::npos;
         at = said.find(" guard=", at + 1)) {
        ++count;
    }
    return count;
}

TEST_F(ApprovalTest, AHoldIsLoggedOnceAndNotAgainWhenItWasRejected) {
    EXPECT_EQ(holds_logged([&] { expel(1, 28); }), 1);
    EXPECT_EQ(holds_logged([&] { resync(); }), 0);
    decide(false);
    EXPECT_EQ(holds_logged([&] { resync(); }), 0);
    restart();
    EXPECT_EQ(holds_logged([&] { resync(); }), 0) << "nor by the next process";
    EXPECT_EQ(holds_logged([&] { expel(29, 29); }), 1) << "the plan changed";
}

// --- the hour ----------------------------------------------------------------------------------

TEST_F(ApprovalTest, TheHourIsNotEmptiedBySettingTheClock) {
    for (int first = 1; first <= 21; first += 5) expel(first, first + 4);
    ASSERT_EQ(members().size(), 16U) << "25 within the hour";
    school_.clock().set_wall(std::chrono::hours{2});
    expel(26, 27);
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::hour);
    EXPECT_EQ(members().size(), 16U);
    minutes(61);
    resync();
    EXPECT_THAT(school_.state().holds, IsEmpty()) << "an hour has really passed";
    EXPECT_EQ(members().size(), 14U);
}

TEST_F(ApprovalTest, RemovalsWhoseAnswerWasLostFillTheHour) {
    for (int first = 1; first <= 16; first += 5) expel(first, first + 4);
    school_.account().change_fault = [&](const ChatChange& change) -> std::optional<Error> {
        school_.account().chats().at(change.chat).members.erase(change.user);
        return Error{ErrorKind::unknown_outcome, "no answer"};
    };
    expel(21, 25);
    ASSERT_EQ(members().size(), 16U) << "25 within the hour";
    school_.account().change_fault = {};
    restart();
    expel(26, 27);
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::hour);
    EXPECT_EQ(members().size(), 16U);
}

TEST_F(ApprovalTest, RemovalsThatADeathKeptFromTheRecordFillTheHour) {
    for (int first = 1; first <= 16; first += 5) expel(first, first + 4);
    bool removed = false;
    school_.account().fault = [&](std::string_view method) -> std::optional<Error> {
        removed = removed || method == "apply";
        return std::nullopt;
    };
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        if (!removed || method == "load") return std::nullopt;
        return Error{ErrorKind::transient, "store: the process is dead"};
    };
    expel(21, 25);
    ASSERT_EQ(members().size(), 16U) << "25 within the hour";
    school_.switch_off();
    school_.store().fault = {};
    school_.account().fault = {};
    school_.switch_on();
    minutes(1);
    expel(26, 27);
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::hour);
    EXPECT_EQ(members().size(), 16U);
}

}  // namespace
}  // namespace rosterd::test
