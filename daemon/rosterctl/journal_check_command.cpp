// rosterctl journal check: whether a journal can be used, said in words. Works without the daemon.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "adapters/journal/check.hpp"
#include "adapters/journal/postgres_journal.hpp"
#include "adapters/journal/sqlite_journal.hpp"
#include "config/config.hpp"
#include "config/secret.hpp"
#include "daemon/local_day.hpp"
#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct CheckOptions {
    std::filesystem::path config{"/etc/rosterd/rosterd.yaml"};
    std::filesystem::path sqlite;
    std::filesystem::path dsn_file;
    std::string school;
};

using Opened = Result<std::unique_ptr<ContractJournal>>;

Opened open_sqlite(const std::filesystem::path& path) {
    SqliteJournalOptions options;
    options.path = path;
    options.watch = false;
    return open_sqlite_journal(std::move(options));
}

Opened open_postgres(const std::filesystem::path& dsn_file, std::chrono::milliseconds timeout) {
    auto dsn = config::read_secret(dsn_file);
    if (!dsn) return dsn.error();
    if (!dsn->warning.empty()) fmt::print(stderr, "warning: {}\n", dsn->warning);
    PostgresJournalOptions options;
    options.dsn = std::move(dsn->value);
    options.listen = false;
    options.statement_timeout = timeout;
    return open_postgres_journal(std::move(options));
}

Opened open_journal(const CheckOptions& options) {
    if (!options.sqlite.empty()) return open_sqlite(options.sqlite);
    if (!options.dsn_file.empty()) {
        return open_postgres(options.dsn_file, config::JournalConfig{}.timeout);
    }
    const auto loaded = config::load_config(options.config);
    if (!loaded.value) return config::to_error(loaded.problems);
    const config::JournalConfig& journal = loaded.value->journal;
    if (journal.kind == config::JournalKind::sqlite) return open_sqlite(journal.path);
    return open_postgres(journal.dsn_file, journal.timeout);
}

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

json::object as_json(const JournalCheck& check) {
    json::array relations;
    for (const CheckedRelation& relation : check.relations) {
        json::object row{{"name", relation.name}, {"state", relation.state}, {"rows", nullptr}};
        if (relation.rows) row["rows"] = *relation.rows;
        relations.push_back(std::move(row));
    }
    json::array lines;
    for (const CheckLine& line : check.lines) {
        json::object row{{"severity", severity_word(line.severity)},
                         {"school", nullptr},
                         {"where", line.where},
                         {"what", line.what}};
        if (!line.school.empty()) row["school"] = line.school;
        lines.push_back(std::move(row));
    }
    return {{"good", check.good()},
            {"schools", check.schools},
            {"relations", std::move(relations)},
            {"lines", std::move(lines)}};
}

void show(const JournalCheck& check) {
    using Kind = Column::Kind;
    Table table{{{"RELATION", Kind::id}, {"STATE", Kind::id}, {"ROWS", Kind::number}}};
    for (const CheckedRelation& relation : check.relations) {
        table.add(
            {relation.name, relation.state, relation.rows ? std::to_string(*relation.rows) : "-"});
    }
    print_table(table);
    fmt::print("\n");
    for (const CheckLine& line : check.lines) {
        fmt::print("{}: {}{}{}{}\n", severity_word(line.severity),
                   line.school.empty() ? "" : fmt::format("school {}: ", line.school), line.where,
                   line.where.empty() ? "" : ": ", line.what);
    }
    fmt::print("{}, {}, {} in {}\n", counted(check.count(Severity::error), "error"),
               counted(check.count(Severity::warning), "warning"),
               counted(check.count(Severity::note), "note"), counted(check.schools, "school"));
}

int check(const CommandLine& line, const CheckOptions& options) {
    auto journal = open_journal(options);
    if (!journal) return complain(journal.error());
    JournalCheckOptions what;
    what.knows_zone = [](std::string_view zone) {
        return local_day(std::string{zone}, 0).has_value();
    };
    what.school = options.school;
    const auto checked = check_journal(**journal, what);
    if (!checked) return complain(checked.error());
    if (line.json) {
        print_json(as_json(*checked));
    } else {
        show(*checked);
    }
    return checked->good() ? exit_done : exit_refused;
}

}  // namespace

void add_journal_check(CLI::App& journal, CommandLine& line) {
    const auto options = std::make_shared<CheckOptions>();
    CLI::App* command = journal.add_subcommand(
        "check", "what is missing, empty or dangling in a journal; reads it, changes nothing");
    auto* config =
        command
            ->add_option("--config", options->config, "the journal that this configuration names")
            ->capture_default_str();
    auto* sqlite =
        command->add_option("--sqlite", options->sqlite, "a SQLite file")->excludes(config);
    command
        ->add_option("--dsn-file", options->dsn_file,
                     "a file with the connection string of a PostgreSQL database")
        ->excludes(config)
        ->excludes(sqlite);
    command->add_option("--school", options->school, "only this school; without it, all");
    command->footer(
        "Exit status: 0 no errors, 1 errors were found or the journal cannot be read.\n"
        "Examples:\n"
        "  rosterctl journal check --config /etc/rosterd/rosterd.yaml\n"
        "  rosterctl journal check --sqlite journal.db --school 17");
    command->callback(
        [&line, options] { line.action = [&line, options] { return check(line, *options); }; });
}

}  // namespace rosterd::ctl
