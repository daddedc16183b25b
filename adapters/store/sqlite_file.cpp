// open(2) and flock(2) with their errors in words.
#include "adapters/store/sqlite_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace rosterd::store {
namespace {

namespace fs = std::filesystem;

constexpr mode_t private_mode = 0600;

Error cannot(const fs::path& file, std::string_view what, int code) {
    return Error{
        ErrorKind::transient,
        fmt::format("store {}: {}: {}", file.string(), what, std::generic_category().message(code)),
        "the daemon's user needs a writable folder with free space"};
}

/// Of a file or of a folder, whose entries are what is synchronised then.
Result<void> synchronise(const fs::path& path, int kind) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | kind);
    if (descriptor < 0) return cannot(path, "cannot be opened", errno);
    const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (failed != 0) return cannot(path, "cannot be written to the disk", failed);
    return {};
}

}  // namespace

Result<StoreLock> StoreLock::take(const fs::path& file) {
    std::error_code code;
    const fs::path folder = fs::absolute(file, code).parent_path();
    if (!fs::is_directory(folder, code)) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("store {}: there is no folder {}", file.string(), folder.string()),
                     "create it for the daemon's user; under systemd StateDirectory= does"};
    }
    const std::string name = file.string() + ".lock";
    const int descriptor =
        ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, private_mode);
    if (descriptor < 0) return cannot(file, "the lock file cannot be opened", errno);
    StoreLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return cannot(file, "cannot be locked", errno);
        return Error{ErrorKind::refused,
                     fmt::format("store {}: another process has it open", file.string()),
                     "only one rosterd may use a store"};
    }
    return lock;
}

StoreLock::StoreLock(StoreLock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

StoreLock::~StoreLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> make_private_file(const fs::path& file) {
    const int descriptor =
        ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, private_mode);
    if (descriptor >= 0) {
        ::close(descriptor);
        return {};
    }
    if (errno != EEXIST) return cannot(file, "cannot be made", errno);
    std::error_code code;
    if (fs::is_regular_file(file, code)) return {};
    return Error{ErrorKind::invalid_input,
                 fmt::format("store {}: not a regular file", file.string())};
}

Result<void> settle_file(const fs::path& written, const fs::path& name) {
    if (auto there = synchronise(written, 0); !there) return there;
    std::error_code code;
    fs::rename(written, name, code);
    if (code) return cannot(name, "cannot be made", code.value());
    return synchronise(fs::absolute(name).parent_path(), O_DIRECTORY);
}

}  // namespace rosterd::store
