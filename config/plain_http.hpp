// Where http without TLS is no danger.
#pragma once

#include <string_view>

namespace rosterd::config {

/// "http://" and a name or address of this machine itself.
[[nodiscard]] bool is_plain_http_to_this_machine(std::string_view url);

}  // namespace rosterd::config
