// The system's random source.
#include "daemon/unguessable.hpp"

#include <random>

namespace rosterd {

std::uint64_t unguessable_number() {
    std::random_device source;
    return (std::uint64_t{source()} << 32U) | source();
}

}  // namespace rosterd
