// What people asked of the daemon itself: own chats, edits, titles, deletions and links.
#include <algorithm>
#include <tuple>

#include "adapters/store/store_parts.hpp"
#include "reconciler/words.hpp"

namespace rosterd::store {
namespace {

Error damaged(std::string_view what) {
    return Error{ErrorKind::invalid_input, "damaged: " + std::string{what},
                 "restore the store from a backup"};
}

class Writer {
  public:
    Writer(Database& database, const Scope& scope) : database_{database}, scope_{scope} {}

    void drop_chat(std::int64_t number) {
        database_
            .query("DELETE FROM own_person WHERE school = ?1 AND number = ?2", scope_.school,
                   number)
            .run();
        database_
            .query("DELETE FROM own_chat WHERE school = ?1 AND number = ?2", scope_.school, number)
            .run();
    }

    void put_chat(const OwnChat& chat) {
        drop_chat(chat.number);
        database_
            .query(
                "INSERT INTO own_chat (school, number, kind, about, title, created_by, created_at) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                scope_.school, chat.number, word(chat.kind), chat.about, chat.title,
                chat.created_by, chat.created_at)
            .run();
        for (const OwnPerson& each : chat.people) {
            database_
                .query(
                    "INSERT INTO own_person (school, number, person, admin) "
                    "VALUES (?1, ?2, ?3, ?4)",
                    scope_.school, chat.number, each.person, std::int64_t{each.admin})
                .run();
        }
    }

    void put_deletion(const OwnDeletion& row) {
        database_
            .query(
                "INSERT INTO own_deletion (school, chat, at, deleted_by) "
                "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (school, chat) DO UPDATE SET "
                "at = excluded.at, deleted_by = excluded.deleted_by",
                scope_.school, row.chat, row.at, row.by)
            .run();
    }
    void drop_deletion(const std::string& chat) {
        database_
            .query("DELETE FROM own_deletion WHERE school = ?1 AND chat = ?2", scope_.school, chat)
            .run();
    }

    void drop_edit(const std::string& chat, const std::string& person, EditKind edit) {
        database_
            .query(
                "DELETE FROM own_edit WHERE school = ?1 AND chat = ?2 AND person = ?3 "
                "AND edit = ?4",
                scope_.school, chat, person, word(edit))
            .run();
    }
    /// Made anew, so that it comes after all others.
    void put_edit(const OwnEdit& row) {
        drop_edit(row.chat, row.person, row.edit);
        database_
            .query(
                "INSERT INTO own_edit (school, chat, person, edit, made_by, made_at, until) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                scope_.school, row.chat, row.person, word(row.edit), row.made_by, row.made_at,
                row.until)
            .run();
    }

    void put_title(const OwnTitle& row) {
        database_
            .query(
                "INSERT INTO own_title (school, chat, title, made_by, made_at) "
                "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (school, chat) DO UPDATE SET "
                "title = excluded.title, made_by = excluded.made_by, made_at = excluded.made_at",
                scope_.school, row.chat, row.title, row.made_by, row.made_at)
            .run();
    }
    void drop_title(const std::string& chat) {
        database_
            .query("DELETE FROM own_title WHERE school = ?1 AND chat = ?2", scope_.school, chat)
            .run();
    }

