// A school on two accounts at once, as while it moves from VK to MAX: the whole daemon between
// models.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "daemon/control/migration_view.hpp"
#include "reconciler/links.hpp"
#include "tests/simulation/simulated_school.hpp"
#include "tests/support/profiles.hpp"
#include "tests/support/roster_maker.hpp"

namespace rosterd::test {
namespace {

using rosterd::testing::RosterMaker;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UnixSeconds start = 1'790'000'000;
constexpr UnixSeconds moscow = 3 * 3'600;
constexpr UserId on_max = 100'000;  ///< users of MAX are those of VK and this

/// 5а with class teacher t1 and pupils s01, s02 …; t2 teaches elsewhere. Users of VK are 1 for t1,
/// 2 for t2 and 10 + n for a pupil; `moved` pupils and both teachers have MAX too.
RosterMaker people(int pupils, int moved) {
    RosterMaker maker;
    maker.teacher("t1").teacher("t2").school_class("5a", {.name = "5А"}).class_teacher("5a", "t1");
    const auto link = [&](const std::string& person, UserId user, bool max) {
        maker.link(person, std::to_string(user));
        if (!max) return;
        maker.link(person, std::to_string(on_max + user), LinkState::linked, 1, Platform::max);
    };
    link("t1", 1, true);
    link("t2", 2, true);
    for (int i = 1; i <= pupils; ++i) {
        const std::string pupil = fmt::format("s{:02}", i);
        maker.enrol("5a", pupil);
        link(pupil, 10 + i, i <= moved);
    }
    return maker;
}

Profile only_classes() {
    Profile profile = rosterd::testing::sgo_profile();
    std::erase_if(profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    return profile;
}

class TwoAccountsTest : public ::testing::Test {
  protected:
    explicit TwoAccountsTest(RosterMaker maker = people(4, 3))
        : people_{std::move(maker)},
          school_{{.id = "17",
                   .name = "Школа",
                   .time_zone = "Europe/Moscow",
                   .profile = "sgo",
                   .account = "main",
                   .enabled = true},
                  people_.make(),
                  only_classes(),
                  start} {
        AccountModel& max = school_.with_further_account();
        max.kind = Platform::max;
        max.can.create_chats = false;
        max.can.list_chats = false;
        max.can.events = true;
        max.can.create_members_max = 0;
        max_ = &max;
    }

    void minutes(int count) { school_.run_until(school_.now() + count * 60); }
    /// The journal's next look and the passes after it.
    void journal_is_seen() { minutes(6); }
    /// The class teacher makes the chat on MAX; it is taken over by its number.
    void claim() {
        max_chat_ = max_->made_by_a_person("5а", {{on_max + 1, true}}, true);
        const auto claimed =
            school_.ask(school_.daemon().claim_chat("17@further", "class/5a", max_chat_, "ivan"));
        ASSERT_TRUE(claimed) << claimed.error().what;
        minutes(1);
    }
    void start_on_both() {
        school_.switch_on();
        minutes(1);
        claim();
    }
    /// t2 instead of t1.
    void change_class_teacher() {
        people_.end_class_teacher("5a", "t1").class_teacher("5a", "t2");
        school_.journal().set_people(people_.make());
        journal_is_seen();
    }
    /// A reload of the configuration.
    void serve(const std::string& account, std::vector<std::string> also) {
        school_.settings().effective = [account](School each) {
            each.account = account;
            each.enabled = true;
            return each;
        };
        school_.settings().further_accounts = [also](const School&) { return also; };
        school_.daemon().reload(school_.settings());
    }
    std::vector<UserId> on_vk() { return members(school_.account(), vk_number()); }
    std::vector<UserId> on_further() { return members(*max_, max_chat_); }
    static std::vector<UserId> members(AccountModel& account, ChatNumber chat) {
        std::vector<UserId> users;
        for (const auto& [user, admin] : account.chats().at(chat).members) users.push_back(user);
        return users;
    }
    ChatNumber vk_number() { return school_.state().memory.observed.find("class/5a")->number; }
    void expel(std::initializer_list<const char*> pupils) {
        for (const char* pupil : pupils) people_.end_enrolment("5a", pupil);
        school_.journal().set_people(people_.make());
        journal_is_seen();
    }
    boost::json::object migration() {
        return control::migration_view(school_.state(), school_.further_state(), school_.now());
    }

    RosterMaker people_;
    SimulatedSchool school_;
    AccountModel* max_ = nullptr;
    ChatNumber max_chat_ = 0;
};

TEST_F(TwoAccountsTest, ChatsAndLinksOfEachPlatformStayApart) {
    start_on_both();
    EXPECT_THAT(on_vk(), ElementsAre(1, 11, 12, 13, 14));
    EXPECT_THAT(on_further(), ElementsAre(on_max + 1, on_max + 11, on_max + 12, on_max + 13));
    EXPECT_EQ(school_.account().chats().size(), 1U);
    EXPECT_EQ(max_->chats().size(), 1U);

    const auto linked =
        school_.ask(school_.daemon().change_link("17@further",
                                                 {.verb = LinkVerb::request,
                                                  .person = "s04",
                                                  .platform = Platform::max,
                                                  .user = std::to_string(on_max + 14)},
                                                 "page"));
    ASSERT_TRUE(linked) << linked.error().what;
    minutes(1);
    EXPECT_THAT(on_further(), Contains(on_max + 14));
    EXPECT_THAT(on_vk(), ElementsAre(1, 11, 12, 13, 14)) << "nothing changed there";
    const auto ended = school_.ask(school_.daemon().change_link(
        "17@further", {.verb = LinkVerb::unlink, .person = "s04", .platform = Platform::max},
        "page"));
    ASSERT_TRUE(ended) << ended.error().what;
    minutes(1);
    EXPECT_THAT(on_further(), Not(Contains(on_max + 14)));
    EXPECT_THAT(on_vk(), Contains(14)) << "he ended the other link";
}

TEST_F(TwoAccountsTest, WhoIsExpelledLeavesBoth) {
    start_on_both();
    expel({"s01"});
    EXPECT_THAT(on_vk(), ElementsAre(1, 12, 13, 14));
    EXPECT_THAT(on_further(), ElementsAre(on_max + 1, on_max + 12, on_max + 13));
}

TEST_F(TwoAccountsTest, AHandEditReachesBothUnderEitherName) {
    start_on_both();
    const auto edit = [&](const std::string& name, HandAction action) {
        HandRequest request;
        request.action = action;
        request.chat = "class/5a";
        request.person = "t2";
        const auto changed =
            school_.ask(school_.daemon().change_by_hand(name, std::move(request), "ivan"));
        ASSERT_TRUE(changed) << changed.error().what;
        EXPECT_FALSE(changed->change.empty());
        minutes(1);
    };
    edit("17", HandAction::add_member);
    EXPECT_THAT(on_vk(), Contains(2));
    EXPECT_THAT(on_further(), Contains(on_max + 2));
    edit("17@further", HandAction::remove_member);
    EXPECT_THAT(on_vk(), Not(Contains(2)));
    EXPECT_THAT(on_further(), Not(Contains(on_max + 2)));
}

TEST_F(TwoAccountsTest, AConferenceIsStartedOnceAndByTheFirstAccount) {
    start_on_both();
    const LocalSeconds from = school_.now() + moscow + 1'800;
    school_.journal().conferences()["c1"] = {.kind = ConferenceKind::video_call,
                                             .chat = "class/5a",
                                             .title = "Классный час",
                                             .starts_at = from,
                                             .ends_at = from + 1'800,
                                             .created_by = "t1"};
    minutes(45);
    ASSERT_EQ(school_.calls().history().size(), 1U);
    EXPECT_EQ(school_.calls().running_count(), 1U);
    EXPECT_EQ(school_.account().chats().at(vk_number()).posts.size(), 1U);
    const std::size_t posts = max_->chats().at(max_chat_).posts.size();
    EXPECT_EQ(posts, 1U) << "only what was said when the chat was claimed";
    EXPECT_THAT(school_.further_state().memory.conferences, IsEmpty());
    minutes(30);
    EXPECT_EQ(school_.calls().history().size(), 1U);
    EXPECT_EQ(school_.calls().running_count(), 0U);
    const auto by_further = school_.ask(school_.daemon().change_conference(
        "17@further", {.verb = ConferenceVerb::finish, .conference = "c1"}, "ivan"));
    ASSERT_FALSE(by_further);
    EXPECT_EQ(by_further.error().kind, ErrorKind::refused);
}

TEST_F(TwoAccountsTest, ARestartKeepsBoth) {
    start_on_both();
    const std::vector<UserId> vk = on_vk();
    const std::vector<UserId> further = on_further();
    const ChatNumber number = vk_number();
    school_.switch_off();
    school_.switch_on();
    minutes(2);
    EXPECT_EQ(vk_number(), number);
    EXPECT_EQ(school_.further_state().memory.observed.find("class/5a")->number, max_chat_);
    EXPECT_EQ(on_vk(), vk);
    EXPECT_EQ(on_further(), further);
    EXPECT_EQ(school_.account().chats().size(), 1U) << "no second chat";
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_EQ(school_.further_state().last_end, PassEnd::converged);
}

TEST_F(TwoAccountsTest, AnAccountThatFailsDoesNotHinderTheOther) {
    start_on_both();
    max_->fault = [](std::string_view) -> std::optional<Error> {
        return Error{ErrorKind::authority, "the token was withdrawn"};
    };
    expel({"s01"});
    EXPECT_THAT(on_vk(), Not(Contains(11)));
    EXPECT_THAT(on_further(), Contains(on_max + 11));
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    max_->fault = {};
    minutes(20);
    EXPECT_THAT(on_further(), Not(Contains(on_max + 11)));
}

TEST_F(TwoAccountsTest, TheMigrationCountsRightBeforeAndAfterClaiming) {
    school_.switch_on();
    minutes(1);
    const auto count = [&](const char* what, const char* of) {
        return migration().at(what).at(of).to_number<int>();
    };
    EXPECT_EQ(count("chats", "total"), 1);
    EXPECT_EQ(count("chats", "to_claim"), 1);
    EXPECT_EQ(count("people", "total"), 5);
    EXPECT_EQ(count("people", "to_add"), 4);
    EXPECT_EQ(count("people", "waiting_link"), 1);
    EXPECT_EQ(count("people", "moved"), 0);
    max_->cannot_be_added = {on_max + 12};
    claim();
    EXPECT_EQ(count("chats", "there"), 1);
    EXPECT_EQ(count("chats", "to_claim"), 0);
    EXPECT_EQ(count("people", "moved"), 3);
    EXPECT_EQ(count("people", "invited"), 1);
    EXPECT_EQ(count("people", "waiting_link"), 1);
    const boost::json::value row = migration().at("chat_items").at(0);
    EXPECT_EQ(row.at("from"), vk_number());
    EXPECT_EQ(row.at("to"), max_chat_);
    EXPECT_EQ(row.at("members_from"), 5);
    EXPECT_EQ(row.at("members_to"), 3);
}

TEST_F(TwoAccountsTest, TheOldAdministratorStaysUntilTheNewOneIsAppointed) {
    start_on_both();
    ASSERT_TRUE(school_.account().chats().at(vk_number()).members.at(1));
    school_.account().change_fault = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::promote) return std::nullopt;
        return Error{ErrorKind::long_transient, "promotions rest"};
    };
    change_class_teacher();
    EXPECT_THAT(on_vk(), Contains(2)) << "she was added";
    EXPECT_THAT(on_vk(), Contains(1)) << "he is the only administrator";
    school_.account().change_fault = {};
    minutes(30);
    EXPECT_THAT(on_vk(), Not(Contains(1)));
    EXPECT_TRUE(school_.account().chats().at(vk_number()).members.at(2));
}

TEST_F(TwoAccountsTest, AnExpelledAdministratorDoesNotWaitForTheNewOne) {
    start_on_both();
    school_.account().change_fault = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::promote) return std::nullopt;
        return Error{ErrorKind::long_transient, "promotions rest"};
    };
    people_.forget_person("t1").class_teacher("5a", "t2");
    school_.journal().set_people(people_.make());
    journal_is_seen();
    EXPECT_FALSE(school_.account().chats().at(vk_number()).members.at(2)) << "not appointed";
    EXPECT_THAT(on_vk(), Not(Contains(1))) << "he left the school";
}

