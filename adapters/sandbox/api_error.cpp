// The texts of the platform's errors. Clients must match codes; the texts are for people.
#include "adapters/sandbox/api_error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rosterd::sandbox {
namespace {

using Text = std::pair<int, std::string_view>;

constexpr std::array texts{
    Text{1, "Unknown error occurred"},
    Text{3, "Unknown method passed"},
    Text{5, "User authorization failed"},
    Text{6, "Too many requests per second"},
    Text{7, "Permission to perform this action is denied"},
    Text{8, "Invalid request"},
    Text{9, "Flood control"},
    Text{10, "Internal server error"},
    Text{12, "Unable to compile code"},
    Text{13, "Runtime error occurred during code invocation"},
    Text{14, "Captcha needed"},
    Text{15, "Access denied"},
    Text{17, "Validation required"},
    Text{18, "User was deleted or banned"},
    Text{27, "Group authorization failed: method is unavailable with group auth."},
    Text{29, "Rate limit reached"},
    Text{36, "Method execution was interrupted due to timeout"},
    Text{43, "This section is temporary unavailable"},
    Text{100, "One of the parameters specified was missing or invalid"},
    Text{103, "Out of limits"},
    Text{104, "Not found"},
    Text{113, "Invalid user id"},
    Text{125, "Invalid group id"},
    Text{203, "Access to group denied"},
    Text{900, "Can't send messages for users from blacklist"},
    Text{901, "Can't send messages for users without permission"},
    Text{902, "Can't send messages to this user due to their privacy settings"},
    Text{909, "Can't edit this message, because it's too old"},
    Text{912, "This is a chat bot feature, change this status in settings"},
    Text{914, "Message is too long"},
    Text{917, "You don't have access to this chat"},
    Text{919, "You can't see invite link for this chat"},
    Text{922, "You left this chat"},
    Text{925, "You are not admin of this chat"},
    Text{927, "Chat does not exist"},
    Text{931, "You can't change invite link for this chat"},
    Text{932, "Your community can't interact with this peer"},
    Text{935, "User not found in chat"},
    Text{936, "Contact not found"},
    Text{939, "Message request already sent"},
    Text{945, "Chat was disabled"},
    Text{946, "Chat not supported"},
    Text{947, "Can't add user to chat, because user has no access to group"},
    Text{981, "Cannot add this user by privacy settings"},
    Text{982, "Cannot add users to chat temporary"},
    Text{983, "You are restricted to write to a chat"},
    Text{984, "You has spam restriction"},
    Text{1012, "Writing is disabled for this chat"},
    Text{1117, "Access token has expired"},
    Text{9999, "Not supported http method"},
};

}  // namespace

ApiError api_error(int code, std::string_view detail) {
    const auto* const found = std::ranges::find(texts, code, &Text::first);
    std::string message{found == texts.end() ? "Error of the sandbox's making" : found->second};
    if (!detail.empty()) message.append(": ").append(detail);
    return {code, std::move(message)};
}

}  // namespace rosterd::sandbox
