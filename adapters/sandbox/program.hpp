// The command line of rosterd-sandbox as a value. It opens nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sandbox/max_service.hpp"
#include "adapters/sandbox/vk_service.hpp"
#include "adapters/sandbox/world.hpp"
#include "reconciler/result.hpp"

namespace rosterd::sandbox {

struct ProgramOptions {
    std::string listen = "127.0.0.1:0";
    std::string port_file;
    std::string state_file;
    std::string certificate_file;
    std::string key_file;
    std::vector<std::string> tokens;
    std::string record_folder;          ///< empty: exchanges are not recorded
    std::string bigbluebutton_secret;   ///< empty: no BigBlueButton server
    std::vector<std::string> max_bots;  ///< none: no MAX Bot API
    std::string max_mode = "observed";
    int max_removed_status = 404;
    bool max_strange = false;
    bool max_webhook_loopback = false;
    std::int64_t max_webhook_retry_ms = 60'000;
    std::string max_webhook_ca_file;
    MemberId last_person = person_id_limit - 1;
    std::uint64_t seed = 0;
    int chaos_per_mille = 0;
};

/// "user:TOKEN:17", "community:TOKEN:123456" or with ":RATE" (calls per second) behind.
/// Errors: invalid_input; the text never holds the token.
[[nodiscard]] Result<Account> to_account(const std::string& text);

struct MaxBot {
    std::string token;
    max::UserId id;
    std::string username;
    std::size_t calls_per_second = max::bot_calls_per_second;
};

/// "TOKEN:BOT_ID", "TOKEN:BOT_ID:USERNAME" or with ":RATE" (calls per second) behind. Without a
/// name the bot is "bot" and its id. Errors: invalid_input; the text never holds the token.
[[nodiscard]] Result<MaxBot> to_max_bot(const std::string& text);

/// Errors: invalid_input, for a mode that is none.
[[nodiscard]] Result<max::Settings> max_settings(const ProgramOptions& options);

/// "8080" is "127.0.0.1:8080"; anything with a colon stays.
[[nodiscard]] std::string to_listen_address(const std::string& text);

/// Writes the whole file or none of it (a temporary beside it, then rename).
/// Errors: refused, with the system's word.
[[nodiscard]] Result<void> write_whole(const std::string& path, const std::string& content);

}  // namespace rosterd::sandbox
