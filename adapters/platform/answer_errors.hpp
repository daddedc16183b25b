// What every platform's adapter says in the same words about an answer that it cannot use. Pure.
#pragma once

#include <string>

#include "reconciler/result.hpp"

namespace rosterd {

/// Neither the platform's answer nor a refusal of its own: it may have been done (unknown_outcome).
[[nodiscard]] inline Error unreadable_answer(int http_status) {
    return {ErrorKind::unknown_outcome,
            "HTTP " + std::to_string(http_status) + " without a readable answer"};
}

/// Of a request that was to follow one that failed with `error`: what stood in the way of that one
/// stands in its way, too, but there is no doubt about it.
[[nodiscard]] inline Error not_sent_after(const Error& error) {
    if (error.kind != ErrorKind::unknown_outcome) return error;
    return {ErrorKind::transient, "not sent: the request before it is in doubt"};
}

}  // namespace rosterd
