// Members of groups: who is inside, adding, removing, administrators and their rights.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_rules.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::int64_t page_max = 100;  // max.md §2.5
constexpr std::int64_t page_default = 20;
constexpr std::size_t asked_ids_max = 1000;
constexpr std::size_t added_max = 100;  // max.md §2.6
constexpr std::size_t admins_max = 50;  // max.md §1.3
// A marker that is no offset and no id at first sight: clients must hand it back as it came.
constexpr std::int64_t marker_mask = 0x2B5D'1E99'5C31;

constexpr std::array<std::string_view, 8> grantable{
    "read_all_messages", "add_remove_members", "add_admins", "change_chat_info",
    "pin_message",       "edit_link",          "write",      "can_call"};
constexpr std::array<std::string_view, 3> channels_only{"edit", "delete", "view_stats"};
constexpr std::array<std::string_view, 2> need_reading{"write", "pin_message"};

bool is_one_of(const auto& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

Answer chosen_members(const Call& call, const Chat& chat, const std::string& asked) {
    Parameters only{{"user_ids", asked}};
    Reader reader{only};
    const auto ids = reader.integers("user_ids", asked_ids_max);
    if (reader.failed()) return bad_payload("Parameter 'user_ids' is no list of ids");
    json::array members;
    for (const UserId who : std::set<UserId>{ids.begin(), ids.end()}) {
        if (!chat.seats.contains(who)) continue;
        members.push_back(member_json(call.messenger, chat, who));
    }
    return json::object{{"members", std::move(members)}};
}

/// Numbers, or the digits that the documentation's example shows.
Outcome<std::vector<UserId>> ids_to_add(const json::object& body) {
    Fields fields{body};
    const json::array* const given = fields.list("user_ids");
    if (given == nullptr) return bad_payload("Field 'user_ids' cannot be null");
    if (given->size() > added_max) return bad_payload("Too many user_ids: at most 100");
    std::vector<UserId> ids;
    for (const json::value& item : *given) {
        const auto* const word = item.if_string();
        const auto id = word == nullptr ? std::optional<std::int64_t>{} : to_integer(*word);
        if (!id && !item.is_int64()) return bad_payload("Can't deserialize body");
        ids.push_back(id ? *id : item.get_int64());
    }
    return ids;
}

/// Why `who` cannot be added; empty when he can.
std::string_view hindrance(const Messenger& messenger, const Chat& chat, UserId who) {
    if (!messenger.exists(who)) return "add.participant.not.found";
    if (messenger.user(who).refuses_adding) return "add.participant.privacy";
    // No list names this one: clients must keep codes that they do not know.
    if (chat.blocked.contains(who)) return "add.participant.privacy";
    return {};
}

json::object add_result(const std::map<std::string_view, std::vector<UserId>>& failures,
                        AddFailures shape) {
    if (failures.empty()) return simple_success();
    json::array ids;
    json::array details;
    for (const auto& [code, people] : failures) {
        ids.insert(ids.end(), people.begin(), people.end());
        details.push_back(json::object{{"error_code", code},
                                       {"user_ids", json::array(people.begin(), people.end())}});
    }
    json::object answer{{"success", shape == AddFailures::details}};
    if (shape != AddFailures::details) answer["message"] = "Some users could not be added";
    if (shape != AddFailures::details) answer["failed_user_ids"] = std::move(ids);
    if (shape != AddFailures::ids) answer["failed_user_details"] = std::move(details);
    return answer;
}

struct Grant {
    UserId who;
    std::vector<std::string> permissions{};
    std::string alias{};
};

Outcome<Grant> grant_of(const json::value& item) {
    const auto* const object = item.if_object();
    if (object == nullptr) return bad_payload("Can't deserialize body");
    Fields fields{*object};
    Grant grant{.who = fields.integer("user_id", 0)};
    grant.alias = fields.text("alias", "");
    const json::array* const given = fields.list("permissions");
    if (given == nullptr || grant.who == 0 || !fields.complaint().empty()) {
        return bad_payload("Can't deserialize body");
    }
    for (const json::value& word : *given) {
        const auto* const text = word.if_string();
        const bool known =
            text != nullptr && (is_one_of(grantable, *text) || is_one_of(channels_only, *text));
        if (!known || is_one_of(grant.permissions, *text)) {
            return bad_payload("Can't deserialize body");
        }
        grant.permissions.emplace_back(*text);
    }
    const bool reads = is_one_of(grant.permissions, "read_all_messages");
    for (const std::string_view needy : need_reading) {
        if (!reads && is_one_of(grant.permissions, needy)) {
            return bad_payload("Permission 'read_all_messages' is required");
        }
    }
    return grant;
}

Outcome<std::vector<Grant>> grants_of(const json::object& body) {
    Fields fields{body};
    const json::array* const given = fields.list("admins");
    if (given == nullptr) return bad_payload("Field 'admins' cannot be null");
    std::vector<Grant> grants;
    for (const json::value& item : *given) {
        auto grant = grant_of(item);
        if (grant.has_error()) return grant.error();
        grants.push_back(std::move(*grant));
    }
    return grants;
}

/// Why none of the grants is done: all of them are, or none.
Outcome<void> allowed(const Call& call, const Chat& chat, const std::vector<Grant>& grants) {
    std::set<UserId> admins;
    for (const auto& [who, seat] : chat.seats) {
        if (seat.admin) admins.insert(who);
    }
    for (const Grant& grant : grants) {
        if (!chat.seats.contains(grant.who)) return unsuccessful("User is not a chat participant");
        if (grant.who == chat.owner || grant.who == call.bot.id) {
            return unsuccessful("Insufficient access rights to perform this action");
        }
        for (const std::string& permission : grant.permissions) {
            if (is_one_of(channels_only, permission)) {
                return unsuccessful("Permission is not applicable to this chat");
            }
        }
        admins.insert(grant.who);
    }
    if (admins.size() > admins_max) return unsuccessful("Too many admins in chat");
    return boost::system::in_place_value;
}

}  // namespace

