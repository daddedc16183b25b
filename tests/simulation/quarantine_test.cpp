// What is not believed or cannot be done waits alone: one class, a copied journal, one person, one
// chat. The rest goes on.
#include <algorithm>
#include <string>
#include <utility>

#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

/// Three classes of twenty; pupils of 6b are z01 … (users 111 …), those of 7c y01 … (211 …).
class ClassesTest : public SafetySchool {
  protected:
    ClassesTest() {
        another("6b", 'z', 110);
        another("7c", 'y', 210);
        journal_says(maker_);
    }
    void another(const std::string& id, char letter, UserId before) {
        maker_.school_class(id, {.name = id}).class_teacher(id, "t2");
        for (int i = 1; i <= 20; ++i) {
            const std::string each = fmt::format("{}{:02}", letter, i);
            maker_.enrol(id, each).link(each, std::to_string(before + i));
        }
    }
    void lose(int from, int to) {
        for (int i = from; i <= to; ++i) maker_.end_enrolment("5a", pupil(i));
        journal_says(maker_);
    }
    void approve() {
        ASSERT_THAT(school_.state().holds, SizeIs(1));
        ASSERT_TRUE(
            school_.ask(school_.daemon().decide(school_.state().holds.front().id, true, "olga")));
        minutes(1);
    }
};

TEST_F(ClassesTest, OneThatVanishesIsNotBelievedAndTheOthersGoOn) {
    maker_.end_enrolment("6b", "z01");
    lose(1, 20);
    ASSERT_THAT(school_.state().holds, SizeIs(1));
    const Hold& hold = school_.state().holds.front();
    EXPECT_EQ(hold.guard, GuardKind::implausible_class);
    EXPECT_EQ(hold.about, "5a");
    EXPECT_THAT(hold.reason, HasSubstr("class '5a' fell from 20 rows to 0"));
    EXPECT_THAT(members("class/5a"), SizeIs(21));
    EXPECT_THAT(members("class/6b"), Not(Contains(Key(111))));
    const ReadVerdict verdict = read_verdict(school_.state(), school_.now());
    EXPECT_EQ(verdict.state, ReadState::partial);
    EXPECT_THAT(verdict.reason, HasSubstr("5a"));
    restart();
    minutes(3 * 24 * 60);
    EXPECT_THAT(members("class/5a"), SizeIs(21)) << "nor later, nor by the next process";
    maker_ = people(20);
    another("6b", 'z', 110);
    another("7c", 'y', 210);
    journal_says(maker_);
    EXPECT_THAT(school_.state().holds, IsEmpty());
    EXPECT_EQ(read_verdict(school_.state(), school_.now()).state, ReadState::complete);
}

TEST_F(ClassesTest, HalfOfAClassIsAnOrdinaryHoldAndMoreIsDoubt) {
    lose(1, 10);
    ASSERT_THAT(school_.state().holds, SizeIs(1));
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::chat);
    lose(11, 11);
    ASSERT_THAT(school_.state().holds, SizeIs(1));
    EXPECT_EQ(school_.state().holds.front().guard, GuardKind::implausible_class);
}

TEST_F(ClassesTest, WhoLeftByHimselfIsNotDraggedBackAfterwards) {
    members().erase(user_of(3));
    resync();
    const rosterd::testing::RosterMaker whole = maker_;
    lose(1, 20);
    EXPECT_TRUE(departed(3));
    maker_ = whole;
    journal_says(maker_);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
}

TEST_F(ClassesTest, WhatAPersonApprovedIsTheNewMeasure) {
    lose(1, 15);
    approve();
    EXPECT_THAT(members("class/5a"), SizeIs(6));
    EXPECT_THAT(school_.state().holds, IsEmpty());
    restart();
    lose(16, 16);
    EXPECT_THAT(school_.state().holds, IsEmpty()) << "one of five is nothing to doubt";
    EXPECT_THAT(members("class/5a"), SizeIs(5));
}

