// Who may do what on the control socket, by the uid of the process at the other end. No sockets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/message.hpp"
#include "reconciler/result.hpp"

namespace rosterd::control {

/// Each may what those before it may.
enum class Right { none, watch, operate };

/// root and the daemon's own user may everything; watch_group reads; operate_group reads and acts.
class Permissions {
  public:
    /// Looks the groups up once. A group that does not exist lets nobody in and is a warning.
    Permissions(const std::string& watch_group, const std::string& operate_group);

    [[nodiscard]] Right right_of(const http::Peer& peer) const;
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  private:
    std::vector<std::string> warnings_;  ///< first: looking up the groups fills it
    std::optional<unsigned> watch_;
    std::optional<unsigned> operate_;
    unsigned own_uid_;
};

/// Errors: authority, with whom to ask, where `has` does not include `needed`.
[[nodiscard]] Result<void> permit(Right has, Right needed);

/// The user's name for the audit, "uid 1000" where it has none.
[[nodiscard]] std::string user_name(const http::Peer& peer);

}  // namespace rosterd::control
