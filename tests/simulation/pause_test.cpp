// A pause of everything, of a school, of a chat: nothing changes on the platform, everything else
// goes on, and what waited is done at once when it ends.
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

class PauseTest : public SafetySchool {
  protected:
    Pause pause(PauseWish wish) {
        const auto paused = school_.ask(school_.daemon().pause(std::move(wish), "olga"));
        EXPECT_TRUE(paused) << paused.error().what;
        return paused.value();
    }
    Resumed resume(const std::string& school, const std::string& chat = {}) {
        const auto resumed = school_.ask(school_.daemon().resume(school, chat, "olga"));
        EXPECT_TRUE(resumed) << resumed.error().what;
        return resumed.value();
    }
    /// Pupil 1 leaves the school; t2 comes for t1.
    void a_day_of_changes() {
        maker_.end_enrolment("5a", pupil(1));
        maker_.end_class_teacher("5a", "t1").class_teacher("5a", "t2");
        journal_says(maker_);
    }
    /// All that a person could see there.
    std::string platform() {
        std::string text;
        for (const auto& [number, chat] : school_.account().chats()) {
            text += fmt::format("{} {} {}:", number, chat.title, chat.posts.size());
            for (const auto& [user, admin] : chat.members)
                text += fmt::format(" {} {}", user, admin);
            text += "\n";
        }
        return text;
    }
    [[nodiscard]] std::size_t audited(std::string_view operation) {
        return static_cast<std::size_t>(
            std::ranges::count(school_.store().audit(), operation, &AuditEntry::operation));
    }
};

TEST_F(PauseTest, NothingChangesAndEverythingIsReadAndPlanned) {
    for (const std::string school : {"", "17"}) {
        SCOPED_TRACE(school);
        const UnixSeconds since =
            pause({.school = school, .reason = "the journal is being moved"}).since;
        const std::string before = platform();
        a_day_of_changes();
        EXPECT_EQ(platform(), before);
        EXPECT_EQ(school_.state().last_end, PassEnd::paused);
        EXPECT_GE(school_.state().plan.operations.size(), 3U) << "made and shown";
        EXPECT_GT(school_.state().last_read, since);
        members().erase(user_of(5));
        resync();
        EXPECT_TRUE(departed(5)) << "chats are read";
        resume(school);
        EXPECT_THAT(members(), AllOf(Not(Contains(Key(user_of(1)))), Contains(Key(2))))
            << "at once, not at the next poll";
        maker_ = people(20);
        members()[user_of(5)] = false;
        journal_says(maker_);
        resync();
    }
}

TEST_F(PauseTest, ItOutlivesTheDaemon) {
    pause({.school = "17", .reason = "новый журнал"});
    const std::string before = platform();
    school_.switch_off();
    maker_.end_enrolment("5a", pupil(1));
    school_.journal().set_people(counted(maker_.make()));
    school_.switch_on();
    minutes(10);
    EXPECT_EQ(platform(), before);
    ASSERT_THAT(school_.daemon().pauses(), SizeIs(1));
    const Pause& kept = school_.daemon().pauses().front();
    EXPECT_EQ(kept.by, "olga");
    EXPECT_EQ(kept.reason, "новый журнал");
    resume("17");
    EXPECT_THAT(members(), Not(Contains(Key(user_of(1)))));
    restart();
    EXPECT_THAT(school_.daemon().pauses(), IsEmpty());
}

TEST_F(PauseTest, WithoutTheStoreNobodyKnowsWhatRestsAndNothingIsDone) {
    pause({.school = "17"});
    const std::string before = platform();
    school_.switch_off();
    maker_.end_enrolment("5a", pupil(1));
    school_.journal().set_people(counted(maker_.make()));
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method != "pauses") return std::nullopt;
        return Error{ErrorKind::transient, "busy"};
    };
    school_.switch_on();
    minutes(30);
    EXPECT_EQ(platform(), before);
    EXPECT_EQ(school_.state().last_end, PassEnd::failed);
    school_.store().fault = {};
    minutes(30);
    EXPECT_EQ(platform(), before);
    EXPECT_EQ(school_.state().last_end, PassEnd::paused);
}

TEST_F(PauseTest, ItEndsByItselfAtItsTime) {
    const UnixSeconds end = school_.now() + 3'600;
    pause({.school = "17", .until = end});
    a_day_of_changes();
    school_.run_until(end - 1);
    EXPECT_THAT(members(), Contains(Key(user_of(1))));
    school_.run_until(end + 5);
    EXPECT_THAT(members(), Not(Contains(Key(user_of(1)))));
    EXPECT_THAT(school_.daemon().pauses(), IsEmpty());
}

