// GET /v1/claims; POST chats/KEY/claim, people/ID/start.
#include "daemon/control/claim_api.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/control/chat_key.hpp"
#include "daemon/control/request_body.hpp"
#include "daemon/control/responses.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

json::object candidate_view(const ClaimCandidate& candidate) {
    const UserId user = candidate.chat.brought_by;
    const json::value brought_by = user == 0 ? json::value(nullptr) : json::value(user);
    json::array proposals;
    for (const auto& [school, chat] : candidate.proposals) {
        proposals.push_back(json::object{{"school", school}, {"chat", chat}});
    }
    return {{"account", candidate.account},
            {"platform_chat", candidate.chat.number},
            {"title", or_null(candidate.title)},
            {"administered", candidate.administered},
            {"obstacle", or_null(candidate.obstacle)},
            {"since", candidate.chat.since},
            {"brought_by", brought_by},
            {"proposals", std::move(proposals)}};
}

/// What whoever makes the chat has to do, for school people.
std::string instruction(const SchoolState& state, const ClaimCode& code) {
    std::string title;
    if (state.picture != nullptr) {
        const Desired& desired = state.picture->desired;
        const DesiredChat* chat = desired.find(code.chat);
        if (chat != nullptr) title = fmt::format(" «{}»", desired.title(*chat));
    }
    return fmt::format(
        "Создайте в мессенджере чат{}, добавьте в него учётную запись школы, назначьте её "
        "администратором и напишите в этом чате код {}.",
        title, code.code);
}

/// Of chats/KEY/claim.
std::string key_of(const std::vector<std::string>& path) {
    return chat_key_of(std::span{path}.subspan(1, path.size() - 2));
}

awaitable<http::Response> take_over(DaemonControl* daemon, HandCall call, ChatNumber number) {
    const std::string key = key_of(call.path);
    auto claimed = co_await daemon->claim_chat(call.school, key, number, call.by);
    if (!claimed) co_return error_response(claimed.error());
    co_return answer({{"chat", key}, {"platform_chat", number}});
}

awaitable<http::Response> give_code(DaemonControl* daemon, HandCall call) {
    auto code = co_await daemon->ask_claim_code(call.school, key_of(call.path), call.by);
    if (!code) co_return error_response(code.error());
    const SchoolState& state = daemon->schools().find(call.school)->second;
    co_return answer({{"chat", code->chat},
                      {"code", code->code},
                      {"expires", code->expires},
                      {"message", instruction(state, *code)}});
}

awaitable<http::Response> start(DaemonControl* daemon, HandCall call) {
    auto address = co_await daemon->start_address(call.school, call.path[1], call.by);
    if (!address) co_return error_response(address.error());
    co_return answer(
        {{"person", call.path[1]}, {"url", address->url}, {"expires", address->expires}});
}

}  // namespace

bool is_claim_path(const std::vector<std::string>& path, std::string_view method) {
    if (path.size() < 3) return false;
    if (path[0] == "people") return path.size() == 3 && path[2] == "start";
    return path[0] == "chats" && path.back() == "claim" && method == "POST";
}

awaitable<http::Response> handle_claim(DaemonControl* daemon, HandCall call) {
    if (call.get) co_return wrong_method("POST");
    auto body = RequestBody::parse(call.body);
    if (!body) co_return error_response(body.error());
    const bool of_chat = call.path[0] == "chats";
    std::optional<ChatNumber> number;
    if (of_chat) {
        number = body->number("platform_chat");
        if (number == 0) {
            body->blame(Error{ErrorKind::invalid_input, "'platform_chat' is no chat's number",
                              "see rosterctl claims"});
        }
    }
    const auto read = body->end();
    if (!read) co_return error_response(read.error());
    if (!of_chat) co_return co_await start(daemon, std::move(call));
    if (number) co_return co_await take_over(daemon, std::move(call), *number);
    co_return co_await give_code(daemon, std::move(call));
}

awaitable<http::Response> list_claims(DaemonControl* daemon) {
    auto candidates = co_await daemon->claim_candidates();
    if (!candidates) co_return error_response(candidates.error());
    json::array items;
    for (const ClaimCandidate& candidate : *candidates) items.push_back(candidate_view(candidate));
    co_return answer({{"total", items.size()}, {"items", std::move(items)}});
}

}  // namespace rosterd::control
