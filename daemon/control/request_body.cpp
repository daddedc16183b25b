// Every mistake names the member and what was expected.
#include "daemon/control/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

namespace rosterd::control {

namespace json = boost::json;

Result<RequestBody> RequestBody::parse(const std::string& body) {
    if (body.empty()) return RequestBody{json::object{}};
    boost::system::error_code error;
    json::value parsed = json::parse(body, error);
    if (error || !parsed.is_object()) {
        return Error{ErrorKind::invalid_input, "the body is not a JSON object",
                     "see docs/openapi.yaml"};
    }
    return RequestBody{std::move(parsed.as_object())};
}

const json::value* RequestBody::find(std::string_view name) {
    asked_.emplace_back(name);
    const json::value* member = object_.if_contains(name);
    return member == nullptr || member->is_null() ? nullptr : member;
}

void RequestBody::wrong(std::string_view name, std::string_view expected) {
    if (wrong_) return;
    wrong_ = Error{ErrorKind::invalid_input, fmt::format("'{}' is not {}", name, expected),
                   "see docs/openapi.yaml"};
}

bool RequestBody::has(std::string_view name) const {
    const json::value* member = object_.if_contains(name);
    return member != nullptr && !member->is_null();
}

std::string RequestBody::text(std::string_view name) {
    const json::value* member = find(name);
    if (member == nullptr) return {};
    if (member->is_string()) return std::string{member->get_string()};
    wrong(name, "text");
    return {};
}

std::string RequestBody::required_text(std::string_view name) {
    std::string found = text(name);
    if (found.empty() && !wrong_) {
        wrong_ = Error{ErrorKind::invalid_input, fmt::format("'{}' is missing", name),
                       "see docs/openapi.yaml"};
    }
    return found;
}

bool RequestBody::flag(std::string_view name) {
    const json::value* member = find(name);
    if (member == nullptr) return false;
    if (member->is_bool()) return member->get_bool();
    wrong(name, "true or false");
    return false;
}

std::optional<std::int64_t> RequestBody::number(std::string_view name) {
    constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
    const json::value* member = find(name);
    if (member == nullptr) return std::nullopt;
    const std::int64_t* value = member->if_int64();
    if (value != nullptr && *value >= -most && *value <= most) return *value;
    wrong(name, "a whole number");
    return std::nullopt;
}

std::vector<std::string> RequestBody::texts(std::string_view name) {
    std::vector<std::string> found;
    const json::value* member = find(name);
    if (member == nullptr) return found;
    const bool list = member->is_array() &&
                      std::ranges::all_of(member->get_array(),
                                          [](const json::value& each) { return each.is_string(); });
    if (!list) {
        wrong(name, "a list of texts");
        return found;
    }
    for (const json::value& each : member->get_array()) found.emplace_back(each.get_string());
    return found;
}

std::vector<RequestBody> RequestBody::objects(std::string_view name) {
    std::vector<RequestBody> found;
    const json::value* member = find(name);
    if (member == nullptr) return found;
    const bool list = member->is_array() &&
                      std::ranges::all_of(member->get_array(),
                                          [](const json::value& each) { return each.is_object(); });
    if (!list) {
        wrong(name, "a list of objects");
        return found;
    }
    for (const json::value& each : member->get_array()) {
        found.push_back(RequestBody{each.get_object()});
    }
    return found;
}

RequestBody::Time RequestBody::time(std::string_view name) {
    const json::value* member = find(name);
    if (member == nullptr) return {};
    if (member->is_int64()) return {member->get_int64(), {}};
    if (member->is_string()) return {{}, std::string{member->get_string()}};
    wrong(name, "a time: whole seconds, YYYY-MM-DD, or ISO 8601 with offset");
    return {};
}

void RequestBody::blame(const Result<void>& inner) {
    if (!inner && !wrong_) wrong_ = inner.error();
}

Result<void> RequestBody::end() const {
    if (wrong_) return *wrong_;
    for (const auto& member : object_) {
        const std::string_view name = member.key();
        if (std::ranges::find(asked_, name) != asked_.end()) continue;
        return Error{ErrorKind::invalid_input, fmt::format("'{}' means nothing here", name),
                     asked_.empty() ? "send no body"
                                    : fmt::format("known are: {}", fmt::join(asked_, ", "))};
    }
    return {};
}

}  // namespace rosterd::control