TEST_F(TwoAccountsTest, AnAdministratorWhomAPersonRemovesDoesNotWaitForAnybody) {
    start_on_both();
    school_.account().change_fault = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::add) return std::nullopt;
        return Error{ErrorKind::long_transient, "adds rest"};
    };
    for (const auto& [action, person] :
         {std::pair{HandAction::add_member, "t2"}, std::pair{HandAction::remove_member, "t1"}}) {
        HandRequest request;
        request.action = action;
        request.chat = "class/5a";
        request.person = person;
        const auto changed = school_.ask(school_.daemon().change_by_hand("17", request, "ivan"));
        ASSERT_TRUE(changed) << changed.error().what;
    }
    minutes(1);
    EXPECT_THAT(on_vk(), Not(Contains(2)));
    EXPECT_THAT(on_vk(), Not(Contains(1)));
}

TEST_F(TwoAccountsTest, NoChatIsLeftWhileSomebodyCouldNotBeRemoved) {
    start_on_both();
    const ModelChat& chat = school_.account().chats().at(vk_number());
    school_.account().change_fault = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::remove) return std::nullopt;
        return Error{ErrorKind::long_transient, "removals rest"};
    };
    HandRequest request;
    request.action = HandAction::delete_chat;
    request.chat = "class/5a";
    const auto deleted = school_.ask(school_.daemon().change_by_hand("17", request, "ivan"));
    ASSERT_TRUE(deleted) << deleted.error().what;
    minutes(2);
    EXPECT_FALSE(chat.left) << "nobody would look after these people";
    EXPECT_EQ(chat.members.size(), 5U);
    school_.account().change_fault = {};
    minutes(30);
    EXPECT_TRUE(chat.left);
    EXPECT_THAT(chat.members, IsEmpty());
}

