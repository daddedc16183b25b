// What commands that ask the daemon have in common.
#include "daemon/rosterctl/command_line.hpp"

#include <fmt/format.h>

#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace {

int tell(const CommandLine& line, const Result<boost::json::object>& answer,
         const std::function<void(const boost::json::object&)>& show) {
    if (!answer) return complain_of_daemon(answer.error());
    if (line.json) {
        print_json(*answer);
    } else {
        show(*answer);
    }
    return exit_done;
}

}  // namespace

int ask(const CommandLine& line, std::string target,
        const std::function<void(const boost::json::object&)>& show) {
    return tell(line, ControlClient{line.socket}.get(std::move(target)), show);
}

int send(const CommandLine& line, std::string target, const boost::json::object& body,
         const std::function<void(const boost::json::object&)>& show) {
    return tell(line, ControlClient{line.socket}.post(std::move(target), body), show);
}

void add_school_option(CLI::App& command, std::string& school) {
    command.add_option("--school", school, "id of the school; needed where there are several");
}

void add_actor_option(CLI::App& command, std::string& actor) {
    command.add_option("--actor", actor,
                       "person on whose behalf; his rights decide (default: the school)");
}

void add_role_option(CLI::App& command, std::string& role) {
    command.add_option("--role", role, "only staff, pupils or parents")
        ->check(CLI::IsMember({"staff", "pupil", "parent"}));
}

Result<std::string> school_or_only(const CommandLine& line, const std::string& named) {
    if (!named.empty()) return named;
    const auto answer = ControlClient{line.socket}.get("/v1/schools");
    if (!answer) return answer.error();
    std::vector<std::string> schools;  // one that two accounts serve is one school
    for (const boost::json::value& value : list_of(*answer, "items")) {
        const auto& school = as_object(value);
        if (text_of(school, "further") != "yes") schools.push_back(text_of(school, "id"));
    }
    if (schools.size() == 1) return schools.front();
    return Error{ErrorKind::invalid_input,
                 fmt::format("which school? There are {}", schools.size()),
                 "name one with --school; rosterctl schools lists them"};
}

}  // namespace rosterd::ctl
