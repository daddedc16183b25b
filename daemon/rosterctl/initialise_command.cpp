// rosterctl initialise: chats of chosen kinds made as the rules say, after a look at what that
// does.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/progress.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct InitialiseOptions {
    std::string school;
    std::string actor;
    std::vector<std::string> kinds;
    bool yes = false;
    bool wait = false;
};

constexpr std::chrono::seconds look_again{1};

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

/// Why the school's last pass failed; nothing when it did not.
Result<std::optional<std::string>> failure_of(const ControlClient& client,
                                              const std::string& school) {
    const auto schools = client.get("/v1/schools");
    if (!schools) return schools.error();
    for (const json::value& item : list_of(*schools, "items")) {
        const json::object& row = as_object(item);
        if (text_of(row, "id") != school || text_of(row, "state") != "failed") continue;
        return std::optional{text_of(row, "error")};
    }
    return std::optional<std::string>{};
}

/// Until nothing is left that may be done now. What is held, or rests, is told and not waited for,
/// and a pass that fails is not either: nobody knows how long that lasts.
int wait_for_the_work(const CommandLine& line, const std::string& school) {
    const ControlClient client{line.socket};
    const std::string path = path_of({"v1", "schools", school, "plan"});
    Progress progress{"operations"};
    std::size_t most = 0;
    for (;;) {
        const auto plan = client.get(path);
        if (!plan) return complain_of_daemon(plan.error());
        const std::size_t left = list_of(*plan, "operations").size();
        most = std::max(most, left);
        progress.show(most - left, most);
        if (!object_of(*plan, "paused").empty()) {
            return complain({ErrorKind::refused,
                             "it is kept, and nothing is done: there is a pause",
                             "see rosterctl status; rosterctl resume ends it"});
        }
        const auto failure = failure_of(client, school);
        if (!failure) return complain_of_daemon(failure.error());
        if (*failure) {
            return complain({ErrorKind::refused, "it is kept, but the pass failed: " + **failure,
                             "the daemon tries again by itself; see rosterctl status"});
        }
        const json::value* known = plan->if_contains("up_to_date");
        if (left == 0 && known != nullptr && *known == true) {
            const std::size_t held = list_of(*plan, "held").size();
            const std::size_t rest = list_of(*plan, "paused_operations").size();
            if (held == 0 && rest == 0) return exit_done;
            return complain({ErrorKind::refused,
                             fmt::format("not all of it: {} left, {} paused", counted(held, "hold"),
                                         counted(rest, "operation")),
                             "see rosterctl holds and rosterctl status"});
        }
        std::this_thread::sleep_for(look_again);
    }
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
    } else if (!options.wait) {
        fmt::print("initialised; a pass carries it out, see rosterctl plan and rosterctl holds\n");
    }
    if (!options.wait) return exit_done;
    const int waited = wait_for_the_work(line, *school);
    if (waited == exit_done && !line.json) fmt::print("initialised and carried out\n");
    return waited;
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
    command->add_flag("--wait", options->wait, "until it is carried out, with a bar on a terminal");
    command->footer(
        "Hand edits made before are dropped where the profile says so; deleted chats come back.\n"
        "Examples:\n"
        "  rosterctl initialise --school 17 --kind class,parents\n"
        "  rosterctl initialise --school 17 --kind staff --yes --wait\n"
        "  rosterctl initialise --school 17 --kind class --json      only the preview");
    command->callback([&line, options] {
        line.action = [&line, options] { return initialise(line, *options); };
    });
}

}  // namespace rosterd::ctl
