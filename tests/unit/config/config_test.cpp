// The configuration file: defaults, values, and messages an admin can act on.
#include "config/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/files.hpp"

namespace rosterd::config {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

constexpr auto minimal = "accounts: { a: { token_file: t } }\n";

/// The problems of a file that must not load.
std::string refusal(const std::string& text) {
    const ConfigFolder folder;
    const auto loaded = folder.load(text);
    EXPECT_FALSE(loaded.value.has_value()) << text;
    return lines(loaded.problems);
}

TEST(ConfigTest, AnEmptyFileIsTheDefaultsAndAWarning) {
    const ConfigFolder folder;
    const auto loaded = folder.load("");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    EXPECT_EQ(loaded.value->journal.kind, JournalKind::postgres);
    EXPECT_EQ(loaded.value->journal.dsn_file, folder.folder / "journal.dsn");
    EXPECT_EQ(loaded.value->journal.poll, milliseconds{30'000});
    EXPECT_EQ(loaded.value->store.path, "/var/lib/rosterd/state.db");
    EXPECT_EQ(loaded.value->guards.chat.people, 5U);
    EXPECT_EQ(loaded.value->guards.hour_people, 25U);
    EXPECT_TRUE(loaded.value->profiles.contains("sgo"));
    EXPECT_TRUE(loaded.value->profiles.contains("bars-max"));
    EXPECT_THAT(lines(loaded.problems), HasSubstr("warning: no accounts"));
}

TEST(ConfigTest, AnInstanceKeepsItsStateAndSocketInTheFoldersThatSystemdGivesIt) {
    ConfigFolder folder;
    folder.options.state_directory = "/var/lib/rosterd/north";
    folder.options.runtime_directory = "/run/rosterd/north";
    const auto left_out = folder.load(std::string{minimal});
    ASSERT_TRUE(left_out.value) << lines(left_out.problems);
    EXPECT_EQ(left_out.value->store.path, "/var/lib/rosterd/north/state.db");
    EXPECT_EQ(left_out.value->control.socket, "/run/rosterd/north/control.sock");
    const auto written = folder.load(std::string{minimal} +
                                     "store: { path: /srv/state.db }\n"
                                     "control: { socket: /srv/c.sock }\n");
    ASSERT_TRUE(written.value) << lines(written.problems);
    EXPECT_EQ(written.value->store.path, "/srv/state.db");
    EXPECT_EQ(written.value->control.socket, "/srv/c.sock");
}

TEST(ConfigTest, ATextIsReadAsItsFileIs) {
    const ConfigFolder folder;
    const std::string text = std::string{minimal} + "journal: { kind: sqlite, path: j.db }\n";
    const auto of_file = folder.load(text);
    const auto of_text = parse_config(text, folder.folder / "rosterd.yaml", folder.options);
    ASSERT_TRUE(of_file.value && of_text.value) << lines(of_text.problems);
    EXPECT_EQ(of_text.value->journal.path, folder.folder / "j.db");
    EXPECT_EQ(of_text.value->journal.path, of_file.value->journal.path);
    const auto broken = parse_config("a: [", "mine.yaml", folder.options);
    EXPECT_FALSE(broken.value);
    EXPECT_THAT(lines(broken.problems), HasSubstr("mine.yaml:"));
}

TEST(ConfigTest, TheShippedFileLoadsAndSaysOnlyDefaults) {
    const auto loaded =
        load_config(source / "config/rosterd.yaml", {{}, source / "config/profiles"});
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    EXPECT_EQ(lines(loaded.problems), "");
    const Config plain;
    EXPECT_EQ(loaded.value->journal.poll, plain.journal.poll);
    EXPECT_EQ(loaded.value->journal.timeout, plain.journal.timeout);
    EXPECT_EQ(loaded.value->journal.copies.stale_after, 2U);
    EXPECT_EQ(loaded.value->journal.copies.holidays, plain.journal.copies.holidays);
    EXPECT_EQ(loaded.value->journal.dsn_file, source / "config" / plain.journal.dsn_file);
    EXPECT_EQ(loaded.value->store.path, plain.store.path);
    EXPECT_EQ(loaded.value->guards.chat.people, plain.guards.chat.people);
    EXPECT_EQ(loaded.value->guards.chat.share, plain.guards.chat.share);
    EXPECT_EQ(loaded.value->guards.school.people, plain.guards.school.people);
    EXPECT_EQ(loaded.value->guards.school.share, plain.guards.school.share);
    EXPECT_EQ(loaded.value->guards.hour_people, plain.guards.hour_people);
    EXPECT_EQ(loaded.value->control.socket, plain.control.socket);
    EXPECT_EQ(loaded.value->control.operate_group, plain.control.operate_group);
    EXPECT_EQ(loaded.value->reconcile.parallel_schools, plain.reconcile.parallel_schools);
    EXPECT_EQ(loaded.value->reconcile.sweep, plain.reconcile.sweep);
    EXPECT_EQ(loaded.value->reconcile.poll_jitter, plain.reconcile.poll_jitter);
    EXPECT_EQ(loaded.value->reconcile.settle, plain.reconcile.settle);
    EXPECT_EQ(loaded.value->reconcile.reread, plain.reconcile.reread);
    EXPECT_EQ(loaded.value->reconcile.retry_first, plain.reconcile.retry_first);
    EXPECT_EQ(loaded.value->reconcile.retry_most, plain.reconcile.retry_most);
    EXPECT_EQ(loaded.value->reconcile.approval_lasts, plain.reconcile.approval_lasts);
}

TEST(ConfigTest, EverySectionIsRead) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
journal:  { kind: sqlite, path: journal.db, poll: 500ms, listen: false }
store:    { kind: sqlite, path: /tmp/state.db }
accounts:
  gymnasium-1: { platform: vk, base_url: "http://127.0.0.1:8080", token_file: vk-g,
                 token_kind: user, community: 123456, budget: { requests_per_second: 2.5 } }
  lyceum: { token_file: sub/token }
conferences: { provider: vk_calls, account: calls, lead: 5s }
schools:
  "17": { profile: sgo, account: gymnasium-1 }
  18: { enabled: false }
guards:   { chat: { people: 7, share: 0.5 }, hour: { people: 9 } }
control:  { socket: c.sock, watch_group: staff }
log:      { level: debug, target: stderr }
reconcile: { parallel_schools: 8, sweep: 1h }
)");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const Config& config = *loaded.value;
    EXPECT_EQ(config.journal.kind, JournalKind::sqlite);
    EXPECT_EQ(config.journal.path, folder.folder / "journal.db");
    EXPECT_EQ(config.journal.poll, milliseconds{500});
    EXPECT_FALSE(config.journal.listen);
    const AccountConfig& account = config.accounts.at("gymnasium-1");
    EXPECT_EQ(account.name, "gymnasium-1");
    EXPECT_EQ(account.base_url, "http://127.0.0.1:8080");
    EXPECT_EQ(account.token_file, folder.folder / "vk-g");
    EXPECT_EQ(account.token_kind, TokenKind::user);
    EXPECT_EQ(account.community, 123456);
    EXPECT_EQ(account.requests_per_second, 2.5);
    EXPECT_EQ(config.accounts.at("lyceum").requests_per_second, 20);
    EXPECT_EQ(config.accounts.at("lyceum").token_file, folder.folder / "sub/token");
    EXPECT_EQ(config.conferences.lead, milliseconds{5000});
    EXPECT_EQ(config.guards.chat.people, 7U);
    EXPECT_EQ(config.guards.school.people, 15U);
    EXPECT_EQ(config.guards.hour_people, 9U);
    EXPECT_EQ(config.control.socket, folder.folder / "c.sock");
    EXPECT_EQ(config.log.level, LogLevel::debug);
    EXPECT_EQ(config.log.target, LogTarget::stderr_stream);
    EXPECT_EQ(config.reconcile.parallel_schools, 8U);
    const School school = config.effective(School{"17", "n", "UTC", "other", "other", true});
    EXPECT_EQ(school.profile, "sgo");
    EXPECT_EQ(school.account, "gymnasium-1");
    EXPECT_TRUE(school.enabled);
    EXPECT_FALSE(config.effective(School{"18", "n", "UTC", "p", "a", true}).enabled);
    EXPECT_EQ(config.effective(School{"99", "n", "UTC", "p", "a", true}).account, "a");
}

TEST(ConfigTest, AUserTokenHasItsOwnUsualBudget) {
    const ConfigFolder folder;
    const auto loaded = folder.load("accounts: { a: { token_file: t, token_kind: user } }");
    ASSERT_TRUE(loaded.value);
    EXPECT_EQ(loaded.value->accounts.at("a").requests_per_second, 3);
}

TEST(ConfigTest, TheBusHasOurNameOrOneBelowIt) {
    const ConfigFolder folder;
    EXPECT_EQ(folder.load("").value->bus.use, BusUse::automatic);
    EXPECT_EQ(folder.load("").value->bus.name, "org.rosterd.Rosterd1");
    const auto loaded =
        folder.load("bus: { use: required, name: org.rosterd.Rosterd1.north.school_17 }");
    ASSERT_TRUE(loaded.value);
    EXPECT_EQ(loaded.value->bus.use, BusUse::required);
    EXPECT_EQ(loaded.value->bus.name, "org.rosterd.Rosterd1.north.school_17");
    for (const std::string name :
         {"org.rosterd.Rosterd2", "org.rosterd.Rosterd1.", "org.rosterd.Rosterd1north",
          "org.rosterd.Rosterd1.17", "org.rosterd.Rosterd1.a-b", "com.example"}) {
        EXPECT_THAT(refusal("bus: { name: " + name + " }"),
                    HasSubstr("1:14: error: 'name': found '" + name + "'"));
    }
}

TEST(ConfigTest, UnknownKeysNameTheirPlaceAndTheNearestWord) {
    const auto text = refusal("jornal: { kind: sqlite }\naccounts:\n  a: { tokn_file: t }\n");
    EXPECT_THAT(text, HasSubstr("rosterd.yaml:1:1: error: unknown key 'jornal' in the file (did "
                                "you mean 'journal'?)"));
    EXPECT_THAT(text, HasSubstr("rosterd.yaml:3:8: error: unknown key 'tokn_file' in "
                                "'accounts/*' (did you mean 'token_file'?)"));
}

TEST(ConfigTest, AllErrorsAreReportedInOrderOfTheirPlace) {
    const auto text = refusal(
        "journal: { poll: 30, listen: yes }\n"
        "guards: { chat: { people: many, share: 2 } }\n"
        "log: { level: inof }\n"
        "store: [ 1 ]\n");
    EXPECT_THAT(text, HasSubstr("1:18: error: 'poll': found '30', expected a duration from 100ms "
                                "to 1d, such as 500ms, 30s, 5m or 1h30m (add a unit: 30s)"));
    EXPECT_THAT(text, HasSubstr("1:30: error: 'listen': found 'yes', expected true or false"));
    EXPECT_THAT(text, HasSubstr("2:27: error: 'people': found 'many', expected a whole number"));
    EXPECT_THAT(text, HasSubstr("2:40: error: 'share': found '2', expected a number from 0 to 1"));
    EXPECT_THAT(text, HasSubstr("3:15: error: 'level': found 'inof', expected trace or debug or "
                                "info or warning or error (did you mean 'info'?)"));
    EXPECT_THAT(text, HasSubstr("4:8: error: 'store': found a list, expected a mapping"));
    EXPECT_LT(text.find(":1:18:"), text.find(":2:27:"));
}

TEST(ConfigTest, AnEjabberdAccountHasItsOwnKeys) {
    const ConfigFolder folder;
    const auto loaded = folder.load(
        "accounts:\n"
        "  a: { platform: ejabberd, base_url: 'http://127.0.0.1:5281', host: school.example,\n"
        "       user: bot@school.example, token_file: t }\n"
        "  b: { platform: ejabberd, base_url: 'https://x.example:5443', host: x.example,\n"
        "       muc: rooms.x.example, user: bot@x.example, token_file: t, token_kind: oauth,\n"
        "       invitations: false, budget: { requests_per_second: 200 } }\n");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const AccountConfig& plain = loaded.value->accounts.at("a");
    EXPECT_EQ(plain.platform, Platform::ejabberd);
    EXPECT_EQ(plain.muc, "conference.school.example");
    EXPECT_EQ(plain.token_kind, TokenKind::password);
    EXPECT_TRUE(plain.invitations);
    EXPECT_EQ(plain.requests_per_second, 50);
    const AccountConfig& full = loaded.value->accounts.at("b");
    EXPECT_EQ(full.base_url, "https://x.example:5443");
    EXPECT_EQ(full.muc, "rooms.x.example");
    EXPECT_EQ(full.user, "bot@x.example");
    EXPECT_EQ(full.token_kind, TokenKind::oauth);
    EXPECT_FALSE(full.invitations);
    EXPECT_EQ(full.requests_per_second, 200);
}

TEST(ConfigTest, WhatIsWrongWithAnEjabberdAccountIsNamed) {
    EXPECT_THAT(refusal("accounts: { m: { platform: ejabberd, token_file: t, user: bot } }\n"),
                testing::AllOf(HasSubstr("'base_url': found"), HasSubstr("'host' is missing"),
                               HasSubstr("'user': found 'bot', expected an address on the host")));
    EXPECT_THAT(refusal("accounts: { m: { platform: ejabberd, token_file: t, host: x.example, "
                        "base_url: 'http://10.0.0.1', user: b@y.example, community: 5 } }\n"),
                testing::AllOf(HasSubstr("expected https://HOST"), HasSubstr("found 'b@y.example'"),
                               HasSubstr("key 'community' has no meaning with 'platform: "
                                         "ejabberd'")));
    EXPECT_THAT(refusal("accounts: { m: { token_file: t, host: x.example } }\n"),
                HasSubstr("key 'host' has no meaning with 'platform: vk'"));
}

TEST(ConfigTest, AnAccountOfMaxHasItsOwnDefaultsAndAWebhook) {
    const ConfigFolder folder;
    const auto loaded = folder.load(
        "accounts:\n"
        "  polled: { platform: max, token_file: /run/t }\n"
        "  called:\n"
        "    platform: max\n"
        "    token_file: /run/t\n"
        "    budget: { requests_per_second: 10 }\n"
        "    webhook: { url: \"https://bot.example.org/max\", listen: \"127.0.0.1:8090\",\n"
        "               secret_file: /run/s }\n");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const AccountConfig& polled = loaded.value->accounts.at("polled");
    EXPECT_EQ(polled.platform, Platform::max);
    EXPECT_EQ(polled.base_url, "https://platform-api2.max.ru");
    EXPECT_EQ(polled.requests_per_second, 28);
    EXPECT_FALSE(polled.webhook);
    const AccountConfig& called = loaded.value->accounts.at("called");
    EXPECT_EQ(called.requests_per_second, 10);
    ASSERT_TRUE(called.webhook);
    EXPECT_EQ(called.webhook->url, "https://bot.example.org/max");
    EXPECT_EQ(called.webhook->listen, "127.0.0.1:8090");
    EXPECT_EQ(called.webhook->secret_file, "/run/s");
}

TEST(ConfigTest, WhatBelongsToOnePlatformIsRefusedForAnother) {
    EXPECT_THAT(refusal("accounts: { m: { platform: max, base_url: x, token_file: t } }\n"),
                HasSubstr("'base_url': found 'x', expected https://HOST"));
    EXPECT_THAT(refusal("accounts: { m: { platform: max, token_kind: user, token_file: t } }\n"),
                HasSubstr("'token_kind' has no meaning with 'platform: max'"));
    EXPECT_THAT(refusal("accounts: { v: { webhook: { url: a }, token_file: t } }\n"),
                HasSubstr("'webhook' has no meaning with 'platform: vk'"));
    EXPECT_THAT(refusal("accounts: { m: { platform: max, webhook: { url: \"https://a\" }, "
                        "token_file: t } }\n"),
                HasSubstr("'webhook' needs a 'url', a 'listen' and a 'secret_file'"));
    EXPECT_THAT(refusal("accounts: { m: { platform: max, token_file: t, webhook: { url: "
                        "\"http://a.example\", listen: \"127.0.0.1:1\", secret_file: s } } }\n"),
                HasSubstr("expected https://HOST/PATH"));
}

TEST(ConfigTest, AOneRosterFolderHasItsOwnKeys) {
    const ConfigFolder folder;
    const auto loaded = folder.load(
        "journal:\n"
        "  kind: oneroster\n"
        "  directory: packages\n"
        "  mode: tolerant\n"
        "  end_date: inclusive\n"
        "  quiet: 5s\n"
        "  profile: sgo\n"
        "  time_zone: Europe/Moscow\n"
        "  schools: { \"17\": { time_zone: Asia/Omsk, school_admins: [ z1, 7 ] } }\n"
        "accounts: { a: { token_file: t } }\n");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const JournalConfig& journal = loaded.value->journal;
    EXPECT_EQ(journal.kind, JournalKind::oneroster);
    EXPECT_EQ(journal.oneroster.directory, folder.folder / "packages");
    EXPECT_TRUE(journal.oneroster.tolerant);
    EXPECT_TRUE(journal.oneroster.end_date_inclusive);
    EXPECT_EQ(journal.oneroster.quiet, milliseconds{5'000});
    EXPECT_EQ(journal.oneroster.profile, "sgo");
    EXPECT_EQ(journal.oneroster.account, "a") << "the only one";
    EXPECT_EQ(journal.oneroster.time_zone, "Europe/Moscow");
    const OneRosterSchoolConfig& school = journal.oneroster.schools.at("17");
    EXPECT_EQ(school.time_zone, "Asia/Omsk");
    EXPECT_EQ(school.school_admins, (std::vector<std::string>{"z1", "7"}));
}

TEST(ConfigTest, WhatIsWrongWithAOneRosterFolderIsNamed) {
    EXPECT_THAT(refusal("journal: { kind: oneroster }"), HasSubstr("'directory' is missing"));
    EXPECT_THAT(refusal("journal: { kind: oneroster, directory: d, mode: lax, profile: sgoo }"),
                testing::AllOf(HasSubstr("'mode': found 'lax', expected strict or tolerant"),
                               HasSubstr("'profile': there is no profile 'sgoo'")));
    EXPECT_THAT(
        refusal("journal: { kind: oneroster, directory: d, schools: { s: { admins: [] } } }"),
        HasSubstr("unknown key 'admins' in 'journal/schools/*'"));
    EXPECT_THAT(refusal("journal: { kind: sqlite, path: j.db, mode: strict }"),
                HasSubstr("key 'mode' has no meaning with 'kind: sqlite'"));
}

TEST(ConfigTest, KeysOfAnotherKindAreExplained) {
    EXPECT_THAT(refusal("journal: { kind: sqlite, path: j.db, dsn_file: x }"),
                HasSubstr("1:38: error: key 'dsn_file' has no meaning with 'kind: sqlite'"));
    EXPECT_THAT(refusal("journal: { kind: sqlite }"), HasSubstr("'path' is missing"));
    EXPECT_THAT(refusal("store: { kind: postgres, path: s.db }"),
                HasSubstr("key 'path' has no meaning with 'kind: postgres'"));
    EXPECT_THAT(refusal("store: { kind: postgres }"), HasSubstr("'dsn_file' is missing"));
}

TEST(ConfigTest, SecretsInTheFileAreRefusedAndNeverRepeated) {
    const auto text = refusal(
        "journal: { dsn: 'host=h password=hunter2' }\n"
        "accounts:\n"
        "  a: { token: vk1.a.SeCrEt }\n"
        "  b: { token_file: vk1.a.SeCrEt }\n");
    EXPECT_THAT(text, HasSubstr("use 'dsn_file'"));
    EXPECT_THAT(text, HasSubstr("3:8: error: unknown key 'token' in 'accounts/*' (secrets live"));
    EXPECT_THAT(text, HasSubstr("4:20: error: 'token_file': found what looks like the secret"));
    EXPECT_THAT(text, HasSubstr("3:6: error: 'token_file' is missing"));
    EXPECT_THAT(text, Not(HasSubstr("SeCrEt")));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

TEST(ConfigTest, NamesThatDoNotExistAreFoundBeforeTheDaemonStarts) {
    const auto text =
        refusal(std::string{minimal} + "schools: { '17': { profile: sgoo, account: b } }\n");
    EXPECT_THAT(text, HasSubstr("2:29: error: 'profile': there is no profile 'sgoo' (did you mean "
                                "'sgo'?)"));
    EXPECT_THAT(text, HasSubstr("2:44: error: 'account': there is no account 'b'"));
}

TEST(ConfigTest, ASchoolMayBeServedByFurtherAccounts) {
    const ConfigFolder folder;
    const auto loaded = folder.load(R"(
accounts: { school: { token_file: t }, lyceum-2: { token_file: t }, third: { token_file: t } }
schools:
  "17": { account: school, also: [ lyceum-2, third ] }
  "18": { enabled: true }
)");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    EXPECT_THAT(loaded.value->further_accounts("17"), testing::ElementsAre("lyceum-2", "third"));
    EXPECT_THAT(loaded.value->further_accounts("18"), testing::IsEmpty());
    EXPECT_THAT(loaded.value->further_accounts("19"), testing::IsEmpty());
}

TEST(ConfigTest, AFurtherAccountMustExistAndServeOnce) {
    const std::string accounts =
        "accounts: { lyceum-2: { token_file: t }, b: { token_file: t } }\n";
    EXPECT_THAT(refusal(accounts + "schools: { '17': { also: [ lyceum2 ] } }\n"),
                HasSubstr("2:28: error: 'also': there is no account 'lyceum2' (did you mean "
                          "'lyceum-2'?)"));
    EXPECT_THAT(refusal(accounts + "schools: { '17': { account: b, also: [ b ] } }\n"),
                HasSubstr("2:40: error: 'also': 'b' serves the school already"));
    EXPECT_THAT(refusal(accounts + "schools: { '17': { also: [ b, b ] } }\n"),
                HasSubstr("2:31: error: 'also': 'b' serves the school already"));
    EXPECT_THAT(refusal(accounts + "schools: { '17': { also: b } }\n"),
                HasSubstr("2:26: error: 'also': found 'b', expected a list"));
    EXPECT_THAT(refusal(accounts + "schools: { '17': { also: [ [ b ] ] } }\n"),
                HasSubstr("2:28: error: 'also': found a list, expected the name of an account"));
}

TEST(ConfigTest, PlainHttpIsForThisMachineOnly) {
    for (const auto* url : {"http://api.vk.com", "http://127.0.0.1.evil.example", "ftp://x",
                            "api.vk.com", "http://localhost.example"}) {
        EXPECT_THAT(
            refusal(std::string{"accounts: { a: { token_file: t, base_url: '"} + url + "' } }"),
            HasSubstr("'base_url': found"))
            << url;
    }
    const ConfigFolder folder;
    for (const auto* url : {"http://localhost:1", "http://[::1]:80/", "https://api.vk.ru"}) {
        EXPECT_TRUE(
            folder.load(std::string{"accounts: { a: { token_file: t, base_url: '"} + url + "' } }")
                .value)
            << url;
    }
}

TEST(ConfigTest, CredentialsOfSystemdComeFirst) {
    const test::TemporaryDirectory credentials;
    write_file(credentials / "t", "x");
    ConfigFolder folder;
    folder.options.credentials_directory = credentials.path();
    const auto loaded = folder.load(
        "accounts: { a: { token_file: t }, b: { token_file: u },"
        " c: { token_file: ./t }, d: { token_file: /abs/t } }");
    ASSERT_TRUE(loaded.value);
    EXPECT_EQ(loaded.value->accounts.at("a").token_file, credentials / "t");
    EXPECT_EQ(loaded.value->accounts.at("b").token_file, folder.folder / "u");
    EXPECT_EQ(loaded.value->accounts.at("c").token_file, folder.folder / "t");
    EXPECT_EQ(loaded.value->accounts.at("d").token_file, "/abs/t");
}

TEST(ConfigTest, OwnProfilesStandBesideTheShippedOnes) {
    const ConfigFolder folder;
    std::filesystem::create_directory(folder.folder / "rules");
    write_file(folder.folder / "rules/mine.yaml",
               "profile: mine\nchats: { class: { title: '{class}', members: [ students ] } }\n");
    write_file(folder.folder / "rules/sgo.yaml",
               "profile: sgo\ntitle: Own\nchats: { class: { title: '{class}', members: [ "
               "students ] } }\n");
    const auto loaded = folder.load(std::string{minimal} +
                                    "profiles: rules\nschools: { '1': { profile: mine } }\n");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    EXPECT_EQ(loaded.value->profiles.at("sgo").title, "Own");
    EXPECT_EQ(loaded.value->profiles.size(), 6U);
}

TEST(ConfigTest, AnErrorInAProfileNamesTheProfilesFile) {
    const ConfigFolder folder;
    std::filesystem::create_directory(folder.folder / "rules");
    write_file(folder.folder / "rules/mine.yaml", "profile: mine\nchats: { klass: {} }\n");
    const auto loaded = folder.load(std::string{minimal} + "profiles: rules\n");
    EXPECT_FALSE(loaded.value);
    EXPECT_THAT(lines(loaded.problems), HasSubstr("mine.yaml:2:10: error: unknown key 'klass'"));
    EXPECT_THAT(to_error(loaded.problems).what, HasSubstr("unknown key 'klass'"));
}

TEST(ConfigTest, AMissingFolderOfProfilesIsAnError) {
    const ConfigFolder folder;
    const auto loaded = folder.load(std::string{minimal} + "profiles: nowhere\n");
    EXPECT_FALSE(loaded.value);
    EXPECT_THAT(lines(loaded.problems), HasSubstr("nowhere: error: profiles cannot be listed"));
}

TEST(ConfigTest, HolidaysTellWhenACopyMayStandStill) {
    const ConfigFolder folder;
    const auto loaded = folder.load(std::string{minimal} +
                                    "journal: { copy_stale_after: 5, holidays: [ \"06-01..08-31\", "
                                    "2026-11-02..2026-11-08, \"03-08\" ] }\n");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    EXPECT_EQ(loaded.value->journal.copies.stale_after, 5U);
    EXPECT_THAT(loaded.value->journal.copies.holidays,
                testing::ElementsAre(Holidays{601, 831}, Holidays{20'261'102, 20'261'108},
                                     Holidays{308, 308}));
    EXPECT_THAT(refusal("journal: { holidays: [ summer ] }"),
                HasSubstr("1:24: error: 'holidays': found 'summer', expected MM-DD..MM-DD"));
    EXPECT_THAT(refusal("journal: { copy_stale_after: -1 }"), HasSubstr("expected a whole number"));
}

TEST(ConfigTest, ImpossiblePausesAndPathsAreRefused) {
    EXPECT_THAT(refusal("reconcile: { retry_first: 1m, retry_most: 30s }"),
                HasSubstr("'retry_most': found 30s, expected at least 'retry_first', 1m"));
    EXPECT_THAT(refusal("control: { socket: /" + std::string(120, 's') + " }"),
                HasSubstr("expected at most 107"));
    EXPECT_THAT(refusal("- a\n- b\n"), HasSubstr("found a list, expected a mapping"));
    EXPECT_THAT(refusal("accounts: { a: text }"),
                HasSubstr("'accounts/a': found 'text', expected a mapping"));
}

}  // namespace
}  // namespace rosterd::config