/// Counts passes over the further account at each of its requests.
class SwapTest : public TwoAccountsTest {
  protected:
    void watch(std::function<void(std::string_view method)> at_request) {
        max_->fault = [this, at_request](std::string_view method) -> std::optional<Error> {
            if (method == "next_events") return std::nullopt;
            at_request(method);
            most_ =
                std::max(most_, std::ranges::count_if(school_.daemon().schools(), [](auto& each) {
                             return each.second.pass_account == "further";
                         }));
            return std::nullopt;
        };
    }
    void TearDown() override { max_->fault = {}; }

    std::ptrdiff_t most_ = 0;
    bool swapped_ = false;
};

TEST_F(SwapTest, InTheMiddleOfAPassItWaitsForItsEnd) {
    start_on_both();
    watch([this](std::string_view method) {
        if (std::exchange(swapped_, swapped_ || method == "read_members")) return;
        if (swapped_) serve("further", {"main"});
    });
    ASSERT_TRUE(school_.daemon().resync("17@further"));
    minutes(10);
    ASSERT_TRUE(swapped_);
    EXPECT_EQ(most_, 1);
    EXPECT_EQ(school_.state().memory.account, "further");
    EXPECT_EQ(school_.state().memory.observed.find("class/5a")->number, max_chat_);
    const auto& old = school_.daemon().schools().find("17@main")->second;
    EXPECT_EQ(old.memory.account, "main");
    EXPECT_EQ(old.last_end, PassEnd::converged);
    EXPECT_FALSE(school_.further_state().school.enabled);
}

