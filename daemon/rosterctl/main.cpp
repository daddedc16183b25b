// rosterctl: asks the daemon, or looks at a journal or a configuration itself.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/complete_command.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/version.hpp"

namespace {

using namespace rosterd;
using namespace rosterd::ctl;

constexpr const char* footer =
    "Exit status: 0 done, 1 refused, 2 usage, 3 daemon not reachable, 4 not found.\n"
    "Every command has --help with examples. Examples:\n"
    "  rosterctl status\n"
    "  rosterctl chats --school 17 --type class\n"
    "  rosterctl explain --school 17 --person s1\n"
    "  rosterctl journal check --config /etc/rosterd/rosterd.yaml";

void add_commands(CLI::App& app, CommandLine& line) {
    for (const auto add : {add_status,     add_schools, add_chats,  add_chat,      add_conferences,
                           add_conference, add_finish,  add_people, add_findings,  add_plan,
                           add_explain,    add_resync,  add_holds,  add_decisions, add_pauses,
                           add_member,     add_links,   add_claims, add_migrate,   add_audit,
                           add_initialise, add_journal, add_config, add_profile,   add_manual_lists,
                           add_erase}) {
        add(app, line);
    }
}

/// A shell asks in the middle of somebody's typing: a bug here says nothing either.
int answer_shell(const CLI::App& app, int argc, char** argv) {
    const char* named = std::getenv("ROSTERD_SOCKET");
    const bool elsewhere = named != nullptr && *named != '\0';
    try {
        return print_completion(app, {argv + 2, argv + argc},
                                elsewhere ? named : CommandLine{}.socket);
    } catch (const std::exception&) {
        return exit_refused;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line;
    CLI::App app{"rosterctl watches and steers rosterd.\n"};
    app.fallthrough();  // --json may stand behind the command
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string{version});
    app.add_option("--socket", line.socket, "the daemon's control socket")
        ->envname("ROSTERD_SOCKET")
        ->capture_default_str();
    app.add_flag("--json", line.json, "print the answer as JSON");
    app.footer(footer);
    add_commands(app, line);
    if (argc > 1 && std::string_view{argv[1]} == complete_word)
        return answer_shell(app, argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& stop) {
        return app.exit(stop) == 0 ? exit_done : exit_usage;
    }
    try {
        return line.action();
    } catch (const std::exception& bug) {
        return complain({ErrorKind::our_bug, bug.what()});
    }
}
