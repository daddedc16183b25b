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
        const auto rate = to_integer(parts[3]);
        if (!rate || *rate < 1 || *rate > 1'000'000)
            return bad_token("the rate is not 1...1000000");
        account.calls_per_second = static_cast<std::size_t>(*rate);
    }
    return account;
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
