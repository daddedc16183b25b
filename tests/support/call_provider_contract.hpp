// What every CallProvider promises, as tests that each of them runs, the fake one too.
// Include it in one source file per program, and instantiate CallProviderContract with makers.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/call_world.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::test {

class CallProviderContract : public testing::TestWithParam<CallWorldMaker> {
  protected:
    void SetUp() override { world_ = GetParam().make(); }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(world_->loop(), std::move(work));
    }
    CallProvider& provider() { return world_->provider(); }

    /// Another `n`, another conference of another chat.
    static CallWish wish(int n) {
        const std::string number = std::to_string(n);
        return {.key = "school 17/урок/" + number,
                .room = "school 17/5 «А» & Co/" + number,
                .title = "Алгебра, 5 «А» <" + number + ">",
                .length = std::chrono::minutes{45}};
    }
    static Call started_by(boost::asio::io_context& loop, CallProvider& provider, CallWish wish) {
        std::vector<CallWish> wishes{std::move(wish)};
        auto calls = run_on(loop, provider.start(std::move(wishes), Priority::live));
        if (calls.size() != 1) throw std::runtime_error{"one wish, one result"};
        if (!calls[0]) throw std::runtime_error{"start: " + calls[0].error().what};
        return *calls[0];
    }
    Call started(CallWish wish) { return started_by(world_->loop(), provider(), std::move(wish)); }
    Result<void> finished(Call call) {
        std::vector<Call> calls{std::move(call)};
        return run(provider().finish(std::move(calls), Priority::live)).at(0);
    }
    CallState seen(Call call) {
        std::vector<Call> calls{std::move(call)};
        const auto states = run(provider().look(std::move(calls), Priority::sweep));
        if (!states.at(0)) throw std::runtime_error{"look: " + states[0].error().what};
        return *states[0];
    }

    std::unique_ptr<CallWorld> world_;
};

TEST_P(CallProviderContract, AStartedCallHasAnIdAndALink) {
    const Call call = started(wish(1));
    EXPECT_FALSE(call.id.empty());
    EXPECT_TRUE(call.join_link.starts_with("http")) << call.join_link;
    EXPECT_EQ(call.join_link.find_first_of(" \n\"<>"), std::string::npos) << call.join_link;
    EXPECT_NE(seen(call), CallState::gone);
}

TEST_P(CallProviderContract, OneKeyIsOneCall) {
    EXPECT_EQ(started(wish(1)), started(wish(1)));
}

TEST_P(CallProviderContract, OneKeyInOneListIsOneCall) {
    std::vector<CallWish> wishes{wish(1), wish(1)};
    const auto calls = run(provider().start(std::move(wishes), Priority::live));
    ASSERT_EQ(calls.size(), 2U);
    ASSERT_TRUE(calls[0] && calls[1]);
    EXPECT_EQ(*calls[0], *calls[1]);
}

TEST_P(CallProviderContract, OneKeyIsOneCallAlsoAfterARestart) {
    const Call before = started(wish(1));
    const auto other = world_->restarted();
    EXPECT_EQ(started_by(world_->loop(), *other, wish(1)), before);
    EXPECT_EQ(other->personal_link(before, "Анна", CallRole::moderator),
              provider().personal_link(before, "Анна", CallRole::moderator));
}

TEST_P(CallProviderContract, DifferentKeysAreDifferentCalls) {
    const Call first = started(wish(1));
    const Call second = started(wish(2));
    EXPECT_NE(first.id, second.id);
    EXPECT_NE(first.join_link, second.join_link);
}

TEST_P(CallProviderContract, FinishingTwiceSucceeds) {
    const Call call = started(wish(1));
    EXPECT_TRUE(finished(call));
    EXPECT_TRUE(finished(call));
}

TEST_P(CallProviderContract, AFinishedCallIsGoneWhereTheProviderCanTell) {
    const Call call = started(wish(1));
    ASSERT_TRUE(finished(call));
    const CallState state = seen(call);
    EXPECT_TRUE(state == CallState::gone || state == CallState::unknown);
}

TEST_P(CallProviderContract, AFinishedCallCanBeStartedAgain) {
    ASSERT_TRUE(finished(started(wish(1))));
    EXPECT_NE(seen(started(wish(1))), CallState::gone);
}

TEST_P(CallProviderContract, FinishingOneLeavesTheOthers) {
    const Call stays = started(wish(1));
    ASSERT_TRUE(finished(started(wish(2))));
    EXPECT_NE(seen(stays), CallState::gone);
}

TEST_P(CallProviderContract, AListKeepsItsOrder) {
    std::vector<CallWish> wishes;
    for (int n = 0; n < 40; ++n) wishes.push_back(wish(n));
    const auto calls = run(provider().start(std::move(wishes), Priority::live));
    ASSERT_EQ(calls.size(), 40U);
    std::set<std::string> ids;
    std::vector<Call> asked;
    for (int n = 0; n < 40; ++n) {
        const auto& call = calls[static_cast<std::size_t>(n)];
        ASSERT_TRUE(call) << call.error().what;
        EXPECT_EQ(*call, started(wish(n))) << n;
        ids.insert(call->id);
        asked.push_back(*call);
    }
    EXPECT_EQ(ids.size(), 40U);

    ASSERT_TRUE(finished(asked[7]));
    const auto states = run(provider().look(asked, Priority::sweep));
    ASSERT_EQ(states.size(), 40U);
    for (std::size_t n = 0; n < 40; ++n) {
        ASSERT_TRUE(states[n]) << states[n].error().what;
        if (*states[n] != CallState::unknown) EXPECT_EQ(*states[n] == CallState::gone, n == 7);
    }
    EXPECT_EQ(run(provider().finish(asked, Priority::live)).size(), 40U);
}

TEST_P(CallProviderContract, OneBadWishDoesNotStopTheOthers) {
    if (!world_->spoil(wish(2))) return;  // this provider never refuses
    std::vector<CallWish> wishes{wish(1), wish(2), wish(3)};
    const auto calls = run(provider().start(std::move(wishes), Priority::live));
    ASSERT_EQ(calls.size(), 3U);
    EXPECT_TRUE(calls[0]);
    EXPECT_FALSE(calls[1]);
    EXPECT_TRUE(calls[2]);
}

TEST_P(CallProviderContract, NothingAskedNothingAnswered) {
    EXPECT_TRUE(run(provider().start({}, Priority::live)).empty());
    EXPECT_TRUE(run(provider().finish({}, Priority::live)).empty());
    EXPECT_TRUE(run(provider().look({}, Priority::live)).empty());
}

TEST_P(CallProviderContract, APersonalLinkIsALink) {
    const Call call = started(wish(1));
    for (const CallRole role : {CallRole::participant, CallRole::moderator}) {
        const std::string link = provider().personal_link(call, "Анна & \"Co\" <1>", role);
        EXPECT_TRUE(link.starts_with("http")) << link;
        EXPECT_EQ(link.find_first_of(" \n\"<>"), std::string::npos) << link;
    }
}

}  // namespace rosterd::test
