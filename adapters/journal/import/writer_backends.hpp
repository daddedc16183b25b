// The two kinds of writer. Internal to this folder; each is the only user of its library here.
#pragma once

#include "adapters/journal/import/journal_writer.hpp"

namespace rosterd::journal {

[[nodiscard]] Result<std::unique_ptr<JournalWriter>> open_sqlite_writer(const std::string& path,
                                                                        WriteMode mode);
[[nodiscard]] Result<std::unique_ptr<JournalWriter>> open_postgres_writer(const std::string& dsn,
                                                                          WriteMode mode);

}  // namespace rosterd::journal
