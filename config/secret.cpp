// Secret files: lookup order, size and mode.
#include "config/secret.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <system_error>
#include <vector>

namespace rosterd::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_name_max = 255;
/// The units pass two folders whole, as credentials "sealed" and "secret"; systemd.exec(5) names
/// their files so. Who has sealed a secret may have forgotten the plain one: the sealed one counts.
constexpr std::array<std::string_view, 2> folder_credential_prefixes{"sealed_", "secret_"};
constexpr std::string_view white_space = " \t\r\n";

Error unusable(const fs::path& file, std::string_view what, std::string hint = {}) {
    return Error{ErrorKind::invalid_input, fmt::format("secret {}: {}", file.string(), what),
                 std::move(hint)};
}

Result<std::string> contents_of(const fs::path& file) {
    std::ifstream input{file, std::ios::binary};
    if (!input.is_open()) {
        return unusable(file, "cannot be opened", "it must be readable for the daemon's user");
    }
    std::string text(secret_bytes_max + 1, '\0');
    input.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (input.bad()) return unusable(file, "cannot be read");
    text.resize(static_cast<std::size_t>(input.gcount()));
    if (text.size() > secret_bytes_max) {
        return unusable(file, fmt::format("longer than {} bytes", secret_bytes_max));
    }
    return text;
}

}  // namespace

fs::path secret_path(std::string_view written, const fs::path& configuration_folder,
                     const fs::path& credentials_directory) {
    const fs::path path{written};
    if (path.is_absolute()) return path;
    if (written.find('/') == std::string_view::npos) {
        std::vector<fs::path> places;
        if (!credentials_directory.empty()) {
            places.push_back(credentials_directory / path);
            for (const std::string_view prefix : folder_credential_prefixes) {
                places.push_back(credentials_directory / fmt::format("{}{}", prefix, written));
            }
        }
        places.push_back(configuration_folder / "secrets" / path);
        std::error_code code;
        for (const fs::path& place : places) {
            if (fs::exists(place, code)) return place.lexically_normal();
        }
    }
    return (configuration_folder / path).lexically_normal();
}

bool holds_secret(std::string_view text) {
    return text.find("vk1.a.") != std::string_view::npos ||
           text.find("password=") != std::string_view::npos;
}

bool looks_like_secret(std::string_view written) {
    constexpr std::array<std::string_view, 5> marks{"://",
                                                    "password=", "host=", "dbname=", "vk1.a."};
    for (const std::string_view mark : marks) {
        if (written.find(mark) != std::string_view::npos) return true;
    }
    const auto slash = written.find_last_of('/');
    const auto name = slash == std::string_view::npos ? written : written.substr(slash + 1);
    constexpr std::size_t hex_token_length = 64;
    return name.size() > file_name_max ||
           (name.size() >= hex_token_length &&
            name.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos);
}

Result<Secret> read_secret(const fs::path& file) {
    std::error_code code;
    const fs::file_status status = fs::status(file, code);
    if (status.type() == fs::file_type::not_found) {
        return Error{ErrorKind::not_found, fmt::format("secret {}: no such file", file.string()),
                     "create it with mode 0600 in the folder secrets beside the configuration"};
    }
    if (!fs::is_regular_file(status)) return unusable(file, "not a readable regular file");
    auto text = contents_of(file);
    if (!text) return std::move(text).error();
    const auto first = text->find_first_not_of(white_space);
    if (first == std::string::npos) return unusable(file, "empty");
    Secret secret{text->substr(first, text->find_last_not_of(white_space) - first + 1), {}};
    if (secret.value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos) {
        return unusable(file, "has several lines, expected one");
    }
    constexpr fs::perms others = fs::perms::others_read | fs::perms::others_write;
    if ((status.permissions() & others) != fs::perms::none) {
        secret.warning = fmt::format(
            "secret {}: every user of this machine may read or change "
            "it; chmod 0600",
            file.string());
    }
    return secret;
}

}  // namespace rosterd::config