TEST_F(PauseTest, ItBeginsWithTheCallAfterTheOneInFlight) {
    maker_.school_class("6b", {.name = "6Б"}).class_teacher("6b", "t2");
    maker_.school_class("7c", {.name = "7В"}).class_teacher("7c", "t2");
    school_.journal().set_people(counted(maker_.make()));
    bool asked = false;
    school_.account().fault = [&](std::string_view method) -> std::optional<Error> {
        if (method != "create_chat" || std::exchange(asked, true)) return std::nullopt;
        school_.begin(school_.daemon().pause({.school = "17"}, "olga"));
        return std::nullopt;
    };
    minutes(10);
    school_.account().fault = {};
    ASSERT_TRUE(asked);
    EXPECT_THAT(school_.account().chats(), SizeIs(2)) << "one was on its way, one was to come";
    resume("17");
    minutes(1);
    EXPECT_THAT(school_.account().chats(), SizeIs(3));
}

TEST_F(PauseTest, WhoAskedIsAuditedAndWhyIsNot) {
    pause({.school = "17", .reason = "Ольга просила", .until = school_.now() + 60});
    resume("17");
    pause({});
    resume("");
    EXPECT_EQ(audited("pause"), 2U);
    EXPECT_EQ(audited("resume"), 2U);
    for (const AuditEntry& line : school_.store().audit()) {
        if (line.operation != "pause" && line.operation != "resume") continue;
        EXPECT_EQ(line.by, "olga");
        EXPECT_THAT(line.reason, Not(HasSubstr("просила")));
    }
}

