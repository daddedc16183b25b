// Meetings on a BigBlueButton server behind the port CallProvider. It knows no chats and no
// lessons.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/call_provider.hpp"
#include "adapters/calls/bigbluebutton_url.hpp"
#include "adapters/clock.hpp"

namespace rosterd::calls {

struct BigBlueButtonOptions {
    std::string base_url;   ///< "https://bbb.example.org/bigbluebutton", as bbb-conf --secret shows
    std::string secret;     ///< shared with the server; signs requests, never in texts
    std::string ca_file{};  ///< PEM instead of the system's trust store; empty: the system's
    std::chrono::milliseconds timeout{15'000};  ///< of one request
    std::size_t requests_in_flight_max = 16;    ///< of all lists together; connections as well
    double requests_per_second = 1000;          ///< spares a server that answers quickly
    std::chrono::minutes length_margin{15};     ///< the server ends a meeting so long after its end
    Checksum checksum = Checksum::sha256;       ///< sha1 for servers older than 2.4
    std::string guest_name = "Участник";        ///< of those who come by the link in the chat
};

/// `clock` and the loop outlive the provider; the provider outlives its coroutines.
/// What is particular to BigBlueButton behind the port's promises:
/// - Meetings and passwords are derived from key and secret, so a repeated start meets the same
///   meeting and nothing need be stored. After a change of the secret a running meeting is
///   `refused` (idNotUnique): nobody knows its passwords any more, it ends by itself.
/// - The link for the chat lets in guests, who wait until a moderator accepts them; personal links
///   do not wait. A link leads into the meeting of that time only while that meeting exists.
/// - The server ends a meeting `length_margin` after its planned end, also when we are down.
/// - After 64 requests of one list without an answer the rest of it fails as transient, unsent.
/// Errors: invalid_input for an empty secret, options out of range or a base_url that is neither
/// https nor loopback http, or that already holds "/api".
[[nodiscard]] Result<std::unique_ptr<CallProvider>> make_bigbluebutton(
    boost::asio::any_io_executor executor, Clock& clock, BigBlueButtonOptions options);

}  // namespace rosterd::calls
