// Configuration -> concrete adapters.
#include "daemon/rosterd/assembly.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <climits>
#include <exception>
#include <random>

#include "adapters/calls/bigbluebutton.hpp"
#include "adapters/calls/permanent_link.hpp"
#include "adapters/journal/oneroster/oneroster_journal.hpp"
#include "adapters/journal/postgres_journal.hpp"
#include "adapters/journal/sqlite_journal.hpp"
#include "adapters/notices/mail.hpp"
#include "adapters/notices/webhook.hpp"
#include "adapters/platform/ejabberd/ejabberd_account.hpp"
#include "adapters/platform/max/max_account.hpp"
#include "adapters/platform/vk/vk_account.hpp"
#include "adapters/store/postgres_store.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "config/secret.hpp"
#include "daemon/oneroster_options.hpp"

namespace rosterd {
namespace {

using config::Config;

Result<std::string> secret(const std::filesystem::path& file) {
    auto read = config::read_secret(file);
    if (!read) return read.error();
    if (!read->warning.empty()) spdlog::warn("{}", read->warning);
    return std::move(read->value);
}

Result<std::unique_ptr<Journal>> open_journal(const config::JournalConfig& settings,
                                              const Clock& clock) {
    if (settings.kind == config::JournalKind::oneroster) {
        OneRosterJournalOptions options = oneroster_options(settings.oneroster);
        options.watch = settings.listen;
        options.now = [&clock] { return clock.now(); };
        auto journal = open_oneroster_journal(std::move(options));
        if (!journal) return journal.error();
        return std::unique_ptr<Journal>{std::move(*journal)};
    }
    if (settings.kind == config::JournalKind::sqlite) {
        SqliteJournalOptions options;
        options.path = settings.path;
        options.watch = settings.listen;
        auto journal = open_sqlite_journal(std::move(options));
        if (!journal) return journal.error();
        return std::unique_ptr<Journal>{std::move(*journal)};
    }
    auto dsn = secret(settings.dsn_file);
    if (!dsn) return std::move(dsn).error().in("journal.dsn_file");
    PostgresJournalOptions options;
    options.dsn = std::move(*dsn);
    options.listen = settings.listen;
    options.statement_timeout = settings.timeout;
    auto journal = open_postgres_journal(std::move(options));
    if (!journal) return journal.error();
    return std::unique_ptr<Journal>{std::move(*journal)};
}

Result<Account> open_vk(const config::AccountConfig& settings, std::string token,
                        Assembly& assembly) {
    vk::VkOptions options;
    options.name = settings.name;
    options.base_url = settings.base_url;
    options.ca_file = settings.ca_file.string();
    options.token = std::move(token);
    options.token_kind = settings.token_kind == config::TokenKind::user ? vk::TokenKind::user
                                                                        : vk::TokenKind::community;
    options.community_id = settings.community;
    options.requests_per_second = settings.requests_per_second;
    options.timeout = settings.timeout;
    auto access =
        vk::make_vk_access(assembly.loop.get_executor(), assembly.clock, std::move(options));
    if (!access) return std::move(access).error();
    return Account{std::move(access->account), false, std::move(access->calls)};
}

Result<Account> open_max(const config::AccountConfig& settings, std::string token,
                         Assembly& assembly) {
    max::MaxOptions options;
    options.name = settings.name;
    options.base_url = settings.base_url;
    options.ca_file = settings.ca_file.string();
    options.token = std::move(token);
    options.requests_per_second = settings.requests_per_second;
    options.timeout = settings.timeout;
    options.seed = std::random_device{}();
    if (settings.webhook) {
        auto webhook_secret = secret(settings.webhook->secret_file);
        if (!webhook_secret) return std::move(webhook_secret).error().in("webhook.secret_file");
        options.webhook = max::WebhookOptions{.url = settings.webhook->url,
                                              .listen = settings.webhook->listen,
                                              .secret = std::move(*webhook_secret)};
    }
    auto account =
        max::make_max_account(assembly.loop.get_executor(), assembly.clock, std::move(options));
    if (!account) return std::move(account).error();
    return Account{std::move(*account), false, nullptr};
}

Result<Account> open_ejabberd(const config::AccountConfig& settings, std::string password,
                              Assembly& assembly) {
    ejabberd::EjabberdOptions options;
    options.name = settings.name;
    options.base_url = settings.base_url;
    options.ca_file = settings.ca_file.string();
    options.host = settings.host;
    options.muc = settings.muc;
    options.user = settings.user;
    options.secret = std::move(password);
    options.secret_kind = settings.token_kind == config::TokenKind::oauth
                              ? ejabberd::SecretKind::oauth
                              : ejabberd::SecretKind::password;
    options.invitations = settings.invitations;
    options.requests_per_second = settings.requests_per_second;
    options.timeout = settings.timeout;
    auto account = ejabberd::make_ejabberd_account(assembly.loop.get_executor(), assembly.clock,
                                                   std::move(options));
    if (!account) return std::move(account).error();
    return Account{std::move(*account), false, nullptr};
}

Result<Account> open_account(const config::AccountConfig& settings, Assembly& assembly) {
    auto token = secret(settings.token_file);
    if (!token) return std::move(token).error().in("token_file");
    switch (settings.platform) {
        case Platform::vk:
            return open_vk(settings, std::move(*token), assembly);
        case Platform::max:
            return open_max(settings, std::move(*token), assembly);
        case Platform::ejabberd:
            return open_ejabberd(settings, std::move(*token), assembly);
    }
    return Error{ErrorKind::our_bug, "no such platform"};
}

Result<Accounts> open_accounts(const Config& config, Assembly& assembly) {
    Accounts accounts;
    for (const auto& [name, settings] : config.accounts) {
        auto account = open_account(settings, assembly);
        if (!account) return std::move(account).error().in("accounts." + name);
        accounts.emplace(name, std::move(*account));
    }
    return accounts;
}

Result<void> open_store(const config::StoreConfig& settings, Assembly& assembly) {
    if (settings.kind == config::StoreKind::sqlite) {
        auto store = store::open_sqlite_store(settings.path);
        if (!store) return std::move(store).error();
        assembly.store = std::move(*store);
        return {};
    }
    auto dsn = secret(settings.dsn_file);
    if (!dsn) return std::move(dsn).error();
    auto opened = store::open_postgres_store({.dsn = std::move(*dsn)});
    if (!opened) return std::move(opened).error();
    assembly.store = std::move(opened->store);
    assembly.board = std::move(opened->board);
    assembly.publisher = std::make_unique<Publisher>(
        *assembly.board, assembly.store_thread.get_executor(), assembly.clock);
    return {};
}

Result<std::unique_ptr<CallProvider>> open_provider(const config::ConferenceConfig& settings,
                                                    Assembly& assembly) {
    if (settings.provider == config::ConferenceProvider::vk_calls) {
        return std::unique_ptr<CallProvider>{};
    }
    auto shared_secret = secret(settings.secret_file);
    if (!shared_secret) return std::move(shared_secret).error().in("secret_file");
    if (settings.provider == config::ConferenceProvider::link) {
        return calls::make_permanent_links({settings.url, std::move(*shared_secret)});
    }
    calls::BigBlueButtonOptions options;
    options.base_url = settings.url;
    options.secret = std::move(*shared_secret);
    options.ca_file = settings.ca_file.string();
    options.checksum = settings.checksum == config::ChecksumKind::sha1 ? calls::Checksum::sha1
                                                                       : calls::Checksum::sha256;
    return calls::make_bigbluebutton(assembly.loop.get_executor(), assembly.clock,
                                     std::move(options));
}

using NoticeChannels = std::vector<std::unique_ptr<NoticeChannel>>;

Result<NoticeChannels> open_channels(const config::NotificationConfig& settings,
                                     Assembly& assembly) {
    NoticeChannels channels;
    if (settings.mail) {
        notices::MailOptions options;
        options.server = settings.mail->server;
        options.from = settings.mail->from;
        options.to = settings.mail->to;
        channels.push_back(notices::make_mail(std::move(options)));
    }
    if (settings.webhook) {
        notices::WebhookOptions options;
        options.url = settings.webhook->url;
        options.ca_file = settings.webhook->ca_file.string();
        if (!settings.webhook->secret_file.empty()) {
            auto password = secret(settings.webhook->secret_file);
            if (!password) return std::move(password).error().in("webhook.secret_file");
            options.secret = std::move(*password);
        }
        auto webhook = notices::make_webhook(assembly.loop.get_executor(), std::move(options));
        if (!webhook) return std::move(webhook).error().in("webhook");
        channels.push_back(std::move(*webhook));
    }
    return channels;
}

std::string name_of_machine() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

/// After the daemon is made and before it works: nothing is missed.
Result<void> open_notifier(const config::NotificationConfig& settings, Assembly& assembly) {
    auto channels = open_channels(settings, assembly);
    if (!channels) return std::move(channels).error().in("notifications");
    if (channels->empty()) return {};
    const bool russian = settings.language == config::NotificationLanguage::russian;
    assembly.notifier = std::make_unique<Notifier>(
        NotifierParts{.loop = assembly.loop.get_executor(),
                      .store = {*assembly.store, assembly.store_thread.get_executor()},
                      .clock = assembly.clock,
                      .notices = assembly.daemon->notices(),
                      .accounts = assembly.daemon->accounts(),
                      .channels = std::move(*channels)},
        NotifierSettings{.digest = settings.digest,
                         .language = russian ? NoticeLanguage::russian : NoticeLanguage::english,
                         .machine = name_of_machine()});
    return {};
}

/// A task that throws has a bug; the process ends and systemd starts it again.
void rethrow(const std::exception_ptr& bug) {
    if (bug) std::rethrow_exception(bug);
}

std::function<void(const SchoolState&)> conferences_shown(Assembly& assembly) {
    if (!assembly.publisher) return {};
    return [&assembly](const SchoolState& state) {
        boost::asio::co_spawn(
            assembly.loop,
            assembly.publisher->show_conferences(state.school.id, Publisher::conferences_of(state)),
            rethrow);
    };
}

std::function<boost::asio::awaitable<void>(const SchoolState&)> after_pass(Assembly& assembly) {
    if (!assembly.publisher) return {};
    return [&publisher = *assembly.publisher](const SchoolState& state) {
        return publisher.show(state);
    };
}

UnixSeconds whole_seconds(std::chrono::milliseconds time) {
    return std::chrono::ceil<std::chrono::seconds>(time).count();
}

}  // namespace

Assembly::~Assembly() {
    for (auto* pool : {&journal_thread, &store_thread, &workers}) {
        pool->stop();
        pool->join();
    }
}

Result<std::unique_ptr<Assembly>> assemble(const Config& config) {
    auto assembly = std::make_unique<Assembly>();
    auto journal = open_journal(config.journal, assembly->clock);
    if (!journal) return std::move(journal).error().in("journal");
    assembly->journal = std::move(*journal);
    auto store = open_store(config.store, *assembly);
    if (!store) return Error{store.error()}.in("store");
    auto accounts = open_accounts(config, *assembly);
    if (!accounts) return accounts.error();
    auto provider = open_provider(config.conferences, *assembly);
    if (!provider) return std::move(provider).error().in("conferences");
    assembly->provider = std::move(*provider);
    assembly->daemon = std::make_unique<Daemon>(
        DaemonParts{assembly->loop.get_executor(),
                    {*assembly->journal, assembly->journal_thread.get_executor()},
                    {*assembly->store, assembly->store_thread.get_executor()},
                    assembly->workers.get_executor(),
                    std::move(*accounts),
                    assembly->clock,
                    std::random_device{}(),
                    assembly->provider.get(),
                    config.conferences.provider == config::ConferenceProvider::vk_calls,
                    conferences_shown(*assembly),
                    after_pass(*assembly)},
        daemon_settings(config));
    auto notifier = open_notifier(config.notifications, *assembly);
    if (!notifier) return std::move(notifier).error();
    return assembly;
}

DaemonSettings daemon_settings(const Config& config) {
    DaemonSettings settings;
    const config::ReconcileConfig& reconcile = config.reconcile;
    PassSettings pass;
    pass.profiles = config.profiles;
    pass.guards = config.guards;
    pass.executor.create_settle = whole_seconds(reconcile.late_answer);
    pass.executor.retry_first = whole_seconds(reconcile.retry_first);
    pass.executor.retry_longest = whole_seconds(reconcile.retry_most);
    pass.reread_after = whole_seconds(reconcile.reread);
    pass.copies = config.journal.copies;
    settings.pass = std::make_shared<const PassSettings>(std::move(pass));
    const auto kept = std::make_shared<const Config>(config);
    settings.effective = [kept](School school) { return kept->effective(std::move(school)); };
    settings.further_accounts = [kept](const School& school) {
        return kept->further_accounts(school.id);
    };
    settings.poll = config.journal.poll;
    settings.listen = config.journal.listen;
    settings.poll_jitter = reconcile.poll_jitter;
    settings.sweep = reconcile.sweep;
    settings.settle = reconcile.settle;
    settings.retry_longest = reconcile.retry_most;
    settings.approval_lasts = whole_seconds(reconcile.approval_lasts);
    // A read of one school is some twenty statements, each within the time-out.
    settings.stuck_after = 20 * config.journal.timeout;
    settings.audit_kept = whole_seconds(config.store.audit_kept);
    settings.parallel_schools = reconcile.parallel_schools;
    settings.conferences.steps.lead = whole_seconds(config.conferences.lead);
    settings.conferences.calls_account = config.conferences.account;
    for (const auto& [id, profile] : config.profiles) {
        settings.conferences.rules.emplace(id, profile.conferences);
    }
    return settings;
}

Result<void> check_secrets(const Config& config) {
    if (config.journal.kind == config::JournalKind::postgres) {
        auto dsn = secret(config.journal.dsn_file);
        if (!dsn) return std::move(dsn).error().in("journal.dsn_file");
    }
    if (config.store.kind == config::StoreKind::postgres) {
        auto dsn = secret(config.store.dsn_file);
        if (!dsn) return std::move(dsn).error().in("store.dsn_file");
    }
    for (const auto& [name, settings] : config.accounts) {
        auto token = secret(settings.token_file);
        if (!token) return std::move(token).error().in("accounts." + name + ".token_file");
        if (!settings.webhook) continue;
        auto webhook = secret(settings.webhook->secret_file);
        if (!webhook) {
            return std::move(webhook).error().in("accounts." + name + ".webhook.secret_file");
        }
    }
    if (config.notifications.webhook && !config.notifications.webhook->secret_file.empty()) {
        auto password = secret(config.notifications.webhook->secret_file);
        if (!password) {
            return std::move(password).error().in("notifications.webhook.secret_file");
        }
    }
    if (config.conferences.provider != config::ConferenceProvider::vk_calls) {
        auto shared_secret = secret(config.conferences.secret_file);
        if (!shared_secret) {
            return std::move(shared_secret).error().in("conferences.secret_file");
        }
    }
    return {};
}

}  // namespace rosterd
