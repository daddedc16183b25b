// One account's standing with its server: sends calls within the budget, judges every answer.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

#include "adapters/http/client.hpp"
#include "adapters/platform/budget.hpp"
#include "adapters/platform/ejabberd/ejabberd_account.hpp"
#include "adapters/platform/ejabberd/ejabberd_directory.hpp"

namespace rosterd::ejabberd {

/// What one call brought.
struct Reply {
    Result<boost::json::value> value;
    bool answered = false;       ///< the server said something; the next call is worth trying
    bool name_is_taken = false;  ///< of create
};

/// Everything that survives from one call to the next. On the account's executor only.
class Session {
  public:
    /// Errors: invalid_input for settings that cannot be right.
    static Result<std::shared_ptr<Session>> create(boost::asio::any_io_executor executor,
                                                   Clock& clock, EjabberdOptions options);

    [[nodiscard]] const EjabberdOptions& options() const { return options_; }
    [[nodiscard]] const Addresses& addresses() const { return addresses_; }
    [[nodiscard]] Directory& directory() { return directory_; }
    [[nodiscard]] Clock& clock() { return clock_; }
    [[nodiscard]] AccountUse use() const;

    /// Reads the registered users and asks for the rooms; lifts an earlier stop when both answer.
    boost::asio::awaitable<Result<void>> open();

    /// One command. A call that only reads is never unknown_outcome.
    /// Errors: authority when the account is not open or was stopped (nothing is sent); the
    /// transport's; those of judge().
    boost::asio::awaitable<Reply> ask(Call call, Priority priority);

    enum class Search : std::uint8_t {
        registered,  ///< people with an account on the server
        known,       ///< and those who were seen in a room
    };
    /// The bare JID of a user; for an unknown one the server is asked, once in two seconds at most
    /// for all of them.
    /// Errors: permanent_person; those of ask().
    boost::asio::awaitable<Result<std::string>> jid_of(UserId user, Search search,
                                                       Priority priority);

  private:
    Session(boost::asio::any_io_executor executor, Clock& clock, EjabberdOptions options,
            Addresses addresses, std::unique_ptr<http::Client> client);
    boost::asio::awaitable<Reply> send(Call call, Priority priority);
    boost::asio::awaitable<Result<void>> read_directory(Priority priority);
    /// Reads the users unless that was tried just now; whoever asks meanwhile waits for the same
    /// answer. How the last reading ended.
    boost::asio::awaitable<Result<void>> refresh_directory(Priority priority);
    struct Reading;

    Clock& clock_;
    EjabberdOptions options_;
    Addresses addresses_;
    std::string authorization_;
    std::unique_ptr<http::Client> client_;
    Budget budget_;
    Directory directory_;
    std::optional<SteadyTime> directory_read_at_;  ///< or tried to read
    Result<void> directory_read_;                  ///< how that ended
    std::shared_ptr<Reading> reading_;
    std::uint64_t requests_ = 0;
    std::uint64_t refused_by_quota_ = 0;
    bool open_ = false;
    std::optional<Error> stopped_;
};

}  // namespace rosterd::ejabberd
