// Secrets are files: where one lies, and reading it. Contents never reach a message or a log.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd::config {

inline constexpr std::size_t secret_bytes_max = 64 * 1024;

struct Secret {
    std::string value;    ///< without white space around it; never empty
    std::string warning;  ///< about the file's mode; empty: all is well
};

/// Where the secret named `written` lies: an absolute path as it is; a bare name at the first of
/// these places that has such a file: `credentials_directory` (systemd's, empty: none) under its
/// own name, there as a file of the folders that the units pass whole (the encrypted one first),
/// the folder `secrets` beside the configuration file, where root finds what systemd passes; else,
/// like any relative path, beside the configuration file.
[[nodiscard]] std::filesystem::path secret_path(std::string_view written,
                                                const std::filesystem::path& configuration_folder,
                                                const std::filesystem::path& credentials_directory);

/// True for text that is most likely the secret itself, put where its file's name belongs.
[[nodiscard]] bool looks_like_secret(std::string_view written);

/// True for text with a secret in it beyond doubt: a VK token, a DSN with its password.
[[nodiscard]] bool holds_secret(std::string_view text);

/// Reads a secret of one line. Blocking, short.
/// Errors: not_found (no such file); invalid_input (not readable, no regular file, empty, more
/// than one line, too long). All name the path, none the contents.
[[nodiscard]] Result<Secret> read_secret(const std::filesystem::path& file);

}  // namespace rosterd::config
