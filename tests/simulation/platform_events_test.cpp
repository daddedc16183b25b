// Chats that people make and people who open the account: the whole daemon between models.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reconciler/links.hpp"
#include "tests/simulation/simulated_school.hpp"
#include "tests/support/profiles.hpp"
#include "tests/support/roster_maker.hpp"

namespace rosterd::test {
namespace {

using rosterd::testing::RosterMaker;

constexpr UnixSeconds start = 1'790'000'000;
constexpr UserId pupil_user = 1001;
constexpr UserId teacher_user = 1002;
constexpr UserId stranger_user = 7777;

RosterMaker people() {
    RosterMaker maker;
    maker.teacher("t1").school_class("5a", {.name = "5А"}).class_teacher("5a", "t1");
    maker.enrol("5a", "s1").enrol("5a", "s2");
    maker.link("t1", "1002", LinkState::linked, 1, Platform::max);
    maker.link("s1", "1001", LinkState::linked, 1, Platform::max);
    return maker;
}

Roster with_phone(Roster roster, std::string_view person, std::string_view phone) {
    roster.people.phone[find_person(roster, person)] = roster.text.add(phone);
    return roster;
}

Profile only_classes() {
    Profile profile = rosterd::testing::sgo_profile();
    std::erase_if(profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    return profile;
}

/// A platform like MAX: people make the chats, the bot is told.
void play_max(AccountModel& account) {
    account.kind = Platform::max;
    account.can.create_chats = false;
    account.can.list_chats = false;
    account.can.events = true;
    account.can.create_members_max = 0;
}

class PlatformEventsTest : public ::testing::Test {
  protected:
    explicit PlatformEventsTest(Roster roster = people().make())
        : school_{{.id = "17",
                   .name = "Школа",
                   .time_zone = "Europe/Moscow",
                   .profile = "sgo",
                   .account = "main",
                   .enabled = true},
                  std::move(roster),
                  only_classes(),
                  start} {
        play_max(school_.account());
    }

    void minutes(int count) { school_.run_until(school_.now() + count * 60); }
    void tell(PlatformEvent event) {
        school_.account().tell(std::move(event));
        minutes(1);
    }
    std::string code_for(const std::string& chat) {
        auto code = school_.ask(school_.daemon().ask_claim_code("17", chat, "ivan"));
        if (!code) throw std::runtime_error{code.error().what};
        return code->code;
    }
    std::vector<UserId> members(ChatNumber chat) {
        std::vector<UserId> users;
        for (const auto& [user, admin] : school_.account().chats().at(chat).members) {
            users.push_back(user);
        }
        return users;
    }
    /// Whether looking at a chat fails just now.
    void hide_chats(bool hidden) {
        school_.account().fault = [hidden](std::string_view method) -> std::optional<Error> {
            if (hidden && method == "look_at_chat") return Error{ErrorKind::transient, "not now"};
            return std::nullopt;
        };
    }
    void serve_by(const std::string& account) {
        school_.settings().effective = [account](School each) {
            each.account = account;
            return each;
        };
        school_.daemon().reload(school_.settings());
    }
    std::vector<std::string> claim_outcomes() {
        std::vector<std::string> outcomes;
        for (const AuditEntry& line : school_.store().audit()) {
            if (line.operation == "claim") outcomes.push_back(line.outcome);
        }
        return outcomes;
    }
    const ObservedChat* bound() { return school_.state().memory.observed.find("class/5a"); }
    LinkState link_of(std::string_view person) {
        const Picture& picture = *school_.state().picture;
        return picture.links.state[find_person(picture.roster, person)];
    }

    SimulatedSchool school_;
};

TEST_F(PlatformEventsTest, AChatThatWaitsForAPersonCostsNothingAndIsNoFailure) {
    school_.switch_on();
    minutes(10);
    EXPECT_TRUE(school_.account().chats().empty());
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_TRUE(school_.state().plan.empty());
}

TEST_F(PlatformEventsTest, ACodeWrittenInAChatMakesItTheSchoolsChat) {
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat =
        school_.account().made_by_a_person("наш класс", {{teacher_user, true}}, true);
    tell({PlatformEventKind::added_to_chat, chat, teacher_user});
    EXPECT_EQ(bound(), nullptr) << "nobody said yet which chat it is";
    tell({PlatformEventKind::wrote, chat, teacher_user, "код " + code + ", вот"});
    ASSERT_NE(bound(), nullptr);
    EXPECT_EQ(bound()->number, chat);
    EXPECT_THAT(members(chat), ::testing::ElementsAre(pupil_user, teacher_user));
    EXPECT_EQ(school_.account().chats().at(chat).title, "5А класс");
    EXPECT_EQ(school_.account().chats().at(chat).posts.size(), 1U) << "it is said in the chat";
    EXPECT_EQ(school_.ask(school_.daemon().claim_candidates())->size(), 0U);

    const ChatNumber other = school_.account().made_by_a_person("чужой", {}, true);
    tell({PlatformEventKind::wrote, other, stranger_user, code});
    EXPECT_EQ(bound()->number, chat) << "a code is used once";
}

TEST_F(PlatformEventsTest, AChatThatTheAccountDoesNotAdministerIsNotTaken) {
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, false);
    tell({PlatformEventKind::wrote, chat, teacher_user, code});
    EXPECT_EQ(bound(), nullptr);
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    school_.account().chats().at(chat).administered = true;
    tell({PlatformEventKind::wrote, chat, teacher_user, code});
    EXPECT_NE(bound(), nullptr) << "the code is still good";
}

TEST_F(PlatformEventsTest, WhoGuessesCodesInAChatIsNotHeardAnyMore) {
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{stranger_user, true}}, true);
    for (int i = 0; i < 5; ++i) {
        const std::string guess = code == "00000-00001" ? "00000-00002" : "00000-00001";
        tell({PlatformEventKind::wrote, chat, stranger_user, guess});
    }
    tell({PlatformEventKind::wrote, chat, stranger_user, code});
    EXPECT_EQ(bound(), nullptr);
}

