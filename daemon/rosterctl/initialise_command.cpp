// rosterctl initialise: chats of chosen kinds made as the rules say, after a look at what that
// does.
#include <fmt/format.h>
#include <cstdio>
#include <iostream>
#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct InitialiseOptions {
    std::string school;
    std::string actor;
    std::vector<std::string> kinds;
    bool yes = false;
};

void show_preview(const json::object& answer) {
    fmt::print("{} as the rules say from now on\n", text_of(answer, "chats") + " chats");
    show_plan(object_of(answer, "plan"));
}

/// A script that gives no answer gets none for itself: the default is no.
bool confirmed() {
    fmt::print("\nDo this? [y/N] ");
    std::fflush(stdout);
    std::string reply;
    if (!std::getline(std::cin, reply)) return false;
    return reply == "y" || reply == "Y" || reply == "yes" || reply == "да";
}

int initialise(const CommandLine& line, const InitialiseOptions& options) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    const std::string path = path_of({"v1", "schools", *school, "initialise"});
    const ControlClient client{line.socket};
    json::object body{{"kinds", json::array(options.kinds.begin(), options.kinds.end())}};
    if (!options.actor.empty()) body["actor"] = options.actor;
    body["preview"] = true;
    const auto preview = client.post(path, body);
    if (!preview) return complain_of_daemon(preview.error());
    if (!line.json) show_preview(*preview);
    if (!options.yes) {
        if (line.json) {
            print_json(*preview);
            return exit_done;
        }
        if (!confirmed()) {
            fmt::print("nothing was done\n");
            return exit_refused;
        }
    }
    body["preview"] = false;
    const auto done = client.post(path, body);
    if (!done) return complain_of_daemon(done.error());
    if (line.json) {
        print_json(*done);
    } else {
        fmt::print("initialised; a pass carries it out, see rosterctl plan and rosterctl holds\n");
    }
    return exit_done;
}

}  // namespace

void add_initialise(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<InitialiseOptions>();
    CLI::App* command = app.add_subcommand(
        "initialise", "create missing chats, add missing and remove extra people, by the rules");
    add_school_option(*command, options->school);
    command->add_option("--kind", options->kinds, "staff, class, parents, subject; with commas")
        ->delimiter(',')
        ->required();
    command->add_option("--actor", options->actor, "person on whose behalf; his rights decide");
    command->add_flag("--yes", options->yes, "do not ask; with --json nothing is done without it");
    command->footer(
        "Hand edits made before are dropped where the profile says so; deleted chats come back.\n"
        "Examples:\n"
        "  rosterctl initialise --school 17 --kind class,parents\n"
        "  rosterctl initialise --school 17 --kind staff --yes\n"
        "  rosterctl initialise --school 17 --kind class --json      only the preview");
    command->callback([&line, options] {
        line.action = [&line, options] { return initialise(line, *options); };
    });
}

}  // namespace rosterd::ctl
