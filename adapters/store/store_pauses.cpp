// What is paused: few rows, read whole.
#include <algorithm>

#include "adapters/store/store_parts.hpp"

namespace rosterd::store {

std::vector<Pause> load_pauses(Database& database, UnixSeconds now) {
    std::vector<Pause> pauses;
    Query query = database.query(
        "SELECT school, chat, paused_by, reason, since, until FROM pause "
        "WHERE until = 0 OR until > ?1",
        now);
    while (query.next()) {
        pauses.push_back({query.text(0), query.text(1), query.text(2), query.text(3),
                          query.number(4), query.number(5)});
    }
    // By bytes, whatever the database's collation.
    std::ranges::sort(pauses, {},
                      [](const Pause& pause) { return std::tie(pause.school, pause.chat); });
    return pauses;
}

void put_pause_row(Database& database, const Pause& pause) {
    database
        .query(
            "INSERT INTO pause (school, chat, paused_by, reason, since, until) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            pause.school, pause.chat, pause.by, pause.reason, pause.since, pause.until)
        .run();
}

void drop_pause_row(Database& database, const Pause& pause) {
    database.query("DELETE FROM pause WHERE school = ?1 AND chat = ?2", pause.school, pause.chat)
        .run();
}

}  // namespace rosterd::store
