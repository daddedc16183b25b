// One OneRoster package as it lies on disk: a folder or a zip. Gives texts; knows no CSV. A zip is
// never unpacked to disk, and no path inside it is followed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd::journal {

/// What a package may cost. Sizes are of the unpacked text, counted while it is unpacked, so that
/// a zip bomb ends at the limit whatever its directory says.
struct PackageLimits {
    std::uint64_t file_bytes_max = 512ULL << 20;
    std::uint64_t package_bytes_max = 2ULL << 30;  ///< of all files that are read
    std::size_t entries_max = 1'000;               ///< files in the folder or zip
};

/// Blocking; not thread-safe.
class PackageSource {
  public:
    virtual ~PackageSource() = default;

    /// Names of the files at its root, sorted.
    [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;

    /// The whole text of one of names().
    /// Errors: transient (it cannot be read to its end, or its checksum does not fit: cut off, or
    /// being copied); invalid_input (larger than the limits, encrypted).
    [[nodiscard]] virtual Result<std::string> read(const std::string& name) = 0;

    /// `name`, or a name that differs from it only in the case of letters; nothing when there is
    /// none.
    [[nodiscard]] const std::string* find(std::string_view name, bool any_case) const;
};

/// Whether the name ends in `.zip`, in any case.
[[nodiscard]] bool is_zip_name(const std::filesystem::path& path);

/// Opens a folder, or a file as a zip. With `inner_folder`, files that all lie in one folder of
/// the zip count as being at its root.
/// Errors: transient (not there, unreadable, a zip that is cut off), invalid_input (limits).
[[nodiscard]] Result<std::unique_ptr<PackageSource>> open_package(const std::filesystem::path& path,
                                                                  const PackageLimits& limits,
                                                                  bool inner_folder);

}  // namespace rosterd::journal
