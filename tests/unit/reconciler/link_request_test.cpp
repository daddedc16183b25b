// Linking: the mask, each state and what moves it, conflicts, platforms, expulsion and return.
#include "reconciler/link_request.hpp"

#include <gmock/gmock.h>

#include "reconciler/own_chats.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {
namespace {

using enum LinkVerb;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* phone = "+7 (916) 123-45-67";
constexpr const char* other_phone = "+7 (916) 123-45-68";

TEST(PhoneTest, R007OnlyTheMaskIsAPhone) {
    const std::string mask = "+7 (9XX) XXX-XX-XX";
    EXPECT_EQ(phone_by_mask("+7 (916) 123-45-67", mask), "+79161234567");
    EXPECT_EQ(phone_by_mask("+7(916) 123-45-67", mask), "+79161234567") << "as it is shown";
    EXPECT_EQ(phone_by_mask("+7(916)123-45-67", mask), "+79161234567");
    for (const char* wrong :
         {"", "+7 (816) 123-45-67", "8 (916) 123-45-67", "+7 (916) 123-45-6", "+79161234567",
          "+7 (916) 123-45-678", "+7 (91x) 123-45-67", "+7 (916) 123 45 67", "+7  (916) 123-45-67",
          " +7 (916) 123-45-67", "+7 (9XX) XXX-XX-XX"}) {
        EXPECT_EQ(phone_by_mask(wrong, mask), std::nullopt) << wrong;
    }
}

TEST(PhoneTest, R014APhoneIsShownWithoutTheFirstBlank) {
    EXPECT_EQ(shown_phone("+79161234567"), "+7(916) 123-45-67");
    EXPECT_EQ(shown_phone(""), "");
    EXPECT_EQ(shown_phone("+4917612345678"), "+4917612345678");
}

class LinkRequestTest : public ::testing::Test {
  protected:
    LinkRequestTest() {
        journal_.school_class("7v").teacher("t1").class_teacher("7v", "t1");
        journal_.enrol("7v", "s1").enrol("7v", "s2").guardian("p1", "s1");
    }

    /// Asks and keeps, as the daemon does.
    Result<LinkDecision> ask(LinkVerb verb, const std::string& person,
                             const std::string& typed = {}, const std::string& user = {},
                             Platform platform = Platform::vk) {
        ++now_;
        auto decided = decide_link(journal_.make(), own_, sgo_profile(),
                                   {verb, person, platform, typed, user}, now_);
        if (decided && decided->changed) {
            OwnChange change;
            change.links = {decided->link};
            apply_links(change, own_);
        }
        return decided;
    }
    /// The state shown and the message's code; or the code of the refusal.
    std::string told(LinkVerb verb, const std::string& person, const std::string& typed = {},
                     const std::string& user = {}, Platform platform = Platform::vk) {
        const auto decided = ask(verb, person, typed, user, platform);
        if (!decided) {
            const auto& error = decided.error();
            return std::string{error.code.empty() ? to_string(error.kind) : error.code};
        }
        return std::string{message(decided->message).code};
    }
    [[nodiscard]] Evaluated world() const {
        Scenario scenario;
        scenario.journal = journal_;
        scenario.own_links = own_;
        return scenario.evaluate();
    }
    [[nodiscard]] LinkState state(const std::string& person) const {
        const Evaluated now = world();
        return now.links.state.at(now.index(person));
    }

