// Who is whom on the platform: journal before own links, conflicts, bad ids, vanished people.
#include "reconciler/links.hpp"

#include <gtest/gtest.h>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

struct Resolved {
    Roster roster;
    LinkTable links;
    std::vector<Finding> findings;

    [[nodiscard]] PersonIndex at(std::string_view person) const {
        return find_person(roster, person);
    }
    [[nodiscard]] UserId user(std::string_view person) const { return links.user.at(at(person)); }
    [[nodiscard]] LinkState state(std::string_view person) const {
        return links.state.at(at(person));
    }
    [[nodiscard]] UserId former(std::string_view person) const {
        return links.former.at(at(person));
    }
};

Resolved resolved(const RosterMaker& journal, std::vector<StoredLink> own = {},
                  std::vector<KnownUser> known = {}) {
    Resolved out;
    out.roster = journal.make();
    out.links = resolve_links(out.roster, Platform::vk, own, known, out.findings);
    return out;
}

StoredLink own_link(std::string person, std::string user, LinkState state = LinkState::linked,
                    UnixSeconds at = 1, Platform platform = Platform::vk) {
    return {std::move(person), platform, std::move(user), state, at};
}

}  // namespace

TEST(LinksTest, ALinkedPersonIsHisUser) {
    const auto out = resolved(RosterMaker{}.link("s1", "101").person("s2"));
    EXPECT_EQ(out.user("s1"), 101);
    EXPECT_EQ(out.state("s1"), LinkState::linked);
    EXPECT_EQ(out.links.person_of(101), out.at("s1"));
    EXPECT_EQ(out.user("s2"), 0);
    EXPECT_EQ(out.state("s2"), LinkState::none);
    EXPECT_EQ(out.links.person_of(102), no_index);
    EXPECT_TRUE(out.findings.empty());
}

TEST(LinksTest, LinksOfAnotherPlatformAreNotSeen) {
    const auto out = resolved(RosterMaker{}.link("s1", "101", LinkState::linked, 1, Platform::max),
                              {own_link("s1", "7", LinkState::linked, 1, Platform::ejabberd)});
    EXPECT_EQ(out.user("s1"), 0);
    EXPECT_EQ(out.state("s1"), LinkState::none);
}

TEST(LinksTest, TheJournalGoesBeforeTheDaemonsOwnLink) {
    const auto out = resolved(RosterMaker{}.link("s1", "101").person("s2"),
                              {own_link("s1", "201"), own_link("s2", "202")});
    EXPECT_EQ(out.user("s1"), 101);
    EXPECT_EQ(out.user("s2"), 202);
    EXPECT_EQ(out.state("s2"), LinkState::linked);
}

TEST(LinksTest, ATurnedDownLinkInTheJournalIsNotRevivedByAnOwnOne) {
    const auto out =
        resolved(RosterMaker{}.link("s1", "101", LinkState::unlinked), {own_link("s1", "201")});
    EXPECT_EQ(out.user("s1"), 0);
    EXPECT_EQ(out.state("s1"), LinkState::unlinked);
}

TEST(LinksTest, AnOwnLinkOfAnUnknownPersonIsIgnored) {
    const auto out = resolved(RosterMaker{}.person("s1"), {own_link("gone", "201")});
    EXPECT_EQ(out.user("s1"), 0);
    EXPECT_EQ(out.links.person_of(201), no_index);
}

TEST(LinksTest, OnlyALinkedStateGivesAUser) {
    for (const LinkState state : {LinkState::none, LinkState::requested, LinkState::refused}) {
        const auto out = resolved(RosterMaker{}.link("s1", "101", state));
        EXPECT_EQ(out.user("s1"), 0);
        EXPECT_EQ(out.state("s1"), state);
    }
}

TEST(LinksTest, UnlinkedKeepsTheFormerUser) {
    const auto out = resolved(RosterMaker{}.link("s1", "101", LinkState::unlinked));
    EXPECT_EQ(out.user("s1"), 0);
    EXPECT_EQ(out.former("s1"), 101);
    EXPECT_EQ(out.state("s1"), LinkState::unlinked);
    EXPECT_EQ(out.links.person_of(101), out.at("s1"));
}

