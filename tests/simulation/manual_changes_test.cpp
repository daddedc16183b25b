// What people change on the platform by hand: strangers, leaving, titles, drift that nobody told.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

constexpr UserId stranger = 7777;
constexpr UnixSeconds hour = 3'600;
constexpr UnixSeconds day = 24 * hour;

/// How often the log says these words while `work` runs.
template <class Work>
std::size_t logged(const std::string& words, Work work) {
    ::testing::internal::CaptureStdout();
    work();
    const std::string text = ::testing::internal::GetCapturedStdout();
    std::size_t found = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
        ++found;
    }
    return found;
}

class ManualSchool : public SafetySchool {
  protected:
    explicit ManualSchool(Strangers policy = Strangers::report) : SafetySchool{20, with(policy)} {}

    static Profile with(Strangers policy) {
        Profile profile = only_classes();
        for (ChatRule& rule : profile.chats) rule.strangers = policy;
        return profile;
    }
    ModelChat& chat() {
        const ObservedChat* known = school_.state().memory.observed.find("class/5a");
        return school_.account().chats().at(known->number);
    }
    [[nodiscard]] std::vector<AuditEntry> audited(std::string_view operation) {
        std::vector<AuditEntry> lines;
        for (const AuditEntry& line : school_.store().audit()) {
            if (line.operation == operation) lines.push_back(line);
        }
        return lines;
    }
    /// Every chat is due for the sweep once a day, from the next pass on.
    void sweep_daily() {
        PassSettings pass = *school_.settings().pass;
        pass.reread_after = day;
        school_.settings().pass = std::make_shared<const PassSettings>(std::move(pass));
        school_.daemon().reload(school_.settings());
        minutes(1);
    }
    void tell_of_change() {
        school_.account().tell({PlatformEventKind::chat_changed,
                                school_.state().memory.observed.find("class/5a")->number});
        minutes(1);
    }
    Result<HandDecision> by_hand(HandAction action, const std::string& person,
                                 UnixSeconds until = std::numeric_limits<UnixSeconds>::max()) {
        HandRequest request;
        request.action = action;
        request.chat = "class/5a";
        request.person = person;
        request.until = until;
        auto decided = school_.ask(school_.daemon().change_by_hand("17", request, "olga"));
        minutes(1);
        return decided;
    }
};

// --- strangers -----------------------------------------------------------------------------------

