// What a whole daemon does while one of its platforms is broken, as tests that each platform runs
// on real sockets. Include it in one source file per program, and instantiate FaultMatrix with
// makers.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/fault_school.hpp"

namespace rosterd::test {

enum class FaultRow : std::uint8_t {
    refused_connection,
    reset_mid_answer,
    silence,  ///< the connection stands, nobody says anything
    slow_drip,
    html_for_json,
    truncated_json,
    error_body,   ///< HTTP 200, and an error of the platform's own in it
    quota_storm,  ///< every request is one too many
    server_errors,
    dead_token,
    wrong_certificate,
    clock_skew,
    huge_answer,
    late_answer,  ///< after our time-out; the work was done
};
inline constexpr std::array fault_rows{
    FaultRow::refused_connection, FaultRow::reset_mid_answer,  FaultRow::silence,
    FaultRow::slow_drip,          FaultRow::html_for_json,     FaultRow::truncated_json,
    FaultRow::error_body,         FaultRow::quota_storm,       FaultRow::server_errors,
    FaultRow::dead_token,         FaultRow::wrong_certificate, FaultRow::clock_skew,
    FaultRow::huge_answer,        FaultRow::late_answer};

[[nodiscard]] inline std::string_view to_string(FaultRow row) {
    constexpr std::array<std::string_view, fault_rows.size()> names{
        "RefusedConnection", "ResetMidAnswer", "Silence",    "SlowDrip",     "HtmlForJson",
        "TruncatedJson",     "ErrorBody",      "QuotaStorm", "ServerErrors", "DeadToken",
        "WrongCertificate",  "ClockSkew",      "HugeAnswer", "LateAnswer"};
    return names.at(static_cast<std::size_t>(row));
}

/// What a fault hits, where it can choose.
enum class Reach : std::uint8_t { changes, everything };

/// One platform with one account on it, for one row.
class FaultyPlatform {
  public:
    virtual ~FaultyPlatform() = default;
    /// The account as the daemon has it. Once.
    virtual std::unique_ptr<PlatformAccount> connect() = 0;
    /// A person makes a chat for the account: asked where the account can make none.
    virtual ChatNumber made_by_a_person(const std::string& /*title*/) {
        throw std::logic_error{"this platform's accounts make their chats"};
    }
    /// From now on, until heal(). Not called for clock_skew, which is no platform's.
    virtual void break_it(Reach reach) = 0;
    virtual void heal() = 0;
    /// What people see, the service account left out.
    [[nodiscard]] virtual std::multiset<Room> rooms() = 0;
    /// Chats that were ever made, those that are gone included.
    [[nodiscard]] virtual std::size_t chats_made() = 0;
    /// Title and user of everybody whom the account sent away.
    [[nodiscard]] virtual std::multiset<std::pair<std::string, UserId>> sent_away() = 0;
};

struct FaultMaker {
    std::string name;
    Platform platform;
    std::function<std::unique_ptr<FaultyPlatform>(boost::asio::io_context&, Clock&, FaultRow)> make;
    friend void PrintTo(const FaultMaker& maker, std::ostream* out) { *out << maker.name; }
};

}  // namespace rosterd::test
