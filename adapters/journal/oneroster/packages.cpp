// The order of packages and the bulk they begin with.
#include "adapters/journal/oneroster/packages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "adapters/journal/oneroster/folder.hpp"

namespace rosterd::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t packages_max = 1'000;

bool is_digit(char one) {
    return one >= '0' && one <= '9';
}

/// Digits from the first `20YY` on that can be a date, with the time that follows: `2026-10-02T09`
/// is 2026100209. Empty when there is no date.
std::string date_in(std::string_view name) {
    for (std::size_t at = 0; at + 8 <= name.size(); ++at) {
        if (!name.substr(at).starts_with("20") || (at > 0 && is_digit(name[at - 1]))) continue;
        std::string digits;
        for (const char one : name.substr(at)) {
            const bool separator =
                one == '-' || one == '_' || one == 'T' || one == '.' || one == ':' || one == ' ';
            if (is_digit(one)) digits += one;
            if (!is_digit(one) && !separator) break;
        }
        if (digits.size() < 8) continue;
        const int month = std::stoi(digits.substr(4, 2));
        const int day = std::stoi(digits.substr(6, 2));
        if (month >= 1 && month <= 12 && day >= 1 && day <= 31) return digits;
    }
    return {};
}

struct Candidate {
    std::string date;
    PackagePlace place;
    bool itself = false;  ///< the directory is the package
};

bool is_older(const Candidate& one, const Candidate& other) {
    if (one.itself != other.itself) return one.itself;
    // `20261002` and `2026100209` are of one day: a name without a time counts as its beginning.
    return std::tie(one.date, one.place.name) < std::tie(other.date, other.place.name);
}

Result<std::vector<Candidate>> candidates(const fs::path& directory) {
    std::vector<Candidate> found;
    std::error_code failed;
    fs::directory_iterator entry{directory, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        if (is_being_written(name)) continue;
        std::error_code unknown;
        const bool zip = is_zip_name(entry->path()) && entry->is_regular_file(unknown);
        const bool folder = entry->is_directory(unknown) && has_csv(entry->path());
        if (zip || folder) found.push_back({date_in(name), {entry->path(), name}});
    }
    if (failed) return cannot_list(directory, failed);
    // A stray CSV file beside packages is none; without any, it asks for its manifest.
    if (has_manifest(directory) || (found.empty() && has_csv(directory))) {
        found.push_back({"", {directory, directory.filename().string()}, true});
    }
    return found;
}

/// Whether everything that a school needs has come in full.
class Needs {
  public:
    void see(const Manifest& manifest) {
        for (const OneRosterFile file : oneroster_files) {
            if (manifest.mode(file) == FileMode::bulk) set(file);
        }
        // 1.1 tells roles in users.csv.
        const bool old = manifest.version == OneRosterVersion::one_one;
        if (old && manifest.mode(OneRosterFile::users) == FileMode::bulk) {
            set(OneRosterFile::roles);
        }
    }
    enum class Courses { wanted, left_out };
    [[nodiscard]] std::optional<OneRosterFile> lacking(Courses courses = Courses::wanted) const {
        for (const OneRosterFile file : oneroster_files) {
            const bool wanted = file != OneRosterFile::courses || courses == Courses::wanted;
            if (wanted && !complete_[static_cast<std::size_t>(file)]) return file;
        }
        return std::nullopt;
    }

  private:
    void set(OneRosterFile file) { complete_[static_cast<std::size_t>(file)] = true; }
    std::array<bool, oneroster_file_count> complete_{};
};

Error incomplete(OneRosterFile file, const LoadedPackages& loaded) {
    const bool delta = std::ranges::any_of(loaded.notes, [file](const PackageNote& note) {
        return note.manifest.mode(file) == FileMode::delta;
    });
    return {ErrorKind::invalid_input,
            delta ? fmt::format("there are changes of {0}.csv (delta), but no package that holds "
                                "{0}.csv in full (bulk)",
                                word(file))
                  : fmt::format("no package holds {}.csv in full (bulk)", word(file)),
            "put a bulk package beside the deltas and keep it until the next one: changes alone "
            "cannot say who is there"};
}

}  // namespace

Result<std::vector<PackagePlace>> find_packages(const fs::path& directory) {
    std::error_code failed;
    if (fs::is_regular_file(directory, failed)) {
        return std::vector<PackagePlace>{{directory, directory.filename().string()}};
    }
    auto found = candidates(directory);
    if (!found) return std::move(found).error();
    if (found->empty()) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("there is no OneRoster package in '{}'", directory.string()),
                     "expected zips, or folders with manifest.csv and the files it announces"};
    }
    if (found->size() > packages_max) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("more than {} packages in '{}'", packages_max, directory.string()),
                     "remove those that are older than the last complete bulk"};
    }
    for (const Candidate& one : *found) {
        if (found->size() == 1 || one.itself || !one.date.empty()) continue;
        return Error{ErrorKind::invalid_input,
                     fmt::format("package '{}' has no date in its name, so nobody knows which of "
                                 "{} packages is the latest",
                                 one.place.name, found->size()),
                     "name packages like bulk-2026-10-01.zip and delta-2026-10-02.zip"};
    }
    std::ranges::sort(*found, is_older);
    std::vector<PackagePlace> places;
    for (Candidate& one : *found) places.push_back(std::move(one.place));
    return places;
}

Result<LoadedPackages> load_packages(std::span<const PackagePlace> places,
                                     const OneRosterReading& reading) {
    const bool inner_folder = reading.mode == OneRosterMode::tolerant;
    LoadedPackages loaded;
    loaded.notes.resize(places.size());
    Needs needs;
    std::size_t first = places.size();
    // Backwards: what a later bulk replaces need not be read, nor even be whole.
    while (first > 0 && needs.lacking()) {
        const PackagePlace& place = places[--first];
        auto source = open_package(place.path, reading.limits, inner_folder);
        if (!source) return std::move(source).error().in(place.name);
        auto manifest = read_manifest(**source, reading.mode);
        if (!manifest) return std::move(manifest).error().in(place.name);
        loaded.notes[first] = {place.name, *manifest, true};
        needs.see(*manifest);
    }
    // Without courses a subject is called as its class: less nice, but nobody is lost.
    const auto courses =
        reading.mode == OneRosterMode::tolerant ? Needs::Courses::left_out : Needs::Courses::wanted;
    if (const auto file = needs.lacking(courses)) return incomplete(*file, loaded);
    for (std::size_t old = 0; old < first; ++old) loaded.notes[old].name = places[old].name;
    for (std::size_t index = first; index < places.size(); ++index) {
        const PackagePlace& place = places[index];
        auto source = open_package(place.path, reading.limits, inner_folder);
        if (!source) return std::move(source).error().in(place.name);
        auto applied =
            loaded.package.apply(**source, loaded.notes[index].manifest, place.name, reading);
        if (!applied) return std::move(applied).error().in(place.name);
    }
    return loaded;
}

}  // namespace rosterd::journal
