// The same three names as in adapters/http/origin.hpp.
#include "config/plain_http.hpp"

namespace rosterd::config {

bool is_plain_http_to_this_machine(std::string_view url) {
    for (const std::string_view host : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
        if (!url.starts_with(host)) continue;
        const auto rest = url.substr(host.size());
        return rest.empty() || rest.front() == ':' || rest.front() == '/';
    }
    return false;
}

}  // namespace rosterd::config
