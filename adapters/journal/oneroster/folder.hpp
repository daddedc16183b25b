// What lies in the directory of packages, by name and by stat. Internal to this folder.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

#include "reconciler/result.hpp"

namespace rosterd::journal {

/// Hidden, or with an ending by which programs mark what they have not finished.
[[nodiscard]] bool is_being_written(std::string_view name);

/// Holds a file that ends in `.csv`, in any case.
[[nodiscard]] bool has_csv(const std::filesystem::path& folder);

/// Holds a `manifest.csv`, in any case.
[[nodiscard]] bool has_manifest(const std::filesystem::path& folder);

[[nodiscard]] Error cannot_list(const std::filesystem::path& directory, std::error_code why);

}  // namespace rosterd::journal
