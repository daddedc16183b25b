// A directory that lives as long as its object. It never follows a name given from outside.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace rosterd::test {

/// A new directory /tmp/rosterd-test.XXXXXX, removed with all its content by the destructor.
/// Short on purpose: the path of a unix socket ends at 107 bytes.
/// Errors: std::runtime_error when it cannot be made.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string name = "/tmp/rosterd-test.XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error{"mkdtemp: cannot make a directory under /tmp"};
        }
        path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const {
        return path_ / name;
    }

    /// Lets other users (a database server) enter; only the owner may write.
    void open_to_everyone() const { ::chmod(path_.c_str(), 0755); }

  private:
    std::filesystem::path path_;
};

}  // namespace rosterd::test
