// People and communities as the VK methods show them. Nothing here changes the world.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t users_max = 1000;  // vk.md §6
constexpr std::size_t groups_max = 500;
constexpr int right_messages = 4096;  // vk.md §1.4
constexpr int right_manage = 262'144;

/// "17" and "id17" are the same person.
std::optional<std::int64_t> to_user(std::string_view word) {
    if (word.starts_with("id")) word.remove_prefix(2);
    return to_integer(word);
}

/// "17" and "club17" are the same community.
std::optional<std::int64_t> to_group(std::string_view word) {
    if (word.starts_with("club")) word.remove_prefix(4);
    return to_integer(word);
}

}  // namespace

json::object user_object(const World& world, MemberId who) {
    const Person person = world.person(who);
    const auto space = person.name.find(' ');
    json::object user{{"id", who}};
    if (person.name.empty()) {
        user["first_name"] = "Пользователь";
        user["last_name"] = std::to_string(who);
    } else {
        user["first_name"] = person.name.substr(0, space);
        user["last_name"] =
            space == std::string::npos ? std::string{} : person.name.substr(space + 1);
    }
    if (person.deactivated) {
        user["deactivated"] = "deleted";
        return user;
    }
    user["is_closed"] = person.privacy == Privacy::nobody;
    user["can_access_closed"] = person.privacy != Privacy::nobody;
    return user;
}

json::object group_object(const World& world, MemberId community) {
    const Person described = world.person(community);
    const std::string id = std::to_string(-community);
    return {{"id", -community},
            {"name", described.name.empty() ? "Сообщество " + id : described.name},
            {"screen_name", "club" + id},
            {"is_closed", 0},
            {"type", "group"}};
}

Outcome<json::value> users_get(const MethodCall& call) {
    Reader reader{call.parameters};
    const auto words = reader.words("user_ids", users_max);
    const std::string fields = reader.text("fields");
    if (reader.failed()) return reader.error();
    json::array users;
    const auto append = [&](MemberId who) {
        if (who <= 0 || !call.world.person(who).exists) return;  // unknown ids are left out
        json::object user = user_object(call.world, who);
        const Person person = call.world.person(who);
        if (fields.find("can_invite_to_chats") != std::string::npos) {
            user["can_invite_to_chats"] = person.privacy == Privacy::all && !person.deactivated;
        }
        if (fields.find("can_write_private_message") != std::string::npos) {
            user["can_write_private_message"] = person.allows_messages ? 1 : 0;
        }
        users.push_back(std::move(user));
    };
    if (words.empty() && call.actor > 0) append(call.actor);
    for (const std::string& word : words) {
        const auto who = to_user(word);
        if (!who && words.size() == 1) return api_error(113);
        if (who) append(*who);
    }
    return json::value(std::move(users));
}

Outcome<json::value> groups_get_by_id(const MethodCall& call) {
    Reader reader{call.parameters};
    auto words = reader.words("group_ids", groups_max);
    if (words.empty()) words = reader.words("group_id", 1);
    if (words.empty() && call.actor < 0) words.push_back(std::to_string(-call.actor));
    if (words.empty()) reader.complain(100, "group_ids is undefined");
    if (reader.failed()) return reader.error();
    json::array groups;
    for (const std::string& word : words) {
        const auto group = to_group(word);
        if (!group || *group <= 0 || !call.world.person(-*group).exists) {
            if (words.size() == 1) return api_error(100, "group_ids is invalid");
            continue;
        }
        groups.push_back(group_object(call.world, -*group));
    }
    if (call.version < object_version) return json::value(std::move(groups));
    return json::value(json::object{{"groups", std::move(groups)}, {"profiles", json::array{}}});
}

Outcome<json::value> get_token_permissions(const MethodCall&) {
    json::array permissions;
    permissions.push_back(json::object{{"name", "messages"}, {"setting", right_messages}});
    permissions.push_back(json::object{{"name", "manage"}, {"setting", right_manage}});
    return json::value(json::object{{"mask", right_messages + right_manage},
                                    {"permissions", std::move(permissions)}});
}

Outcome<json::value> get_server_time(const MethodCall& call) {
    return json::value(unix_seconds(call.now));
}

}  // namespace rosterd::sandbox
