// The shared checks.
#include "adapters/sandbox/max_rules.hpp"

#include <fmt/format.h>

namespace rosterd::sandbox::max {

Outcome<std::int64_t> id_of(const Parameters& parameters, std::string_view name) {
    const auto found = parameters.find(name);
    const auto value = found == parameters.end() ? std::nullopt : to_integer(found->second);
    if (!value) return bad_payload(fmt::format("Parameter '{}' is missing or no number", name));
    return *value;
}

Outcome<std::int64_t> number_of(const Parameters& query, std::string_view name,
                                std::int64_t fallback, Range range) {
    if (!query.contains(name)) return fallback;
    const auto value = id_of(query, name);
    if (value.has_error()) return value;
    if (*value < range.min || *value > range.max) {
        return bad_payload(
            fmt::format("Parameter '{}' must be {}...{}", name, range.min, range.max));
    }
    return value;
}

Outcome<Chat*> chat_of(const Call& call) {
    const auto id = id_of(call.path, "chatId");
    if (id.has_error()) return id.error();
    Chat* const chat = call.messenger.find(*id);
    const bool known = chat != nullptr && (chat->seats.contains(call.bot.id) ||
                                           chat->former_bots.contains(call.bot.id));
    if (!known) return no_chat(*id);
    return chat;
}

Outcome<Chat*> own_chat(const Call& call) {
    auto chat = chat_of(call);
    if (chat.has_value() && !(*chat)->seats.contains(call.bot.id)) return no_rights();
    return chat;
}

Outcome<Seat*> administrator(const Call& call, Chat& chat, std::string_view permission) {
    const auto seat = chat.seats.find(call.bot.id);
    if (chat.kind != ChatKind::group || seat == chat.seats.end()) return no_rights();
    if (!seat->second.admin) return no_rights();
    if (!permission.empty() && !has_permission(seat->second, permission)) return no_rights();
    return &seat->second;
}

Outcome<Chat*> administered(const Call& call, std::string_view permission) {
    auto chat = own_chat(call);
    if (chat.has_error()) return chat;
    const auto seat = administrator(call, **chat, permission);
    if (seat.has_error()) return seat.error();
    return chat;
}

Outcome<Chat*> writable(const Call& call, ChatId id) {
    if (id == 0) return Refusal{403, "chat.denied", "Invalid chatId: 0"};
    Chat* const chat = call.messenger.find(id);
    if (chat == nullptr || !chat->seats.contains(call.bot.id)) {
        const bool former = chat != nullptr && chat->former_bots.contains(call.bot.id);
        return former ? no_rights() : no_chat(id);
    }
    if (chat->kind == ChatKind::group) {
        const auto seat = administrator(call, *chat);
        if (seat.has_error()) return seat.error();
        return chat;
    }
    if (!chat->suspended) return chat;
    for (const auto& [who, seat] : chat->seats) {
        if (who != call.bot.id) return dialog_refused("error.dialog.suspended", who);
    }
    return no_chat(id);
}

}  // namespace rosterd::sandbox::max
