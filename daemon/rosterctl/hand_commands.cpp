// rosterctl chat create, rename, delete and member add, remove, appoint, dismiss.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/pause_text.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct HandOptions {
    std::string school;
    std::string actor;
    std::string key;
    std::string kind;
    std::string about;
    std::string title;
    std::string person;
    std::string until;
    std::vector<std::string> people;
};

void show_change(const json::object& answer) {
    fmt::print("{}  {}\n", text_of(answer, "chat"),
               text_of(answer, "changed") == "yes" ? "changed; a pass carries it out"
                                                   : "nothing to change");
    if (const std::string notice = paused_notice(answer); !notice.empty()) {
        fmt::print("kept, but {}\n", notice);
    }
    print_notices(answer);
}

int change(const CommandLine& line, const HandOptions& options,
           std::vector<std::string_view> below_chats, json::object body) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    if (!options.actor.empty()) body["actor"] = options.actor;
    std::vector<std::string_view> path{"v1", "schools", *school, "chats"};
    path.insert(path.end(), below_chats.begin(), below_chats.end());
    return send(line, path_of(path), body, show_change);
}

void add_common(CLI::App& command, HandOptions& options) {
    add_school_option(command, options.school);
    add_actor_option(command, options.actor);
}

void add_key(CLI::App& command, HandOptions& options) {
    command.add_option("KEY", options.key, "the chat's key, as chats lists it")->required();
}

/// "t1=admin" is an administrator.
json::array chosen(const std::vector<std::string>& people) {
    constexpr std::string_view mark = "=admin";
    json::array list;
    for (const std::string& each : people) {
        const bool admin = each.ends_with(mark);
        const std::string_view id{each.data(), each.size() - (admin ? mark.size() : 0)};
        list.push_back(json::object{{"person", id}, {"admin", admin}});
    }
    return list;
}

void add_create(CLI::App& chat, CommandLine& line) {
    const auto options = std::make_shared<HandOptions>();
    CLI::App* command = chat.add_subcommand("create", "ask for a chat; a custom one with people");
    add_common(*command, *options);
    command->add_option("--kind", options->kind, "staff, class, parents, subject or custom")
        ->required();
    command->add_option("--about", options->about, "id of its class or group");
    command->add_option("--title", options->title, "of a custom chat");
    command->add_option("--person", options->people, "whom to choose; ID=admin administers")
        ->delimiter(',');
    command->footer(
        "Examples:\n"
        "  rosterctl chat create --school 17 --kind class --about 7v\n"
        "  rosterctl chat create --school 17 --kind custom --title Hike --person t1=admin,s1,s2");
    command->callback([&line, options] {
        line.action = [&line, options] {
            json::object body{{"kind", options->kind}};
            if (!options->about.empty()) body["about"] = options->about;
            if (!options->title.empty()) body["title"] = options->title;
            if (!options->people.empty()) body["people"] = chosen(options->people);
            return change(line, *options, {}, std::move(body));
        };
    });
}

void add_rename(CLI::App& chat, CommandLine& line) {
    const auto options = std::make_shared<HandOptions>();
    CLI::App* command = chat.add_subcommand("rename", "give a chat a title of your own");
    add_common(*command, *options);
    add_key(*command, *options);
    command->add_option("TITLE", options->title, "the new title")->required();
    command->footer("Example:\n  rosterctl chat rename custom/own-1 \"Hike\" --school 17");
    command->callback([&line, options] {
        line.action = [&line, options] {
            return change(line, *options, {options->key, "rename"}, {{"title", options->title}});
        };
    });
}

void add_delete(CLI::App& chat, CommandLine& line) {
    const auto options = std::make_shared<HandOptions>();
    CLI::App* command =
        chat.add_subcommand("delete", "delete a chat; the profile says what becomes of it");
    add_common(*command, *options);
    add_key(*command, *options);
    command->footer("Example:\n  rosterctl chat delete custom/own-1 --school 17 --actor t1");
    command->callback([&line, options] {
        line.action = [&line, options] {
            return change(line, *options, {options->key, "delete"}, {});
        };
    });
}

void add_member_verb(CLI::App& member, CommandLine& line, const std::string& verb,
                     const std::string& description) {
    const auto options = std::make_shared<HandOptions>();
    CLI::App* command = member.add_subcommand(verb, description);
    add_common(*command, *options);
    add_key(*command, *options);
    command->add_option("PERSON", options->person, "the journal's id of the person")->required();
    command->add_option("--until", options->until,
                        "the day, or the instant (ISO 8601), at which it ends by itself");
    command->footer(
        fmt::format("Examples:\n"
                    "  rosterctl member {0} class/7v s1 --school 17\n"
                    "  rosterctl member {0} class/7v s1 --school 17 --actor t1 --until 2027-01-01",
                    verb));
    command->callback([&line, options, verb] {
        line.action = [&line, options, verb] {
            json::object body{{"person", options->person}};
            if (!options->until.empty()) body["until"] = options->until;
            return change(line, *options, {options->key, "members", verb}, std::move(body));
        };
    });
}

void add_readmit(CLI::App& member, CommandLine& line) {
    const auto options = std::make_shared<HandOptions>();
    CLI::App* command =
        member.add_subcommand("readmit", "let somebody be added again who left by himself");
    add_common(*command, *options);
    add_key(*command, *options);
    command->add_option("PERSON", options->person, "the journal's id of the person")->required();
    command->footer(
        "Who left: rosterctl departures\nExample:\n"
        "  rosterctl member readmit class/7v s1 --school 17");
    command->callback([&line, options] {
        line.action = [&line, options] {
            return change(line, *options, {options->key, "members", "readmit"},
                          {{"person", options->person}});
        };
    });
}

}  // namespace

void add_chat_changes(CLI::App& chat, CommandLine& line) {
    add_create(chat, line);
    add_rename(chat, line);
    add_delete(chat, line);
}

void add_member(CLI::App& app, CommandLine& line) {
    CLI::App* member = app.add_subcommand("member", "change who is in a chat by hand");
    member->require_subcommand(1);
    add_member_verb(*member, line, "add", "put somebody into a chat");
    add_member_verb(*member, line, "remove", "take somebody out of a chat");
    add_member_verb(*member, line, "appoint", "make somebody administrator of a chat");
    add_member_verb(*member, line, "dismiss", "take somebody's administration of a chat away");
    add_readmit(*member, line);
    member->footer("Example:\n  rosterctl member add class/7v s1 --school 17");
}

}  // namespace rosterd::ctl
