// rosterctl conference show, create, edit, finish, delete, join; and finish on its own.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/conference_text.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct ConferenceOptions {
    std::string school;
    std::string actor;
    std::string id;
    std::string type;
    std::string chat;
    std::string lesson;
    std::string title;
    std::string starts;
    std::string ends;
    std::string person;
    std::vector<std::string> people;
    bool everybody = false;
};

// --- showing ---------------------------------------------------------------------------------

void print_known(std::string_view name, const std::string& text) {
    if (text != "-") print_fact(name, text);
}

void show_people(const json::object& conference) {
    using Kind = Column::Kind;
    Table table{{{"PERSON", Kind::id},
                 {"NAME"},
                 {"ROLE", Kind::id},
                 {"LINKED", Kind::id},
                 {"BLOCKED", Kind::id}}};
    for (const json::value& value : list_of(conference, "participants")) {
        const json::object& person = as_object(value);
        table.add({text_of(person, "person"), text_of(person, "name"), text_of(person, "role"),
                   text_of(person, "linked"), text_of(person, "blocked")});
    }
    fmt::print("\n");
    print_table(table);
}

void show_conference(const json::object& conference) {
    print_fact("conference", text_of(conference, "id"));
    print_fact("title", text_of(conference, "title"));
    print_fact("type", text_of(conference, "type"));
    print_fact("time", fmt::format("{} - {}", start_text(conference), end_text(conference)));
    print_fact("status", fmt::format("{} ({})", status_text(conference, false),
                                     status_text(conference, true)));
    print_known("link", text_of(conference, "join_url"));
    print_known("problem", text_of(conference, "error"));
    print_known("", text_of(conference, "message_ru"));
    for (const std::string_view name : {"class", "subject", "chat", "lesson", "creator"}) {
        print_known(name, text_of(conference, name));
    }
    print_known("started", local_text(conference, "started_at"));
    if (const std::string late = text_of(conference, "late_s"); late != "0" && late != "-") {
        print_fact("late by", late + " s");
    }
    print_known("ended", local_text(conference, "ended_at"));
    print_known("announced", text_of(conference, "announced"));
    if (text_of(conference, "second_call_possible") == "yes") {
        print_fact("warning", "an answer was lost: a second call may exist");
    }
    show_people(conference);
}

void show_change(const json::object& answer) {
    fmt::print("{}  {}\n", text_of(answer, "id"),
               text_of(answer, "changed") == "yes" ? "changed; it takes effect at once"
                                                   : "nothing to change");
    if (const json::object& conference = object_of(answer, "conference"); !conference.empty()) {
        fmt::print("{} - {}  {}  {}\n", start_text(conference), end_text(conference),
                   text_of(conference, "title"), status_text(conference, false));
    }
    print_notices(answer);
}

// --- asking ----------------------------------------------------------------------------------

/// The path below the school's conferences, or why there is none.
Result<std::string> target_of(const CommandLine& line, const ConferenceOptions& options,
                              std::vector<std::string_view> below) {
    const auto school = school_or_only(line, options.school);
    if (!school) return school.error();
    below.insert(below.begin(), {"v1", "schools", *school, "conferences"});
    return path_of(below);
}

int change(const CommandLine& line, const ConferenceOptions& options,
           std::vector<std::string_view> below, json::object body) {
    const auto target = target_of(line, options, std::move(below));
    if (!target) return complain_of_daemon(target.error());
    if (!options.actor.empty()) body["actor"] = options.actor;
    return send(line, *target, body, show_change);
}

int join(const CommandLine& line, const ConferenceOptions& options) {
    const auto target = target_of(line, options, {options.id, "join"});
    if (!target) return complain_of_daemon(target.error());
    return ask(line, with_query(*target, {{"person", options.person}}),
               [](const json::object& answer) { fmt::print("{}\n", text_of(answer, "url")); });
}

/// What was named on the command line; what was not stays as it is.
json::object named(const CLI::App& command, const ConferenceOptions& options) {
    json::object body;
    for (const auto& [option, member, text] : {std::tuple{"--chat", "chat", &options.chat},
                                               std::tuple{"--lesson", "lesson", &options.lesson},
                                               std::tuple{"--title", "title", &options.title},
                                               std::tuple{"--starts", "starts_at", &options.starts},
                                               std::tuple{"--ends", "ends_at", &options.ends}}) {
        if (command.count(option) > 0) body[member] = *text;
    }
    if (!options.people.empty() || options.everybody) {
        body["people"] = json::array(options.people.begin(), options.people.end());
    }
    return body;
}

// --- the command line ------------------------------------------------------------------------

void add_id(CLI::App& command, ConferenceOptions& options) {
    add_school_option(command, options.school);
    command.add_option("ID", options.id, "the conference, as conferences lists it")->required();
}

