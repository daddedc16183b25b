// Turns of the rolling sweep: none missed, none doubled, never all at once.
#include "reconciler/rolling_sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rosterd::testing {
namespace {

constexpr UnixSeconds day = 86'400;
constexpr UnixSeconds start = 1'790'000'000;

std::vector<std::string> chats(int count) {
    std::vector<std::string> keys;
    for (int i = 0; i < count; ++i) keys.push_back("subject/" + std::to_string(i));
    return keys;
}

}  // namespace

TEST(RollingSweepTest, AChatsTurnIsAtMostAPeriodAgoAndComesBackAfterOne) {
    for (const UnixSeconds period : {day, UnixSeconds{3600}, UnixSeconds{7}, UnixSeconds{1}}) {
        const RollingSweep sweep{"17", period};
        for (const std::string& key : chats(50)) {
            const UnixSeconds turn = sweep.last_turn(key, start);
            EXPECT_LE(turn, start);
            EXPECT_GT(turn, start - period);
            EXPECT_EQ(sweep.last_turn(key, turn), turn) << "it begins at that very second";
            EXPECT_LT(sweep.last_turn(key, turn - 1), turn);
            EXPECT_GE(sweep.last_turn(key, turn + period), turn + 1) << "and comes again";
        }
    }
}

TEST(RollingSweepTest, ThousandsOfChatsAreSpreadEvenlyOverTheDay) {
    const RollingSweep sweep{"17", day};
    std::map<UnixSeconds, int> per_turn;
    for (const std::string& key : chats(4800)) ++per_turn[sweep.last_turn(key, start)];
    ASSERT_EQ(per_turn.size(), 24U);
    for (const auto& [turn, count] : per_turn) {
        EXPECT_GT(count, 140) << "of an even share of 200";
        EXPECT_LT(count, 260);
    }
}

TEST(RollingSweepTest, EveryTurnIsAmongTheNextOnes) {
    const RollingSweep sweep{"17", day};
    std::set<UnixSeconds> turns;
    for (UnixSeconds at = sweep.next_turn(start - day); at <= start; at = sweep.next_turn(at)) {
        turns.insert(at);
    }
    for (const std::string& key : chats(500)) {
        EXPECT_TRUE(turns.contains(sweep.last_turn(key, start))) << key;
    }
    EXPECT_EQ(turns.size(), 24U);
}

TEST(RollingSweepTest, SchoolsBeginTheirTurnsAtDifferentMoments) {
    std::set<UnixSeconds> next;
    for (int school = 0; school < 200; ++school) {
        next.insert(RollingSweep{std::to_string(school), day}.next_turn(start));
    }
    EXPECT_GT(next.size(), 180U);
}

TEST(RollingSweepTest, WhatWasMissedIsMadeUpForInSmallParts) {
    EXPECT_EQ(RollingSweep::chats_at_once(3), 25U);
    EXPECT_EQ(RollingSweep::chats_at_once(2400), 200U);
    EXPECT_EQ((RollingSweep{"17", day}.catch_up_after()), 300);
    EXPECT_EQ((RollingSweep{"17", 1}.catch_up_after()), 1);
}

}  // namespace rosterd::testing
