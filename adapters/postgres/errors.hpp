// Exceptions of libpqxx -> Error. Texts hold no data of rows, no host, no password.
#pragma once

#include <exception>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd {

/// What an error says to the operator; whose database it is decides.
struct PostgresAdvice {
    std::string_view owner;  ///< "journal", "store"
    std::string_view grant;  ///< against missing rights
    std::string_view slow;   ///< against a statement that took too long
    std::string_view shape;  ///< against missing or different tables
    /// What fails when the server's words may hold a value of a row ("a view of the journal"), and
    /// what kind of error that is.
    std::string_view statement;
    ErrorKind statement_kind;
};

/// transient: connection lost or refused, time-out, shutdown, conflict; authority: login or rights;
/// invalid_input: missing or different tables. `error` must be a live exception.
[[nodiscard]] Error postgres_error(const std::exception_ptr& error, const PostgresAdvice& advice);

/// Whether the connection itself was lost, so that a fresh one may succeed at once.
[[nodiscard]] bool is_connection_loss(const std::exception_ptr& error);

}  // namespace rosterd
