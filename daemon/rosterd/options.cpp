// By CLI11.
#include "daemon/rosterd/options.hpp"

#include <CLI/CLI.hpp>

#include "daemon/version.hpp"

namespace rosterd {

ParsedOptions parse_options(int argc, char** argv) {
    Options options;
    bool once = false;
    bool check = false;
    CLI::App app{"rosterd keeps a school's group chats in step with its electronic journal.\n"};
    app.set_version_flag("--version", std::string{version});
    app.add_option("--config", options.config, "configuration file")->capture_default_str();
    auto* once_flag =
        app.add_flag("--once", once, "do one complete pass over every school and end");
    app.add_flag("--check", check, "validate the configuration and end")->excludes(once_flag);
    app.add_option("--report", options.report, "with --once: write chats, people and plan as JSON")
        ->needs(once_flag);
    app.footer(
        "Exit status of --once: 0 everybody is where he belongs (waiting people aside), 5 "
        "something\n"
        "is held or a read was not believed, 1 failure, 2 usage. Of --check: 0 valid, 1 not.\n"
        "Signals: SIGHUP reload, SIGUSR1 resync everything, SIGTERM finish and stop; RTMIN+22 log "
        "in\n"
        "detail, RTMIN+23 log as configured.\n\n"
        "Examples:\n"
        "  rosterd --config /etc/rosterd/rosterd.yaml\n"
        "  rosterd --config school.yaml --check\n"
        "  rosterd --config school.yaml --once --report /tmp/report.json");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& stop) {
        const int status = app.exit(stop);
        return {std::nullopt, status == 0 ? 0 : 2};
    }
    if (once) options.mode = RunMode::once;
    if (check) options.mode = RunMode::check;
    return {std::move(options), 0};
}

}  // namespace rosterd
