// From the YAML tree to Config, section by section. Each section reports its own problems.
#include "config/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <system_error>

#include "config/bus_section.hpp"
#include "config/config_choices.hpp"
#include "config/config_sections.hpp"
#include "config/copy_section.hpp"
#include "config/file_names.hpp"
#include "config/nearest_word.hpp"
#include "config/notification_section.hpp"
#include "config/oneroster_section.hpp"
#include "config/plain_http.hpp"
#include "config/profile_loader.hpp"
#include "config/secret.hpp"

namespace rosterd::config {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view max_base_url = "https://platform-api2.max.ru";
constexpr std::string_view default_dsn_file = "journal.dsn";

class ConfigLoader {
  public:
    ConfigLoader(const fs::path& file, const LoadOptions& options, Problems& problems)
        : files_{fs::absolute(file).parent_path(), options.credentials_directory, problems},
          options_{options},
          problems_{problems} {}

    Config load(const Node& tree, std::vector<Problem>& profile_problems);

  private:
    JournalConfig journal(const Node* node);
    StoreConfig store(const Node* node);
    AccountConfig account(std::string name, const Node& node);
    void vk_account(MappingReader& reader, AccountConfig& config);
    void max_account(MappingReader& reader, AccountConfig& config);
    std::optional<WebhookConfig> webhook(const Node* node);
    std::string base_url(MappingReader& reader, std::string_view fallback);
    void ejabberd_account(MappingReader& reader, AccountConfig& config);
    ConferenceConfig conferences(const Node* node, const Config& config);
    void complain_of_conferences(const MappingReader& reader, const ConferenceConfig& result);
    SchoolOverride school(std::string_view id, const Node& node, const Config& config);
    std::vector<std::string> also(MappingReader& reader, const SchoolOverride& school,
                                  const Config& config);
    GuardLimits guards(const Node* node);
    GuardLimit limit(const Node* node, const Section& section, GuardLimit fallback);
    ControlConfig control(const Node* node);
    MetricsConfig metrics(const Node* node);
    LogConfig log(const Node* node);
    ReconcileConfig reconcile(const Node* node);
    void accounts(const Node* node, Config& config);
    void schools(const Node* node, Config& config);
    void oneroster_names(const Node* node, Config& config);

    /// False, with a message, when the word is known and this version cannot do it.
    template <std::size_t Count>
    bool available(MappingReader& reader, std::string_view key, std::string_view word,
                   const ChoiceTable<bool, Count>& table, std::string_view instead);
    template <std::size_t Count>
    std::string kind(MappingReader& reader, std::string_view key, std::string_view fallback,
                     const ChoiceTable<bool, Count>& table, std::string_view instead);
    template <class Map>
    void known_name(MappingReader& reader, std::string_view key, const Map& known,
                    std::string_view what);

