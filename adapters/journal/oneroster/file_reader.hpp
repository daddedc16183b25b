// One data file of a package, row by row: header, forms, status. Internal to this folder.
#pragma once

#include <functional>
#include <vector>

#include "adapters/journal/oneroster/csv.hpp"
#include "adapters/journal/oneroster/package.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd::journal {

class FileReader {
  public:
    FileReader(OneRosterFile file, OneRosterVersion version, bool delta, OneRosterMode mode)
        : file_{file},
          version_{version},
          delta_{delta},
          tolerant_{mode == OneRosterMode::tolerant} {}

    /// Gives every row to `take`, and stops at its first error.
    /// Errors: those of `take`, PackageSource::read and CSV; invalid_input with file and line.
    [[nodiscard]] Result<void> read(PackageSource& source,
                                    const std::function<Result<void>(OneRosterRow)>& take);

    /// Tolerant mode: what was repaired, each kind once per column.
    [[nodiscard]] const std::vector<CsvRepair>& repairs() const { return repairs_; }

  private:
    [[nodiscard]] Error fail(std::uint64_t line, std::string_view what,
                             std::string_view hint = {}) const;
    [[nodiscard]] Result<std::string> text(PackageSource& source);
    [[nodiscard]] Result<void> place_columns(const std::vector<std::string>& header);
    [[nodiscard]] Result<OneRosterRow> row_of(CsvRow& source);
    [[nodiscard]] Result<void> read_status(const CsvRow& source, OneRosterRow& row);
    [[nodiscard]] Result<void> read_changed(const std::string& changed, OneRosterRow& row);
    [[nodiscard]] Result<std::string> value(const OneRosterColumn& column, std::string written,
                                            std::uint64_t line);
    void repair(std::string what, std::uint64_t line);

    OneRosterFile file_;
    OneRosterVersion version_;
    bool delta_;
    bool tolerant_;
    std::string name_;  ///< of the file, as it is written on disk
    std::size_t id_column_ = 0;
    std::optional<std::size_t> status_column_;
    std::optional<std::size_t> changed_column_;
    std::vector<std::optional<std::size_t>> columns_;  ///< by index in columns_of(file_)
    std::vector<CsvRepair> repairs_;
};

}  // namespace rosterd::journal
