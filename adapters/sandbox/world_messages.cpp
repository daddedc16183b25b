// Messages of the world: to chats and to persons, each at most once per random_id. No chats' rules.
#include <algorithm>
#include <utility>

#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {
namespace {

constexpr std::chrono::hours repeat_window{1};  // vk.md §4.6
constexpr std::chrono::hours editable_for{24};
constexpr std::size_t remembered_max = 100'000;
constexpr std::int64_t chat_peer_base = 2'000'000'000;

void keep(std::deque<Message>& messages, Message message, std::size_t kept_max) {
    messages.push_back(std::move(message));
    if (messages.size() > kept_max) messages.pop_front();
}

}  // namespace

std::optional<Sent> World::sent_before(MemberId actor, std::int64_t peer, std::int64_t random_id,
                                       Moment now) {
    if (random_id == 0) return std::nullopt;
    const auto found = sent_.find({actor, peer, random_id});
    if (found == sent_.end() || now - found->second.at > repeat_window) return std::nullopt;
    return found->second.sent;
}

void World::remember_sent(MemberId actor, std::int64_t peer, std::int64_t random_id, Moment now,
                          Sent sent) {
    if (random_id == 0) return;
    if (sent_.size() >= remembered_max) {
        std::erase_if(sent_, [&](const auto& e) { return now - e.second.at > repeat_window; });
        if (sent_.size() >= remembered_max) sent_.clear();
    }
    sent_.insert_or_assign({actor, peer, random_id}, SentBefore{.at = now, .sent = sent});
}

Outcome<Chat*> World::writable(MemberId actor, ChatId id) {
    auto chat = usable(id);
    if (chat.has_error()) return chat;
    if (!(*chat)->holds(actor)) return api_error((*chat)->left.contains(actor) ? 922 : 917);
    if ((*chat)->disabled) return api_error(945);
    if ((*chat)->read_only) return api_error(1012);
    return chat;
}

Outcome<Sent> World::send_to_chat(MemberId actor, ChatId id, std::string text,
                                  std::int64_t random_id, Moment now) {
    const auto found = writable(actor, id);
    if (found.has_error()) return found.error();
    Chat& chat = **found;
    const std::int64_t peer = chat_peer_base + id;
    if (const auto before = sent_before(actor, peer, random_id, now)) return *before;
    const Sent sent{.message_id = actor < 0 ? 0 : ++last_message_,
                    .conversation_number = ++chat.messages_total};
    keep(chat.messages,
         {.number = chat.messages_total,
          .from = actor,
          .text = std::move(text),
          .at = now,
          .id = sent.message_id,
          .random_id = random_id},
         options_.messages_kept);
    for (const auto& [member, seat] : chat.seats) numberings_.at(member).hidden.erase(id);
    record(chat, EventKind::message, actor, actor, now);
    events_.back().message = sent.conversation_number;
    remember_sent(actor, peer, random_id, now, sent);
    return sent;
}

Outcome<Sent> World::send_to_person(MemberId actor, MemberId who, std::string text,
                                    std::int64_t random_id, Moment now) {
    const Person recipient = person(who);
    const bool between_communities = who < 0 && actor < 0;
    if (who == 0 || between_communities || !recipient.exists) return api_error(936);
    if (recipient.deactivated) return api_error(18);
    if (actor < 0 && !recipient.allows_messages) return api_error(901);
    if (actor > 0 && recipient.privacy == Privacy::nobody) return api_error(902);
    if (const auto before = sent_before(actor, who, random_id, now)) return *before;
    Dialog& dialog = dialogs_[{actor, who}];
    const Sent sent{.message_id = ++last_message_, .conversation_number = ++dialog.messages_total};
    keep(dialog.messages,
         {.number = dialog.messages_total,
          .from = actor,
          .text = std::move(text),
          .at = now,
          .id = sent.message_id,
          .random_id = random_id},
         options_.messages_kept);
    dialog.activity = ++last_event_;
    record_event({.number = last_event_,
                  .at = now,
                  .kind = EventKind::message,
                  .chat = 0,
                  .title = {},
                  .user = who,
                  .by = actor,
                  .message = sent.conversation_number});
    remember_sent(actor, who, random_id, now, sent);
    return sent;
}

Outcome<void> World::edit(std::deque<Message>& messages, MemberId actor, MessageKey key,
                          std::string text, Moment now) {
    const auto found = std::ranges::find_if(messages, [&](const Message& message) {
        return key.number != 0 ? message.number == key.number : message.id == key.id;
    });
    if (found == messages.end()) return api_error(15, "message not found");
    if (found->from != actor) return api_error(15, "message is not yours");
    if (now - found->at >= editable_for) return api_error(909);
    found->text = std::move(text);
    found->edited = true;
    ++revision_;
    return {};
}

Outcome<void> World::edit_in_chat(MemberId actor, ChatId id, MessageKey key, std::string text,
                                  Moment now) {
    const auto chat = writable(actor, id);
    if (chat.has_error()) return chat.error();
    return edit((*chat)->messages, actor, key, std::move(text), now);
}

Outcome<void> World::edit_to_person(MemberId actor, MemberId who, MessageKey key, std::string text,
                                    Moment now) {
    const auto dialog = dialogs_.find({actor, who});
    if (dialog == dialogs_.end()) return api_error(person(who).exists ? 15 : 936);
    return edit(dialog->second.messages, actor, key, std::move(text), now);
}

}  // namespace rosterd::sandbox
