// People, bots, groups and dialogs. Messages are in max_talk.cpp, updates in max_queue.cpp.
#include "adapters/sandbox/max_messenger.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <utility>

#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr ChatId first_group = 70'000'000'000'000;  // ids look like those of the samples
constexpr ChatId first_dialog = 182'000'000;
constexpr std::size_t payload_max = 128;  // max.md §2.11

}  // namespace

bool has_permission(const Seat& seat, std::string_view permission) {
    return seat.admin && std::ranges::find(seat.permissions, permission) != seat.permissions.end();
}

const std::vector<std::string>& owner_permissions() {
    static const std::vector<std::string> all{
        "add_admins",         "edit_link", "edit",   "pin_message", "change_chat_info",
        "add_remove_members", "can_call",  "delete", "write",       "read_all_messages",
        "view_stats"};
    return all;
}

User Messenger::user(UserId who) const {
    const auto found = users_.find(who);
    User user = found == users_.end() ? User{} : found->second;
    if (user.first_name.empty()) {
        user.first_name = "Пользователь";
        if (user.last_name.empty()) user.last_name = std::to_string(who);
    }
    if (found == users_.end()) user.exists = who > 0 && who <= options_.last_person;
    if (const auto at = activity_.find(who); at != activity_.end()) user.active = at->second;
    return user;
}

bool Messenger::exists(UserId who) const {
    return who > 0 && who < user_id_limit && user(who).exists;
}

void Messenger::configure(UserId who, User user) {
    users_.insert_or_assign(who, std::move(user));
    changed();
}

void Messenger::add_bot(UserId id, std::string token, std::string username) {
    Bot& bot = bots_[id];
    bot.id = id;
    bot.token = std::move(token);
    User& user = users_[id];
    user.is_bot = true;
    user.username = std::move(username);
    if (user.first_name.empty()) user.first_name = user.username;
    changed();
}

Bot* Messenger::bot(UserId id) {
    const auto found = bots_.find(id);
    return found == bots_.end() ? nullptr : &found->second;
}

const Bot* Messenger::bot_of_token(std::string_view token) const {
    if (token.empty()) return nullptr;
    const auto found =
        std::ranges::find_if(bots_, [&](const auto& entry) { return entry.second.token == token; });
    return found == bots_.end() ? nullptr : &found->second;
}

Bot* Messenger::bot_of_token(std::string_view token) {
    const Bot* const found = std::as_const(*this).bot_of_token(token);
    return found == nullptr ? nullptr : bot(found->id);
}

Chat* Messenger::find(ChatId id) {
    const auto found = chats_.find(id);
    return found == chats_.end() ? nullptr : &found->second;
}

Chat* Messenger::find_by_link(std::string_view link) {
    const auto found = links_.find(link);
    return found == links_.end() ? nullptr : find(found->second);
}

void Messenger::active(UserId who, Moment now) {
    activity_[who] = now;
}

void Messenger::touch(Chat& chat, Moment now) {
    chat.last_event = now;
    changed();
}