TEST_F(ClassesTest, AClassThatEndsOrIsSucceededIsExpectedToBeEmpty) {
    maker_.school_class("8a", {.name = "8А", .predecessor = "5a"}).class_teacher("8a", "t1");
    for (int i = 1; i <= 20; ++i) maker_.enrol("8a", pupil(i));
    lose(1, 20);
    for (const Hold& hold : school_.state().holds) {
        EXPECT_NE(hold.guard, GuardKind::implausible_class);
    }
    EXPECT_THAT(members("class/8a"), SizeIs(21)) << "its chat is carried over";
}

// --- a copy ------------------------------------------------------------------------------------

/// The school's calendar is that of the rule; SafetySchool starts on Monday 2026-09-21.
class CopyTest : public SafetySchool {
  protected:
    void lose_one(int number) {
        maker_.end_enrolment("5a", pupil(number));
        journal_says(maker_);
    }
};

TEST_F(CopyTest, OneThatNobodyRenewsRemovesNobody) {
    school_.journal().as_of = school_.now();
    lose_one(1);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(1))))) << "a fresh copy";
    minutes(2 * 24 * 60);
    lose_one(2);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(2))))) << "one school day lies between";
    ::testing::internal::CaptureStdout();
    minutes(24 * 60);
    lose_one(3);
    minutes(24 * 60);
    const std::string said = ::testing::internal::GetCapturedStdout();
    EXPECT_EQ(said.find("journal=stale"), said.rfind("journal=stale")) << "told once";
    EXPECT_THAT(said, HasSubstr("journal=stale"));
    EXPECT_THAT(members(), Contains(Key(user_of(3))));
    EXPECT_EQ(read_verdict(school_.state(), school_.now()).state, ReadState::stale);
    ASSERT_THAT(school_.state().holds, SizeIs(1)) << "a person may know better";
    EXPECT_THAT(school_.state().holds.front().reason, HasSubstr("a copy of 2026-09-21"));
    restart();
    EXPECT_THAT(members(), Contains(Key(user_of(3)))) << "nor does the next process";
    school_.journal().as_of = school_.now();
    minutes(6);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
    EXPECT_EQ(read_verdict(school_.state(), school_.now()).state, ReadState::complete);
}

TEST_F(CopyTest, AWeekendAndHolidaysDoNotCount) {
    auto pass = std::make_shared<PassSettings>(*school_.settings().pass);
    pass->copies.holidays = {*parse_holidays("2026-09-28..2026-10-04")};
    school_.settings().pass = pass;
    school_.daemon().reload(school_.settings());
    minutes(4 * 24 * 60);  // Friday
    school_.journal().as_of = school_.now();
    minutes(10 * 24 * 60);  // Monday, ten days later
    lose_one(1);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(1)))));
    minutes(2 * 24 * 60);
    lose_one(2);
    EXPECT_THAT(members(), Contains(Key(user_of(2)))) << "Monday and Tuesday passed";
}

TEST_F(CopyTest, AJournalThatDoesNotSayIsNone) {
    minutes(30 * 24 * 60);
    lose_one(1);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(1)))));
}

// --- parked ------------------------------------------------------------------------------------

class ParkedTest : public SafetySchool {
  protected:
    /// The platform refuses this kind of change of the newcomer, as a person's own matter.
    void refuse(OperationKind kind) {
        school_.account().change_fault = [this, kind](const ChatChange& change) {
            if (change.kind != kind || change.user != newcomer) return std::optional<Error>{};
            ++tries_;
            return std::optional{Error{ErrorKind::permanent_person, "error 935"}};
        };
    }
    static constexpr UserId newcomer = 50;
    int tries_ = 0;
};

