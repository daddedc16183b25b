// The port of video calls: what a conference needs of a provider, in plain values. No protocol.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports.hpp"
#include "reconciler/result.hpp"

namespace rosterd {

/// Which call somebody wants. The same key always means the same call.
struct CallWish {
    std::string key;   ///< "<school>/<conference>": stable, unique, never shown to people
    std::string room;  ///< "<school>/<chat key>": for providers with a permanent room per chat
    std::string title;
    std::chrono::seconds length{};  ///< until its planned end; providers may end it later than that
    /// Asks for a call that an earlier request made, and makes none: without one it is not_found.
    bool only_existing = false;
};

/// A call that runs.
struct Call {
    std::string id;         ///< the provider's own; what finish() and look() take
    std::string join_link;  ///< for everybody of the chat
    /// The provider could not look whether an earlier request had made the call already: if there
    /// was one, a second call may exist that nobody knows the link of.
    bool unsure = false;
    friend bool operator==(const Call&, const Call&) = default;
};

enum class CallState : std::uint8_t {
    unknown,  ///< this provider cannot tell
    empty,    ///< exists, nobody is in it
    running,  ///< somebody is in it
    gone,     ///< does not exist (any more): start() makes it again
};

enum class CallRole : std::uint8_t { participant, moderator };

/// Coroutines on the daemon's loop; not thread-safe. The adapter waits for its own budget, never
/// for a retry. Errors of all awaitable methods: transient and unknown_outcome (ask again: start()
/// and finish() are repeatable), authority (credential, certificate), refused (the provider says
/// no), our_bug, cancelled. One bad call never stops the others of the list.
class CallProvider {
  public:
    virtual ~CallProvider() = default;

    /// "vk_calls", "bigbluebutton", "link".
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// One result for each wish, in order. Repeatable: a wish whose key has a running call already,
    /// also one that a lost answer left behind, gets that call again and makes no second one.
    virtual boost::asio::awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                                                    Priority priority) = 0;

    /// Ends calls for everybody; one result each, in order. One that is over already is a success.
    virtual boost::asio::awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                                     Priority priority) = 0;

    /// Whether look() can tell anything.
    [[nodiscard]] virtual bool can_look() const { return false; }

    /// What became of these calls; one result each, in order.
    virtual boost::asio::awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                                        Priority priority) = 0;

    /// The link for one person, with his name where the provider shows one; pure. It must not be
    /// posted for others to use.
    [[nodiscard]] virtual std::string personal_link(const Call& call, std::string_view person_name,
                                                    CallRole role) const = 0;
};

}  // namespace rosterd
