// Codes and texts of refusals, as third parties recorded them.
#include "adapters/sandbox/max_refusal.hpp"

#include <fmt/format.h>

namespace rosterd::sandbox::max {
namespace {

constexpr std::string_view no_rights_text = "Insufficient access rights to perform this action";

std::string_view usual_code(int status) {
    switch (status) {
        case 400:
            return "proto.payload";
        case 401:
            return "verify.token";
        case 403:
            return "access.denied";
        case 404:
            return "not.found";
        case 405:
            return "method.not.allowed";
        case 429:
            return "too.many.requests";
        case 503:
            return "service.unavailable";
        default:
            return "internal";
    }
}

}  // namespace

Refusal bad_payload(std::string message) {
    return {400, "proto.payload", std::move(message)};
}

Refusal no_rights() {
    return {403, "access.denied", std::string{no_rights_text}};
}

Refusal no_chat(std::int64_t chat) {
    return {404, "chat.not.found", fmt::format("Chat {} not found", chat)};
}

Refusal not_found(std::string message) {
    return {404, "not.found", std::move(message)};
}

Refusal dialog_refused(std::string_view key, std::int64_t user) {
    return {403, "chat.denied", fmt::format("Key: {}, args: [{},].", key, user)};
}

Refusal unsuccessful(std::string message) {
    return {200, "", std::move(message)};
}

Refusal too_many(std::size_t calls_per_second) {
    return {429, "too.many.requests",
            fmt::format("Too many requests. Limit is: {} calls per second.", calls_per_second)};
}

Refusal withdrawn(int status) {
    return {status, std::string{usual_code(status)}, "The method is not supported"};
}

Refusal on_demand(int status) {
    if (status == 200) return unsuccessful(std::string{no_rights_text});
    if (status < 400 || status > 599) status = 500;
    return {status, std::string{usual_code(status)}, "By a fault on demand"};
}

boost::json::object simple_success() {
    return {{"success", true}};
}

boost::json::object body_of(const Refusal& refusal) {
    if (refusal.status == 200) return {{"success", false}, {"message", refusal.message}};
    return {{"code", refusal.code}, {"message", refusal.message}};
}

}  // namespace rosterd::sandbox::max
