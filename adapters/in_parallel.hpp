// Runs one coroutine for each item of a list, some at a time. It knows no provider and no protocol.
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd {

struct ParallelLimits {
    std::size_t in_flight_max = 16;  ///< items that run at the same time; 0 counts as 1
    /// After so many failures without a success or a definite refusal between them, nobody answers:
    /// the rest fails as transient at once. Else a dead server would cost every item a time-out.
    std::size_t failures_in_a_row_max = 64;
};

template <class T>
using ItemWork = std::function<boost::asio::awaitable<Result<T>>(std::size_t index)>;

/// One run over a list, shared by its workers. Used on one executor.
template <class T>
class ParallelRun {
  public:
    ParallelRun(std::size_t count, ItemWork<T> work, ParallelLimits limits)
        : work_{std::move(work)},
          limits_{limits},
          results_(count, Error{ErrorKind::cancelled, "not begun"}) {}

    /// Takes item after item until none is left or the caller is cancelled.
    static boost::asio::awaitable<void> worker(std::shared_ptr<ParallelRun> run) {
        // A cancelled item says so in its result; an exception would lose those of the others.
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        while (run->next_ < run->results_.size()) {
            if (state.cancelled() != boost::asio::cancellation_type::none) co_return;
            const std::size_t index = run->next_++;
            if (run->failures_in_a_row_ >= run->limits_.failures_in_a_row_max) {
                run->results_[index] =
                    Error{ErrorKind::transient, "not sent: many before it got no answer"};
                continue;
            }
            auto result = co_await run->work_(index);
            run->count(result);
            run->results_[index] = std::move(result);
        }
    }

    std::vector<Result<T>> take_results() { return std::move(results_); }

  private:
    void count(const Result<T>& result) {
        const bool unanswered = !result && (result.error().kind == ErrorKind::transient ||
                                            result.error().kind == ErrorKind::unknown_outcome);
        failures_in_a_row_ = unanswered ? failures_in_a_row_ + 1 : 0;
    }

    ItemWork<T> work_;
    ParallelLimits limits_;
    std::vector<Result<T>> results_;
    std::size_t next_ = 0;
    std::size_t failures_in_a_row_ = 0;
};

/// Calls `work(index)` for every index below `count`; the results keep that order. What `work`
/// refers to must outlive the returned coroutine, and `work` must not be a coroutine that captures.
/// When the caller is cancelled, the running items are cancelled too and waited for; those not yet
/// begun are `cancelled`. An exception out of `work` comes out here, after the others have ended.
template <class T>
boost::asio::awaitable<std::vector<Result<T>>> in_parallel(std::size_t count, ItemWork<T> work,
                                                           ParallelLimits limits) {
    using Run = ParallelRun<T>;
    namespace asio = boost::asio;
    if (count == 0) co_return std::vector<Result<T>>{};
    const auto executor = co_await asio::this_coro::executor;
    const auto run = std::make_shared<Run>(count, std::move(work), limits);
    using Task = decltype(asio::co_spawn(executor, Run::worker(run), asio::deferred));
    std::vector<Task> workers;
    const std::size_t width = std::clamp<std::size_t>(limits.in_flight_max, 1, count);
    workers.reserve(width);
    for (std::size_t i = 0; i < width; ++i) {
        workers.push_back(asio::co_spawn(executor, Run::worker(run), asio::deferred));
    }
    auto group = asio::experimental::make_parallel_group(std::move(workers));
    const auto [order, bugs] =
        co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const std::exception_ptr& bug : bugs) {
        if (bug) std::rethrow_exception(bug);
    }
    co_return run->take_results();
}

}  // namespace rosterd
