// groups.getLongPollServer and messages.getLongPollServer: a key, a position and where to poll.
#include <boost/json/object.hpp>

#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

/// The users' server has no scheme (vk.md §4.8).
std::string_view without_scheme(std::string_view origin) {
    const auto mark = origin.find("://");
    return mark == std::string_view::npos ? origin : origin.substr(mark + 3);
}

}  // namespace

Outcome<json::value> get_bots_long_poll_server(const MethodCall& call) {
    Reader reader{call.parameters};
    const std::int64_t group = reader.required("group_id", {.min = 1});
    if (reader.failed()) return reader.error();
    if (group != -call.actor) return api_error(203);
    return json::value(
        json::object{{"key", call.long_poll.give_key(call.actor, PollKind::bots, call.now)},
                     {"server", std::string{call.origin} + "/longpoll/wh" + std::to_string(group)},
                     {"ts", std::to_string(call.long_poll.position())}});
}

Outcome<json::value> get_user_long_poll_server(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    reader.integer("lp_version", 0, {.min = 0, .max = long_poll_version_max});
    if (reader.failed()) return reader.error();
    return json::value(json::object{
        {"key", call.long_poll.give_key(call.actor, PollKind::user, call.now)},
        {"server",
         std::string{without_scheme(call.origin)} + "/longpoll/im" + std::to_string(call.actor)},
        {"ts", call.long_poll.position()}});
}

}  // namespace rosterd::sandbox