TEST_F(PlatformEventsTest, ATitleIsAProposalThatTheOperatorConfirms) {
    school_.switch_on();
    minutes(1);
    const ChatNumber chat =
        school_.account().made_by_a_person("  5а  КЛАСС", {{teacher_user, true}}, true);
    tell({PlatformEventKind::added_to_chat, chat, teacher_user});
    const auto candidates = school_.ask(school_.daemon().claim_candidates());
    ASSERT_EQ(candidates->size(), 1U);
    EXPECT_EQ(candidates->front().chat.number, chat);
    EXPECT_TRUE(candidates->front().administered);
    ASSERT_EQ(candidates->front().proposals.size(), 1U);
    EXPECT_EQ(candidates->front().proposals[0].second, "class/5a");
    EXPECT_EQ(bound(), nullptr) << "a title alone proves nothing";
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    ASSERT_NE(bound(), nullptr);
    const auto again = school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::refused);
}

TEST_F(PlatformEventsTest, ACodeHeardBeforeTheDaemonDiedIsCarriedOutAfterwards) {
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    school_.account().fault = [](std::string_view method) -> std::optional<Error> {
        if (method == "look_at_chat") return Error{ErrorKind::transient, "not now"};
        return std::nullopt;
    };
    tell({PlatformEventKind::wrote, chat, teacher_user, code});
    EXPECT_EQ(bound(), nullptr);
    school_.switch_off();
    school_.account().fault = {};
    school_.switch_on();
    minutes(1);
    ASSERT_NE(bound(), nullptr);
    EXPECT_EQ(bound()->number, chat);
}

TEST_F(PlatformEventsTest, AnEventIsAHintThatTheChatIsReadEarly) {
    school_.switch_on();
    minutes(1);
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    school_.account().chats().at(chat).members.erase(pupil_user);  // he leaves by himself
    minutes(1);
    EXPECT_FALSE(school_.state().memory.history.departed("class/5a", pupil_user));
    tell({PlatformEventKind::chat_changed, chat, pupil_user});
    EXPECT_TRUE(school_.state().memory.history.departed("class/5a", pupil_user));
    EXPECT_THAT(members(chat), ::testing::ElementsAre(teacher_user));
}

TEST_F(PlatformEventsTest, WhoCannotBeAddedGetsTheInviteLink) {
    school_.account().cannot_be_added = {pupil_user};
    school_.switch_on();
    minutes(1);
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    EXPECT_TRUE(school_.state().memory.history.invited("class/5a", pupil_user));
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_EQ(school_.account().letters().size(), 1U);
    minutes(60);
    EXPECT_EQ(school_.account().letters().size(), 1U) << "he is not asked twice";
}

class ThreePupilsTest : public PlatformEventsTest {
  protected:
    ThreePupilsTest()
        : PlatformEventsTest{people()
                                 .enrol("5a", "s3")
                                 .link("s3", "1003", LinkState::linked, 1, Platform::max)
                                 .make()} {}
};