TEST_F(ParkedTest, APersonIsTriedAgainWhenHisPhoneOrLinkChanges) {
    refuse(OperationKind::add);
    maker_.enrol("5a", "new").link("new", std::to_string(newcomer));
    journal_says(maker_);
    minutes(12);
    ASSERT_EQ(tries_, 1) << "parked for an hour";
    maker_.enrol("5a", "other");
    journal_says(maker_);
    ASSERT_EQ(tries_, 1) << "what happens to others says nothing of him";
    maker_.unlink("new", LinkState::requested);
    journal_says(maker_);
    maker_.unlink("new", LinkState::linked);
    journal_says(maker_);
    EXPECT_EQ(tries_, 2) << "at once";
    restart();
    EXPECT_EQ(tries_, 2);
    school_.account().change_fault = {};
    school_.switch_off();
    maker_.link("new", "999", LinkState::linked, 5, Platform::max);
    school_.journal().set_people(counted(maker_.make()));
    school_.switch_on();
    minutes(1);
    EXPECT_THAT(members(), Contains(Key(newcomer))) << "whatever was changed while it was off";
    EXPECT_THAT(school_.state().memory.history.parked, IsEmpty());
}

TEST_F(ParkedTest, APromotionThatIsRefusedIsNotTriedInEveryPass) {
    refuse(OperationKind::promote);
    maker_.teacher("t3").link("t3", std::to_string(newcomer)).class_teacher("5a", "t3");
    journal_says(maker_);
    ASSERT_THAT(members(), Contains(Key(newcomer)));
    ASSERT_EQ(tries_, 1);
    for (int i = 0; i < 5; ++i) resync();
    EXPECT_EQ(tries_, 1) << "not because he is seen in the chat";
    EXPECT_EQ(school_.state().last_end, PassEnd::converged) << "he waits, nothing else is to do";
    school_.account().change_fault = {};
    minutes(61);
    EXPECT_TRUE(members().at(newcomer)) << "tried again in its time";
    EXPECT_THAT(school_.state().memory.history.parked, IsEmpty());
}

// --- a chat that does not answer ---------------------------------------------------------------

class UnreadableTest : public ClassesTest {
  protected:
    /// Nobody can read this chat for now.
    void silence(const std::string& key) {
        silent_ = school_.state().memory.observed.find(key)->number;
        school_.account().read_fault = [this](ChatNumber number) -> std::optional<Error> {
            if (number != silent_) return std::nullopt;
            return Error{ErrorKind::transient, "timed out"};
        };
    }
    ChatNumber silent_ = 0;
};

TEST_F(UnreadableTest, GoesIntoQuarantineAndTheRestGoesOn) {
    silence("class/6b");
    resync();
    maker_.end_enrolment("5a", pupil(1));
    maker_.end_enrolment("6b", "z01");
    journal_says(maker_);
    minutes(20);
    EXPECT_THAT(members("class/5a"), Not(Contains(Key(user_of(1)))));
    EXPECT_THAT(members("class/6b"), Contains(Key(111))) << "unseen, nobody is removed there";
    const Parked* parked = school_.state().memory.history.parked_at("class/6b", 0);
    ASSERT_NE(parked, nullptr);
    EXPECT_THAT(parked->reason, HasSubstr("timed out"));
    EXPECT_NE(school_.state().last_end, PassEnd::failed);
    minutes(24 * 60);
    EXPECT_NE(school_.state().last_end, PassEnd::failed) << "not every quarter of an hour either";
    school_.account().read_fault = {};
    minutes(60);
    EXPECT_THAT(members("class/6b"), Not(Contains(Key(111))));
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
}

TEST_F(UnreadableTest, APlatformThatIsAwayParksNobody) {
    school_.account().read_fault = [](ChatNumber) -> std::optional<Error> {
        return Error{ErrorKind::transient, "timed out"};
    };
    resync();
    minutes(120);
    EXPECT_EQ(school_.state().last_end, PassEnd::failed);
    EXPECT_THAT(school_.state().memory.history.parked, IsEmpty());
    school_.account().read_fault = {};
    minutes(20);
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
}

}  // namespace
}  // namespace rosterd::test
