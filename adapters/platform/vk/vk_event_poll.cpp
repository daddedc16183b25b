// The long poll of users, for both kinds of tokens.
//
// A community may also use Bots Long Poll (groups.getLongPollServer), but that needs the right
// `manage`, and is observed not to tell who joins and leaves in the very chats that the community
// owns. The users' server takes a community's token and tells them (vk.md §4.7, §4.8).
#include "adapters/platform/vk/vk_event_poll.hpp"

#include <algorithm>
#include <utility>

#include "adapters/http/origin.hpp"
#include "adapters/platform/vk/vk_json.hpp"

namespace rosterd::vk {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds wait{25};  ///< VK's advice (vk.md §4.7)
constexpr int lp_version = 3;             ///< the documented one
constexpr int mode = 2 | 8;               ///< attachments, and with them `extra`; extended events
constexpr std::size_t answer_bytes_max = 4U * 1024 * 1024;
constexpr std::size_t server_bytes_max = 512;
constexpr std::size_t key_bytes_max = 1024;
/// So many answers in a row that nobody can read, for instance too long a one, are not waited out:
/// the position would never move on. An answer that was lost on the way is none of these.
constexpr int unreadable_max = 3;
constexpr int attempts_max = 3;  ///< of one call; keys do not expire one after the other

Error no_server(std::string what) {
    return {ErrorKind::transient, "long poll: " + std::move(what)};
}

}  // namespace

Result<PollServer> poll_server(std::string_view server, std::string_view base_url) {
    const Error refused{ErrorKind::refused, "the long poll server's address is not one to trust"};
    if (server.empty() || server.size() > server_bytes_max) return refused;
    const auto ours = http::parse_origin(base_url);
    if (!ours) return refused;
    std::string url{server};
    if (url.find("://") == std::string::npos) {
        const auto host = url.substr(0, url.find('/'));
        const bool our_own = ours->transport == http::Transport::tcp && host == ours->host_header;
        url.insert(0, our_own ? "http://" : "https://");
    }
    const auto origin = http::parse_origin(url);
    if (!origin || origin->transport == http::Transport::local) return refused;
    const bool plain = origin->transport == http::Transport::tcp;
    if (plain && (ours->transport != http::Transport::tcp || origin->host != ours->host)) {
        return refused;
    }
    return PollServer{origin->name, origin->prefix.empty() ? "/" : origin->prefix};
}

awaitable<Result<void>> EventPoll::find_server(From from) {
    client_.reset();
    std::vector<MethodCall> calls;
    calls.push_back({CallKind::events, "messages.getLongPollServer", {{"lp_version", lp_version}}});
    auto replies = co_await session_->caller().run(std::move(calls), Priority::live, 1);
    const Verdict verdict = session_->conclude(replies.front(), CallKind::events);
    if (verdict.error) co_return *verdict.error;
    const auto& answer = std::get<boost::json::value>(replies.front());
    const VkOptions& options = session_->options();
    auto server = poll_server(text(answer, "server"), options.base_url);
    if (!server) co_return std::move(server).error();
    key_ = text(answer, "key");
    const auto position = integer(answer, "ts");
    const std::string ts = position ? std::to_string(*position) : text(answer, "ts");
    if (key_.empty() || key_.size() > key_bytes_max || !is_position(ts)) {
        co_return no_server("the answer names no key or no position");
    }
    if (from == From::now || ts_.empty()) ts_ = ts;
    path_ = std::move(server->path);
    http::ClientOptions http;
    http.base_url = std::move(server->base_url);
    http.ca_file = options.ca_file;
    http.timeout = wait + options.timeout;
    http.body_bytes_max = answer_bytes_max;
    http.connections_max = 1;
    auto client = http::Client::create(executor_, std::move(http));
    if (!client) co_return std::move(client).error();
    client_ = std::move(*client);
    co_return Result<void>{};
}

Error EventPoll::unreadable() {
    client_.reset();  // whoever answers there, another server may do better
    ++unreadable_;
    return no_server("an answer that cannot be read");
}

awaitable<Result<PollAnswer>> EventPoll::poll() {
    http::Request request;
    request.method = "GET";
    request.target = path_ + "?" +
                     form_of({{"act", "a_check"},
                              {"key", key_},
                              {"ts", ts_},
                              {"wait", wait.count()},
                              {"mode", mode},
                              {"version", lp_version}});
    auto response = co_await client_->send(std::move(request));
    if (!response) {
        Error error = std::move(response).error();
        if (http::is_too_long(error)) ++unreadable_;
        if (error.kind == ErrorKind::unknown_outcome) {
            error.kind = ErrorKind::transient;  // nothing is changed by asking
        }
        client_.reset();
        co_return std::move(error).in("long poll");
    }
    auto answer = parse_poll(*response);
    if (!answer) co_return unreadable();
    unreadable_ = 0;
    co_return std::move(*answer);
}

awaitable<Result<PlatformEvents>> EventPoll::begin_anew() {
    auto found = co_await find_server(From::now);
    if (!found) co_return std::move(found).error();
    PlatformEvents events;
    events.events.push_back({.kind = PlatformEventKind::missed});
    events.cursor = ts_;
    co_return events;
}

awaitable<Result<PlatformEvents>> EventPoll::next(std::string after) {
    if (const auto obstacle = session_->obstacle(CallKind::events)) co_return *obstacle;
    if (unreadable_ == unreadable_max) {
        auto anew = co_await begin_anew();
        if (anew) ++unreadable_;  // not again before one was read
        co_return anew;
    }
    if (!after.empty() && !is_position(after)) co_return co_await begin_anew();
    if (!after.empty()) ts_ = std::move(after);
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        if (!client_) {
            auto found = co_await find_server(From::position);
            if (!found) co_return std::move(found).error();
        }
        auto answer = co_await poll();
        if (!answer) co_return std::move(answer).error();
        PlatformEvents events;
        switch (answer->failed) {
            case 0:
                events.events = events_in(answer->updates, session_->self());
                events.cursor = std::move(answer->ts);
                co_return events;
            case 1:  // a part of the history is lost, the key is good
                events.events.push_back({.kind = PlatformEventKind::missed});
                events.cursor = std::move(answer->ts);
                co_return events;
            case 2:  // the key expired, the position is good
                client_.reset();
                break;
            case 3:
                co_return co_await begin_anew();
            default:
                client_.reset();
                co_return no_server("the server does not speak this version");
        }
    }
    client_.reset();
    co_return no_server("every key expires at once");
}

}  // namespace rosterd::vk
