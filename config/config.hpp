// The daemon's configuration as a typed value. Loading reads files; it never reads a secret.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/problem.hpp"
#include "config/yaml_reader.hpp"
#include "reconciler/guard.hpp"
#include "reconciler/profile.hpp"
#include "reconciler/school_days.hpp"

namespace rosterd::config {

using std::chrono::milliseconds;

enum class JournalKind : std::uint8_t { postgres, sqlite, oneroster };
enum class StoreKind : std::uint8_t { sqlite, postgres };
enum class TokenKind : std::uint8_t { community, user, password, oauth };
enum class ConferenceProvider : std::uint8_t { vk_calls, bigbluebutton, link };
enum class ChecksumKind : std::uint8_t { sha1, sha256 };
enum class NotificationLanguage : std::uint8_t { russian, english };
enum class BusUse : std::uint8_t { automatic, required, off };
enum class LogLevel : std::uint8_t { trace, debug, info, warning, error };
enum class LogTarget : std::uint8_t { automatic, journald, stderr_stream };

/// What OneRoster cannot say about one school.
struct OneRosterSchoolConfig {
    std::string time_zone;                   ///< IANA; before what orgs.csv says
    std::vector<std::string> school_admins;  ///< sourcedIds of users
    std::vector<std::string> chats_admins;
};

/// How a folder of OneRoster packages is read (docs/oneroster.md).
struct OneRosterConfig {
    std::filesystem::path directory;
    bool tolerant = false;            ///< repair what is certain, instead of refusing it
    bool end_date_inclusive = false;  ///< endDate is the last day, not the day after
    milliseconds quiet{2'000};        ///< files younger than this may still be being copied
    std::string profile;              ///< of schools that `schools` gives none
    std::string account;              ///< the same; empty: the only account there is
    std::string time_zone;            ///< of schools that have none of their own
    std::map<std::string, OneRosterSchoolConfig, std::less<>> schools;  ///< by sourcedId of the org
};

struct JournalConfig {
    JournalKind kind = JournalKind::postgres;
    std::filesystem::path dsn_file{"journal.dsn"};  ///< postgres: read_secret()
    std::filesystem::path path;                     ///< sqlite
    OneRosterConfig oneroster;
    milliseconds poll{30'000};     ///< how often markers (or, without them, schools) are looked at
    bool listen = true;            ///< take NOTIFY, or watch the files, beside the poll
    milliseconds timeout{60'000};  ///< of one read of one school
    CopyRule copies{2, {{1'229, 109}, {601, 831}}};  ///< of a copied journal; New Year and summer
};

struct StoreConfig {
    StoreKind kind = StoreKind::sqlite;
    std::filesystem::path path{"/var/lib/rosterd/state.db"};  ///< sqlite
    std::filesystem::path dsn_file;                           ///< postgres: read_secret()
    /// How long the audit remembers. The guards look back an hour.
    milliseconds audit_kept = std::chrono::days{730};
};

/// Where a platform tells what happens, instead of being asked (max).
struct WebhookConfig {
    std::string url;                    ///< public, as the platform calls it
    std::string listen;                 ///< on this machine, behind the operator's TLS proxy
    std::filesystem::path secret_file;  ///< read_secret()
};

/// One credential on a platform.
struct AccountConfig {
    std::string name;
    Platform platform = Platform::vk;
    std::string base_url{"https://api.vk.com"};  ///< of vk; http only to this machine
    std::filesystem::path token_file;            ///< read_secret()
    TokenKind token_kind = TokenKind::community;
    std::int64_t community = 0;      ///< vk: the community's number; 0: ask the platform
    double requests_per_second = 0;  ///< vk: 20 for a community, 3 for a user (vk.md §2.1); max:
                                     ///< 28; ejabberd: 50
    milliseconds timeout{10'000};    ///< of one request
    std::filesystem::path ca_file;   ///< replaces the system's trust store; empty: the system's
    std::optional<WebhookConfig> webhook;  ///< max; nothing: the platform is polled
    std::string host;                      ///< ejabberd: the XMPP domain whose users are served
    std::string muc;          ///< ejabberd: the service of rooms; "conference." and host
    std::string user;         ///< ejabberd: JID of the service account
    bool invitations = true;  ///< ejabberd: who is added is sent an invitation
};

/// Who carries online lessons and calls (docs/conferences.md).
struct ConferenceConfig {
    ConferenceProvider provider = ConferenceProvider::vk_calls;
    std::string account;   ///< vk_calls: whose token starts calls; empty: each school's own account
    milliseconds lead{0};  ///< whole seconds; a call starts this long before its time
    std::string url;       ///< bigbluebutton: ".../bigbluebutton"; link: a pattern with {room}
    std::filesystem::path secret_file;  ///< of both: read_secret()
    std::filesystem::path ca_file;      ///< bigbluebutton: instead of the system's trust store
    ChecksumKind checksum = ChecksumKind::sha256;  ///< bigbluebutton
};

/// What overrides the journal's view `school` for one school.
struct SchoolOverride {
    std::optional<std::string> profile;
    std::optional<std::string> account;
    std::optional<bool> enabled;
    std::vector<std::string> also;  ///< accounts that serve it too (docs/decisions/0009)
};

struct ReconcileConfig {
    std::uint32_t parallel_schools = 4;
    milliseconds sweep{6 * 3'600'000};     ///< every school is worked through this often
    double poll_jitter = 0.1;              ///< share by which waits are spread
    milliseconds settle{10};               ///< events this close together are one pass
    milliseconds reread{24 * 3'600'000};   ///< a chat is read again from the platform
    milliseconds retry_first{5'000};       ///< first back-off of a failing key
    milliseconds retry_most{15 * 60'000};  ///< its cap
    milliseconds approval_lasts{24 * 3'600'000};
    /// A creation without an answer is looked for on the platform, and repeated if it is not
    /// there, after this long: an answer that comes later would make a second chat.
    milliseconds late_answer{20'000};
};

struct ControlConfig {
    std::filesystem::path socket{"/run/rosterd/control.sock"};
    std::string watch_group{"adm"};
    std::string operate_group{"rosterd-operators"};
};

/// The object on the system bus (docs/dbus.md).
struct BusConfig {
    BusUse use = BusUse::automatic;
    std::string name{"org.rosterd.Rosterd1"};  ///< or one below it, of an instance
};

struct MetricsConfig {
    /// Address and port of GET /metrics for Prometheus; empty: on the control socket only.
    std::string listen;
};

struct LogConfig {
    LogLevel level = LogLevel::info;
    LogTarget target = LogTarget::automatic;
};

/// Through the mail server of this machine (docs/decisions/0015).
struct MailConfig {
    std::vector<std::string> to;  ///< addresses
    std::string from;
    std::string server{"127.0.0.1:25"};  ///< host and port
};

/// Where people in charge are told by another program.
struct NoticeWebhookConfig {
    std::string url;                    ///< https, or http to this machine
    std::filesystem::path secret_file;  ///< read_secret(); empty: nothing is sent as a password
    std::filesystem::path ca_file;  ///< instead of the system's trust store; empty: the system's
};

/// Who is told of holds, failed conferences and accounts that are down (docs/notifications.md).
struct NotificationConfig {
    NotificationLanguage language = NotificationLanguage::russian;
    milliseconds digest{15 * 60'000};  ///< one message at most in this time
    std::optional<MailConfig> mail;
    std::optional<NoticeWebhookConfig> webhook;
};

/// Holds paths of secrets, never secrets. A default-constructed Config is what an empty file gives.
struct Config {
    JournalConfig journal;
    StoreConfig store;
    std::map<std::string, AccountConfig, std::less<>> accounts;
    ConferenceConfig conferences;
    std::map<std::string, SchoolOverride, std::less<>> schools;
    GuardLimits guards;
    ControlConfig control;
    BusConfig bus;
    MetricsConfig metrics;
    LogConfig log;
    NotificationConfig notifications;
    ReconcileConfig reconcile;
    std::map<std::string, Profile, std::less<>> profiles;  ///< by id: shipped, then the operator's

    /// The journal's row with the overrides of `schools` applied.
    [[nodiscard]] School effective(School school) const;
    /// Accounts that serve the school beside its own.
    [[nodiscard]] std::vector<std::string> further_accounts(std::string_view school) const;
};

/// What loading takes from its surroundings; the defaults are the process's own.
struct LoadOptions {
    std::filesystem::path credentials_directory = default_credentials_directory();
    std::filesystem::path shipped_profiles = default_profiles_directory();
    /// Where the store and the control socket are unless the file says so; empty: as Config does.
    std::filesystem::path state_directory = default_state_directory();
    std::filesystem::path runtime_directory = default_runtime_directory();

    /// The folders that systemd gives the unit: each instance has its own.
    [[nodiscard]] static std::filesystem::path default_credentials_directory();
    [[nodiscard]] static std::filesystem::path default_state_directory();
    [[nodiscard]] static std::filesystem::path default_runtime_directory();
    /// share/rosterd/profiles beside the running program's folder (bin or sbin).
    [[nodiscard]] static std::filesystem::path default_profiles_directory();
};

/// Reads the configuration and all profiles. Relative paths are relative to `file`'s folder.
/// Every problem of every file is collected; there is no value when one of them is an error.
[[nodiscard]] Loaded<Config> load_config(const std::filesystem::path& file,
                                         const LoadOptions& options = {});

/// As load_config, of a text; `file` is for messages and for relative paths.
[[nodiscard]] Loaded<Config> parse_config(const std::string& text,
                                          const std::filesystem::path& file,
                                          const LoadOptions& options = {});

/// Every mapping of the configuration file and its keys; the JSON Schema has the same.
[[nodiscard]] std::span<const Section> config_sections();

}  // namespace rosterd::config
