// A school's rows travel as one JSON text: one statement, whatever the school's size.
#include "adapters/store/postgres_status_board.hpp"

#include <array>
#include <utility>

namespace rosterd::store {
namespace {

constexpr std::string_view put_rows =
    "INSERT INTO shown (school, kind, key, body) "
    "SELECT ?1, ?2, body ->> CAST(?3 AS text), body "
    "FROM jsonb_array_elements(CAST(?4 AS jsonb)) AS fresh (body) "
    "ON CONFLICT (school, kind, key) DO UPDATE SET body = excluded.body "
    "WHERE shown.body <> excluded.body";
constexpr std::string_view drop_rows =
    "DELETE FROM shown WHERE school = ?1 AND kind = ?2 AND NOT EXISTS ("
    "SELECT 1 FROM jsonb_array_elements(CAST(?4 AS jsonb)) AS fresh (body) "
    "WHERE body ->> CAST(?3 AS text) = shown.key)";

class PostgresStatusBoard final : public StatusBoard {
  public:
    explicit PostgresStatusBoard(std::shared_ptr<Database> database)
        : database_{std::move(database)} {}

    Result<void> show(const std::string& school, const std::string& chats,
                      const std::string& links) override {
        return database_->write("show a school's status", [&]() -> Result<void> {
            replace(school, "chat", "key", chats);
            replace(school, "link", "person", links);
            return {};
        });
    }

    Result<void> show_conferences(const std::string& school,
                                  const std::string& conferences) override {
        return database_->write("show a school's conferences", [&]() -> Result<void> {
            replace(school, "conference", "id", conferences);
            return {};
        });
    }

  private:
    void replace(const std::string& school, std::string_view kind, std::string_view key_name,
                 const std::string& rows) {
        for (const std::string_view statement : {drop_rows, put_rows}) {
            database_->query(statement, school, kind, key_name, rows).run();
        }
    }

    std::shared_ptr<Database> database_;
};

}  // namespace

std::unique_ptr<StatusBoard> make_postgres_status_board(std::shared_ptr<Database> database) {
    return std::make_unique<PostgresStatusBoard>(std::move(database));
}

}  // namespace rosterd::store
