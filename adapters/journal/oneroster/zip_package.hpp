// A package in a zip, by libzip. Internal to this folder; no type of libzip leaves it.
#pragma once

#include "adapters/journal/oneroster/package_source.hpp"

namespace rosterd::journal {

/// As open_package, for a zip.
[[nodiscard]] Result<std::unique_ptr<PackageSource>> open_zip(const std::filesystem::path& path,
                                                              const PackageLimits& limits,
                                                              bool inner_folder);

}  // namespace rosterd::journal
