// Answers and refusals of the control surface as HTTP. Knows no route and no state.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "reconciler/hand_request.hpp"
#include "reconciler/message_catalogue.hpp"
#include "reconciler/result.hpp"

namespace rosterd::control {

/// An HTTP status and the word for it in {error: {code}}.
struct Status {
    int http;
    std::string_view code;
};

[[nodiscard]] http::Response answer(const boost::json::object& body);
[[nodiscard]] http::Response failure(Status status, std::string_view message,
                                     std::string_view hint);
/// 405 with the header Allow.
[[nodiscard]] http::Response wrong_method(std::string_view allowed);
/// Its kind decides the status, its words the message. Where school people read it, `code` is the
/// message's and `message_ru` its Russian text.
[[nodiscard]] http::Response error_response(const Error& error);
/// Adds `messages` and, what the asker should know before he is content, `warnings`: both
/// [{code, message, message_ru, people}].
void add_notices(boost::json::object& view, const std::vector<HandNotice>& notices);
/// Text, or null when there is none.
[[nodiscard]] boost::json::value or_null(std::string_view text);
/// {code, message, message_ru}.
[[nodiscard]] boost::json::object message_view(MessageId id);

}  // namespace rosterd::control
