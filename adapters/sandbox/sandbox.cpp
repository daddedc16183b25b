// Routes: /method/NAME and /longpoll/... to VK, /me, /chats/... and the like to MAX,
// /bigbluebutton/... to its API, /sandbox/... to the control APIs, / to the page.
#include "adapters/sandbox/sandbox.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sandbox/page.hpp"

namespace rosterd::sandbox {
namespace {

constexpr std::string_view method_prefix = "/method/";
constexpr std::string_view long_poll_prefix = "/longpoll/";
constexpr std::string_view bigbluebutton_prefix = "/bigbluebutton/";
constexpr std::string_view max_control_prefix = "/sandbox/max/";
constexpr std::size_t get_target_bytes_max = 4096;  // a longer GET is 414 (vk.md §1.1)
constexpr std::int64_t wait_max_ms = 60'000;

struct Target {
    std::string_view path;
    std::string_view query;
};

Target split(std::string_view target) {
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return {.path = target, .query = {}};
    return {.path = target.substr(0, mark), .query = target.substr(mark + 1)};
}

std::string header(const http::Request& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string{} : found->second;
}

bool has_form(const http::Request& request) {
    return header(request, "content-type").starts_with("application/x-www-form-urlencoded");
}

Reply to_reply(VkAnswer answer) {
    return {.response = {.status = answer.status,
                         .content_type = std::move(answer.content_type),
                         .headers = {},
                         .body = std::move(answer.body),
                         .delivery = answer.delivery},
            .delay = answer.delay,
            .off_schema = answer.off_schema};
}

Parameters query_of(std::string_view query) {
    Parameters parameters;
    read_form(query, parameters);
    return parameters;
}

/// The paths of the Bot API have no prefix: they begin with its own words.
max::ApiRequest api_request(const http::Request& request, Target target) {
    max::ApiRequest call{
        .verb = request.method, .path = target.path, .query = query_of(target.query)};
    const auto authorization = request.headers.find("authorization");
    if (authorization != request.headers.end()) call.authorization = authorization->second;
    call.body = request.body;
    return call;
}

}  // namespace

Sandbox::Sandbox(World world, Chaos chaos, VkOptions options, std::string bigbluebutton_secret,
                 max::Messenger messenger)
    : world_{std::move(world)},
      messenger_{std::move(messenger)},
      faults_{chaos},
      meetings_{chaos.seed},
      vk_{world_, faults_, options},
      bigbluebutton_{meetings_, faults_, vk_.call_log(), std::move(bigbluebutton_secret)},
      max_{messenger_, faults_, vk_.call_log()},
      control_{world_, faults_, vk_, meetings_},
      max_control_{messenger_} {
    if (Recorder* const recorder = Recorder::of_environment()) record(*recorder);
}

void Sandbox::record(Recorder& recorder) {
    recorder_ = &recorder;
    vk_.watch_inner_calls([this](std::string_view method, const Parameters& parameters,
                                 const Outcome<boost::json::value>& result) {
        inner_calls_.push_back(inner_call(method, parameters, result));
    });
}

std::uint64_t Sandbox::news() const {
    return static_cast<std::uint64_t>(world_.last_event()) + messenger_.updates_posted();
}

std::uint64_t Sandbox::revision() const {
    return world_.revision() + messenger_.revision();
}

Reply Sandbox::answer_vk(const http::Request& request, std::string_view path,
                         std::string_view query, Moment now) {
    if (request.method == "GET" && request.target.size() > get_target_bytes_max) {
        return {.response = {.status = 414, .content_type = "text/html", .body = "too long"}};
    }
    VkRequest call{.verb = request.method,
                   .method = as_utf8(path.substr(method_prefix.size())),
                   .token = {},
                   .parameters = query_of(query),
                   .origin = scheme_ + "://" + header(request, "host")};
    // JSON bodies are not accepted: their parameters simply are not there (vk.md §1.1).
    if (has_form(request)) read_form(request.body, call.parameters);
    constexpr std::string_view scheme = "Bearer ";
    if (const std::string given = header(request, "authorization"); given.starts_with(scheme)) {
        call.token = given.substr(scheme.size());
    }
    return to_reply(vk_.answer(std::move(call), now));
}

Reply Sandbox::answer_bigbluebutton(const http::Request& request, std::string_view path,
                                    std::string_view query, Moment now) {
    const bool posted = request.method == "POST" && has_form(request);
    BbbAnswer answer = bigbluebutton_.answer({.verb = request.method,
                                              .path = path,
                                              .query = query,
                                              .form = posted ? std::string_view{request.body} : ""},
                                             now);
    return {.response = std::move(answer.response), .delay = answer.delay};
}

Reply Sandbox::answer(const http::Request& request, Moment now) {
    inner_calls_.clear();
    Reply reply = route(request, now);
    const std::string_view path = split(request.target).path;
    // VK's long polls are no part of its API: no schema has their answers.
    const bool of_a_messenger =
        path.starts_with(method_prefix) || (max_.exists() && max::is_api_path(path));
    if (recorder_ != nullptr && of_a_messenger) {
        recorder_->add_call(request, reply.response,
                            {.off_schema = reply.off_schema, .inner = std::move(inner_calls_)});
    }
    return reply;
}

Reply Sandbox::route(const http::Request& request, Moment now) {
    const auto [path, query] = split(request.target);
    if (path.starts_with(method_prefix)) return answer_vk(request, path, query, now);
    if (path.starts_with(long_poll_prefix) && request.method == "GET") {
        return to_reply(vk_.poll(query_of(query), now));
    }
    if (bigbluebutton_.exists() && path.starts_with(bigbluebutton_prefix)) {
        return answer_bigbluebutton(request, path, query, now);
    }
    if (max_.exists() && max::is_api_path(path)) {
        max::ServiceAnswer answer = max_.answer(api_request(request, {path, query}), now);
        return {.response = std::move(answer.response),
                .delay = answer.delay,
                .off_schema = answer.off_schema || messenger_.settings().strange()};
    }
    if (path.starts_with(max_control_prefix)) {
        return {.response =
                    max_control_.answer(request.method, path, query_of(query), request.body, now)};
    }
    if (path.starts_with("/sandbox/")) {
        return {.response =
                    control_.answer(request.method, path, query_of(query), request.body, now)};
    }
    if (path == "/" && request.method == "GET") {
        return {.response = {.content_type = "text/html; charset=utf-8",
                             .headers = {{"cache-control", "no-store"}},
                             .body = std::string{page()}}};
    }
    return {.response = {
                .status = 404,
                .content_type = "text/plain; charset=utf-8",
                .body = "The sandbox has / , /method/NAME , /longpoll/... and /sandbox/...\n"}};
}

std::chrono::milliseconds Sandbox::patience(const http::Request& request, Moment now) {
    const auto [path, query] = split(request.target);
    if (max_.exists() && max::is_api_path(path)) {
        return max_.patience(api_request(request, {path, query}));
    }
    if (path.starts_with(long_poll_prefix) && request.method == "GET") {
        return vk_.patience(query_of(query), now);
    }
    if (path != "/sandbox/events" || request.method != "GET") return {};
    const Parameters parameters = query_of(query);
    Reader reader{parameters};
    const std::int64_t wait_ms = reader.integer("wait_ms", 0, {.min = 0});
    const std::int64_t since = reader.integer("since", 0, {.min = 0});
    if (reader.failed() || since < world_.last_event()) return {};
    return std::chrono::milliseconds{std::min(wait_ms, wait_max_ms)};
}

}  // namespace rosterd::sandbox
