// What every Store promises, as a parametrised suite. Include it in one .cpp per test program and
// instantiate it: INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(maker), name).
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "adapters/ports.hpp"
#include "tests/support/stored_values.hpp"

namespace rosterd::test {

/// One store under test and the way to close and open it again.
class StoreUnderTest {
  public:
    virtual ~StoreUnderTest() = default;
    virtual Store& store() = 0;
    /// Ends the store as a restart of the daemon does; what was written must still be there.
    virtual void reopen() = 0;
};

struct StoreMaker {
    std::string name;
    std::function<std::unique_ptr<StoreUnderTest>()> make;
};

inline std::string store_name(const testing::TestParamInfo<StoreMaker>& info) {
    return info.param.name;
}

class StoreContract : public testing::TestWithParam<StoreMaker> {
  protected:
    Store& store() { return under_test_->store(); }

    /// Reads after a restart, so that every assertion is about durable state.
    SchoolMemory reloaded(const std::string& school = "17", const std::string& account = "a",
                          UnixSeconds now = 0) {
        under_test_->reopen();
        auto memory = store().load(school, account, now);
        EXPECT_TRUE(memory) << memory.error().what;
        return memory ? std::move(*memory) : SchoolMemory{};
    }

    void save(const std::vector<ObservedChat>& chats, const std::vector<AuditEntry>& audit = {},
              const std::string& school = "17", const std::string& account = "a") {
        const auto saved = try_save(chats, audit, school, account);
        ASSERT_TRUE(saved) << saved.error().what;
    }

    Result<void> try_save(const std::vector<ObservedChat>& chats,
                          const std::vector<AuditEntry>& audit = {},
                          const std::string& school = "17", const std::string& account = "a") {
        std::vector<const ObservedChat*> pointers;
        for (const ObservedChat& chat : chats) pointers.push_back(&chat);
        return store().save(school, account, pointers, audit);
    }

    static std::vector<std::string> keys(const SchoolMemory& memory) {
        std::vector<std::string> result;
        for (const ObservedChat& chat : memory.observed.chats) result.push_back(chat.key);
        return result;
    }

