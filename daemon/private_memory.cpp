// Two locks: a limit of 0 does not hold where core_pattern is a pipe, and being no longer dumpable
// does.
#include "daemon/private_memory.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace rosterd {

void keep_memory_private() {
    constexpr rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace rosterd
