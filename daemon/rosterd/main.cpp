// rosterd: the whole life of the process.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <exception>

#include "config/config.hpp"
#include "daemon/private_memory.hpp"
#include "daemon/rosterd/assembly.hpp"
#include "daemon/rosterd/logging.hpp"
#include "daemon/rosterd/options.hpp"
#include "daemon/rosterd/service.hpp"

namespace {

using namespace rosterd;

int report_failure(const Error& error) {
    spdlog::critical("{}{}{}", error.what, error.hint.empty() ? "" : "; ", error.hint);
    return 1;
}

int check(const config::Config& config) {
    const auto secrets = check_secrets(config);
    if (!secrets) return report_failure(secrets.error());
    fmt::print("the configuration is valid: {} accounts, {} profiles\n", config.accounts.size(),
               config.profiles.size());
    return 0;
}

int run(const Options& options) {
    auto loaded = config::load_config(options.config);
    for (const config::Problem& problem : loaded.problems) {
        fmt::print(stderr, "{}\n", config::to_string(problem));
    }
    if (!loaded.value) return 1;
    start_logging(loaded.value->log);
    if (options.mode == RunMode::check) return check(*loaded.value);
    auto assembly = assemble(*loaded.value);
    if (!assembly) return report_failure(assembly.error());
    if (options.mode == RunMode::once) return run_once(**assembly, options.report);
    return run_service(**assembly, *loaded.value, options.config);
}

}  // namespace

int main(int argc, char** argv) {
    keep_memory_private();
    const ParsedOptions parsed = parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_status;
    try {
        return run(*parsed.options);
    } catch (const std::exception& bug) {
        // Nothing that the world can cause arrives here; systemd starts us again.
        spdlog::critical("bug: {}", bug.what());
        return 70;
    }
}
