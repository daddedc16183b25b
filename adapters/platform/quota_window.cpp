// The arithmetic of the quota window.
#include "adapters/platform/quota_window.hpp"

#include <algorithm>
#include <cmath>

namespace rosterd {

QuotaWindow::QuotaWindow(QuotaOptions options)
    : options_{options},
      places_{options.requests_per_second < 1
                  ? 1
                  : static_cast<std::size_t>(std::floor(options.requests_per_second))},
      window_{options.requests_per_second < 1
                  ? std::chrono::nanoseconds{static_cast<std::int64_t>(
                        1e9 / std::max(options.requests_per_second, 1e-5))}
                  : std::chrono::nanoseconds{std::chrono::seconds{1}}},
      reduced_places_{places_} {
    window_ += options.margin;
}

std::size_t QuotaWindow::capacity(SteadyTime now) const {
    return penalised(now) ? reduced_places_ : places_;
}

SteadyTime QuotaWindow::surely_free(const Sent& sent) const {
    if (!sent.left) return sent.answered ? *sent.answered + window_ : SteadyTime::max();
    const SteadyTime latest = *sent.left + options_.lateness_max;
    return (sent.answered ? std::min(*sent.answered, latest) : latest) + window_;
}

/// As if the answer came now, or the request left now.
SteadyTime QuotaWindow::perhaps_free(const Sent& sent, SteadyTime now) const {
    return sent.answered ? surely_free(sent) : sent.left.value_or(now) + window_;
}

std::size_t QuotaWindow::free_places(SteadyTime now) const {
    if (now < hold_until_) return 0;
    const auto busy = static_cast<std::size_t>(
        std::ranges::count_if(sent_, [&](const Sent& sent) { return now < surely_free(sent); }));
    const std::size_t all = capacity(now);
    return busy >= all ? 0 : all - busy;
}

SteadyTime QuotaWindow::next_chance(SteadyTime now) const {
    if (free_places(now) > 0) return now;
    std::vector<SteadyTime> chances;
    for (const Sent& sent : sent_) {
        if (now >= surely_free(sent)) continue;
        const SteadyTime early = perhaps_free(sent, now);
        chances.push_back(early > now ? early : surely_free(sent));
    }
    const std::size_t all = capacity(now);
    if (chances.size() < all) return std::max(now, hold_until_);
    const std::size_t must_end = chances.size() - all;  // index of the last that must end
    std::ranges::nth_element(chances, chances.begin() + static_cast<std::ptrdiff_t>(must_end));
    return std::max(chances[must_end], hold_until_);
}

void QuotaWindow::forget_old(SteadyTime now) {
    std::erase_if(sent_, [&](const Sent& sent) { return now >= surely_free(sent); });
}

QuotaWindow::Place QuotaWindow::take(SteadyTime now) {
    forget_old(now);
    sent_.push_back({++last_place_, std::nullopt, std::nullopt});
    return last_place_;
}

void QuotaWindow::left(Place place, SteadyTime now) {
    const auto found = std::ranges::find(sent_, place, &Sent::place);
    if (found != sent_.end()) found->left = now;
}

void QuotaWindow::answered(Place place, SteadyTime now) {
    const auto found = std::ranges::find(sent_, place, &Sent::place);
    if (found != sent_.end() && !found->answered) found->answered = now;
}

void QuotaWindow::penalise(SteadyTime now) {
    if (now < hold_until_) return;
    hold_until_ = now + window_;
    const std::size_t before = capacity(now);
    reduced_places_ = std::max<std::size_t>(1, before - (before + 3) / 4);
    reduced_until_ = now + options_.penalty;
}

}  // namespace rosterd
