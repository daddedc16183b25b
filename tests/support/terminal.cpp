// By forkpty(3).
#include "tests/support/terminal.hpp"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace rosterd::test {

Terminal::Terminal(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment) {
    // All of it is made before the fork: the child only calls what is safe there.
    std::vector<std::string> settings{"TERM=dumb"};
    for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
    std::vector<char*> program;
    for (const std::string& word : arguments) program.push_back(const_cast<char*>(word.c_str()));
    std::vector<char*> around;
    for (const std::string& word : settings) around.push_back(const_cast<char*>(word.c_str()));
    program.push_back(nullptr);
    around.push_back(nullptr);
    const winsize size{.ws_row = 50, .ws_col = 200, .ws_xpixel = 0, .ws_ypixel = 0};
    pid_ = ::forkpty(&descriptor_, nullptr, nullptr, &size);
    if (pid_ < 0) throw std::runtime_error{"no terminal to be had"};
    if (pid_ == 0) {
        ::execve(program.front(), program.data(), around.data());
        ::_exit(127);
    }
}

Terminal::~Terminal() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    ::close(descriptor_);
}

void Terminal::type(const std::string& keys) {
    if (::write(descriptor_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
        throw std::runtime_error{"the terminal takes no keys"};
    }
}

bool Terminal::shows(const std::string& text, std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    for (;;) {
        const auto found = shown_.find(text, seen_);
        if (found != std::string::npos) {
            seen_ = found + text.size();
            return true;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) {
            return false;
        }
        std::array<char, 4096> bytes{};
        const auto count = ::read(descriptor_, bytes.data(), bytes.size());
        if (count <= 0) return false;
        shown_.append(bytes.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace rosterd::test