    std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make();
};

TEST_P(StoreContract, AnUnknownSchoolIsEmpty) {
    const SchoolMemory memory = reloaded("never", "seen");
    EXPECT_TRUE(memory.observed.chats.empty());
    EXPECT_TRUE(memory.intents.empty());
    EXPECT_TRUE(memory.known_users.empty());
    EXPECT_EQ(memory.accepted, RowCounts{});
    EXPECT_EQ(memory.accepted_at, 0);
    EXPECT_EQ(memory.account, "seen");
}

TEST_P(StoreContract, AChatComesBackAsItWasSaved) {
    ObservedChat chat =
        a_chat("class/7\"В", -5, {{-9, false}, {1, true}, {2, false, true}, {user_id_max, true}});
    chat.title = "7В · Родители \xF0\x9F\x98\x80 'quoted'";
    chat.state = ChatState::detached;
    chat.read_at = std::numeric_limits<UnixSeconds>::max();
    chat.invite_link = "https://example.org/join/x";
    save({chat});
    const SchoolMemory memory = reloaded();
    ASSERT_EQ(memory.observed.chats.size(), 1U);
    const ObservedChat& found = memory.observed.chats[0];
    EXPECT_EQ(found.key, chat.key);
    EXPECT_EQ(found.number, chat.number);
    EXPECT_EQ(found.title, chat.title);
    EXPECT_EQ(found.state, chat.state);
    EXPECT_EQ(found.read_at, chat.read_at);
    EXPECT_EQ(found.invite_link, chat.invite_link);
    EXPECT_EQ(found.members, chat.members);
}

TEST_P(StoreContract, ChatsComeBackInOrderOfTheirKeys) {
    save({a_chat("staff", 3), a_chat("class/b", 2), a_chat("class/a", 1)});
    EXPECT_THAT(keys(reloaded()), testing::ElementsAre("class/a", "class/b", "staff"));
}

TEST_P(StoreContract, SavingAgainReplacesTheChat) {
    save({a_chat("staff", 1, {{5, true}})});
    ObservedChat chat = a_chat("staff", 1, {{6, false}});
    chat.state = ChatState::destroyed;
    save({chat});
    const SchoolMemory memory = reloaded();
    ASSERT_EQ(memory.observed.chats.size(), 1U);
    EXPECT_EQ(memory.observed.chats[0].members, chat.members);
    EXPECT_EQ(memory.observed.chats[0].state, ChatState::destroyed);
}

TEST_P(StoreContract, SchoolsAndAccountsDoNotMix) {
    save({a_chat("staff", 1)}, {}, "17", "a");
    save({a_chat("staff", 2)}, {}, "18", "a");
    save({a_chat("staff", 1)}, {}, "17", "b");
    EXPECT_EQ(reloaded("17", "a").observed.chats.at(0).number, 1);
    EXPECT_EQ(reloaded("18", "a").observed.chats.at(0).number, 2);
    EXPECT_EQ(reloaded("17", "b").observed.chats.at(0).number, 1);
    EXPECT_TRUE(reloaded("18", "b").observed.chats.empty());
}

TEST_P(StoreContract, ARefusedChatTakesTheWholeSaveWithIt) {
    save({a_chat("staff", 1)}, {}, "18");
    const auto refused =
        try_save({a_chat("class/a", 2), a_chat("class/b", 1)}, {a_removal(100, 5)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_TRUE(reloaded().observed.chats.empty());
    EXPECT_TRUE(store().removed_since("17", "a", 0)->empty());
}

TEST_P(StoreContract, AChatWithoutANumberIsABug) {
    const auto refused = try_save({a_chat("staff", 0)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::our_bug);
}

TEST_P(StoreContract, AnIntentLastsUntilItsChatIsBound) {
    const Intent intent{"class/a", "7А", {3, 5}, 77};
    ASSERT_TRUE(store().begin_creation("17", "a", intent));
    EXPECT_THAT(reloaded().intents, testing::ElementsAre(intent));
    ASSERT_TRUE(store().finish_creation("17", "a", a_chat("class/a", 9, {{3, false}})));
    const SchoolMemory memory = reloaded();
    EXPECT_TRUE(memory.intents.empty());
    EXPECT_EQ(memory.observed.chats.at(0).number, 9);
    EXPECT_THAT(*store().bound_numbers("a"), testing::ElementsAre(9));
}

TEST_P(StoreContract, ANewerIntentReplacesTheOlderOfTheSameKey) {
    ASSERT_TRUE(store().begin_creation("17", "a", {"b", "old", {1}, 1}));
    ASSERT_TRUE(store().begin_creation("17", "a", {"a", "other", {}, 1}));
    ASSERT_TRUE(store().begin_creation("17", "a", {"b", "new", {2, 3}, 2}));
    EXPECT_THAT(reloaded().intents,
                testing::ElementsAre(Intent{"a", "other", {}, 1}, Intent{"b", "new", {2, 3}, 2}));
}

TEST_P(StoreContract, AnAbandonedIntentIsGoneAndAbandoningRepeats) {
    ASSERT_TRUE(store().begin_creation("17", "a", {"b", "t", {}, 1}));
    ASSERT_TRUE(store().abandon_creation("17", "a", "b"));
    EXPECT_TRUE(reloaded().intents.empty());
    EXPECT_TRUE(store().abandon_creation("17", "a", "b"));
    EXPECT_TRUE(store().abandon_creation("never", "seen", "b"));
}

TEST_P(StoreContract, ANumberIsBoundOncePerAccount) {
    ASSERT_TRUE(store().finish_creation("17", "a", a_chat("class/a", 9)));
    ASSERT_TRUE(store().begin_creation("17", "a", {"class/b", "t", {}, 1}));
    for (const auto* school : {"17", "18"}) {
        const auto refused = store().finish_creation(school, "a", a_chat("class/b", 9));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    }
    EXPECT_EQ(reloaded().intents.size(), 1U) << "a refused binding leaves its intent";
    EXPECT_TRUE(store().finish_creation("17", "b", a_chat("class/b", 9)));
    EXPECT_TRUE(store().finish_creation("17", "a", a_chat("class/a", 9)));
    EXPECT_THAT(*store().bound_numbers("a"), testing::ElementsAre(9));
}

TEST_P(StoreContract, BoundNumbersAreThoseOfEverySchoolOfTheAccount) {
    save({a_chat("staff", 30), a_chat("class/a", 4)}, {}, "17");
    save({a_chat("staff", -7)}, {}, "18");
    save({a_chat("staff", 1)}, {}, "18", "other");
    EXPECT_THAT(*store().bound_numbers("a"), testing::ElementsAre(-7, 4, 30));
    EXPECT_TRUE(store().bound_numbers("unknown")->empty());
}

TEST_P(StoreContract, AForgottenChatFreesItsNumber) {
    save({a_chat("class/a", 9)});
    ASSERT_TRUE(store().forget_chat("17", "a", "class/a"));
    EXPECT_TRUE(reloaded().observed.chats.empty());
    EXPECT_TRUE(store().finish_creation("17", "a", a_chat("class/b", 9)));
    EXPECT_TRUE(store().forget_chat("17", "a", "class/a")) << "forgetting repeats";
    EXPECT_TRUE(store().forget_chat("never", "seen", "class/a"));
}

TEST_P(StoreContract, ASuccessorTakesTheChatAndItsHistory) {
    save({a_chat("class/7v", 9, {{4, true}}), a_chat("staff", 1)});
    History history{{{"class/7v", 5, 50}, {"staff", 5, 51}}, {{"class/7v", 6, 60}}, {}};
    history.parked.push_back(Parked{"class/7v", 7, ErrorKind::transient, "busy", 70, 1});
    ASSERT_TRUE(store().save_history("17", "a", history));
    OwnChange change;
    change.initialised = {{"class/7v", 40}};
    ASSERT_TRUE(store().save_own("17", "a", change, {}));
    ASSERT_TRUE(store().carry_over("17", "a", {"class/7v", "class/8v"}));
    const SchoolMemory memory = reloaded();
    EXPECT_THAT(keys(memory), testing::ElementsAre("class/8v", "staff"));
    EXPECT_EQ(memory.observed.chats[0].number, 9);
    EXPECT_EQ(memory.observed.chats[0].members.size(), 1U);
    EXPECT_THAT(memory.history.departures,
                testing::ElementsAre(Departure{"class/8v", 5, 50}, Departure{"staff", 5, 51}));
    EXPECT_THAT(memory.history.invitations, testing::ElementsAre(Invitation{"class/8v", 6, 60}));
    ASSERT_EQ(memory.history.parked.size(), 1U);
    EXPECT_EQ(memory.history.parked[0].chat, "class/8v");
    EXPECT_THAT(memory.initialised, testing::ElementsAre(testing::Pair("class/8v", 40)));
}

TEST_P(StoreContract, CarryingOverRepeatsAndNeverOverwrites) {
    save({a_chat("class/7v", 9)});
    ASSERT_TRUE(store().carry_over("17", "a", {"class/7v", "class/8v"}));
    EXPECT_TRUE(store().carry_over("17", "a", {"class/7v", "class/8v"})) << "done before";
    EXPECT_EQ(store().carry_over("17", "a", {"x", "y"}).error().kind, ErrorKind::not_found);
    save({a_chat("class/7v", 10)});
    EXPECT_EQ(store().carry_over("17", "a", {"class/7v", "class/8v"}).error().kind,
              ErrorKind::refused);
    EXPECT_THAT(*store().bound_numbers("a"), testing::ElementsAre(9, 10));
}

TEST_P(StoreContract, HistoryIsReplacedAsAWhole) {
    History first{{{"b", 2, 10}, {"a", 1, 11}}, {{"a", 3, 12}}, {}};
    first.parked.push_back(Parked{"a", 4, ErrorKind::permanent_person, "error 947: no access", 99,
                                  3, ~std::uint64_t{0}});
    first.parked.push_back(Parked{"a", 0, ErrorKind::long_transient, "error 9", 98, 1});
    ASSERT_TRUE(store().save_history("17", "a", first));
    SchoolMemory memory = reloaded();
    EXPECT_THAT(memory.history.departures,
                testing::ElementsAre(Departure{"a", 1, 11}, Departure{"b", 2, 10}));
    EXPECT_EQ(memory.history.invitations, first.invitations);
    EXPECT_THAT(memory.history.parked, testing::ElementsAre(first.parked[1], first.parked[0]));
    EXPECT_NE(memory.history.parked_at("a", 4), nullptr);

    const History second{{{"a", 1, 20}, {"c", 7, 21}}, {}, {first.parked[0]}};
    ASSERT_TRUE(store().save_history("17", "a", second));
    memory = reloaded();
    EXPECT_EQ(memory.history.departures, second.departures);
    EXPECT_TRUE(memory.history.invitations.empty());
    EXPECT_EQ(memory.history.parked, second.parked);

    ASSERT_TRUE(store().save_history("17", "a", {}));
    memory = reloaded();
    EXPECT_TRUE(memory.history.departures.empty());
    EXPECT_TRUE(memory.history.parked.empty());
}

TEST_P(StoreContract, WhoBroughtWhomIsKeptWithTheChat) {
    ObservedChat chat = a_chat("class/7v", 9);
    put_member(chat, {70, false});
    put_member(chat, {80, false});
    chat.newcomers = {{.user = 70, .by = -5, .since = 33, .reported = true},
                      {.user = 80, .by = 80}};
    save({chat});
    ASSERT_EQ(reloaded().observed.chats.size(), 1U);
    EXPECT_EQ(reloaded().observed.chats[0].newcomers, chat.newcomers);
    const auto bound = store().bound_chat("17", "a", "class/7v");
    ASSERT_TRUE(bound && *bound);
    EXPECT_EQ((*bound)->newcomers, chat.newcomers);
    EXPECT_EQ((*bound)->number, 9);
    EXPECT_EQ((*bound)->members, chat.members);
    EXPECT_FALSE(*store().bound_chat("17", "a", "class/8v"));
    EXPECT_FALSE(*store().bound_chat("17", "b", "class/7v")) << "another account's";
    EXPECT_FALSE(*store().bound_chat("18", "a", "class/7v"));
    chat.newcomers.clear();
    save({chat});
    EXPECT_TRUE(reloaded().observed.chats[0].newcomers.empty());
}

TEST_P(StoreContract, OneDepartureIsForgottenWithItsLine) {
    const History history{{{"a", 1, 20}, {"a", 2, 21}}, {{"a", 1, 12}}, {}};
    ASSERT_TRUE(store().save_history("17", "a", history));
    AuditEntry entry;
    entry.at = 50;
    entry.school = "17";
    entry.chat = "a";
    entry.operation = "member_readmit";
    entry.user = 1;
    entry.by = "olga";
    ASSERT_TRUE(store().forget_departure("17", "a", "a", 1, entry));
    EXPECT_THAT(reloaded().history.departures, testing::ElementsAre(Departure{"a", 2, 21}));
    EXPECT_EQ(reloaded().history.invitations, history.invitations);
    const auto lines = store().audit({.school = "17", .operation = "member_readmit"});
    ASSERT_TRUE(lines);
    ASSERT_EQ(lines->size(), 1U);
    EXPECT_EQ(lines->front().entry.by, "olga");
    EXPECT_EQ(lines->front().account, "a");
    EXPECT_TRUE(store().audit({.school = "17", .operation = "left"})->empty());
    EXPECT_EQ(store().audit({.school = "17", .user = 1})->size(), 1U);
    EXPECT_TRUE(store().audit({.school = "17", .user = 2})->empty());
    ASSERT_TRUE(store().forget_departure("17", "a", "a", 1, entry)) << "repeating it is harmless";
}

TEST_P(StoreContract, AnAcceptedReadReplacesItsCountsAndItsUsers) {
    RowCounts rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = 100 + i;
    const std::vector<KnownUser> first{{1, "p1"}, {2, "p2"}, {3, "p3"}};
    ASSERT_TRUE(store().accept("17", "a", rows, first, 500));
    SchoolMemory memory = reloaded();
    EXPECT_EQ(memory.accepted, rows);
    EXPECT_EQ(memory.accepted_at, 500);
    EXPECT_EQ(memory.known_users, first);

    rows[3] = 0;
    const std::vector<KnownUser> second{{2, "other"}, {3, "p3"}, {9, "p9"}};
    ASSERT_TRUE(store().accept("17", "a", rows, second, 600));
    memory = reloaded();
    EXPECT_EQ(memory.accepted, rows);
    EXPECT_EQ(memory.accepted_at, 600);
    EXPECT_EQ(memory.known_users, second);
    EXPECT_TRUE(reloaded("17", "b").known_users.empty());
    EXPECT_EQ(reloaded("18", "a").accepted, RowCounts{});
}

TEST_P(StoreContract, ApprovalsLastUntilTheyExpire) {
    ASSERT_TRUE(store().save_approval("17", {"h2", "olga", 10, 100, false}, {}));
    ASSERT_TRUE(store().save_approval("17", {"h1", "ivan", 10, 200, true}, {}));
    const auto hashes = [](const SchoolMemory& memory) {
        std::vector<std::string> result;
        for (const Approval& approval : memory.approvals) result.push_back(approval.hash);
        return result;
    };
    const SchoolMemory early = reloaded("17", "a", 99);
    EXPECT_THAT(hashes(early), testing::ElementsAre("h1", "h2"));
    EXPECT_TRUE(early.approvals[0].rejected);
    EXPECT_EQ(early.approvals[1].by, "olga");
    EXPECT_EQ(early.approvals[1].at, 10);
    EXPECT_THAT(hashes(reloaded("17", "a", 100)), testing::ElementsAre("h1"));
    EXPECT_TRUE(reloaded("18", "a", 0).approvals.empty());
    ASSERT_TRUE(store().save_approval("17", {"h1", "ivan", 20, 300, false}, {}));
    EXPECT_FALSE(reloaded("17", "a", 250).approvals.at(0).rejected);
}

TEST_P(StoreContract, AnApprovalKeepsTheStepsItNames) {
    const std::uint64_t large = 0xfedc'ba98'7654'3210ULL;
    Approval approval{"h1", "olga", 10, 100, false, {3, 7, large}, "chat"};
    ASSERT_TRUE(store().save_approval("17", approval, {}));
    ASSERT_TRUE(store().save_approval("17", {"h2", "olga", 10, 100, false, {3}, "school"}, {}));
    const SchoolMemory memory = reloaded("17", "a", 50);
    ASSERT_EQ(memory.approvals.size(), 2U);
    EXPECT_THAT(memory.approvals[0].steps, testing::ElementsAre(3U, 7U, large));
    EXPECT_EQ(memory.approvals[0].guard, "chat");
    EXPECT_THAT(memory.approvals[1].steps, testing::ElementsAre(3U));
    approval.steps = {9};
    approval.guard = "hour";
    ASSERT_TRUE(store().save_approval("17", approval, {}));
    const SchoolMemory again = reloaded("17", "a", 50);
    EXPECT_THAT(again.approvals[0].steps, testing::ElementsAre(9U)) << "replaced, not added";
    EXPECT_EQ(again.approvals[0].guard, "hour");
}

TEST_P(StoreContract, AnApprovalHoldsOnItsAccount) {
    ASSERT_TRUE(store().save_approval("17", {"h1", "olga", 10, 100, false, {3}, "chat", "a"}, {}));
    ASSERT_TRUE(store().save_approval("17", {"h2", "olga", 10, 100, false, {4}, "chat"}, {}));
    const SchoolMemory on_a = reloaded("17", "a", 50);
    ASSERT_EQ(on_a.approvals.size(), 2U);
    EXPECT_EQ(on_a.approvals[0].account, "a");
    const SchoolMemory on_b = reloaded("17", "b", 50);
    ASSERT_EQ(on_b.approvals.size(), 1U);
    EXPECT_EQ(on_b.approvals[0].hash, "h2") << "kept before approvals had an account";
}

TEST_P(StoreContract, AcceptedClassesAreKeptForTheSchoolOnItsAccount) {
    ASSERT_TRUE(store().accept_classes("17", "a", std::vector<ClassCount>{{"7v", 25}, {"5а", 30}}));
    const SchoolMemory first = reloaded("17", "a");
    ASSERT_EQ(first.accepted_classes.size(), 2U);
    EXPECT_EQ(first.accepted_classes[0], (ClassCount{"5а", 30})) << "sorted";
    EXPECT_EQ(first.accepted_classes[1], (ClassCount{"7v", 25}));
    EXPECT_TRUE(reloaded("17", "b").accepted_classes.empty());
    ASSERT_TRUE(store().accept_classes("17", "a", std::vector<ClassCount>{{"5а", 29}}));
    const SchoolMemory second = reloaded("17", "a");
    ASSERT_EQ(second.accepted_classes.size(), 1U);
    EXPECT_EQ(second.accepted_classes[0], (ClassCount{"5а", 29}));
}

TEST_P(StoreContract, APauseIsKeptUntilItEnds) {
    const Pause everything{"", "", "root", "", 10, 0};
    const Pause school{"17", "", "olga (Ольга)", "the journal is moved", 20, 100};
    const Pause chat{"17", "class/7v", "olga", "", 30, 0};
    AuditEntry line;
    line.operation = "pause";
    line.by = "olga";
    for (const Pause& each : {chat, school, everything}) {
        line.school = each.school;
        ASSERT_TRUE(store().save_pause(each, line));
    }
    under_test_->reopen();
    EXPECT_THAT(store().pauses(99).value(), testing::ElementsAre(everything, school, chat));
    EXPECT_THAT(store().pauses(100).value(), testing::ElementsAre(everything, chat)) << "exclusive";
    Pause longer = school;
    longer.until = 200;
    ASSERT_TRUE(store().save_pause(longer, line));
    EXPECT_THAT(store().pauses(150).value(), testing::ElementsAre(everything, longer, chat));
    line.operation = "resume";
    for (const Pause& each : {everything, everything, chat}) {
        line.school = each.school;
        ASSERT_TRUE(store().end_pause(each, line));
    }
    under_test_->reopen();
    EXPECT_THAT(store().pauses(150).value(), testing::ElementsAre(longer));
    const auto audited = store().audit({.school = "17"}).value();
    EXPECT_EQ(audited.size(), 4U) << "those about everything are of no school";
    EXPECT_EQ(store().audit({}).value().size(), 7U);
}

TEST_P(StoreContract, ANoticeIsKeptOnceForEachChannelUntilItIsForgotten) {
    const KeptNotice mailed{.channel = "mail",
                            .kind = NoticeKind::hold,
                            .school = "17",
                            .subject = "3f9ac1",
                            .word = "chat",
                            .detail = "7 of 28: 'class/7v'",
                            .noticed_at = 20};
    KeptNotice earlier = mailed;
    earlier.kind = NoticeKind::account;
    earlier.school = "";
    earlier.noticed_at = 10;
    KeptNotice posted = mailed;
    posted.channel = "webhook";
    ASSERT_TRUE(store().save_notices(std::vector{posted, mailed, earlier}));
    under_test_->reopen();
    EXPECT_THAT(store().notices().value(), testing::ElementsAre(earlier, mailed, posted));
    KeptNotice told = mailed;
    told.told_at = 30;
    ASSERT_TRUE(store().save_notices(std::vector{told}));
    for (int twice = 0; twice < 2; ++twice) {
        ASSERT_TRUE(store().forget_notices(std::vector{earlier}));
    }
    under_test_->reopen();
    EXPECT_THAT(store().notices().value(), testing::ElementsAre(told, posted));
}

TEST_P(StoreContract, APlannedChangeIsRememberedForTheSchoolOnItsAccount) {
    EXPECT_EQ(reloaded("17", "a", 0).planned, PlannedState{});
    const PlannedState begun{"sgo", "r1", {1, 7, 0xFFFF'FFFF'FFFF'FFFFU}};
    ASSERT_TRUE(store().save_planned("17", "a", begun));
    EXPECT_EQ(reloaded("17", "a", 0).planned, begun);
    EXPECT_EQ(reloaded("17", "b", 0).planned, PlannedState{});
    EXPECT_EQ(reloaded("18", "a", 0).planned, PlannedState{});
    const PlannedState done{"bars-max", "r2", {}};
    ASSERT_TRUE(store().save_planned("17", "a", done));
    EXPECT_EQ(reloaded("17", "a", 0).planned, done);
}

TEST_P(StoreContract, AnAccountsPlaceInItsEventsIsKept) {
    EXPECT_EQ(*store().event_cursor("a"), "");
    ASSERT_TRUE(store().save_account("a", {.cursor = "m-7"}, {}));
    ASSERT_TRUE(store().save_account("b", {.cursor = "m-1"}, {}));
    ASSERT_TRUE(store().save_account("a", {.brought = {{-5, 11, 100}}}, {}));
    under_test_->reopen();
    EXPECT_EQ(*store().event_cursor("a"), "m-7");
    EXPECT_EQ(*store().event_cursor("b"), "m-1");
}

TEST_P(StoreContract, ChatsThatAnAccountWasBroughtIntoAreItsOwn) {
    ASSERT_TRUE(store().save_account("a", {.brought = {{-5, 11, 100}, {-9, 12, 101}}}, {}));
    ASSERT_TRUE(store().save_account("a", {.brought = {{-5, 13, 102}}}, {}));
    ASSERT_TRUE(store().save_account("b", {.brought = {{-5, 14, 103}}}, {}));
    ASSERT_TRUE(store().save_account("a", {.gone = {-9, -70}}, {}));
    under_test_->reopen();
    EXPECT_THAT(*store().brought_chats("a"), testing::ElementsAre(BroughtChat{-5, 13, 102}));
    EXPECT_THAT(*store().brought_chats("b"), testing::ElementsAre(BroughtChat{-5, 14, 103}));
    EXPECT_TRUE(store().brought_chats("c")->empty());
}

TEST_P(StoreContract, AChatHasOneCodeThatExpiresAndIsUsedOnce) {
    const ClaimCode first{"AAAA", "17", "class/1", 100, "ivan"};
    const ClaimCode second{"BBBB", "17", "class/1", 200, "olga", -77};
    const ClaimCode other{"CCCC", "18", "class/1", 300, "olga"};
    ASSERT_TRUE(store().save_account("a", {.codes = {first, other}}, {}));
    ASSERT_TRUE(store().save_account("a", {.codes = {second}}, {}));
    under_test_->reopen();
    EXPECT_THAT(*store().claim_codes("a", 199), testing::ElementsAre(second, other));
    EXPECT_THAT(*store().claim_codes("a", 200), testing::ElementsAre(other));
    EXPECT_TRUE(store().claim_codes("b", 0)->empty());
    AuditEntry line;
    line.school = "18";
    line.operation = "claim";
    line.outcome = "done";
    ASSERT_TRUE(store().save_account("a", {.used_codes = {"CCCC", "DDDD"}}, std::span{&line, 1}));
    EXPECT_THAT(*store().claim_codes("a", 0), testing::ElementsAre(second));
}

TEST_P(StoreContract, ATokenKnowsItsPersonAndWhoOpenedTheAccountWithIt) {
    const StartToken token{"t1", "17", "p1", 100, 0};
    ASSERT_TRUE(store().save_account("a", {.tokens = {token, {"t2", "17", "p2", 100, 0}}}, {}));
    EXPECT_EQ(*store().start_token("a", "t1", 99), token);
    EXPECT_EQ(*store().start_token("a", "t1", 100), std::nullopt);
    EXPECT_EQ(*store().start_token("b", "t1", 0), std::nullopt);
    EXPECT_EQ(*store().started_by("a", 501, 0), std::nullopt);
    const StartToken opened{"t1", "17", "p1", 100, 501};
    ASSERT_TRUE(store().save_account("a", {.tokens = {opened}}, {}));
    under_test_->reopen();
    EXPECT_EQ(*store().started_by("a", 501, 99), opened);
    EXPECT_EQ(*store().started_by("a", 501, 100), std::nullopt);
    const StartToken again{"t3", "17", "p1", 150, 0};
    ASSERT_TRUE(store().save_account("a", {.tokens = {again}}, {}));
    EXPECT_EQ(*store().start_token("a", "t1", 0), std::nullopt) << "a person has one token";
    ASSERT_TRUE(store().save_account("a", {.used_tokens = {"t3"}}, {}));
    EXPECT_EQ(*store().start_token("a", "t3", 0), std::nullopt);
    EXPECT_EQ(store().start_token("a", "t2", 0)->value().person, "p2");
}

TEST_P(StoreContract, RemovalsAreCountedByUserOnceFromTheirTimeOn) {
    save({}, {a_removal(99, 1), a_removal(100, 2), a_removal(150, 2), a_removal(200, 3)});
    save({}, {a_removal(200, 8)}, "18");
    under_test_->reopen();
    EXPECT_THAT(*store().removed_since("17", "a", 100), testing::ElementsAre(2, 3));
    EXPECT_THAT(*store().removed_since("17", "a", 0), testing::ElementsAre(1, 2, 3));
    EXPECT_TRUE(store().removed_since("17", "a", 201)->empty());
    EXPECT_TRUE(store().removed_since("unknown", "a", 0)->empty());
}

TEST_P(StoreContract, RemovalsOfOneAccountDoNotCountForAnother) {
    save({}, {a_removal(100, 1)});
    save({}, {a_removal(100, 2)}, "17", "b");
    under_test_->reopen();
    EXPECT_THAT(*store().removed_since("17", "a", 0), testing::ElementsAre(1));
    EXPECT_THAT(*store().removed_since("17", "b", 0), testing::ElementsAre(2));
    EXPECT_TRUE(store().removed_since("17", "c", 0)->empty());
}

TEST_P(StoreContract, TheAuditIsReadInPagesInEitherOrder) {
    std::vector<AuditEntry> lines;
    for (int i = 0; i < 5; ++i) lines.push_back(a_removal(100 + i, i + 1));
    save({}, lines);
    save({}, {a_removal(102, 9)}, "18", "b");
    under_test_->reopen();
    const auto users = [&](AuditQuery query) {
        std::vector<UserId> found;
        const auto read = store().audit(query);
        EXPECT_TRUE(read) << read.error().what;
        if (!read) return found;
        for (const AuditLine& line : *read) found.push_back(line.entry.user);
        return found;
    };
    EXPECT_THAT(users({}), testing::ElementsAre(1, 2, 3, 4, 5, 9));
    EXPECT_THAT(users({.school = "18"}), testing::ElementsAre(9));
    EXPECT_TRUE(users({.school = "unknown"}).empty());
    EXPECT_THAT(users({.person = "p2"}), testing::ElementsAre(2));
    EXPECT_TRUE(users({.chat = "class/8v"}).empty());
    EXPECT_THAT(users({.chat = "class/7v", .from = 101, .to = 103}), testing::ElementsAre(2, 3, 9));
    AuditQuery page{.school = "17", .order = AuditQuery::Order::newest_first, .count_max = 2};
    EXPECT_THAT(users(page), testing::ElementsAre(5, 4));
    page.beyond = store().audit(page)->back().number;
    EXPECT_THAT(users(page), testing::ElementsAre(3, 2));
    page.order = AuditQuery::Order::oldest_first;
    EXPECT_THAT(users(page), testing::ElementsAre(5));
    const AuditLine line = store().audit({.school = "18"})->front();
    EXPECT_EQ(line.account, "b");
    EXPECT_EQ(line.entry.chat, "class/7v");
    EXPECT_EQ(line.entry.operation, "remove");
    EXPECT_EQ(line.entry.person, "p9");
    EXPECT_EQ(line.entry.outcome, "done");
    EXPECT_EQ(line.entry.reason, "left_school");
    EXPECT_EQ(line.entry.by, "rosterd");
}

TEST_P(StoreContract, OldLinesOfTheAuditAreForgotten) {
    save({}, {a_removal(100, 1), a_removal(101, 2), a_removal(102, 3)});
    EXPECT_EQ(*store().forget_audit(102, 1), 1U) << "a few at a time";
    EXPECT_EQ(*store().forget_audit(102, 10), 1U);
    EXPECT_EQ(*store().forget_audit(102, 10), 0U);
    under_test_->reopen();
    ASSERT_EQ(store().audit({})->size(), 1U);
    EXPECT_EQ(store().audit({})->front().entry.user, 3);
}

TEST_P(StoreContract, OnlyWhatAGuardCouldHoldCountsAsARemoval) {
    std::vector<AuditEntry> audit;
    const auto line = [&](UserId user) -> AuditEntry& {
        return audit.emplace_back(a_removal(100, user));
    };
    line(1).operation = "detach";
    line(2).operation = "destroy";
    line(3).operation = "add";
    line(4).operation = "demote";
    line(5).outcome = "transient";
    line(6).outcome = "unknown_outcome";
    line(7).reason = "unlinked";
    line(8).reason = "hand_edit";
    line(0);
    line(10).reason = "blocked";
    line(11).by = "uid 1000 (Olga)";  // who approved it
    save({}, audit);
    EXPECT_THAT(*store().removed_since("17", "a", 0), testing::ElementsAre(1, 2, 6, 10));
}

TEST_P(StoreContract, OwnLinksAreLoadedWithTheSchool) {
    OwnChange change;
    change.links = {{"p2", Platform::vk, "12", LinkState::linked, 5, "+79161234567"},
                    {"p1", Platform::vk, "11", LinkState::unlinked, 6},
                    {"p1", Platform::max, "", LinkState::conflict, 7},
                    {"p0", Platform::ejabberd, "ivan", LinkState::requested, 8}};
    ASSERT_TRUE(store().save_own("17", "a", change, {}));
    const std::vector<StoredLink> wanted{change.links[1], change.links[0], change.links[2],
                                         change.links[3]};
    EXPECT_EQ(reloaded().links, wanted);
    EXPECT_EQ(reloaded("17", "b").links, wanted) << "whatever the account";
    EXPECT_TRUE(reloaded("18", "a").links.empty());
    OwnChange later;
    later.links = {{"p2", Platform::vk, "12", LinkState::unlinked, 9}};
    ASSERT_TRUE(store().save_own("17", "a", later, {}));
    EXPECT_EQ(reloaded().links.at(1), later.links[0]);
}

TEST_P(StoreContract, WhatWasAskedByHandIsLoadedWithTheSchool) {
    OwnChange change;
    change.chats = {{2, ChatKind::custom, "", "Поход", "t1", 5, {{"p2", true}, {"p1", false}}},
                    {1, ChatKind::class_chat, "7v", "", "", 4, {}}};
    change.deletions = {{"staff", 6, "head"}};
    change.edits = {
        {"class/7v", "p1", EditKind::add, "t1", 7, 90},
        {"class/7v", "p1", EditKind::make_admin, "", 7, std::numeric_limits<UnixSeconds>::max()}};
    change.titles = {{"custom/own-2", "Поход в горы", "t1", 8}};
    ASSERT_TRUE(store().save_own("17", "a", change, {}));
    OwnRows wanted;
    apply(change, wanted);
    EXPECT_EQ(reloaded().own, wanted);
    EXPECT_EQ(reloaded("17", "b").own, wanted) << "whatever the account";
    EXPECT_EQ(reloaded("18", "a").own, OwnRows{});
}

TEST_P(StoreContract, AskingAgainReplacesAndTakesBack) {
    OwnChange first;
    first.chats = {{1, ChatKind::class_chat, "7v", "", "", 4, {}},
                   {2, ChatKind::custom, "", "Поход", "", 5, {{"p1", true}}}};
    first.deletions = {{"staff", 6, ""}, {"class/8a", 6, ""}};
    first.edits = {{"staff", "p1", EditKind::add, "", 7, 90},
                   {"staff", "p1", EditKind::remove, "", 7, 90},
                   {"staff", "p2", EditKind::add, "", 7, 90}};
    first.titles = {{"a", "A", "", 8}, {"b", "B", "", 8}};
    OwnChange second;
    second.dropped_chats = {1, 77};
    second.chats = {{2, ChatKind::custom, "", "Поход", "", 5, {{"p3", false}}}};
    second.undeleted = {"staff", "never"};
    second.dropped_edits = {{"staff", "p2", EditKind::add}, {"staff", "p9", EditKind::add}};
    second.edits = {{"staff", "p1", EditKind::add, "t1", 9, 100}};
    second.dropped_titles = {"a"};
    second.titles = {{"b", "C", "t1", 9}};
    OwnRows wanted;
    for (const OwnChange& change : {first, second, second}) {
        ASSERT_TRUE(store().save_own("17", "a", change, {}));
        apply(change, wanted);
    }
    EXPECT_EQ(reloaded().own, wanted) << "the last one twice: repeating is harmless";
    EXPECT_EQ(wanted.edits.back().edit, EditKind::add) << "the newest edit comes last";
}

TEST_P(StoreContract, InitialisationsAreTheAccountsAndReplaceEarlierOnes) {
    OwnChange change;
    change.initialised = {{"staff", 5}, {"class/7v", 5}};
    ASSERT_TRUE(store().save_own("17", "a", change, {}));
    change.initialised = {{"staff", 6}};
    ASSERT_TRUE(store().save_own("17", "a", change, {}));
    EXPECT_THAT(reloaded().initialised,
                testing::ElementsAre(testing::Pair("class/7v", 5), testing::Pair("staff", 6)));
    EXPECT_TRUE(reloaded("17", "b").initialised.empty());
}

TEST_P(StoreContract, ATypicalSchoolFitsInOneSave) {
    std::vector<ObservedChat> chats;
    for (int i = 0; i < 570; ++i) {
        ObservedChat chat = a_chat("subject/" + std::to_string(1000 + i), i + 1);
        for (int user = 1; user <= 26; ++user) chat.members.emplace_back(user * 7 + i, user == 1);
        chats.push_back(std::move(chat));
    }
    save(chats);
    const SchoolMemory memory = reloaded();
    ASSERT_EQ(memory.observed.chats.size(), chats.size());
    for (std::size_t i = 0; i < chats.size(); ++i) {
        ASSERT_EQ(memory.observed.chats[i].key, chats[i].key);
        ASSERT_EQ(memory.observed.chats[i].members, chats[i].members);
    }
}

}  // namespace rosterd::test
