// The packages of a folder: which there are, in which order they count, and whether they stand
// still. Reads names and file facts; their content is read by load_packages.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "adapters/journal/oneroster/package.hpp"

namespace rosterd::journal {

struct PackagePlace {
    std::filesystem::path path;
    std::string name;  ///< as messages call it
};

/// The packages in `directory`, oldest first. `directory` is a package itself (a zip, or a folder
/// with a manifest.csv), or holds packages: sub-folders with CSV files and zips. Where there are
/// several, each name must hold a date (`2026-10-02`, `20261002`, with a time behind it where one
/// day has several); of equal dates the order of the names counts. A package that is the folder
/// itself counts as the oldest. Names that begin with a dot or an underscore, or end in `.tmp`,
/// `.part`, `.partial` or `~`, are left alone: they are being written.
/// Errors: transient (the directory cannot be read), invalid_input (no package, a name without a
/// date, too many).
[[nodiscard]] Result<std::vector<PackagePlace>> find_packages(
    const std::filesystem::path& directory);

/// What one package claims to be.
struct PackageNote {
    std::string name;
    Manifest manifest;
    bool used = false;  ///< false: a later package holds all of it anew
};

struct LoadedPackages {
    OneRosterPackage package;
    std::vector<PackageNote> notes;  ///< in order
};

/// Reads `places`, oldest first, from the last package on that makes every file complete.
/// Errors: those of read_manifest and OneRosterPackage::apply; invalid_input when a file that is
/// needed is bulk in no package: changes alone cannot say who is there.
[[nodiscard]] Result<LoadedPackages> load_packages(std::span<const PackagePlace> places,
                                                   const OneRosterReading& reading);

/// The state of every file that find_packages may lead to, without reading any.
struct FolderSighting {
    struct File {
        std::string name;  ///< relative to the directory
        std::uint64_t inode = 0;
        std::uint64_t bytes = 0;
        std::int64_t written_ns = 0;  ///< mtime
        std::int64_t changed_ns = 0;  ///< ctime: cannot be set by who copies
        friend bool operator==(const File&, const File&) = default;
    };
    std::vector<File> files;                     ///< sorted by name
    std::vector<std::filesystem::path> folders;  ///< to watch: the directory and its sub-folders

    /// The file that changed last; null when there is none.
    [[nodiscard]] const File* youngest() const;
    friend bool operator==(const FolderSighting&, const FolderSighting&) = default;
};

/// Costs one stat for each file. Errors: transient, when the directory cannot be read.
[[nodiscard]] Result<FolderSighting> look_at(const std::filesystem::path& directory);

}  // namespace rosterd::journal
