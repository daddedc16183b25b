// Bodies of messages, and messages of answers.
#include "adapters/platform/max/max_message.hpp"

#include <boost/json/array.hpp>
#include <utility>

#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

constexpr std::size_t button_units_max = 128;
constexpr std::size_t url_bytes_max = 2048;
constexpr std::string_view ellipsis = "…";

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// UTF-16 units of the character that begins with `byte`.
std::size_t units_of(char byte) {
    return static_cast<unsigned char>(byte) >= 0xF0U ? 2 : 1;
}

bool can_be_button(const DirectMessage& message) {
    return !message.button.empty() && message.link.starts_with("https://") &&
           message.link.size() <= url_bytes_max;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t units_max) {
    std::size_t units = 0;
    std::size_t cut = 0;  // where the text ends if an ellipsis has to follow
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!begins_character(text[i])) continue;
        if (units + 1 <= units_max) cut = i;
        units += units_of(text[i]);
    }
    if (units <= units_max) return std::string{text};
    return std::string{text.substr(0, cut)} + std::string{ellipsis};
}

boost::json::object text_message(const std::string& text) {
    return {{"text", shortened(text, text_units_max)}};
}

boost::json::object direct_message(const DirectMessage& message) {
    boost::json::array rows;
    std::string words = message.text;
    if (can_be_button(message)) {
        rows.push_back(boost::json::array{{{"type", "link"},
                                           {"text", shortened(message.button, button_units_max)},
                                           {"url", message.link}}});
    } else if (!message.link.empty()) {
        words += "\n" + message.link;
    }
    if (message.asks_phone) {
        rows.push_back(boost::json::array{
            {{"type", "request_contact"}, {"text", "Поделиться своим номером"}}});
    }
    boost::json::object body = text_message(words);
    if (!rows.empty()) {
        body["attachments"] = boost::json::array{
            {{"type", "inline_keyboard"}, {"payload", {{"buttons", std::move(rows)}}}}};
    }
    return body;
}

DirectMessage invitation(UserId user, const std::string& text, const std::string& link) {
    return {.user = user, .text = text, .button = "Войти в чат", .link = link};
}

std::optional<SeenMessage> read_message(const boost::json::value* message) {
    if (message == nullptr) return std::nullopt;
    const auto* body = object(*message, "body");
    if (body == nullptr) return std::nullopt;
    SeenMessage seen;
    seen.id = text(*body, "mid");
    seen.number = integer(*body, "seq").value_or(0);
    if (seen.id.empty() || seen.number == 0) return std::nullopt;
    seen.text = text(*body, "text");
    seen.at_ms = integer(*message, "timestamp").value_or(0);
    if (const auto* sender = object(*message, "sender")) {
        seen.sender = integer(*sender, "user_id").value_or(0);
    }
    return seen;
}

std::vector<SeenMessage> read_history(const boost::json::value& answer) {
    std::vector<SeenMessage> messages;
    const auto* items = list(answer, "messages");
    if (items == nullptr) return messages;
    for (const auto& item : *items) {
        if (auto seen = read_message(&item)) messages.push_back(std::move(*seen));
    }
    return messages;
}

}  // namespace rosterd::max
