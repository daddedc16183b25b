// rosterctl journal sample: a believable school to try things on. Works without the daemon.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>

#include "adapters/journal/import/journal_writer.hpp"
#include "adapters/journal/sample/sample_school.hpp"
#include "daemon/local_day.hpp"
#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/written_journal.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct SampleCommand {
    journal::SampleOptions school{};
    std::string kind{"town"};
    std::string linked{"0.8"};
    std::string today;  ///< empty: the machine's
    std::string out;
    bool replace = false;
};

/// "0.8" or "80%" as per cent; nothing for anything else.
std::optional<std::uint32_t> percent(std::string_view text) {
    const bool sign = text.ends_with('%');
    if (sign) text.remove_suffix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (!sign) value *= 100;
    if (!(value >= 0 && value <= 100)) return std::nullopt;
    return static_cast<std::uint32_t>(std::lround(value));
}

/// The day in the school's own zone. The one place where the sample depends on the machine.
Result<Day> machine_day(const std::string& zone) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    const auto local = local_day(zone, seconds);
    if (!local) return local.error();
    return local->today;
}

int sample(const CommandLine& line, SampleCommand command) {
    journal::SampleOptions& options = command.school;
    options.kind = *journal::school_kind(command.kind);
    options.linked_percent = *percent(command.linked);
    const auto today =
        command.today.empty() ? machine_day(options.time_zone) : *parse_day(command.today);
    if (!today) return complain(today.error());
    options.today = *today;
    const auto tables = journal::generate_school(options);
    if (!tables) return complain(tables.error());
    const auto mode = command.replace ? journal::WriteMode::replace : journal::WriteMode::fresh;
    const auto written = journal::write_journal(command.out, mode, *tables);
    if (!written) {
        Error error = written.error();
        if (error.kind == ErrorKind::refused) error.hint += ", or add --replace";
        return complain(error);
    }
    if (line.json) {
        print_json({{"out", shown_target(command.out)},
                    {"school", options.school_id},
                    {"kind", command.kind},
                    {"seed", options.seed},
                    {"today", to_string(options.today)},
                    {"digest", tables->digest()},
                    {"rows", row_counts(*tables)}});
        return exit_done;
    }
    print_row_counts(*tables);
    fmt::print("\nschool {} ({}, seed {}, as of {}, digest {}) is in {}\n", options.school_id,
               command.kind, options.seed, to_string(options.today), tables->digest(),
               shown_target(command.out));
    return exit_done;
}

std::string day_fault(std::string& text) {
    return parse_day(text) ? "" : "expected a day as YYYY-MM-DD, not '" + text + "'";
}

std::string seed_fault(std::string& text) {
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? "" : "expected a whole number from 0, not '" + text + "'";
}

std::string share_fault(std::string& text) {
    return percent(text) ? "" : "expected a share such as 0.8 or 80%, not '" + text + "'";
}

}  // namespace

void add_journal_sample(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<SampleCommand>();
    CLI::App* command = app.add_subcommand(
        "sample", "write a made-up school into a SQLite file or a PostgreSQL database");
    command->add_option("--school", options->kind, "its size")
        ->check(CLI::IsMember({"village", "town", "large", "mega", "largest"}))
        ->capture_default_str();
    command->add_option("--seed", options->school.seed, "equal seeds give equal schools")
        ->check(CLI::Validator{seed_fault, "NUMBER"})
        ->capture_default_str();
    command->add_option("--out", options->out, "file or connection string to write to")->required();
    command->add_option("--profile", options->school.profile, "its profile")->capture_default_str();
    command->add_option("--account", options->school.account, "its platform account")
        ->capture_default_str();
    command->add_option("--pupils", options->school.pupils, "how many; without it, by the size")
        ->check(CLI::Range(std::uint32_t{1}, journal::sample_pupils_max));
    command->add_option("--linked", options->linked, "share of people linked to the platform")
        ->check(CLI::Validator{share_fault, "SHARE"})
        ->capture_default_str();
    command
        ->add_option("--today", options->today,
                     "the day whose school year and timetable it has; without it, today")
        ->check(CLI::Validator{day_fault, "DATE"});
    command->add_flag("--replace", options->replace, "replace the school if it is there already");
    command->footer(
        "Sizes: village 166 pupils, town 900, large 1800, mega 3600, largest 6800.\n"
        "The same command writes the same school on every machine when --today is given.\n"
        "Examples:\n"
        "  rosterctl journal sample --school town --seed 7 --out journal.db\n"
        "  rosterctl journal sample --school village --linked 0.5 --today 2026-10-01 \\\n"
        "      --out 'host=localhost dbname=journal'");
    command->callback(
        [&line, options] { line.action = [&line, options] { return sample(line, *options); }; });
}

}  // namespace rosterd::ctl
