// Connections to a PostgreSQL that somebody else runs. No SQL.
#pragma once

#include <chrono>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <string>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd {

/// The operator's DSN (key=value or URI) with what the daemon needs where the DSN is silent:
/// connect_timeout, application_name, TCP keep-alives (a vanished host must not block for hours).
/// `owner` names it in the error: "journal", "store".
/// Errors: invalid_input; the DSN is not quoted, it may hold a password.
[[nodiscard]] Result<std::string> complete_dsn(const std::string& dsn,
                                               std::chrono::seconds connect_timeout,
                                               std::string_view owner);

/// A connection whose notices go nowhere: libpqxx would print them, and a view may put a person's
/// name into one. Throws as libpqxx does.
class QuietConnection {
  public:
    explicit QuietConnection(const std::string& dsn) : connection_{dsn}, quiet_{connection_} {}
    pqxx::connection& operator*() { return connection_; }
    [[nodiscard]] const pqxx::connection& operator*() const { return connection_; }
    /// Something came in. On a connection that waits for nothing this is the server's farewell.
    [[nodiscard]] bool is_readable() const;

  private:
    pqxx::connection connection_;
    pqxx::quiet_errorhandler quiet_;
};

}  // namespace rosterd
