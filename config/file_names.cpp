// Paths as they are written become absolute ones.
#include "config/file_names.hpp"

#include <fmt/format.h>

#include "config/secret.hpp"

namespace rosterd::config {

namespace fs = std::filesystem;

fs::path FileNames::path(MappingReader& reader, std::string_view key,
                         std::string_view fallback) const {
    const fs::path written{reader.text(key, fallback)};
    if (written.empty() || written.is_absolute()) return written;
    return (folder_ / written).lexically_normal();
}

fs::path FileNames::secret(MappingReader& reader, std::string_view key,
                           std::string_view fallback) const {
    const std::string written = reader.text(key, fallback);
    if (written.empty()) return {};
    if (looks_like_secret(written)) {
        problems_.error(reader.place(key),
                        fmt::format("'{}': found what looks like the secret itself, expected the "
                                    "name of a file that holds it",
                                    key),
                        "move it into a file with mode 0600; if others could read this file, "
                        "replace the secret");
        return {};
    }
    return secret_path(written, folder_, credentials_);
}

}  // namespace rosterd::config