TEST_F(ThreePupilsTest, AChatWithoutAnInviteLinkIsKeptUpForAllTheOthers) {
    constexpr UserId another_pupil = 1003;
    school_.account().cannot_be_added = {pupil_user, another_pupil};
    int asked = 0;
    school_.account().fault = [&asked](std::string_view method) -> std::optional<Error> {
        if (method != "invite_link") return std::nullopt;
        ++asked;
        return Error{ErrorKind::permanent_person, "the chat shows no invite link"};
    };
    school_.switch_on();
    minutes(1);
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    const History& history = school_.state().memory.history;
    EXPECT_EQ(asked, 1) << "once for all who wait for it";
    EXPECT_EQ(history.parked_at("class/5a", 0), nullptr);
    EXPECT_NE(history.parked_at("class/5a", pupil_user), nullptr);
    EXPECT_NE(history.parked_at("class/5a", another_pupil), nullptr);
    school_.account().chats().at(chat).members[teacher_user] = false;  // dismissed by hand
    tell({PlatformEventKind::chat_changed, chat, teacher_user});
    EXPECT_TRUE(school_.account().chats().at(chat).members.at(teacher_user));
}

TEST_F(PlatformEventsTest, ATokenLinksWhomNoPhoneIsKnownOf) {
    school_.switch_on();
    minutes(1);
    const auto address = school_.ask(school_.daemon().start_address("17", "s2", "ivan"));
    ASSERT_TRUE(address) << address.error().what;
    const std::string token = address->url.substr(address->url.rfind('/') + 1);
    tell({PlatformEventKind::started, 0, 1003, token});
    EXPECT_EQ(link_of("s2"), LinkState::linked);
    ASSERT_EQ(school_.account().letters().size(), 1U) << "he is told";
    tell({PlatformEventKind::started, 0, stranger_user, token});
    const Picture& picture = *school_.state().picture;
    EXPECT_EQ(picture.links.person_of(stranger_user), no_index) << "a token is used once";
}

class KnownPhoneTest : public PlatformEventsTest {
  protected:
    KnownPhoneTest() : PlatformEventsTest{with_phone(people().make(), "s2", "8 (916) 123-45-67")} {}
};

TEST_F(KnownPhoneTest, TheProvedPhoneMustBeTheJournals) {
    school_.switch_on();
    minutes(1);
    const auto address = school_.ask(school_.daemon().start_address("17", "s2", "ivan"));
    ASSERT_TRUE(address);
    const std::string token = address->url.substr(address->url.rfind('/') + 1);
    tell({PlatformEventKind::started, 0, 1003, token});
    EXPECT_EQ(link_of("s2"), LinkState::none);
    ASSERT_EQ(school_.account().letters().size(), 1U);
    EXPECT_TRUE(school_.account().letters()[0].asks_phone);
    tell({PlatformEventKind::gave_phone, 0, 1003, "+79990000000"});
    EXPECT_EQ(link_of("s2"), LinkState::none) << "somebody else's phone";
    tell({PlatformEventKind::gave_phone, 0, 1003, "+79161234567"});
    EXPECT_EQ(link_of("s2"), LinkState::linked);
    EXPECT_EQ(school_.state().picture->links.person_of(1003),
              find_person(school_.state().picture->roster, "s2"));
}

TEST_F(PlatformEventsTest, APhoneGivenOnThePageIsAcceptedInTheMessenger) {
    school_.switch_on();
    minutes(1);
    const auto asked = school_.ask(school_.daemon().change_link("17",
                                                                {.verb = LinkVerb::request,
                                                                 .person = "s2",
                                                                 .platform = Platform::max,
                                                                 .phone = "+7 (916) 123-45-67"},
                                                                "page"));
    ASSERT_TRUE(asked) << asked.error().what;
    minutes(1);
    tell({PlatformEventKind::gave_phone, 0, stranger_user, "+79990000000"});
    EXPECT_EQ(link_of("s2"), LinkState::requested);
    tell({PlatformEventKind::gave_phone, 0, 1003, "+79161234567"});
    EXPECT_EQ(link_of("s2"), LinkState::linked);
}

TEST_F(PlatformEventsTest, MissedEventsMakeTheDaemonReadEverything) {
    school_.switch_on();
    minutes(1);
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    school_.account().chats().at(chat).members.emplace(stranger_user, false);
    tell({PlatformEventKind::missed});
    EXPECT_NE(find_member(*bound(), stranger_user), nullptr);
}

