// What happened in one simulated year, line by line. Two runs of a seed must give the same hash.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rosterd::test {

class EventLog {
  public:
    /// Hears every line; may be empty.
    std::function<void(std::string_view)> listener{};

    void add(std::string_view line) {
        for (const char each : line) mix(static_cast<unsigned char>(each));
        mix('\n');
        ++lines_;
        if (listener) listener(line);
    }
    [[nodiscard]] std::uint64_t hash() const { return hash_; }
    [[nodiscard]] std::uint64_t lines() const { return lines_; }

  private:
    void mix(std::uint64_t byte) {
        constexpr std::uint64_t fnv_prime = 1'099'511'628'211U;
        hash_ = (hash_ ^ byte) * fnv_prime;
    }

    std::uint64_t hash_ = 14'695'981'039'346'656'037U;  // FNV-1a's beginning
    std::uint64_t lines_ = 0;
};

}  // namespace rosterd::test
