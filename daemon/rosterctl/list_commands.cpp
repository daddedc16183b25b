// rosterctl schools, chats, people, findings: lists.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;
using Kind = Column::Kind;

namespace {

struct ListOptions {
    std::string school;
    std::string type;
    std::string title;
    std::string surname;
    std::string sort;
    std::string role;
    std::string class_id;
    std::string chat;
    std::string link;
    std::string phones;
    std::uint32_t page = 0;  ///< 0: everything
    std::uint32_t page_size = 0;
};

std::string number_or_empty(std::uint32_t number) {
    return number == 0 ? std::string{} : std::to_string(number);
}

void add_paging(CLI::App& command, ListOptions& options) {
    CLI::Option* page =
        command.add_option("--page", options.page, "only this page, from 1; without it, all")
            ->check(CLI::PositiveNumber);
    command.add_option("--page-size", options.page_size, "lines of one page (50)")
        ->check(CLI::Range(1, 10'000))
        ->needs(page);
}

/// "340 chats", and on a page how many of them are here.
void print_total(const json::object& list, std::string_view one) {
    const json::value* total = list.if_contains("total");
    const std::size_t shown = list_of(list, "items").size();
    const std::size_t all =
        total != nullptr && total->is_number() ? total->to_number<std::size_t>() : shown;
    fmt::print("\n{}{}\n", counted(all, one),
               all == shown ? "" : fmt::format(", {} of them on this page", shown));
}

/// A school that a further account serves too has two rows and is one school.
void print_schools_total(const json::array& rows) {
    std::size_t further = 0;
    for (const json::value& value : rows) {
        if (text_of(as_object(value), "further") == "yes") ++further;
    }
    fmt::print("\n{}{}\n", counted(rows.size() - further, "school"),
               further == 0 ? "" : ", " + counted(further, "further account"));
}

void show_schools(const json::object& list) {
    Table table{{{"SCHOOL", Kind::id},
                 {"NAME"},
                 {"PROFILE"},
                 {"ACCOUNT"},
                 {"STATE", Kind::id},
                 {"CHATS", Kind::number},
                 {"PEOPLE", Kind::number},
                 {"TO DO", Kind::number},
                 {"HOLDS", Kind::number},
                 {"FINDINGS", Kind::number},
                 {"READ", Kind::id},
                 {"LAST READ", Kind::id}}};
    for (const json::value& value : list_of(list, "items")) {
        const json::object& school = as_object(value);
        table.add({text_of(school, "id"), text_of(school, "name"), text_of(school, "profile"),
                   text_of(school, "account"), text_of(school, "state"), text_of(school, "chats"),
                   text_of(school, "people"), text_of(school, "to_do"), text_of(school, "holds"),
                   text_of(school, "findings"), text_of(object_of(school, "read"), "state"),
                   time_of(school, "last_read")});
    }
    print_table(table);
    print_schools_total(list_of(list, "items"));
    for (const json::value& value : list_of(list, "items")) {
        const json::object& school = as_object(value);
        const std::string error = text_of(school, "error");
        if (error != "-") fmt::print("school {}: {}\n", text_of(school, "id"), error);
        const json::object& read = object_of(school, "read");
        const std::string reason = text_of(read, "reason");
        if (reason == "-") continue;
        fmt::print("school {}: read {}: {}\n", text_of(school, "id"), text_of(read, "state"),
                   reason);
    }
}

void show_chats(const json::object& list) {
    Table table{{{"CHAT", Kind::id},
                 {"TITLE"},
                 {"TYPE", Kind::id},
                 {"STATE", Kind::id},
                 {"MEMBERS", Kind::number},
                 {"THERE", Kind::number},
                 {"WAITING", Kind::number},
                 {"NO LINK", Kind::number},
                 {"SUBJECT"},
                 {"ADMINS"},
                 {"NUMBER", Kind::number}}};
    for (const json::value& value : list_of(list, "items")) {
        const json::object& chat = as_object(value);
        table.add({text_of(chat, "key"), text_of(chat, "title"), text_of(chat, "type"),
                   chat_state_of(chat), text_of(chat, "members"), text_of(chat, "on_platform"),
                   text_of(chat, "waiting"), text_of(chat, "unlinked"), text_of(chat, "subject"),
                   text_of(chat, "admin_names"), text_of(chat, "platform_chat")});
    }
    print_table(table);
    print_total(list, "chat");
}

void show_people(const json::object& list) {
    Table table{{{"PERSON", Kind::id},
                 {"NAME"},
                 {"LINK", Kind::id},
                 {"USER", Kind::number},
                 {"CHATS", Kind::number},
                 {"WAITING", Kind::number},
                 {"BLOCKED", Kind::id},
                 {"ROLES", Kind::id},
                 {"PHONE", Kind::id},
                 {"IN CHAT", Kind::id}}};
    for (const json::value& value : list_of(list, "items")) {
        const json::object& person = as_object(value);
        table.add({text_of(person, "person"), text_of(person, "name"), text_of(person, "link"),
                   text_of(person, "user"), text_of(person, "chats"), text_of(person, "waiting"),
                   text_of(person, "blocked"), text_of(person, "roles"), text_of(person, "phone"),
                   text_of(person, "member")});
    }
    print_table(table);
    print_total(list, "person");
}

void show_findings(const json::object& list) {
    for (const json::value& value : list_of(list, "items")) {
        const json::object& finding = as_object(value);
        const std::string row = text_of(finding, "row");
        const std::string key = text_of(finding, "key");
        fmt::print("{}: {}{}{}: {}\n", text_of(finding, "severity"), text_of(finding, "relation"),
                   row == "0" ? "" : " row " + row, key == "-" ? "" : " (" + key + ")",
                   text_of(finding, "message"));
    }
    print_total(list, "finding");
}

/// Adds a command that lists `what` of one school.
CLI::App* add_list(CLI::App& app, CommandLine& line, const std::string& what,
                   const std::string& description, void (*show)(const json::object&),
                   const std::shared_ptr<ListOptions>& options) {
    CLI::App* command = app.add_subcommand(what, description);
    add_school_option(*command, options->school);
    command->callback([&line, what, show, options] {
        line.action = [&line, what, show, options] {
            const auto school = school_or_only(line, options->school);
            if (!school) return complain_of_daemon(school.error());
            const std::string page = number_or_empty(options->page);
            const std::string page_size = number_or_empty(options->page_size);
            return ask(line,
                       with_query(path_of({"v1", "schools", *school, what}),
                                  {{"type", options->type},
                                   {"title", options->title},
                                   {"surname", options->surname},
                                   {"sort", options->sort},
                                   {"role", options->role},
                                   {"class", options->class_id},
                                   {"chat", options->chat},
                                   {"link", options->link},
                                   {"phones", options->phones},
                                   {"page", page},
                                   {"page_size", page_size}}),
                       show);
        };
    });
    return command;
}

}  // namespace

void add_schools(CLI::App& app, CommandLine& line) {
    CLI::App* command = app.add_subcommand("schools", "the schools of the journal");
    command->footer("Example:\n  rosterctl schools");
    command->callback(
        [&line] { line.action = [&line] { return ask(line, "/v1/schools", show_schools); }; });
}

void add_chats(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<ListOptions>();
    CLI::App* command = add_list(app, line, "chats", "the chats of a school", show_chats, options);
    command->add_option("--type", options->type, "only chats of this type")
        ->check(CLI::IsMember({"staff", "class", "parents", "subject", "custom"}));
    command->add_option("--title", options->title, "part of the title, any case");
    command->add_option("--surname", options->surname,
                        "beginning of the surname of somebody in the chat");
    command->add_option("--sort", options->sort,
                        "key, title, type or members; with a - before it, backwards");
    add_paging(*command, *options);
    command->footer(
        "MEMBERS belong by the rules, THERE are on the platform, WAITING are not yet; NO LINK\n"
        "counts those of them who enter by themselves once they are linked.\n"
        "Examples:\n"
        "  rosterctl chats --school 17\n"
        "  rosterctl chats --school 17 --type class --title 7\n"
        "  rosterctl chats --school 17 --surname Иванов --page 1 --page-size 20");
}

void add_people(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<ListOptions>();
    CLI::App* command = add_list(app, line, "people", "the people of a school and their links",
                                 show_people, options);
    command->add_option("--surname", options->surname, "beginning of the surname, any case");
    add_role_option(*command, options->role);
    command->add_option("--class", options->class_id,
                        "only the teachers, pupils and parents of this class");
    command->add_option("--chat", options->chat, "say who is a member of this chat already");
    command->add_option("--link", options->link, "only people whose link is so")
        ->check(CLI::IsMember({"none", "requested", "linked", "refused", "unlinked", "conflict"}));
    command->add_option("--phones", options->phones, "masked, or full for who may operate")
        ->check(CLI::IsMember({"masked", "full"}));
    add_paging(*command, *options);
    command->footer(
        "Examples:\n"
        "  rosterctl people --school 17 --role parent --class 7v --chat parents/7v\n"
        "  rosterctl people --school 17 --link requested\n"
        "  rosterctl people --school 17 --surname Иванов\n"
        "  rosterctl people --school 17 --page 2");
}

void add_findings(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<ListOptions>();
    CLI::App* command =
        add_list(app, line, "findings", "what was wrong in the last read of a school's journal",
                 show_findings, options);
    command->footer("Example:\n  rosterctl findings --school 17");
}

}  // namespace rosterd::ctl
