// The configuration's mappings and their known keys. Data only; config.cpp reads by it.
#pragma once

#include <array>
#include <string_view>

#include "config/yaml_reader.hpp"

namespace rosterd::config::sections {

using Word = std::string_view;

inline constexpr std::array<Word, 13> root_keys{
    "journal", "store",   "accounts", "conferences",   "schools",   "guards",  "control",
    "bus",     "metrics", "log",      "notifications", "reconcile", "profiles"};
inline constexpr std::array<Word, 16> journal_keys{
    "kind",     "dsn_file", "path",  "directory", "poll",    "listen",    "timeout",
    "mode",     "end_date", "quiet", "profile",   "account", "time_zone", "copy_stale_after",
    "holidays", "schools"};
inline constexpr std::array<Word, 3> journal_school_keys{"time_zone", "school_admins",
                                                         "chats_admins"};
inline constexpr std::array<Word, 4> store_keys{"kind", "path", "dsn_file", "audit_kept"};
inline constexpr std::array<Word, 13> account_keys{
    "platform", "base_url", "token_file", "token_kind", "community", "budget",     "timeout",
    "ca_file",  "webhook",  "host",       "muc",        "user",      "invitations"};
inline constexpr std::array<Word, 3> webhook_keys{"url", "listen", "secret_file"};
inline constexpr std::array<Word, 1> budget_keys{"requests_per_second"};
inline constexpr std::array<Word, 7> conference_keys{"provider",    "account", "lead",    "url",
                                                     "secret_file", "ca_file", "checksum"};
inline constexpr std::array<Word, 4> school_keys{"profile", "account", "enabled", "also"};
inline constexpr std::array<Word, 4> guard_keys{"chat", "rule", "school", "hour"};
inline constexpr std::array<Word, 2> limit_keys{"people", "share"};
inline constexpr std::array<Word, 1> hour_keys{"people"};
inline constexpr std::array<Word, 3> control_keys{"socket", "watch_group", "operate_group"};
inline constexpr std::array<Word, 2> bus_keys{"use", "name"};
inline constexpr std::array<Word, 1> metrics_keys{"listen"};
inline constexpr std::array<Word, 2> log_keys{"level", "target"};
inline constexpr std::array<Word, 4> notification_keys{"language", "digest", "mail", "webhook"};
inline constexpr std::array<Word, 3> mail_keys{"to", "from", "server"};
inline constexpr std::array<Word, 3> notice_webhook_keys{"url", "secret_file", "ca_file"};
inline constexpr std::array<Word, 9> reconcile_keys{
    "parallel_schools", "sweep",      "poll_jitter",    "settle",     "reread",
    "retry_first",      "retry_most", "approval_lasts", "late_answer"};

inline constexpr Section root{"", root_keys};
inline constexpr Section journal{"journal", journal_keys};
inline constexpr Section journal_school{"journal/schools/*", journal_school_keys};
inline constexpr Section store{"store", store_keys};
inline constexpr Section account{"accounts/*", account_keys};
inline constexpr Section webhook{"accounts/*/webhook", webhook_keys};
inline constexpr Section budget{"accounts/*/budget", budget_keys};
inline constexpr Section conferences{"conferences", conference_keys};
inline constexpr Section school{"schools/*", school_keys};
inline constexpr Section guards{"guards", guard_keys};
inline constexpr Section chat_limit{"guards/chat", limit_keys};
inline constexpr Section rule_limit{"guards/rule", limit_keys};
inline constexpr Section school_limit{"guards/school", limit_keys};
inline constexpr Section hour_limit{"guards/hour", hour_keys};
inline constexpr Section control{"control", control_keys};
inline constexpr Section bus{"bus", bus_keys};
inline constexpr Section metrics{"metrics", metrics_keys};
inline constexpr Section log{"log", log_keys};
inline constexpr Section notifications{"notifications", notification_keys};
inline constexpr Section mail{"notifications/mail", mail_keys};
inline constexpr Section notice_webhook{"notifications/webhook", notice_webhook_keys};
inline constexpr Section reconcile{"reconcile", reconcile_keys};

inline constexpr std::array all{
    root,    journal, journal_school, store,      account,        webhook,    budget,  conferences,
    school,  guards,  chat_limit,     rule_limit, school_limit,   hour_limit, control, bus,
    metrics, log,     notifications,  mail,       notice_webhook, reconcile};

}  // namespace rosterd::config::sections
