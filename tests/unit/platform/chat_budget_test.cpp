// Turns by chat under a virtual clock: two a second in each, in order, and bounded memory.
#include "adapters/platform/chat_budget.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/virtual_clock.hpp"

namespace rosterd {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

class ChatBudgetTest : public testing::Test {
  protected:
    void make(ChatBudgetOptions options = {}) {
        budget.emplace(loop.get_executor(), clock, options);
    }

    static asio::awaitable<void> write(ChatBudgetTest* test, std::int64_t chat, Priority priority,
                                       std::string name, milliseconds takes) {
        auto permit = co_await test->budget->acquire(chat, priority);
        if (!permit) {
            test->refused.emplace_back(to_string(permit.error().kind));
            co_return;
        }
        test->sent[chat].push_back(test->clock.steady());
        test->order += name;
        if (takes.count() > 0) co_await test->clock.pass(takes);
    }

    void spawn(std::int64_t chat, std::string name = "x", Priority priority = Priority::live,
               milliseconds takes = milliseconds{0}) {
        asio::co_spawn(loop, write(this, chat, priority, std::move(name), takes),
                       [](const std::exception_ptr& bug) { ASSERT_FALSE(bug); });
    }

    /// The most writes that a window of one second holds.
    std::size_t most_in_a_second(std::int64_t chat) {
        const auto& times = sent[chat];
        std::size_t most = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            std::size_t count = 0;
            for (std::size_t k = i; k < times.size() && times[k] - times[i] < seconds{1}; ++k) {
                ++count;
            }
            most = std::max(most, count);
        }
        return most;
    }

    asio::io_context loop;
    test::VirtualClock clock{loop};
    std::optional<ChatBudget> budget;
    std::map<std::int64_t, std::vector<SteadyTime>> sent;
    std::string order;
    std::vector<std::string> refused;
};

TEST_F(ChatBudgetTest, AChatGetsTwoASecondAndAnotherOneItsOwnTwo) {
    make();
    for (int i = 0; i < 10; ++i) {
        spawn(-1);
        spawn(-2);
    }
    clock.settle();
    EXPECT_EQ(sent[-1].size(), 2U);
    EXPECT_EQ(sent[-2].size(), 2U);
    clock.run_for(seconds{10});
    EXPECT_EQ(sent[-1].size(), 10U);
    EXPECT_EQ(sent[-2].size(), 10U);
    EXPECT_EQ(most_in_a_second(-1), 2U);
}

TEST_F(ChatBudgetTest, ALateAnswerKeepsItsPlace) {
    make();
    spawn(7, "a", Priority::live, milliseconds{3'000});
    spawn(7, "b");
    spawn(7, "c");
    clock.run_for(milliseconds{2'999});
    EXPECT_EQ(order, "a") << "the first may still be on its way";
    clock.run_for(seconds{3});
    EXPECT_EQ(order, "abc");
}

TEST_F(ChatBudgetTest, UrgentMessagesGoFirstAndNobodyStarves) {
    make();
    spawn(7, "0");
    spawn(7, "1");
    clock.settle();
    spawn(7, "b", Priority::bulk);
    for (int i = 0; i < 8; ++i) spawn(7, "u", Priority::urgent);
    clock.run_for(seconds{20});
    EXPECT_EQ(order.size(), 11U);
    EXPECT_LT(order.find('b'), order.size() - 1) << order;
    EXPECT_EQ(order.substr(0, 3), "01u");
}

TEST_F(ChatBudgetTest, IdleChatsAreForgotten) {
    make();
    for (std::int64_t chat = 1; chat <= 256; ++chat) spawn(chat);
    clock.settle();
    EXPECT_EQ(budget->chats(), 256U);
    clock.run_for(seconds{5});
    spawn(1000);
    clock.settle();
    EXPECT_EQ(budget->chats(), 1U);
}

TEST_F(ChatBudgetTest, TooManyChatsAndTooManyWaitersAreRefused) {
    make({.waiting_max = 3, .chats_max = 2});
    spawn(1);
    spawn(2);
    spawn(3);
    clock.settle();
    EXPECT_EQ(refused, std::vector<std::string>{"transient"});
    for (int i = 0; i < 5; ++i) spawn(1);
    clock.settle();
    EXPECT_EQ(sent[1].size(), 2U);
    EXPECT_EQ(refused.size(), 2U) << "three may wait, the fourth not";
    clock.run_for(seconds{10});
    EXPECT_EQ(sent[1].size(), 5U);
}

TEST_F(ChatBudgetTest, ARefusalSlowsThatChatOnly) {
    make();
    spawn(1);
    spawn(2);
    clock.settle();
    budget->penalise(1);
    spawn(1);
    spawn(2);
    clock.settle();
    EXPECT_EQ(sent[1].size(), 1U);
    EXPECT_EQ(sent[2].size(), 2U);
    clock.run_for(seconds{3});
    EXPECT_EQ(sent[1].size(), 2U);
}

}  // namespace
}  // namespace rosterd
