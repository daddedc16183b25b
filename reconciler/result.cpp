// The words for error kinds.
#include "reconciler/result.hpp"

namespace rosterd {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::transient:
            return "transient";
        case ErrorKind::long_transient:
            return "long_transient";
        case ErrorKind::authority:
            return "authority";
        case ErrorKind::permanent_person:
            return "permanent_person";
        case ErrorKind::permanent_chat:
            return "permanent_chat";
        case ErrorKind::our_bug:
            return "our_bug";
        case ErrorKind::needs_human:
            return "needs_human";
        case ErrorKind::unknown_outcome:
            return "unknown_outcome";
        case ErrorKind::invalid_input:
            return "invalid_input";
        case ErrorKind::not_found:
            return "not_found";
        case ErrorKind::refused:
            return "refused";
        case ErrorKind::cancelled:
            return "cancelled";
    }
    return "unknown";
}

}  // namespace rosterd
