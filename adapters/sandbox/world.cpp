// Chats and their members: who may do what, in the order of vk.md §9.2. No messages here.
#include "adapters/sandbox/world.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox {
namespace {

/// A community's first chats are 1, 2, 3 (vk.md §4.1). A person has chats of his own already, so
/// his numbers start elsewhere: a client that mixes up viewers must not get away with it.
std::int64_t first_number(MemberId viewer) {
    return viewer < 0 ? 1 : 11 + viewer % 89;
}

}  // namespace

bool Chat::administers(MemberId who) const {
    const auto found = seats.find(who);
    return found != seats.end() && !found->second.pending && found->second.admin;
}

bool Chat::holds(MemberId who) const {
    const auto found = seats.find(who);
    return found != seats.end() && !found->second.pending;
}

std::string_view to_string(EventKind kind) {
    constexpr std::array<std::string_view, 9> words{"create", "rename", "add",  "remove", "promote",
                                                    "demote", "leave",  "join", "message"};
    return words.at(static_cast<std::size_t>(kind));
}

Person World::person(MemberId who) const {
    if (const auto found = people_.find(who); found != people_.end()) return found->second;
    Person person;
    person.exists = who < 0 ? who > -person_id_limit : who > 0 && who <= options_.last_person;
    return person;
}

void World::configure(MemberId who, Person person) {
    people_.insert_or_assign(who, std::move(person));
    ++revision_;
}

Outcome<ChatId> World::resolve(MemberId viewer, std::int64_t number) const {
    const auto numbering = numberings_.find(viewer);
    if (numbering == numberings_.end()) return api_error(917);
    const auto found = numbering->second.chats.find(number);
    if (found == numbering->second.chats.end()) return api_error(917);
    if (chats_.at(found->second).deleted) return api_error(927);
    return found->second;
}

std::optional<std::int64_t> World::number_of(MemberId viewer, ChatId chat) const {
    const auto numbering = numberings_.find(viewer);
    if (numbering == numberings_.end()) return std::nullopt;
    const auto found = numbering->second.numbers.find(chat);
    if (found == numbering->second.numbers.end()) return std::nullopt;
    return found->second;
}

std::vector<ChatId> World::visible_to(MemberId viewer) const {
    std::vector<ChatId> visible;
    const auto numbering = numberings_.find(viewer);
    if (numbering == numberings_.end()) return visible;
    for (const auto& [number, chat] : numbering->second.chats) {
        if (!numbering->second.hidden.contains(chat) && !chats_.at(chat).deleted) {
            visible.push_back(chat);
        }
    }
    std::ranges::sort(visible, std::greater{},
                      [this](ChatId chat) { return std::pair{chats_.at(chat).activity, chat}; });
    return visible;
}

const Chat* World::find(ChatId chat) const {
    const auto found = chats_.find(chat);
    return found == chats_.end() ? nullptr : &found->second;
}

void World::give_number(MemberId viewer, ChatId chat) {
    const auto [numbering, fresh] = numberings_.try_emplace(viewer);
    if (fresh) numbering->second.next = first_number(viewer);
    if (!numbering->second.numbers.try_emplace(chat, numbering->second.next).second) return;
    numbering->second.chats.emplace(numbering->second.next, chat);
    ++numbering->second.next;
}

std::string World::link_of(const Chat& chat) const {
    const auto id = static_cast<std::uint64_t>(chat.id);
    return "https://vk.me/join/" +
           opaque(mixed(options_.seed ^ mixed(id)) ^ mixed(chat.link_version));
}

void World::record_event(Event event) {
    events_.push_back(std::move(event));
    if (events_.size() > options_.events_kept) events_.pop_front();
    ++revision_;
}

void World::record(Chat& chat, EventKind kind, MemberId user, MemberId by, Moment now) {
    chat.activity = ++last_event_;
    record_event({.number = last_event_,
                  .at = now,
                  .kind = kind,
                  .chat = chat.id,
                  .title = chat.title,
                  .user = user,
                  .by = by});
}

void World::seat(Chat& chat, MemberId who, Seat seat) {
    chat.seats.insert_or_assign(who, seat);
    chat.kicked.erase(who);
    chat.left.erase(who);
    give_number(who, chat.id);
}

