// Compares JOURNAL_STREAM with what standard error really is.
#include "systemd/journal.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace rosterd::systemd {

bool standard_error_is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    if (stream == nullptr) return false;
    struct stat actual{};
    if (::fstat(STDERR_FILENO, &actual) != 0) return false;
    return std::to_string(actual.st_dev) + ":" + std::to_string(actual.st_ino) == stream;
}

}  // namespace rosterd::systemd
