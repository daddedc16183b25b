// All randomness of one simulated year: the same seed throws the same numbers on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace rosterd::test {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}

    [[nodiscard]] std::uint64_t bits() { return engine_(); }
    /// 0 to `sides` - 1. The distributions of the standard library differ between libraries.
    [[nodiscard]] std::uint64_t below(std::uint64_t sides) { return engine_() % sides; }
    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        return least +
               static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
    }
    [[nodiscard]] bool percent(std::uint64_t chance) { return below(100) < chance; }
    [[nodiscard]] bool per_mille(std::uint64_t chance) { return below(1000) < chance; }
    /// One of a container that is not empty.
    template <class Container>
    [[nodiscard]] const auto& one_of(const Container& container) {
        auto at = container.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(below(container.size())));
        return *at;
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace rosterd::test
