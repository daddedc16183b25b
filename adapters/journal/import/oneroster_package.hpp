// A OneRoster 1.2 CSV folder as it stands after its deltas. Reads files; knows no contract.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/journal/import/csv.hpp"
#include "reconciler/finding.hpp"

namespace rosterd::journal {

/// The files of a package that say who is where. The others are not opened.
enum class OneRosterFile : std::uint8_t { orgs, courses, classes, users, roles, enrollments };
inline constexpr std::size_t oneroster_file_count = 6;
[[nodiscard]] std::string_view word(OneRosterFile file);  // "orgs", without .csv

/// One row with its place, for messages.
struct OneRosterRow {
    std::uint64_t line = 0;
    bool deleted = false;    ///< status tobedeleted (or the old inactive)
    std::string changed_on;  ///< YYYY-MM-DD of dateLastModified; empty in a bulk file
    std::map<std::string, std::string, std::less<>> fields;  ///< without empty ones

    /// The value of a column, or an empty text.
    [[nodiscard]] const std::string& operator[](std::string_view column) const;
};

class OneRosterPackage {
  public:
    /// Rows by sourcedId, so that everything made of them has one order.
    using Rows = std::map<std::string, OneRosterRow, std::less<>>;

    /// Reads the folder `directory` (manifest.csv and data files). A file that the manifest calls
    /// bulk replaces what is known, a delta adds, replaces and marks rows, absent changes nothing.
    /// Errors: invalid_input, naming file and line, for everything that breaks the format: the
    /// manifest, a missing file or column, an empty id, a wrong status, date, boolean or role;
    /// not_found when a file cannot be opened. On an error the package is unchanged.
    [[nodiscard]] Result<void> apply(const std::filesystem::path& directory);

    [[nodiscard]] const Rows& rows(OneRosterFile file) const {
        return files_[static_cast<std::size_t>(file)];
    }
    /// Nothing when no such row was ever read; a deleted row is found.
    [[nodiscard]] const OneRosterRow* find(OneRosterFile file, std::string_view id) const;
    /// What was repaired while reading, e.g. an id twice in one file.
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }

  private:
    std::array<Rows, oneroster_file_count> files_;
    std::vector<Finding> findings_;
};

}  // namespace rosterd::journal
