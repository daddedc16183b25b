// One bot's standing: who it is, whether its token works, whether people can be added. Judges every
// answer.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/platform/max/max_account.hpp"
#include "adapters/platform/max/max_caller.hpp"
#include "adapters/platform/max/max_memory.hpp"
#include "adapters/platform/max/max_rights.hpp"

namespace rosterd::max {

/// Everything that survives from one call to the next. On the account's executor only.
class Session {
  public:
    Session(Clock& clock, MaxOptions options, std::unique_ptr<Caller> caller);

    [[nodiscard]] const MaxOptions& options() const { return options_; }
    [[nodiscard]] Caller& caller() { return *caller_; }
    [[nodiscard]] UnixSeconds now() const { return clock_.now(); }
    /// The time that a request rests after so many disappointments (MaxOptions::backoff_first).
    boost::asio::awaitable<void> pause(unsigned disappointments);
    /// Our own user id; 0 before open().
    [[nodiscard]] UserId self() const { return self_; }
    /// By which people find the bot; empty before open().
    [[nodiscard]] const std::string& username() const { return username_; }
    /// When this process first knew who it is; 0 before.
    [[nodiscard]] UnixSeconds opened_at() const { return opened_at_; }
    [[nodiscard]] AccountUse use() const;

    /// Asks the platform who we are; lifts an earlier stop when it answers.
    boost::asio::awaitable<Result<void>> open();

    /// Why nothing can be sent now: not opened, or stopped.
    [[nodiscard]] std::optional<Error> obstacle() const;

    /// The meaning of one reply; remembers a dead token.
    [[nodiscard]] Verdict conclude(const Reply& reply, CallKind kind);

    /// Sends and concludes: the answer, or the error.
    boost::asio::awaitable<Result<boost::json::value>> ask(Call call, Priority priority);

    /// MAX has taken POST members away, as an answer of `status` showed. For a day nobody is added.
    void adding_vanished(int status);
    /// People were added: it is there again.
    void adding_works() { adding_refused_.reset(); }
    /// Why nobody can be added now; nothing when adding may be tried.
    [[nodiscard]] std::optional<Error> adding_obstacle() const;

    /// Who administered which chat when it was last read.
    [[nodiscard]] KnownRights& rights() { return rights_; }
    [[nodiscard]] const KnownRights& rights() const { return rights_; }
    /// The chats' invite links, as they were told within the last hour.
    [[nodiscard]] KnownLinks& links() { return links_; }
    /// Who was sent the link of which chat: the recipient of a key is the chat, `once` the person.
    [[nodiscard]] OnceMemory& invitations() { return invitations_; }

  private:
    Clock& clock_;
    MaxOptions options_;
    std::unique_ptr<Caller> caller_;
    UserId self_ = 0;
    std::string username_;
    UnixSeconds opened_at_ = 0;
    std::optional<Error> stopped_;
    std::optional<Error> adding_refused_;
    UnixSeconds adding_tried_again_ = 0;
    KnownRights rights_;
    KnownLinks links_;
    OnceMemory invitations_;
};

}  // namespace rosterd::max
