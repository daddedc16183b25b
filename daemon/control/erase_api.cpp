// One request to the daemon; what was erased is a count, never a list.
#include "daemon/control/erase_api.hpp"

#include "daemon/control/request_body.hpp"
#include "daemon/control/responses.hpp"

namespace rosterd::control {

boost::asio::awaitable<http::Response> handle_erase(DaemonControl* daemon, EraseCall call) {
    auto body = RequestBody::parse(call.body);
    if (!body) co_return error_response(body.error());
    const std::string behind = body->text("by");
    auto taken = body->end();
    if (!taken) co_return error_response(taken.error());
    if (!behind.empty()) call.by += " (" + behind + ")";
    const auto erased = co_await daemon->erase(call.school, call.person, call.by);
    if (!erased) co_return error_response(erased.error());
    co_return answer({{"erased", *erased}});
}

}  // namespace rosterd::control
