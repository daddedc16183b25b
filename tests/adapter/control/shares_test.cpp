// The places of the control socket: no user takes them all, and no stranger keeps an operator out.
#include <gmock/gmock.h>

#include "tests/adapter/control/as_user.hpp"
#include "tests/adapter/control/served_daemon.hpp"
#include "tests/adapter/control/unix_client.hpp"
#include "tests/support/eventually.hpp"

namespace rosterd::testing {
namespace {

constexpr uid_t stranger = 3'999'999;  ///< a uid and gid without an entry

/// Opens connections and keeps them: how many answer.
std::size_t take_places(const std::string& socket, int wanted, std::vector<UnixClient>& kept) {
    std::size_t answering = 0;
    for (int i = 0; i < wanted; ++i) {
        UnixClient client{socket};
        const bool answers = client.connected() && client.status_of("GET", "/healthz") != 0;
        if (!answers) continue;
        ++answering;
        kept.push_back(std::move(client));
    }
    return answering;
}

TEST(ControlSharesTest, OneUserTakesHalfOfThePlaces) {
    ServedDaemon served;
    served.serve();
    std::vector<UnixClient> kept;
    EXPECT_EQ(take_places(served.socket(), 64, kept), 32U);
    kept.pop_back();
    EXPECT_TRUE(test::eventually([&] {
        std::vector<UnixClient> one;
        return take_places(served.socket(), 1, one) == 1;
    })) << "a place that was given back serves the next";
}

/// Each takes what it gets and keeps it until it is let go: what all of them got.
int places_of(const ServedDaemon& served, const std::vector<UserAndGroup>& users, int wanted,
              std::vector<std::unique_ptr<Child>>& keeping) {
    int all = 0;
    for (const UserAndGroup& user : users) {
        keeping.push_back(std::make_unique<Child>(user, [&](const Child::Pause& pause) {
            std::vector<UnixClient> kept;
            pause(static_cast<int>(take_places(served.socket(), wanted, kept)));
            return std::vector<int>{};
        }));
        const int places = keeping.back()->told();
        EXPECT_GE(places, 0) << "a process could not become another user";
        EXPECT_LE(places, 32);
        all += places;
    }
    return all;
}

/// Strangers of as many uids as they like, then somebody who watches, then the operators.
TEST(ControlSharesTest, StrangersKeepNobodyOut) {
    ServedDaemon served;
    served.serve();
    std::vector<UnixClient> kept;
    if (!may_become_others()) {
        // Without other users there is one share to see: ours, which leaves places to others.
        EXPECT_EQ(take_places(served.socket(), 64, kept), 32U);
        return;
    }
    served.open_to_everyone();
    std::vector<UserAndGroup> strangers;
    for (uid_t i = 0; i < 8; ++i) strangers.push_back({stranger + i, stranger});
    std::vector<std::unique_ptr<Child>> keeping;
    EXPECT_EQ(places_of(served, strangers, 20, keeping), 16) << "all strangers together";
    EXPECT_EQ(places_of(served, {{stranger - 1, gid_of("adm")}}, 1, keeping), 1);
    EXPECT_EQ(take_places(served.socket(), 40, kept), 32U) << "operators find theirs";
}

TEST(ControlSharesTest, WatchersLeavePlacesForOperators) {
    ServedDaemon served;
    served.serve();
    std::vector<UnixClient> kept;
    if (!may_become_others()) {
        EXPECT_EQ(take_places(served.socket(), 64, kept), 32U);
        return;
    }
    served.open_to_everyone();
    const gid_t adm = gid_of("adm");
    std::vector<std::unique_ptr<Child>> keeping;
    EXPECT_EQ(
        places_of(served, {{stranger, adm}, {stranger + 1, adm}, {stranger + 2, adm}}, 40, keeping),
        48)
        << "all who watch together";
    EXPECT_EQ(take_places(served.socket(), 40, kept), 16U) << "what is left is the operators'";
}

}  // namespace
}  // namespace rosterd::testing
