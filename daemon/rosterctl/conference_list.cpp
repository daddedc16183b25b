// rosterctl conferences: a table, or one day as a time line.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/conference_text.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;
using Kind = Column::Kind;

namespace {

struct ListOptions {
    std::string school;
    std::string day;
    std::string status;
    std::string person;
    std::string lesson;
    std::string chat;
    bool today = false;
    bool running = false;
    bool failed = false;
    bool timeline = false;
};

void show_table(const json::object& list) {
    const bool russian = reads_russian(surroundings());
    Table table{{{"CONFERENCE", Kind::id},
                 {"START", Kind::id},
                 {"END", Kind::id},
                 {"TITLE"},
                 {"CLASS"},
                 {"PEOPLE", Kind::number},
                 {"STATUS", Kind::id},
                 {"LINK OR PROBLEM"}}};
    for (const json::value& value : list_of(list, "items")) {
        const json::object& each = as_object(value);
        table.add({text_of(each, "id"), start_text(each), end_text(each), text_of(each, "title"),
                   text_of(each, "class"), text_of(each, "people"), status_text(each, russian),
                   outcome_text(each, russian)});
    }
    print_table(table);
    fmt::print("\n{}\n", counted(list_of(list, "items").size(), "conference"));
}

/// Of the day that was asked for; without one, of the school's today.
void show_timeline(const json::object& list, const std::string& asked) {
    const std::string now = local_text(list, "now");
    const auto named = parse_day(asked);
    const auto day = named ? named : parse_day(now.substr(0, now.find(' ')));
    if (!day) {
        fmt::print("the daemon did not say which day it is; name one with --day\n");
        return;
    }
    const Surroundings around = surroundings();
    TimelineStyle style{.unicode = shows_unicode(around), .russian = reads_russian(around)};
    if (const std::size_t width = line_width(); width != 0) style.width = width;
    if (now.starts_with(to_string(*day))) style.now = minutes_into(*day, list, "now");
    Timeline timeline;
    for (const json::value& value : list_of(list, "items")) {
        if (auto block = block_of(as_object(value), *day)) timeline.add(std::move(*block));
    }
    fmt::print("{}\n\n{}", to_string(*day), timeline.text(style));
}

int list(const CommandLine& line, ListOptions options) {
    const auto school = school_or_only(line, options.school);
    if (!school) return complain_of_daemon(school.error());
    if (options.running) options.status = "active";
    if (options.failed) options.status = "failed";
    const bool chosen = !(options.status + options.person + options.lesson + options.chat).empty();
    const bool of_today = options.today || options.timeline || !chosen;
    if (options.day.empty() && of_today) options.day = "today";
    const std::string target =
        with_query(path_of({"v1", "schools", *school, "conferences"}), {{"day", options.day},
                                                                        {"status", options.status},
                                                                        {"person", options.person},
                                                                        {"lesson", options.lesson},
                                                                        {"chat", options.chat}});
    if (!options.timeline) return ask(line, target, show_table);
    return ask(line, target,
               [&](const json::object& answer) { show_timeline(answer, options.day); });
}

}  // namespace

void add_conferences(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<ListOptions>();
    CLI::App* command =
        app.add_subcommand("conferences", "online lessons and video calls; today's by default");
    add_school_option(*command, options->school);
    auto* day = command->add_option("--day", options->day, "today, or YYYY-MM-DD");
    command->add_flag("--today", options->today, "as --day today")->excludes(day);
    auto* status =
        command->add_option("--status", options->status, "only those that are so")
            ->check(CLI::IsMember({"planned", "active", "ended", "failed", "cancelled"}));
    auto* running = command->add_flag("--running", options->running, "as --status active");
    auto* failed = command->add_flag("--failed", options->failed, "as --status failed");
    running->excludes(status)->excludes(failed);
    failed->excludes(status);
    command->add_option("--person", options->person, "only those in which this person takes part");
    command->add_option("--lesson", options->lesson, "only that of this lesson of the timetable");
    command->add_option("--chat", options->chat, "only those of this chat");
    command->add_flag("--timeline", options->timeline, "one day as a time line");
    command->footer(
        "Without a day, --status, --running, --failed, --person, --lesson and --chat look at\n"
        "everything that is planned or runs and at the last two days. The time line has ASCII\n"
        "signs where the output is no terminal, NO_UNICODE is set or the locale is not UTF-8.\n"
        "Examples:\n"
        "  rosterctl conferences --school 17\n"
        "  rosterctl conferences --school 17 --day 2026-10-15 --timeline\n"
        "  rosterctl conferences --school 17 --failed\n"
        "  rosterctl conferences --school 17 --person s1 --json");
    command->callback(
        [&line, options] { line.action = [&line, options] { return list(line, *options); }; });
}

}  // namespace rosterd::ctl
