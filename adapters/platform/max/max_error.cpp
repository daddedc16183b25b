// The table of MAX's error codes (max.md §1.4), and the codes whose meaning depends on the call.
#include "adapters/platform/max/max_error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/platform/contains_words.hpp"

namespace rosterd::max {
namespace {

struct Row {
    ErrorKind kind;
    std::string_view words;
    std::string_view hint{};
};

constexpr auto transient = ErrorKind::transient;
constexpr auto authority = ErrorKind::authority;
constexpr auto person = ErrorKind::permanent_person;
constexpr auto chat = ErrorKind::permanent_chat;
constexpr auto our_bug = ErrorKind::our_bug;

constexpr std::string_view new_token = "put a new token into the account's token file and reload";
constexpr std::string_view start_bot =
    "this person must open the bot and press Start; then it can write to him";
constexpr std::string_view send_link = "send this person the chat's invite link";
constexpr std::string_view bring_back =
    "a person must add the bot to the chat again and make it an administrator";
constexpr std::string_view no_success = "refused without a code";

/// The permission that a call needs (max.md §2.1).
std::string_view missing_permission(CallKind kind) {
    switch (kind) {
        case CallKind::add:
        case CallKind::remove:
            return "make the bot an administrator of this chat with the permission "
                   "add_remove_members";
        case CallKind::promote:
        case CallKind::demote:
            return "make the bot an administrator of this chat with the permission add_admins";
        case CallKind::rename:
            return "make the bot an administrator of this chat with the permission "
                   "change_chat_info";
        case CallKind::members:
        case CallKind::history:
        case CallKind::post:
        case CallKind::edit:
            return "make the bot an administrator of this chat with the permission "
                   "read_all_messages";
        case CallKind::identity:
        case CallKind::chat:
        case CallKind::membership:
        case CallKind::events:
        case CallKind::subscriptions:
        case CallKind::leave:
        case CallKind::subscribe:
            return bring_back;
        case CallKind::direct:
            return start_bot;
    }
    return {};
}

}  // namespace

bool tells_of_rights(const MaxError& error) {
    return contains_words(error.text, "access rights");
}

namespace {

/// A missing permission is the chat's trouble, but what the others of the chat need may be allowed:
/// who cannot be added or appointed waits alone.
Row forbidden(CallKind kind) {
    if (kind == CallKind::direct) {
        return {person, "the person has not started the bot, or has stopped it", start_bot};
    }
    const bool waits_alone =
        kind == CallKind::add || kind == CallKind::promote || kind == CallKind::demote;
    return {waits_alone ? person : chat, "the bot may not do this in this chat",
            missing_permission(kind)};
}

Row missing(CallKind kind) {
    switch (kind) {
        case CallKind::direct:
            return {person, "the person is not known to the bot", start_bot};
        case CallKind::remove:
        case CallKind::promote:
        case CallKind::demote:
            return {person, "the person is not in this chat"};
        case CallKind::edit:
            return {chat, "the message does not exist"};
        case CallKind::identity:
        case CallKind::events:
        case CallKind::subscriptions:
        case CallKind::subscribe:
            return {our_bug, "unknown method"};
        case CallKind::chat:
        case CallKind::members:
        case CallKind::membership:
        case CallKind::history:
        case CallKind::add:
        case CallKind::rename:
        case CallKind::leave:
        case CallKind::post:
            return {chat, "not found"};
    }
    return {transient, "not found"};
}

/// success:false, which comes with HTTP 200 and no code.
Row unsuccessful(const MaxError& error, CallKind kind) {
    if (tells_of_rights(error)) return forbidden(kind);
    if (kind == CallKind::remove) {
        return {person, "this person cannot be removed by the bot",
                "an owner or administrator must be removed by the chat's owner"};
    }
    if (kind == CallKind::promote || kind == CallKind::demote) {
        return {person, "this person's rights cannot be changed by the bot",
                "the chat's owner can change them by hand"};
    }
    if (kind == CallKind::direct) return {person, no_success, start_bot};
    if (kind == CallKind::subscribe) return {ErrorKind::refused, no_success};
    return {chat, no_success, missing_permission(kind)};
}

Row failed_inside(int status, CallKind kind) {
    // 503 says that nobody took the request; after the others it may have been done.
    const bool taken = status != 503;
    if (only_reads(kind) || !taken) return {transient, "the platform is busy or failed"};
    return {ErrorKind::unknown_outcome, "the platform failed on the way"};
}

Row not_supported(CallKind kind) {
    if (kind == CallKind::events) {
        return {ErrorKind::refused, "updates go to a webhook, not to this poll",
                "configure webhook.url of this account, or end the bot's other subscription"};
    }
    return {our_bug, "the platform does not have this method"};
}

Row by_status(const MaxError& error, CallKind kind) {
    if (error.status == 401) return {authority, "the token is not valid", new_token};
    if (error.status == 403) return forbidden(kind);
    if (error.status == 404 || error.status == 410) return missing(kind);
    if (error.status == 405) return not_supported(kind);
    if (error.status == 429) return {transient, "too many requests"};
    if (error.status >= 500) return failed_inside(error.status, kind);
    if (error.status < 300 && error.code.empty()) return unsuccessful(error, kind);
    return {our_bug, "a parameter is missing or wrong"};
}

Row row_for(const MaxError& error, CallKind kind) {
    if (error.code == "verify.token") return {authority, "the token is not valid", new_token};
    if (error.code == "chat.denied" || error.code == "access.denied") return forbidden(kind);
    if (error.code == "chat.not.found") {
        Row row = missing(kind);
        if (kind != CallKind::direct) row = {chat, "the chat does not exist for us", bring_back};
        return row;
    }
    if (error.code == "not.found") return missing(kind);
    if (error.code == "proto.payload") return {our_bug, "a parameter is missing or wrong"};
    if (error.code == "attachment.not.ready") return {transient, "an attachment is not ready"};
    if (error.code == "method.not.allowed") return not_supported(kind);
    if (error.code == "too.many.requests") return {transient, "too many requests"};
    if (error.code == "internal") return failed_inside(500, kind);
    if (error.code == "service.unavailable") return failed_inside(503, kind);
    return by_status(error, kind);
}

bool concerns_members(CallKind kind) {
    return kind == CallKind::add || kind == CallKind::remove || kind == CallKind::promote ||
           kind == CallKind::demote;
}

std::string name_of(const MaxError& error) {
    const std::string status = "HTTP " + std::to_string(error.status);
    const std::string code = printable_code(error.code);
    return code.empty() ? status : code + " (" + status + ")";
}

}  // namespace

bool only_reads(CallKind kind) {
    switch (kind) {
        case CallKind::identity:
        case CallKind::chat:
        case CallKind::members:
        case CallKind::membership:
        case CallKind::history:
        case CallKind::events:
        case CallKind::subscriptions:
            return true;
        case CallKind::add:
        case CallKind::remove:
        case CallKind::promote:
        case CallKind::demote:
        case CallKind::rename:
        case CallKind::leave:
        case CallKind::post:
        case CallKind::edit:
        case CallKind::direct:
        case CallKind::subscribe:
            return false;
    }
    return false;
}

Verdict judge(const MaxError& error, CallKind kind) {
    const Row row = row_for(error, kind);
    Verdict verdict;
    verdict.error =
        Error{row.kind, name_of(error) + ": " + std::string{row.words}, std::string{row.hint}};
    verdict.reread = row.kind == ErrorKind::unknown_outcome && concerns_members(kind);
    verdict.stops_account = row.kind == authority;
    verdict.nobody_answers = row.kind == transient || row.kind == ErrorKind::unknown_outcome;
    return verdict;
}

bool is_definite_refusal(const Error& error) {
    return error.kind == ErrorKind::permanent_person || error.kind == ErrorKind::permanent_chat ||
           error.kind == ErrorKind::our_bug || error.kind == ErrorKind::refused;
}

bool is_too_many(const MaxError& error) {
    return error.status == 429 || error.code == "too.many.requests";
}

bool may_have_vanished(const MaxError& error) {
    return error.status == 404 || error.status == 405 || error.status == 410;
}

std::string printable_code(const std::string& code) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    };
    return code.size() <= 40 && std::ranges::all_of(code, plain) ? code : std::string{};
}

Error not_added(const std::string& code) {
    if (code == "add.participant.privacy") {
        return {person, code + ": the person's privacy forbids adding", std::string{send_link}};
    }
    if (code == "add.participant.not.found") {
        return {person, code + ": there is no such person"};
    }
    const std::string shown = printable_code(code);
    return {person, (shown.empty() ? "no reason told" : shown) + ": the person was not added",
            std::string{send_link}};
}

Error adding_withdrawn(int status) {
    return {person,
            "MAX has withdrawn the adding of people: POST members answered HTTP " +
                std::to_string(status),
            std::string{send_link}};
}

}  // namespace rosterd::max
