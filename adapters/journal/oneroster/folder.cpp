// Looks, and reads nothing.
#include "adapters/journal/oneroster/folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "adapters/journal/oneroster/packages.hpp"
#include "adapters/journal/oneroster/values.hpp"

namespace rosterd::journal {
namespace {

namespace fs = std::filesystem;

bool is_csv_name(const fs::path& path) {
    return lower_ascii(path.extension().string()) == ".csv";
}

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

template <class Wanted>
bool holds(const fs::path& folder, Wanted wanted) {
    std::error_code failed;
    fs::directory_iterator entry{folder, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        if (wanted(entry->path())) return true;
    }
    return false;
}

class Look {
  public:
    explicit Look(const fs::path& directory) : directory_{directory} {}

    Result<FolderSighting> run() {
        std::error_code failed;
        if (fs::is_regular_file(directory_, failed)) {
            add(directory_);
            seen_.folders = {directory_.has_parent_path() ? directory_.parent_path() : "."};
            return std::move(seen_);
        }
        auto listed = list(directory_, true);
        if (!listed) return std::move(listed).error();
        std::ranges::sort(seen_.files, {}, &FolderSighting::File::name);
        std::ranges::sort(seen_.folders);
        return std::move(seen_);
    }

  private:
    Result<void> list(const fs::path& folder, bool outer) {
        seen_.folders.push_back(folder);
        std::error_code failed;
        fs::directory_iterator entry{folder, failed};
        for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
            const fs::path& path = entry->path();
            if (is_being_written(path.filename().string())) continue;
            std::error_code unknown;
            if (outer && entry->is_directory(unknown)) {
                // A sub-folder that vanishes meanwhile is a change that the next look sees.
                static_cast<void>(list(path, false));
            } else if (is_csv_name(path) || (outer && is_zip_name(path))) {
                add(path);
            }
        }
        if (failed) return cannot_list(folder, failed);
        return {};
    }

    void add(const fs::path& path) {
        struct stat facts{};
        if (::stat(path.c_str(), &facts) != 0) return;
        seen_.files.push_back({path.lexically_relative(directory_).string(), facts.st_ino,
                               static_cast<std::uint64_t>(facts.st_size),
                               nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim)});
    }

    fs::path directory_;
    FolderSighting seen_;
};

}  // namespace

bool is_being_written(std::string_view name) {
    if (name.empty() || name.front() == '.' || name.front() == '_') return true;
    constexpr std::array<std::string_view, 4> endings{".tmp", ".part", ".partial", "~"};
    return std::ranges::any_of(endings,
                               [name](std::string_view end) { return name.ends_with(end); });
}

bool has_csv(const fs::path& folder) {
    return holds(folder, is_csv_name);
}

bool has_manifest(const fs::path& folder) {
    return holds(folder, [](const fs::path& path) {
        return lower_ascii(path.filename().string()) == "manifest.csv";
    });
}

Error cannot_list(const fs::path& directory, std::error_code why) {
    return {ErrorKind::transient,
            fmt::format("'{}' cannot be read: {}", directory.string(), why.message()),
            "is it mounted, and may the daemon's user read it? journal.directory names it"};
}

const FolderSighting::File* FolderSighting::youngest() const {
    const auto found = std::ranges::max_element(files, {}, &File::changed_ns);
    return found == files.end() ? nullptr : &*found;
}

Result<FolderSighting> look_at(const fs::path& directory) {
    return Look{directory}.run();
}

}  // namespace rosterd::journal
