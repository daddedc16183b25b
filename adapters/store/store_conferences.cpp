// Conferences: each is one row; loading them, replacing them.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/store/store_parts.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/words.hpp"

namespace rosterd::store {
namespace {

constexpr std::string_view put_conference =
    "INSERT INTO conference (school, id, kind, chat, lesson, title, subject, classes, creator, "
    "local_starts, local_ends, starts, ends, row_starts, row_ends, lesson_starts, lesson_ends, "
    "exclusive_keys, people, objection, finish_requested_at, deleted, lesson_cancelled, state, "
    "cause, reason, start_asked_at, unanswered, attempts, retry_at, started_at, ended_at, call_id, "
    "join_link, doubtful_calls, announced_at, message, withdrawn_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
    "?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, "
    "?38) "
    "ON CONFLICT (school, id) DO UPDATE SET kind = excluded.kind, chat = excluded.chat, "
    "lesson = excluded.lesson, title = excluded.title, subject = excluded.subject, classes = "
    "excluded.classes, "
    "creator = excluded.creator, local_starts = excluded.local_starts, "
    "local_ends = excluded.local_ends, starts = excluded.starts, ends = excluded.ends, "
    "row_starts = excluded.row_starts, row_ends = excluded.row_ends, "
    "lesson_starts = excluded.lesson_starts, lesson_ends = excluded.lesson_ends, "
    "exclusive_keys = excluded.exclusive_keys, people = excluded.people, "
    "objection = excluded.objection, finish_requested_at = excluded.finish_requested_at, "
    "deleted = excluded.deleted, lesson_cancelled = excluded.lesson_cancelled, "
    "state = excluded.state, cause = excluded.cause, reason = excluded.reason, "
    "start_asked_at = excluded.start_asked_at, unanswered = excluded.unanswered, "
    "attempts = excluded.attempts, retry_at = excluded.retry_at, "
    "started_at = excluded.started_at, ended_at = excluded.ended_at, "
    "call_id = excluded.call_id, join_link = excluded.join_link, "
    "doubtful_calls = excluded.doubtful_calls, announced_at = excluded.announced_at, "
    "message = excluded.message, withdrawn_at = excluded.withdrawn_at";

constexpr std::string_view read_recent =
    "SELECT id, kind, chat, lesson, title, subject, classes, creator, local_starts, local_ends, "
    "starts, "
    "ends, row_starts, row_ends, lesson_starts, lesson_ends, exclusive_keys, people, objection, "
    "finish_requested_at, deleted, lesson_cancelled, state, cause, reason, start_asked_at, "
    "unanswered, attempts, retry_at, started_at, ended_at, call_id, join_link, doubtful_calls, "
    "announced_at, message, withdrawn_at FROM conference "
    "WHERE school = ?1 AND (ended_at = 0 OR ended_at >= ?2 OR ends >= ?2)";
constexpr std::string_view read_between =
    "SELECT id, kind, chat, lesson, title, subject, classes, creator, local_starts, local_ends, "
    "starts, "
    "ends, row_starts, row_ends, lesson_starts, lesson_ends, exclusive_keys, people, objection, "
    "finish_requested_at, deleted, lesson_cancelled, state, cause, reason, start_asked_at, "
    "unanswered, attempts, retry_at, started_at, ended_at, call_id, join_link, doubtful_calls, "
    "announced_at, message, withdrawn_at FROM conference "
    "WHERE school = ?1 AND starts >= ?2 AND starts < ?3";

/// Keys hold no line breaks: the roster builder refuses control characters in ids.
std::string joined(const std::vector<std::string>& keys) {
    return fmt::format("{}", fmt::join(keys, "\n"));
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> keys;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        keys.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return keys;
}

/// Columns one after the other.
class RowReader {
  public:
    explicit RowReader(Query& query) : query_{query} {}
    void into(std::string& text) { text = query_.text(column_++); }
    void into(std::int64_t& number) { number = query_.number(column_++); }
    void into(std::uint32_t& number) {
        number = static_cast<std::uint32_t>(query_.number(column_++));
    }
    void into(bool& flag) { flag = query_.number(column_++) != 0; }
    std::string text() { return query_.text(column_++); }

