// A file system so small that a test can fill it.
#pragma once

#include <cstddef>

#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// A tmpfs on a directory of its own. It is mounted in a mount namespace of the calling thread,
/// whose later children see it too and nobody else does; the kernel unmounts it with the last of
/// them. Needs root, or a kernel that lets anybody make a user namespace.
/// Errors: std::runtime_error when it cannot be mounted.
class SmallDisk {
  public:
    explicit SmallDisk(std::size_t bytes);
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk();

    [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const {
        return directory_ / name;
    }
    /// Leaves not one byte.
    void fill() const;
    /// Takes back what fill() wrote.
    void relieve() const;

  private:
    TemporaryDirectory directory_;
};

}  // namespace rosterd::test
