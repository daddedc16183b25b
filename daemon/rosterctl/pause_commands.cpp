// rosterctl pause and resume: let everything, a school or a chat rest, and go on.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/pause_text.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct PauseOptions {
    std::string school;
    std::string chat;
    std::string until;
    std::string reason;
    std::string by;
};

void show_paused(const json::object& answer) {
    const json::object& pause = object_of(answer, "paused");
    fmt::print("{} is paused {}\n", paused_thing(pause), pause_details(pause));
    fmt::print("Nothing changes there on the platform. Who left the school stays in until then.\n");
}

void show_resumed(const json::object& answer) {
    fmt::print("{} goes on; a pass begins now\n", paused_thing(object_of(answer, "resumed")));
    for (const json::value& value : list_of(answer, "still")) {
        const json::object& pause = as_object(value);
        fmt::print("still paused: {} {}\n", paused_thing(pause), pause_details(pause));
    }
}

void add_common(CLI::App& command, PauseOptions& options) {
    command.add_option("--school", options.school, "only this school; without it, everything");
    command.add_option("--chat", options.chat,
                       "only this chat, by its key (of the only school, or with --school)");
    command.add_option("--by", options.by, "who decided, noted in the audit beside your user name");
}

/// A chat is of one school, which need not be named where there is no other.
int send_to(const CommandLine& line, const PauseOptions& options, std::string target,
            json::object body, void (*show)(const json::object&)) {
    std::string school = options.school;
    if (!options.chat.empty()) {
        auto known = school_or_only(line, options.school);
        if (!known) return complain_of_daemon(known.error());
        school = std::move(*known);
        body["chat"] = options.chat;
    }
    if (!school.empty()) body["school"] = school;
    if (!options.by.empty()) body["by"] = options.by;
    return send(line, std::move(target), body, show);
}

void add_pause(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<PauseOptions>();
    CLI::App* command = app.add_subcommand(
        "pause", "let everything, a school or a chat rest: nothing changes on the platform");
    add_common(*command, *options);
    command->add_option("--until", options->until,
                        "the day, or the instant (ISO 8601), at which it ends by itself");
    command->add_option("--reason", options->reason, "shown to whoever asks why nothing happens");
    command->footer(
        "Journal and chats are read on, plans are made and shown; lessons that run are ended in "
        "time, none begins.\n"
        "Examples:\n"
        "  rosterctl pause --reason \"the journal is being moved\"\n"
        "  rosterctl pause --school 17 --until 2026-09-01 --reason \"classes are being formed\"\n"
        "  rosterctl pause --school 17 --chat class/7v");
    command->callback([&line, options] {
        line.action = [&line, options] {
            json::object body;
            if (!options->until.empty()) body["until"] = options->until;
            if (!options->reason.empty()) body["reason"] = options->reason;
            return send_to(line, *options, "/v1/pause", std::move(body), show_paused);
        };
    });
}

void add_resume(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<PauseOptions>();
    CLI::App* command = app.add_subcommand("resume", "end a pause, and do at once what waited");
    add_common(*command, *options);
    command->footer(
        "Ends exactly the pause that was made with the same --school and --chat; rosterctl status "
        "shows them.\n"
        "Examples:\n"
        "  rosterctl resume\n"
        "  rosterctl resume --school 17\n"
        "  rosterctl resume --school 17 --chat class/7v");
    command->callback([&line, options] {
        line.action = [&line, options] {
            return send_to(line, *options, "/v1/resume", {}, show_resumed);
        };
    });
}

}  // namespace

void add_pauses(CLI::App& app, CommandLine& line) {
    add_pause(app, line);
    add_resume(app, line);
}

}  // namespace rosterd::ctl
