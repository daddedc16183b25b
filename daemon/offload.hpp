// Runs blocking or heavy work on a thread pool and comes back by value. Owns nothing.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

namespace rosterd {

template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> as_coroutine(Work work) {
    co_return work();
}

/// Calls `work()` on `workers` and resumes the caller on its own executor with the result, which
/// must be default-constructible. `work` must own, or outlive, what it touches; the caller cannot
/// go on before it has ended, so what the caller's frame owns is safe: stop() does not interrupt
/// it.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> offload(boost::asio::any_io_executor workers,
                                                           Work work) {
    auto task = as_coroutine(std::move(work));
    co_return co_await boost::asio::co_spawn(
        workers, std::move(task),
        boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot{},
                                            boost::asio::use_awaitable));
}

}  // namespace rosterd
