// The table of refusals, as ejabberd 23.01 writes them (docs/ejabberd.md).
#include "adapters/platform/ejabberd/ejabberd_error.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <string_view>

namespace rosterd::ejabberd {
namespace {

/// The body is either {"status":"error","code":32,"message":"..."} or a text in quotes.
struct Refusal {
    int status = 0;
    int code = 0;
    std::string message;
};

struct Row {
    int status;               ///< 0: any
    int code;                 ///< of the JSON object; 0: any
    std::string_view begins;  ///< how the message begins; empty: any
    ErrorKind kind;
    std::string_view words;
    std::string_view hint{};
};

constexpr auto authority = ErrorKind::authority;
constexpr auto transient = ErrorKind::transient;
constexpr auto chat = ErrorKind::permanent_chat;
constexpr auto our_bug = ErrorKind::our_bug;

constexpr std::string_view no_room = "the room does not exist";
constexpr std::string_view check_secret = "check user, token_kind and the secret file, then reload";
constexpr std::string_view check_rights =
    "allow the commands of docs/ejabberd.md to the account in api_permissions of ejabberd.yml";
constexpr std::string_view check_modules =
    "load mod_muc_admin and mod_admin_extra in ejabberd.yml; see docs/ejabberd.md";
constexpr std::string_view check_listener =
    "base_url must be the listener with `/api: mod_http_api` among its request_handlers";
constexpr std::string_view check_service = "check muc of this account";
constexpr std::string_view check_host = "check host of this account";

// The first row that fits counts.
constexpr std::array table{
    Row{401, 0, "", authority, "the account or its secret is not accepted", check_secret},
    Row{403, 0, "", authority, "the command is not allowed", check_rights},
    Row{404, 40, "", authority, "the server does not know the command", check_modules},
    Row{404, 44, "", authority, "the server does not know the command", check_modules},
    Row{404, 0, "", authority, "the server has no HTTP API at this address", check_listener},
    Row{400, 0, "The room does not exist", chat, no_room},
    Row{400, 0, "Room doesn't exist", chat, no_room},
    Row{400, 0, "Room not found", chat, no_room},
    Row{400, 0, "room_not_found", chat, no_room},
    Row{400, 0, "Room already exists", transient, "another room has this name"},
    Row{400, 0, "Unable to start room", chat, "the room could not be started"},
    Row{400, 0, "Unable to perform change", chat, "the room did not take the change"},
    Row{400, 0, "Invalid 'service'", authority, "the service of rooms is not served",
        check_service},
    Row{400, 0, "Invalid 'host'", authority, "the service of rooms is not served", check_service},
    Row{400, 0, "Invalid 'serverhost'", authority, "the host is not served", check_host},
    Row{400, 0, "Unknown virtual host", authority, "the host is not served", check_host},
    Row{400, 0, "Invalid affiliation", our_bug, "unknown affiliation"},
    Row{400, 0, "Invalid 'name'", our_bug, "invalid name of a room"},
    Row{400, 0, "Request have", our_bug, "arguments of the command are wrong"},
    Row{400, 0, "Invalid JSON", our_bug, "the request is no JSON"},
    Row{400, 0, "Missing", our_bug, "the request has no content"},
    Row{400, 0, "400 Bad Request", our_bug, "the request is malformed"},
    Row{400, 0, "JID malformed", our_bug, "an address is malformed"},
    Row{400, 0, "no element found", our_bug, "a message is no XML"},
    Row{408, 0, "", transient, "the request came too slowly"},
    Row{413, 0, "", our_bug, "the request is too long"},
    Row{429, 0, "", transient, "too many requests"},
    Row{500, 0, "", transient, "internal server error"},
    Row{502, 0, "", transient, "the server does not answer its proxy"},
    Row{503, 0, "", transient, "the server is busy or starting"},
    Row{504, 0, "", transient, "timed out behind a proxy"},
};

Refusal read(const http::Response& response) {
    constexpr std::size_t body_bytes_max = 64U * 1024;
    Refusal refusal{.status = response.status, .code = 0, .message = {}};
    if (response.body.size() > body_bytes_max) return refusal;
    boost::json::error_code broken;
    const auto body = boost::json::parse(response.body, broken);
    if (broken) return refusal;
    if (body.is_string()) refusal.message = body.get_string();
    if (const auto* object = body.if_object()) {
        const auto* code = object->if_contains("code");
        if (code != nullptr && code->is_int64()) refusal.code = static_cast<int>(code->get_int64());
        const auto* message = object->if_contains("message");
        if (message != nullptr && message->is_string()) refusal.message = message->get_string();
    }
    return refusal;
}

bool fits(const Row& row, const Refusal& refusal) {
    return (row.status == 0 || row.status == refusal.status) &&
           (row.code == 0 || row.code == refusal.code) && refusal.message.starts_with(row.begins);
}

Row row_for(const Refusal& refusal, CallKind kind) {
    // A service that does not exist crashes this one command.
    if (kind == CallKind::rooms && refusal.status == 500) {
        return {500, 0, "", authority, "the rooms of the service cannot be listed", check_service};
    }
    for (const Row& row : table) {
        if (fits(row, refusal)) return row;
    }
    // ejabberd says no in this way, and would say it again: only this room has to wait.
    const bool definite = refusal.status >= 400 && refusal.status < 500;
    const bool of_a_room = kind != CallKind::users && kind != CallKind::rooms;
    return {refusal.status, 0, "", definite && of_a_room ? chat : transient,
            "a refusal unknown to rosterd"};
}

/// The request may have been carried out although its answer says nothing.
bool leaves_doubt(const Refusal& refusal) {
    return refusal.status >= 500 && refusal.status != 503;
}

}  // namespace

bool only_reads(CallKind kind) {
    return kind == CallKind::users || kind == CallKind::rooms || kind == CallKind::options ||
           kind == CallKind::members;
}

Verdict judge(const http::Response& response, CallKind kind) {
    const Refusal refusal = read(response);
    const Row row = row_for(refusal, kind);
    Verdict verdict;
    if (kind == CallKind::destroy && row.words == no_room) return verdict;
    verdict.error = Error{row.kind, std::to_string(refusal.status) + ": " + std::string{row.words},
                          std::string{row.hint}};
    const bool must_not_be_repeated = kind == CallKind::create || kind == CallKind::send;
    if (must_not_be_repeated && leaves_doubt(refusal)) {
        verdict.error->kind = ErrorKind::unknown_outcome;
    }
    verdict.stops_account = refusal.status == 401;
    verdict.name_is_taken = refusal.message.starts_with("Room already exists");
    return verdict;
}

}  // namespace rosterd::ejabberd