TEST_F(SwapTest, UndoneWhileTheSchoolIsLoadedItRunsNoSecondPass) {
    start_on_both();
    watch([](std::string_view) {});
    school_.store().fault = [this](std::string_view method) -> std::optional<Error> {
        if (method == "load" && !std::exchange(swapped_, true)) serve("main", {"further"});
        return std::nullopt;
    };
    serve("further", {"main"});
    minutes(10);
    ASSERT_TRUE(swapped_);
    EXPECT_EQ(most_, 1);
    EXPECT_EQ(school_.state().memory.account, "main");
    EXPECT_EQ(school_.state().last_end, PassEnd::converged);
    EXPECT_EQ(school_.further_state().memory.account, "further");
    EXPECT_EQ(school_.further_state().last_end, PassEnd::converged);
}

TEST_F(TwoAccountsTest, AConferenceIsNeverPostedUnderAnotherAccountsNumber) {
    start_on_both();
    const ChatNumber vk = vk_number();
    school_.journal().conferences()["c1"] = {.kind = ConferenceKind::video_call,
                                             .chat = "class/5a",
                                             .title = "Классный час",
                                             .starts_at = school_.now() + moscow + 1'800,
                                             .ends_at = school_.now() + moscow + 3'600,
                                             .created_by = "t1"};
    journal_is_seen();
    // What is known of the new account's chats does not come.
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method == "load") return Error{ErrorKind::transient, "busy"};
        return std::nullopt;
    };
    const std::size_t before = max_->chats().at(max_chat_).posts.size();
    serve("further", {});
    minutes(40);
    EXPECT_EQ(school_.account().chats().at(vk).posts.size(), 1U);
    EXPECT_EQ(max_->chats().at(max_chat_).posts.size(), before) << "its number is 1 too";
}

