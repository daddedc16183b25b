// Random numbers that are the same on every machine. No clock, no global state.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace rosterd::journal::sample {

/// std::mt19937_64 is defined to the bit by the standard; its distributions are not, so they are
/// written here in integer and plain double arithmetic.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}

    /// Uniform in [0, n). The bias is below n / 2^32. `n` must not be 0.
    [[nodiscard]] std::uint32_t below(std::uint32_t n) {
        return static_cast<std::uint32_t>(((engine_() >> 32U) * n) >> 32U);
    }
    /// True in `in_a_million` of a million throws.
    [[nodiscard]] bool chance(std::uint32_t in_a_million) {
        return below(1'000'000) < in_a_million;
    }
    /// Nearly normal, mean 0, deviation 1, never beyond 6 (sum of twelve uniforms).
    [[nodiscard]] double normal();

    template <class T>
    [[nodiscard]] const T& pick(std::span<const T> from) {
        return from[below(static_cast<std::uint32_t>(from.size()))];
    }
    template <class T>
    void shuffle(std::vector<T>& items) {
        for (auto left = static_cast<std::uint32_t>(items.size()); left > 1; --left) {
            std::swap(items[left - 1], items[below(left)]);
        }
    }

  private:
    std::mt19937_64 engine_;
};

/// A seed for one thing out of the seed of the whole and the thing's name.
[[nodiscard]] std::uint64_t seed_for(std::uint64_t seed, std::string_view name);

/// e^x within 1e-12 for |x| <= 20, the same on every machine (a library's exp may differ).
[[nodiscard]] double exponential(double x);

}  // namespace rosterd::journal::sample