TEST_F(PlatformEventsTest, AClaimThatDidItsWorkBeforeTheDaemonDiedIsNoRefusal) {
    school_.switch_on();
    minutes(1);
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    bool is_bound = false;
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        is_bound |= method == "finish_creation";
        if (is_bound && method == "save_account") return Error{ErrorKind::transient, "full"};
        return std::nullopt;
    };
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    ASSERT_NE(bound(), nullptr);
    school_.switch_off();
    school_.store().fault = {};
    school_.switch_on();
    minutes(1);
    EXPECT_THAT(claim_outcomes(), ::testing::ElementsAre("done"));
    EXPECT_THAT(*school_.store().claim_codes("main", school_.now()), ::testing::IsEmpty());
}

TEST_F(PlatformEventsTest, ARefusedClaimLeavesANewerCodeGood) {
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, false);
    hide_chats(true);
    tell({PlatformEventKind::wrote, chat, teacher_user, code});
    const std::string newer = code_for("class/5a");
    hide_chats(false);
    minutes(20);
    EXPECT_THAT(claim_outcomes(), ::testing::ElementsAre("refused"));
    const ChatNumber other = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    tell({PlatformEventKind::wrote, other, teacher_user, newer});
    ASSERT_NE(bound(), nullptr);
    EXPECT_EQ(bound()->number, other);
}

TEST_F(PlatformEventsTest, AClaimIsNotCarriedOutOnAnotherAccount) {
    AccountModel& further = school_.with_further_account();
    play_max(further);
    school_.settings().further_accounts = {};
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    const ChatNumber strangers = further.made_by_a_person("чужой", {{stranger_user, true}}, true);
    ASSERT_EQ(chat, strangers) << "each account counts its chats";
    hide_chats(true);
    tell({PlatformEventKind::wrote, chat, teacher_user, code});
    serve_by("further");
    minutes(20);
    EXPECT_EQ(bound(), nullptr);
    EXPECT_THAT(further.chats().at(strangers).posts, ::testing::IsEmpty());
    hide_chats(false);
    serve_by("main");
    minutes(20);
    ASSERT_NE(bound(), nullptr) << "there it waits in the store";
    EXPECT_EQ(bound()->number, chat);
}

TEST_F(PlatformEventsTest, ASchoolThatIsNotEnabledKeepsNoEventWaiting) {
    school_.switch_on();
    minutes(1);
    const auto address = school_.ask(school_.daemon().start_address("17", "s2", "ivan"));
    const std::string token = address->url.substr(address->url.rfind('/') + 1);
    school_.switch_off();
    school_.settings().effective = [](School each) {
        each.enabled = false;
        return each;
    };
    school_.switch_on();
    tell({PlatformEventKind::started, 0, 1003, token});
    tell({PlatformEventKind::added_to_chat, 5, teacher_user});
    minutes(5);
    EXPECT_EQ(school_.store().brought_chats("main")->size(), 1U);
}

TEST_F(PlatformEventsTest, AChangeToldBeforeTheDaemonDiedIsReadAfterwards) {
    school_.switch_on();
    minutes(1);
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat, "ivan")));
    minutes(1);
    school_.journal().fault = Error{ErrorKind::transient, "no pass comes so far"};
    school_.account().chats().at(chat).members.erase(pupil_user);
    tell({PlatformEventKind::chat_changed, chat, pupil_user});
    school_.switch_off();
    school_.journal().fault.reset();
    school_.switch_on();
    minutes(1);
    EXPECT_TRUE(school_.state().memory.history.departed("class/5a", pupil_user));
}

TEST_F(PlatformEventsTest, WhatWasDealtWithIsNotDealtWithAgainWhenTheNextEventFails) {
    school_.switch_on();
    minutes(1);
    const std::string code = code_for("class/5a");
    const ChatNumber chat = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method == "started_by") return Error{ErrorKind::transient, "busy"};
        return std::nullopt;
    };
    const std::string wrong = code == "00000-00001" ? "00000-00002" : "00000-00001";
    school_.account().tell({PlatformEventKind::wrote, chat, teacher_user, wrong});
    tell({PlatformEventKind::gave_phone, 0, stranger_user, "+79990000000"});
    minutes(10);
    school_.store().fault = {};
    minutes(2);
    EXPECT_EQ(school_.account().letters().size(), 1U) << "the second event";
    tell({PlatformEventKind::wrote, chat, teacher_user, code});
    EXPECT_NE(bound(), nullptr) << "one wrong code is one";
}

