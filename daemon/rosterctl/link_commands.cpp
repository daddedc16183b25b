// rosterctl link and unlink: a person and his user on the platform.
#include <fmt/format.h>

#include <CLI/Error.hpp>
#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct LinkOptions {
    std::string school;
    std::string person;
    std::string platform;
    std::string phone;
    std::string user;
    bool accept = false;
    bool refuse = false;
};

void show_link(const json::object& link) {
    print_fact("person", text_of(link, "person"));
    print_fact("platform", text_of(link, "platform"));
    print_fact("link", text_of(link, "state"));
    print_fact("user", text_of(link, "user"));
    print_fact("phone", text_of(link, "phone"));
    print_fact("kept by", text_of(link, "kept_by"));
    const json::object& message = object_of(link, "message");
    if (message.empty()) return;
    fmt::print("\n{}\n{}\n", text_of(message, "message"), text_of(message, "message_ru"));
}

CLI::Option* add_common(CLI::App& command, LinkOptions& options) {
    add_school_option(command, options.school);
    command.add_option("--platform", options.platform,
                       "vk, max or ejabberd (default: that of the school's account)");
    return command.add_option("--person", options.person, "the journal's id of the person");
}

int ask_for(const CommandLine& line, const LinkOptions& options, std::string_view verb,
            json::object body) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    const std::string path = path_of({"v1", "schools", *school, "people", options.person, verb});
    if (body.empty() && verb == "link") {
        return ask(line, with_query(path, {{"platform", options.platform}}), show_link);
    }
    if (!options.platform.empty()) body["platform"] = options.platform;
    return send(line, path, body, show_link);
}

int link(const CommandLine& line, const LinkOptions& options) {
    json::object body;
    if (!options.phone.empty()) body["phone"] = options.phone;
    if (!options.user.empty()) body["user"] = options.user;
    if (options.accept) body["step"] = "accept";
    if (options.refuse) body["step"] = "refuse";
    return ask_for(line, options, "link", std::move(body));
}

}  // namespace

void add_links(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<LinkOptions>();
    CLI::App* command = app.add_subcommand(
        "link", "link a person with his user: request, accept, refuse; or show the link");
    add_common(*command, *options);
    command->add_option("--phone", options->phone, "as the person typed it: +7 (9XX) XXX-XX-XX");
    command->add_option("--user", options->user, "the platform's id of him");
    auto* accept = command->add_flag("--accept", options->accept, "he confirmed, as --user");
    command->add_flag("--refuse", options->refuse, "he refused")->excludes(accept);
    command->footer(
        "Examples:\n"
        "  rosterctl link --school 17 --person s1                     show the link\n"
        "  rosterctl link --school 17 --person s1 --phone \"+7 (916) 123-45-67\"\n"
        "  rosterctl link --school 17 --person s1 --accept --user 12345\n"
        "  rosterctl link --school 17 --person s1 --user 12345        proved elsewhere\n"
        "  rosterctl link start --school 17 --person s1               an address that links him");
    add_link_start(*command, line);
    command->callback([&line, options, command] {
        if (!command->get_subcommands().empty()) return;  // its own callback has spoken
        if (options->person.empty()) throw CLI::RequiredError{"--person"};
        line.action = [&line, options] { return link(line, *options); };
    });

    const auto ended = std::make_shared<LinkOptions>();
    CLI::App* unlink = app.add_subcommand("unlink", "end a link; the person leaves every chat");
    add_common(*unlink, *ended)->required();
    unlink->footer("Example:\n  rosterctl unlink --school 17 --person s1");
    unlink->callback([&line, ended] {
        line.action = [&line, ended] { return ask_for(line, *ended, "unlink", {}); };
    });
}

}  // namespace rosterd::ctl
