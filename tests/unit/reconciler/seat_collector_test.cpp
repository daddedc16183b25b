// Gathering seats from sorted runs: each person once, reasons joined.
#include "reconciler/seat_collector.hpp"

#include <gtest/gtest.h>

#include <array>

namespace rosterd::testing {

namespace {

std::vector<std::array<unsigned, 3>> gathered(const SeatCollector& collector) {
    std::vector<std::array<unsigned, 3>> out;
    for (const Seat& seat : collector.seats()) {
        out.push_back({seat.person, seat.member_reasons, seat.admin_reasons});
    }
    return out;
}

using Rows = std::vector<std::array<unsigned, 3>>;

}  // namespace

TEST(SeatCollectorTest, RunsMergeAndReasonsJoin) {
    SeatCollector collector;
    const std::array<PersonIndex, 3> first{1, 4, 9};
    const std::array<PersonIndex, 4> second{0, 4, 5, 10};
    collector.add_run(first, SeatRole::member, 1);
    collector.add_run(second, SeatRole::member, 2);
    EXPECT_EQ(gathered(collector),
              (Rows{{0, 2, 0}, {1, 1, 0}, {4, 3, 0}, {5, 2, 0}, {9, 1, 0}, {10, 2, 0}}));
}

TEST(SeatCollectorTest, AnAdministratorIsAMember) {
    SeatCollector collector;
    const std::array<PersonIndex, 1> members{3};
    const std::array<PersonIndex, 2> admins{3, 7};
    collector.add_run(members, SeatRole::member, 1);
    collector.add_run(admins, SeatRole::admin, 1);
    const auto seats = collector.seats();
    ASSERT_EQ(seats.size(), 2U);
    EXPECT_EQ(seats[0].member_reasons & 1U, 1U);
    EXPECT_TRUE(seats[0].admin());
    EXPECT_NE(seats[1].member_reasons, 0U);
    EXPECT_TRUE(seats[1].admin());
}

TEST(SeatCollectorTest, OnePersonIsAddedInHisPlaceAndRemovedWhole) {
    SeatCollector collector;
    for (const PersonIndex person : {5U, 1U, 3U}) {
        collector.add(person, SeatRole::member, reason::request);
    }
    collector.add(3, SeatRole::admin, reason::hand_edit);
    collector.add(3, SeatRole::member, reason::hand_edit);
    ASSERT_EQ(collector.seats().size(), 3U);
    EXPECT_EQ(collector.seats()[1].person, 3U);
    EXPECT_TRUE(collector.seats()[1].admin());
    collector.drop_admin(3);
    ASSERT_EQ(collector.seats().size(), 3U);
    EXPECT_FALSE(collector.seats()[1].admin());
    collector.remove(3);
    collector.remove(4);
    collector.drop_admin(99);
    ASSERT_EQ(collector.seats().size(), 2U);
    EXPECT_EQ(collector.seats()[0].person, 1U);
    EXPECT_EQ(collector.seats()[1].person, 5U);
}

TEST(SeatCollectorTest, ClearingForgetsEverything) {
    SeatCollector collector;
    collector.add(1, SeatRole::admin, 1);
    collector.clear();
    EXPECT_TRUE(collector.seats().empty());
    const std::array<PersonIndex, 1> run{2};
    collector.add_run(run, SeatRole::member, 4);
    EXPECT_EQ(gathered(collector), (Rows{{2, 4, 0}}));
}

}  // namespace rosterd::testing
