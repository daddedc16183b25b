// Exceptions of libpqxx -> Error. Texts hold no data of rows, no host, no password.
#pragma once

#include <exception>

#include "reconciler/result.hpp"

namespace rosterd {

/// transient: connection lost or refused, time-out, shutdown, conflict; authority: login or rights;
/// invalid_input: what the views themselves cause. `error` must be a live exception.
[[nodiscard]] Error postgres_error(const std::exception_ptr& error);

/// Whether the connection itself was lost, so that a fresh one may succeed at once.
[[nodiscard]] bool is_connection_loss(const std::exception_ptr& error);

}  // namespace rosterd
