// Inline keyboards and their limits.
#include <algorithm>
#include <array>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_message_body.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::size_t buttons_max = 210;  // max.md §2.9
constexpr std::size_t rows_max = 30;
constexpr std::size_t row_max = 7;
constexpr std::size_t wide_row_max = 3;
constexpr std::size_t text_max = 128;
constexpr std::size_t payload_max = 1024;
constexpr std::size_t short_payload_max = 512;
constexpr std::size_t url_max = 2048;
constexpr std::size_t chat_title_max = 200;
constexpr std::size_t chat_description_max = 400;

constexpr std::array<std::string_view, 4> wide_buttons{"link", "open_app", "request_geo_location",
                                                       "request_contact"};

bool is_word(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
               (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-';
    });
}

/// The fields of one type of button; the complaint of `fields` says what is wrong.
bool is_button(Fields& fields, const std::string& type, Mode mode) {
    const std::string payload = fields.text("payload", "");
    if (type == "callback") return !payload.empty() && characters(payload) <= payload_max;
    if (type == "clipboard") return !payload.empty() && characters(payload) <= payload_max;
    if (type == "link") {
        const std::string url = fields.text("url", "");
        return !url.empty() && url.size() <= url_max;
    }
    if (type == "message" || type == "request_contact") return true;
    if (type == "request_geo_location") {
        static_cast<void>(fields.flag("quick", false));
        return true;
    }
    if (type == "open_app") {
        return !fields.text("web_app", "").empty() && payload.size() <= short_payload_max &&
               is_word(payload);
    }
    if (type != "chat" || mode != Mode::legacy) return false;
    const std::string title = fields.text("chat_title", "");
    return !title.empty() && characters(title) <= chat_title_max &&
           characters(fields.text("chat_description", "")) <= chat_description_max &&
           characters(fields.text("start_payload", "")) <= short_payload_max;
}

Outcome<json::object> read_button(const json::value& item, Mode mode) {
    const auto* const object = item.if_object();
    if (object == nullptr) return bad_payload("Can't deserialize body");
    Fields fields{*object};
    const std::string type = fields.text("type", "");
    const std::string text = fields.text("text", "");
    if (type == "open_app" && !fields.has("web_app")) {
        return bad_payload("Field 'webApp' cannot be null");
    }
    const bool fits = is_button(fields, type, mode) && fields.complaint().empty();
    if (!fits || text.empty() || characters(text) > text_max) {
        return bad_payload("Can't deserialize body");
    }
    json::object echoed = *object;
    echoed.emplace("intent", "default");
    return echoed;
}

Outcome<json::array> read_row(const json::value& item, Mode mode) {
    const auto* const given = item.if_array();
    if (given == nullptr || given->empty()) return bad_payload("Can't deserialize body");
    json::array row;
    bool wide = false;
    for (const json::value& button : *given) {
        auto read = read_button(button, mode);
        if (read.has_error()) return read.error();
        wide = wide ||
               std::ranges::find(wide_buttons, read->at("type").as_string()) != wide_buttons.end();
        row.push_back(std::move(*read));
    }
    if (row.size() > (wide ? wide_row_max : row_max)) {
        return bad_payload("Too many buttons in a row");
    }
    return row;
}

}  // namespace

Outcome<json::object> read_keyboard(const json::object& attachment, Mode mode,
                                    std::string_view callback_id) {
    Fields fields{attachment};
    const auto* const payload = fields.object("payload");
    if (payload == nullptr) return bad_payload("Field 'payload' cannot be null");
    Fields inner{*payload};
    const auto* const given = inner.list("buttons");
    if (given == nullptr || given->empty()) return bad_payload("Field 'buttons' cannot be null");
    if (given->size() > rows_max) return bad_payload("Too many rows of buttons");
    json::array rows;
    std::size_t buttons = 0;
    for (const json::value& item : *given) {
        auto row = read_row(item, mode);
        if (row.has_error()) return row.error();
        buttons += row->size();
        rows.push_back(std::move(*row));
    }
    if (buttons > buttons_max) return bad_payload("Too many buttons");
    return json::object{{"type", "inline_keyboard"},
                        {"callback_id", callback_id},
                        {"payload", json::object{{"buttons", std::move(rows)}}}};
}

}  // namespace rosterd::sandbox::max
