// SQLite file, PostgreSQL database or OneRoster folder, by whatever names it.
#include "daemon/rosterctl/journal_source.hpp"

#include <fmt/format.h>

#include "adapters/journal/import/journal_writer.hpp"
#include "adapters/journal/oneroster/oneroster_journal.hpp"
#include "adapters/journal/postgres_journal.hpp"
#include "adapters/journal/sqlite_journal.hpp"
#include "config/secret.hpp"
#include "daemon/oneroster_options.hpp"

namespace rosterd::ctl {

OpenedJournal open_sqlite_source(const std::filesystem::path& file) {
    SqliteJournalOptions options;
    options.path = file;
    options.watch = false;
    return open_sqlite_journal(std::move(options));
}

OpenedJournal open_postgres_source(std::string dsn, std::chrono::milliseconds timeout) {
    PostgresJournalOptions options;
    options.dsn = std::move(dsn);
    options.listen = false;
    options.statement_timeout = timeout;
    return open_postgres_journal(std::move(options));
}

OpenedJournal open_dsn_file(const std::filesystem::path& dsn_file,
                            std::chrono::milliseconds timeout) {
    auto dsn = config::read_secret(dsn_file);
    if (!dsn) return dsn.error();
    if (!dsn->warning.empty()) fmt::print(stderr, "warning: {}\n", dsn->warning);
    return open_postgres_source(std::move(dsn->value), timeout);
}

OpenedJournal open_source(const std::string& source) {
    if (journal::is_postgres(source)) {
        return open_postgres_source(source, config::JournalConfig{}.timeout);
    }
    return open_sqlite_source(source);
}

OpenedJournal open_configured(const config::JournalConfig& journal) {
    switch (journal.kind) {
        case config::JournalKind::sqlite:
            return open_sqlite_source(journal.path);
        case config::JournalKind::oneroster:
            return open_oneroster_journal(oneroster_options(journal.oneroster));
        case config::JournalKind::postgres:
            break;
    }
    return open_dsn_file(journal.dsn_file, journal.timeout);
}

}  // namespace rosterd::ctl
