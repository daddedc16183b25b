// Deeds about groups, and the table of all deeds.
#include "adapters/sandbox/max_acts.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/max_deeds.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

Outcome<Chat*> group_of(const Deed& deed) {
    auto chat = chat_of(deed);
    if (chat.has_value() && (*chat)->kind != ChatKind::group) return conflict("not a group");
    return chat;
}

/// Who does it: `by`, or the owner.
Outcome<UserId> actor_of(const Deed& deed, const Chat& chat) {
    const UserId by = deed.fields.integer("by", chat.owner);
    if (!chat.seats.contains(by)) return conflict("who does it is not inside");
    return by;
}

Outcome<std::vector<UserId>> ids_of(const Deed& deed, std::string_view name) {
    std::vector<UserId> ids;
    if (const auto* const list = deed.fields.list(name)) {
        for (const json::value& item : *list) {
            if (!item.is_int64()) return wrong(std::string{name} + " has something but ids");
            if (!deed.messenger.exists(item.get_int64())) return not_found("no such user");
            ids.push_back(item.get_int64());
        }
    }
    return ids;
}

Outcome<std::vector<std::string>> words_of(const Deed& deed, std::string_view name) {
    std::vector<std::string> words;
    if (const auto* const list = deed.fields.list(name)) {
        for (const json::value& item : *list) {
            if (!item.is_string()) return wrong(std::string{name} + " has something but words");
            words.emplace_back(item.get_string());
        }
    }
    return words;
}

Done create(const Deed& deed) {
    const auto owner = user_of(deed);
    if (owner.has_error()) return owner.error();
    std::string title = deed.fields.text("title", "");
    const auto members = ids_of(deed, "members");
    if (members.has_error()) return members.error();
    if (title.empty()) return wrong("title is missing");
    Chat& chat = deed.messenger.create_group(*owner, std::move(title), deed.now);
    for (const UserId who : *members) deed.messenger.add(chat, who, *owner, deed.now);
    return json::object{{"chat", chat.id}, {"link", chat.link}};
}

Done add(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed);
    if (who.has_error()) return who.error();
    const auto by = actor_of(deed, **chat);
    if (by.has_error()) return by.error();
    if (deed.messenger.user(*who).refuses_adding) return conflict("participants.filter.out");
    deed.messenger.add(**chat, *who, *by, deed.now);
    return json::object{};
}

Done join(const Deed& deed) {
    Chat* const chat = deed.messenger.find_by_link(deed.fields.text("link", ""));
    if (chat == nullptr) return not_found("the link is outdated or not working");
    const auto who = user_of(deed);
    if (who.has_error()) return who.error();
    if (chat->blocked.contains(*who)) return conflict("the link is outdated or not working");
    if (deed.messenger.user(*who).is_bot) return conflict("a bot cannot come by a link");
    deed.messenger.add(*chat, *who, 0, deed.now);
    return json::object{{"chat", chat->id}};
}

Done leave(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed, *chat);
    if (who.has_error()) return who.error();
    deed.messenger.remove(**chat, *who, *who, deed.now);
    return json::object{};
}

Done kick(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed, *chat);
    if (who.has_error()) return who.error();
    const auto by = actor_of(deed, **chat);
    if (by.has_error()) return by.error();
    if (*who == *by || *who == (*chat)->owner) return conflict("this one cannot be kicked");
    deed.messenger.remove(**chat, *who, *by, deed.now);
    if (deed.fields.flag("block", false)) (*chat)->blocked.insert(*who);
    return json::object{};
}

Done destroy(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    deed.messenger.destroy((*chat)->id);
    return json::object{};
}

Done promote(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed, *chat);
    if (who.has_error()) return who.error();
    const auto by = actor_of(deed, **chat);
    if (by.has_error()) return by.error();
    auto permissions = words_of(deed, "permissions");
    if (permissions.has_error()) return permissions.error();
    deed.messenger.set_admin(**chat, *who, std::move(*permissions), deed.fields.text("alias", ""),
                             *by, deed.now);
    return json::object{};
}

Done demote(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed, *chat);
    if (who.has_error()) return who.error();
    const auto by = actor_of(deed, **chat);
    if (by.has_error()) return by.error();
    if (*who == (*chat)->owner) return conflict("the owner stays administrator");
    deed.messenger.revoke_admin(**chat, *who, *by, deed.now);
    return json::object{};
}

Done rename(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    const auto by = actor_of(deed, **chat);
    if (by.has_error()) return by.error();
    std::string title = deed.fields.text("title", "");
    if (title.empty()) return wrong("title is missing");
    deed.messenger.rename(**chat, std::move(title), *by, deed.now);
    return json::object{};
}

Done new_link(const Deed& deed) {
    const auto chat = group_of(deed);
    if (chat.has_error()) return chat.error();
    deed.messenger.renew_link(**chat);
    return json::object{{"link", (*chat)->link}};
}

struct Act {
    std::string_view word;
    Done (*run)(const Deed& deed);
};

constexpr std::array acts{Act{"create", create},
                          Act{"add", add},
                          Act{"join", join},
                          Act{"leave", leave},
                          Act{"kick", kick},
                          Act{"destroy", destroy},
                          Act{"promote", promote},
                          Act{"demote", demote},
                          Act{"rename", rename},
                          Act{"new_link", new_link},
                          Act{"write", write},
                          Act{"edit", edit},
                          Act{"erase", erase},
                          Act{"start", start},
                          Act{"stop", stop},
                          Act{"press", press},
                          Act{"share_contact", share_contact}};

/// Every field that some deed reads, so that a malformed one changes nothing.
void check(Fields& fields) {
    for (const auto* const name : {"chat", "user", "by", "bot", "of"}) {
        static_cast<void>(fields.integer(name, 0));
    }
    for (const auto* const name : {"title", "link", "text", "mid", "payload", "alias", "button"}) {
        static_cast<void>(fields.text(name, ""));
    }
    static_cast<void>(fields.flag("block", false));
    static_cast<void>(fields.flag("hash", false));
    static_cast<void>(fields.list("members"));
    static_cast<void>(fields.list("permissions"));
}

}  // namespace

Outcome<json::object> perform(std::string_view word, const Deed& deed) {
    const auto* const act = std::ranges::find(acts, word, &Act::word);
    if (act == acts.end()) return wrong("do is not a known act");
    check(deed.fields);
    if (!deed.fields.complaint().empty()) return wrong(deed.fields.complaint());
    return act->run(deed);
}

}  // namespace rosterd::sandbox::max
