// Chats and audit lines to put into stores. Tests only.
#pragma once

#include <string>
#include <vector>

#include "adapters/ports.hpp"

namespace rosterd::test {

inline ObservedChat a_chat(const std::string& key, ChatNumber number,
                           std::vector<ObservedMember> members = {}) {
    return {key, number, "Title of " + key, ChatState::active, 1000, "", std::move(members)};
}

inline AuditEntry a_removal(UnixSeconds at, UserId user) {
    return {at,   "17",   "class/7v",    "remove", "p" + std::to_string(user),
            user, "done", "left_school", "rosterd"};
}

}  // namespace rosterd::test