TEST_F(PlatformEventsTest, WhoIsLinkedToSomebodyElseReadsThat) {
    school_.switch_on();
    minutes(1);
    const auto address = school_.ask(school_.daemon().start_address("17", "s2", "ivan"));
    const std::string token = address->url.substr(address->url.rfind('/') + 1);
    LinkRequest request{.verb = LinkVerb::request, .person = "s2", .platform = Platform::max};
    request.user = "1003";
    ASSERT_TRUE(school_.ask(school_.daemon().change_link("17", request, "page")));
    minutes(1);
    tell({PlatformEventKind::started, 0, stranger_user, token});
    ASSERT_EQ(school_.account().letters().size(), 1U);
    EXPECT_EQ(school_.account().letters()[0].text,
              message(MessageId::linked_to_another_user).russian);
    const auto kept = school_.store().start_token("main", token, school_.now());
    EXPECT_TRUE(*kept) << "nothing was decided by it";
}

TEST_F(PlatformEventsTest, EventsWithoutEndAreFewPasses) {
    school_.switch_on();
    minutes(1);
    school_.account().fault = [this](std::string_view method) -> std::optional<Error> {
        if (method == "next_events") school_.account().tell({PlatformEventKind::missed});
        return std::nullopt;
    };
    minutes(1);
    const std::uint64_t before = school_.journal().reads();
    minutes(1);
    const std::uint64_t reads = school_.journal().reads() - before;
    EXPECT_GT(reads, 5U);
    EXPECT_LT(reads, 15U);
    school_.account().fault = {};
}

class TwoClassesTest : public PlatformEventsTest {
  protected:
    TwoClassesTest() : PlatformEventsTest{two_classes().make()} {}
    static RosterMaker two_classes() {
        RosterMaker maker = people();
        maker.school_class("5b", {.name = "5Б"}).class_teacher("5b", "t1");
        return maker;
    }
    /// 5а has its chat; the code for 5б was written in a chat that does not show itself.
    void claim_both() {
        school_.switch_on();
        minutes(1);
        chat_ = school_.account().made_by_a_person("5а", {{teacher_user, true}}, true);
        ASSERT_TRUE(school_.ask(school_.daemon().claim_chat("17", "class/5a", chat_, "ivan")));
        minutes(1);
        const std::string code = code_for("class/5b");
        const ChatNumber other =
            school_.account().made_by_a_person("5б", {{teacher_user, true}}, true);
        hide_chats(true);
        tell({PlatformEventKind::wrote, other, teacher_user, code});
    }
    ChatNumber chat_ = 0;
};

TEST_F(TwoClassesTest, AClaimedChatThatDoesNotAnswerHindersNoOther) {
    claim_both();
    ASSERT_THAT(members(chat_), ::testing::Contains(pupil_user));
    RosterMaker without = two_classes();
    without.end_enrolment("5a", "s1");
    school_.journal().set_people(without.make());
    minutes(6);
    EXPECT_THAT(members(chat_), ::testing::ElementsAre(teacher_user));
    EXPECT_EQ(school_.state().last_end, PassEnd::failed);
    EXPECT_THAT(school_.state().error->what, ::testing::StartsWith("take over class/5b"));
    hide_chats(false);
    minutes(20);
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_NE(school_.state().memory.observed.find("class/5b"), nullptr);
}

TEST_F(TwoClassesTest, AfterAStartEveryChatIsReadOnce) {
    claim_both();
    hide_chats(false);
    minutes(20);
    ASSERT_NE(school_.state().memory.observed.find("class/5b"), nullptr);
    school_.switch_off();
    int reads = 0;
    school_.account().fault = [&](std::string_view method) -> std::optional<Error> {
        reads += method == "read_members" ? 1 : 0;
        return std::nullopt;
    };
    school_.switch_on();
    minutes(60);
    EXPECT_EQ(reads, 1) << "both of them in one call";
    school_.account().fault = {};
}

TEST_F(TwoClassesTest, AClaimWaitsNoLongerThanItsCodeLasts) {
    claim_both();
    EXPECT_EQ(school_.state().claims.size(), 1U);
    school_.run_until(school_.now() + 8 * 86'400);
    EXPECT_THAT(school_.state().claims, ::testing::IsEmpty());
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
}

}  // namespace
}  // namespace rosterd::test
