// The platform's side of a cold start: an account for the daemon, and what the sandbox has in the
// end. One for each protocol.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/ports.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "daemon/picture.hpp"
#include "tests/bench/cold_start.hpp"

namespace rosterd::bench {

class ColdSide {
  public:
    virtual ~ColdSide() = default;
    virtual sandbox::Sandbox& sandbox() = 0;
    [[nodiscard]] virtual Platform platform() const = 0;
    /// Calls per second that the platform allows.
    [[nodiscard]] virtual double quota() const = 0;
    virtual std::unique_ptr<PlatformAccount> account(boost::asio::any_io_executor executor,
                                                     Clock& clock, const std::string& base_url) = 0;
    /// Calls that the platform has refused for its quota.
    virtual std::uint64_t refused() = 0;
    /// A person makes the chat and brings the account into it; nothing where the account makes
    /// chats itself.
    virtual std::optional<ChatNumber> made_by_a_person(const std::string& title) = 0;
    /// Everybody in the chat but the service account and whoever made it: user and administrator.
    virtual std::vector<std::pair<UserId, bool>> people(ChatNumber chat) = 0;
    /// The fewest calls for these chats, worked out by hand.
    [[nodiscard]] virtual std::uint64_t minimum(const Picture& picture) const = 0;
};

[[nodiscard]] std::unique_ptr<ColdSide> make_cold_side(ColdPlatform platform);

}  // namespace rosterd::bench