TEST(LinksTest, AUserOnTwoPeopleBelongsToTheEarlierLink) {
    const auto out = resolved(RosterMaker{}
                                  .link("s1", "101", LinkState::linked, 20)
                                  .link("s2", "101", LinkState::linked, 10));
    EXPECT_EQ(out.user("s2"), 101);
    EXPECT_EQ(out.user("s1"), 0);
    EXPECT_EQ(out.state("s1"), LinkState::conflict);
    EXPECT_EQ(out.state("s2"), LinkState::linked);
    EXPECT_EQ(out.links.person_of(101), out.at("s2"));
    ASSERT_EQ(out.findings.size(), 1U);
    EXPECT_NE(to_string(out.findings[0]).find("s1"), std::string::npos);
}

TEST(LinksTest, AConflictWithinTheSameSecondIsStillOnePersons) {
    const auto out = resolved(RosterMaker{}.link("s2", "101").link("s1", "101"));
    const int linked = (out.user("s1") == 101 ? 1 : 0) + (out.user("s2") == 101 ? 1 : 0);
    EXPECT_EQ(linked, 1);
    const auto again = resolved(RosterMaker{}.link("s1", "101").link("s2", "101"));
    EXPECT_EQ(out.user("s1"), again.user("s1"));
}

TEST(LinksTest, AnOwnLinkToAUserOfTheJournalIsAConflict) {
    const auto out = resolved(RosterMaker{}.link("s1", "101", LinkState::linked, 10).person("s2"),
                              {own_link("s2", "101", LinkState::linked, 20)});
    EXPECT_EQ(out.user("s1"), 101);
    EXPECT_EQ(out.state("s2"), LinkState::conflict);
    EXPECT_EQ(out.findings.size(), 1U);
}

TEST(LinksTest, AUserWhoMovedToAnotherPersonIsThatPersons) {
    const auto out = resolved(RosterMaker{}
                                  .link("s1", "101", LinkState::unlinked, 10)
                                  .link("s2", "101", LinkState::linked, 20));
    EXPECT_EQ(out.user("s2"), 101);
    EXPECT_EQ(out.state("s2"), LinkState::linked);
    EXPECT_EQ(out.links.person_of(101), out.at("s2"));
    EXPECT_TRUE(out.findings.empty());
}

TEST(LinksTest, AUserIdThatIsNoUsableNumberIsReportedAndCountsAsNoLink) {
    for (const std::string user : {"9007199254740992", "99999999999999999999999", "0", "-5", "abc",
                                   "12x", " 12", "1e3", "+7", "12.0", "0x10"}) {
        const auto out = resolved(RosterMaker{}.link("s1", user));
        EXPECT_EQ(out.user("s1"), 0) << user;
        EXPECT_NE(out.state("s1"), LinkState::linked) << user;
        ASSERT_EQ(out.findings.size(), 1U) << user;
        EXPECT_NE(to_string(out.findings[0]).find("s1"), std::string::npos) << user;
    }
}

TEST(LinksTest, ALinkedStateWithoutAUserIsReported) {
    const auto out = resolved(RosterMaker{}.link("s1", ""));
    EXPECT_EQ(out.user("s1"), 0);
    EXPECT_EQ(out.findings.size(), 1U);
}

TEST(LinksTest, ARequestNeedsNoUser) {
    const auto out = resolved(RosterMaker{}.link("s1", "", LinkState::requested));
    EXPECT_EQ(out.state("s1"), LinkState::requested);
    EXPECT_TRUE(out.findings.empty());
}

TEST(LinksTest, TheLargestUserIdIsAUser) {
    const auto out = resolved(RosterMaker{}.link("s1", "9007199254740991"));
    EXPECT_EQ(out.user("s1"), user_id_max);
    EXPECT_TRUE(out.findings.empty());
}

