// One shape for every failure: {error: {code, message, hint}}.
#include "daemon/control/responses.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace rosterd::control {

namespace json = boost::json;

namespace {

Status status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::not_found:
            return {404, "not_found"};
        case ErrorKind::refused:
            return {409, "refused"};
        case ErrorKind::invalid_input:
            return {400, "bad_request"};
        case ErrorKind::transient:
        case ErrorKind::long_transient:
            return {503, "unavailable"};
        case ErrorKind::authority:
            return {403, "forbidden"};
        case ErrorKind::permanent_person:
        case ErrorKind::permanent_chat:
        case ErrorKind::our_bug:
        case ErrorKind::needs_human:
        case ErrorKind::unknown_outcome:
        case ErrorKind::cancelled:
            break;
    }
    return {500, "internal"};
}

}  // namespace

http::Response answer(const json::object& body) {
    http::Response response;
    response.body = json::serialize(body);
    return response;
}

http::Response failure(Status status, std::string_view message, std::string_view hint) {
    http::Response response = answer(
        {{"error", json::object{{"code", status.code}, {"message", message}, {"hint", hint}}}});
    response.status = status.http;
    return response;
}

http::Response wrong_method(std::string_view allowed) {
    http::Response response = failure({405, "method_not_allowed"}, "this path takes another method",
                                      fmt::format("use {}", allowed));
    response.headers["allow"] = allowed;
    return response;
}

http::Response error_response(const Error& error) {
    const Status status = status_of(error.kind);
    const Message* const known = find_message(error.code);
    if (known == nullptr) return failure(status, error.what, error.hint);
    http::Response response = answer({{"error", json::object{{"code", known->code},
                                                             {"message", error.what},
                                                             {"message_ru", known->russian},
                                                             {"hint", error.hint}}}});
    response.status = status.http;
    return response;
}

json::value or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object message_view(MessageId id) {
    const Message& text = message(id);
    return {{"code", text.code}, {"message", text.english}, {"message_ru", text.russian}};
}

void add_notices(boost::json::object& view, const std::vector<HandNotice>& notices) {
    boost::json::array messages;
    boost::json::array warnings;
    for (const HandNotice& notice : notices) {
        const bool warns = notice.message == MessageId::unlinked_members ||
                           notice.message == MessageId::deletion_is_final;
        boost::json::object each = message_view(notice.message);
        each["people"] = boost::json::array(notice.people.begin(), notice.people.end());
        (warns ? warnings : messages).push_back(std::move(each));
    }
    view["messages"] = std::move(messages);
    view["warnings"] = std::move(warnings);
}

}  // namespace rosterd::control
