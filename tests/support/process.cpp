// fork and exec with everything prepared beforehand: the child calls only async-signal-safe code.
#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/support/said.hpp"

namespace rosterd::test {
namespace {

constexpr int exit_not_started = 127;
constexpr int descriptor_staging = 500;  // above every number a test asks for

[[noreturn]] void fail(const std::string& step) {
    throw std::runtime_error{step + ": " + std::strerror(errno)};
}

std::vector<std::string> environment_of(const ProcessOptions& options) {
    std::map<std::string, std::string> variables;
    if (options.inherit_environment) {
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string text = *entry;
            const auto equals = text.find('=');
            if (equals != std::string::npos) {
                variables[text.substr(0, equals)] = text.substr(equals + 1);
            }
        }
    }
    for (const auto& [name, value] : options.environment) variables[name] = value;
    if (options.own_pid_in_environment) {
        // Room for any pid: the child writes its own over the zeros without allocating.
        variables["LISTEN_PID"] = "0000000000";
        variables["WATCHDOG_PID"] = "0000000000";
    }
    std::vector<std::string> entries;
    for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (std::string& text : strings) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

void write_own_pid(const std::vector<char*>& environment) {
    for (char* entry : environment) {
        if (entry == nullptr) break;
        char* digits = nullptr;
        if (std::strncmp(entry, "LISTEN_PID=", 11) == 0) digits = entry + 11;
        if (std::strncmp(entry, "WATCHDOG_PID=", 13) == 0) digits = entry + 13;
        if (digits == nullptr || std::strlen(digits) != 10) continue;
        // No leading zeros stay: libsystemd would read the number as octal.
        int length = 0;
        for (pid_t rest = ::getpid(); rest != 0; rest /= 10) ++length;
        digits[length] = '\0';
        for (pid_t rest = ::getpid(); rest != 0; rest /= 10) {
            digits[--length] = static_cast<char>('0' + rest % 10);
        }
    }
}

/// Everything the child needs, as plain pointers and numbers.
struct Launch {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    const char* directory;
    int input;
    int output;
    int error;
    std::vector<std::pair<int, int>> descriptors;  ///< number in the child, ours
    pid_t parent;
    bool own_pid;
};

[[noreturn]] void become(const Launch& launch) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != launch.parent) ::_exit(exit_not_started);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(launch.input, STDIN_FILENO);
    ::dup2(launch.output, STDOUT_FILENO);
    ::dup2(launch.error, STDERR_FILENO);
    // Two steps, so that no source is overwritten by an earlier target.
    for (std::size_t index = 0; index < launch.descriptors.size(); ++index) {
        ::dup2(launch.descriptors[index].second, descriptor_staging + static_cast<int>(index));
    }
    for (std::size_t index = 0; index < launch.descriptors.size(); ++index) {
        ::dup2(descriptor_staging + static_cast<int>(index), launch.descriptors[index].first);
        ::close(descriptor_staging + static_cast<int>(index));
    }
    if (*launch.directory != '\0' && ::chdir(launch.directory) != 0) ::_exit(exit_not_started);
    if (launch.own_pid) write_own_pid(launch.environment);
    ::execvpe(launch.arguments[0], launch.arguments.data(), launch.environment.data());
    ::_exit(exit_not_started);
}

int open_file(const std::filesystem::path& file, int flags) {
    const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC, 0644);
    if (descriptor < 0) fail("open " + file.string());
    return descriptor;
}

}  // namespace

Process::Process(ProcessOptions options) {
    if (options.arguments.empty()) throw std::runtime_error{"Process: no program named"};
    arguments_ = options.arguments;
    write_text(directory_ / "in", options.input);
    std::vector<std::string> environment = environment_of(options);
    Launch launch{.arguments = pointers_to(options.arguments),
                  .environment = pointers_to(environment),
                  .directory = options.directory.c_str(),
                  .input = open_file(directory_ / "in", O_RDONLY),
                  .output = open_file(directory_ / "out", O_WRONLY | O_CREAT | O_APPEND),
                  .error = open_file(directory_ / "err", O_WRONLY | O_CREAT | O_APPEND),
                  .descriptors = {options.descriptors.begin(), options.descriptors.end()},
                  .parent = ::getpid(),
                  .own_pid = options.own_pid_in_environment};
    pid_ = ::fork();
    if (pid_ == 0) become(launch);
    ::close(launch.input);
    ::close(launch.output);
    ::close(launch.error);
    if (pid_ < 0) fail("fork");
    descriptor_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (descriptor_ < 0) fail("pidfd_open");
}

Process::~Process() {
    if (!status_) {
        kill(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(descriptor_);
    keep_said(arguments_, standard_output(), standard_error());
}

bool Process::running() {
    return !wait(std::chrono::milliseconds{0});
}

void Process::kill(int signal) {
    if (!status_) ::kill(pid_, signal);
}

std::optional<ExitStatus> Process::wait(std::chrono::milliseconds deadline) {
    if (status_) return status_;
    const auto end = std::chrono::steady_clock::now() + deadline;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd event{.fd = descriptor_, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&event, 1, std::max(0, static_cast<int>(left.count())));
        if (ready > 0) break;
        if (ready == 0) return std::nullopt;
        if (errno != EINTR) fail("poll");
    }
    int raw = 0;
    if (::waitpid(pid_, &raw, 0) != pid_) fail("waitpid");
    status_ = WIFEXITED(raw) ? ExitStatus{.code = WEXITSTATUS(raw), .signal = 0}
                             : ExitStatus{.code = -1, .signal = WTERMSIG(raw)};
    return status_;
}

std::string Process::standard_output() const {
    return read_text(directory_ / "out");
}
std::string Process::standard_error() const {
    return read_text(directory_ / "err");
}

std::optional<std::string> Process::find_line(const std::string& pattern) const {
    const std::regex expression{pattern};
    for (const std::string& text : {standard_output(), standard_error()}) {
        std::size_t begin = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos;
             begin = end + 1, end = text.find('\n', begin)) {
            std::string line = text.substr(begin, end - begin);
            if (std::regex_search(line, expression)) return line;
        }
    }
    return std::nullopt;
}

std::optional<std::string> Process::wait_for_line(const std::string& pattern,
                                                  std::chrono::milliseconds deadline) {
    std::optional<std::string> line;
    const bool over = eventually(
        [&] {
            const bool alive = running();  // before looking: its last words count
            line = find_line(pattern);
            return line.has_value() || !alive;
        },
        deadline);
    return over ? line : std::nullopt;
}

Finished run(ProcessOptions options, std::chrono::milliseconds deadline) {
    const std::string program = options.arguments.empty() ? "" : options.arguments.front();
    Process process{std::move(options)};
    const auto status = process.wait(deadline);
    if (!status) {
        throw std::runtime_error{program + " was not over in time; it had said:\n" +
                                 process.standard_output() + process.standard_error()};
    }
    return {*status, process.standard_output(), process.standard_error()};
}

std::string read_text(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw std::runtime_error{"cannot read " + file.string()};
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

void write_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream stream{file, std::ios::binary | std::ios::trunc};
    stream << text;
    if (!stream.flush()) throw std::runtime_error{"cannot write " + file.string()};
}

}  // namespace rosterd::test
