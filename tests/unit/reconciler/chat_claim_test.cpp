// Codes that chats are claimed by, and which chats wait for one.
#include "reconciler/chat_claim.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

TEST(ClaimCodeTest, IsTenDigitsInTwoHalves) {
    EXPECT_EQ(claim_code_of(0), "00000-00000");
    EXPECT_EQ(claim_code_of(1'234'567'890), "12345-67890");
    EXPECT_EQ(claim_code_of(~std::uint64_t{0}).size(), 11U);
}

TEST(ClaimCodeTest, IsFoundHoweverItIsWritten) {
    for (const char* text :
         {"12345-67890", "код: 12345-67890.", "12345 67890", "1234567890", "№1: 12345-67890!",
          "/claim 12345-67890", "2026 год, 12345-67890", "12345-67890 и 99999-99999"}) {
        EXPECT_EQ(find_claim_code(text), "12345-67890") << text;
    }
    EXPECT_EQ(find_claim_code(claim_code_of(42)), claim_code_of(42));
}

TEST(ClaimCodeTest, IsNotSeenInOtherNumbers) {
    for (const char* text : {"", "-", "12345", "12345-", "12345-6789", "123456-7890", "1234-567890",
                             "+79161234567", "12345-678901", "12345--67890", "5А класс"}) {
        EXPECT_EQ(find_claim_code(text), std::nullopt) << text;
    }
}

TEST(UnclaimedChatsTest, AreThoseThatAreWantedAndNotThere) {
    Scenario scenario;
    add_class_of(scenario.journal, "k1", 3);
    add_class_of(scenario.journal, "k2", 3);
    scenario.journal.school_class("k2", {.validity = until(today_text)});
    const auto world = scenario.evaluate();
    const auto waiting = unclaimed_chats(world.comparison(), scenario.observed);
    EXPECT_THAT(waiting, ::testing::Contains("class/k1"));
    EXPECT_THAT(waiting, ::testing::Not(::testing::Contains("class/k2"))) << "the class is closed";
    EXPECT_TRUE(std::ranges::is_sorted(waiting));
    scenario.converge();
    const auto later = scenario.evaluate();
    EXPECT_THAT(unclaimed_chats(later.comparison(), scenario.observed),
                ::testing::Not(::testing::Contains("class/k1")));
}

TEST(UnclaimedChatsTest, ASuccessorDoesNotWaitForAChatThatItInherits) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", 3);
    scenario.converge();
    scenario.journal.school_class("7v", {.validity = until(today_text)});
    scenario.journal.school_class("8v", {.predecessor = "7v"});
    const auto promoted = scenario.evaluate();
    EXPECT_THAT(unclaimed_chats(promoted.comparison(), scenario.observed),
                ::testing::Not(::testing::Contains("class/8v")));
    scenario.observed = {};
    EXPECT_THAT(unclaimed_chats(promoted.comparison(), scenario.observed),
                ::testing::Contains("class/8v"));
}

TEST(UnclaimedChatsTest, ATitleFitsWhateverItsCapitalsAndSpaces) {
    Scenario scenario;
    add_class_of(scenario.journal, "k1", 3);
    scenario.journal.school_class("k1", {.name = "5А"});
    const auto world = scenario.evaluate();
    for (const char* title : {"5А класс", " 5а  КЛАСС ", "5а класс"}) {
        EXPECT_THAT(unclaimed_chats_titled(world.comparison(), scenario.observed, title),
                    ::testing::ElementsAre("class/k1"))
            << title;
    }
    for (const char* title : {"", "5А", "5 А класс", "5Б класс"}) {
        EXPECT_TRUE(unclaimed_chats_titled(world.comparison(), scenario.observed, title).empty())
            << title;
    }
}

}  // namespace rosterd::testing
