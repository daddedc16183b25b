// Chats of the MAX messenger behind the port PlatformAccount (max.md). It decides nothing about
// people.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "adapters/clock.hpp"
#include "adapters/ports.hpp"

namespace rosterd::max {

inline constexpr std::string_view base_url_default = "https://platform-api2.max.ru";

/// How MAX tells us what happens by calling us, instead of our asking again and again.
struct WebhookOptions {
    std::string url;     ///< public, https; a TLS proxy of the operator brings it to `listen`
    std::string listen;  ///< "127.0.0.1:8090" or "unix:/run/rosterd/max.sock"
    std::string secret;  ///< 5 to 256 of A-Z a-z 0-9 _ -; MAX sends it with every update
    /// An update is answered 503, and told again by MAX, when it was not dealt with by then. MAX
    /// waits 30 s (max.md §2.10).
    std::chrono::milliseconds patience{25'000};
};

struct MaxOptions {
    std::string name;  ///< of the account in the configuration; for error texts
    std::string base_url{base_url_default};
    std::string ca_file;  ///< PEM with the Ministry's root (max.md §1.1); empty: the system's store
    std::string token;    ///< bare in the Authorization header; never in texts
    double requests_per_second = 28;  ///< MAX asks for 30 at most; the rest is for its long poll
    double chat_writes_per_second = 2;
    std::chrono::milliseconds timeout{15'000};       ///< of one request
    std::chrono::seconds poll_wait{20};              ///< how long MAX may keep a long poll open
    std::chrono::milliseconds poll_pause{500};       ///< between the beginnings of two polls
    std::chrono::milliseconds backoff_first{1'000};  ///< after HTTP 429, then growing
    std::chrono::milliseconds backoff_most{30'000};
    std::uint64_t seed = 1;  ///< of the jitter
    std::optional<WebhookOptions> webhook{};
};

/// `clock` and the loop outlive the account; the account outlives its coroutines.
/// What is particular to MAX behind the port's promises:
/// - A bot makes no chats and lists none: people make them, and events tell of them.
/// - MAX has withdrawn the adding of people and may at any time mean it: when POST members is gone,
///   `add_members` is false for a day, then additions are tried again until one is refused
///   (max.md §0).
/// - HTTP 429 is waited out inside. A dead token stops the account: all but open() fails.
/// - `destroy` leaves the chat. A bot cannot come back by itself: nothing else can be done there.
/// - A post's number is MAX's `seq`. MAX knows a message by its `mid`, a text; the pair is kept in
///   memory and, after a restart, found in the chat's history.
/// - `once` of posts and of write_to() is kept in memory; see max_posts.hpp for restarts.
/// - promote() gives the rights of a school's administrator and takes none away.
/// Errors: invalid_input for a token, an address or a webhook that cannot be right.
[[nodiscard]] Result<std::unique_ptr<PlatformAccount>> make_max_account(
    boost::asio::any_io_executor executor, Clock& clock, MaxOptions options);

}  // namespace rosterd::max
