// The commands of rosterctl and what they share. Each add_… adds its options and its action.
#pragma once

#include <CLI/App.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "daemon/rosterctl/control_client.hpp"

namespace rosterd::ctl {

/// What the command line asked for. Outlives parsing: actions refer to it.
struct CommandLine {
    std::string socket{"/run/rosterd/control.sock"};
    bool json = false;
    std::function<int()> action;  ///< of the command that was chosen; returns the exit status
};

// With the daemon.
void add_status(CLI::App& app, CommandLine& line);
void add_schools(CLI::App& app, CommandLine& line);
void add_chats(CLI::App& app, CommandLine& line);
void add_chat(CLI::App& app, CommandLine& line);
void add_chat_changes(CLI::App& chat, CommandLine& line);  ///< create, rename, delete
void add_chat_claim(CLI::App& chat, CommandLine& line);
void add_claims(CLI::App& app, CommandLine& line);
void add_migrate(CLI::App& app, CommandLine& line);
void add_member(CLI::App& app, CommandLine& line);
void add_links(CLI::App& app, CommandLine& line);  ///< link and unlink
void add_erase(CLI::App& app, CommandLine& line);
void add_link_start(CLI::App& link, CommandLine& line);
void add_audit(CLI::App& app, CommandLine& line);
void add_manual_lists(CLI::App& app, CommandLine& line);  ///< strangers, departures, edits
void add_initialise(CLI::App& app, CommandLine& line);
void add_conferences(CLI::App& app, CommandLine& line);  ///< the list and the time line
void add_conference(CLI::App& app, CommandLine& line);   ///< one: show, create, edit, finish …
void add_finish(CLI::App& app, CommandLine& line);       ///< conference finish, on its own
void add_people(CLI::App& app, CommandLine& line);
void add_findings(CLI::App& app, CommandLine& line);
void add_plan(CLI::App& app, CommandLine& line);
void add_explain(CLI::App& app, CommandLine& line);
void add_resync(CLI::App& app, CommandLine& line);
void add_holds(CLI::App& app, CommandLine& line);
void add_decisions(CLI::App& app, CommandLine& line);  ///< approve and reject
void add_pauses(CLI::App& app, CommandLine& line);     ///< pause and resume

// Without it.
void add_journal(CLI::App& app, CommandLine& line);
void add_journal_check(CLI::App& journal, CommandLine& line);
void add_journal_sample(CLI::App& journal, CommandLine& line);
void add_journal_import(CLI::App& journal, CommandLine& line);
void add_config(CLI::App& app, CommandLine& line);
void add_profile(CLI::App& app, CommandLine& line);

/// Asks, then shows: the answer as it came with --json, else by `show`.
[[nodiscard]] int ask(const CommandLine& line, std::string target,
                      const std::function<void(const boost::json::object&)>& show);

/// The same with a body, for what changes something.
[[nodiscard]] int send(const CommandLine& line, std::string target, const boost::json::object& body,
                       const std::function<void(const boost::json::object&)>& show);

/// Prints a plan as GET /v1/schools/S/plan gives it.
void show_plan(const boost::json::object& plan);

/// `--actor PERSON` of what is done on somebody's behalf.
void add_actor_option(CLI::App& command, std::string& actor);
/// Adds --school. It may be left out where the journal has one school.
/// `--role staff|pupil|parent` of lists of people.
void add_role_option(CLI::App& command, std::string& role);
void add_school_option(CLI::App& command, std::string& school);

/// `named`, else the only school. Errors: invalid_input when there are several or none; those of
/// ControlClient.
[[nodiscard]] Result<std::string> school_or_only(const CommandLine& line, const std::string& named);

}  // namespace rosterd::ctl
