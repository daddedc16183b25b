// Chats of VK Messenger behind the port PlatformAccount (vk.md). It decides nothing about people.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/call_provider.hpp"
#include "adapters/clock.hpp"
#include "adapters/ports.hpp"

namespace rosterd::vk {

enum class TokenKind : std::uint8_t {
    user,       ///< can add members, 3 requests a second
    community,  ///< cannot add members (they get invite links), 20 requests a second
};

struct VkOptions {
    std::string name;      ///< of the account in the configuration; for error texts
    std::string base_url;  ///< "https://api.vk.com"
    std::string ca_file;   ///< PEM instead of the system's trust store; empty: the system's
    std::string token;     ///< sent in the Authorization header only; never in texts
    TokenKind token_kind = TokenKind::community;
    UserId community_id = 0;         ///< positive; 0: whichever community the token belongs to
    double requests_per_second = 0;  ///< 0: VK's own limit of this token kind
    std::chrono::milliseconds timeout{15'000};  ///< of one request
    std::size_t adds_per_batch = 25;       ///< additions in one request, 1 to 25; fewer are gentler
    std::size_t create_members_max = 200;  ///< first members in the creating request
    std::size_t title_characters_max = 128;
    std::size_t chat_members_max = 3000;
};

/// What one token gives: chats and calls within one quota. The call provider works once the account
/// is open.
struct VkAccess {
    std::unique_ptr<PlatformAccount> account;
    std::unique_ptr<CallProvider> calls;
};

/// `clock` and the loop outlive the account; the account outlives its coroutines.
/// What is particular to VK behind the port's promises:
/// - Error 6 is waited out inside; flood control, captcha and daily quotas make that kind of call
///   rest, and until then it fails with the same error without being sent (vk.md §2.6).
/// - A dead token stops the account: everything but open() fails with `authority`.
/// - `create_chat` whose first members are refused as a whole makes the chat without them.
/// - Events are told by the long poll of users, for both kinds of tokens; what VK tells twice is
///   told twice. Our own changes are told like those of others.
/// - `destroy` leaves the chat and hides it; nobody else's view changes (vk.md §4.1).
/// Errors: invalid_input for a token or an address that cannot be right.
[[nodiscard]] Result<VkAccess> make_vk_access(boost::asio::any_io_executor executor, Clock& clock,
                                              VkOptions options);
/// The same without calls.
[[nodiscard]] Result<std::unique_ptr<PlatformAccount>> make_vk_account(
    boost::asio::any_io_executor executor, Clock& clock, VkOptions options);

}  // namespace rosterd::vk
