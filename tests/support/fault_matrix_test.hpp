// What a whole daemon does while one of its platforms is broken, as tests that each platform runs
// on real sockets. Include it in one source file per program, and instantiate FaultMatrix with
// makers.
#pragma once

#include <gtest/gtest.h>

#include <tuple>

#include "tests/support/fault_matrix.hpp"

namespace rosterd::test {

class FaultMatrix : public ::testing::TestWithParam<std::tuple<FaultMaker, FaultRow>> {
  protected:
    void SetUp() override {
        const auto& [maker, row] = GetParam();
        row_ = row;
        broken_ = maker.make(daemon_.loop(), daemon_.clock(), row);
        healthy_ = maker.make(daemon_.loop(), daemon_.clock(), row);
        add("broken", *broken_);
        add("healthy", *healthy_);
    }
    void TearDown() override {
        daemon_.stop();
        broken_.reset();
        healthy_.reset();
    }

    void add(const std::string& school, FaultyPlatform& platform) {
        auto account = platform.connect();
        const bool claims = !account->capabilities().create_chats;
        daemon_.add(school, std::get<FaultMaker>(GetParam()).platform, std::move(account));
        if (!claims) return;
        daemon_.people_make_chats(
            school, [&](const std::string& title) { return platform.made_by_a_person(title); });
    }
    void break_it(Reach reach) {
        if (row_ == FaultRow::clock_skew) return daemon_.clock().set(std::chrono::hours{7});
        broken_->break_it(reach);
    }
    void heal() {
        if (row_ == FaultRow::clock_skew) return daemon_.clock().set(-std::chrono::hours{7});
        broken_->heal();
    }
    /// The daemon has met the fault. A clock that jumps need not hurt anybody.
    bool hurts() {
        return row_ == FaultRow::clock_skew || daemon_.failed("broken") ||
               daemon_.use("broken").refused_by_quota > 0;
    }
    bool converged(const std::string& school, FaultyPlatform& platform,
                   const std::multiset<Room>& wanted) {
        return daemon_.converged(school) && platform.rooms() == wanted;
    }

    FaultRow row_{};
    FaultSchool daemon_;
    std::unique_ptr<FaultyPlatform> broken_;
    std::unique_ptr<FaultyPlatform> healthy_;
};

/// Changes fail from the first one on; later everything does, in the middle of a life.
TEST_P(FaultMatrix, ItHealsDoublesNothingAndSendsNobodyElseAway) {
    break_it(Reach::changes);
    daemon_.start();
    ASSERT_TRUE(daemon_.until([&] { return hurts(); }));
    ASSERT_TRUE(daemon_.until([&] { return daemon_.converged("healthy"); }))
        << "another account goes on meanwhile";
    const std::multiset<Room> first = healthy_->rooms();
    EXPECT_EQ(first.size(), FaultSchool::rooms);
    heal();
    ASSERT_TRUE(daemon_.until([&] { return converged("broken", *broken_, first); }))
        << daemon_.error("broken");
    EXPECT_EQ(broken_->chats_made(), FaultSchool::rooms);
    EXPECT_TRUE(broken_->sent_away().empty());

    break_it(Reach::everything);
    const auto requests = daemon_.use("healthy").requests;
    daemon_.expel_one_and_enrol_another();
    ASSERT_TRUE(daemon_.until([&] { return hurts(); }));
    ASSERT_TRUE(daemon_.until([&] {
        return daemon_.converged("healthy") && healthy_->rooms() != first;
    })) << "another account goes on meanwhile";
    EXPECT_GT(daemon_.use("healthy").requests, requests);
    const std::multiset<Room> second = healthy_->rooms();
    heal();
    ASSERT_TRUE(daemon_.until([&] { return converged("broken", *broken_, second); }))
        << daemon_.error("broken");
    EXPECT_EQ(broken_->chats_made(), FaultSchool::rooms);
    EXPECT_EQ(broken_->sent_away(), healthy_->sent_away());
    EXPECT_EQ(broken_->sent_away().size(), FaultSchool::removals);
}

}  // namespace rosterd::test
