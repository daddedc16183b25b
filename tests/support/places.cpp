// The two paths that cmake tells.
#include "tests/support/places.hpp"

namespace rosterd::test {

std::filesystem::path source_directory() {
    return ROSTERD_SOURCE_DIR;
}

std::filesystem::path binary_directory() {
    return ROSTERD_BINARY_DIR;
}

}  // namespace rosterd::test
