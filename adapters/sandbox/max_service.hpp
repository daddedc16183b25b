// The MAX Bot API without sockets: tokens, quotas, faults, modes and the log of calls, over the
// Messenger.
//
// What is not simulated: channels and their comments, uploads (POST /uploads answers like any
// unknown path), markup of texts, stickers and videos. Names of methods in faults and in the log
// are "GET /chats/{chatId}/members" and so on. A fault of kind error_code takes an HTTP status as
// its code; 200 is a simple answer with success false. One of kind error_in_200 puts the same
// status into the body only.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/call_log.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/max_methods.hpp"
#include "adapters/sandbox/quota.hpp"

namespace rosterd::sandbox::max {

inline constexpr std::size_t bot_calls_per_second = 30;  // max.md §1.3

/// One request, its target taken apart.
struct ApiRequest {
    std::string_view verb;
    std::string_view path;
    Parameters query{};
    std::optional<std::string> authorization{};  ///< the whole header; nothing: there was none
    std::string body{};
};

struct ServiceAnswer {
    http::Response response;
    std::chrono::milliseconds delay{0};
    bool off_schema = false;  ///< by a fault: no schema has such answers
};

/// Checks the token first (401), then the quota (429), then the path (404, 405), then the method's
/// own. Refers to its parts. Not thread-safe.
class Service {
  public:
    Service(Messenger& messenger, Faults& faults, CallLog& log)
        : messenger_{messenger}, faults_{faults}, log_{log} {}

    /// Without a bot that has a token there is no such server.
    [[nodiscard]] bool exists() const;
    /// Calls per second of one bot; 0: no limit.
    void set_rate(UserId bot, std::size_t calls_per_second);

    [[nodiscard]] ServiceAnswer answer(const ApiRequest& request, Moment now);

    /// How long a GET /updates would wait for its first update; zero when it has one already, is
    /// refused, or for any other request.
    [[nodiscard]] std::chrono::milliseconds patience(const ApiRequest& request) const;

  private:
    [[nodiscard]] Answer perform(const ApiRequest& request, const Match& match, Bot* bot,
                                 Moment now);
    [[nodiscard]] bool admit_write(UserId bot, ChatId chat, Moment now);
    [[nodiscard]] bool admit_poll(UserId bot, Moment now);
    void log(const ApiRequest& request, const Match& match, UserId bot, int error, Moment now);

    Messenger& messenger_;
    Faults& faults_;
    CallLog& log_;
    std::map<UserId, Quota> calls_;
    std::map<UserId, Quota> polls_;
    std::map<std::pair<UserId, ChatId>, Quota> writes_;
};

/// What the Authorization header says. Errors: 401 with the text for its kind of wrongness.
[[nodiscard]] Outcome<std::string> token_of(const std::optional<std::string>& authorization);

}  // namespace rosterd::sandbox::max
