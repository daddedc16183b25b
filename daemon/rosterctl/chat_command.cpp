// rosterctl chat KEY: one chat with everybody in it.
#include <fmt/format.h>

#include <CLI/Error.hpp>
#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct ChatOptions {
    std::string school;
    std::string key;
    std::string role;
    std::string surname;
};

void show_chat(const json::object& chat) {
    using Kind = Column::Kind;
    print_fact("chat", text_of(chat, "key"));
    print_fact("title", text_of(chat, "title"));
    print_fact("type", text_of(chat, "type"));
    if (const std::string subject = text_of(chat, "subject"); subject != "-") {
        print_fact("subject", subject);
    }
    print_fact("state", chat_state_of(chat));
    print_fact("members", fmt::format("{}, {} there, {} waiting", text_of(chat, "members"),
                                      text_of(chat, "on_platform"), text_of(chat, "waiting")));
    print_fact("admins", text_of(chat, "admin_names"));
    print_fact("number", text_of(chat, "platform_chat"));
    print_fact("invite link", text_of(chat, "invite_link"));
    Table table{{{"PERSON", Kind::id},
                 {"NAME"},
                 {"USER", Kind::number},
                 {"ROLE", Kind::id},
                 {"OF", Kind::id},
                 {"BLOCKED", Kind::id},
                 {"STATE", Kind::id},
                 {"REASONS"}}};
    for (const json::value& value : list_of(chat, "people")) {
        const json::object& seat = as_object(value);
        table.add({text_of(seat, "person"), text_of(seat, "name"), text_of(seat, "user"),
                   text_of(seat, "role"), text_of(seat, "roles"), text_of(seat, "blocked"),
                   text_of(seat, "state"), text_of(seat, "reasons")});
    }
    fmt::print("\n");
    print_table(table);
    for (const json::value& value : list_of(chat, "warnings")) {
        const json::object& warning = as_object(value);
        fmt::print("\n{} ({})\n", text_of(warning, "message"), text_of(warning, "people"));
    }
}

}  // namespace

void add_chat(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<ChatOptions>();
    CLI::App* command = app.add_subcommand("chat", "one chat with its people");
    command->add_option("KEY", options->key, "the chat's key, as chats lists it");
    add_school_option(*command, options->school);
    add_role_option(*command, options->role);
    command->add_option("--surname", options->surname, "beginning of the surname, any case");
    command->footer(
        "Examples:\n"
        "  rosterctl chat class/7v --school 17\n"
        "  rosterctl chat class/7v --school 17 --role parent\n"
        "  rosterctl chat staff --school 17 --json\n"
        "  rosterctl chat create --school 17 --kind custom --title Hike --person t1=admin,s1");
    add_chat_changes(*command, line);
    add_chat_claim(*command, line);
    command->callback([&line, options, command] {
        if (!command->get_subcommands().empty()) return;  // its own callback has spoken
        if (options->key.empty()) throw CLI::RequiredError{"KEY"};
        line.action = [&line, options] {
            const auto school = school_or_only(line, options->school);
            if (!school) return complain_of_daemon(school.error());
            return ask(line,
                       with_query(path_of({"v1", "schools", *school, "chats", options->key}),
                                  {{"role", options->role}, {"surname", options->surname}}),
                       show_chat);
        };
    });
}

}  // namespace rosterd::ctl
