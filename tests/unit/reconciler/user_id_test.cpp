// Numbers and names of users: what is one, how names are normalised, that numbers never change.
#include "reconciler/user_id.hpp"

#include <gmock/gmock.h>

#include "tests/support/roster_maker.hpp"

namespace rosterd::testing {
namespace {

// Two of some two hundred million short names that meet in one number.
constexpr const char* one_name = "ticunena4";
constexpr const char* other_name = "golejije5";

TEST(UserIdTest, VkAndMaxNumberTheirUsers) {
    for (const Platform platform : {Platform::vk, Platform::max}) {
        EXPECT_EQ(user_id_of(platform, "1"), 1);
        EXPECT_EQ(user_id_of(platform, "9007199254740991"), user_id_max);
        for (const char* wrong : {"", "0", "-1", "+1", " 1", "1 ", "1.0", "9007199254740992",
                                  "99999999999999999999", "anna", "id15"}) {
            EXPECT_EQ(user_id_of(platform, wrong), std::nullopt) << wrong;
        }
    }
}

TEST(UserIdTest, ANamesNumberIsTheSameInEveryVersion) {
    EXPECT_EQ(number_of_name(one_name), 1'124'426'821'393'261);
    EXPECT_EQ(user_id_of(Platform::ejabberd, "anna"), number_of_name("anna"));
    for (int i = 0; i < 1000; ++i) {
        const UserId user = number_of_name("pupil" + std::to_string(i));
        EXPECT_GT(user, 0);
        EXPECT_LE(user, user_id_max);
    }
    EXPECT_EQ(number_of_name(one_name), number_of_name(other_name));
}

TEST(UserIdTest, AnAddressIsItsName) {
    const auto anna = user_id_of(Platform::ejabberd, "anna");
    EXPECT_EQ(user_id_of(Platform::ejabberd, "anna@school.example"), anna);
    EXPECT_EQ(user_id_of(Platform::ejabberd, "Anna@School.Example"), anna);
    EXPECT_NE(user_id_of(Platform::ejabberd, "anna2"), anna);
    EXPECT_EQ(user_id_of(Platform::ejabberd, "17"), number_of_name("17")) << "a name, no number";
}

TEST(UserIdTest, NamesAreLowerCased) {
    EXPECT_EQ(local_part("Anna.B-1_z"), "anna.b-1_z");
    EXPECT_EQ(local_part("АБЯЁЖёяЏ"), "абяёжёяџ");
    EXPECT_EQ(local_part("чОКО"), "чоко");
    EXPECT_EQ(local_part("Straße"), "straße") << "other letters stay as they are";
    EXPECT_EQ(local_part("ÄB"), "Äb");
    EXPECT_EQ(local_part("a\xD0"), "a\xD0") << "a cut sequence is not read past its end";
}

TEST(UserIdTest, WhatCanBeNoNameIsNone) {
    for (const char* wrong :
         {"", "@school.example", "anna@", "an na", "anna\t", "a\"b", "a&b", "a'b", "a/b", "a:b",
          "a<b", "a>b", "a@b@c", "anna@school.example/phone", "anna@school example", "a\x7F"}) {
        EXPECT_EQ(user_id_of(Platform::ejabberd, wrong), std::nullopt) << wrong;
    }
    EXPECT_TRUE(local_part(std::string(1023, 'a')));
    EXPECT_FALSE(local_part(std::string(1024, 'a')));
}

class NamedLinksTest : public ::testing::Test {
  protected:
    LinkTable resolve(const RosterMaker& journal, const std::vector<StoredLink>& own = {}) {
        roster_ = journal.make();
        return resolve_links(roster_, Platform::ejabberd, own, {}, findings_);
    }
    [[nodiscard]] PersonIndex at(std::string_view person) const {
        return find_person(roster_, person);
    }

    Roster roster_;
    std::vector<Finding> findings_;
};

TEST_F(NamedLinksTest, PeopleAreTheNumbersOfTheirNames) {
    const StoredLink own{"s2", Platform::ejabberd, "Boris", LinkState::linked, 1};
    const LinkTable links =
        resolve(RosterMaker{}
                    .link("s1", "anna@school.example", LinkState::linked, 1, Platform::ejabberd)
                    .person("s2"),
                {own});
    EXPECT_EQ(links.user.at(at("s1")), number_of_name("anna"));
    EXPECT_EQ(links.user.at(at("s2")), number_of_name("boris"));
    EXPECT_TRUE(findings_.empty());
}

TEST_F(NamedLinksTest, OneNameOnTwoPeopleIsAConflictHoweverItIsWritten) {
    const LinkTable links =
        resolve(RosterMaker{}
                    .link("s1", "ANNA", LinkState::linked, 5, Platform::ejabberd)
                    .link("s2", "anna@school.example", LinkState::linked, 6, Platform::ejabberd));
    EXPECT_EQ(links.state.at(at("s1")), LinkState::linked);
    EXPECT_EQ(links.state.at(at("s2")), LinkState::conflict);
    EXPECT_EQ(findings_.size(), 1U);
}

TEST_F(NamedLinksTest, TwoNamesOfOneNumberAreAConflict) {
    const LinkTable links =
        resolve(RosterMaker{}
                    .link("s1", one_name, LinkState::linked, 6, Platform::ejabberd)
                    .link("s2", other_name, LinkState::linked, 5, Platform::ejabberd));
    EXPECT_EQ(links.state.at(at("s1")), LinkState::conflict);
    EXPECT_EQ(links.state.at(at("s2")), LinkState::linked) << "the earlier link holds";
    ASSERT_EQ(findings_.size(), 1U);
    EXPECT_THAT(findings_[0].message, ::testing::HasSubstr("linked to person_id 's2' already"));
}

TEST_F(NamedLinksTest, WhatIsNoNameIsReported) {
    const LinkTable links = resolve(RosterMaker{}.person("s1"),
                                    {{"s1", Platform::ejabberd, "an na", LinkState::linked, 1}});
    EXPECT_EQ(links.state.at(at("s1")), LinkState::none);
    ASSERT_EQ(findings_.size(), 1U);
    EXPECT_THAT(findings_[0].message, ::testing::HasSubstr("expected a user name"));
}

}  // namespace
}  // namespace rosterd::testing