TEST_F(TwoAccountsTest, AnAccountThatIsNamedAgainIsLoadedAgain) {
    start_on_both();
    serve("main", {});
    minutes(1);
    ASSERT_TRUE(school_.store().forget_chat("17", "further", "class/5a"));
    serve("main", {"further"});
    minutes(1);
    EXPECT_EQ(school_.further_state().memory.observed.find("class/5a"), nullptr);
}

TEST_F(TwoAccountsTest, ADroppedAccountStaysDroppedWhateverIsReloaded) {
    start_on_both();
    serve("main", {});
    EXPECT_FALSE(school_.further_state().school.enabled) << "at once, not at the next poll";
    serve("main", {});
    EXPECT_FALSE(school_.further_state().school.enabled);
    expel({"s01"});
    EXPECT_THAT(on_vk(), Not(Contains(11)));
    EXPECT_THAT(on_further(), Contains(on_max + 11));
}

TEST_F(TwoAccountsTest, ANewAccountIsServedWithTheReload) {
    school_.settings().further_accounts = {};
    school_.switch_on();
    minutes(1);
    serve("main", {"further"});
    EXPECT_TRUE(school_.daemon().schools().contains("17@further"));
}

class TwentyPupilsTest : public TwoAccountsTest {
  protected:
    TwentyPupilsTest() : TwoAccountsTest{people(20, 3)} {}
};

TEST_F(TwentyPupilsTest, AGuardOfOneAccountHoldsOnlyThere) {
    start_on_both();
    expel({"s01", "s05", "s06", "s07", "s08", "s09", "s10", "s11"});
    EXPECT_EQ(school_.state().holds.size(), 1U);
    EXPECT_EQ(on_vk().size(), 21U) << "eight of twenty wait for an approval";
    EXPECT_THAT(school_.further_state().holds, IsEmpty());
    EXPECT_THAT(on_further(), ElementsAre(on_max + 1, on_max + 12, on_max + 13));
}

class FortyPupilsTest : public TwoAccountsTest {
  protected:
    FortyPupilsTest() : TwoAccountsTest{people(40, 40)} {}
};

TEST_F(FortyPupilsTest, WhoWasRemovedFromOneAccountDoesNotCountForTheOther) {
    start_on_both();
    expel({"s01", "s02", "s03", "s04", "s05"});
    expel({"s06", "s07", "s08", "s09", "s10"});
    expel({"s11", "s12", "s13", "s14", "s15"});
    expel({"s16", "s17", "s18", "s19", "s20"});
    EXPECT_THAT(school_.state().holds, IsEmpty()) << "20 people within the hour, not 40";
    EXPECT_THAT(school_.further_state().holds, IsEmpty());
    EXPECT_EQ(on_vk().size(), 21U);
    EXPECT_EQ(on_further().size(), 21U);
}

/// Both accounts are of VK: the same users, the same chat keys.
class OnePlatformTest : public TwoAccountsTest {
  protected:
    OnePlatformTest() : TwoAccountsTest{people(20, 0)} {
        max_->kind = Platform::vk;
        max_->can = school_.account().can;
        school_.switch_on();
        minutes(1);
        expel({"s01", "s02", "s03", "s04", "s05", "s06", "s07", "s08"});
    }
    std::vector<UserId> on_second() {
        return members(*max_, school_.further_state().memory.observed.find("class/5a")->number);
    }
};

TEST_F(OnePlatformTest, AnApprovalOnOneAccountReleasesNothingOnTheOther) {
    ASSERT_EQ(school_.state().holds.size(), 1U);
    ASSERT_EQ(school_.further_state().holds.size(), 1U);
    const std::string second = school_.further_state().holds.front().id;
    EXPECT_NE(school_.state().holds.front().id, second) << "or nobody could name one of them";
    ASSERT_TRUE(school_.ask(school_.daemon().decide(second, true, "olga")));
    minutes(1);
    EXPECT_EQ(on_second().size(), 13U);
    EXPECT_EQ(on_vk().size(), 21U);
    school_.switch_off();
    school_.switch_on();
    minutes(2);
    EXPECT_EQ(school_.state().holds.size(), 1U) << "nor after a restart";
    EXPECT_EQ(on_vk().size(), 21U);
    ASSERT_TRUE(
        school_.ask(school_.daemon().decide(school_.state().holds.front().id, false, "olga")));
    minutes(1);
    EXPECT_EQ(on_vk().size(), 21U);
    EXPECT_THAT(school_.further_state().holds, IsEmpty());
}

}  // namespace
}  // namespace rosterd::test
