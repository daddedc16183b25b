// Leases by a channel of tokens, idle connections checked before they are used again.
#include "adapters/http/pool.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "adapters/http/deadline.hpp"

namespace rosterd::http {
namespace {

/// Below the idle limits of common servers (nginx 75 s, our own 60 s).
constexpr std::chrono::seconds idle_max{30};

/// A quiet, open connection has nothing to read. End of file, an error, a TLS close alert or bytes
/// nobody asked for: each means that a request must not go there.
bool is_quiet(Stream& stream) {
    char byte = 0;
    const auto count = ::recv(stream.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

Pool::Pool(const boost::asio::any_io_executor& executor, std::size_t connections_max)
    : free_{executor, connections_max} {
    for (std::size_t i = 0; i < connections_max; ++i) release();
}

boost::asio::awaitable<Result<Pool::Lease>> Pool::acquire() {
    const auto self = shared_from_this();
    const auto [error] = co_await free_.async_receive(as_result);
    if (error) co_return Error{ErrorKind::cancelled, "stopped while waiting for a connection"};
    Lease lease{self};
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none) {
        co_return Error{ErrorKind::cancelled, "stopped while waiting for a connection"};
    }
    co_return lease;
}

void Pool::release() {
    free_.try_send(boost::system::error_code{});
}

void Pool::drop_old() {
    const auto limit = std::chrono::steady_clock::now() - idle_max;
    std::erase_if(idle_, [limit](const Idle& idle) { return idle.since < limit; });
}

std::unique_ptr<Stream> Pool::take_idle() {
    drop_old();
    while (!idle_.empty()) {
        auto stream = std::move(idle_.back().stream);
        idle_.pop_back();
        if (is_quiet(*stream)) return stream;
    }
    return nullptr;
}

void Pool::keep(std::unique_ptr<Stream> stream) {
    drop_old();
    idle_.push_back({std::move(stream), std::chrono::steady_clock::now()});
}

}  // namespace rosterd::http
