// Turns by a stable hash: the same after every restart, so that none is missed or doubled.
#include "reconciler/rolling_sweep.hpp"

#include <algorithm>

#include "reconciler/stable_hash.hpp"

namespace rosterd {
namespace {

constexpr UnixSeconds turns_max = 24;
constexpr std::size_t chats_at_once_min = 25;  ///< one request's worth of reads
constexpr UnixSeconds catch_up_parts = 12;     ///< of a turn

/// FNV-1a leaves its low bits alike for keys that differ at their end only.
std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

/// Rounds down, also before 1970.
UnixSeconds floored(UnixSeconds time, UnixSeconds length) {
    const UnixSeconds rest = time % length;
    return time - (rest < 0 ? rest + length : rest);
}

}  // namespace

RollingSweep::RollingSweep(std::string_view school, UnixSeconds period)
    : school_{school},
      turns_{std::clamp<UnixSeconds>(period, 1, turns_max)},
      length_{std::max<UnixSeconds>(1, period / turns_)},
      offset_{static_cast<UnixSeconds>(mixed(stable_hash(school)) %
                                       static_cast<std::uint64_t>(length_))} {}

UnixSeconds RollingSweep::last_turn(std::string_view chat, UnixSeconds now) const {
    const std::uint64_t hash = mixed(stable_hash(chat, stable_hash(school_)));
    const auto turn = static_cast<UnixSeconds>(hash % static_cast<std::uint64_t>(turns_));
    const UnixSeconds begins = offset_ + turn * length_;
    return floored(now - begins, turns_ * length_) + begins;
}

UnixSeconds RollingSweep::next_turn(UnixSeconds now) const {
    return floored(now - offset_, length_) + offset_ + length_;
}

std::size_t RollingSweep::chats_at_once(std::size_t chats) {
    constexpr auto turns = static_cast<std::size_t>(turns_max);
    return std::max(chats_at_once_min, 2 * ((chats + turns - 1) / turns));
}

UnixSeconds RollingSweep::catch_up_after() const {
    return std::max<UnixSeconds>(1, length_ / catch_up_parts);
}

}  // namespace rosterd
