// rosterctl journal import-oneroster: CSV folders into a journal of ours. Works without the daemon.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "adapters/journal/import/journal_writer.hpp"
#include "adapters/journal/oneroster/mapping.hpp"
#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/text.hpp"
#include "daemon/rosterctl/written_journal.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct ImportCommand {
    std::filesystem::path directory;
    std::vector<std::filesystem::path> deltas;
    journal::OneRosterOptions mapping{};
    std::string mode = "strict";
    std::string end_date = "exclusive";
    std::string out;
};

std::string_view severity_word(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "";
}

json::array findings_of(const journal::ImportedJournal& imported) {
    json::array findings;
    for (const Finding& finding : imported.findings) {
        findings.push_back(json::object{{"severity", severity_word(finding.severity)},
                                        {"file", finding.relation},
                                        {"line", finding.row},
                                        {"key", finding.key},
                                        {"message", finding.message}});
    }
    return findings;
}

int import(const CommandLine& line, const ImportCommand& command) {
    journal::OneRosterOptions mapping = command.mapping;
    if (command.mode == "tolerant") mapping.reading.mode = journal::OneRosterMode::tolerant;
    if (command.end_date == "inclusive") mapping.end_date = journal::EndDate::inclusive;
    const auto imported = journal::import_oneroster(command.directory, command.deltas, mapping);
    if (!imported) return complain(imported.error());
    const auto written =
        journal::write_journal(command.out, journal::WriteMode::replace, imported->tables);
    if (!written) return complain(written.error());
    if (line.json) {
        print_json({{"out", shown_target(command.out)},
                    {"rows", row_counts(imported->tables)},
                    {"findings", findings_of(*imported)}});
        return exit_done;
    }
    for (const Finding& finding : imported->findings) {
        fmt::print("{}: {}\n", severity_word(finding.severity), printable(to_string(finding)));
    }
    print_row_counts(imported->tables);
    fmt::print("\n{} with {} in {}\n", counted(imported->tables[Relation::school].rows(), "school"),
               counted(imported->findings.size(), "finding"), shown_target(command.out));
    return exit_done;
}

}  // namespace

void add_journal_import(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<ImportCommand>();
    CLI::App* command = app.add_subcommand(
        "import-oneroster", "bring OneRoster CSV packages into a journal; replaces the schools");
    command
        ->add_option("DIR", options->directory,
                     "the bulk package (folder or zip), or a folder of packages")
        ->required();
    command->add_option("--delta", options->deltas, "a delta package; may be given several times")
        ->allow_extra_args(false);
    command->add_option("--out", options->out, "file or connection string to write to")->required();
    command->add_option("--profile", options->mapping.profile, "profile of every school")
        ->capture_default_str();
    command->add_option("--account", options->mapping.account, "platform account of every school")
        ->capture_default_str();
    command->add_option("--time-zone", options->mapping.time_zone,
                        "IANA zone of schools that name none");
    command->add_option("--mode", options->mode, "how strictly the files are read")
        ->check(CLI::IsMember({"strict", "tolerant"}))
        ->capture_default_str();
    command->add_option("--end-date", options->end_date, "what endDate means")
        ->check(CLI::IsMember({"exclusive", "inclusive"}))
        ->capture_default_str();
    command->add_option("--lessons", options->mapping.lessons, "timetable beside the package");
    command->footer(
        "Examples:\n"
        "  rosterctl journal import-oneroster monday --out journal.db\n"
        "  rosterctl journal import-oneroster monday --delta tuesday \\\n"
        "      --out journal.db --profile sgo");
    command->callback(
        [&line, options] { line.action = [&line, options] { return import(line, *options); }; });
}

void add_journal(CLI::App& app, CommandLine& line) {
    CLI::App* journal =
        app.add_subcommand("journal", "check, make or import a journal; needs no daemon");
    journal->require_subcommand(1);
    journal->footer("rosterctl journal check --help shows examples.");
    add_journal_check(*journal, line);
    add_journal_sample(*journal, line);
    add_journal_import(*journal, line);
}

}  // namespace rosterd::ctl
