// The one error type of rosterd and Result<T>, its carrier. No I/O, no logging: callers decide.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace rosterd {

/// What the caller does next; nothing else about an error may steer the program.
enum class ErrorKind {
    transient,         ///< network, time-out, busy, 5xx: try again with back-off
    long_transient,    ///< flood control, daily quota: stop this kind of call for minutes to hours
    authority,         ///< the credential or its rights are not good: stop the account, alarm
    permanent_person,  ///< never works for this person (privacy, deleted): park and report
    permanent_chat,    ///< never works for this chat (gone, disabled): park and report
    our_bug,           ///< the request itself was wrong: park, report, do not repeat blindly
    needs_human,       ///< captcha, confirmation: stop and tell the operator
    unknown_outcome,   ///< sent, no answer: observe before doing it again
    invalid_input,     ///< outside data broke its contract: wait for changed input
    not_found,         ///< what was named does not exist
    refused,           ///< understood and not allowed (guard, permission, state)
    cancelled,         ///< the caller stopped it; not a failure
};

/// The word for logs, metrics and JSON, e.g. "permanent_person".
[[nodiscard]] std::string_view to_string(ErrorKind kind);

/// An error as the lowest layer saw it, with the steps above it in front.
/// `what` never holds a name, a phone or a token. `hint` says what a person can do, or is empty.
/// `code` is that of a message in message_catalogue.hpp where school people read the error.
struct Error {
    ErrorKind kind;
    std::string what;
    std::string hint{};
    std::string_view code{};  ///< of static storage

    /// Prepends the step that failed, outermost first: "school 17: read enrolment: cut off".
    [[nodiscard]] Error in(std::string_view step) && {
        what = std::string{step} + ": " + what;
        return std::move(*this);
    }
};

/// Reached only when somebody asks a failed Result for its value: a bug, never a retry.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
    throw std::logic_error{"Result::value() of an error: " + error.what};
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace rosterd
