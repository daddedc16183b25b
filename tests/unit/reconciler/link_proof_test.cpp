// Who a person of the messenger is, by token and phone.
#include "reconciler/link_proof.hpp"

#include <gtest/gtest.h>

#include "tests/support/roster_maker.hpp"

namespace rosterd::testing {
namespace {

Roster roster_with(std::string_view phone) {
    RosterMaker maker;
    maker.person("p1").person("p2");
    Roster roster = maker.make();
    roster.people.phone[find_person(roster, "p1")] = roster.text.add(phone);
    return roster;
}

StoredLink requested(std::string person, std::string phone) {
    return {std::move(person), Platform::max, "", LinkState::requested, 1, std::move(phone)};
}

}  // namespace

TEST(ComparablePhoneTest, SameNumbersAreTheSame) {
    for (const char* text : {"+79161234567", "8 (916) 123-45-67", "79161234567", "9161234567",
                             "+7 916 123 45 67", "8-916-1234567"}) {
        EXPECT_EQ(comparable_phone(text), "79161234567") << text;
    }
    EXPECT_EQ(comparable_phone("+375291234567"), "375291234567");
    EXPECT_EQ(comparable_phone("+81312345678"), "81312345678") << "Japan, not an inland prefix";
    EXPECT_EQ(comparable_phone("+9607771234"), "9607771234") << "the Maldives, not Russia";
}

TEST(ComparablePhoneTest, WhatIsNoPhoneIsEmpty) {
    for (const char* text : {"", "нет", "123", "123456789", "1234567890123456"}) {
        EXPECT_EQ(comparable_phone(text), "") << text;
    }
}

TEST(PhoneProofTest, TheJournalsPhoneDecides) {
    const Roster roster = roster_with("8 (916) 123-45-67");
    const PersonIndex person = find_person(roster, "p1");
    EXPECT_EQ(prove_phone(roster, {}, person, Platform::max, "+79161234567"), PhoneProof::matches);
    EXPECT_EQ(prove_phone(roster, {}, person, Platform::max, "+79160000000"), PhoneProof::differs);
    EXPECT_EQ(prove_phone(roster, {}, person, Platform::max, ""), PhoneProof::differs);
}

TEST(PhoneProofTest, SoDoesThePhoneHeAskedWith) {
    const Roster roster = roster_with("");
    const PersonIndex person = find_person(roster, "p1");
    const std::vector<StoredLink> own{requested("p1", "+79161234567")};
    EXPECT_EQ(prove_phone(roster, own, person, Platform::max, "+79161234567"), PhoneProof::matches);
    EXPECT_EQ(prove_phone(roster, own, person, Platform::max, "+79160000000"), PhoneProof::differs);
    EXPECT_EQ(prove_phone(roster, own, person, Platform::vk, "+79161234567"),
              PhoneProof::not_needed)
        << "asked on another platform";
}

TEST(PhoneProofTest, WithoutAnyPhoneNoneIsNeeded) {
    const Roster roster = roster_with("");
    EXPECT_EQ(prove_phone(roster, {}, find_person(roster, "p1"), Platform::max, ""),
              PhoneProof::not_needed);
}

TEST(WaitingPhoneTest, BelongsToExactlyOne) {
    std::vector<StoredLink> own{requested("p1", "+79161234567"), requested("p2", "+79160000000")};
    EXPECT_EQ(who_waits_with(own, Platform::max, "89161234567"), "p1");
    EXPECT_EQ(who_waits_with(own, Platform::vk, "89161234567"), std::nullopt);
    EXPECT_EQ(who_waits_with(own, Platform::max, ""), std::nullopt);
    own.push_back(requested("p3", "89161234567"));
    EXPECT_EQ(who_waits_with(own, Platform::max, "89161234567"), std::nullopt);
    own.pop_back();
    own[0].state = LinkState::unlinked;
    EXPECT_EQ(who_waits_with(own, Platform::max, "89161234567"), std::nullopt);
}

}  // namespace rosterd::testing
