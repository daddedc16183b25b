// When what is parked is worth another try.
#include "reconciler/source_mark.hpp"

#include <gtest/gtest.h>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {
namespace {

class SourceMarkTest : public ::testing::Test {
  protected:
    SourceMarkTest() { scenario_.journal = small_school(); }

    std::uint64_t mark(UserId user, const std::string& chat = "class/7v") {
        const auto world = scenario_.evaluate();
        return source_mark({world.roster, world.links, world.desired, scenario_.own_links}, chat,
                           user);
    }
    UserId s1() { return scenario_.evaluate().user("s1"); }

    Scenario scenario_;
};

TEST_F(SourceMarkTest, StaysWhileNothingOfThePersonChanges) {
    const UserId user = s1();
    const auto before = mark(user);
    EXPECT_NE(before, 0U);
    scenario_.journal.enrol("7v", "new").link("new", "77").end_enrolment("7v", "s2");
    scenario_.journal.reversed();
    EXPECT_EQ(mark(user), before);
    EXPECT_EQ(mark(user, "parents/7v"), before) << "it is about the person, not the chat";
    EXPECT_NE(mark(77), before);
}

TEST_F(SourceMarkTest, MovesWithHisLinkAndHisFlag) {
    const UserId user = s1();
    const auto before = mark(user);
    scenario_.journal.person("s1", {.blocked = true});
    const auto blocked = mark(user);
    EXPECT_NE(blocked, before);
    scenario_.journal.link("s1", "5", LinkState::refused, 9, Platform::max);
    EXPECT_NE(mark(user), blocked);
    const auto nobody = mark(4'711);
    scenario_.journal.link("s9", "4711");
    EXPECT_NE(mark(4'711), nobody) << "somebody is he now";
}

TEST_F(SourceMarkTest, MovesWithThePhoneThatHeGaveTheDaemon) {
    scenario_.own_links.push_back(
        {"s9", Platform::vk, "4711", LinkState::linked, 5, "+79160000001"});
    scenario_.journal.enrol("7v", "s9");
    const auto before = mark(4'711);
    scenario_.own_links.back().phone = "+79160000002";
    EXPECT_NE(mark(4'711), before);
}

TEST_F(SourceMarkTest, OfAChatMovesWithItsTitle) {
    const auto before = mark(0);
    EXPECT_NE(before, 0U);
    scenario_.journal.end_enrolment("7v", "s1");
    EXPECT_EQ(mark(0), before);
    scenario_.journal.school_class("7v", {.name = "7Г"});
    EXPECT_NE(mark(0), before);
}

}  // namespace
}  // namespace rosterd::testing
