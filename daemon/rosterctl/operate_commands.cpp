// rosterctl resync, holds, approve, reject: what a person decides.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct OperateOptions {
    std::string school;
    std::string hold;
    std::string by;
};

void show_holds(const json::object& list) {
    using Kind = Column::Kind;
    const json::array& holds = list_of(list, "items");
    if (holds.empty()) {
        fmt::print("nothing is held\n");
        return;
    }
    Table table{{{"HOLD", Kind::id},
                 {"SCHOOL", Kind::id},
                 {"GUARD", Kind::id},
                 {"OPERATIONS", Kind::number},
                 {"SINCE", Kind::id},
                 {"STATE", Kind::id},
                 {"BY"},
                 {"UNTIL", Kind::id},
                 {"REASON"}}};
    for (const json::value& value : holds) {
        const json::object& hold = as_object(value);
        table.add(
            {text_of(hold, "id"), text_of(hold, "school"), text_of(hold, "guard"),
             std::to_string(list_of(hold, "operations").size() + list_of(hold, "carried").size()),
             time_of(hold, "since"), text_of(hold, "state"), text_of(hold, "by"),
             time_of(hold, "expires"), text_of(hold, "reason")});
    }
    print_table(table);
    fmt::print(
        "\nWho is meant: rosterctl plan --school SCHOOL. "
        "Decide: rosterctl approve HOLD, or reject.\n");
}

int send(const CommandLine& line, std::string target, const json::object& body,
         std::string_view done) {
    const auto answer = ControlClient{line.socket}.post(std::move(target), body);
    if (!answer) return complain_of_daemon(answer.error());
    if (line.json) {
        print_json(*answer);
    } else {
        fmt::print("{}\n", done);
    }
    return exit_done;
}

void add_decision(CLI::App& app, CommandLine& line, const std::string& verb,
                  const std::string& description, const std::string& done) {
    const auto options = std::make_shared<OperateOptions>();
    CLI::App* command = app.add_subcommand(verb, description);
    command->add_option("HOLD", options->hold, "the hold's id, as holds lists it")->required();
    command->add_option("--by", options->by,
                        "who decided, noted in the audit beside your user name");
    command->footer(fmt::format("Example:\n  rosterctl {} 1f3a9c0d2b44", verb));
    command->callback([&line, options, verb, done] {
        line.action = [&line, options, verb, done] {
            json::object body;
            if (!options->by.empty()) body["by"] = options->by;
            return send(line, path_of({"v1", "holds", options->hold, verb}), body,
                        fmt::format("hold {} {}", options->hold, done));
        };
    });
}

}  // namespace

void add_resync(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<OperateOptions>();
    CLI::App* command = app.add_subcommand(
        "resync", "read journal and chats again now; does not wait for the work");
    command->add_option("--school", options->school, "only this school; without it, all");
    command->footer("Examples:\n  rosterctl resync\n  rosterctl resync --school 17");
    command->callback([&line, options] {
        line.action = [&line, options] {
            json::object body;
            if (!options->school.empty()) body["school"] = options->school;
            const std::string whom =
                options->school.empty() ? "every school" : "school " + options->school;
            return send(line, "/v1/resync", body, whom + " is looked at now");
        };
    });
}

void add_holds(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<OperateOptions>();
    CLI::App* command = app.add_subcommand("holds", "what waits for a decision");
    command->add_option("--school", options->school, "only of this school");
    command->footer("Examples:\n  rosterctl holds\n  rosterctl holds --school 17 --json");
    command->callback([&line, options] {
        line.action = [&line, options] {
            return ask(line, with_query("/v1/holds", {{"school", options->school}}), show_holds);
        };
    });
}

void add_decisions(CLI::App& app, CommandLine& line) {
    add_decision(app, line, "approve", "let exactly what this hold shows happen", "approved");
    add_decision(app, line, "reject",
                 "do not do exactly what this hold shows, as long as the decision lasts",
                 "rejected");
}

}  // namespace rosterd::ctl
