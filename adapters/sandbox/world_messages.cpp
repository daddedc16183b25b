// Messages of the world: to chats and to persons, each at most once per random_id. No chats' rules.
#include <utility>

#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {
namespace {

constexpr std::chrono::hours repeat_window{1};  // vk.md §4.6
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

Outcome<Sent> World::send_to_chat(MemberId actor, ChatId id, std::string text,
                                  std::int64_t random_id, Moment now) {
    const auto found = usable(id);
    if (found.has_error()) return found.error();
    Chat& chat = **found;
    if (!chat.holds(actor)) return api_error(chat.left.contains(actor) ? 922 : 917);
    if (chat.disabled) return api_error(945);
    if (chat.read_only) return api_error(1012);
    const std::int64_t peer = chat_peer_base + id;
    if (const auto before = sent_before(actor, peer, random_id, now)) return *before;
    const Sent sent{.message_id = actor < 0 ? 0 : ++last_message_,
                    .conversation_number = ++chat.messages_total};
    keep(chat.messages,
         {.number = chat.messages_total, .from = actor, .text = std::move(text), .at = now},
         options_.messages_kept);
    for (const auto& [member, seat] : chat.seats) numberings_.at(member).hidden.erase(id);
    record(chat, EventKind::message, actor, actor, now);
    remember_sent(actor, peer, random_id, now, sent);
    return sent;
}

Outcome<Sent> World::send_to_person(MemberId actor, MemberId who, std::string text,
                                    std::int64_t random_id, Moment now) {
    const Person recipient = person(who);
    if (who <= 0 || !recipient.exists) return api_error(936);
    if (recipient.deactivated) return api_error(18);
    if (actor < 0 && !recipient.allows_messages) return api_error(901);
    if (actor > 0 && recipient.privacy == Privacy::nobody) return api_error(902);
    if (const auto before = sent_before(actor, who, random_id, now)) return *before;
    Dialog& dialog = dialogs_[{actor, who}];
    const Sent sent{.message_id = ++last_message_, .conversation_number = ++dialog.messages_total};
    keep(dialog.messages,
         {.number = dialog.messages_total, .from = actor, .text = std::move(text), .at = now},
         options_.messages_kept);
    dialog.activity = ++last_event_;
    record_event({.number = last_event_,
                  .at = now,
                  .kind = EventKind::message,
                  .chat = 0,
                  .title = {},
                  .user = who,
                  .by = actor});
    remember_sent(actor, who, random_id, now, sent);
    return sent;
}

}  // namespace rosterd::sandbox
