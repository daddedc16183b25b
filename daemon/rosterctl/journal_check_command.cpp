// rosterctl journal check: whether a journal can be used, said in words. Works without the daemon.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "adapters/journal/check.hpp"
#include "adapters/journal/oneroster/oneroster_journal.hpp"
#include "config/config.hpp"
#include "daemon/local_day.hpp"
#include "daemon/oneroster_options.hpp"
#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/journal_source.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct CheckOptions {
    std::filesystem::path config{"/etc/rosterd/rosterd.yaml"};
    std::filesystem::path sqlite;
    std::filesystem::path dsn_file;
    std::filesystem::path oneroster;
    std::string mode = "strict";
    std::string time_zone;
    std::string school;
};

/// Where the journal is, from the command line or from the configuration.
struct Source {
    std::unique_ptr<ContractJournal> journal;
    /// OneRoster only: how its packages are read.
    std::optional<OneRosterJournalOptions> packages;
};

Result<Source> source_of(OpenedJournal opened) {
    if (!opened) return std::move(opened).error();
    return Source{*std::move(opened), std::nullopt};
}

Result<Source> open_oneroster(OneRosterJournalOptions options) {
    auto source = source_of(open_oneroster_journal(options));
    if (source) source->packages = std::move(options);
    return source;
}

Result<Source> open_journal(const CheckOptions& options) {
    if (!options.sqlite.empty()) return source_of(open_sqlite_source(options.sqlite));
    if (!options.dsn_file.empty()) {
        return source_of(open_dsn_file(options.dsn_file, config::JournalConfig{}.timeout));
    }
    if (!options.oneroster.empty()) {
        config::OneRosterConfig packages;
        packages.directory = options.oneroster;
        packages.tolerant = options.mode == "tolerant";
        packages.time_zone = options.time_zone;
        return open_oneroster(oneroster_options(packages));
    }
    const auto loaded = config::load_config(options.config);
    if (!loaded.value) return config::to_error(loaded.problems);
    const config::JournalConfig& journal = loaded.value->journal;
    if (journal.kind == config::JournalKind::oneroster) {
        return open_oneroster(oneroster_options(journal.oneroster));
    }
    return source_of(open_configured(journal));
}

/// Files of one mode: "users, roles"; empty when there are none.
std::string files_of(const journal::Manifest& manifest, journal::FileMode mode) {
    std::string files;
    for (const journal::OneRosterFile file : journal::oneroster_files) {
        if (manifest.mode(file) != mode) continue;
        if (!files.empty()) files += ", ";
        files += word(file);
    }
    return files;
}

json::array as_json(const std::vector<journal::PackageNote>& packages) {
    json::array rows;
    for (const journal::PackageNote& package : packages) {
        rows.push_back(
            json::object{{"name", package.name},
                         {"used", package.used},
                         {"bulk", files_of(package.manifest, journal::FileMode::bulk)},
                         {"delta", files_of(package.manifest, journal::FileMode::delta)}});
    }
    return rows;
}

void show(const std::vector<journal::PackageNote>& packages) {
    using Kind = Column::Kind;
    Table table{{{"PACKAGE", Kind::id}, {"IN FULL", Kind::text}, {"CHANGES", Kind::text}}};
    for (const journal::PackageNote& package : packages) {
        table.add({package.name,
                   package.used ? files_of(package.manifest, journal::FileMode::bulk)
                                : "not read: a later package is complete",
                   package.used ? files_of(package.manifest, journal::FileMode::delta) : ""});
    }
    print_table(table);
    fmt::print("\n");
}

/// What a tolerant reading would have made of packages that are refused.
void suggest_tolerance(OneRosterJournalOptions options) {
    if (options.mapping.reading.mode == journal::OneRosterMode::tolerant) return;
    options.mapping.reading.mode = journal::OneRosterMode::tolerant;
    const auto journal = open_oneroster_journal(std::move(options));
    if (!journal) return;
    std::vector<Finding> findings;
    if (!(*journal)->schools(findings)) return;
    fmt::print(stderr, "with mode tolerant it can be read, with {}:\n",
               counted(findings.size(), "finding"));
    for (const Finding& finding : findings) fmt::print(stderr, "  {}\n", to_string(finding));
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
    auto source = open_journal(options);
    if (!source) return complain(source.error());
    JournalCheckOptions what;
    what.knows_zone = [](std::string_view zone) {
        return local_day(std::string{zone}, 0).has_value();
    };
    what.school = options.school;
    const auto checked = check_journal(*source->journal, what);
    if (!checked) {
        const int status = complain(checked.error());
        if (source->packages && !line.json) suggest_tolerance(*source->packages);
        return status;
    }
    std::vector<journal::PackageNote> packages;
    if (source->packages) {
        auto read = oneroster_packages(*source->packages);
        if (!read) return complain(read.error());
        packages = *std::move(read);
    }
    if (line.json) {
        json::object answer = as_json(*checked);
        if (source->packages) answer["packages"] = as_json(packages);
        print_json(answer);
    } else {
        if (source->packages) show(packages);
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
    command
        ->add_option("--oneroster", options->oneroster,
                     "a folder of OneRoster packages, or one package (folder or zip)")
        ->excludes(config)
        ->excludes(sqlite);
    command->add_option("--mode", options->mode, "how --oneroster is read")
        ->check(CLI::IsMember({"strict", "tolerant"}))
        ->capture_default_str();
    command->add_option("--time-zone", options->time_zone,
                        "--oneroster: IANA zone of schools that name none");
    command->add_option("--school", options->school, "only this school; without it, all");
    command->footer(
        "Exit status: 0 no errors, 1 errors were found or the journal cannot be read.\n"
        "Examples:\n"
        "  rosterctl journal check --config /etc/rosterd/rosterd.yaml\n"
        "  rosterctl journal check --sqlite journal.db --school 17\n"
        "  rosterctl journal check --oneroster /srv/oneroster --mode tolerant");
    command->callback(
        [&line, options] { line.action = [&line, options] { return check(line, *options); }; });
}

}  // namespace rosterd::ctl