void World::unseat(Chat& chat, MemberId who) {
    chat.seats.erase(who);
    if (!chat.seats.empty()) return;
    chat.deleted = true;
    links_.erase(link_of(chat));
}

Outcome<Chat*> World::usable(ChatId id) {
    const auto found = chats_.find(id);
    if (found == chats_.end() || found->second.deleted) return api_error(927);
    return &found->second;
}

Outcome<Chat*> World::entered(MemberId actor, ChatId id) {
    auto chat = usable(id);
    if (chat.has_error()) return chat;
    if (!(*chat)->holds(actor)) return api_error(917);
    if ((*chat)->disabled) return api_error(945);
    return chat;
}

std::optional<ApiError> World::refusal_to_be_added(const Chat& chat, MemberId actor,
                                                   MemberId who) const {
    const Person candidate = person(who);
    if (who < 0 || !candidate.exists) return api_error(936);
    if (candidate.deactivated) return api_error(18);
    if (const auto seat = chat.seats.find(who); seat != chat.seats.end()) {
        return seat->second.pending ? api_error(939) : api_error(15, "user already in");
    }
    if (who == actor) {
        if (chat.left.contains(who)) return std::nullopt;  // he returns by himself
        return api_error(15, "can't add this user");
    }
    if (chat.left.contains(who) && options_.leavers_stay_away) {
        return api_error(15, "user already in");
    }
    if (chat.kicked.contains(who) && !chat.administers(actor)) {
        return api_error(15, "can't add this user");
    }
    if (candidate.privacy == Privacy::nobody) return api_error(981);
    if (candidate.privacy == Privacy::friends) return api_error(15, "can't add this user");
    if (chat.seats.size() >= options_.members_max) return api_error(103);
    return std::nullopt;
}

Outcome<Created> World::create(MemberId actor, std::string title, std::span<const MemberId> people,
                               Moment now) {
    if (chats_.size() >= options_.chats_max) return api_error(103);
    for (const MemberId who : people) {
        if (!person(who).exists) return api_error(936);
    }
    Created created{.chat = static_cast<ChatId>(chats_.size()) + 1, .added = {}};
    Chat& chat = chats_[created.chat];
    chat.id = created.chat;
    chat.owner = actor;
    chat.title = std::move(title);
    chat.created = now;
    links_[link_of(chat)] = chat.id;
    seat(chat, actor, {.invited_by = actor, .since = now, .admin = true});
    record(chat, EventKind::create, actor, actor, now);
    for (const MemberId who : people) {
        if (who == actor || refusal_to_be_added(chat, actor, who)) continue;
        const bool pending = person(who).invite_as_request;
        seat(chat, who, {.invited_by = actor, .since = now, .pending = pending});
        record(chat, EventKind::add, who, actor, now);
        if (!pending) created.added.push_back(who);
    }
    return created;
}

Outcome<void> World::rename(MemberId actor, ChatId id, std::string title, Moment now) {
    const auto chat = entered(actor, id);
    if (chat.has_error()) return chat.error();
    if (!(*chat)->administers(actor)) return api_error(925);
    (*chat)->title = std::move(title);
    record(**chat, EventKind::rename, actor, actor, now);
    return {};
}

Outcome<void> World::add(MemberId actor, ChatId id, MemberId who, Moment now) {
    const auto chat = usable(id);
    if (chat.has_error()) return chat.error();
    const bool returns = who == actor && (*chat)->left.contains(who);
    if (!(*chat)->holds(actor) && !returns) return api_error(917);
    if ((*chat)->disabled) return api_error(945);
    if (auto refusal = refusal_to_be_added(**chat, actor, who)) return *refusal;
    const bool pending = !returns && person(who).invite_as_request;
    seat(**chat, who, {.invited_by = actor, .since = now, .pending = pending});
    record(**chat, returns ? EventKind::join : EventKind::add, who, actor, now);
    return {};
}

