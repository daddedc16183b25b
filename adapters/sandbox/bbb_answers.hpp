// The answers of a BigBlueButton server as XML documents. They change nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/bbb_meetings.hpp"

namespace rosterd::sandbox {

[[nodiscard]] std::string failed_xml(std::string_view key, std::string_view message);
[[nodiscard]] std::string done_xml(std::string_view key, std::string_view message);
[[nodiscard]] std::string version_xml();

enum class Creation { fresh, repeated };
[[nodiscard]] std::string created_xml(const Meeting& meeting, Creation creation);
[[nodiscard]] std::string running_xml(bool running);
[[nodiscard]] std::string info_xml(const Meeting& meeting);
/// Those of `meetings` that have not ended.
[[nodiscard]] std::string meetings_xml(const std::deque<Meeting>& meetings);

/// What somebody who joined without a redirect is told.
struct Admission {
    std::string session_token;
    std::string authorization_token;
    std::string address;
};
[[nodiscard]] std::string joined_xml(const Meeting& meeting, const Attendee& attendee,
                                     const Admission& admission);

}  // namespace rosterd::sandbox
