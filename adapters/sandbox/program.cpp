// Reading the command line's values and writing files whole.
#include "adapters/sandbox/program.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox {
namespace {

std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t colon = text.find(':'); colon != std::string::npos;
         colon = text.find(':', begin)) {
        parts.push_back(text.substr(begin, colon - begin));
        begin = colon + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

Error bad_token(std::string what) {
    return {ErrorKind::invalid_input, "--token: " + std::move(what),
            "Use user:TOKEN:17 or community:TOKEN:123456, with :RATE behind if wanted."};
}

Error bad_bot(std::string what) {
    return {ErrorKind::invalid_input, "--max-bot: " + std::move(what),
            "Use TOKEN:500 or TOKEN:500:school_bot, with :RATE behind if wanted."};
}

/// Calls per second in words; nothing when it is out of range.
std::optional<std::size_t> to_rate(const std::string& text) {
    const auto rate = to_integer(text);
    if (!rate || *rate < 1 || *rate > 1'000'000) return std::nullopt;
    return static_cast<std::size_t>(*rate);
}

}  // namespace

Result<Account> to_account(const std::string& text) {
    const auto parts = parts_of(text);
    if (parts.size() != 3 && parts.size() != 4) return bad_token("not three or four parts");
    const bool community = parts[0] == "community";
    if (!community && parts[0] != "user") return bad_token("neither user nor community");
    if (parts[1].empty()) return bad_token("the token is empty");
    const auto owner = to_integer(parts[2]);
    if (!owner || *owner <= 0 || *owner >= person_id_limit) return bad_token("the id is no id");
    Account account{.token = parts[1], .owner = community ? -*owner : *owner};
    if (parts.size() == 4) {
        const auto rate = to_rate(parts[3]);
        if (!rate) return bad_token("the rate is not 1...1000000");
        account.calls_per_second = *rate;
    }
    return account;
}

Result<MaxBot> to_max_bot(const std::string& text) {
    const auto parts = parts_of(text);
    if (parts.size() < 2 || parts.size() > 4) return bad_bot("not two, three or four parts");
    if (parts[0].empty()) return bad_bot("the token is empty");
    const auto id = to_integer(parts[1]);
    if (!id || *id <= 0 || *id >= max::user_id_limit) return bad_bot("the id is no id");
    MaxBot bot{.token = parts[0], .id = *id, .username = "bot" + parts[1]};
    if (parts.size() > 2 && !parts[2].empty()) bot.username = parts[2];
    if (parts.size() == 4) {
        const auto rate = to_rate(parts[3]);
        if (!rate) return bad_bot("the rate is not 1...1000000");
        bot.calls_per_second = *rate;
    }
    return bot;
}

Result<max::Settings> max_settings(const ProgramOptions& options) {
    const auto mode = max::to_mode(options.max_mode);
    if (!mode) {
        return Error{ErrorKind::invalid_input, "--max-mode: no such mode",
                     "Use legacy, documented or observed."};
    }
    max::Settings settings;
    settings.mode = *mode;
    settings.removed_status = options.max_removed_status;
    settings.unknown_permissions = options.max_strange;
    settings.unknown_updates = options.max_strange;
    settings.unknown_fields = options.max_strange;
    settings.loopback_webhooks = options.max_webhook_loopback;
    settings.webhook_first_retry = std::chrono::milliseconds{options.max_webhook_retry_ms};
    return settings;
}

std::string to_listen_address(const std::string& text) {
    return text.find(':') == std::string::npos ? "127.0.0.1:" + text : text;
}

Result<void> write_whole(const std::string& path, const std::string& content) {
    const std::string beside = path + ".new";
    {
        std::ofstream file{beside, std::ios::binary | std::ios::trunc};
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
        file.flush();
        if (!file) {
            const std::error_code problem{errno, std::generic_category()};
            return Error{ErrorKind::refused, "write " + beside + ": " + problem.message()};
        }
    }
    std::error_code problem;
    std::filesystem::rename(beside, path, problem);
    if (problem) return Error{ErrorKind::refused, "write " + path + ": " + problem.message()};
    return {};
}

}  // namespace rosterd::sandbox
