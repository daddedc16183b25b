// The table of VK's error codes (vk.md §2.3) and the few codes whose meaning depends on the call.
#include "adapters/platform/vk/vk_error.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "adapters/platform/contains_words.hpp"

namespace rosterd::vk {
namespace {

struct Row {
    int code;
    ErrorKind kind;
    std::string_view words;
    std::string_view hint{};
};

constexpr auto transient = ErrorKind::transient;
constexpr auto long_transient = ErrorKind::long_transient;
constexpr auto authority = ErrorKind::authority;
constexpr auto person = ErrorKind::permanent_person;
constexpr auto chat = ErrorKind::permanent_chat;
constexpr auto our_bug = ErrorKind::our_bug;
constexpr auto needs_human = ErrorKind::needs_human;

constexpr std::string_view new_token = "put a new token into the account's token file and reload";
constexpr std::string_view app_settings = "check the application in VK's settings";
constexpr std::string_view log_in = "log in as the account's owner and answer VK's question";
constexpr std::string_view make_admin =
    "make the service account an administrator of this chat, or return it to the chat";
constexpr std::string_view send_link = "send this person the chat's invite link";
constexpr std::string_view allow_messages =
    "ask this person to allow messages from the community, or show the link in the journal";
constexpr std::string_view wait_spam = "VK restricts the account; it is tried again later";

// Sorted by code. The words are ours: VK's texts may hold what was sent.
constexpr std::array table{
    Row{0, ErrorKind::unknown_outcome, "failed without a reason"},
    Row{1, transient, "unknown error"},
    Row{2, authority, "the application is off", app_settings},
    Row{3, our_bug, "unknown method"},
    Row{4, authority, "bad signature", new_token},
    Row{5, authority, "the token is not valid", new_token},
    Row{6, transient, "too many requests per second"},
    Row{7, authority, "no right for this action", "check the rights of the token"},
    Row{8, our_bug, "invalid request"},
    Row{9, long_transient, "flood control"},
    Row{10, transient, "internal server error"},
    Row{11, authority, "the application is in test mode", app_settings},
    Row{12, our_bug, "the script does not compile"},
    Row{13, transient, "the script failed"},
    Row{14, needs_human, "captcha needed", log_in},
    Row{15, chat, "access denied"},
    Row{16, our_bug, "HTTPS required"},
    Row{17, needs_human, "validation needed", log_in},
    Row{18, person, "the user is deleted or banned"},
    Row{19, chat, "the content is blocked"},
    Row{20, authority, "not allowed for this kind of application", app_settings},
    Row{21, authority, "not allowed for this kind of application", app_settings},
    Row{23, our_bug, "the method is switched off"},
    Row{24, our_bug, "confirmation needed"},
    Row{25, needs_human, "the token must be confirmed", log_in},
    Row{27, authority, "the community's token is not valid", new_token},
    Row{28, authority, "the application's token is not valid", new_token},
    Row{29, long_transient, "the method's quota is used up"},
    Row{30, person, "the profile is private"},
    Row{32, transient, "told to wait"},
    Row{33, our_bug, "not implemented"},
    Row{34, our_bug, "the protocol version is too old"},
    Row{35, our_bug, "the protocol version is too old"},
    Row{36, transient, "timed out inside the platform"},
    Row{37, authority, "the account is banned", log_in},
    Row{38, person, "unknown application"},
    Row{39, person, "unknown user"},
    Row{40, chat, "unknown community"},
    Row{41, needs_human, "the account must sign up further", log_in},
    Row{42, authority, "this address is not allowed", "allow the server's address for the token"},
    Row{43, transient, "the section is unavailable"},
    Row{100, our_bug, "a parameter is missing or wrong"},
    Row{101, authority, "bad application id", app_settings},
    Row{103, chat, "out of limits: the chat is full, or the account has too many chats"},
    Row{104, chat, "not found"},
    Row{113, person, "invalid user id"},
    Row{125, our_bug, "invalid community id"},
    Row{203, authority, "no access to the community", "check the rights of the token"},
    Row{600, chat, "not permitted"},
    Row{601, long_transient, "too many actions this day"},
    Row{900, person, "the user is on the blacklist"},
    Row{901, person, "the user did not allow messages", allow_messages},
    Row{902, person, "the user's privacy forbids messages", allow_messages},
    Row{907, transient, "too old a long poll position"},
    Row{908, transient, "too new a long poll position"},
    Row{909, chat, "too old to be edited"},
    Row{911, our_bug, "bad keyboard"},
    Row{912, authority, "the community's bot is off",
        "switch on bot abilities in the community's settings, Messages"},
    Row{913, our_bug, "too many forwarded messages"},
    Row{914, our_bug, "the message is too long"},
    Row{917, chat, "no access to this chat", make_admin},
    Row{919, chat, "may not see the invite link", make_admin},
    Row{920, chat, "cannot be edited"},
    Row{921, chat, "cannot be forwarded"},
    Row{922, chat, "the service account left this chat", make_admin},
    Row{924, chat, "cannot be deleted"},
    Row{925, chat, "the service account is not an administrator of this chat", make_admin},
    Row{927, chat, "the chat does not exist"},
    Row{931, chat, "may not change the invite link", make_admin},
    Row{932, chat, "the community cannot interact with this chat"},
    Row{935, transient, "the user is not in the chat"},
    Row{936, person, "the user is not reachable"},
    Row{939, person, "a message request was sent already"},
    Row{940, person, "too many messages"},
    Row{942, chat, "cannot be pinned"},
    Row{943, person, "the intent cannot be used"},
    Row{944, person, "limits of the intent"},
    Row{945, chat, "the chat is switched off"},
    Row{946, chat, "this kind of chat is not supported"},
    Row{947, person, "no access to the community",
        "this person must join the closed community first"},
    Row{949, chat, "cannot be edited"},
    Row{950, chat, "the time to answer has passed"},
    Row{962, person, "only for donors of the community"},
    Row{967, person, "not an employee: the chat is a work chat"},
    Row{969, chat, "the message cannot be forwarded"},
    Row{970, chat, "cannot be pinned"},
    Row{974, chat, "the folder does not exist"},
    Row{981, person, "the user's privacy forbids adding", send_link},
    Row{982, long_transient, "adding to chats is forbidden for a while", wait_spam},
    Row{983, chat, "the service account may not write to this chat", make_admin},
    Row{984, long_transient, "the account has a spam restriction", wait_spam},
    Row{985, person, "the community only notifies", allow_messages},
    Row{987, person, "a message request is needed", allow_messages},
    Row{988, person, "a message request is pending", allow_messages},
    Row{990, transient, "the device cache must be dropped"},
    Row{995, transient, "the messenger is degraded"},
    Row{1009, chat, "reactions are off"},
    Row{1010, chat, "reactions are off"},
    Row{1011, chat, "reactions are off"},
    Row{1012, chat, "writing is off in this chat"},
    Row{1017, chat, "the chat was deleted"},
    Row{1019, person, "not a member of the chat's organisation"},
    Row{1105, long_transient, "too many attempts to log in"},
    Row{1114, authority, "the anonymous token expired", new_token},
    Row{1116, authority, "the anonymous token is not valid", new_token},
    Row{1117, authority, "the token expired", new_token},
    Row{1118, authority, "the token belongs to another address", new_token},
    Row{3300, needs_human, "confirmation by a person needed", log_in},
    Row{3301, needs_human, "confirmation by phone needed", log_in},
    Row{3302, needs_human, "confirmation by password needed", log_in},
    Row{3303, needs_human, "confirmation by code needed", log_in},
    Row{3304, needs_human, "confirmation by e-mail needed", log_in},
    Row{3305, needs_human, "confirmation by payment needed", log_in},
    Row{3609, authority, "the token must be extended", new_token},
    Row{3610, person, "the user is deactivated"},
    Row{3611, person, "the service is off for this user"},
    Row{9999, our_bug, "unsupported HTTP method"},
    Row{11500, needs_human, "confirmation of the action needed", log_in},
};
static_assert(std::ranges::is_sorted(table, {}, &Row::code));

/// Codes after which no call with this token can succeed.
constexpr std::array dead_token{2,  4,  5,   11,   20,   21,   27,   28,
                                37, 42, 101, 1114, 1116, 1117, 1118, 3609};

Row row_of(int code) {
    const auto found = std::ranges::lower_bound(table, code, {}, &Row::code);
    if (found != table.end() && found->code == code) return *found;
    return {code, transient, "a code unknown to rosterd"};
}

/// Who cannot be added may still come by himself (vk.md §2.3, §2.4). Not after 947: a closed
/// community lets nobody into its chats but its members, by whatever way.
bool may_come_by_link(const Row& row, CallKind kind) {
    return kind == CallKind::add && row.kind == person && (row.code == 15 || row.code == 981);
}

bool concerns_a_person(CallKind kind) {
    return kind == CallKind::add || kind == CallKind::remove || kind == CallKind::role ||
           kind == CallKind::send;
}

/// Error 15 is many errors; its text and sub-code tell them apart (vk.md §2.4).
Row access_denied(const VkError& error, CallKind kind) {
    if (error.subcode == 1133 || error.subcode == 1134 || kind == CallKind::events ||
        contains_words(error.text, "no access to call this method")) {
        return {15, authority, "the token may not call this method",
                "check the kind and the rights of the token"};
    }
    if (kind == CallKind::add) {
        return {15, person, "this user cannot be added by the service account", send_link};
    }
    if (kind == CallKind::remove) {
        return {15, person, "this user cannot be removed by the service account",
                "an owner or administrator must be removed by the chat's owner"};
    }
    return {15, concerns_a_person(kind) ? person : chat, "access denied", make_admin};
}

Row row_for(const VkError& error, CallKind kind) {
    Row row = row_of(error.code);
    if (error.code == 15) row = access_denied(error, kind);
    if (error.code == 7 && kind == CallKind::send) row.kind = person;
    if (error.code == 27 && contains_words(error.text, "method is unavailable")) {
        row = {27, our_bug, "the method is not for a community's token"};
    }
    const bool doubtful = error.code == 1 || error.code == 10 || error.code == 36;
    const bool not_repeatable = kind == CallKind::create || kind == CallKind::call_start;
    if (doubtful && not_repeatable) row.kind = ErrorKind::unknown_outcome;
    if (row.kind == ErrorKind::unknown_outcome && only_reads(kind)) row.kind = transient;
    return row;
}

/// The wanted state is there although the call says "error".
bool already_so(const VkError& error, CallKind kind) {
    if (kind == CallKind::add)
        return error.code == 15 && contains_words(error.text, "user already in");
    if (kind == CallKind::remove) return error.code == 935;
    if (kind == CallKind::leave) {
        constexpr std::array gone{917, 922, 927, 935, 1017};
        return std::ranges::find(gone, error.code) != gone.end();
    }
    if (kind == CallKind::call_finish) {
        constexpr std::array over{104, 951, 9000};  // vk.md §4.9
        return std::ranges::find(over, error.code) != over.end();
    }
    return false;
}

Rest rest_after(const Row& row) {
    if (row.kind == needs_human || row.code == 982 || row.code == 984) return Rest::hour;
    if (row.code == 29 || row.code == 601) return Rest::midnight;
    return row.kind == long_transient ? Rest::minutes : Rest::none;
}

}  // namespace

bool only_reads(CallKind kind) {
    return kind == CallKind::account || kind == CallKind::members || kind == CallKind::chats ||
           kind == CallKind::link || kind == CallKind::events;
}

Verdict judge(const VkError& error, CallKind kind) {
    Verdict verdict;
    if (already_so(error, kind)) {
        // "already in" is also said of people who left by themselves: only a read tells.
        verdict.reread = kind == CallKind::add;
        return verdict;
    }
    if (error.code == 939 && kind == CallKind::add) {
        verdict.invited = true;
        return verdict;
    }
    const Row row = row_for(error, kind);
    verdict.error =
        Error{row.kind, "error " + std::to_string(error.code) + ": " + std::string{row.words},
              std::string{row.hint}};
    const bool unclear = row.code == 1 || row.code == 10 || row.code == 36 || row.code == 935 ||
                         row.kind == ErrorKind::unknown_outcome;
    verdict.reread = unclear && concerns_a_person(kind) && kind != CallKind::send;
    verdict.stops_account =
        row.kind == authority && std::ranges::find(dead_token, error.code) != dead_token.end();
    verdict.must_be_invited = may_come_by_link(row, kind);
    verdict.rest = rest_after(row);
    return verdict;
}

UnixSeconds rest_until(Rest rest, unsigned times, UnixSeconds now) {
    constexpr UnixSeconds hour = 3600;
    constexpr UnixSeconds day = 24 * hour;
    constexpr UnixSeconds moscow = 3 * hour;  // no summer time since 2014
    const UnixSeconds growth = UnixSeconds{1} << std::min(times > 0 ? times - 1 : 0U, 10U);
    switch (rest) {
        case Rest::none:
            return now;
        case Rest::minutes:
            return now + std::min(day, 600 * growth);
        case Rest::hour:
            return now + std::min(day, hour * growth);
        case Rest::midnight:
            return ((now + moscow) / day + 1) * day - moscow;
    }
    return now;
}

}  // namespace rosterd::vk
