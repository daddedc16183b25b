// rosterctl config check: is the configuration valid? Works without the daemon, reads no secret.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "config/config.hpp"
#include "config/secret.hpp"
#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

using Loaded = config::Loaded<config::Config>;

/// Secrets may come from systemd's credentials, which only the daemon sees: a missing file is
/// worth a warning and no more.
void warn_of_secret(const std::filesystem::path& file, const std::string& setting, Loaded& loaded) {
    const auto read = config::read_secret(file);
    const std::string text = read ? read->warning : read.error().what;
    if (text.empty()) return;
    loaded.problems.push_back({Severity::warning,
                               setting,
                               {},
                               text,
                               read ? "" : "fine if systemd passes it as a credential"});
}

void look_at_secrets(Loaded& loaded) {
    const config::Config& config = *loaded.value;
    if (config.journal.kind == config::JournalKind::postgres) {
        warn_of_secret(config.journal.dsn_file, "journal.dsn_file", loaded);
    }
    for (const auto& [name, account] : config.accounts) {
        warn_of_secret(account.token_file, "accounts." + name + ".token_file", loaded);
    }
}

json::object as_json(const Loaded& loaded) {
    json::array problems;
    for (const config::Problem& problem : loaded.problems) {
        problems.push_back(
            json::object{{"severity", problem.severity == Severity::error ? "error" : "warning"},
                         {"file", problem.file},
                         {"line", problem.place.line},
                         {"column", problem.place.column},
                         {"message", problem.message},
                         {"hint", problem.hint}});
    }
    return {{"valid", loaded.value.has_value()}, {"problems", std::move(problems)}};
}

int check(const CommandLine& line, const std::filesystem::path& file) {
    Loaded loaded = config::load_config(file);
    if (loaded.value) look_at_secrets(loaded);
    const int status = loaded.value ? exit_done : exit_refused;
    if (line.json) {
        print_json(as_json(loaded));
        return status;
    }
    for (const config::Problem& problem : loaded.problems) {
        fmt::print(stderr, "{}\n", config::to_string(problem));
    }
    if (loaded.value) {
        fmt::print("the configuration is valid: {}, {}\n",
                   counted(loaded.value->accounts.size(), "account"),
                   counted(loaded.value->profiles.size(), "profile"));
    }
    return status;
}

}  // namespace

void add_config(CLI::App& app, CommandLine& line) {
    CLI::App* config = app.add_subcommand("config", "look at a configuration; needs no daemon");
    config->require_subcommand(1);
    config->footer("rosterctl config check --help shows examples.");
    const auto file = std::make_shared<std::filesystem::path>("/etc/rosterd/rosterd.yaml");
    CLI::App* command = config->add_subcommand("check", "is a configuration valid, profiles too?");
    command->add_option("--config", *file, "configuration file")->capture_default_str();
    command->footer(
        "Exit status: 0 valid, 1 not.\n"
        "Example:\n  rosterctl config check --config school.yaml");
    command->callback(
        [&line, file] { line.action = [&line, file] { return check(line, *file); }; });
}

}  // namespace rosterd::ctl
