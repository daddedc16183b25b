// Parameters in the order of npm's client: what is particular first, then what every call has.
#include "adapters/calls/bigbluebutton_requests.hpp"

#include <algorithm>

#include "adapters/digest.hpp"
#include "reconciler/title.hpp"

namespace rosterd::calls {
namespace {

constexpr std::size_t digits_kept = 32;  // 128 bits: neither met by chance nor guessed
constexpr std::size_t name_characters_min = 2;
constexpr std::size_t name_characters_max = 64;

/// Commas, control characters and runs of spaces become one space; none at the ends.
std::string calm(std::string_view title) {
    std::string name;
    for (const char byte : title) {
        const auto value = static_cast<unsigned char>(byte);
        const bool blank = value <= ' ' || value == 0x7F || byte == ',';
        if (!blank) {
            name += byte;
        } else if (!name.empty() && name.back() != ' ') {
            name += ' ';
        }
    }
    if (name.ends_with(' ')) name.pop_back();
    return name;
}

/// Characters that take two units of UTF-16: their UTF-8 begins with 0xF0 or more.
std::size_t count_wide(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return static_cast<unsigned char>(byte) >= 0xF0; }));
}

std::string minutes_of(std::chrono::seconds length, std::chrono::minutes margin) {
    const auto whole = std::chrono::ceil<std::chrono::minutes>(length) + margin;
    // 0 would mean "without an end" to BigBlueButton.
    return std::to_string(std::max(whole, std::chrono::minutes{1}).count());
}

}  // namespace

std::string meeting_id(std::string_view key) {
    return "rosterd-" + sha256_hex(key).substr(0, digits_kept);
}

std::string meeting_password(std::string_view secret, std::string_view meeting, CallRole role) {
    std::string text = role == CallRole::moderator ? "moderator " : "attendee ";
    text += meeting;
    return hmac_sha256_hex(secret, text).substr(0, digits_kept);
}

std::string meeting_name(std::string_view title) {
    std::string name = calm(title);
    if (count_characters(name) < name_characters_min) {
        name = name.empty() ? "Урок" : "Урок " + name;
    }
    cut_title(name, name_characters_max);
    const std::size_t wide = count_wide(name);
    if (count_characters(name) + wide > name_characters_max) {
        cut_title(name, name_characters_max - std::min(wide, name_characters_max / 2));
    }
    return name;
}

Parameters create_parameters(const CallWish& wish, const MeetingRules& rules) {
    const std::string meeting = meeting_id(wish.key);
    const std::string length = minutes_of(wish.length, rules.length_margin);
    return {
        {"attendeePW", meeting_password(rules.secret, meeting, CallRole::participant)},
        {"moderatorPW", meeting_password(rules.secret, meeting, CallRole::moderator)},
        {"duration", length},
        // A lesson must not vanish because its teacher comes late or loses the connection.
        {"meetingExpireIfNoUserJoinedInMinutes", length},
        {"meetingExpireWhenLastUserLeftInMinutes", length},
        {"guestPolicy", "ASK_MODERATOR"},
        {"record", "false"},
        {"name", meeting_name(wish.title)},
        {"meetingID", meeting},
    };
}

Parameters join_parameters(std::string_view secret, std::string_view meeting, Entrant entrant) {
    Parameters parameters;
    if (entrant.guest) parameters.push_back({"guest", "true"});
    parameters.push_back({"fullName", std::string{entrant.name}});
    parameters.push_back({"meetingID", std::string{meeting}});
    parameters.push_back({"password", meeting_password(secret, meeting, entrant.role)});
    return parameters;
}

Parameters end_parameters(std::string_view secret, std::string_view meeting) {
    return {{"meetingID", std::string{meeting}},
            {"password", meeting_password(secret, meeting, CallRole::moderator)}};
}

Parameters meeting_parameters(std::string_view meeting) {
    return {{"meetingID", std::string{meeting}}};
}

}  // namespace rosterd::calls