    FileNames files_;
    const LoadOptions& options_;
    Problems& problems_;
};

template <std::size_t Count>
std::string ConfigLoader::kind(MappingReader& reader, std::string_view key,
                               std::string_view fallback, const ChoiceTable<bool, Count>& table,
                               std::string_view instead) {
    ChoiceTable<std::string_view, Count> words;
    for (std::size_t i = 0; i < Count; ++i) words[i] = {table[i].first, table[i].first};
    const std::string_view chosen =
        reader.choice<std::string_view>(key, fallback, Choices<std::string_view>{words});
    for (const auto& [word, is_available] : table) {
        if (word != chosen || is_available) continue;
        problems_.error(reader.place(key),
                        fmt::format("'{}: {}' is not available in this version", key, chosen),
                        fmt::format("use {}", instead));
    }
    return std::string{chosen};
}

template <class Map>
void ConfigLoader::known_name(MappingReader& reader, std::string_view key, const Map& known,
                              std::string_view what) {
    const std::string name = reader.text(key);
    if (name.empty() || known.contains(name)) return;
    std::vector<std::string_view> names;
    for (const auto& entry : known) names.push_back(entry.first);
    problems_.error(reader.place(key),
                    fmt::format("'{}': there is no {} {}", key, what, shown(name)),
                    suggestion(name, names));
}

JournalConfig ConfigLoader::journal(const Node* node) {
    JournalConfig config;
    MappingReader reader{node, sections::journal, problems_};
    const std::string chosen =
        kind(reader, "kind", "postgres", journal_kinds, "postgres, sqlite or oneroster");
    config.poll = reader.duration("poll", config.poll, {milliseconds{100}, days{1}});
    config.listen = reader.flag("listen", config.listen);
    config.timeout = reader.duration("timeout", config.timeout, {seconds{1}, hours{1}});
    config.copies = read_copy_rule(reader, std::move(config.copies), problems_);
    if (chosen == "postgres") {
        config.dsn_file = files_.secret(reader, "dsn_file", default_dsn_file);
    } else if (chosen == "sqlite") {
        config.kind = JournalKind::sqlite;
        config.path = files_.path(reader, "path", "");
        if (config.path.empty()) {
            problems_.error(reader.place("path"), "'path' is missing, expected the SQLite file");
        }
    } else {
        config.kind = JournalKind::oneroster;
        config.oneroster = read_oneroster(reader, problems_);
        config.oneroster.directory = files_.path(reader, "directory", "");
        if (config.oneroster.directory.empty()) {
            problems_.error(reader.place("directory"),
                            "'directory' is missing, expected the folder of OneRoster packages");
        }
    }
    reader.finish(fmt::format("with 'kind: {}'", chosen));
    return config;
}

/// A OneRoster journal names one profile and account for all; they are known only later.
void ConfigLoader::oneroster_names(const Node* node, Config& config) {
    if (config.journal.kind != JournalKind::oneroster || node == nullptr) return;
    Problems unused{problems_.file()};  // the section was read before
    MappingReader reader{node, sections::journal, unused};
    known_name(reader, "profile", config.profiles, "profile");
    known_name(reader, "account", config.accounts, "account");
    std::string& account = config.journal.oneroster.account;
    if (account.empty() && config.accounts.size() == 1) account = config.accounts.begin()->first;
}

StoreConfig ConfigLoader::store(const Node* node) {
    StoreConfig config;
    MappingReader reader{node, sections::store, problems_};
    const std::string chosen = kind(reader, "kind", "sqlite", store_kinds, "sqlite or postgres");
    if (chosen == "sqlite") {
        if (!options_.state_directory.empty()) {
            config.path = options_.state_directory / config.path.filename();
        }
        config.path = files_.path(reader, "path", config.path.string());
    } else {
        config.kind = StoreKind::postgres;
        config.dsn_file = files_.secret(reader, "dsn_file", "");
        if (config.dsn_file.empty()) {
            problems_.error(reader.place("dsn_file"),
                            "'dsn_file' is missing, expected the file with the store's DSN");
        }
    }
    config.audit_kept = reader.duration("audit_kept", config.audit_kept, {days{7}, days{1000}});
    reader.finish(fmt::format("with 'kind: {}'", chosen));
    return config;
}

std::string ConfigLoader::base_url(MappingReader& reader, std::string_view fallback) {
    std::string url = reader.text("base_url", fallback);
    if (!url.starts_with("https://") && !is_plain_http_to_this_machine(url)) {
        problems_.error(reader.place("base_url"),
                        fmt::format("'base_url': found {}, expected https://HOST", shown(url)),
                        "http:// is for this machine only, a token must not cross a network "
                        "in clear");
    }
    return url;
}

void ConfigLoader::vk_account(MappingReader& reader, AccountConfig& config) {
    config.base_url = base_url(reader, config.base_url);
    config.token_kind = reader.choice<TokenKind>("token_kind", config.token_kind, vk_tokens);
    config.community =
        reader.integer("community", 0, {1, std::numeric_limits<std::int32_t>::max()});
    config.requests_per_second = config.token_kind == TokenKind::community ? 20 : 3;
}

void ConfigLoader::max_account(MappingReader& reader, AccountConfig& config) {
    config.platform = Platform::max;
    config.base_url = base_url(reader, max_base_url);
    config.requests_per_second = 28;
    if (const Node* node = reader.mapping("webhook")) config.webhook = webhook(node);
}

std::optional<WebhookConfig> ConfigLoader::webhook(const Node* node) {
    WebhookConfig config;
    MappingReader reader{node, sections::webhook, problems_};
    config.url = reader.text("url");
    config.listen = reader.text("listen");
    config.secret_file = files_.secret(reader, "secret_file", "");
    if (config.url.empty() || config.listen.empty() || config.secret_file.empty()) {
        problems_.error(node->place, "'webhook' needs a 'url', a 'listen' and a 'secret_file'",
                        "url: https://bot.example.org/max, listen: 127.0.0.1:8090");
    } else if (!config.url.starts_with("https://") && !is_plain_http_to_this_machine(config.url)) {
        problems_.error(
            reader.place("url"),
            fmt::format("'url': found {}, expected https://HOST/PATH", shown(config.url)),
            "the platform calls public https addresses on port 443 only");
    }
    reader.finish();
    return config;
}

AccountConfig ConfigLoader::account(std::string name, const Node& node) {
    AccountConfig config;
    config.name = std::move(name);
    MappingReader reader{&node, sections::account, problems_};
    const std::string platform = kind(reader, "platform", "vk", platforms, "vk, max or ejabberd");
    if (platform == "max") {
        max_account(reader, config);
    } else if (platform == "ejabberd") {
        ejabberd_account(reader, config);
    } else {
        vk_account(reader, config);
    }
    config.token_file = files_.secret(reader, "token_file", "");
    if (!reader.has("token_file")) {
        problems_.error(node.place, "'token_file' is missing",
                        "a path, or the name of a systemd credential");
    }
    config.timeout = reader.duration("timeout", config.timeout, {milliseconds{100}, minutes{5}});
    config.ca_file = files_.path(reader, "ca_file", "");
    MappingReader budget{reader.mapping("budget"), sections::budget, problems_};
    config.requests_per_second =
        budget.number("requests_per_second", config.requests_per_second, {0.01, 1000});
    budget.finish();
    reader.finish(fmt::format("with 'platform: {}'", platform));
    return config;
}

void ConfigLoader::ejabberd_account(MappingReader& reader, AccountConfig& config) {
    config.platform = Platform::ejabberd;
    config.base_url = base_url(reader, {});
    config.token_kind =
        reader.choice<TokenKind>("token_kind", TokenKind::password, ejabberd_tokens);
    config.host = reader.text("host");
    config.muc = reader.text("muc", "conference." + config.host);
    config.user = reader.text("user");
    config.invitations = reader.flag("invitations", config.invitations);
    config.requests_per_second = 50;
    if (config.host.empty()) {
        problems_.error(reader.place("host"), "'host' is missing, expected the XMPP domain",
                        "host: school.example");
    }
    if (!config.user.ends_with("@" + config.host)) {
        problems_.error(
            reader.place("user"),
            fmt::format("'user': found {}, expected an address on the host", shown(config.user)),
            "user: " + shown("rosterd@" + (config.host.empty() ? "school.example" : config.host)));
    }
}

void ConfigLoader::accounts(const Node* node, Config& config) {
    if (node == nullptr || node->items.empty()) {
        problems_.warning(node == nullptr ? Place{} : node->place,
                          "no accounts: no school can be served");
        return;
    }
    for (std::size_t i = 0; i < node->keys.size(); ++i) {
        const std::string& name = node->keys[i].text;
        if (!is_mapping(node->items[i], "accounts/" + name, problems_)) continue;
        config.accounts.emplace(name, account(name, node->items[i]));
    }
}

ConferenceConfig ConfigLoader::conferences(const Node* node, const Config& config) {
    ConferenceConfig result;
    MappingReader reader{node, sections::conferences, problems_};
    result.provider = reader.choice<ConferenceProvider>("provider", result.provider, providers);
    result.account = reader.text("account");
    if (!result.account.empty() && !config.accounts.contains(result.account)) {
        problems_.warning(reader.place("account"),
                          fmt::format("'account': there is no account {}", shown(result.account)));
    }
    result.lead = reader.duration("lead", result.lead, {milliseconds{0}, hours{1}});
    result.url = reader.text("url");
    result.secret_file = files_.secret(reader, "secret_file", "");
    result.ca_file = files_.path(reader, "ca_file", "");
    result.checksum = reader.choice<ChecksumKind>("checksum", result.checksum, checksums);
    complain_of_conferences(reader, result);
    reader.finish();
    return result;
}

/// What belongs to one provider only.
void ConfigLoader::complain_of_conferences(const MappingReader& reader,
                                           const ConferenceConfig& result) {
    const bool of_accounts = result.provider == ConferenceProvider::vk_calls;
    if (!of_accounts && (result.url.empty() || result.secret_file.empty())) {
        problems_.error(reader.place("provider"),
                        "'provider': this one needs a 'url' and a 'secret_file'",
                        "url: https://bbb.example.org/bigbluebutton, or "
                        "https://meet.example.org/{room} for provider link");
    }
    for (const std::string_view key : {"url", "secret_file", "ca_file", "checksum"}) {
        if (of_accounts && reader.has(key)) {
            problems_.warning(reader.place(key),
                              fmt::format("'{}' has no meaning for provider vk_calls", key));
        }
    }
    if (!of_accounts && reader.has("account")) {
        problems_.warning(reader.place("account"),
                          "'account' has a meaning for provider vk_calls only");
    }
}

SchoolOverride ConfigLoader::school(std::string_view, const Node& node, const Config& config) {
    SchoolOverride result;
    MappingReader reader{&node, sections::school, problems_};
    known_name(reader, "profile", config.profiles, "profile");
    known_name(reader, "account", config.accounts, "account");
    if (reader.has("profile")) result.profile = reader.text("profile");
    if (reader.has("account")) result.account = reader.text("account");
    const bool enabled = reader.flag("enabled", true);
    if (reader.has("enabled")) result.enabled = enabled;
    result.also = also(reader, result, config);
    reader.finish();
    return result;
}

/// The journal may name the school's own account, so a repetition of it is seen only where the
/// configuration does; the daemon leaves it out in any case.
std::vector<std::string> ConfigLoader::also(MappingReader& reader, const SchoolOverride& school,
                                            const Config& config) {
    std::vector<std::string> accounts;
    const Node* list = reader.sequence("also");
    if (list == nullptr) return accounts;
    std::vector<std::string_view> known;
    for (const auto& [name, account] : config.accounts) known.push_back(name);
    for (const Node& each : list->items) {
        const std::string& name = each.text;
        if (each.kind != Node::Kind::scalar) {
            problems_.error(each.place,
                            fmt::format("'also': found {}, expected the name of an account",
                                        description(each)));
        } else if (!config.accounts.contains(name)) {
            problems_.error(each.place, fmt::format("'also': there is no account {}", shown(name)),
                            suggestion(name, known));
        } else if (name == school.account || std::ranges::find(accounts, name) != accounts.end()) {
            problems_.error(each.place,
                            fmt::format("'also': {} serves the school already", shown(name)),
                            "name each account once");
        } else {
            accounts.push_back(name);
        }
    }
    return accounts;
}

void ConfigLoader::schools(const Node* node, Config& config) {
    if (node == nullptr) return;
    for (std::size_t i = 0; i < node->keys.size(); ++i) {
        const std::string& id = node->keys[i].text;
        if (!is_mapping(node->items[i], "schools/" + id, problems_)) continue;
        config.schools.emplace(id, school(id, node->items[i], config));
    }
}

GuardLimit ConfigLoader::limit(const Node* node, const Section& section, GuardLimit fallback) {
    MappingReader reader{node, section, problems_};
    GuardLimit result = fallback;
    result.people =
        static_cast<std::uint32_t>(reader.integer("people", fallback.people, {0, 1'000'000}));
    result.share = reader.number("share", fallback.share, {0, 1});
    reader.finish();
    return result;
}

GuardLimits ConfigLoader::guards(const Node* node) {
    GuardLimits limits;
    MappingReader reader{node, sections::guards, problems_};
    limits.chat = limit(reader.mapping("chat"), sections::chat_limit, limits.chat);
    limits.rule = limit(reader.mapping("rule"), sections::rule_limit, limits.rule);
    limits.school = limit(reader.mapping("school"), sections::school_limit, limits.school);
    MappingReader hour{reader.mapping("hour"), sections::hour_limit, problems_};
    limits.hour_people =
        static_cast<std::uint32_t>(hour.integer("people", limits.hour_people, {0, 1'000'000}));
    hour.finish();
    reader.finish();
    return limits;
}

ControlConfig ConfigLoader::control(const Node* node) {
    ControlConfig config;
    MappingReader reader{node, sections::control, problems_};
    if (!options_.runtime_directory.empty()) {
        config.socket = options_.runtime_directory / config.socket.filename();
    }
    config.socket = files_.path(reader, "socket", config.socket.string());
    constexpr std::size_t socket_bytes_max = 107;  // sockaddr_un
    if (config.socket.native().size() > socket_bytes_max) {
        problems_.error(reader.place("socket"),
                        fmt::format("'socket': the path has {} bytes, expected at most {}",
                                    config.socket.native().size(), socket_bytes_max));
    }
    config.watch_group = reader.text("watch_group", config.watch_group);
    config.operate_group = reader.text("operate_group", config.operate_group);
    reader.finish();
    return config;
}

MetricsConfig ConfigLoader::metrics(const Node* node) {
    MetricsConfig config;
    MappingReader reader{node, sections::metrics, problems_};
    config.listen = reader.text("listen", config.listen);
    reader.finish();
    return config;
}

LogConfig ConfigLoader::log(const Node* node) {
    LogConfig config;
    MappingReader reader{node, sections::log, problems_};
    config.level = reader.choice<LogLevel>("level", config.level, levels);
    config.target = reader.choice<LogTarget>("target", config.target, targets);
    reader.finish();
    return config;
}

ReconcileConfig ConfigLoader::reconcile(const Node* node) {
    ReconcileConfig config;
    MappingReader reader{node, sections::reconcile, problems_};
    config.parallel_schools = static_cast<std::uint32_t>(
        reader.integer("parallel_schools", config.parallel_schools, {1, 256}));
    config.sweep = reader.duration("sweep", config.sweep, {seconds{1}, days{7}});
    config.poll_jitter = reader.number("poll_jitter", config.poll_jitter, {0, 0.5});
    config.settle = reader.duration("settle", config.settle, {milliseconds{0}, minutes{1}});
    config.reread = reader.duration("reread", config.reread, {seconds{1}, days{30}});
    config.retry_first =
        reader.duration("retry_first", config.retry_first, {milliseconds{10}, hours{1}});
    config.retry_most =
        reader.duration("retry_most", config.retry_most, {milliseconds{10}, days{1}});
    if (config.retry_most < config.retry_first) {
        problems_.error(reader.place("retry_most"),
                        fmt::format("'retry_most': found {}, expected at least 'retry_first', {}",
                                    to_text(config.retry_most), to_text(config.retry_first)));
    }
    config.approval_lasts =
        reader.duration("approval_lasts", config.approval_lasts, {minutes{1}, days{30}});
    config.late_answer = reader.duration("late_answer", config.late_answer, {seconds{1}, hours{1}});
    reader.finish();
    return config;
}

Config ConfigLoader::load(const Node& tree, std::vector<Problem>& profile_problems) {
    Config config;
    if (!is_mapping(tree, problems_.file(), problems_)) return config;
    MappingReader reader{&tree, sections::root, problems_};
    const Node* const journal_node = reader.mapping("journal");
    config.journal = journal(journal_node);
    config.store = store(reader.mapping("store"));
    accounts(reader.mapping("accounts"), config);
    if (const Node* node = reader.mapping("conferences")) {
        config.conferences = conferences(node, config);
    }
    auto profiles = load_profiles(options_.shipped_profiles, files_.path(reader, "profiles", ""));
    profile_problems = std::move(profiles.problems);
    if (profiles.value) config.profiles = std::move(*profiles.value);
    schools(reader.mapping("schools"), config);
    oneroster_names(journal_node, config);
    config.guards = guards(reader.mapping("guards"));
    config.control = control(reader.mapping("control"));
    config.bus = bus_section(reader.mapping("bus"), problems_);
    config.metrics = metrics(reader.mapping("metrics"));
    config.log = log(reader.mapping("log"));
    config.notifications = read_notifications(reader.mapping("notifications"), files_, problems_);
    config.reconcile = reconcile(reader.mapping("reconcile"));
    reader.finish();
    return config;
}

Loaded<Config> finished(const std::optional<Node>& tree, const fs::path& file,
                        const LoadOptions& options, Problems& problems) {
    Loaded<Config> loaded;
    std::vector<Problem> profile_problems;
    if (tree) loaded.value = ConfigLoader{file, options, problems}.load(*tree, profile_problems);
    if (problems.has_errors()) loaded.value.reset();
    loaded.problems = problems.take();
    for (Problem& problem : profile_problems) {
        if (problem.severity == Severity::error) loaded.value.reset();
        loaded.problems.push_back(std::move(problem));
    }
    return loaded;
}

/// A folder that systemd gives the unit; empty where it gives none, or several.
fs::path from_environment(const char* name) {
    const char* directory = std::getenv(name);
    if (directory == nullptr || std::string_view{directory}.find(':') != std::string_view::npos) {
        return {};
    }
    return directory;
}

}  // namespace

