// What differs between two profiles over one school.
#include "reconciler/profile_comparison.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/profiles/shared_school.hpp"

namespace rosterd::testing {

namespace {

std::string people(const Evaluated& world, std::string_view sign,
                   const std::vector<PersonIndex>& list) {
    std::string text;
    for (const PersonIndex person : list) text += fmt::format(" {}{}", sign, world.id(person));
    return text;
}

/// "class/7v changed titled: +s2 -t1 ^it", a line a chat; ^ and _ are promotions and demotions.
std::string told(const Evaluated& tested, const Evaluated& other) {
    std::string text;
    for (const ChatDifference& chat : compare_profiles(tested.desired, other.desired)) {
        const bool here = chat.tested != nullptr;
        text += here ? tested.desired.key(*chat.tested) : other.desired.key(*chat.other);
        text += here && chat.other != nullptr ? "" : here ? " only here" : " only there";
        if (chat.retitled) text += " titled";
        if (chat.rescheduled) text += " rescheduled";
        text += ":";
        text += people(tested, "+", chat.enter) + people(tested, "-", chat.leave);
        text += people(tested, "^", chat.promoted) + people(tested, "_", chat.demoted);
        text += "\n";
    }
    return text;
}

TEST(ProfileComparisonTest, AProfileDoesNotDifferFromItself) {
    for (const char* id : {"sgo", "bars-max", "dnevnik"}) {
        const auto world = under(shipped_profile(id)).evaluate();
        EXPECT_EQ(told(world, world), "") << id;
    }
}

TEST(ProfileComparisonTest, TheTwoBarsDifferByTheChatsAdministratorOnly) {
    const auto vk = under(shipped_profile("bars-vk")).evaluate();
    const auto max = under(shipped_profile("bars-max")).evaluate();
    EXPECT_EQ(told(vk, max), R"(class/7v: _it
parents/7v: _it
subject/eng1: _it
subject/eng2: _it
subject/hist: _it
subject/robots: _it
)");
    EXPECT_EQ(told(max, vk), R"(class/7v: ^it
parents/7v: ^it
subject/eng1: ^it
subject/eng2: ^it
subject/hist: ^it
subject/robots: ^it
)");
}

TEST(ProfileComparisonTest, ChatsOfOneSideTitlesAndOccasionsAreTold) {
    const auto dnevnik = under(shipped_profile("dnevnik")).evaluate();
    const auto sgo = under(shipped_profile("sgo")).evaluate();
    EXPECT_EQ(told(dnevnik, sgo), R"(class/7v titled:
class/8a titled rescheduled:
custom/trip only there: -p1 -s1 -t1
parents/7v titled rescheduled:
parents/8a titled rescheduled:
staff: +it +lib
subject/eng1 titled rescheduled:
subject/eng2 titled:
subject/hist titled: -lib
subject/robots titled rescheduled:
)");
    EXPECT_NE(told(sgo, dnevnik).find("custom/trip only here: +p1 +s1 +t1\n"), std::string::npos);
}

TEST(ProfileComparisonTest, AChatThatEndsIsAbsent) {
    Scenario scenario = under(shipped_profile("sgo"));
    const auto before = scenario.evaluate();
    scenario.journal.request("trip", {.created_by = "t1", .deleted_at = 20});
    const auto after = scenario.evaluate();
    EXPECT_EQ(told(after, before), "custom/trip only there: -p1 -s1 -t1\n");
}

TEST(ProfileComparisonTest, TotalsCountChatsAndSeatsByKind) {
    const auto world = under(shipped_profile("dnevnik")).evaluate();
    const auto totals = totals_of(world.desired);
    EXPECT_EQ(totals[0], (KindTotals{ChatKind::staff, 1, 0, 5, 1}));
    EXPECT_EQ(totals[1], (KindTotals{ChatKind::class_chat, 1, 1, 5, 2}));
    EXPECT_EQ(totals[2], (KindTotals{ChatKind::parents, 0, 2, 6, 2}));
    EXPECT_EQ(totals[3], (KindTotals{ChatKind::subject, 2, 2, 10, 4}));
    EXPECT_EQ(totals[4], (KindTotals{ChatKind::custom, 0, 0, 0, 0}));
}

}  // namespace

}  // namespace rosterd::testing
