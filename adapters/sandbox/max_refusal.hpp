// What the MAX Bot API answers when it does not do what was asked. No rosterd::Error: this is
// MAX's.
#pragma once

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace rosterd::sandbox::max {

/// One refusal as the caller will read it (max.md §1.4). With status 200 it is a simple answer
/// with success false, else {"code", "message"}.
struct Refusal {
    Refusal() = default;
    Refusal(int with_status, std::string with_code, std::string with_message)
        : status{with_status}, code{std::move(with_code)}, message{std::move(with_message)} {}
    int status = 500;
    std::string code;
    std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal,
                                                    const boost::source_location&) {
    throw std::logic_error{"Outcome::value() of refusal " + refusal.code};
}

template <class T>
using Outcome = boost::system::result<T, Refusal>;

[[nodiscard]] Refusal bad_payload(std::string message);
[[nodiscard]] Refusal no_rights();
[[nodiscard]] Refusal no_chat(std::int64_t chat);
[[nodiscard]] Refusal not_found(std::string message);
[[nodiscard]] Refusal dialog_refused(std::string_view key, std::int64_t user);
/// 200 with success false.
[[nodiscard]] Refusal unsuccessful(std::string message);
[[nodiscard]] Refusal too_many(std::size_t calls_per_second);
/// A method that this mode does not have, 404 or 405.
[[nodiscard]] Refusal withdrawn(int status);
/// By a fault on demand: the usual code of the status; anything but 200 and 400...599 is a 500.
[[nodiscard]] Refusal on_demand(int status);

/// {"success": true}
[[nodiscard]] boost::json::object simple_success();
[[nodiscard]] boost::json::object body_of(const Refusal& refusal);

}  // namespace rosterd::sandbox::max