Answer get_members(const Call& call) {
    const auto found = administered(call);
    if (found.has_error()) return found.error();
    const Chat& chat = **found;
    const auto asked = call.query.find("user_ids");
    if (asked != call.query.end() && !asked->second.empty()) {
        return chosen_members(call, chat, asked->second);
    }
    const auto count = number_of(call.query, "count", page_default, {.min = 1, .max = page_max});
    if (count.has_error()) return count.error();
    const auto marker = number_of(call.query, "marker", marker_mask, {});
    if (marker.has_error()) return marker.error();
    json::array members;
    auto seat = chat.seats.upper_bound(*marker ^ marker_mask);
    UserId last = 0;
    for (; seat != chat.seats.end() && std::ssize(members) < *count; ++seat) {
        last = seat->first;
        members.push_back(member_json(call.messenger, chat, last));
    }
    json::object answer{{"members", std::move(members)}};
    if (seat != chat.seats.end()) answer["marker"] = last ^ marker_mask;
    return answer;
}

Answer add_members(const Call& call) {
    const auto chat = administered(call, "add_remove_members");
    if (chat.has_error()) return chat.error();
    const auto ids = ids_to_add(call.body);
    if (ids.has_error()) return ids.error();
    std::map<std::string_view, std::vector<UserId>> failures;
    for (const UserId who : std::set<UserId>{ids->begin(), ids->end()}) {
        if ((*chat)->seats.contains(who)) continue;  // set semantics (max.md §2.6)
        const std::string_view code = hindrance(call.messenger, **chat, who);
        if (!code.empty()) {
            failures[code].push_back(who);
        } else {
            call.messenger.add(**chat, who, call.bot.id, call.now);
        }
    }
    return add_result(failures, call.messenger.settings().add_failures);
}

Answer remove_member(const Call& call) {
    const auto found = administered(call, "add_remove_members");
    if (found.has_error()) return found.error();
    Chat& chat = **found;
    const auto who = id_of(call.query, "user_id");
    if (who.has_error()) return who.error();
    const auto seat = chat.seats.find(*who);
    if (seat == chat.seats.end()) return unsuccessful("User is not a chat participant");
    if (*who == chat.owner || seat->second.admin) {
        return unsuccessful("Insufficient access rights to perform this action");
    }
    call.messenger.remove(chat, *who, call.bot.id, call.now);
    const auto block = call.query.find("block");
    if (block != call.query.end() && block->second == "true") chat.blocked.insert(*who);
    return simple_success();
}

Answer get_membership(const Call& call) {
    const auto chat = own_chat(call);
    if (chat.has_error()) return chat.error();
    return member_json(call.messenger, **chat, call.bot.id);
}

Answer leave_chat(const Call& call) {
    const auto chat = own_chat(call);
    if (chat.has_error()) return chat.error();
    if ((*chat)->kind == ChatKind::dialog) return no_rights();
    call.messenger.remove(**chat, call.bot.id, call.bot.id, call.now);
    return simple_success();
}

Answer get_admins(const Call& call) {
    const auto chat = administered(call);
    if (chat.has_error()) return chat.error();
    json::array members;
    for (const auto& [who, seat] : (*chat)->seats) {
        if (seat.admin) members.push_back(member_json(call.messenger, **chat, who));
    }
    return json::object{{"members", std::move(members)}};
}

Answer set_admins(const Call& call) {
    const auto chat = administered(call, "add_admins");
    if (chat.has_error()) return chat.error();
    auto grants = grants_of(call.body);
    if (grants.has_error()) return grants.error();
    const auto fine = allowed(call, **chat, *grants);
    if (fine.has_error()) return fine.error();
    for (Grant& grant : *grants) {
        call.messenger.set_admin(**chat, grant.who, std::move(grant.permissions),
                                 std::move(grant.alias), call.bot.id, call.now);
    }
    return simple_success();
}

Answer revoke_admin(const Call& call) {
    const auto chat = administered(call, "add_admins");
    if (chat.has_error()) return chat.error();
    const auto who = id_of(call.path, "userId");
    if (who.has_error()) return who.error();
    const auto seat = (*chat)->seats.find(*who);
    if (seat == (*chat)->seats.end() || !seat->second.admin) {
        return unsuccessful("User is not a chat admin");
    }
    if (*who == (*chat)->owner) {
        return unsuccessful("Insufficient access rights to perform this action");
    }
    call.messenger.revoke_admin(**chat, *who, call.bot.id, call.now);
    return simple_success();
}

}  // namespace rosterd::sandbox::max
