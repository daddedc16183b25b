// Word for word; nothing is decided here.
#include "daemon/oneroster_options.hpp"

namespace rosterd {

OneRosterJournalOptions oneroster_options(const config::OneRosterConfig& config) {
    OneRosterJournalOptions options;
    options.directory = config.directory;
    options.watch = false;
    options.quiet = std::chrono::ceil<std::chrono::seconds>(config.quiet);
    journal::OneRosterOptions& mapping = options.mapping;
    mapping.profile = config.profile;
    mapping.account = config.account;
    mapping.time_zone = config.time_zone;
    if (config.end_date_inclusive) mapping.end_date = journal::EndDate::inclusive;
    if (config.tolerant) mapping.reading.mode = journal::OneRosterMode::tolerant;
    for (const auto& [id, school] : config.schools) {
        mapping.schools.emplace(
            id, journal::OneRosterSchool{school.time_zone,
                                         {school.school_admins.begin(), school.school_admins.end()},
                                         {school.chats_admins.begin(), school.chats_admins.end()}});
    }
    return options;
}

}  // namespace rosterd
