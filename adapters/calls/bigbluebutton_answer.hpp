// BigBlueButton's XML answers as plain values. It sends nothing and decides nothing about calls.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/http/message.hpp"
#include "reconciler/result.hpp"

namespace rosterd::calls {

inline constexpr std::size_t answer_bytes_max = 4'194'304;  // 4 MiB; a class is some 20 KB
inline constexpr int answer_depth_max = 16;                 // real answers have 5 levels

/// What an answer may hold; whatever it does not name keeps its default.
struct BigBlueButtonAnswer {
    bool success = false;       ///< returncode SUCCESS
    std::string message_key{};  ///< "notFound"; letters, digits and . _ - only, 64 at most
    std::string meeting{};      ///< meetingID
    bool running = false;       ///< somebody is in it
    std::uint64_t people = 0;   ///< participantCount
    std::int64_t end_ms = 0;    ///< endTime, Unix time; 0: not over
};

/// Errors, where the answer cannot be read (HTML of a proxy, nothing, cut off, deeper or longer
/// than the limits): unknown_outcome, for the server may have done it; transient for statuses that
/// say it did not (404, 429, 503); authority (401, 403); refused (redirects: base_url is wrong);
/// our_bug (413, 414). Texts repeat nothing of the body.
[[nodiscard]] Result<BigBlueButtonAnswer> parse_answer(const http::Response& response);

/// What an answer with `success == false` means. Errors: authority for a wrong checksum, refused
/// with the message key for everything else.
[[nodiscard]] Error failure_of(const BigBlueButtonAnswer& answer);

}  // namespace rosterd::calls
