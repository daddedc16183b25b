// Reading and merging OneRoster files: strict about form, silent about meaning.
#include "adapters/journal/import/oneroster_package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "reconciler/day.hpp"

namespace rosterd::journal {
namespace {

using enum OneRosterFile;
constexpr std::array all_files{orgs, courses, classes, users, roles, enrollments};

enum class Check : std::uint8_t { required, day, boolean };
struct ColumnRule {
    std::string_view column;
    Check check;
};

std::span<const ColumnRule> rules_of(OneRosterFile file) {
    static constexpr std::array org_rules{ColumnRule{"name", Check::required},
                                          ColumnRule{"type", Check::required}};
    static constexpr std::array course_rules{ColumnRule{"title", Check::required}};
    static constexpr std::array class_rules{
        ColumnRule{"title", Check::required}, ColumnRule{"courseSourcedId", Check::required},
        ColumnRule{"classType", Check::required}, ColumnRule{"schoolSourcedId", Check::required}};
    static constexpr std::array user_rules{
        ColumnRule{"enabledUser", Check::required}, ColumnRule{"enabledUser", Check::boolean},
        ColumnRule{"givenName", Check::required}, ColumnRule{"familyName", Check::required}};
    static constexpr std::array role_rules{
        ColumnRule{"userSourcedId", Check::required}, ColumnRule{"role", Check::required},
        ColumnRule{"orgSourcedId", Check::required}, ColumnRule{"beginDate", Check::day},
        ColumnRule{"endDate", Check::day}};
    static constexpr std::array enrolment_rules{ColumnRule{"classSourcedId", Check::required},
                                                ColumnRule{"schoolSourcedId", Check::required},
                                                ColumnRule{"userSourcedId", Check::required},
                                                ColumnRule{"role", Check::required},
                                                ColumnRule{"beginDate", Check::day},
                                                ColumnRule{"endDate", Check::day}};
    switch (file) {
        case orgs:
            return org_rules;
        case courses:
            return course_rules;
        case classes:
            return class_rules;
        case users:
            return user_rules;
        case roles:
            return role_rules;
        case enrollments:
            return enrolment_rules;
    }
    return {};
}

Error bad(std::string_view file, std::uint64_t line, std::string_view what) {
    return {ErrorKind::invalid_input, fmt::format("{}:{}: {}", file, line, what)};
}

/// The manifest's `file.<name>` entries and the version check.
Result<std::map<std::string, std::string>> read_manifest(const std::filesystem::path& directory) {
    auto csv = read_csv(directory / "manifest.csv");
    if (!csv) return std::move(csv).error();
    const auto name = csv->column("propertyName");
    const auto value = csv->column("value");
    if (!name || !value) return bad(csv->name, 1, "expected the columns propertyName and value");
    std::map<std::string, std::string> entries;
    for (const CsvRow& row : csv->rows) {
        const std::string& key = row.fields[*name];
        const std::string& text = row.fields[*value];
        if (key == "oneroster.version" && text != "1.2") {
            return bad(csv->name, row.line, fmt::format("OneRoster {}, this reads 1.2", text));
        }
        const bool file = key.starts_with("file.");
        if (file && text != "bulk" && text != "delta" && text != "absent") {
            return bad(csv->name, row.line,
                       fmt::format("{} is '{}', expected bulk, delta or absent", key, text));
        }
        if (!entries.emplace(key, text).second) {
            return bad(csv->name, row.line, fmt::format("{} occurs twice", key));
        }
    }
    if (!entries.contains("oneroster.version")) {
        return bad(csv->name, 1, "oneroster.version is missing");
    }
    return entries;
}

/// Status and time of the change: required in a delta, idle in a bulk file.
Result<void> read_status(const std::string& file, bool delta, OneRosterRow& row) {
    const std::string& status = row["status"];
    const std::string& changed = row["dateLastModified"];
    row.deleted = status == "tobedeleted" || status == "inactive";
    if (!row.deleted && status != "active" && (delta || !status.empty())) {
        return bad(file, row.line,
                   fmt::format("status '{}', expected active or tobedeleted", status));
    }
    if (!changed.empty()) {
        if (!parse_instant(changed)) {
            return bad(file, row.line, "dateLastModified is not an ISO 8601 instant");
        }
        row.changed_on = changed.substr(0, 10);
    } else if (delta) {
        return bad(file, row.line, "dateLastModified is required in a delta");
    }
    return {};
}

Result<void> check(const std::string& file, OneRosterFile kind, const OneRosterRow& row) {
    for (const auto& [column, rule] : rules_of(kind)) {
        const std::string& value = row[column];
        if (rule == Check::required && value.empty()) {
            return bad(file, row.line, fmt::format("{} is empty", column));
        }
        if (rule == Check::day && !value.empty() && !parse_day(value)) {
            return bad(file, row.line, fmt::format("{} is not a date YYYY-MM-DD", column));
        }
        if (rule == Check::boolean && value != "true" && value != "false") {
            return bad(file, row.line, fmt::format("{} is not true or false", column));
        }
    }
    return {};
}

Result<void> check_header(const CsvFile& csv, OneRosterFile kind, bool delta) {
    std::vector<std::string_view> wanted{"sourcedId"};
    for (const ColumnRule& rule : rules_of(kind)) wanted.push_back(rule.column);
    if (delta) wanted.insert(wanted.end(), {"status", "dateLastModified"});
    for (const std::string_view column : wanted) {
        if (!csv.column(column)) return bad(csv.name, 1, fmt::format("no column {}", column));
    }
    return {};
}

Result<void> merge(const std::filesystem::path& path, OneRosterFile kind, bool delta,
                   OneRosterPackage::Rows& into, std::vector<Finding>& findings) {
    auto csv = read_csv(path);
    if (!csv) return std::move(csv).error();
    auto header = check_header(*csv, kind, delta);
    if (!header) return header;
    const std::size_t id_column = *csv->column("sourcedId");
    if (!delta) into.clear();
    std::map<std::string, std::uint64_t, std::less<>> seen;
    for (CsvRow& source : csv->rows) {
        const std::string id = source.fields[id_column];
        if (id.empty()) return bad(csv->name, source.line, "sourcedId is empty");
        OneRosterRow row;
        row.line = source.line;
        for (std::size_t index = 0; index < source.fields.size(); ++index) {
            if (source.fields[index].empty()) continue;
            row.fields.emplace(csv->header[index], std::move(source.fields[index]));
        }
        auto status = read_status(csv->name, delta, row);
        if (!status) return status;
        auto valid = check(csv->name, kind, row);
        if (!valid) return valid;
        const auto [first, fresh] = seen.emplace(id, row.line);
        if (!fresh) {
            findings.push_back({Severity::warning, std::string{word(kind)}, row.line,
                                fmt::format("sourcedId '{}'", id),
                                fmt::format("occurs already on line {}; that row is used, this one "
                                            "is not",
                                            first->second)});
            continue;
        }
        into.insert_or_assign(id, std::move(row));
    }
    return {};
}

}  // namespace

std::string_view word(OneRosterFile file) {
    switch (file) {
        case orgs:
            return "orgs";
        case courses:
            return "courses";
        case classes:
            return "classes";
        case users:
            return "users";
        case roles:
            return "roles";
        case enrollments:
            return "enrollments";
    }
    return "unknown";
}

const std::string& OneRosterRow::operator[](std::string_view column) const {
    static const std::string empty;
    const auto found = fields.find(column);
    return found == fields.end() ? empty : found->second;
}

const OneRosterRow* OneRosterPackage::find(OneRosterFile file, std::string_view id) const {
    const auto found = rows(file).find(id);
    return found == rows(file).end() ? nullptr : &found->second;
}

Result<void> OneRosterPackage::apply(const std::filesystem::path& directory) {
    auto manifest = read_manifest(directory);
    if (!manifest) return std::move(manifest).error();
    OneRosterPackage next = *this;
    for (const OneRosterFile file : all_files) {
        const std::string key = fmt::format("file.{}", word(file));
        const auto mode = manifest->find(key);
        if (mode == manifest->end() || mode->second == "absent") continue;
        auto merged =
            merge(directory / fmt::format("{}.csv", word(file)), file, mode->second == "delta",
                  next.files_[static_cast<std::size_t>(file)], next.findings_);
        if (!merged) return merged;
    }
    *this = std::move(next);
    return {};
}

}  // namespace rosterd::journal
