// Reading NewMessageBody.
#include "adapters/sandbox/max_message_body.hpp"

#include <functional>
#include <string>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::size_t text_max = 4000;  // max.md §2.9
constexpr std::size_t media_max = 12;

/// How the attachments of one message go together.
struct Mixture {
    std::size_t keyboards = 0;
    std::size_t media = 0;
    std::size_t alone = 0;
    std::size_t others = 0;

    [[nodiscard]] bool fits() const {
        const bool company = alone == 0 || (alone == 1 && media + others == 0);
        return keyboards <= 1 && media <= media_max && company;
    }
};

/// The platform fetches a picture and gives it a number and a token of its own.
json::object fetched(json::object image) {
    json::object& payload = image["payload"].as_object();
    const std::string url{payload.at("url").as_string()};
    const auto number = static_cast<std::int64_t>(std::hash<std::string>{}(url) >> 12U);
    payload["photo_id"] = number;
    payload["token"] = "photo-" + std::to_string(number);
    return image;
}

/// What needs no upload: a picture by its address, a person, a shared link, a place.
Outcome<json::object> read_other(const json::object& attachment, const std::string& type,
                                 Mixture& mixture) {
    Fields fields{attachment};
    static const json::object nothing;
    const auto* const payload = fields.object("payload");
    Fields inner{payload == nullptr ? nothing : *payload};
    if (type == "image") {
        ++mixture.media;
        if (inner.text("url", "").empty()) return bad_payload("Unknown photo token");
    } else if (type == "contact") {
        ++mixture.alone;
        const bool somebody = inner.has("contact_id") || inner.has("vcf_info") ||
                              inner.has("vcf_phone") || inner.has("name");
        if (!somebody) return bad_payload("Field 'payload' cannot be null");
    } else if (type == "share") {
        ++mixture.others;
        if (inner.text("url", "").empty()) return bad_payload("Field 'url' cannot be null");
    } else if (type == "location") {
        ++mixture.others;
        const auto* const latitude = attachment.if_contains("latitude");
        const auto* const longitude = attachment.if_contains("longitude");
        if (latitude == nullptr || longitude == nullptr || !latitude->is_number() ||
            !longitude->is_number()) {
            return bad_payload("Can't deserialize body");
        }
    } else if (type == "video" || type == "audio" || type == "file" || type == "sticker") {
        return bad_payload("Unknown attachment token");  // this server takes no uploads
    } else {
        return bad_payload("Can't deserialize body");
    }
    if (!fields.complaint().empty() || !inner.complaint().empty()) {
        return bad_payload("Can't deserialize body");
    }
    return type == "image" ? fetched(attachment) : attachment;
}

Outcome<json::array> read_attachments(const json::array& given, Mode mode,
                                      std::string_view callback_id) {
    json::array attachments;
    Mixture mixture;
    for (const json::value& item : given) {
        const auto* const object = item.if_object();
        if (object == nullptr) return bad_payload("Can't deserialize body");
        Fields fields{*object};
        const std::string type = fields.text("type", "");
        const bool keyboard = type == "inline_keyboard";
        if (keyboard) ++mixture.keyboards;
        auto read = keyboard ? read_keyboard(*object, mode, callback_id)
                             : read_other(*object, type, mixture);
        if (read.has_error()) return read.error();
        attachments.push_back(std::move(*read));
    }
    if (!mixture.fits()) return bad_payload("Must be only one file attachment in message");
    return attachments;
}

Outcome<NewMessageLink> read_link(const json::object& given) {
    Fields fields{given};
    NewMessageLink link{.type = fields.text("type", ""), .mid = fields.text("mid", "")};
    const bool known = link.type == "reply" || link.type == "forward";
    if (!known || link.mid.empty()) return bad_payload("Can't deserialize body");
    return link;
}

}  // namespace

Outcome<NewMessage> read_message(const json::object& body, Mode mode,
                                 std::string_view callback_id) {
    Fields fields{body};
    NewMessage message;
    if (fields.has("text")) message.text = fields.text("text", "");
    static_cast<void>(fields.flag("notify", true));
    const std::string format = fields.text("format", "");
    const json::array* const attachments = fields.list("attachments");
    const json::object* const link = fields.object("link");
    const bool known_format = format.empty() || format == "markdown" || format == "html";
    if (!fields.complaint().empty() || !known_format) return bad_payload("Can't deserialize body");
    if (message.text && characters(*message.text) > text_max) {
        return bad_payload("Field 'text' must have at most 4000 characters");
    }
    if (attachments != nullptr) {
        auto read = read_attachments(*attachments, mode, callback_id);
        if (read.has_error()) return read.error();
        message.attachments = std::move(*read);
    }
    if (link != nullptr) {
        auto read = read_link(*link);
        if (read.has_error()) return read.error();
        message.link = std::move(*read);
    }
    return message;
}

}  // namespace rosterd::sandbox::max
