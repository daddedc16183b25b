// libzip reads the directory at the end of the file and checks every checksum while unpacking.
#include "adapters/journal/oneroster/zip_package.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace rosterd::journal {
namespace {

constexpr const char* cut_off_hint =
    "it may be cut off or still being copied; copy it under another name and rename it";

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

class ZipPackage final : public PackageSource {
  public:
    ZipPackage(zip_t* archive, const PackageLimits& limits) : archive_{archive}, limits_{limits} {}

    Result<void> list(bool inner_folder) {
        const auto entries = zip_get_num_entries(archive_.get(), 0);
        if (entries < 0 || static_cast<std::size_t>(entries) > limits_.entries_max) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("more than {} files in the zip", limits_.entries_max)};
        }
        std::map<std::string, zip_uint64_t> inside;  // path -> index
        for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(entries); ++index) {
            const char* const name = zip_get_name(archive_.get(), index, 0);
            if (name == nullptr || *name == '\0') continue;
            const std::string path{name};
            if (path.ends_with('/')) continue;
            if (!inside.emplace(path, index).second) {
                return Error{ErrorKind::invalid_input, "the zip holds two files of one name"};
            }
        }
        const std::string root = inner_folder ? only_folder(inside) : "";
        for (const auto& [path, index] : inside) {
            if (!path.starts_with(root)) continue;
            const std::string name = path.substr(root.size());
            if (name.find('/') == std::string::npos) index_.emplace(name, index);
        }
        for (const auto& [name, index] : index_) names_.push_back(name);
        return {};
    }

    const std::vector<std::string>& names() const override { return names_; }

    Result<std::string> read(const std::string& name) override {
        const zip_uint64_t index = index_.at(name);
        zip_stat_t facts{};
        const bool known = zip_stat_index(archive_.get(), index, 0, &facts) == 0 &&
                           (facts.valid & ZIP_STAT_SIZE) != 0;
        if (!known) return broken(name);
        if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
            facts.encryption_method != ZIP_EM_NONE) {
            return Error{ErrorKind::invalid_input, fmt::format("{} is encrypted", name),
                         "make the zip without a password"};
        }
        if (facts.size > limits_.file_bytes_max) return too_large(name);
        const std::unique_ptr<zip_file_t, CloseEntry> entry{
            zip_fopen_index(archive_.get(), index, 0)};
        if (!entry) return broken(name);
        std::string text;
        std::array<char, 64 * 1024> part;
        for (;;) {
            const auto bytes = zip_fread(entry.get(), part.data(), part.size());
            if (bytes < 0) return broken(name);
            if (bytes == 0) break;
            text.append(part.data(), static_cast<std::size_t>(bytes));
            read_ += static_cast<std::uint64_t>(bytes);
            if (text.size() > limits_.file_bytes_max || read_ > limits_.package_bytes_max) {
                return too_large(name);
            }
        }
        if (text.size() != facts.size) return broken(name);
        return text;
    }

  private:
    static Error broken(const std::string& name) {
        return {ErrorKind::transient, fmt::format("{} cannot be unpacked whole", name),
                cut_off_hint};
    }

    [[nodiscard]] Error too_large(const std::string& name) const {
        return {ErrorKind::invalid_input,
                fmt::format("{} unpacks to more than the limit: {} bytes a file, {} a package",
                            name, limits_.file_bytes_max, limits_.package_bytes_max)};
    }

    /// `export/` when no file lies outside that folder.
    static std::string only_folder(const std::map<std::string, zip_uint64_t>& inside) {
        std::set<std::string> folders;
        for (const auto& [path, index] : inside) {
            const auto slash = path.find('/');
            folders.insert(slash == std::string::npos ? "" : path.substr(0, slash + 1));
        }
        return folders.size() == 1 ? *folders.begin() : "";
    }

    std::unique_ptr<zip_t, CloseArchive> archive_;
    const PackageLimits limits_;
    std::map<std::string, zip_uint64_t> index_;
    std::vector<std::string> names_;
    std::uint64_t read_ = 0;
};

}  // namespace

Result<std::unique_ptr<PackageSource>> open_zip(const std::filesystem::path& path,
                                                const PackageLimits& limits, bool inner_folder) {
    int code = 0;
    zip_t* const archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
    if (archive == nullptr) {
        return Error{ErrorKind::transient,
                     code == ZIP_ER_OPEN ? "cannot be opened" : "is no whole zip", cut_off_hint};
    }
    auto package = std::make_unique<ZipPackage>(archive, limits);
    auto listed = package->list(inner_folder);
    if (!listed) return std::move(listed).error();
    return std::unique_ptr<PackageSource>{std::move(package)};
}

}  // namespace rosterd::journal