    RosterMaker journal_;
    std::vector<StoredLink> own_;
    UnixSeconds now_ = 100;
};

TEST_F(LinkRequestTest, R007AWrongPhoneMakesNoRequest) {
    const auto decided = ask(request, "s1", "89161234567");
    ASSERT_FALSE(decided);
    EXPECT_EQ(decided.error().kind, ErrorKind::refused);
    EXPECT_EQ(decided.error().code, "wrong_phone_format");
    EXPECT_THAT(decided.error().what, HasSubstr("+7 (9XX) XXX-XX-XX"));
    EXPECT_THAT(decided.error().what, Not(HasSubstr("89161234567")));
    EXPECT_TRUE(own_.empty());
}

TEST_F(LinkRequestTest, R009R010R011ARequestWaitsAndIsAccepted) {
    EXPECT_EQ(told(request, "s1", phone), "link_requested");
    EXPECT_EQ(state("s1"), LinkState::requested);
    EXPECT_EQ(own_.at(0).phone, "+79161234567");
    EXPECT_EQ(told(request, "s1", phone), "link_already_requested");
    EXPECT_EQ(own_.at(0).linked_at, 101) << "no second request";
    EXPECT_EQ(told(accept, "s1", {}, "77"), "already_linked");
    EXPECT_EQ(state("s1"), LinkState::linked);
    EXPECT_EQ(world().user("s1"), 77);
    EXPECT_EQ(told(request, "s1", phone), "already_linked");
    EXPECT_EQ(told(accept, "s1", {}, "77"), "already_linked") << "idempotent";
    EXPECT_EQ(told(accept, "s1", {}, "78"), "linked_to_another_user");
    EXPECT_EQ(world().user("s1"), 77);
}

TEST_F(LinkRequestTest, ARefusedRequestMayBeMadeAgain) {
    EXPECT_EQ(told(request, "s1", phone), "link_requested");
    EXPECT_EQ(told(refuse, "s1"), "link_refused");
    EXPECT_EQ(state("s1"), LinkState::refused);
    EXPECT_EQ(told(accept, "s1", {}, "77"), "no_link_request");
    EXPECT_EQ(told(refuse, "s1"), "no_link_request");
    EXPECT_EQ(told(request, "s1", phone), "link_requested");
    EXPECT_EQ(told(accept, "s1", {}, "77"), "already_linked");
}

TEST_F(LinkRequestTest, AUserProvedElsewhereIsLinkedAtOnce) {
    EXPECT_EQ(told(request, "t1", {}, "55"), "already_linked");
    EXPECT_EQ(state("t1"), LinkState::linked);
    EXPECT_EQ(told(request, "s1"), "invalid_input") << "neither phone nor user";
    EXPECT_EQ(told(request, "s1", {}, "no number"), "invalid_input");
    EXPECT_EQ(told(accept, "s1"), "invalid_input");
    EXPECT_EQ(told(request, "nobody", phone), "not_found");
}

TEST_F(LinkRequestTest, R016UnlinkingEndsTheLinkAndForgetsThePhone) {
    ask(request, "s1", phone, "77");
    EXPECT_EQ(told(unlink, "s1"), "unlinked");
    EXPECT_EQ(state("s1"), LinkState::unlinked);
    EXPECT_EQ(world().user("s1"), 77) << "recognised where he must leave";
    EXPECT_EQ(own_.at(0).phone, "");
    EXPECT_EQ(told(unlink, "s1"), "not_linked");
    EXPECT_EQ(told(request, "s1", phone, "77"), "already_linked");
    EXPECT_EQ(state("s1"), LinkState::linked);
}

TEST_F(LinkRequestTest, R015TwoPeopleOnOnePhoneAreAConflict) {
    ask(request, "p1", phone, "70");
    const auto second = ask(request, "s1", phone);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->state, LinkState::conflict);
    EXPECT_EQ(second->message, MessageId::phone_taken);
    const Evaluated now = world();
    EXPECT_EQ(now.links.state.at(now.index("s1")), LinkState::conflict);
    EXPECT_EQ(now.links.state.at(now.index("p1")), LinkState::linked) << "the earlier holds";
    ASSERT_EQ(now.link_findings.size(), 1U);
    EXPECT_THAT(to_string(now.link_findings[0]), HasSubstr("person_id 's1'"));
    EXPECT_THAT(to_string(now.link_findings[0]), Not(HasSubstr("916")));
    EXPECT_EQ(told(request, "s1", other_phone), "link_requested") << "with a phone of his own";
    EXPECT_EQ(told(unlink, "p1"), "unlinked");
    EXPECT_EQ(told(request, "s2", phone), "link_requested") << "the phone is free again";
}

TEST_F(LinkRequestTest, TwoPeopleOnOneUserAreAConflictUntilTheEarlierLinkEnds) {
    ask(request, "p1", phone, "70");
    const auto second = ask(request, "s1", other_phone, "70");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->state, LinkState::conflict);
    EXPECT_EQ(second->message, MessageId::user_taken);
    EXPECT_EQ(state("s1"), LinkState::conflict);
    EXPECT_EQ(state("p1"), LinkState::linked);
    ask(unlink, "p1");
    EXPECT_EQ(state("s1"), LinkState::linked);
}

TEST_F(LinkRequestTest, TheJournalsLinkIsItsOwn) {
    journal_.link("s1", "11", LinkState::unlinked);
    EXPECT_EQ(told(request, "s1", phone), "link_kept_by_journal");
    EXPECT_EQ(told(unlink, "s1"), "link_kept_by_journal");
    journal_.link("p1", "12");
    EXPECT_EQ(told(request, "s2", phone, "12"), "user_taken") << "the journal linked this user";
    EXPECT_EQ(state("s2"), LinkState::conflict);
}

TEST_F(LinkRequestTest, LinksAreKeptForEachPlatform) {
    ask(request, "s1", phone, "77");
    EXPECT_EQ(told(request, "s1", phone, {}, Platform::max), "link_requested");
    EXPECT_EQ(told(accept, "s1", {}, "9000", Platform::max), "already_linked");
    EXPECT_EQ(own_.size(), 2U);
    EXPECT_EQ(told(unlink, "s1", {}, {}, Platform::max), "unlinked");
    EXPECT_EQ(state("s1"), LinkState::linked) << "on vk he still is";
}

TEST_F(LinkRequestTest, ANameIsOneUserHoweverItIsWritten) {
    ASSERT_TRUE(ask(request, "s1", {}, "Anna", Platform::ejabberd));
    const auto again = ask(request, "s1", {}, "anna@school.example", Platform::ejabberd);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_FALSE(again->changed);
    const auto taken = ask(request, "s2", {}, "ANNA", Platform::ejabberd);
    ASSERT_TRUE(taken) << taken.error().what;
    EXPECT_EQ(taken->state, LinkState::conflict);
    const auto wrong = ask(request, "p1", {}, "an na", Platform::ejabberd);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().hint, HasSubstr("a user name"));
}

TEST_F(LinkRequestTest, R093ALinkOutlivesExpulsionAndCountsAfterRestoration) {
    ask(request, "s1", phone, "77");
    EXPECT_THAT(world().members("class/7v"), Contains("s1"));
    RosterMaker before = journal_;
    journal_.forget_person("s1");
    EXPECT_THAT(world().members("class/7v"), Not(Contains("s1")));
    EXPECT_EQ(own_.size(), 1U);
    journal_ = before;
    EXPECT_EQ(state("s1"), LinkState::linked);
    EXPECT_THAT(world().members("class/7v"), Contains("s1"));
}

}  // namespace
}  // namespace rosterd::testing
