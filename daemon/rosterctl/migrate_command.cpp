// rosterctl migrate: how far a school has moved to another account, and the addresses by which its
// people follow.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/migration_text.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/progress.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct MigrateOptions {
    std::string school;
    std::string to;
    bool links = false;
};

/// Whom an address helps: two people with one phone have to be told apart first.
bool needs_address(const json::object& person) {
    return text_of(person, "state") == "waiting_link" && text_of(person, "link_to") != "conflict";
}

/// Asks for an address for everybody who needs one; `start` and `start_obstacle` are put into his
/// row. Errors: those of ControlClient but refusals of one person.
Result<void> add_addresses(const CommandLine& line, json::object& migration) {
    const std::string school = text_of(object_of(migration, "to"), "school");
    json::array& items = migration["items"].as_array();
    const auto count = std::ranges::count_if(
        items, [](const json::value& item) { return needs_address(as_object(item)); });
    Progress progress{"start addresses"};
    std::size_t asked = 0;
    const ControlClient client{line.socket};
    for (json::value& item : items) {
        json::object& person = item.as_object();
        person["start"] = nullptr;
        person["start_obstacle"] = nullptr;
        if (!needs_address(person)) continue;
        auto address = client.post(
            path_of({"v1", "schools", school, "people", text_of(person, "person"), "start"}), {});
        progress.show(++asked, static_cast<std::size_t>(count));
        if (address) {
            person["start"] =
                json::object{{"url", text_of(*address, "url")}, {"expires", (*address)["expires"]}};
        } else if (address.error().kind == ErrorKind::refused) {
            person["start_obstacle"] = address.error().what;
        } else {
            return address.error();
        }
    }
    return {};
}

void show_addresses(const json::object& migration) {
    bool any = false;
    for (const json::value& value : list_of(migration, "items")) {
        const json::object& person = as_object(value);
        const json::object& start = object_of(person, "start");
        const std::string obstacle = text_of(person, "start_obstacle");
        if (start.empty() && obstacle == "-") continue;
        if (!any) fmt::print("\nstart addresses, each for one person only:\n");
        any = true;
        fmt::print("  {}  {}\n", text_of(person, "person"),
                   start.empty() ? "none: " + obstacle : text_of(start, "url"));
    }
}

void show_migration(const json::object& migration) {
    const json::object& from = object_of(migration, "from");
    const json::object& to = object_of(migration, "to");
    print_fact("school", text_of(migration, "school"));
    print_fact("from", fmt::format("{} ({})", text_of(from, "account"), text_of(from, "platform")));
    print_fact("to", fmt::format("{} ({}), called {}", text_of(to, "account"),
                                 text_of(to, "platform"), text_of(to, "school")));
    fmt::print("{}\n", migration_summary(migration));
    print_table(migration_chats(migration));
    const Table people = migration_people(migration);
    if (people.rows() == 0) {
        fmt::print("\neverybody has moved\n");
        return;
    }
    fmt::print("\n");
    print_table(people);
    show_addresses(migration);
}

int migrate(const CommandLine& line, const MigrateOptions& options) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    auto migration = ControlClient{line.socket}.get(
        with_query(path_of({"v1", "schools", *school, "migration"}), {{"to", options.to}}));
    if (!migration) return complain_of_daemon(migration.error());
    if (options.links) {
        const auto added = add_addresses(line, *migration);
        if (!added) return complain_of_daemon(added.error());
    }
    if (line.json) {
        print_json(*migration);
    } else {
        show_migration(*migration);
    }
    return exit_done;
}

}  // namespace

void add_migrate(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<MigrateOptions>();
    CLI::App* command = app.add_subcommand(
        "migrate", "how far a school has moved to its further account, and what is still to do");
    add_school_option(*command, options->school);
    command->add_option("--to", options->to, "the account; needed where there are several");
    command->add_flag("--links", options->links,
                      "a start address for everybody without a link there; replaces older ones");
    command->footer(
        "It changes nothing but the addresses. Exit status 0 also while somebody has not moved.\n"
        "Examples:\n"
        "  rosterctl migrate --school 17\n"
        "  rosterctl migrate --school 17 --to lyceum-2 --links\n"
        "  rosterctl migrate --school 17 --json");
    command->callback(
        [&line, options] { line.action = [&line, options] { return migrate(line, *options); }; });
}

}  // namespace rosterd::ctl
