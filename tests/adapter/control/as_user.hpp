// Work done as another user and group of this machine, in a process of its own.
#pragma once

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rosterd::testing {

struct UserAndGroup {
    uid_t uid;
    gid_t gid;
};

/// Errors: std::runtime_error when this machine has no such group.
[[nodiscard]] inline gid_t gid_of(const char* name) {
    const group* entry = ::getgrnam(name);
    if (entry == nullptr) throw std::runtime_error{std::string{"no group "} + name};
    return entry->gr_gid;
}

[[nodiscard]] inline bool may_become_others() {
    return ::geteuid() == 0;
}

/// A child that became `who`, without further groups, and does `work`. Of a process that other
/// threads run in: `work` uses system calls and plain memory only, and no descriptor of ours.
/// Precondition: may_become_others(). Errors: std::runtime_error.
class Child {
  public:
    /// Tells a number, for told(), and waits for let_go().
    using Pause = std::function<void(int)>;
    /// Its numbers are for told(), one after the other.
    using Work = std::function<std::vector<int>(const Pause&)>;

    Child(UserAndGroup who, const Work& work) {
        std::array<int, 2> to_parent{};
        std::array<int, 2> to_child{};
        if (::pipe(to_parent.data()) != 0 || ::pipe(to_child.data()) != 0) {
            throw std::runtime_error{"pipe"};
        }
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error{"fork"};
        if (pid_ == 0) run(who, work, to_parent[1], to_child[0]);
        ::close(to_parent[1]);
        ::close(to_child[0]);
        from_ = to_parent[0];
        go_ = to_child[1];
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        let_go();
        ::close(from_);
        ::waitpid(pid_, nullptr, 0);
    }

    /// The next number; -1 when there is none: it ended, or could not become `who`.
    [[nodiscard]] int told() const {
        int number = 0;
        return ::read(from_, &number, sizeof number) == sizeof number ? number : -1;
    }
    void let_go() {
        if (go_ >= 0) ::close(std::exchange(go_, -1));
    }

  private:
    [[noreturn]] static void run(UserAndGroup who, const Work& work, int to, int from) {
        // Connections that the server accepted are ours, too: they would not close with its end.
        const auto low = static_cast<unsigned>(std::min(to, from));
        const auto high = static_cast<unsigned>(std::max(to, from));
        ::close_range(3, low - 1, 0);
        if (high - low > 1) ::close_range(low + 1, high - 1, 0);
        ::close_range(high + 1, ~0U, 0);
        const bool became =
            ::setgroups(0, nullptr) == 0 && ::setgid(who.gid) == 0 && ::setuid(who.uid) == 0;
        if (!became) ::_exit(1);
        const auto tell = [to](int number) {
            if (::write(to, &number, sizeof number) != sizeof number) ::_exit(1);
        };
        const auto numbers = work([&](int number) {
            tell(number);
            char byte = 0;
            while (::read(from, &byte, 1) > 0) {
            }
        });
        for (const int number : numbers) tell(number);
        ::_exit(0);
    }

    pid_t pid_ = 0;
    int from_ = -1;
    int go_ = -1;
};

}  // namespace rosterd::testing
