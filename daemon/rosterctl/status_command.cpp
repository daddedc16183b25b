// rosterctl status: the daemon at a glance, troubles last so that they stay in sight.
#include <fmt/format.h>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/pause_text.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

std::string duration_text(const json::object& object, std::string_view name) {
    const json::value* member = object.if_contains(name);
    if (member == nullptr || !member->is_number()) return "-";
    const auto seconds = member->to_number<std::int64_t>();
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    if (seconds >= day) return fmt::format("{} d {} h", seconds / day, seconds % day / hour);
    if (seconds >= hour) {
        return fmt::format("{} h {} min", seconds / hour, seconds % hour / minute);
    }
    if (seconds >= minute) {
        return fmt::format("{} min {} s", seconds / minute, seconds % minute);
    }
    return fmt::format("{} s", seconds);
}

void show_journal(const json::object& journal) {
    print_fact("journal", fmt::format("{}, last read {}", text_of(journal, "state"),
                                      time_of(journal, "last_read")));
    for (const std::string_view name : {"error", "hint"}) {
        if (const std::string text = text_of(journal, name); text != "-") print_fact("", text);
    }
}

void show_accounts(const json::array& accounts) {
    using Kind = Column::Kind;
    Table table{{{"ACCOUNT", Kind::id},
                 {"PLATFORM", Kind::id},
                 {"STATE", Kind::id},
                 {"CALLS", Kind::number},
                 {"PER SECOND", Kind::number},
                 {"FREE NOW", Kind::number},
                 {"REFUSED", Kind::number},
                 {"REASON"}}};
    for (const json::value& value : accounts) {
        const json::object& account = as_object(value);
        const json::object& budget = object_of(account, "budget");
        table.add({text_of(account, "name"), text_of(account, "platform"),
                   text_of(account, "state"), text_of(budget, "requests"),
                   text_of(budget, "requests_per_second"), text_of(budget, "available"),
                   text_of(budget, "refused"), text_of(account, "reason")});
    }
    fmt::print("\n");
    print_table(table);
}

void show_failures(const json::array& failures) {
    if (failures.empty()) return;
    using Kind = Column::Kind;
    Table table{
        {{"FAILURES", Kind::id}, {"COUNT", Kind::number}, {"NEXT TRY", Kind::id}, {"FOR EXAMPLE"}}};
    for (const json::value& value : failures) {
        const json::object& failed = as_object(value);
        const std::string next = text_of(failed, "next_probe");
        table.add({text_of(failed, "class"), text_of(failed, "count"),
                   next == "-" ? next : time_of(failed, "next_probe"), text_of(failed, "example")});
    }
    fmt::print("\n");
    print_table(table);
}

void show_problems(const json::array& problems) {
    if (problems.empty()) return;
    fmt::print("\n{}:\n", counted(problems.size(), "problem"));
    for (const json::value& value : problems) {
        const json::object& problem = as_object(value);
        fmt::print("  school {}: {}\n", text_of(problem, "school"), text_of(problem, "error"));
        if (const std::string hint = text_of(problem, "hint"); hint != "-") {
            fmt::print("    {}\n", hint);
        }
    }
}

/// "5 complete, 1 implausible"; kinds that there are none of are left out.
std::string counts_text(const json::object& counts) {
    std::string text;
    for (const auto& [name, count] : counts) {
        if (count == 0) continue;
        if (!text.empty()) text += ", ";
        text += text_of(counts, name) + " " + std::string{name};
    }
    return text.empty() ? "none" : text;
}

/// What rests, and what would happen if it did not.
void show_pauses(const json::array& pauses) {
    for (const json::value& value : pauses) {
        const json::object& pause = as_object(value);
        const std::string sensitive = text_of(pause, "sensitive");
        print_fact(
            "paused",
            fmt::format(
                "{} {}; {} operations wait{}", paused_thing(pause), pause_details(pause),
                text_of(pause, "waiting"),
                sensitive == "0" ? "" : ", " + sensitive + " of them take out who may not stay"));
    }
}

void show_status(const json::object& status) {
    const json::value* ready = status.if_contains("ready");
    const bool is_ready = ready != nullptr && ready->is_bool() && ready->get_bool();
    fmt::print("rosterd {}, {}, up {}\n\n", text_of(status, "version"),
               is_ready ? "ready" : "starting", duration_text(status, "uptime_s"));
    show_journal(object_of(status, "journal"));
    print_fact("store", text_of(status, "store"));
    print_fact("schools", text_of(status, "schools"));
    print_fact("reads", counts_text(object_of(status, "reads")));
    const json::object& queue = object_of(status, "queue");
    print_fact("queue", fmt::format("{} due, the oldest for {}", text_of(queue, "depth"),
                                    duration_text(queue, "oldest_s")));
    const json::object& operations = object_of(status, "operations");
    print_fact("operations",
               fmt::format("{} done, {} failed, {} parked", text_of(operations, "done"),
                           text_of(operations, "failed"), text_of(operations, "parked")));
    const std::string holds = text_of(status, "holds");
    print_fact("holds", holds == "0" ? holds : holds + " (rosterctl holds shows them)");
    show_pauses(list_of(status, "paused"));
    const std::string strangers = text_of(status, "strangers");
    print_fact("strangers",
               strangers == "0" ? strangers : strangers + " (rosterctl strangers shows them)");
    print_fact("sweep", fmt::format("{} chats found changed this week",
                                    text_of(object_of(status, "sweep"), "drifted_this_week")));
    const json::object& conferences = object_of(status, "conferences");
    const std::string failed = text_of(conferences, "failed");
    print_fact("conferences",
               fmt::format("{} active, next {}, {} failed{}", text_of(conferences, "active"),
                           time_of(conferences, "next"), failed,
                           failed == "0" ? "" : " (rosterctl conferences --failed shows them)"));
    show_accounts(list_of(status, "accounts"));
    show_failures(list_of(status, "failures"));
    show_problems(list_of(status, "problems"));
}

}  // namespace

void add_status(CLI::App& app, CommandLine& line) {
    CLI::App* command = app.add_subcommand("status", "the daemon at a glance, with its problems");
    command->footer("Examples:\n  rosterctl status\n  rosterctl status --json");
    command->callback(
        [&line] { line.action = [&line] { return ask(line, "/v1/status", show_status); }; });
}

}  // namespace rosterd::ctl
