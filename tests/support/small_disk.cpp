// A mount namespace, a tmpfs in it, and a file that takes all the space.
#include "tests/support/small_disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace rosterd::test {
namespace {

void demand(bool done, const char* what) {
    if (!done) throw std::runtime_error{std::string{what} + ": " + std::strerror(errno)};
}

/// Once for the thread: who is not root becomes it in a user namespace.
void enter_a_namespace() {
    static thread_local bool entered = false;
    if (entered) return;
    const int user = ::geteuid() == 0 ? 0 : CLONE_NEWUSER;
    demand(::unshare(CLONE_NEWNS | user) == 0, "a mount namespace");
    demand(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
    entered = true;
}

constexpr const char* filler = "filler";

}  // namespace

SmallDisk::SmallDisk(std::size_t bytes) {
    enter_a_namespace();
    const std::string size = "size=" + std::to_string(bytes);
    demand(::mount("tmpfs", directory_.path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV,
                   size.c_str()) == 0,
           "a tmpfs");
}

SmallDisk::~SmallDisk() {
    ::umount2(directory_.path().c_str(), MNT_DETACH);
}

void SmallDisk::fill() const {
    const int file = ::open((directory_ / filler).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    demand(file >= 0, "the filler");
    constexpr std::array<char, 4'096> nothing{};
    ssize_t written = 0;
    do {
        written = ::write(file, nothing.data(), nothing.size());
    } while (written > 0);
    const int why = errno;
    ::close(file);
    errno = why;
    demand(why == ENOSPC, "filling the disk");
}

void SmallDisk::relieve() const {
    std::filesystem::remove(directory_ / filler);
}

}  // namespace rosterd::test
