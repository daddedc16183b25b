// What somebody in charge should hear of at once, told to whoever listens. Each cause once; nothing
// here holds a name, a phone or a token.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "daemon/accounts.hpp"
#include "reconciler/conference.hpp"
#include "reconciler/guard.hpp"

namespace rosterd {

/// Changes wait for a person's decision. Told once while they stay the same and nobody rejected
/// them; a daemon that begins tells it again of each hold that it finds, since it cannot know
/// whether anybody heard.
struct HoldCreated {
    std::string school;  ///< as in DaemonControl::schools()
    std::string hold;    ///< its id, for rosterctl approve and reject
    GuardKind guard{};
    std::string reason;  ///< as in the log: ids and counts
};

/// A conference did not start, and its record says so. While its time lasts it is tried again
/// silently; only one that began meanwhile can fail anew.
struct ConferenceFailed {
    std::string school;  ///< its id in the journal
    std::string conference;
    std::string chat;  ///< its key; empty: none
    ConferenceCause cause = ConferenceCause::none;
    std::string reason;  ///< code of a message, or what the provider said; may be empty
};

/// The platform takes the account's credential no more; nothing is done by it until that changes.
/// Told again only after it worked in between.
struct AccountDown {
    std::string account;  ///< its name in the configuration
    Platform platform{};
    std::string reason;
};

using Notice = std::variant<HoldCreated, ConferenceFailed, AccountDown>;

/// On the loop thread.
class Notices {
  public:
    /// Must not suspend or throw; what takes time it spawns.
    using Listener = std::function<void(const Notice&)>;

    /// `listener` hears whatever is told from now on, for as long as the daemon lives.
    void listen(Listener listener) { listeners_.push_back(std::move(listener)); }

    void tell(const Notice& notice) const {
        for (const Listener& listener : listeners_) listener(notice);
    }

    /// Tells of accounts that were stopped since the last look. Call it after accounts were worked
    /// with; it costs nothing when nothing changed.
    void look_at(const Accounts& accounts);

    /// The names of the accounts that are down, as of the last look.
    [[nodiscard]] const std::set<std::string, std::less<>>& accounts_down() const { return down_; }

  private:
    std::vector<Listener> listeners_;
    std::set<std::string, std::less<>> down_;
};

}  // namespace rosterd
