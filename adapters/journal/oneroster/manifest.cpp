// A package without a manifest is never read: nobody would know what an absent row means.
#include "adapters/journal/oneroster/manifest.hpp"

#include <fmt/format.h>

#include <set>

#include "adapters/journal/oneroster/csv.hpp"
#include "adapters/journal/oneroster/values.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd::journal {
namespace {

Error bad(std::uint64_t line, std::string what) {
    return {ErrorKind::invalid_input, fmt::format("manifest.csv:{}: {}", line, what)};
}

class ManifestReader {
  public:
    explicit ManifestReader(OneRosterMode mode) : tolerant_{mode == OneRosterMode::tolerant} {}

    Result<void> property(const std::string& key, const std::string& written, std::uint64_t line) {
        const std::string value = tolerant_ ? lower_ascii(written) : written;
        if (!seen_.insert(key).second)
            return bad(line, fmt::format("{} occurs twice", printable(key)));
        if (key == "oneroster.version") return version(value, line);
        if (!key.starts_with("file.")) return {};
        const auto mode = mode_of(value);
        if (!mode) {
            return bad(line, fmt::format("{} is '{}', expected bulk, delta or absent",
                                         printable(key), printable(value)));
        }
        for (const OneRosterFile file : oneroster_files) {
            if (key.substr(5) == word(file)) {
                manifest_.modes[static_cast<std::size_t>(file)] = *mode;
            }
        }
        return {};
    }

    Result<Manifest> finish() {
        if (!seen_.contains("oneroster.version")) {
            return bad(1, "the property oneroster.version is missing");
        }
        return manifest_;
    }

  private:
    Result<void> version(const std::string& value, std::uint64_t line) {
        const auto is = [&](std::string_view number) {
            return value == number || (tolerant_ && value.starts_with(fmt::format("{}.", number)));
        };
        if (!is("1.1") && !is("1.2")) {
            return bad(line,
                       fmt::format("OneRoster '{}', this reads 1.1 and 1.2", printable(value)));
        }
        manifest_.version = is("1.1") ? OneRosterVersion::one_one : OneRosterVersion::one_two;
        return {};
    }

    static std::optional<FileMode> mode_of(std::string_view value) {
        for (const FileMode mode : {FileMode::absent, FileMode::bulk, FileMode::delta}) {
            if (value == word(mode)) return mode;
        }
        return std::nullopt;
    }

    bool tolerant_;
    std::set<std::string> seen_;
    Manifest manifest_;
};

}  // namespace

std::string_view word(FileMode mode) {
    switch (mode) {
        case FileMode::absent:
            return "absent";
        case FileMode::bulk:
            return "bulk";
        case FileMode::delta:
            return "delta";
    }
    return "unknown";
}

Result<Manifest> read_manifest(PackageSource& package, OneRosterMode mode) {
    const bool tolerant = mode == OneRosterMode::tolerant;
    const std::string* const name = package.find("manifest.csv", tolerant);
    if (name == nullptr) {
        return Error{ErrorKind::invalid_input, "there is no manifest.csv",
                     "without it nobody knows whether the package holds everybody (bulk) or only "
                     "changes (delta); it must lie beside the other files"};
    }
    auto text = package.read(*name);
    if (!text) return std::move(text).error();
    auto csv = parse_csv("manifest.csv", *text, {.tolerant = tolerant});
    if (!csv) return std::move(csv).error();
    const auto key = csv->column("propertyName");
    const auto value = csv->column("value");
    if (!key || !value) return bad(1, "expected the columns propertyName and value");
    ManifestReader reader{mode};
    for (const CsvRow& row : csv->rows) {
        auto read = reader.property(row.fields[*key], row.fields[*value], row.line);
        if (!read) return std::move(read).error();
    }
    return reader.finish();
}

}  // namespace rosterd::journal
