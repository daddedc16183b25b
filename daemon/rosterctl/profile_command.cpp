// rosterctl profile test: what would a profile do to this journal? Works without the daemon.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "config/profile_loader.hpp"
#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/journal_source.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/profile_trial.hpp"

namespace rosterd::ctl {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

struct TrialOptions {
    fs::path file;
    std::string journal;
    fs::path dsn_file;
    fs::path config;
    std::string school;
    std::string day;
    std::string chat;
    std::string against;
};

/// The configuration, or what an empty one gives: the shipped profiles and no overrides.
Result<config::Config> load_surroundings(const TrialOptions& options) {
    if (!options.config.empty()) {
        auto loaded = config::load_config(options.config);
        if (!loaded.value) return config::to_error(loaded.problems);
        return std::move(*loaded.value);
    }
    auto profiles = config::load_profiles(config::LoadOptions{}.shipped_profiles, {});
    if (!profiles.value) return config::to_error(profiles.problems);
    config::Config surroundings;
    surroundings.profiles = std::move(*profiles.value);
    return surroundings;
}

OpenedJournal open_journal(const TrialOptions& options, const config::Config& surroundings) {
    if (!options.journal.empty()) return open_source(options.journal);
    if (!options.dsn_file.empty()) {
        return open_dsn_file(options.dsn_file, surroundings.journal.timeout);
    }
    return open_configured(surroundings.journal);
}

Result<School> find_school(ContractJournal& journal, const config::Config& surroundings,
                           const std::string& named) {
    std::vector<Finding> findings;
    auto schools = journal.schools(findings);
    if (!schools) return std::move(schools).error();
    if (named.empty() && schools->size() == 1) return surroundings.effective(schools->front());
    if (named.empty()) {
        return Error{ErrorKind::refused,
                     fmt::format("the journal has {}", counted(schools->size(), "school")),
                     "name one with --school"};
    }
    for (School& school : *schools) {
        if (school.id == named) return surroundings.effective(std::move(school));
    }
    return Error{ErrorKind::not_found, fmt::format("the journal has no school '{}'", named),
                 "rosterctl journal check lists what it has"};
}

/// The profile to compare with; nothing when none is named and the school has none.
Result<std::optional<Profile>> other_profile(const TrialOptions& options,
                                             const config::Config& surroundings,
                                             const School& school) {
    const std::string& id = options.against.empty() ? school.profile : options.against;
    if (const auto known = surroundings.profiles.find(id); known != surroundings.profiles.end()) {
        return std::optional{known->second};
    }
    std::error_code code;
    if (!options.against.empty() && fs::is_regular_file(options.against, code)) {
        auto loaded = config::load_profile(options.against);
        if (!loaded.value) return config::to_error(loaded.problems);
        return std::optional{std::move(*loaded.value)};
    }
    if (options.against.empty()) return std::optional<Profile>{};
    std::vector<std::string_view> known;
    for (const auto& entry : surroundings.profiles) known.push_back(entry.first);
    return Error{ErrorKind::not_found, fmt::format("there is no profile '{}'", id),
                 fmt::format("a file, or one of: {}", fmt::join(known, ", "))};
}

json::array problems_of(const std::vector<config::Problem>& problems) {
    json::array rows;
    for (const config::Problem& problem : problems) {
        rows.push_back(
            json::object{{"severity", problem.severity == Severity::error ? "error" : "warning"},
                         {"file", problem.file},
                         {"line", problem.place.line},
                         {"column", problem.place.column},
                         {"message", problem.message},
                         {"hint", problem.hint}});
    }
    return rows;
}

// --- for people ------------------------------------------------------------------------------

using Kind = Column::Kind;

void show_kinds(const json::object& answer) {
    Table table{{{"TYPE", Kind::id},
                 {"CHATS", Kind::number},
                 {"ON REQUEST", Kind::number},
                 {"MEMBERS", Kind::number},
                 {"ADMINS", Kind::number}}};
    for (const json::value& value : list_of(answer, "kinds")) {
        const json::object& row = as_object(value);
        table.add({text_of(row, "type"), text_of(row, "present"), text_of(row, "on_request"),
                   text_of(row, "members"), text_of(row, "admins")});
    }
    print_table(table);
}

void show_chats(const json::object& answer) {
    Table table{{{"CHAT", Kind::id},
                 {"TITLE"},
                 {"STATE", Kind::id},
                 {"MEMBERS", Kind::number},
                 {"ADMINS"}}};
    for (const json::value& value : list_of(answer, "chats")) {
        const json::object& row = as_object(value);
        table.add({text_of(row, "key"), text_of(row, "title"), text_of(row, "state"),
                   text_of(row, "members"), text_of(row, "admins")});
    }
    print_table(table);
}

void show_people(const json::object& answer) {
    Table table{{{"PERSON", Kind::id}, {"NAME"}, {"ROLE", Kind::id}, {"REASONS"}}};
    for (const json::value& value : list_of(answer, "people")) {
        const json::object& row = as_object(value);
        table.add({text_of(row, "person"), text_of(row, "name"), text_of(row, "role"),
                   text_of(row, "reasons")});
    }
    print_table(table);
}

std::string changed_title(const json::object& row) {
    const std::string title = text_of(row, "title");
    const std::string other = text_of(row, "other_title");
    if (text_of(row, "difference") == "only_there") return other;
    return title == other || text_of(row, "difference") == "only_here"
               ? title
               : fmt::format("{} (was {})", title, other);
}

std::string changed_state(const json::object& row) {
    const std::string state = text_of(row, "state");
    const std::string other = text_of(row, "other_state");
    if (text_of(row, "difference") != "changed") return text_of(row, "difference");
    return state == other ? "changed" : fmt::format("{}, was {}", state, other);
}

void show_difference(const json::object& against) {
    const json::array& differences = list_of(against, "differences");
    fmt::print("\nagainst {}: ", text_of(against, "profile"));
    if (differences.empty()) {
        fmt::print("no difference\n");
        return;
    }
    const json::object& people = object_of(against, "people");
    fmt::print("{}, {} would enter some chat, {} would leave some\n\n",
               counted(differences.size(), "different chat"), text_of(people, "enter"),
               text_of(people, "leave"));
    Table table{{{"CHAT", Kind::id},
                 {"DIFFERENCE", Kind::id},
                 {"TITLE"},
                 {"ENTER"},
                 {"LEAVE"},
                 {"ADMINS"}}};
    for (const json::value& value : differences) {
        const json::object& row = as_object(value);
        std::string admins;
        for (const auto& [list, sign] : {std::pair{"promoted", '+'}, std::pair{"demoted", '-'}}) {
            for (const json::value& person : list_of(row, list)) {
                admins += fmt::format("{}{}{}", admins.empty() ? "" : ", ", sign,
                                      std::string_view{person.as_string()});
            }
        }
        table.add({text_of(row, "chat"), changed_state(row), changed_title(row),
                   text_of(row, "enter"), text_of(row, "leave"), admins.empty() ? "-" : admins});
    }
    print_table(table);
}

void show(const json::object& answer) {
    fmt::print("profile {}, school {}, {}\n\n", text_of(answer, "profile"),
               text_of(answer, "school"), text_of(answer, "day"));
    if (answer.contains("people")) return show_people(answer);
    show_kinds(answer);
    fmt::print("\n");
    show_chats(answer);
    if (answer.contains("against")) show_difference(object_of(answer, "against"));
}

// --- the command -----------------------------------------------------------------------------

/// What the profile gives for the school; `answer` has its name and problems already.
Result<void> try_profile(const TrialOptions& options, const Profile& profile,
                         json::object& answer) {
    const auto surroundings = load_surroundings(options);
    if (!surroundings) return surroundings.error();
    auto journal = open_journal(options, *surroundings);
    if (!journal) return std::move(journal).error();
    const auto school = find_school(**journal, *surroundings, options.school);
    if (!school) return school.error();
    const UnixSeconds now = std::chrono::duration_cast<std::chrono::seconds>(
                                std::chrono::system_clock::now().time_since_epoch())
                                .count();
    const auto moment = moment_of(*school, options.day, now);
    if (!moment) return moment.error();
    const auto other = other_profile(options, *surroundings, *school);
    if (!other) return other.error();
    const auto read = (*journal)->read(*school);
    if (!read) return read.error();

    const Roster& roster = read->roster;
    const InForce in_force = in_force_on(roster, moment->today);
    const AppliedProfile tested = apply_profile(roster, in_force, profile, *moment);
    answer["school"] = school->id;
    answer["day"] = to_string(moment->today);
    if (!options.chat.empty()) {
        auto people = people_view(tested, options.chat);
        if (!people) return people.error();
        answer["people"] = std::move(*people);
        return {};
    }
    for (auto& member : trial_view(tested)) answer[member.key()] = std::move(member.value());
    if (*other) {
        answer["against"] =
            difference_view(tested, apply_profile(roster, in_force, **other, *moment));
    }
    return {};
}

int test(const CommandLine& line, const TrialOptions& options) {
    const auto loaded = config::load_profile(options.file);
    for (const config::Problem& problem : loaded.problems) {
        if (!line.json) fmt::print(stderr, "{}\n", config::to_string(problem));
    }
    json::object answer{{"profile", nullptr},
                        {"valid", loaded.value.has_value()},
                        {"problems", problems_of(loaded.problems)}};
    const bool journal_named =
        !options.journal.empty() || !options.dsn_file.empty() || !options.config.empty();
    if (loaded.value) answer["profile"] = loaded.value->id;
    if (loaded.value && journal_named) {
        const auto tried = try_profile(options, *loaded.value, answer);
        if (!tried) return complain(tried.error());
        if (!line.json) show(answer);
    } else if (loaded.value && !line.json) {
        fmt::print("profile {} is valid: {}\n", loaded.value->id,
                   counted(loaded.value->chats.size(), "rule"));
    }
    if (line.json) print_json(answer);
    return loaded.value ? exit_done : exit_refused;
}

}  // namespace

