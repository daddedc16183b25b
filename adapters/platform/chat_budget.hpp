// Who may send the next message into one chat, and when: a quota of its own for each chat. It sends
// nothing itself.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>

#include "adapters/platform/budget.hpp"

namespace rosterd {

struct ChatBudgetOptions {
    double requests_per_second = 2;  ///< of one chat; 0.01 and more
    std::size_t waiting_max = 240;   ///< of one chat; further callers are refused
    std::size_t chats_max = 20'000;  ///< remembered at once; further chats are refused
};

/// A Budget for each chat that was lately written to: within a chat by priority, then first come
/// first served, and nobody starves. A chat that has all its places free again is forgotten when
/// room is needed. Not thread-safe: use on `executor`; `clock` and the loop outlive it.
class ChatBudget {
  public:
    ChatBudget(boost::asio::any_io_executor executor, Clock& clock, ChatBudgetOptions options = {});

    /// As Budget::acquire(), for one chat. Keep the permit until the answer has come: a place is
    /// free again a second after that.
    /// Errors: cancelled; transient when too many wait for this chat or too many chats are written
    /// to at once.
    boost::asio::awaitable<Result<Budget::Permit>> acquire(std::int64_t chat, Priority priority);

    /// The platform refused a write to this chat for its quota.
    void penalise(std::int64_t chat);

    /// Chats that are remembered now.
    [[nodiscard]] std::size_t chats() const { return budgets_.size(); }

  private:
    void forget_idle();

    boost::asio::any_io_executor executor_;
    Clock& clock_;
    ChatBudgetOptions options_;
    std::map<std::int64_t, Budget> budgets_;
    std::size_t sweep_at_;  ///< how many chats there are when idle ones are looked for
};

}  // namespace rosterd
