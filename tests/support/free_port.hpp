// A port for servers that cannot be told to take any.
#pragma once

namespace rosterd::test {

/// One of 127.0.0.1 that was free a moment ago; somebody else may take it before the caller does.
/// Errors: std::runtime_error when there is none.
[[nodiscard]] int free_port();

}  // namespace rosterd::test
