// Deadlines on coroutines: the one place that tells a time-out from a cancellation.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "reconciler/result.hpp"

namespace rosterd::http {

/// Awaits without exceptions: error codes come back in a tuple.
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Turns what a cancelled coroutine throws at its next co_await into an Error. An exception here
/// would otherwise make `within` wait for its timer, so none may pass.
template <class T>
boost::asio::awaitable<Result<T>> settle(boost::asio::awaitable<Result<T>> work) {
    try {
        co_return co_await std::move(work);
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) {
            co_return Error{ErrorKind::cancelled, "stopped by the caller"};
        }
        co_return Error{ErrorKind::our_bug, error.code().message()};
    } catch (const std::exception& bug) {
        co_return Error{ErrorKind::our_bug, bug.what()};
    }
}

/// Runs `work` and stops it after `limit`. Empty: the time was up. When the caller is cancelled,
/// `work` is stopped too and the result is its error, mostly `cancelled`. `work` has ended, and
/// everything in its frame is destroyed, in each of the cases.
template <class T>
boost::asio::awaitable<std::optional<Result<T>>> within(std::chrono::milliseconds limit,
                                                        boost::asio::awaitable<Result<T>> work) {
    using namespace boost::asio::experimental::awaitable_operators;
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, limit};
    auto first = co_await (settle(std::move(work)) || timer.async_wait(boost::asio::use_awaitable));
    if (first.index() != 0) co_return std::nullopt;
    co_return std::optional<Result<T>>{std::get<0>(std::move(first))};
}

}  // namespace rosterd::http
