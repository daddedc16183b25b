// A quota of N requests in any second, as pure arithmetic over steady time. It waits for nobody.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace rosterd {

using SteadyTime = std::chrono::steady_clock::time_point;

struct QuotaOptions {
    double requests_per_second = 20;  ///< below 1: one request in 1/rate seconds
    /// Added to the window against rounding in the platform's clock.
    std::chrono::milliseconds margin{10};
    /// A request may reach the platform's count this much after it left (the network, queues before
    /// the count). Its place is kept until a second after its answer, or after this lateness,
    /// whichever is sooner: work that takes long is not lateness, and must not cost quota. Whoever
    /// answers within this time is never asked too often, however its queues are.
    std::chrono::milliseconds lateness_max{2'000};
    /// How long a refusal by the platform keeps the rate reduced.
    std::chrono::seconds penalty{60};
};

/// Guarantees that a platform with a sliding or a fixed window never counts more than N requests,
/// as long as no request arrives later than `lateness_max`. Not thread-safe; feed it growing times.
class QuotaWindow {
  public:
    explicit QuotaWindow(QuotaOptions options);

    /// How many requests may leave at `now`.
    [[nodiscard]] std::size_t free_places(SteadyTime now) const;
    /// When to ask again: later than `now` where no place is free, else `now`.
    [[nodiscard]] SteadyTime next_chance(SteadyTime now) const;

    using Place = std::uint64_t;
    /// Precondition: free_places(now) > 0. The place is kept until left() or answered().
    [[nodiscard]] Place take(SteadyTime now);
    /// The request leaves now. It was connected to, or waited for another quota, until here.
    void left(Place place, SteadyTime now);
    /// The answer came, or will not come.
    void answered(Place place, SteadyTime now);

    /// The platform refused for its quota: somebody else uses it too. Nothing leaves for a second,
    /// then less than before. Refusals of one second count once.
    void penalise(SteadyTime now);
    [[nodiscard]] bool penalised(SteadyTime now) const { return now < reduced_until_; }

  private:
    struct Sent {
        Place place;
        std::optional<SteadyTime> left;
        std::optional<SteadyTime> answered;
    };
    [[nodiscard]] std::size_t capacity(SteadyTime now) const;
    [[nodiscard]] SteadyTime surely_free(const Sent& sent) const;
    [[nodiscard]] SteadyTime perhaps_free(const Sent& sent, SteadyTime now) const;
    void forget_old(SteadyTime now);

    QuotaOptions options_;
    std::size_t places_;
    std::chrono::nanoseconds window_;
    std::size_t reduced_places_;
    SteadyTime reduced_until_{};
    SteadyTime hold_until_{};
    std::vector<Sent> sent_;  ///< at most a few times `places_`
    Place last_place_ = 0;
};

}  // namespace rosterd
