// A body in, one question to the daemon, what rests now out.
#include "daemon/control/pause_api.hpp"

#include <algorithm>

#include "daemon/control/end_time.hpp"
#include "daemon/control/pause_view.hpp"
#include "daemon/control/request_body.hpp"
#include "daemon/control/responses.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

/// In whose zone a day begins. Where everything rests it is the schools', if they have but one.
Result<std::string> zone_of(const DaemonControl& daemon, const std::string& school) {
    const Schools& schools = daemon.schools();
    if (!school.empty()) {
        const auto found = schools.find(school);
        if (found != schools.end()) return found->second.school.time_zone;
        return Error{ErrorKind::not_found, "school '" + school + "' is not in the journal",
                     "see rosterctl schools"};
    }
    if (schools.empty()) return std::string{"UTC"};
    const std::string& zone = schools.begin()->second.school.time_zone;
    const bool one = std::ranges::all_of(
        schools, [&](const auto& each) { return each.second.school.time_zone == zone; });
    if (one) return zone;
    return Error{ErrorKind::invalid_input, "a day begins at different times in these schools",
                 "write 'until' as ISO 8601 with offset"};
}

awaitable<http::Response> pause(DaemonControl* daemon, RequestBody body, PauseWish wish,
                                std::string by) {
    wish.reason = body.text("reason");
    const RequestBody::Time until = body.time("until");
    auto taken = body.end();
    if (!taken) co_return error_response(taken.error());
    if (until.seconds || !until.text.empty()) {
        const auto zone = zone_of(*daemon, wish.school);
        if (!zone) co_return error_response(zone.error());
        const auto end = end_time(until, *zone, daemon->now());
        if (!end) co_return error_response(end.error());
        wish.until = *end;
    }
    const auto paused = co_await daemon->pause(std::move(wish), std::move(by));
    if (!paused) co_return error_response(paused.error());
    co_return answer({{"paused", pause_view(*paused)}});
}

awaitable<http::Response> resume(DaemonControl* daemon, RequestBody body, PauseWish wish,
                                 std::string by) {
    auto taken = body.end();
    if (!taken) co_return error_response(taken.error());
    const auto resumed = co_await daemon->resume(wish.school, wish.chat, std::move(by));
    if (!resumed) co_return error_response(resumed.error());
    json::array still;
    for (const Pause& each : resumed->still) still.push_back(pause_view(each));
    co_return answer({{"resumed", pause_view(resumed->ended)}, {"still", std::move(still)}});
}

}  // namespace

awaitable<http::Response> handle_pause(DaemonControl* daemon, PauseCall call) {
    auto body = RequestBody::parse(call.body);
    if (!body) co_return error_response(body.error());
    PauseWish wish;
    wish.school = body->text("school");
    wish.chat = body->text("chat");
    // Who it was is told by the kernel; what the caller says comes beside it.
    const std::string behind = body->text("by");
    if (!behind.empty()) call.by += " (" + behind + ")";
    if (call.verb == PauseVerb::pause) {
        co_return co_await pause(daemon, std::move(*body), std::move(wish), std::move(call.by));
    }
    co_return co_await resume(daemon, std::move(*body), std::move(wish), std::move(call.by));
}

}  // namespace rosterd::control
