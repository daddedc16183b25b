// rosterctl audit: what was done, as a table of the newest lines or as a file of all.
#include <fmt/format.h>

#include <array>
#include <ctime>
#include <memory>
#include <optional>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "reconciler/day.hpp"

namespace rosterd::ctl {

namespace json = boost::json;
using Kind = Column::Kind;

namespace {

constexpr std::string_view page_lines = "5000";
constexpr std::array<std::string_view, 11> csv_columns{"number",  "at",        "school", "account",
                                                       "chat",    "operation", "person", "user",
                                                       "outcome", "reason",    "by"};

struct AuditOptions {
    std::string school;
    std::string chat;
    std::string person;
    std::string from;
    std::string to;
    std::uint32_t count = 50;
    bool csv = false;
};

/// The first second of this day, where rosterctl runs; nothing when it is no day.
std::optional<std::time_t> midnight(const std::string& text, int days_later) {
    const auto day = parse_day(text);
    if (!day) return std::nullopt;
    const std::time_t seconds = std::time_t{86'400} * (day->since_1970 + days_later);
    std::tm date{};
    ::gmtime_r(&seconds, &date);
    date.tm_isdst = -1;
    return ::mktime(&date);
}

std::string day_check(const std::string& text) {
    return parse_day(text) ? std::string{} : "'" + text + "' is no day; write YYYY-MM-DD";
}

std::string seconds_of(const std::string& day, int days_later) {
    const auto at = day.empty() ? std::nullopt : midnight(day, days_later);
    return at ? std::to_string(*at) : std::string{};
}

std::string target_of(const AuditOptions& options, std::string_view order, std::string_view count,
                      std::string_view beyond) {
    return with_query("/v1/audit", {{"school", options.school},
                                    {"chat", options.chat},
                                    {"person", options.person},
                                    {"from", seconds_of(options.from, 0)},
                                    {"to", seconds_of(options.to, 1)},
                                    {"order", order},
                                    {"count", count},
                                    {"beyond", beyond}});
}

/// "done (left_school)"
std::string outcome_of(const json::object& line) {
    const std::string reason = text_of(line, "reason");
    const std::string outcome = text_of(line, "outcome");
    return reason == "-" ? outcome : fmt::format("{} ({})", outcome, reason);
}

void show_lines(const json::object& answer) {
    const json::array& lines = list_of(answer, "items");
    if (lines.empty()) {
        fmt::print("nothing was done that fits\n");
        return;
    }
    Table table{{{"TIME", Kind::id},
                 {"SCHOOL", Kind::id},
                 {"CHAT", Kind::id},
                 {"OPERATION", Kind::id},
                 {"PERSON", Kind::id},
                 {"OUTCOME"},
                 {"BY"}}};
    for (const json::value& value : lines) {
        const json::object& line = as_object(value);
        table.add({time_of(line, "at"), text_of(line, "school"), text_of(line, "chat"),
                   text_of(line, "operation"), text_of(line, "person"), outcome_of(line),
                   text_of(line, "by")});
    }
    print_table(table);
    const bool more = text_of(answer, "next") != "-";
    fmt::print("\nthe newest {}{}\n", counted(lines.size(), "line"),
               more ? "; --count N shows more, --csv all of them" : "");
}

/// RFC 4180. What a spreadsheet would take for a formula is text.
std::string csv_field(std::string text) {
    if (!text.empty() &&
        std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) {
        text.insert(text.begin(), '\'');
    }
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted{"\""};
    for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + "\"";
}

std::string csv_line(const json::object& line) {
    std::string text;
    for (const std::string_view column : csv_columns) {
        if (!text.empty()) text += ',';
        std::string value;
        if (column == "at") {
            value = time_of(line, column);
        } else if (const json::value* member = line.if_contains(column);
                   member != nullptr && !member->is_null()) {
            value = text_of(line, column);
        }
        const bool number = column == "number" || column == "user";
        text += number ? value : csv_field(std::move(value));
    }
    return text;
}

int export_lines(const CommandLine& line, const AuditOptions& options) {
    const ControlClient client{line.socket};
    fmt::print("{}\r\n", fmt::join(csv_columns, ","));
    for (std::string beyond = "0"; beyond != "-";) {
        const auto page = client.get(target_of(options, "oldest", page_lines, beyond));
        if (!page) return complain_of_daemon(page.error());
        for (const json::value& value : list_of(*page, "items")) {
            fmt::print("{}\r\n", csv_line(as_object(value)));
        }
        beyond = text_of(*page, "next");
    }
    return exit_done;
}

}  // namespace

void add_audit(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<AuditOptions>();
    CLI::App* command =
        app.add_subcommand("audit", "what was done to whom, why, and on whose word; newest first");
    add_school_option(*command, options->school);
    command->add_option("--chat", options->chat, "only in this chat, by its key");
    command->add_option("--person", options->person, "only to this person, by the journal's id");
    const CLI::Validator day{day_check, "DAY"};
    command->add_option("--from", options->from, "from this day on")->check(day);
    command->add_option("--to", options->to, "until the end of this day")->check(day);
    auto* count = command->add_option("--count", options->count, "so many lines")
                      ->check(CLI::Range(1, 10'000))
                      ->capture_default_str();
    command->add_flag("--csv", options->csv, "all lines that fit, oldest first, as CSV")
        ->excludes(count);
    command->footer(
        "Ids only: the audit knows no names. Days are those of this machine.\n"
        "Examples:\n"
        "  rosterctl audit --school 17 --person s1\n"
        "  rosterctl audit --school 17 --from 2026-09-01 --to 2026-09-07 --csv > week.csv");
    command->callback([&line, options] {
        line.action = [&line, options] {
            if (options->csv) return export_lines(line, *options);
            return ask(line, target_of(*options, "newest", std::to_string(options->count), ""),
                       show_lines);
        };
    });
}

}  // namespace rosterd::ctl
