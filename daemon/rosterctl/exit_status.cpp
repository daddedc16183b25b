// Error -> standard error and a status.
#include "daemon/rosterctl/exit_status.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {
namespace {

void tell(const Error& error) {
    fmt::print(stderr, "rosterctl: {}\n", printable(error.what, LineBreaks::keep));
    if (!error.hint.empty()) {
        fmt::print(stderr, "hint: {}\n", printable(error.hint, LineBreaks::keep));
    }
}

}  // namespace

int complain_of_daemon(const Error& error) {
    tell(error);
    switch (error.kind) {
        case ErrorKind::not_found:
            return exit_not_found;
        case ErrorKind::invalid_input:
            return exit_usage;
        case ErrorKind::transient:
        case ErrorKind::unknown_outcome:
        case ErrorKind::cancelled:
            return exit_unreachable;
        case ErrorKind::long_transient:
        case ErrorKind::authority:
        case ErrorKind::permanent_person:
        case ErrorKind::permanent_chat:
        case ErrorKind::our_bug:
        case ErrorKind::needs_human:
        case ErrorKind::refused:
            break;
    }
    return exit_refused;
}

int complain(const Error& error) {
    tell(error);
    return error.kind == ErrorKind::not_found ? exit_not_found : exit_refused;
}

int complain_of_usage(const Error& error) {
    tell(error);
    return exit_usage;
}

}  // namespace rosterd::ctl