TEST_F(PauseTest, WhatCannotBePausedOrResumedIsSaid) {
    const auto kind = [&](PauseWish wish) {
        const auto paused = school_.ask(school_.daemon().pause(std::move(wish), "olga"));
        return paused ? std::optional<ErrorKind>{} : paused.error().kind;
    };
    EXPECT_EQ(kind({.school = "99"}), ErrorKind::not_found);
    EXPECT_EQ(kind({.school = "17", .chat = "class/9z"}), ErrorKind::not_found);
    EXPECT_EQ(kind({.chat = "class/5a"}), ErrorKind::invalid_input);
    EXPECT_EQ(kind({.school = "17", .until = school_.now()}), ErrorKind::invalid_input);
    EXPECT_EQ(kind({.school = "17", .reason = std::string(2'000, 'x')}), ErrorKind::invalid_input);
    EXPECT_EQ(kind({}), std::nullopt);
    const auto resumed = school_.ask(school_.daemon().resume("17", "", "olga"));
    ASSERT_FALSE(resumed);
    EXPECT_EQ(resumed.error().kind, ErrorKind::not_found) << "everything rests, not the school";
    pause({.school = "17"});
    const Resumed one = resume("");
    EXPECT_THAT(one.still, SizeIs(1));
    EXPECT_EQ(one.still.front().school, "17");
}

TEST_F(PauseTest, AStoreThatTakesNothingPausesNothing) {
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method != "save_pause") return std::nullopt;
        return Error{ErrorKind::transient, "the disk is full"};
    };
    EXPECT_FALSE(school_.ask(school_.daemon().pause({.school = "17"}, "olga")));
    school_.store().fault = {};
    a_day_of_changes();
    EXPECT_THAT(members(), Not(Contains(Key(user_of(1)))));
}

TEST_F(PauseTest, ItIsLoggedOnceAndWithoutItsReason) {
    ::testing::internal::CaptureStdout();
    pause({.school = "17", .reason = "тайна"});
    minutes(60);
    resync();
    const std::string said = ::testing::internal::GetCapturedStdout();
    EXPECT_THAT(said, Not(HasSubstr("тайна")));
    EXPECT_EQ(said.find("paused=yes"), said.rfind("paused=yes"));
    EXPECT_THAT(said, HasSubstr("paused=yes school=17 chat=all"));
    EXPECT_THAT(said, Not(HasSubstr("pass=paused")));
}

TEST_F(PauseTest, WhatIsAskedByHandIsKeptAndDoneAfterwards) {
    pause({.school = "17"});
    HandRequest request;
    request.action = HandAction::add_member;
    request.chat = "class/5a";
    request.person = "t2";
    ASSERT_TRUE(school_.ask(school_.daemon().change_by_hand("17", request, "ivan")));
    minutes(10);
    EXPECT_THAT(members(), Not(Contains(Key(2))));
    resume("17");
    EXPECT_THAT(members(), Contains(Key(2)));
}

TEST_F(PauseTest, AnApprovalThatIsGivenMeanwhileHoldsAfterwards) {
    pause({.school = "17"});
    for (int i = 1; i <= 8; ++i) maker_.end_enrolment("5a", pupil(i));
    journal_says(maker_);
    ASSERT_THAT(school_.state().holds, SizeIs(1)) << "guards look at what rests too";
    ASSERT_TRUE(
        school_.ask(school_.daemon().decide(school_.state().holds.front().id, true, "olga")));
    minutes(10);
    EXPECT_THAT(members(), SizeIs(21));
    resume("17");
    minutes(1);
    EXPECT_THAT(members(), SizeIs(13));
}

// --- lessons -----------------------------------------------------------------------------------

class PausedLessonTest : public PauseTest {
  protected:
    static constexpr UnixSeconds moscow = 3 * 3'600;

    void lesson(const std::string& id, int from_minute, int minutes_long) {
        const LocalSeconds from = school_.now() + moscow + from_minute * 60;
        school_.journal().conferences()[id] = {.kind = ConferenceKind::video_call,
                                               .chat = "class/5a",
                                               .title = "Классный час",
                                               .starts_at = from,
                                               .ends_at = from + minutes_long * 60,
                                               .created_by = "t1"};
    }
    const ConferenceRecord& record(const std::string& id) {
        return *find_conference(school_.state().memory.conferences, id);
    }
    std::size_t posts() {
        return school_.account()
            .chats()
            .at(school_.state().memory.observed.find("class/5a")->number)
            .posts.size();
    }
};

TEST_F(PausedLessonTest, NoneBeginsAndWhatRunsIsEndedInTime) {
    lesson("runs", 10, 30);
    lesson("missed", 50, 20);
    lesson("late", 90, 40);
    minutes(20);
    ASSERT_EQ(school_.calls().running_count(), 1U);
    for (const PauseWish& wish :
         {PauseWish{.school = "17"}, PauseWish{.school = "17", .chat = "class/5a"}}) {
        pause(wish);
    }
    const std::size_t before = posts();
    minutes(25);
    EXPECT_EQ(school_.calls().running_count(), 0U);
    EXPECT_EQ(record("runs").state, ConferenceState::ended);
    EXPECT_NE(record("runs").withdrawn_at, 0) << "its link is not offered any more";
    minutes(30);
    EXPECT_EQ(record("missed").state, ConferenceState::failed);
    EXPECT_EQ(record("missed").cause, ConferenceCause::missed);
    minutes(20);
    EXPECT_EQ(record("late").state, ConferenceState::planned);
    resume("17");
    minutes(1);
    EXPECT_EQ(school_.calls().running_count(), 0U) << "its chat is paused still";
    EXPECT_EQ(posts(), before);
    resume("17", "class/5a");
    minutes(1);
    EXPECT_EQ(record("late").state, ConferenceState::active) << "what is left of it takes place";
    EXPECT_EQ(posts(), before + 1);
}

// --- a single chat -----------------------------------------------------------------------------

/// 5a and 6b of twenty pupils each; those of 6b are called z01 … and are users 111 ….
class PausedChatTest : public PauseTest {
  protected:
    PausedChatTest() {
        maker_.school_class("6b", {.name = "6Б"}).class_teacher("6b", "t2");
        for (int i = 1; i <= 20; ++i) {
            maker_.enrol("6b", fmt::format("z{:02}", i));
            maker_.link(fmt::format("z{:02}", i), std::to_string(110 + i));
        }
        journal_says(maker_);
    }
};

TEST_F(PausedChatTest, RestsAloneAndHoldsNothingElseBack) {
    pause({.school = "17", .chat = "class/5a"});
    for (int i = 1; i <= 9; ++i) maker_.end_enrolment("5a", pupil(i));
    maker_.end_enrolment("6b", "z01");
    maker_.enrol("6b", "z21").link("z21", "131");
    journal_says(maker_);
    EXPECT_THAT(members(), SizeIs(21));
    EXPECT_THAT(members("class/6b"), AllOf(Not(Contains(Key(111))), Contains(Key(131))));
    EXPECT_THAT(school_.state().holds, IsEmpty()) << "no guard counts what rests";
    EXPECT_EQ(school_.state().paused.operations.size(), 9U);
    EXPECT_EQ(school_.state().last_end, PassEnd::paused);
    restart();
    EXPECT_THAT(members(), SizeIs(21));
    resume("17", "class/5a");
    EXPECT_THAT(members(), SizeIs(21)) << "now a guard looks at nine of twenty";
    EXPECT_THAT(school_.state().holds, SizeIs(1));
}

TEST_F(PausedChatTest, IsNotMadeBeforeItIsResumed) {
    maker_.school_class("7c", {.name = "7В"}).class_teacher("7c", "t2");
    school_.journal().set_people(counted(maker_.make()));
    pause({.school = "17"});
    minutes(6);
    pause({.school = "17", .chat = "class/7c"});
    resume("17");
    minutes(10);
    EXPECT_EQ(school_.state().memory.observed.find("class/7c"), nullptr);
    resume("17", "class/7c");
    minutes(1);
    EXPECT_NE(school_.state().memory.observed.find("class/7c"), nullptr);
}

}  // namespace
}  // namespace rosterd::test
