// The command line of rosterd. It parses; it acts on nothing.
#pragma once

#include <filesystem>
#include <optional>

namespace rosterd {

enum class RunMode {
    service,  ///< run until a signal says stop
    once,     ///< one complete pass, then the exit status tells
    check,    ///< validate the configuration and end
};

struct Options {
    std::filesystem::path config{"/etc/rosterd/rosterd.yaml"};
    RunMode mode = RunMode::service;
    std::filesystem::path report;  ///< with once: where the JSON report goes; empty: nowhere
};

/// What the command line asks for, or the exit status where it asks for nothing more (--help,
/// --version) or cannot be understood (2, told on standard error).
struct ParsedOptions {
    std::optional<Options> options;
    int exit_status = 0;
};

[[nodiscard]] ParsedOptions parse_options(int argc, char** argv);

}  // namespace rosterd
