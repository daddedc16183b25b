// rosterctl claims, chat claim and link start: chats that people make and people who open the
// account.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;
using Kind = Column::Kind;

namespace {

struct ClaimOptions {
    std::string school;
    std::string key;
    std::string person;
    std::int64_t number = 0;  ///< 0: by a code
};

std::string proposals_of(const json::object& claim) {
    std::string text;
    for (const json::value& value : list_of(claim, "proposals")) {
        const json::object& proposal = as_object(value);
        if (!text.empty()) text += ", ";
        text += text_of(proposal, "school") + " " + text_of(proposal, "chat");
    }
    return text.empty() ? "-" : text;
}

void show_claims(const json::object& list) {
    const json::array& items = list_of(list, "items");
    if (items.empty()) {
        fmt::print("no account was brought into a chat that is no school's yet\n");
        return;
    }
    Table table{{{"ACCOUNT", Kind::id},
                 {"NUMBER", Kind::number},
                 {"TITLE"},
                 {"ADMINISTERED", Kind::id},
                 {"BROUGHT BY", Kind::id},
                 {"PROPOSED FOR", Kind::id}}};
    for (const json::value& value : items) {
        const json::object& claim = as_object(value);
        table.add({text_of(claim, "account"), text_of(claim, "platform_chat"),
                   text_of(claim, "title"), text_of(claim, "administered"),
                   text_of(claim, "brought_by"), proposals_of(claim)});
    }
    print_table(table);
    fmt::print("\n{}\n", counted(items.size(), "chat"));
    for (const json::value& value : items) {
        const json::object& claim = as_object(value);
        const std::string obstacle = text_of(claim, "obstacle");
        if (obstacle == "-") continue;
        fmt::print("chat {}: {}\n", text_of(claim, "platform_chat"), obstacle);
    }
    fmt::print(
        "Anybody can give a chat any title. To take one over:\n"
        "  rosterctl chat claim KEY --school S --number NUMBER\n");
}

void show_code(const json::object& code) {
    print_fact("chat", text_of(code, "chat"));
    print_fact("code", text_of(code, "code"));
    print_fact("expires", time_of(code, "expires"));
    fmt::print(
        "\nMake the chat in the messenger, bring the school's account into it, make it an\n"
        "administrator, and write the code in the chat.\n{}\n",
        text_of(code, "message"));
}

void show_claimed(const json::object& claimed) {
    fmt::print("{} is chat {} from now on; a pass fills it\n", text_of(claimed, "chat"),
               text_of(claimed, "platform_chat"));
}

void show_start(const json::object& address) {
    print_fact("person", text_of(address, "person"));
    print_fact("address", text_of(address, "url"));
    print_fact("expires", time_of(address, "expires"));
    fmt::print("\nFor this person only: whoever opens it is linked as him.\n");
}

int claim(const CommandLine& line, const ClaimOptions& options) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    json::object body;
    if (options.number != 0) body["platform_chat"] = options.number;
    return send(line, path_of({"v1", "schools", *school, "chats", options.key, "claim"}), body,
                options.number == 0 ? show_code : show_claimed);
}

int start(const CommandLine& line, const ClaimOptions& options) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    return send(line, path_of({"v1", "schools", *school, "people", options.person, "start"}), {},
                show_start);
}

}  // namespace

void add_claims(CLI::App& app, CommandLine& line) {
    CLI::App* command = app.add_subcommand(
        "claims", "chats that people brought an account into and that are no school's yet");
    command->footer(
        "BROUGHT BY is the platform's user who brought the account into the chat. PROPOSED FOR\n"
        "names chats with that title which wait for somebody to make them.\n"
        "Example:\n  rosterctl claims");
    command->callback(
        [&line] { line.action = [&line] { return ask(line, "/v1/claims", show_claims); }; });
}

void add_chat_claim(CLI::App& chat, CommandLine& line) {
    const auto options = std::make_shared<ClaimOptions>();
    CLI::App* command = chat.add_subcommand(
        "claim", "make a chat that a person made the school's: by a code, or by its number");
    add_school_option(*command, options->school);
    command->add_option("KEY", options->key, "the chat's key, as chats lists it")->required();
    command->add_option("--number", options->number, "take over this chat, as claims lists it")
        ->check(CLI::Validator{[](const std::string& text) {
                                   // However it is written: 00, -0.
                                   const auto digit = text.find_first_not_of("+-0");
                                   return digit == std::string::npos
                                              ? std::string{"0 is no chat's number"}
                                              : std::string{};
                               },
                               "NUMBER"});
    command->footer(
        "Without --number it prints a code; whoever writes it in a chat that the account\n"
        "administers makes it this chat.\n"
        "Examples:\n"
        "  rosterctl chat claim class/7v --school 17\n"
        "  rosterctl chat claim class/7v --school 17@lyceum-2 --number -68034");
    command->callback(
        [&line, options] { line.action = [&line, options] { return claim(line, *options); }; });
}

void add_link_start(CLI::App& link, CommandLine& line) {
    const auto options = std::make_shared<ClaimOptions>();
    CLI::App* command = link.add_subcommand(
        "start", "an address by which one person opens the account and is linked");
    add_school_option(*command, options->school);
    command->add_option("--person", options->person, "the journal's id of the person")->required();
    command->footer(
        "Where the journal knows his phone he has to show it in the messenger.\n"
        "Example:\n  rosterctl link start --school 17@lyceum-2 --person s1");
    command->callback(
        [&line, options] { line.action = [&line, options] { return start(line, *options); }; });
}

}  // namespace rosterd::ctl
