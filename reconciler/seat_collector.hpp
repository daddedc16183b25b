// Gathers the seats of one chat from sorted runs of people, with reasons. Pure; reused per chat.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reconciler/desired.hpp"

namespace rosterd {

enum class SeatRole : std::uint8_t { member, admin };

/// A sorted set of seats under construction. Runs must be sorted by person.
class SeatCollector {
  public:
    void clear() { seats_.clear(); }
    void add_run(std::span<const PersonIndex> run, SeatRole role, std::uint16_t reason_bit);
    void add(PersonIndex person, SeatRole role, std::uint16_t reason_bit);
    void remove(PersonIndex person);
    void drop_admin(PersonIndex person);
    [[nodiscard]] std::span<const Seat> seats() const { return seats_; }

  private:
    std::vector<Seat> seats_;
    std::vector<Seat> merged_;
};

}  // namespace rosterd
