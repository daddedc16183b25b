// How far a school's journal read can be relied upon, in one word and why. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "reconciler/day.hpp"

namespace rosterd {

/// Only complete and partial reads take people out of chats; of a partial one, not those in doubt.
enum class ReadState : std::uint8_t {
    none,         ///< nothing was read yet
    complete,     ///< every row was understood
    partial,      ///< rows in doubt hold people, classes or chats back: nothing happens to them
    failed,       ///< the last try brought nothing; what is known is from the read before
    stale,        ///< what is known is old: it failed, or the journal is a copy nobody renews
    implausible,  ///< it lost so much that it is not believed: nobody is removed or dismissed
};
inline constexpr std::array read_states{ReadState::none,    ReadState::complete,
                                        ReadState::partial, ReadState::failed,
                                        ReadState::stale,   ReadState::implausible};

/// "complete" and so on, as status and rosterctl show it.
[[nodiscard]] std::string_view word(ReadState state);
[[nodiscard]] bool may_remove(ReadState state);

struct ReadVerdict {
    ReadState state = ReadState::none;
    std::string reason;  ///< ids only; empty for none and complete
};

struct ReadFacts {
    UnixSeconds now = 0;
    UnixSeconds last_read = 0;  ///< of the last complete answer of the journal; 0: never
    std::string failure{};      ///< of a later try; empty: there was none
    std::string implausible{};  ///< implausibility() of the last answer
    std::string doubted{};      ///< why a class of it is not believed; empty: every class is
    std::string frozen{};       ///< why it may be a copy that nobody renews; empty: it is not
    std::size_t held_back = 0;  ///< findings that hold a person, class or chat back
};

/// What was read longer ago, while the journal fails, is stale.
inline constexpr UnixSeconds stale_after = 3'600;

[[nodiscard]] ReadVerdict judge_read(const ReadFacts& facts);

}  // namespace rosterd
