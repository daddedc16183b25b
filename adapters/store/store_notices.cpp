// What is told to people in charge: few rows, read whole.
#include <algorithm>
#include <tuple>

#include "adapters/store/store_parts.hpp"

namespace rosterd::store {

Result<std::vector<KeptNotice>> load_notices(Database& database) {
    std::vector<KeptNotice> notices;
    Query query = database.query(
        "SELECT channel, kind, school, subject, word, detail, noticed_at, told_at FROM notice");
    while (query.next()) {
        const auto kind = notice_kind(query.text(1));
        if (!kind) return Error{ErrorKind::invalid_input, "damaged: unknown kind in notice"};
        notices.push_back({query.text(0), *kind, query.text(2), query.text(3), query.text(4),
                           query.text(5), query.number(6), query.number(7)});
    }
    std::ranges::sort(notices, {}, [](const KeptNotice& notice) {
        return std::tie(notice.channel, notice.noticed_at, notice.kind, notice.school,
                        notice.subject);
    });
    return notices;
}

void drop_notice_row(Database& database, const KeptNotice& notice) {
    database
        .query(
            "DELETE FROM notice WHERE channel = ?1 AND kind = ?2 AND school = ?3 AND subject = ?4",
            notice.channel, word(notice.kind), notice.school, notice.subject)
        .run();
}

void put_notice_row(Database& database, const KeptNotice& notice) {
    drop_notice_row(database, notice);
    database
        .query(
            "INSERT INTO notice (channel, kind, school, subject, word, detail, noticed_at, "
            "told_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            notice.channel, word(notice.kind), notice.school, notice.subject, notice.word,
            notice.detail, notice.noticed_at, notice.told_at)
        .run();
}

}  // namespace rosterd::store
