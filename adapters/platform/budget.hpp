// Who may send the next request of one account, and when. It sends nothing itself.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "adapters/clock.hpp"
#include "adapters/platform/quota_window.hpp"
#include "adapters/ports.hpp"

namespace rosterd {

/// How many requests may be without an answer at a quota of so many a second: those of one second,
/// but 4 at least, and 64 at most.
[[nodiscard]] std::size_t in_flight_for(double requests_per_second);

struct BudgetOptions {
    QuotaOptions quota;
    std::size_t in_flight_max = 20;    ///< requests without an answer yet
    std::size_t waiting_max = 10'000;  ///< further callers are refused
    /// Of every so many grants one goes to the longest waiting caller of a lower priority, so that
    /// nobody starves.
    unsigned lower_share = 4;
};

/// Coroutines wait here for their turn: by priority, then first come first served. Not
/// thread-safe: use on `executor`. `clock` and the loop outlive the budget; permits need not.
class Budget {
    struct State;

  public:
    Budget(boost::asio::any_io_executor executor, Clock& clock, BudgetOptions options);
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;
    ~Budget();  ///< callers still waiting get `cancelled`

    /// The right to send one request now. Say when it leaves; destroy it when the answer has come.
    class Permit {
      public:
        Permit(Permit&&) noexcept = default;
        Permit& operator=(Permit&&) = delete;
        ~Permit();

        /// The request leaves now, for the second time when a connection had to be replaced. The
        /// quota counts from here: connecting may have taken longer than the quota's window.
        void leaves() const;

      private:
        friend class Budget;
        Permit(std::shared_ptr<State> state, QuotaWindow::Place place)
            : state_{std::move(state)}, place_{place} {}
        std::shared_ptr<State> state_;
        QuotaWindow::Place place_;
    };

    /// Suspends until a request may leave. Send it at once: its place is kept until it left. There
    /// is no deadline: the caller's patience is its own; cancel it.
    /// Errors: cancelled; transient when `waiting_max` callers wait already.
    boost::asio::awaitable<Result<Permit>> acquire(Priority priority);

    /// The platform refused a request for its quota (VK's error 6, HTTP 429).
    void penalise();

    /// Requests that could leave at once.
    [[nodiscard]] double tokens() const;
    /// True while callers wait or a refusal reduces the rate.
    [[nodiscard]] bool limited() const;

  private:
    std::shared_ptr<State> state_;
};

}  // namespace rosterd
