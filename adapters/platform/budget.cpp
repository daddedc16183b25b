// The queue in front of a quota window, and the coroutine that wakes it in time.
#include "adapters/platform/budget.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cmath>
#include <deque>
#include <exception>
#include <optional>
#include <utility>

namespace rosterd {
namespace {

constexpr std::size_t priorities = 4;

/// A suspended caller. Its timer never expires: cancelling it is the wake-up.
struct Waiter {
    explicit Waiter(const boost::asio::any_io_executor& executor)
        : wake{executor, SteadyTime::max()} {}
    boost::asio::steady_timer wake;
    std::uint64_t arrived = 0;
    std::optional<QuotaWindow::Place> place;
};
using WaiterPtr = std::shared_ptr<Waiter>;

/// First come first served within a priority; a share of the turns goes to the lower ones.
class WaitingLine {
  public:
    explicit WaitingLine(unsigned lower_share) : lower_share_{std::max(2U, lower_share)} {}

    void push(Priority priority, WaiterPtr waiter) {
        waiter->arrived = ++arrivals_;
        lines_.at(static_cast<std::size_t>(priority)).push_back(std::move(waiter));
    }
    void remove(const WaiterPtr& waiter) {
        for (auto& line : lines_) std::erase(line, waiter);
    }
    [[nodiscard]] std::size_t size() const {
        std::size_t all = 0;
        for (const auto& line : lines_) all += line.size();
        return all;
    }
    /// Precondition: not empty.
    WaiterPtr pop() {
        const auto waiting = [](const auto& line) { return !line.empty(); };
        const auto top = std::ranges::find_if(lines_, waiting);
        auto chosen = top;
        for (auto line = std::next(top); line != lines_.end(); ++line) {
            if (line->empty()) continue;
            const bool older = chosen == top || line->front()->arrived < chosen->front()->arrived;
            if (older) chosen = line;
        }
        // Turns are counted only while somebody is passed over.
        const bool passed_over = chosen != top;
        if (!passed_over || ++turns_ % lower_share_ != 0) chosen = top;
        WaiterPtr waiter = std::move(chosen->front());
        chosen->pop_front();
        return waiter;
    }

  private:
    std::array<std::deque<WaiterPtr>, priorities> lines_;
    unsigned lower_share_;
    unsigned turns_ = 0;
    std::uint64_t arrivals_ = 0;
};

}  // namespace

std::size_t in_flight_for(double requests_per_second) {
    constexpr double least = 4;
    constexpr double most = 64;
    return static_cast<std::size_t>(std::clamp(std::ceil(requests_per_second), least, most));
}

struct Budget::State : std::enable_shared_from_this<State> {
    State(boost::asio::any_io_executor on, Clock& time, BudgetOptions chosen)
        : executor{std::move(on)},
          clock{time},
          options{chosen},
          window{chosen.quota},
          line{chosen.lower_share} {}

    /// Gives out what can be given now; leaves the alarm set where only time is missing.
    void serve() {
        while (!closed && line.size() > 0 && in_flight < options.in_flight_max) {
            const SteadyTime now = clock.steady();
            if (window.free_places(now) == 0) {
                set_alarm();
                return;
            }
            const WaiterPtr waiter = line.pop();
            waiter->place = window.take(now);
            ++in_flight;
            waiter->wake.cancel();
        }
    }

    void answered(QuotaWindow::Place place) {
        --in_flight;
        if (closed) return;  // the clock may be gone
        window.answered(place, clock.steady());
        serve();
    }

    void set_alarm() {
        if (alarm_set) return;
        alarm_set = true;
        boost::asio::co_spawn(
            executor, alarm(shared_from_this()),
            boost::asio::bind_cancellation_slot(stop.slot(), [](const std::exception_ptr& bug) {
                if (bug) std::rethrow_exception(bug);
            }));
    }

    static boost::asio::awaitable<void> alarm(std::shared_ptr<State> state) {
        while (!state->closed && state->line.size() > 0 &&
               state->in_flight < state->options.in_flight_max) {
            const SteadyTime now = state->clock.steady();
            const SteadyTime when = state->window.next_chance(now);
            co_await state->clock.sleep_until(when);
            state->serve();
        }
        state->alarm_set = false;
    }

    boost::asio::any_io_executor executor;
    Clock& clock;
    BudgetOptions options;
    QuotaWindow window;
    WaitingLine line;
    std::size_t in_flight = 0;
    bool alarm_set = false;
    bool closed = false;
    boost::asio::cancellation_signal stop;
};

Budget::Budget(boost::asio::any_io_executor executor, Clock& clock, BudgetOptions options)
    : state_{std::make_shared<State>(std::move(executor), clock, options)} {}

Budget::~Budget() {
    state_->closed = true;
    while (state_->line.size() > 0) state_->line.pop()->wake.cancel();
    state_->stop.emit(boost::asio::cancellation_type::terminal);
}

Budget::Permit::~Permit() {
    if (state_) state_->answered(place_);
}

void Budget::Permit::leaves() const {
    if (!state_->closed) state_->window.left(place_, state_->clock.steady());
}

boost::asio::awaitable<Result<Budget::Permit>> Budget::acquire(Priority priority) {
    const auto state = state_;  // the budget may be destroyed while we wait
    if (state->line.size() >= state->options.waiting_max) {
        co_return Error{ErrorKind::transient, "too many requests wait for the quota"};
    }
    const auto waiter = std::make_shared<Waiter>(state->executor);
    state->line.push(priority, waiter);
    state->serve();
    if (!waiter->place) {
        co_await waiter->wake.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    if (!waiter->place) {
        state->line.remove(waiter);
        co_return Error{ErrorKind::cancelled, "cancelled while waiting for the quota"};
    }
    co_return Permit{state, *waiter->place};
}

void Budget::penalise() {
    state_->window.penalise(state_->clock.steady());
}

double Budget::tokens() const {
    const std::size_t places = state_->window.free_places(state_->clock.steady());
    return static_cast<double>(places > state_->line.size() ? places - state_->line.size() : 0);
}

bool Budget::limited() const {
    return state_->line.size() > 0 || state_->window.penalised(state_->clock.steady());
}

}  // namespace rosterd