void add_profile(CLI::App& app, CommandLine& line) {
    CLI::App* profile = app.add_subcommand("profile", "try the rules of a school; needs no daemon");
    profile->require_subcommand(1);
    profile->footer("rosterctl profile test --help shows examples.");
    const auto options = std::make_shared<TrialOptions>();
    CLI::App* command = profile->add_subcommand(
        "test", "is a profile valid, and which chats would it give; changes nothing");
    command->add_option("FILE", options->file, "the profile")->required();
    auto* journal = command->add_option("--journal", options->journal,
                                        "a SQLite file, or a PostgreSQL connection string");
    command
        ->add_option("--dsn-file", options->dsn_file,
                     "a file with the connection string of a PostgreSQL database")
        ->excludes(journal);
    command->add_option("--config", options->config,
                        "configuration: its journal where none is named, its profiles and "
                        "schools");
    command->add_option("--school", options->school, "may be left out where there is one");
    command->add_option("--day", options->day, "YYYY-MM-DD; without it, today");
    command->add_option("--chat", options->chat, "list this chat's people and why they are in it");
    command->add_option("--against", options->against,
                        "profile to compare with, an id or a file; without it, the school's own");
    command->footer(
        "Without a journal only the profile itself is checked.\n"
        "Exit status: 0 valid, 1 not valid or the journal cannot be read, 4 no such school, chat\n"
        "or profile.\n"
        "Examples:\n"
        "  rosterctl profile test my.yaml\n"
        "  rosterctl profile test my.yaml --journal journal.db --school 17 --day 2026-09-01\n"
        "  rosterctl profile test my.yaml --journal journal.db --chat class/7v\n"
        "  rosterctl profile test my.yaml --config /etc/rosterd/rosterd.yaml --against sgo");
    command->callback(
        [&line, options] { line.action = [&line, options] { return test(line, *options); }; });
}

}  // namespace rosterd::ctl