Outcome<void> World::remove(MemberId actor, ChatId id, MemberId who, Moment now) {
    const auto found = entered(actor, id);
    if (found.has_error()) return found.error();
    Chat& chat = **found;
    const auto seat = chat.seats.find(who);
    if (seat == chat.seats.end()) return api_error(person(who).exists ? 935 : 936);
    if (who == actor) {
        chat.left.insert(who);
        unseat(chat, who);
        record(chat, EventKind::leave, who, actor, now);
        return {};
    }
    const bool protected_seat = who == chat.owner || (seat->second.admin && actor != chat.owner);
    const bool may = chat.administers(actor) || seat->second.invited_by == actor;
    if (protected_seat || !may) return api_error(15, "can't remove this user");
    chat.kicked.insert(who);
    unseat(chat, who);
    record(chat, EventKind::remove, who, actor, now);
    return {};
}

Outcome<void> World::set_admin(MemberId actor, ChatId id, MemberId who, bool admin, Moment now) {
    const auto chat = entered(actor, id);
    if (chat.has_error()) return chat.error();
    if ((*chat)->owner != actor) return api_error(925);
    if (!(*chat)->holds(who)) return api_error(935);
    if (who == (*chat)->owner) return api_error(15);
    Seat& seat = (*chat)->seats.at(who);
    if (seat.admin == admin) return {};
    seat.admin = admin;
    record(**chat, admin ? EventKind::promote : EventKind::demote, who, actor, now);
    return {};
}

Outcome<std::string> World::invite_link(MemberId actor, ChatId id, bool reset) {
    const auto chat = entered(actor, id);
    if (chat.has_error()) return chat.error();
    if (!(*chat)->administers(actor)) return api_error(reset ? 931 : 919);
    if (reset) {
        links_.erase(link_of(**chat));
        ++(*chat)->link_version;
        links_[link_of(**chat)] = id;
        ++revision_;
    }
    return link_of(**chat);
}

Outcome<ChatId> World::join_by_link(MemberId actor, std::string_view link, Moment now) {
    const auto found = links_.find(std::string{link});
    if (found == links_.end()) return api_error(917);
    const ChatId chat = found->second;
    const auto joined = join(chat, actor, now);
    if (joined.has_error()) return joined.error();
    return chat;
}

Outcome<const Chat*> World::read(MemberId actor, ChatId id) const {
    const Chat* const chat = find(id);
    if (chat == nullptr || chat->deleted) return api_error(927);
    if (!chat->holds(actor)) return api_error(917);
    if (actor < 0 && !chat->administers(actor)) return api_error(917);
    return chat;
}

void World::hide(MemberId actor, ChatId chat) {
    if (const auto found = numberings_.find(actor); found != numberings_.end()) {
        found->second.hidden.insert(chat);
        ++revision_;
    }
}

Outcome<void> World::join(ChatId id, MemberId who, Moment now) {
    const auto found = usable(id);
    if (found.has_error()) return found.error();
    Chat& chat = **found;
    if (chat.disabled) return api_error(945);
    if (who == 0 || !person(who).exists) return api_error(936);
    if (chat.holds(who)) return {};
    if (chat.kicked.contains(who)) return api_error(917);
    if (chat.seats.size() >= options_.members_max) return api_error(103);
    seat(chat, who, {.invited_by = who, .since = now});
    record(chat, EventKind::join, who, who, now);
    return {};
}

Outcome<void> World::accept(ChatId id, MemberId who, Moment now) {
    const auto chat = usable(id);
    if (chat.has_error()) return chat.error();
    const auto seat = (*chat)->seats.find(who);
    if (seat == (*chat)->seats.end() || !seat->second.pending) return api_error(935);
    seat->second.pending = false;
    seat->second.since = now;
    record(**chat, EventKind::join, who, who, now);
    return {};
}

Outcome<void> World::destroy(ChatId id) {
    const auto chat = usable(id);
    if (chat.has_error()) return chat.error();
    (*chat)->deleted = true;
    links_.erase(link_of(**chat));
    ++revision_;
    return {};
}

Outcome<void> World::set_disabled(ChatId id, bool disabled) {
    const auto chat = usable(id);
    if (chat.has_error()) return chat.error();
    (*chat)->disabled = disabled;
    ++revision_;
    return {};
}

Outcome<void> World::set_read_only(ChatId id, bool read_only) {
    const auto chat = usable(id);
    if (chat.has_error()) return chat.error();
    (*chat)->read_only = read_only;
    ++revision_;
    return {};
}

}  // namespace rosterd::sandbox
