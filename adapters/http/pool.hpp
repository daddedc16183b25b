// The connections of one client: how many at once, and which idle one is still good. No HTTP here.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/http/stream.hpp"
#include "reconciler/result.hpp"

namespace rosterd::http {

/// Held by every request in flight, so it may outlive its client. Not thread-safe.
class Pool : public std::enable_shared_from_this<Pool> {
  public:
    /// The right to use one connection; given back on destruction.
    class Lease {
      public:
        explicit Lease(std::shared_ptr<Pool> pool) : pool_{std::move(pool)} {}
        Lease(Lease&&) noexcept = default;
        Lease(const Lease&) = delete;
        Lease& operator=(Lease&&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease() {
            if (pool_) pool_->release();
        }

      private:
        std::shared_ptr<Pool> pool_;
    };

    Pool(const boost::asio::any_io_executor& executor, std::size_t connections_max);

    /// Waits, first come first served, for one of `connections_max` leases. No deadline: everyone
    /// ahead has one. Errors: cancelled.
    boost::asio::awaitable<Result<Lease>> acquire();

    /// The kept connection used last, unless it is too old or the server has closed it; else null.
    std::unique_ptr<Stream> take_idle();

    /// Keeps a connection whose last answer was read to its end.
    void keep(std::unique_ptr<Stream> stream);

  private:
    struct Idle {
        std::unique_ptr<Stream> stream;
        std::chrono::steady_clock::time_point since;
    };

    void release();
    void drop_old();

    boost::asio::experimental::channel<void(boost::system::error_code)> free_;
    std::vector<Idle> idle_;  // oldest first
};

}  // namespace rosterd::http