School Config::effective(School school) const {
    const auto found = schools.find(school.id);
    if (found == schools.end()) return school;
    const SchoolOverride& override = found->second;
    if (override.profile) school.profile = *override.profile;
    if (override.account) school.account = *override.account;
    if (override.enabled) school.enabled = *override.enabled;
    return school;
}

fs::path LoadOptions::default_credentials_directory() {
    return from_environment("CREDENTIALS_DIRECTORY");
}

fs::path LoadOptions::default_state_directory() {
    return from_environment("STATE_DIRECTORY");
}

fs::path LoadOptions::default_runtime_directory() {
    return from_environment("RUNTIME_DIRECTORY");
}

fs::path LoadOptions::default_profiles_directory() {
    std::error_code code;
    const fs::path program = fs::read_symlink("/proc/self/exe", code);
    return program.parent_path().parent_path() / "share/rosterd/profiles";
}

Loaded<Config> load_config(const fs::path& file, const LoadOptions& options) {
    Problems problems{file.string()};
    return finished(read_yaml(file, problems), file, options, problems);
}

Loaded<Config> parse_config(const std::string& text, const fs::path& file,
                            const LoadOptions& options) {
    Problems problems{file.string()};
    return finished(parse_yaml(text, problems), file, options, problems);
}

std::vector<std::string> Config::further_accounts(std::string_view school) const {
    const auto found = schools.find(school);
    return found == schools.end() ? std::vector<std::string>{} : found->second.also;
}

std::span<const Section> config_sections() {
    return sections::all;
}

}  // namespace rosterd::config
