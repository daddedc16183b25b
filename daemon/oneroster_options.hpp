// Configuration -> options of the OneRoster journal, the same for rosterd and rosterctl.
#pragma once

#include "adapters/journal/oneroster/oneroster_journal.hpp"
#include "config/config.hpp"

namespace rosterd {

/// Without a clock: files are taken as they are. The caller decides about watching, too.
[[nodiscard]] OneRosterJournalOptions oneroster_options(const config::OneRosterConfig& config);

}  // namespace rosterd
