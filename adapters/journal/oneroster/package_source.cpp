// Folders by the standard library; which kind a path is.
#include "adapters/journal/oneroster/package_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "adapters/journal/oneroster/zip_package.hpp"

namespace rosterd::journal {
namespace {

namespace fs = std::filesystem;

bool same_letters(std::string_view one, std::string_view other) {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    return std::ranges::equal(one, other, {}, lower, lower);
}

class FolderPackage final : public PackageSource {
  public:
    FolderPackage(fs::path folder, const PackageLimits& limits)
        : folder_{std::move(folder)}, limits_{limits} {}

    Result<void> list() {
        std::error_code failed;
        fs::directory_iterator entry{folder_, failed};
        for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
            std::error_code unknown;  // a dangling link, a file that just went away
            if (!entry->is_regular_file(unknown)) continue;
            names_.push_back(entry->path().filename().string());
            if (names_.size() > limits_.entries_max) {
                return Error{ErrorKind::invalid_input,
                             fmt::format("more than {} files", limits_.entries_max)};
            }
        }
        if (failed) return Error{ErrorKind::transient, "cannot be listed: " + failed.message()};
        std::ranges::sort(names_);
        return {};
    }

    const std::vector<std::string>& names() const override { return names_; }

    Result<std::string> read(const std::string& name) override {
        std::error_code failed;
        const auto size = fs::file_size(folder_ / name, failed);
        std::ifstream stream{folder_ / name, std::ios::binary};
        if (failed || !stream) {
            return Error{ErrorKind::transient, fmt::format("{} cannot be opened", name),
                         "may the daemon's user read it?"};
        }
        if (size > limits_.file_bytes_max || read_ + size > limits_.package_bytes_max) {
            return Error{
                ErrorKind::invalid_input,
                fmt::format("{} has {} bytes; at most {} are read, and {} of a package", name, size,
                            limits_.file_bytes_max, limits_.package_bytes_max)};
        }
        std::string text(size, '\0');
        stream.read(text.data(), static_cast<std::streamsize>(size));
        const bool whole = stream.gcount() == static_cast<std::streamsize>(size) &&
                           stream.peek() == std::ifstream::traits_type::eof();
        if (!whole) {
            return Error{ErrorKind::transient,
                         fmt::format("{} changed its size while it was read", name)};
        }
        read_ += size;
        return text;
    }

  private:
    fs::path folder_;
    const PackageLimits limits_;
    std::vector<std::string> names_;
    std::uint64_t read_ = 0;
};

}  // namespace

const std::string* PackageSource::find(std::string_view name, bool any_case) const {
    const auto exact = std::ranges::find(names(), name);
    if (exact != names().end()) return &*exact;
    if (!any_case) return nullptr;
    const auto other = std::ranges::find_if(
        names(), [name](const std::string& one) { return same_letters(one, name); });
    return other == names().end() ? nullptr : &*other;
}

bool is_zip_name(const fs::path& path) {
    return same_letters(path.extension().string(), ".zip");
}

Result<std::unique_ptr<PackageSource>> open_package(const fs::path& path,
                                                    const PackageLimits& limits,
                                                    bool inner_folder) {
    std::error_code failed;
    const auto status = fs::status(path, failed);
    if (fs::is_regular_file(status)) return open_zip(path, limits, inner_folder);
    if (!fs::is_directory(status)) {
        return Error{ErrorKind::transient, "is neither a folder nor a zip",
                     "is it mounted, and may the daemon's user read it?"};
    }
    auto folder = std::make_unique<FolderPackage>(path, limits);
    auto listed = folder->list();
    if (!listed) return std::move(listed).error();
    return std::unique_ptr<PackageSource>{std::move(folder)};
}

}  // namespace rosterd::journal