TEST(LinksTest, UsersOfDoubtfulPeopleAreProtected) {
    const auto out = resolved(RosterMaker{}
                                  .person("s1", {.doubtful = true})
                                  .link("s1", "101")
                                  .link("s2", "102")
                                  .person("s3", {.doubtful = true})
                                  .doubtful_user("55")
                                  .doubtful_user("56", Platform::max),
                              {}, {{77, "s3"}, {78, "s2"}});
    EXPECT_TRUE(out.links.is_protected(101));
    EXPECT_FALSE(out.links.is_protected(102));
    EXPECT_TRUE(out.links.is_protected(55));
    EXPECT_FALSE(out.links.is_protected(56));
    EXPECT_TRUE(out.links.is_protected(77)) << "the last accepted read said who he was";
    EXPECT_FALSE(out.links.is_protected(78));
}

TEST(LinksTest, AKnownUserWithoutARowHasVanished) {
    const auto out = resolved(RosterMaker{}.person("s1").link("s2", "102"), {},
                              {{101, "s1"}, {102, "s2"}, {103, "gone"}});
    ASSERT_EQ(out.links.vanished.size(), 2U);
    ASSERT_NE(out.links.find_vanished(101), nullptr);
    EXPECT_EQ(out.links.find_vanished(101)->person, out.at("s1"));
    ASSERT_NE(out.links.find_vanished(103), nullptr);
    EXPECT_EQ(out.links.find_vanished(103)->person, no_index);
    EXPECT_EQ(out.links.find_vanished(103)->person_id, "gone");
    EXPECT_EQ(out.links.find_vanished(102), nullptr);
    EXPECT_EQ(out.links.find_vanished(104), nullptr);
}

TEST(LinksTest, AKnownUserWhoUnlinkedHasNotVanished) {
    const auto out =
        resolved(RosterMaker{}.link("s1", "101", LinkState::unlinked), {}, {{101, "s1"}});
    EXPECT_EQ(out.links.find_vanished(101), nullptr);
    EXPECT_EQ(out.former("s1"), 101);
}

TEST(LinksTest, AChangedUserLeavesTheOldOneVanished) {
    const auto out = resolved(RosterMaker{}.link("s1", "111"), {}, {{101, "s1"}});
    ASSERT_NE(out.links.find_vanished(101), nullptr);
    EXPECT_EQ(out.links.find_vanished(101)->person, out.at("s1"));
    EXPECT_EQ(out.user("s1"), 111);
}

TEST(LinksTest, KnownUsersAreThoseOfNowAndTheVanishedThatAreStillThere) {
    const auto out = resolved(RosterMaker{}.link("s1", "101").link("s2", "90"), {},
                              {{101, "s1"}, {103, "gone"}, {104, "far"}});
    Observed there;
    there.chats.resize(2);
    there.chats[0].members = {{103, false}};
    there.chats[1].members = {{101, false}, {103, true}};
    EXPECT_EQ(users_of(there), (std::vector<UserId>{101, 103}));
    const auto known = known_users(out.roster, out.links, there);
    EXPECT_EQ(known, (std::vector<KnownUser>{{90, "s2"}, {101, "s1"}, {103, "gone"}}));
    EXPECT_EQ(known_users(out.roster, out.links, {}),
              (std::vector<KnownUser>{{90, "s2"}, {101, "s1"}}));
}

TEST(LinksTest, PeopleAreFoundByTheirWholeId) {
    const Roster roster = RosterMaker{}.person("a").person("ab").person("b").make();
    EXPECT_EQ(find_person(roster, "a"), 0U);
    EXPECT_EQ(find_person(roster, "ab"), 1U);
    EXPECT_EQ(find_person(roster, "b"), 2U);
    EXPECT_EQ(find_person(roster, "aa"), no_index);
    EXPECT_EQ(find_person(roster, ""), no_index);
    EXPECT_EQ(find_person(roster, "c"), no_index);
}

}  // namespace rosterd::testing
