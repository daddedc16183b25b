// What the terminal can show and in which language its user reads. Pure: output.cpp asks the
// system.
#pragma once

#include <string>

namespace rosterd::ctl {

struct Surroundings {
    bool terminal = false;    ///< standard output is one, no file and no pipe
    bool no_unicode = false;  ///< NO_UNICODE is set, to anything
    std::string locale{};     ///< the first of LC_ALL, LC_CTYPE and LANG that is not empty
};

/// Whether block characters arrive as such.
[[nodiscard]] bool shows_unicode(const Surroundings& around);

/// Whether states and messages are told as the journal's pages tell them.
[[nodiscard]] bool reads_russian(const Surroundings& around);

}  // namespace rosterd::ctl