TEST_F(ManualSchool, AReportedStrangerIsLoggedAndAuditedOnce) {
    const std::string line = "chat=class/5a user=7777 stranger=found";
    chat().members.emplace(stranger, false);
    chat().newcomers = {{.user = stranger, .by = user_of(3), .since = 1'789'999'999}};
    EXPECT_EQ(logged(line, [&] { resync(); }), 1U);
    ASSERT_EQ(school_.state().strangers.size(), 1U);
    EXPECT_EQ(school_.state().strangers[0].user, stranger);
    ASSERT_EQ(audited("joined").size(), 1U);
    EXPECT_EQ(audited("joined")[0].reason, "by person s03");
    ASSERT_EQ(audited("stranger").size(), 1U);
    EXPECT_EQ(audited("stranger")[0].user, stranger);
    EXPECT_EQ(audited("stranger")[0].reason, "by person s03");
    EXPECT_EQ(logged("7777",
                     [&] {
                         resync();
                         restart();
                         resync();
                     }),
              0U)
        << "nor by the next process";
    EXPECT_EQ(school_.state().strangers.size(), 1U) << "he is still counted";
    EXPECT_EQ(audited("stranger").size(), 1U);
    EXPECT_THAT(members(), Contains(Key(stranger)));
    const ObservedChat* known = school_.state().memory.observed.find("class/5a");
    ASSERT_NE(find_newcomer(known->newcomers, stranger), nullptr);
    EXPECT_EQ(find_newcomer(known->newcomers, stranger)->since, 1'789'999'999);

    members().erase(stranger);
    resync();
    EXPECT_THAT(school_.state().strangers, IsEmpty());
    EXPECT_THAT(school_.state().memory.observed.find("class/5a")->newcomers, IsEmpty());
}

TEST_F(ManualSchool, WhoIsMissingFromAReadThatIsNotBelievedIsNoStranger) {
    Roster emptied = maker_.make();
    emptied.enrolments.clear();
    emptied.links.clear();
    journal_says(emptied);
    ASSERT_EQ(school_.state().last_end, PassEnd::held);
    EXPECT_THAT(school_.state().strangers, IsEmpty());
    EXPECT_THAT(audited("stranger"), IsEmpty());
}

TEST_F(ManualSchool, SomebodyWhomAnotherBroughtIsKeptWithHim) {
    members().erase(user_of(4));
    members().emplace(stranger, false);
    chat().newcomers = {{.user = stranger, .by = stranger}};
    resync();
    EXPECT_EQ(audited("joined").at(0).reason, "by the link");
    members().emplace(user_of(4), false);
    chat().newcomers = {{.user = user_of(4), .by = stranger}, {.user = stranger, .by = stranger}};
    resync();
    ASSERT_EQ(audited("joined").size(), 2U);
    EXPECT_EQ(audited("joined")[1].person, "s04");
    EXPECT_EQ(audited("joined")[1].reason, "by user 7777, whom the school does not know");
    const ObservedChat* known = school_.state().memory.observed.find("class/5a");
    EXPECT_EQ(known->newcomers.size(), 2U) << "the other twenty cost nothing";
}

class KeepingSchool : public ManualSchool {
  protected:
    KeepingSchool() : ManualSchool{Strangers::keep} {}
};

TEST_F(KeepingSchool, AStrangerWhoIsKeptIsNotSpokenOf) {
    members().emplace(stranger, false);
    EXPECT_EQ(logged("stranger=found", [&] { resync(); }), 0U);
    EXPECT_THAT(members(), Contains(Key(stranger)));
    EXPECT_THAT(school_.state().strangers, IsEmpty());
    EXPECT_THAT(audited("stranger"), IsEmpty());
}

class RemovingSchool : public ManualSchool {
  protected:
    RemovingSchool() : ManualSchool{Strangers::remove} {}
};

TEST_F(RemovingSchool, AStrangerIsRemoved) {
    members().emplace(stranger, false);
    resync();
    EXPECT_THAT(members(), Not(Contains(Key(stranger))));
    EXPECT_EQ(audited("remove").at(0).reason, "stranger");
    EXPECT_THAT(school_.state().strangers, IsEmpty());
}

TEST_F(RemovingSchool, ManyStrangersWaitForAPerson) {
    for (UserId user = stranger; user < stranger + 20; ++user) members().emplace(user, false);
    resync();
    EXPECT_EQ(members().size(), 41U) << "nobody is removed";
    ASSERT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(school_.state().holds[0].guard, GuardKind::chat);
    EXPECT_EQ(school_.state().holds[0].operations.size(), 20U);
    ASSERT_TRUE(school_.ask(school_.daemon().decide(school_.state().holds[0].id, true, "olga")));
    minutes(1);
    EXPECT_EQ(members().size(), 21U);
    EXPECT_EQ(audited("remove").at(0).by, "olga");
}

// --- administrators ------------------------------------------------------------------------------

TEST_F(ManualSchool, NobodyIsDismissedByAnOldReadWhenTheOtherAdministratorIsGone) {
    constexpr UserId teacher = 1;
    school_.account().change_fault = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::demote) return std::nullopt;
        return Error{ErrorKind::transient, "busy"};
    };
    members().at(user_of(1)) = true;
    resync();
    ASSERT_TRUE(members().at(user_of(1))) << "it is wished, and did not work yet";
    members().at(teacher) = false;  // nobody tells
    bool administered = false;
    school_.account().change_fault = [&](const ChatChange& change) -> std::optional<Error> {
        if (change.kind == OperationKind::demote) administered = members().at(teacher);
        return std::nullopt;
    };
    minutes(20);
    EXPECT_FALSE(members().at(user_of(1)));
    EXPECT_TRUE(administered) << "the teacher was appointed again before";
}

// --- who left by himself -------------------------------------------------------------------------

TEST_F(ManualSchool, AnOperatorLetsSomebodyBeAddedAgain) {
    members().erase(user_of(3));
    resync();
    ASSERT_TRUE(departed(3));
    const auto decided = by_hand(HandAction::readmit, "s03");
    ASSERT_TRUE(decided);
    EXPECT_TRUE(decided->readmits);
    EXPECT_TRUE(decided->change.empty()) << "he is not pinned by hand";
    EXPECT_FALSE(departed(3));
    EXPECT_THAT(members(), Contains(Key(user_of(3))));
    ASSERT_EQ(audited("member_readmit").size(), 1U);
    EXPECT_EQ(audited("member_readmit")[0].by, "olga");
    EXPECT_EQ(audited("member_readmit")[0].person, "s03");
    restart();
    EXPECT_FALSE(departed(3));
    const auto again = by_hand(HandAction::readmit, "s03");
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->readmits) << "he had not left";
}

TEST_F(ManualSchool, AddingSomebodyByHandBringsHimBackToo) {
    members().erase(user_of(3));
    resync();
    ASSERT_TRUE(by_hand(HandAction::add_member, "s03"));
    EXPECT_THAT(members(), Contains(Key(user_of(3))));
}

