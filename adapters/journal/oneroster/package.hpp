// OneRoster files as they stand after a bulk and its deltas: rows by id. Knows no contract.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/journal/oneroster/files.hpp"
#include "adapters/journal/oneroster/manifest.hpp"
#include "adapters/journal/oneroster/package_source.hpp"
#include "reconciler/finding.hpp"

namespace rosterd::journal {

/// How packages are read.
struct OneRosterReading {
    OneRosterMode mode = OneRosterMode::strict;
    PackageLimits limits{};
};

/// One row with its place, for messages.
struct OneRosterRow {
    OneRosterFile file{};
    std::uint32_t package = 0;  ///< index into OneRosterPackage::names()
    std::uint64_t line = 0;
    bool deleted = false;             ///< status tobedeleted (or the old inactive)
    std::string id;                   ///< sourcedId
    std::string changed_on;           ///< YYYY-MM-DD of dateLastModified; empty in a bulk file
    std::vector<std::string> fields;  ///< in the order of columns_of(file)

    /// The value of a column of columns_of(file), or an empty text.
    [[nodiscard]] const std::string& operator[](std::string_view column) const;
    friend bool operator==(const OneRosterRow&, const OneRosterRow&) = default;
};

class OneRosterPackage {
  public:
    /// Rows by sourcedId, so that everything made of them has one order. Of several rows with one
    /// id the first has the id itself as its key, the others the id and their line.
    using Rows = std::map<std::string, OneRosterRow, std::less<>>;

    /// Reads one package. A file that its manifest calls bulk replaces what is known, a delta adds,
    /// replaces and marks rows, absent changes nothing.
    /// Errors: those of PackageSource; invalid_input, naming file and line, for everything that
    /// breaks the format: the manifest, a missing file or column, an empty id, a wrong status, date
    /// or flag. After an error only destruction is meaningful.
    [[nodiscard]] Result<void> apply(PackageSource& source, const Manifest& manifest,
                                     const std::string& name, const OneRosterReading& reading);

    [[nodiscard]] const Rows& rows(OneRosterFile file) const {
        return files_[static_cast<std::size_t>(file)];
    }
    /// Nothing when no such row was ever read; a deleted row is found.
    [[nodiscard]] const OneRosterRow* find(OneRosterFile file, std::string_view id) const;
    /// `delta-2026-10-02/users.csv`.
    [[nodiscard]] std::string place_of(const OneRosterRow& row) const;
    /// What was repaired while reading, each kind once per file and column.
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    /// The packages applied, in order.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  private:
    std::array<Rows, oneroster_file_count> files_;
    std::vector<Finding> findings_;
    std::vector<std::string> names_;
};

}  // namespace rosterd::journal
