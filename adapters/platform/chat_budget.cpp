// Budgets by chat, made when needed and dropped when idle.
#include "adapters/platform/chat_budget.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rosterd {
namespace {

constexpr std::size_t sweep_first = 256;

BudgetOptions budget_options(const ChatBudgetOptions& options) {
    BudgetOptions budget;
    budget.quota.requests_per_second = options.requests_per_second;
    // One message at a time waits for its answer anyway: keeping its place until then is free.
    budget.quota.lateness_max = std::chrono::minutes{5};
    budget.waiting_max = options.waiting_max;
    budget.in_flight_max = 1;  // what is written to one chat arrives in order
    return budget;
}

double all_places(const ChatBudgetOptions& options) {
    return std::max(1.0, std::floor(options.requests_per_second));
}

}  // namespace

ChatBudget::ChatBudget(boost::asio::any_io_executor executor, Clock& clock,
                       ChatBudgetOptions options)
    : executor_{std::move(executor)}, clock_{clock}, options_{options}, sweep_at_{sweep_first} {}

boost::asio::awaitable<Result<Budget::Permit>> ChatBudget::acquire(std::int64_t chat,
                                                                   Priority priority) {
    auto found = budgets_.find(chat);
    if (found == budgets_.end()) {
        if (budgets_.size() >= std::min(sweep_at_, options_.chats_max)) forget_idle();
        if (budgets_.size() >= options_.chats_max) {
            co_return Error{ErrorKind::transient, "too many chats are written to at once"};
        }
        found = budgets_.try_emplace(chat, executor_, clock_, budget_options(options_)).first;
    }
    co_return co_await found->second.acquire(priority);
}

void ChatBudget::penalise(std::int64_t chat) {
    const auto found = budgets_.find(chat);
    if (found != budgets_.end()) found->second.penalise();
}

/// Looks at all chats, but only after their number has doubled since the last look.
void ChatBudget::forget_idle() {
    const double all = all_places(options_);
    std::erase_if(budgets_, [all](const auto& entry) {
        return !entry.second.limited() && entry.second.tokens() >= all;
    });
    sweep_at_ = std::max(sweep_first, budgets_.size() * 2);
}

}  // namespace rosterd