TEST_F(ManualSchool, AHandEditOfTheJournalBringsHimBackAndAnOlderOneDoesNot) {
    rosterd::testing::RosterMaker edited = maker_;
    edited.edit("class/5a", "s03", EditKind::add, {.made_at = start - day});
    journal_says(edited);
    members().erase(user_of(3));
    resync();
    minutes(10);
    EXPECT_TRUE(departed(3)) << "he left after that";
    edited.edit("class/5a", "s03", EditKind::add, {.made_at = school_.now()});
    minutes(1);
    journal_says(edited);
    EXPECT_FALSE(departed(3));
    EXPECT_THAT(members(), Contains(Key(user_of(3))));
    EXPECT_EQ(audited("readmitted").at(0).reason, "chat_edit");
}

TEST_F(ManualSchool, AStoreThatDoesNotWriteLeavesHimOut) {
    members().erase(user_of(3));
    resync();
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method == "forget_departure") return Error{ErrorKind::transient, "full"};
        return std::nullopt;
    };
    EXPECT_FALSE(by_hand(HandAction::readmit, "s03"));
    EXPECT_TRUE(departed(3));
    EXPECT_THAT(members(), Not(Contains(Key(user_of(3)))));
}

// --- exceptions with an end ----------------------------------------------------------------------

TEST_F(ManualSchool, AnExceptionEndsAtItsMomentAndNotAtTheNextPoll) {
    school_.settings().poll = std::chrono::hours{24 * 30};
    school_.daemon().reload(school_.settings());
    minutes(1);
    const UnixSeconds until = school_.now() + 2 * hour + 17;
    ASSERT_TRUE(by_hand(HandAction::add_member, "t2", until));
    EXPECT_THAT(members(), Contains(Key(2)));
    school_.run_until(until - 1);
    EXPECT_THAT(members(), Contains(Key(2)));
    school_.run_until(until + 2);
    EXPECT_THAT(members(), Not(Contains(Key(2)))) << "nothing else woke the daemon";
}

// --- titles --------------------------------------------------------------------------------------

class TitledSchool : public ManualSchool {
  protected:
    TitledSchool() {
        school_.switch_off();
        school_.account().can.events = true;
        school_.switch_on();
        minutes(1);
    }
    void rename(const std::string& title) {
        chat().title = title;
        tell_of_change();
    }
};

TEST_F(TitledSchool, ATitleThatSomebodyChangedIsGivenBackAndTold) {
    rename("Самый лучший класс");
    EXPECT_EQ(chat().title, "5А класс");
    ASSERT_EQ(audited("renamed_by_hand").size(), 1U);
    EXPECT_EQ(audited("renamed_by_hand")[0].outcome, "observed");
    EXPECT_THAT(audited("renamed_by_hand")[0].reason, Not(HasSubstr("лучший")));
    ASSERT_EQ(audited("rename").size(), 1U) << "our own";
    tell_of_change();
    EXPECT_EQ(audited("renamed_by_hand").size(), 1U) << "what we did is not taken for a person's";
}

TEST_F(TitledSchool, OurOwnRenameWhoseAnswerWasLostIsNoPersons) {
    school_.account().change_fault = [this](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::rename) return std::nullopt;
        chat().title = change.text;
        return Error{ErrorKind::unknown_outcome, "no answer"};
    };
    maker_.school_class("5a", {.name = "5Б"});
    journal_says(maker_);
    school_.account().change_fault = {};
    tell_of_change();
    EXPECT_EQ(chat().title, "5Б класс");
    EXPECT_EQ(school_.state().memory.observed.find("class/5a")->title, "5Б класс");
    EXPECT_THAT(audited("renamed_by_hand"), IsEmpty());
}

TEST_F(TitledSchool, WhoInsistsWinsForADayAndIsReported) {
    for (int i = 1; i <= 3; ++i) {
        rename("наш класс " + std::to_string(i));
        EXPECT_EQ(chat().title, "5А класс") << i;
    }
    rename("наш класс 4");
    EXPECT_EQ(chat().title, "наш класс 4");
    const Parked* parked = school_.state().memory.history.parked_at("class/5a", title_of_chat);
    ASSERT_NE(parked, nullptr);
    EXPECT_THAT(parked->reason, HasSubstr("4 times"));
    members().erase(user_of(3));
    rosterd::testing::RosterMaker more = maker_;
    more.enrol("5a", "s99").link("s99", "99");
    journal_says(more);
    EXPECT_THAT(members(), Contains(Key(99))) << "the chat's people do not wait";
    school_.run_until(school_.now() + day + hour);
    EXPECT_EQ(chat().title, "5А класс") << "given back once the day is over";
}

TEST_F(TitledSchool, ARefusedRenameParksTheTitleAlone) {
    school_.account().change_fault = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::rename) return std::nullopt;
        return Error{ErrorKind::permanent_chat, "may not change the title"};
    };
    rename("наш класс");
    rosterd::testing::RosterMaker more = maker_;
    more.enrol("5a", "s99").link("s99", "99");
    journal_says(more);
    EXPECT_EQ(chat().title, "наш класс");
    EXPECT_THAT(members(), Contains(Key(99)));
    EXPECT_NE(school_.state().memory.history.parked_at("class/5a", title_of_chat), nullptr);
    EXPECT_EQ(school_.state().memory.history.parked_at("class/5a", 0), nullptr);
}

