// Writes what happened to a school's chats: into memory and, together with the audit, into the
// store. Memory and store never disagree: memory changes first, and a failed write ends the pass.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/ports.hpp"
#include "daemon/school_state.hpp"

namespace rosterd {

/// The store on its worker thread. References must outlive the daemon's work.
struct StoreAccess {
    Store& store;
    boost::asio::any_io_executor thread;
};

/// Collects changes of one school and writes them with commit(). Runs on the loop thread.
class Recorder {
  public:
    Recorder(SchoolState& state, StoreAccess store, const Clock& clock);

    /// The chat was changed in memory; write it with the next commit().
    void touch(const std::string& chat) { state_.unsaved.chats.insert(chat); }
    void audit(AuditEntry entry);

    /// The history first, then chats and audit in one transaction. Errors: those of Store; what
    /// was not written stays in SchoolState::unsaved and goes with the next commit(), also of a
    /// later pass.
    boost::asio::awaitable<Result<void>> commit();

    /// Writes departures, invitations and parkings if they changed since they were written.
    boost::asio::awaitable<Result<void>> commit_history();

    void park(const std::string& chat, UserId user, const Error& error, UnixSeconds first_wait,
              UnixSeconds longest_wait);
    void unpark(const std::string& chat, UserId user);
    void invited(const std::string& chat, UserId user);
    void departed(const std::string& chat, UserId user);
    /// The person is in the chat, or no longer concerns it: nothing is remembered of him there.
    void settled(const std::string& chat, UserId user);
    /// Who left may be added again when somebody says so later: by a hand edit, or he himself by a
    /// new link. Precondition: there is a picture.
    void readmit_asked_for();
    /// Drops what is remembered of seats that nobody wants any more: only after a believed read,
    /// for a wrong one would make us drag back who left by himself. People in doubt and chats of
    /// which something is held are left alone for the same reason.
    void forget_unwanted(const std::set<std::string, std::less<>>& held_chats);

  private:
    SchoolState& state_;
    StoreAccess store_;
    const Clock& clock_;
};

}  // namespace rosterd
