// A chat's key out of a request's path. Pure.
#pragma once

#include <span>
#include <string>

namespace rosterd::control {

/// The parts of the path that hold the key, at least one: "class", "7v" is class/7v, because a
/// plain slash is as good as an escaped one.
[[nodiscard]] inline std::string chat_key_of(std::span<const std::string> parts) {
    std::string key = parts.front();
    for (const std::string& part : parts.subspan(1)) key += "/" + part;
    return key;
}

}  // namespace rosterd::control
