// The error a VK method answers with, and the carrier of answers. No rosterd::Error: this is VK's.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace rosterd::sandbox {

/// One error of the platform as the caller will read it (vk.md §2.3). `message` names no secret.
/// A constructor of two keeps an Outcome<int> apart from it.
struct ApiError {
    ApiError() = default;
    ApiError(int with_code, std::string with_message)
        : code{with_code}, message{std::move(with_message)} {}
    int code = 0;
    std::string message;
};

/// The platform's text of `code`, with ": detail" behind it as the platform does. Unknown codes
/// get a neutral text, so that a test may inject any.
[[nodiscard]] ApiError api_error(int code, std::string_view detail = {});

/// Reached only when somebody asks a failed Outcome for its value: a bug in the sandbox.
[[noreturn]] inline void throw_exception_from_error(const ApiError& error,
                                                    const boost::source_location&) {
    throw std::logic_error{"Outcome::value() of error " + std::to_string(error.code)};
}

template <class T>
using Outcome = boost::system::result<T, ApiError>;

}  // namespace rosterd::sandbox
