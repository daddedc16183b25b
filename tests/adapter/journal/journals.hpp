// Real journals for tests: a database on a throw-away server, a SQLite file, and their content.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "adapters/journal/postgres_journal.hpp"
#include "adapters/journal/schema.hpp"
#include "adapters/journal/sqlite_journal.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// Rows of two schools in SQL that PostgreSQL and SQLite both take: '1' and '0' for flags. Names
/// hold what COPY must escape.
inline const char* const school_rows = R"sql(
INSERT INTO school VALUES ('1', 'Школа 1', 'Asia/Omsk', 'sgo', 'main', '1');
INSERT INTO school VALUES ('2', NULL, 'Europe/Moscow', NULL, NULL, '0');
INSERT INTO person VALUES ('1', 't1', 'Back\slash	tab', 'New
line', '', '+7 (912) 000-00-01', '0');
INSERT INTO person VALUES ('1', 's1', 'Иванова', 'Анна', 'Петровна', NULL, '1');
INSERT INTO person VALUES ('1', 's2', '\N', NULL, NULL, NULL, '0');
INSERT INTO person VALUES ('1', 'p1', 'Иванов', 'Пётр', NULL, '8 912 000-00-02', '0');
INSERT INTO person VALUES ('2', 's1', 'Чужая', 'Ольга', NULL, NULL, '0');
INSERT INTO staff VALUES ('1', 't1', 'teaching', 'teacher,chats_admin', '2025-09-01', NULL);
INSERT INTO class VALUES ('1', '7v', '7В', '7', 'В', '6v', '2026-09-01', '2027-06-01');
INSERT INTO class_teacher VALUES ('1', '7v', 't1', NULL, NULL);
INSERT INTO enrolment VALUES ('1', '7v', 's1', '2026-09-01', '2026-10-01');
INSERT INTO enrolment VALUES ('1', '7v', 's1', '2026-12-01', NULL);
INSERT INTO enrolment VALUES ('1', '7v', 's2', NULL, NULL);
INSERT INTO guardian VALUES ('1', 'p1', 's1', NULL, NULL);
INSERT INTO study_group VALUES ('1', 'alg', 'Алгебра', NULL, '1', NULL, NULL);
INSERT INTO study_group VALUES ('1', 'eng-2', 'Английский', '2', '0', NULL, NULL);
INSERT INTO study_group_class VALUES ('1', 'alg', '7v', NULL, NULL);
INSERT INTO study_group_teacher VALUES ('1', 'alg', 't1', NULL, NULL);
INSERT INTO study_group_student VALUES ('1', 'eng-2', 's2', NULL, NULL);
INSERT INTO profile_link VALUES ('1', 't1', 'vk', '101', NULL, 'linked',
    '2026-09-02T10:00:00+03:00');
INSERT INTO profile_link VALUES ('1', 's1', 'max', '9007199254740991', NULL, 'unlinked', NULL);
INSERT INTO chat_request VALUES ('1', 'r1', 'custom', NULL, NULL, 'Поход', 't1',
    '2026-09-03T08:00:00Z', NULL);
INSERT INTO chat_request VALUES ('1', 'r2', 'subject', NULL, 'alg', NULL, 't1',
    '2026-09-03T08:00:00Z', '2026-09-04T08:00:00.5+06:00');
INSERT INTO chat_request_person VALUES ('1', 'r1', 's2', '1');
INSERT INTO chat_edit VALUES ('1', 'class/7v', 's2', 'remove', 't1',
    '2026-09-05T08:00:00+03:00', '2026-10-01T00:00:00+03:00');
INSERT INTO chat_edit VALUES ('1', 'staff', 'p1', 'add', NULL, '2026-09-01T08:00:00+03:00', NULL);
INSERT INTO lesson VALUES ('1', 'l1', 'alg', '2026-09-07 08:00', '2026-09-07 08:40:00', '0');
INSERT INTO lesson VALUES ('1', 'l2', 'alg', '2026-09-08 08:00', '2026-09-08 08:40:00', '0');
INSERT INTO conference VALUES ('1', 'c1', 'online_lesson', 'subject/alg', 'l1', 'Урок',
    '2026-09-07 08:00', '2026-09-07 08:40', 't1', '2026-09-07T08:39:00+06:00', NULL);
INSERT INTO conference VALUES ('1', 'c2', 'video_call', 'class/7v', NULL, NULL,
    '2026-09-07 18:00', '2026-09-07 19:00', NULL, NULL, '2026-09-06T08:00:00Z');
INSERT INTO change_marker VALUES ('1', '17');
INSERT INTO change_marker VALUES ('2', '4');
)sql";

inline const School school_1{"1", "Школа 1", "Asia/Omsk", "sgo", "main", true};

/// A database of its own on a server of its own, with or without the contract's tables.
class PostgresJournals {
  public:
    PostgresCluster cluster;

    void make_tables() { cluster.psql(std::string{journal_schema_postgres()}); }
    void fill(const std::string& sql = school_rows) {
        cluster.psql("SET search_path = rosterd_journal;\n" + sql);
    }
    [[nodiscard]] PostgresJournalOptions options() const {
        PostgresJournalOptions options;
        options.dsn = cluster.dsn();
        return options;
    }
    [[nodiscard]] std::unique_ptr<ContractJournal> open() const {
        auto journal = open_postgres_journal(options());
        if (!journal) throw std::runtime_error{journal.error().what};
        return std::move(*journal);
    }
};

class SqliteFile {
  public:
    explicit SqliteFile(const std::filesystem::path& path) {
        if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) {
            throw std::runtime_error{"cannot open " + path.string()};
        }
        sqlite3_busy_timeout(database_, 30'000);
    }
    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;
    ~SqliteFile() { sqlite3_close(database_); }

    void run(const std::string& sql) {
        char* message = nullptr;
        if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
        const std::string text = message == nullptr ? "SQLite failed" : message;
        sqlite3_free(message);
        throw std::runtime_error{text};
    }

  private:
    sqlite3* database_ = nullptr;
};

/// A SQLite file in a directory of its own.
class SqliteJournals {
  public:
    TemporaryDirectory directory;
    std::filesystem::path path = directory / "journal.db";

    void make_tables() { run(std::string{journal_schema_sqlite()}); }
    void fill(const std::string& sql = school_rows) { run("BEGIN;" + sql + "COMMIT;"); }
    void run(const std::string& sql) { SqliteFile{path}.run(sql); }
    [[nodiscard]] std::unique_ptr<ContractJournal> open(
        std::chrono::milliseconds busy_timeout = std::chrono::milliseconds{10'000}) const {
        auto journal = open_sqlite_journal({path, true, busy_timeout});
        if (!journal) throw std::runtime_error{journal.error().what};
        return std::move(*journal);
    }
};

/// The error a call must end with; a failure when it succeeded.
template <class T>
Error error_of(const Result<T>& result) {
    EXPECT_FALSE(result) << "an error was expected";
    return result ? Error{ErrorKind::our_bug, "no error"} : result.error();
}

}  // namespace rosterd::test
