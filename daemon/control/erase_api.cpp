// One request to the daemon; what was erased is a count, never a list.
#include "daemon/control/erase_api.hpp"

#include "daemon/control/request_body.hpp"
#include "daemon/control/responses.hpp"

namespace rosterd::control {

bool is_erase_path(const std::vector<std::string>& path, std::string_view method) {
    const bool known = method == "GET" || method == "POST";
    return known && path.size() == 3 && path[0] == "people" && path[2] == "erase";
}

boost::asio::awaitable<http::Response> handle_erase(DaemonControl* daemon, HandCall call) {
    if (call.get) co_return wrong_method("POST");
    auto body = RequestBody::parse(call.body);
    if (!body) co_return error_response(body.error());
    const std::string behind = body->text("by");
    auto taken = body->end();
    if (!taken) co_return error_response(taken.error());
    if (!behind.empty()) call.by += " (" + behind + ")";
    const auto erased = co_await daemon->erase(call.school, call.path[1], call.by);
    if (!erased) co_return error_response(erased.error());
    co_return answer({{"erased", *erased}});
}

}  // namespace rosterd::control
