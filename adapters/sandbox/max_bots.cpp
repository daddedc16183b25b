// What a bot is: GET and PATCH /me, its commands.
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_methods.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::size_t commands_max = 32;  // max.md §4
constexpr std::size_t command_name_max = 64;
constexpr std::size_t command_description_max = 128;
constexpr std::size_t bot_name_max = 64;
constexpr std::size_t bot_description_max = 16'000;

json::object bot_info(const Call& call) {
    json::object body = person_json(call.messenger, call.bot.id);
    if (!call.bot.commands.empty()) body["commands"] = call.bot.commands;
    return body;
}

Outcome<json::array> commands_of(const json::array& given) {
    if (given.size() > commands_max) return bad_payload("Too many commands");
    json::array commands;
    for (const json::value& item : given) {
        const auto* const object = item.if_object();
        if (object == nullptr) return bad_payload("Can't deserialize body");
        Fields fields{*object};
        const std::string name = fields.text("name", "");
        const std::string description = fields.text("description", "");
        const bool fits = !name.empty() && characters(name) <= command_name_max &&
                          characters(description) <= command_description_max;
        if (!fits || !fields.complaint().empty()) return bad_payload("Can't deserialize body");
        json::object command{{"name", name}};
        if (!description.empty()) command["description"] = description;
        commands.push_back(std::move(command));
    }
    return commands;
}

}  // namespace

Answer get_me(const Call& call) {
    return bot_info(call);
}

Answer edit_me(const Call& call) {
    Fields fields{call.body};
    User user = call.messenger.user(call.bot.id);
    user.first_name = fields.text("name", fields.text("first_name", user.first_name));
    user.description = fields.text("description", user.description);
    const json::array* const given = fields.list("commands");
    const bool fits = !user.first_name.empty() && characters(user.first_name) <= bot_name_max &&
                      characters(user.description) <= bot_description_max;
    if (!fits || !fields.complaint().empty()) return bad_payload("Can't deserialize body");
    if (given != nullptr) {
        auto commands = commands_of(*given);
        if (commands.has_error()) return commands.error();
        call.bot.commands = std::move(*commands);
    }
    call.messenger.configure(call.bot.id, std::move(user));
    return bot_info(call);
}

Answer edit_commands(const Call& call) {
    Fields fields{call.body};
    const json::array* const given = fields.list("commands");
    if (given == nullptr) return bad_payload("Field 'commands' cannot be null");
    auto commands = commands_of(*given);
    if (commands.has_error()) return commands.error();
    call.bot.commands = std::move(*commands);
    call.messenger.changed();
    json::object body = bot_info(call);
    body["commands"] = call.bot.commands;  // also when there are none
    return body;
}

}  // namespace rosterd::sandbox::max