TEST_F(TitledSchool, AnEventTellsWhoBroughtWhomWhereTheListDoesNot) {
    members().emplace(stranger, false);
    school_.account().tell({PlatformEventKind::chat_changed,
                            school_.state().memory.observed.find("class/5a")->number, stranger, "",
                            user_of(5)});
    minutes(1);
    ASSERT_EQ(audited("stranger").size(), 1U);
    EXPECT_EQ(audited("stranger")[0].reason, "by person s05");
    resync();
    const ObservedChat* known = school_.state().memory.observed.find("class/5a");
    ASSERT_EQ(known->newcomers.size(), 1U) << "the list says nothing, and takes nothing away";
    EXPECT_EQ(known->newcomers[0].by, user_of(5));
}

// --- the rolling sweep ---------------------------------------------------------------------------

class SweptSchool : public ::testing::Test {
  protected:
    static constexpr int classes = 96;
    static constexpr UnixSeconds start = 1'790'000'000;

    SweptSchool()
        : school_{{.id = "17",
                   .name = "Школа",
                   .time_zone = "Europe/Moscow",
                   .profile = "sgo",
                   .account = "main",
                   .enabled = true},
                  counted(people()),
                  only_classes(),
                  start} {
        PassSettings pass = *school_.settings().pass;
        pass.reread_after = day;
        school_.settings().pass = std::make_shared<const PassSettings>(std::move(pass));
        school_.switch_on();
        hours(1);
    }

    static Roster people() {
        rosterd::testing::RosterMaker maker;
        for (int i = 0; i < classes; ++i) {
            const std::string id = std::to_string(i);
            maker.school_class("c" + id, {.name = id}).teacher("t" + id);
            maker.class_teacher("c" + id, "t" + id).link("t" + id, std::to_string(1000 + i));
        }
        return maker.make();
    }
    static Profile only_classes() {
        Profile profile = rosterd::testing::sgo_profile();
        std::erase_if(profile.chats,
                      [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
        return profile;
    }
    void hours(int count) { school_.run_until(school_.now() + count * hour); }

    SimulatedSchool school_;
};

TEST_F(SweptSchool, EveryChatIsReadOnceADayAndNeverManyInOneHour) {
    hours(24);
    auto& reads = school_.account().reads;
    reads.clear();
    const UnixSeconds from = school_.now();
    hours(48);
    std::map<ChatNumber, int> per_chat;
    std::map<UnixSeconds, int> per_hour;
    for (const auto& [at, number] : reads) {
        ++per_chat[number];
        ++per_hour[(at - from) / hour];
    }
    EXPECT_EQ(per_chat.size(), static_cast<std::size_t>(classes));
    for (const auto& [number, count] : per_chat) EXPECT_EQ(count, 2) << number;
    for (const auto& [at, count] : per_hour) {
        EXPECT_LE(count, 12) << "of an even share of four, in hour " << at;
    }
    EXPECT_GE(per_hour.size(), 40U);
}

TEST_F(SweptSchool, DriftThatNobodyToldIsFoundCountedAndRemembered) {
    hours(24);
    auto& chats = school_.account().chats();
    ASSERT_EQ(chats.size(), static_cast<std::size_t>(classes));
    chats.at(5).members.emplace(stranger, false);
    chats.at(6).members.emplace(stranger, false);
    chats.at(7).title = "другой";
    hours(25);
    std::set<std::string> found;
    for (const Drift& drift : school_.state().drifts) found.insert(drift.chat);
    EXPECT_EQ(found.size(), 3U);
    EXPECT_NE(chats.at(7).title, "другой");
    school_.switch_off();
    school_.switch_on();
    hours(1);
    EXPECT_EQ(school_.state().drifts.size(), 3U) << "from the audit";
    std::size_t lines = 0;
    for (const AuditEntry& line : school_.store().audit()) {
        if (line.operation == "drift_found") ++lines;
    }
    EXPECT_EQ(lines, 3U);
}

TEST_F(SweptSchool, ADayThatWasMissedIsMadeUpForInParts) {
    hours(24);
    school_.switch_off();
    hours(24 * 3);
    school_.account().reads.clear();
    school_.switch_on();
    school_.run_until(school_.now() + 60);
    EXPECT_LE(school_.account().reads.size(), 25U) << "not all ninety-six in one moment";
    hours(1);
    EXPECT_GE(school_.account().reads.size(), static_cast<std::size_t>(classes));
}

}  // namespace
}  // namespace rosterd::test
