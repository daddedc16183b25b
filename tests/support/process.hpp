// Child processes for tests: started without a shell, never outliving the test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/eventually.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

struct ProcessOptions {
    std::vector<std::string> arguments;  ///< the program first; looked up in PATH without a slash
    std::map<std::string, std::string> environment{};  ///< added to ours, or alone (next field)
    bool inherit_environment = true;
    std::filesystem::path directory{};    ///< empty: ours
    std::string input{};                  ///< what the program reads on standard input
    std::map<int, int> descriptors{};     ///< number in the child -> ours, for socket activation
    bool own_pid_in_environment = false;  ///< LISTEN_PID and WATCHDOG_PID become the child's pid
};

struct ExitStatus {
    int code = -1;   ///< exit status, or -1 when a signal ended it
    int signal = 0;  ///< the signal that ended it, or 0
    [[nodiscard]] bool success() const { return code == 0; }
};

/// A running program. Standard output and error go to files, so it never blocks on a full pipe.
/// The destructor kills with SIGKILL and waits; the kernel kills it when the test itself dies.
/// Use from one thread, the one that made it.
class Process {
  public:
    /// Errors: std::runtime_error when the program cannot be started; a program that does not
    /// exist ends with code 127 instead.
    explicit Process(ProcessOptions options);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool running();

    /// Everything written so far.
    [[nodiscard]] std::string standard_output() const;
    [[nodiscard]] std::string standard_error() const;

    /// The first whole line of either stream that `pattern` (ECMAScript) is found in; nothing when
    /// the deadline passed or the program ended without it.
    [[nodiscard]] std::optional<std::string> wait_for_line(
        const std::string& pattern, std::chrono::milliseconds deadline = deadline_default);

    /// Nothing when it still runs at the deadline.
    std::optional<ExitStatus> wait(std::chrono::milliseconds deadline = deadline_default);

    /// Sends a signal; does nothing when the program has ended.
    void kill(int signal);

  private:
    [[nodiscard]] std::optional<std::string> find_line(const std::string& pattern) const;

    TemporaryDirectory directory_;
    std::vector<std::string> arguments_;
    pid_t pid_ = -1;
    int descriptor_ = -1;  ///< a pidfd: readable when the program has ended
    std::optional<ExitStatus> status_;
};

struct Finished {
    ExitStatus status;
    std::string output;
    std::string error;
};

/// Runs a program to its end. Errors: std::runtime_error when it is not over by the deadline.
Finished run(ProcessOptions options, std::chrono::milliseconds deadline = deadline_default);

/// The whole file as text. Errors: std::runtime_error when it cannot be read.
std::string read_text(const std::filesystem::path& file);
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace rosterd::test
