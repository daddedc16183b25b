// Which writer a target string asks for.
#include "adapters/journal/import/journal_writer.hpp"

#include <algorithm>

#include "adapters/journal/import/writer_backends.hpp"

namespace rosterd::journal {

bool is_postgres(std::string_view target) {
    if (target.starts_with("postgres://") || target.starts_with("postgresql://")) return true;
    const auto equals = target.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    return std::ranges::all_of(target.substr(0, equals), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || letter == '_';
    });
}

Result<std::unique_ptr<JournalWriter>> open_journal_writer(const std::string& target,
                                                           WriteMode mode) {
    return is_postgres(target) ? open_postgres_writer(target, mode)
                               : open_sqlite_writer(target, mode);
}

Result<void> write_journal(const std::string& target, WriteMode mode, const JournalTables& tables) {
    auto writer = open_journal_writer(target, mode);
    if (!writer) return std::move(writer).error();
    auto written = (*writer)->write(tables);
    if (!written) return written;
    return (*writer)->commit();
}

}  // namespace rosterd::journal