    void put_conference(const OwnConference& row) {
        database_
            .query(
                "INSERT INTO own_conference (school, number, kind, chat, lesson, title, starts_at, "
                "ends_at, created_by, created_at, finish_requested_at, deleted_at) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
                "ON CONFLICT (school, number) DO UPDATE SET kind = excluded.kind, "
                "chat = excluded.chat, lesson = excluded.lesson, title = excluded.title, "
                "starts_at = excluded.starts_at, ends_at = excluded.ends_at, "
                "created_by = excluded.created_by, created_at = excluded.created_at, "
                "finish_requested_at = excluded.finish_requested_at, "
                "deleted_at = excluded.deleted_at",
                scope_.school, row.number, word(row.kind), row.chat, row.lesson, row.title,
                row.starts_at, row.ends_at, row.created_by, row.created_at, row.finish_requested_at,
                row.deleted_at)
            .run();
        database_
            .query("DELETE FROM own_conference_person WHERE school = ?1 AND number = ?2",
                   scope_.school, row.number)
            .run();
        std::int64_t place = 0;
        for (const std::string& person : row.people) {
            database_
                .query(
                    "INSERT INTO own_conference_person (school, number, place, person) "
                    "VALUES (?1, ?2, ?3, ?4)",
                    scope_.school, row.number, place++, person)
                .run();
        }
    }
    void put_mark(const ConferenceMark& row) {
        database_
            .query(
                "INSERT INTO conference_mark (school, conference, finish_requested_at, "
                "deleted_at, marked_by) VALUES (?1, ?2, ?3, ?4, ?5) "
                "ON CONFLICT (school, conference) DO UPDATE SET "
                "finish_requested_at = excluded.finish_requested_at, "
                "deleted_at = excluded.deleted_at, marked_by = excluded.marked_by",
                scope_.school, row.conference, row.finish_requested_at, row.deleted_at, row.by)
            .run();
    }

    void put_link(const StoredLink& link) {
        database_
            .query(
                "INSERT INTO link (school, platform, person, \"user\", state, linked_at, phone) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                "ON CONFLICT (school, platform, person) DO UPDATE SET "
                "\"user\" = excluded.\"user\", state = excluded.state, "
                "linked_at = excluded.linked_at, phone = excluded.phone",
                scope_.school, word(link.platform), link.person_id, link.user, word(link.state),
                link.linked_at, link.phone)
            .run();
    }
    void put_initialised(const std::string& chat, UnixSeconds at) {
        database_
            .query(
                "INSERT INTO initialised (scope, chat, at) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (scope, chat) DO UPDATE SET at = excluded.at",
                scope_.id, chat, at)
            .run();
    }