void add_wishes(CLI::App& command, ConferenceOptions& options) {
    command.add_option("--chat", options.chat, "the chat's key; left out, that of the lesson");
    command.add_option("--lesson", options.lesson, "id of the lesson in the timetable");
    command.add_option("--title", options.title, "left out, by the profile's pattern");
    auto* starts = command.add_option("--starts", options.starts,
                                      "YYYY-MM-DD HH:MM on the school's clock; left out with "
                                      "--ends, the times of the lesson");
    command.add_option("--ends", options.ends, "the same")->needs(starts);
    command.add_option("--person", options.people, "only these members of the chat, by id")
        ->delimiter(',');
}

void add_show(CLI::App& conference, CommandLine& line) {
    const auto options = std::make_shared<ConferenceOptions>();
    CLI::App* command = conference.add_subcommand("show", "one conference with its participants");
    add_id(*command, *options);
    command->footer("Example:\n  rosterctl conference show own-1 --school 17");
    command->callback([&line, options] {
        line.action = [&line, options] {
            const auto target = target_of(line, *options, {options->id});
            if (!target) return complain_of_daemon(target.error());
            return ask(line, *target, show_conference);
        };
    });
}

void add_create(CLI::App& conference, CommandLine& line) {
    const auto options = std::make_shared<ConferenceOptions>();
    CLI::App* command =
        conference.add_subcommand("create", "plan an online lesson or a video call");
    add_school_option(*command, options->school);
    add_actor_option(*command, options->actor);
    command->add_option("--type", options->type, "online_lesson or video_call")
        ->required()
        ->check(CLI::IsMember({"online_lesson", "video_call"}));
    add_wishes(*command, *options);
    command->footer(
        "Examples:\n"
        "  rosterctl conference create --type online_lesson --lesson 4711 --actor t1\n"
        "  rosterctl conference create --type video_call --chat staff --title Meeting \\\n"
        "      --starts '2026-10-15 16:00' --ends '2026-10-15 17:00'");
    command->callback([&line, options, command] {
        line.action = [&line, options, command] {
            json::object body = named(*command, *options);
            body["type"] = options->type;
            return change(line, *options, {}, std::move(body));
        };
    });
}

void add_edit(CLI::App& conference, CommandLine& line) {
    const auto options = std::make_shared<ConferenceOptions>();
    CLI::App* command = conference.add_subcommand(
        "edit", "change what was planned here; of a running one its title and its end");
    add_id(*command, *options);
    add_actor_option(*command, options->actor);
    add_wishes(*command, *options);
    command->add_flag("--everybody", options->everybody, "all of the chat again")
        ->excludes("--person");
    command->footer(
        "Examples:\n"
        "  rosterctl conference edit own-1 --title Olympiad\n"
        "  rosterctl conference edit own-1 --starts '2026-10-15 16:00' --ends '2026-10-15 18:00'");
    command->callback([&line, options, command] {
        line.action = [&line, options, command] {
            return change(line, *options, {options->id, "edit"}, named(*command, *options));
        };
    });
}

/// `name` is how the command is called from the top, for the examples.
void add_verb(CLI::App& to, CommandLine& line, const std::string& verb, const std::string& name,
              const std::string& description) {
    const auto options = std::make_shared<ConferenceOptions>();
    CLI::App* command = to.add_subcommand(verb, description);
    add_id(*command, *options);
    add_actor_option(*command, options->actor);
    command->footer(
        fmt::format("Examples:\n"
                    "  rosterctl {0} own-1 --school 17\n"
                    "  rosterctl {0} own-1 --school 17 --actor t1",
                    name));
    command->callback([&line, options, verb] {
        line.action = [&line, options, verb] {
            return change(line, *options, {options->id, verb}, {});
        };
    });
}

void add_join(CLI::App& conference, CommandLine& line) {
    const auto options = std::make_shared<ConferenceOptions>();
    CLI::App* command =
        conference.add_subcommand("join", "the link of one participant, while the call runs");
    add_id(*command, *options);
    command->add_option("--person", options->person, "who joins; the journal's id")->required();
    command->footer(
        "The link is this person's own: give it to nobody else.\n"
        "Example:\n  rosterctl conference join own-1 --school 17 --person s1");
    command->callback(
        [&line, options] { line.action = [&line, options] { return join(line, *options); }; });
}

}  // namespace

void add_conference(CLI::App& app, CommandLine& line) {
    CLI::App* conference =
        app.add_subcommand("conference", "one online lesson or video call: look, plan, end, join");
    conference->require_subcommand(1);
    add_show(*conference, line);
    add_create(*conference, line);
    add_edit(*conference, line);
    add_verb(*conference, line, "finish", "conference finish", "end its call now, for everybody");
    add_verb(*conference, line, "delete", "conference delete",
             "it never runs; a running call is ended");
    add_join(*conference, line);
    conference->footer("Example:\n  rosterctl conference show own-1 --school 17");
}

void add_finish(CLI::App& app, CommandLine& line) {
    add_verb(app, line, "finish", "finish", "end the call of a conference now, for everybody");
}

}  // namespace rosterd::ctl