  private:
    Query& query_;
    int column_ = 0;
};

Result<ConferenceRecord> record_of(Query& query) {
    RowReader row{query};
    ConferenceRecord record;
    PlannedConference& plan = record.plan;
    row.into(plan.id);
    const auto kind = conference_kind(row.text());
    for (std::string* text :
         {&plan.chat, &plan.lesson, &plan.title, &plan.subject, &plan.classes, &plan.creator}) {
        row.into(*text);
    }
    for (std::int64_t* time :
         {&plan.local_starts, &plan.local_ends, &plan.starts, &plan.ends, &plan.times.row_starts,
          &plan.times.row_ends, &plan.times.lesson_starts, &plan.times.lesson_ends}) {
        row.into(*time);
    }
    plan.exclusive = split(row.text());
    row.into(plan.people);
    row.into(plan.objection);
    row.into(plan.finish_requested_at);
    row.into(plan.deleted);
    row.into(plan.lesson_cancelled);
    const auto state = conference_state(row.text());
    const auto cause = conference_cause(row.text());
    row.into(record.reason);
    row.into(record.start_asked_at);
    row.into(record.unanswered);
    row.into(record.attempts);
    row.into(record.retry_at);
    row.into(record.started_at);
    row.into(record.ended_at);
    row.into(record.call);
    row.into(record.join_link);
    row.into(record.doubtful_calls);
    row.into(record.announced_at);
    row.into(record.message);
    row.into(record.withdrawn_at);
    if (!kind || !state || !cause) {
        return Error{ErrorKind::invalid_input, "damaged: a conference's kind, state or cause",
                     "restore the store from a backup"};
    }
    plan.kind = *kind;
    record.state = *state;
    record.cause = *cause;
    return record;
}

Result<std::vector<ConferenceRecord>> records_of(Query query) {
    std::vector<ConferenceRecord> records;
    while (query.next()) {
        auto record = record_of(query);
        if (!record) return std::move(record).error();
        records.push_back(std::move(*record));
    }
    return records;
}

}  // namespace

void put_conference_row(Database& database, std::int64_t school, const ConferenceRecord& record) {
    const PlannedConference& plan = record.plan;
    const std::string keys = joined(plan.exclusive);
    const auto flag = [](bool value) { return std::int64_t{value ? 1 : 0}; };
    database
        .query(put_conference, school, plan.id, word(plan.kind), plan.chat, plan.lesson, plan.title,
               plan.subject, plan.classes, plan.creator, plan.local_starts, plan.local_ends,
               plan.starts, plan.ends, plan.times.row_starts, plan.times.row_ends,
               plan.times.lesson_starts, plan.times.lesson_ends, keys,
               static_cast<std::int64_t>(plan.people), plan.objection, plan.finish_requested_at,
               flag(plan.deleted), flag(plan.lesson_cancelled), word(record.state),
               word(record.cause), record.reason, record.start_asked_at, flag(record.unanswered),
               static_cast<std::int64_t>(record.attempts), record.retry_at, record.started_at,
               record.ended_at, record.call, record.join_link,
               static_cast<std::int64_t>(record.doubtful_calls), record.announced_at,
               record.message, record.withdrawn_at)
        .run();
}

Result<void> load_conferences(Database& database, std::int64_t school, UnixSeconds now,
                              SchoolMemory& memory) {
    auto records = records_of(database.query(read_recent, school, now - conference_memory));
    if (!records) return std::move(records).error();
    // Not by the database's collation: what is searched by bytes is sorted by bytes.
    std::ranges::sort(*records, {}, [](const ConferenceRecord& each) -> const std::string& {
        return each.plan.id;
    });
    memory.conferences = std::move(*records);
    Query since = database.query("SELECT since FROM conference_watch WHERE school = ?1", school);
    if (since.next()) memory.conferences_since = since.number(0);
    return {};
}

Result<std::vector<ConferenceRecord>> load_conferences_between(Database& database,
                                                               std::int64_t school,
                                                               UnixSeconds from, UnixSeconds to) {
    auto records = records_of(database.query(read_between, school, from, to));
    if (records) {
        std::ranges::sort(*records, {}, [](const ConferenceRecord& each) {
            return std::pair{each.plan.starts, std::string_view{each.plan.id}};
        });
    }
    return records;
}

}  // namespace rosterd::store
