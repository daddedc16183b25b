// Reading of updates. VK adds codes without notice, and documents few: nothing here is an error.
#include "adapters/platform/vk/vk_events.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include "adapters/platform/json_parse.hpp"
#include "adapters/platform/vk/vk_json.hpp"
#include "adapters/platform/vk/vk_members.hpp"

namespace rosterd::vk {
namespace {

constexpr std::int64_t code_message = 4;
constexpr std::int64_t code_chat = 51;
constexpr std::int64_t code_chat_info = 52;
constexpr std::int64_t flag_outbox = 2;
constexpr std::size_t position_digits_max = 19;

// Types of code 52. Clients number them differently from 4 on: whatever is not the picture counts
// as a change of the chat, and only ours own coming and going is believed to the letter.
constexpr std::int64_t info_picture = 2;
constexpr std::int64_t info_last = 9;
constexpr std::int64_t info_joined = 6;
constexpr std::int64_t info_left = 7;
constexpr std::int64_t info_removed = 8;

constexpr std::array<std::string_view, 5> coming{
    "chat_invite_user", "chat_invite_user_by_link", "chat_invite_user_by_message_request",
    "chat_invite_user_by_call", "chat_invite_user_by_call_join_link"};
constexpr std::array<std::string_view, 3> going{"chat_kick_user", "chat_kick_user_call_block",
                                                "chat_kick_don"};
constexpr std::array<std::string_view, 3> changing{"chat_create", "chat_title_update",
                                                   "accepted_message_request"};

bool is_one_of(const auto& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// VK writes ids in `extra` as text.
std::int64_t number_in(const boost::json::value* value) {
    if (value == nullptr) return 0;
    if (const auto* text = value->if_string()) {
        std::int64_t number = 0;
        const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
        return read.ec == std::errc{} && read.ptr == text->data() + text->size() ? number : 0;
    }
    return integer(value).value_or(0);
}

std::int64_t at(const boost::json::array& update, std::size_t index) {
    return index < update.size() ? number_in(&update[index]) : 0;
}

/// The chat of a peer_id; 0 when it is a person's or a community's.
ChatNumber chat_of(std::int64_t peer) {
    const bool of_a_chat = peer > chat_peer_base && peer <= chat_peer_base + chat_number_max;
    return of_a_chat ? peer - chat_peer_base : 0;
}

class Reader {
  public:
    explicit Reader(UserId self) : self_{self} {}

    void read(const boost::json::array& update) {
        const std::int64_t code = at(update, 0);
        if (code == code_message) message(update);
        if (code == code_chat) changed(at(update, 1));
        if (code == code_chat_info) chat_info(update);
    }
    std::vector<PlatformEvent> take() && { return std::move(events_); }

  private:
    void message(const boost::json::array& update) {
        const std::int64_t peer = at(update, 3);
        const ChatNumber chat = chat_of(peer);
        static const boost::json::value nothing;
        const boost::json::value& extra = update.size() > 6 ? update[6] : nothing;
        const UserId from = number_in(member(extra, "from"));
        if (const std::string act = rosterd::vk::text(extra, "source_act"); !act.empty()) {
            const UserId whom = number_in(member(extra, "source_mid"));
            if (chat != 0) service_message(chat, act, from, whom != 0 ? whom : from);
            return;
        }
        const UserId author = chat != 0 ? from : peer;
        const bool own = (at(update, 2) & flag_outbox) != 0 || author == self_;
        if (own || author <= 0) return;  // communities and e-mails are nobody whom we know
        const auto* text = update.size() > 5 ? update[5].if_string() : nullptr;
        events_.push_back({.kind = PlatformEventKind::wrote,
                           .chat = chat,
                           .user = author,
                           .text = text == nullptr ? std::string{} : std::string{*text}});
    }

    void service_message(ChatNumber chat, std::string_view act, UserId from, UserId whom) {
        using enum PlatformEventKind;
        if (is_one_of(coming, act) && whom == self_) return own(added_to_chat, chat, from);
        if (is_one_of(going, act) && whom == self_) return own(removed_from_chat, chat, from);
        if (act == "chat_create" && from != self_) return own(added_to_chat, chat, from);
        if (is_one_of(coming, act) || is_one_of(going, act) || is_one_of(changing, act)) {
            changed(chat);
        }
    }

    void chat_info(const boost::json::array& update) {
        using enum PlatformEventKind;
        const std::int64_t type = at(update, 1);
        const ChatNumber chat = chat_of(at(update, 2));
        const bool about_us = at(update, 3) == self_;
        if (type < 1 || type > info_last || type == info_picture) return;
        if (about_us && type == info_joined) return own(added_to_chat, chat, 0);
        if (about_us && (type == info_left || type == info_removed)) {
            return own(removed_from_chat, chat, 0);
        }
        changed(chat);
    }

    void changed(ChatNumber chat) {
        if (chat <= 0 || chat > chat_number_max || !changed_.insert(chat).second) return;
        events_.push_back({.kind = PlatformEventKind::chat_changed, .chat = chat});
    }

    /// The service message and code 52 tell it both; only the former says who it was.
    void own(PlatformEventKind kind, ChatNumber chat, UserId by) {
        if (chat == 0) return;
        const auto told = std::find_if(events_.rbegin(), events_.rend(), [&](const auto& event) {
            return event.chat == chat && (event.kind == PlatformEventKind::added_to_chat ||
                                          event.kind == PlatformEventKind::removed_from_chat);
        });
        if (told == events_.rend() || told->kind != kind) {
            events_.push_back({.kind = kind, .chat = chat, .user = by == self_ ? 0 : by});
        } else if (told->user == 0 && by != self_) {
            told->user = by;
        }
    }

    UserId self_;
    std::set<ChatNumber> changed_;
    std::vector<PlatformEvent> events_;
};

std::string position_of(const boost::json::object& object) {
    const auto* ts = object.if_contains("ts");
    if (ts == nullptr) return {};
    std::string text;
    if (const auto* words = ts->if_string()) text = std::string{*words};
    if (const auto number = integer(ts)) text = std::to_string(*number);
    return is_position(text) ? text : std::string{};
}

}  // namespace

bool is_position(std::string_view text) {
    return !text.empty() && text.size() <= position_digits_max &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<PollAnswer> parse_poll(const http::Response& response) {
    auto document = parse_object(response.body);
    if (!document) return std::nullopt;
    auto& object = document->get_object();
    PollAnswer answer{.ts = position_of(object)};
    if (const auto failed = integer(object.if_contains("failed"))) {
        const bool known = *failed >= 1 && *failed <= 4 && (*failed != 1 || !answer.ts.empty());
        if (!known) return std::nullopt;
        answer.failed = static_cast<int>(*failed);
        return answer;
    }
    if (object.contains("error")) {
        answer.failed = 2;
        return answer;
    }
    auto* updates = object.if_contains("updates");
    if (answer.ts.empty() || updates == nullptr || !updates->is_array()) return std::nullopt;
    answer.updates = std::move(updates->get_array());
    return answer;
}

std::vector<PlatformEvent> events_in(const boost::json::array& updates, UserId self) {
    Reader reader{self};
    for (const auto& update : updates) {
        if (const auto* fields = update.if_array()) reader.read(*fields);
    }
    return std::move(reader).take();
}

}  // namespace rosterd::vk
