// The running service: signals, systemd, the control socket, and the loop that drives them.
#pragma once

#include <filesystem>

#include "config/config.hpp"
#include "daemon/rosterd/assembly.hpp"

namespace rosterd {

/// Runs until SIGTERM or SIGINT; the exit status of the process. `config_file` is read again on
/// SIGHUP.
int run_service(Assembly& assembly, const config::Config& config,
                const std::filesystem::path& config_file);

/// One complete pass; writes the report where one is asked for. 0 converged, 5 held or not
/// believed, 1 failed or unfinished.
int run_once(Assembly& assembly, const std::filesystem::path& report);

}  // namespace rosterd
