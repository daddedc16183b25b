// rosterctl strangers, departures, edits: what people did on the platform or by hand.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

std::string bringer_of(const json::object& row) {
    const json::object& by = object_of(row, "added_by");
    const std::string kind = text_of(by, "kind");
    if (kind == "person") return "person " + text_of(by, "person");
    if (kind == "stranger") return "user " + text_of(by, "user") + " (not of the school)";
    if (kind == "account") return "account " + text_of(by, "user");
    return kind == "link" ? "came by the link" : "not told";
}

void show_strangers(const json::object& list) {
    using Kind = Column::Kind;
    const json::array& rows = list_of(list, "items");
    if (rows.empty()) return fmt::print("no strangers are reported\n");
    Table table{{{"CHAT", Kind::id},
                 {"TITLE"},
                 {"USER", Kind::number},
                 {"ADMIN", Kind::id},
                 {"ADDED BY"},
                 {"SINCE", Kind::id}}};
    for (const json::value& value : rows) {
        const json::object& row = as_object(value);
        const json::object& by = object_of(row, "added_by");
        const std::string since = text_of(by, "since");
        table.add({text_of(row, "chat"), text_of(row, "title"), text_of(row, "user"),
                   text_of(row, "admin"), bringer_of(row),
                   since == "-" ? "not told" : time_of(by, "since")});
    }
    print_table(table);
}

void show_departures(const json::object& list) {
    using Kind = Column::Kind;
    const json::array& rows = list_of(list, "items");
    if (rows.empty()) return fmt::print("nobody who belongs has left a chat by himself\n");
    Table table{{{"CHAT", Kind::id},
                 {"TITLE"},
                 {"PERSON", Kind::id},
                 {"NAME"},
                 {"USER", Kind::number},
                 {"LEFT", Kind::id}}};
    for (const json::value& value : rows) {
        const json::object& row = as_object(value);
        table.add({text_of(row, "chat"), text_of(row, "title"), text_of(row, "person"),
                   text_of(row, "name"), text_of(row, "user"), time_of(row, "at")});
    }
    print_table(table);
    fmt::print("\nLet somebody be added again: rosterctl member readmit CHAT PERSON\n");
}

void show_edits(const json::object& list) {
    using Kind = Column::Kind;
    const json::array& rows = list_of(list, "items");
    if (rows.empty()) return fmt::print("no hand edit counts\n");
    Table table{{{"CHAT", Kind::id},
                 {"PERSON", Kind::id},
                 {"NAME"},
                 {"EDIT", Kind::id},
                 {"MADE BY", Kind::id},
                 {"MADE", Kind::id},
                 {"UNTIL", Kind::id},
                 {"KEPT BY", Kind::id}}};
    for (const json::value& value : rows) {
        const json::object& row = as_object(value);
        const std::string until = text_of(row, "until");
        table.add({text_of(row, "chat"), text_of(row, "person"), text_of(row, "name"),
                   text_of(row, "edit"), text_of(row, "made_by"), time_of(row, "made_at"),
                   until == "-" ? "no end" : time_of(row, "until"), text_of(row, "kept_by")});
    }
    print_table(table);
}

void add_list(CLI::App& app, CommandLine& line, const std::string& name,
              const std::string& description, void (*show)(const json::object&)) {
    const auto school = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand(name, description);
    add_school_option(*command, *school);
    command->footer(fmt::format("Example:\n  rosterctl {} --school 17", name));
    command->callback([&line, school, name, show] {
        line.action = [&line, school, name, show] {
            const auto named = school_or_only(line, *school);
            if (!named) return complain_of_daemon(named.error());
            return ask(line, path_of({"v1", "schools", *named, name}), show);
        };
    });
}

}  // namespace

void add_manual_lists(CLI::App& app, CommandLine& line) {
    add_list(app, line, "strangers", "who is in a chat that nobody in the journal is",
             show_strangers);
    add_list(app, line, "departures", "who left a chat by himself and is not added again",
             show_departures);
    add_list(app, line, "edits", "hand edits that count, and when they end", show_edits);
}

}  // namespace rosterd::ctl
