// manifest.csv: which version of OneRoster a package is, and what each file of it claims to be.
#pragma once

#include <array>

#include "adapters/journal/oneroster/files.hpp"
#include "adapters/journal/oneroster/package_source.hpp"

namespace rosterd::journal {

enum class FileMode : std::uint8_t {
    absent,  ///< not in the package: what is known stays
    bulk,    ///< all rows there are: what is not in it is gone
    delta,   ///< changed rows: what is not in it is unchanged
};
[[nodiscard]] std::string_view word(FileMode mode);

struct Manifest {
    OneRosterVersion version = OneRosterVersion::one_two;
    std::array<FileMode, oneroster_file_count> modes{};

    [[nodiscard]] FileMode mode(OneRosterFile file) const {
        return modes[static_cast<std::size_t>(file)];
    }
};

/// Tolerant: `1.2.1` and the like, modes in any case.
/// Errors: invalid_input, naming the line (no manifest, another version, an unknown mode, a
/// property twice); those of PackageSource::read.
[[nodiscard]] Result<Manifest> read_manifest(PackageSource& package, OneRosterMode mode);

}  // namespace rosterd::journal