void Messenger::give_link(Chat& chat) {
    const auto number = static_cast<std::uint64_t>(-chat.id);
    const std::uint64_t mixture = mixed(options_.seed + number * 1'000 + chat.link_version);
    chat.link = "https://max.ru/join/" + opaque(mixture) + opaque(mixed(mixture));
    links_.insert_or_assign(chat.link, chat.id);
}

void Messenger::renew_link(Chat& chat) {
    links_.erase(chat.link);
    ++chat.link_version;
    give_link(chat);
    changed();
}

void Messenger::place(Chat& chat, UserId who, UserId by, Moment now) {
    chat.seats.insert_or_assign(who, Seat{.joined = now, .seen = now, .invited_by = by});
    chat.blocked.erase(who);
    chat.former_bots.erase(who);
}

Chat& Messenger::create_group(UserId owner, std::string title, Moment now) {
    ++last_chat_;
    const auto spread = static_cast<ChatId>(
        mixed(options_.seed ^ static_cast<std::uint64_t>(last_chat_)) % 1'000'000);
    const ChatId id = -(first_group + last_chat_ * 1'000'000 + spread);
    Chat& chat = chats_[id];
    chat.id = id;
    chat.title = std::move(title);
    chat.owner = owner;
    place(chat, owner, owner, now);
    chat.seats[owner].admin = true;
    chat.seats[owner].permissions = owner_permissions();
    give_link(chat);
    active(owner, now);
    touch(chat, now);
    return chat;
}

void Messenger::add(Chat& chat, UserId who, UserId by, Moment now) {
    if (chat.seats.contains(who)) return;
    place(chat, who, by, now);
    active(by == 0 ? who : by, now);
    touch(chat, now);
    if (bots_.contains(who)) {
        tell(who, "bot_added",
             {{"chat_id", chat.id},
              {"user", person_json(*this, by)},
              {"user_id", by},
              {"is_channel", false}},
             now);
    }
    json::object fields{{"chat_id", chat.id}, {"user", person_json(*this, who)}};
    if (by != 0) fields["inviter_id"] = by;
    fields["user_id"] = who;
    fields["is_channel"] = false;
    tell_group(chat, Audience::readers, "user_added", fields, now);
}

void Messenger::remove(Chat& chat, UserId who, UserId by, Moment now) {
    chat.seats.erase(who);
    active(by, now);
    touch(chat, now);
    if (bots_.contains(who)) {
        chat.former_bots[who] = who == by ? "left" : "removed";
        tell(who, "bot_removed",
             {{"chat_id", chat.id},
              {"user", person_json(*this, by)},
              {"user_id", by},
              {"is_channel", false}},
             now);
    }
    json::object fields{{"chat_id", chat.id}, {"user", person_json(*this, who)}};
    if (by != who) fields["admin_id"] = by;
    fields["user_id"] = who;
    fields["is_channel"] = false;
    tell_group(chat, Audience::readers, "user_removed", fields, now);
}

void Messenger::set_admin(Chat& chat, UserId who, std::vector<std::string> permissions,
                          std::string alias, UserId by, Moment now) {
    Seat& seat = chat.seats.at(who);
    seat.admin = true;
    seat.permissions = std::move(permissions);
    seat.alias = std::move(alias);
    active(by, now);
    touch(chat, now);
    if (!bots_.contains(who)) return;
    tell(who, "bot_admin_permissions_changed",
         {{"chat_id", chat.id},
          {"user_id", by},
          {"bot_id", who},
          {"is_channel", false},
          {"is_admin", true},
          {"permissions", json::array(seat.permissions.begin(), seat.permissions.end())}},
         now);
}

void Messenger::revoke_admin(Chat& chat, UserId who, UserId by, Moment now) {
    Seat& seat = chat.seats.at(who);
    seat.admin = false;
    seat.permissions.clear();
    seat.alias.clear();
    active(by, now);
    touch(chat, now);
    if (!bots_.contains(who)) return;
    tell(who, "bot_admin_permissions_changed",
         {{"chat_id", chat.id},
          {"user_id", by},
          {"bot_id", who},
          {"is_channel", false},
          {"is_admin", false}},
         now);
}

void Messenger::rename(Chat& chat, std::string title, UserId by, Moment now) {
    chat.title = std::move(title);
    active(by, now);
    touch(chat, now);
    tell_group(chat, Audience::admins, "chat_title_changed",
               {{"chat_id", chat.id},
                {"user", person_json(*this, by)},
                {"title", chat.title},
                {"user_id", by}},
               now);
}

void Messenger::destroy(ChatId id) {
    const auto found = chats_.find(id);
    if (found == chats_.end()) return;
    links_.erase(found->second.link);
    std::erase_if(mids_, [&](const auto& entry) { return entry.second == id; });
    chats_.erase(found);
    changed();
}

Chat* Messenger::dialog(UserId bot, UserId person) {
    const auto found = dialogs_.find({bot, person});
    return found == dialogs_.end() ? nullptr : find(found->second);
}

Chat& Messenger::start(UserId bot, UserId person, const std::string& payload, Moment now) {
    const auto [entry, fresh] = dialogs_.try_emplace({bot, person}, 0);
    if (fresh) entry->second = first_dialog + ++last_chat_;
    Chat& chat = chats_[entry->second];
    if (fresh) {
        chat.id = entry->second;
        chat.kind = ChatKind::dialog;
        place(chat, bot, person, now);
        place(chat, person, person, now);
    }
    chat.suspended = false;
    active(person, now);
    touch(chat, now);
    json::object fields{{"chat_id", chat.id}, {"user", person_json(*this, person)}};
    if (!payload.empty() && payload.size() <= payload_max) fields["payload"] = payload;
    fields["user_locale"] = "ru";
    fields["user_id"] = person;
    tell(bot, "bot_started", std::move(fields), now);
    return chat;
}

bool Messenger::stop(UserId bot, UserId person, Moment now) {
    Chat* const chat = dialog(bot, person);
    if (chat == nullptr || chat->suspended) return false;
    chat->suspended = true;
    active(person, now);
    touch(*chat, now);
    tell(bot, "bot_stopped",
         {{"chat_id", chat->id},
          {"user", person_json(*this, person)},
          {"user_locale", "ru"},
          {"user_id", person}},
         now);
    return true;
}

}  // namespace rosterd::sandbox::max
