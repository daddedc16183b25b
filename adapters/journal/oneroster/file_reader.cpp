// Strict: an error at the first value that is not as the standard writes it. Tolerant: repaired
// where certain; what stays wrong is passed on, and the reader of the contract sets the row aside.
#include "adapters/journal/oneroster/file_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/oneroster/values.hpp"
#include "reconciler/day.hpp"

namespace rosterd::journal {

Error FileReader::fail(std::uint64_t line, std::string_view what, std::string_view hint) const {
    return {ErrorKind::invalid_input, fmt::format("{}.csv:{}: {}", word(file_), line, what),
            std::string{hint}};
}

void FileReader::repair(std::string what, std::uint64_t line) {
    const auto known = std::ranges::find(repairs_, what, &CsvRepair::what);
    if (known != repairs_.end()) {
        ++known->count;
    } else {
        repairs_.push_back({std::move(what), line, 1});
    }
}

Result<std::string> FileReader::text(PackageSource& source) {
    const std::string wanted = fmt::format("{}.csv", word(file_));
    const std::string* const name = source.find(wanted, tolerant_);
    if (name == nullptr) {
        return Error{ErrorKind::not_found,
                     fmt::format("{} is missing, though the manifest announces it", wanted),
                     "the package may still be being copied; a package is read only when every "
                     "announced file is there"};
    }
    name_ = *name;
    if (name_ != wanted) repair(fmt::format("the file is called {}", printable(name_)), 1);
    return source.read(name_);
}

Result<void> FileReader::place_columns(const std::vector<std::string>& header) {
    std::optional<std::size_t> id;
    const auto columns = columns_of(file_);
    columns_.assign(columns.size(), std::nullopt);
    for (std::size_t at = 0; at < header.size(); ++at) {
        const std::string_view name =
            tolerant_ ? standard_name(file_, header[at]) : std::string_view{header[at]};
        std::optional<std::size_t>* place = nullptr;
        const auto index = column_index(file_, name);
        if (name == "sourcedId") place = &id;
        if (name == "status") place = &status_column_;
        if (name == "dateLastModified") place = &changed_column_;
        if (index) place = &columns_[*index];
        if (place == nullptr) continue;
        if (*place) return fail(1, fmt::format("column {} occurs twice", name));
        *place = at;
        if (name != header[at]) {
            repair(fmt::format("column '{}' is read as {}", printable(header[at]), name), 1);
        }
    }
    const auto missing = [this](std::string_view name) {
        return fail(1, fmt::format("no column {}", name),
                    tolerant_ ? ""
                              : "header names are exact, fields are separated by commas; "
                                "mode: tolerant reads other spellings and semicolons");
    };
    if (!id) return missing("sourcedId");
    id_column_ = *id;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const bool essential = is_essential(file_, columns[index], version_);
        const bool wanted = essential || (!tolerant_ && columns[index].header);
        if (wanted && !columns_[index]) return missing(columns[index].name);
    }
    if (delta_ && !status_column_) return missing("status");
    if (delta_ && !tolerant_ && !changed_column_) return missing("dateLastModified");
    return {};
}

Result<void> FileReader::read_changed(const std::string& changed, OneRosterRow& row) {
    if (changed.empty()) {
        if (!delta_) return {};
        if (!tolerant_) return fail(row.line, "dateLastModified is required in a delta");
        repair("dateLastModified is empty", row.line);
        return {};
    }
    if (parse_instant(changed)) {
        row.changed_on = changed.substr(0, 10);
        return {};
    }
    if (!tolerant_) return fail(row.line, "dateLastModified is not an ISO 8601 instant");
    const auto day = repaired(Form::day, changed);
    if (day) row.changed_on = day->value;
    repair(
        day ? "dateLastModified is read as a date" : "dateLastModified is no time; it is left out",
        row.line);
    return {};
}

/// Status and time of the change: required in a delta, idle in a bulk file.
Result<void> FileReader::read_status(const CsvRow& source, OneRosterRow& row) {
    static const std::string none;
    const std::string& written = status_column_ ? source.fields[*status_column_] : none;
    const std::string status = tolerant_ ? lower_ascii(written) : written;
    if (status != written) repair("status is read whatever its case", row.line);
    row.deleted = status == "tobedeleted" || status == "inactive";
    if (status == "inactive") repair("status inactive is read as tobedeleted", row.line);
    if (!row.deleted && status != "active" && (delta_ || !status.empty())) {
        return fail(row.line,
                    fmt::format("status '{}', expected active or tobedeleted", printable(status)));
    }
    return read_changed(changed_column_ ? source.fields[*changed_column_] : none, row);
}

Result<std::string> FileReader::value(const OneRosterColumn& column, std::string written,
                                      std::uint64_t line) {
    if (tolerant_) {
        auto read = repaired(column.form, written);
        if (!read) return written;
        if (!read->repair.empty()) {
            repair(fmt::format("column {}: {}", column.name, read->repair), line);
        }
        return std::move(read->value);
    }
    const bool filled = column.filled || is_essential(file_, column, version_);
    if (filled && written.empty()) return fail(line, fmt::format("{} is empty", column.name));
    const std::string_view fault = fault_of(column.form, written);
    if (!fault.empty()) {
        return fail(line, fmt::format("{} {}", column.name, fault),
                    "mode: tolerant reads other spellings");
    }
    if (column.name == "classType" && written != "homeroom" && written != "scheduled") {
        return fail(line, "classType is neither homeroom nor scheduled");
    }
    return written;
}

Result<OneRosterRow> FileReader::row_of(CsvRow& source) {
    OneRosterRow row;
    row.file = file_;
    row.line = source.line;
    row.id = source.fields[id_column_];
    if (row.id.empty()) {
        const bool may_lack =
            tolerant_ && !delta_ &&
            (file_ == OneRosterFile::roles || file_ == OneRosterFile::enrollments);
        if (!may_lack) return fail(row.line, "sourcedId is empty");
        row.id = fmt::format("line {}", row.line);
        repair("sourcedId is empty; the rows count all the same", row.line);
    }
    auto status = read_status(source, row);
    if (!status) return std::move(status).error();
    const auto columns = columns_of(file_);
    row.fields.resize(columns.size());
    for (std::size_t index = 0; index < columns.size(); ++index) {
        std::string written =
            columns_[index] ? std::move(source.fields[*columns_[index]]) : std::string{};
        if (!columns_[index] && !columns[index].header) continue;
        auto read = value(columns[index], std::move(written), row.line);
        if (!read) return std::move(read).error();
        row.fields[index] = *std::move(read);
    }
    return row;
}

Result<void> FileReader::read(PackageSource& source,
                              const std::function<Result<void>(OneRosterRow)>& take) {
    auto content = text(source);
    if (!content) return std::move(content).error();
    CsvReader reader{fmt::format("{}.csv", word(file_)),
                     *content,
                     {.tolerant = tolerant_, .last_line_end = true}};
    auto header = reader.header();
    if (!header) return std::move(header).error();
    auto placed = place_columns(*header);
    if (!placed) return placed;
    for (;;) {
        auto source_row = reader.next();
        if (!source_row) return std::move(source_row).error();
        if (!*source_row) break;
        auto row = row_of(**source_row);
        if (!row) return std::move(row).error();
        auto taken = take(*std::move(row));
        if (!taken) return taken;
    }
    repairs_.insert(repairs_.begin(), reader.repairs().begin(), reader.repairs().end());
    return {};
}

}  // namespace rosterd::journal