  private:
    Database& database_;
    const Scope& scope_;
};

Result<void> load_chats(Database& database, std::int64_t school, OwnRows& rows) {
    Query query = database.query(
        "SELECT number, kind, about, title, created_by, created_at FROM own_chat "
        "WHERE school = ?1 ORDER BY number",
        school);
    while (query.next()) {
        const auto kind = chat_kind(query.text(1));
        if (!kind) return damaged("the kind of a chat asked for");
        rows.chats.push_back({query.number(0),
                              *kind,
                              query.text(2),
                              query.text(3),
                              query.text(4),
                              query.number(5),
                              {}});
    }
    for (OwnChat& chat : rows.chats) {
        Query people = database.query(
            "SELECT person, admin FROM own_person WHERE school = ?1 AND number = ?2 ORDER BY id",
            school, chat.number);
        while (people.next()) chat.people.push_back({people.text(0), people.number(1) != 0});
    }
    return {};
}

Result<void> load_own_conferences(Database& database, std::int64_t school, OwnRows& rows) {
    Query query = database.query(
        "SELECT number, kind, chat, lesson, title, starts_at, ends_at, created_by, created_at, "
        "finish_requested_at, deleted_at FROM own_conference WHERE school = ?1 ORDER BY number",
        school);
    while (query.next()) {
        const auto kind = conference_kind(query.text(1));
        if (!kind) return damaged("the kind of a conference planned by hand");
        rows.conferences.push_back({.number = query.number(0),
                                    .kind = *kind,
                                    .chat = query.text(2),
                                    .lesson = query.text(3),
                                    .title = query.text(4),
                                    .starts_at = query.number(5),
                                    .ends_at = query.number(6),
                                    .created_by = query.text(7),
                                    .created_at = query.number(8),
                                    .finish_requested_at = query.number(9),
                                    .deleted_at = query.number(10)});
    }
    for (OwnConference& row : rows.conferences) {
        Query people = database.query(
            "SELECT person FROM own_conference_person WHERE school = ?1 AND number = ?2 "
            "ORDER BY place",
            school, row.number);
        while (people.next()) row.people.push_back(people.text(0));
    }
    Query marks = database.query(
        "SELECT conference, finish_requested_at, deleted_at, marked_by FROM conference_mark "
        "WHERE school = ?1",
        school);
    while (marks.next()) {
        rows.marks.push_back({marks.text(0), marks.number(1), marks.number(2), marks.text(3)});
    }
    std::ranges::sort(rows.marks, {}, &ConferenceMark::conference);
    return {};
}

Result<void> load_edits(Database& database, std::int64_t school, OwnRows& rows) {
    Query query = database.query(
        "SELECT chat, person, edit, made_by, made_at, until FROM own_edit WHERE school = ?1 "
        "ORDER BY id",
        school);
    while (query.next()) {
        const auto edit = edit_kind(query.text(2));
        if (!edit) return damaged("the kind of a hand edit");
        rows.edits.push_back(
            {query.text(0), query.text(1), *edit, query.text(3), query.number(4), query.number(5)});
    }
    return {};
}

}  // namespace

void save_own_rows(Database& database, const Scope& scope, const OwnChange& change) {
    Writer writer{database, scope};
    for (const std::int64_t number : change.dropped_chats) writer.drop_chat(number);
    for (const OwnChat& chat : change.chats) writer.put_chat(chat);
    for (const std::string& chat : change.undeleted) writer.drop_deletion(chat);
    for (const OwnDeletion& row : change.deletions) writer.put_deletion(row);
    for (const OwnEditName& row : change.dropped_edits) {
        writer.drop_edit(row.chat, row.person, row.edit);
    }
    for (const OwnEdit& row : change.edits) writer.put_edit(row);
    for (const std::string& chat : change.dropped_titles) writer.drop_title(chat);
    for (const OwnTitle& row : change.titles) writer.put_title(row);
    for (const StoredLink& link : change.links) writer.put_link(link);
    for (const OwnConference& row : change.conferences) writer.put_conference(row);
    for (const ConferenceMark& row : change.marks) writer.put_mark(row);
    for (const auto& [chat, at] : change.initialised) writer.put_initialised(chat, at);
}

Result<OwnRows> load_own_rows(Database& database, std::int64_t school) {
    OwnRows rows;
    auto chats = load_chats(database, school, rows);
    if (!chats) return std::move(chats).error();
    auto edits = load_edits(database, school, rows);
    if (!edits) return std::move(edits).error();
    auto conferences = load_own_conferences(database, school, rows);
    if (!conferences) return std::move(conferences).error();
    Query deletions =
        database.query("SELECT chat, at, deleted_by FROM own_deletion WHERE school = ?1", school);
    while (deletions.next()) {
        rows.deletions.push_back({deletions.text(0), deletions.number(1), deletions.text(2)});
    }
    Query titles = database.query(
        "SELECT chat, title, made_by, made_at FROM own_title WHERE school = ?1", school);
    while (titles.next()) {
        rows.titles.push_back({titles.text(0), titles.text(1), titles.text(2), titles.number(3)});
    }
    // Not by the database's collation: what is searched by bytes is sorted by bytes.
    std::ranges::sort(rows.deletions, {}, &OwnDeletion::chat);
    std::ranges::sort(rows.titles, {}, &OwnTitle::chat);
    return rows;
}

Result<std::vector<StoredLink>> load_links(Database& database, std::int64_t school) {
    std::vector<StoredLink> links;
    Query query = database.query(
        "SELECT person, platform, \"user\", state, linked_at, phone FROM link WHERE school = ?1",
        school);
    while (query.next()) {
        const auto on = platform(query.text(1));
        const auto state = link_state(query.text(3));
        if (!on || !state) return damaged("a link's platform or state");
        links.push_back(
            {query.text(0), *on, query.text(2), *state, query.number(4), query.text(5)});
    }
    std::ranges::sort(
        links, {}, [](const StoredLink& link) { return std::tie(link.platform, link.person_id); });
    return links;
}

}  // namespace rosterd::store
