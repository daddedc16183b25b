// Rows into schema rosterd_journal of a PostgreSQL database, by COPY in one transaction.
#include <fmt/format.h>

#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/journal/import/writer_backends.hpp"
#include "adapters/journal/schema.hpp"

namespace rosterd::journal {
namespace {

/// The server's words may quote a row (DETAIL, COPY's CONTEXT), so only the SQLSTATE and the
/// place are passed on.
Error server_error(const pqxx::sql_error& error, std::string_view step) {
    const std::string& state = error.sqlstate();
    const std::string_view group = std::string_view{state}.substr(0, 2);
    const ErrorKind kind = group == "22" || group == "23" || group == "42"
                               ? ErrorKind::invalid_input
                           : group == "28" ? ErrorKind::authority
                                           : ErrorKind::transient;
    return {state == "42501" ? ErrorKind::authority : kind,
            fmt::format("write journal: {}: SQLSTATE {}", step, state.empty() ? "unknown" : state)};
}

/// Runs `work`, whose exceptions end here.
template <class Work>
Result<void> guarded(std::string_view step, Work work) {
    try {
        return work();
    } catch (const pqxx::sql_error& error) {
        return server_error(error, step);
    } catch (const pqxx::broken_connection&) {
        return Error{ErrorKind::transient,
                     fmt::format("write journal: {}: the connection failed", step),
                     "check that the server runs and that the connection string is right"};
    } catch (const pqxx::failure&) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("write journal: {}: the server did not take the rows", step)};
    }
}

using Fields = std::vector<const char*>;  ///< a null pointer is NULL
constexpr std::size_t width_max = 16;

template <std::size_t... Index>
void send_tuple(pqxx::stream_to& stream, const Fields& fields, std::index_sequence<Index...>) {
    stream << std::make_tuple(fields[Index]...);
}

/// libpqxx 6 streams tuples only, so the width of the row chooses the tuple.
template <std::size_t Width = 1>
void send(pqxx::stream_to& stream, const Fields& fields) {
    if (fields.size() == Width) {
        send_tuple(stream, fields, std::make_index_sequence<Width>{});
    } else if constexpr (Width < width_max) {
        send<Width + 1>(stream, fields);
    } else {
        throw std::logic_error{"a relation wider than width_max"};
    }
}

class PostgresWriter final : public JournalWriter {
  public:
    explicit PostgresWriter(WriteMode mode) : mode_{mode} {}

    Result<void> open(const std::string& dsn) {
        return guarded("open", [&]() -> Result<void> {
            connection_.emplace(dsn);
            bool missing = false;
            {
                pqxx::nontransaction look{*connection_};
                missing = look.exec1("SELECT to_regclass('rosterd_journal.school') IS NULL")[0]
                              .as<bool>();
                if (missing) look.exec(std::string{journal_schema_postgres()});
            }
            transaction_.emplace(*connection_);
            transaction_->exec0("SET LOCAL search_path = rosterd_journal");
            return {};
        });
    }

    Result<void> write(const JournalTables& tables) override {
        auto prepared = prepare(tables[Relation::school]);
        if (!prepared) return prepared;
        for (const JournalTable& table : tables.tables()) {
            auto copied = guarded(spec_of(table.relation()).name, [&]() -> Result<void> {
                copy(table);
                return {};
            });
            if (!copied) return copied;
        }
        return {};
    }

    Result<void> commit() override {
        return guarded("commit", [&]() -> Result<void> {
            transaction_->commit();
            return {};
        });
    }

  private:
    Result<void> prepare(const JournalTable& schools) {
        return guarded("school", [&]() -> Result<void> {
            for (std::size_t row = 0; row < schools.rows(); ++row) {
                const std::string id = transaction_->quote(schools.row(row)[0].value_or(""));
                if (mode_ == WriteMode::replace) {
                    for (const RelationSpec& spec : journal_contract()) {
                        transaction_->exec0(
                            fmt::format("DELETE FROM \"{}\" WHERE school_id = {}", spec.name, id));
                    }
                } else if (!transaction_->exec("SELECT 1 FROM school WHERE school_id = " + id)
                                .empty()) {
                    return Error{ErrorKind::refused,
                                 fmt::format("school {} is in this journal already", id)};
                }
            }
            return {};
        });
    }

    void copy(const JournalTable& table) {
        if (table.rows() == 0) return;
        const RelationSpec& spec = spec_of(table.relation());
        std::vector<std::string> names;
        for (const Column& column : spec.columns) names.emplace_back(column.name);
        pqxx::stream_to stream{*transaction_, std::string{spec.name}, names};
        Fields fields(table.width());
        for (std::size_t row = 0; row < table.rows(); ++row) {
            const auto cells = table.row(row);
            for (std::size_t index = 0; index < cells.size(); ++index) {
                fields[index] = cells[index] ? cells[index]->c_str() : nullptr;
            }
            send(stream, fields);
        }
        stream.complete();
    }

    WriteMode mode_;
    std::optional<pqxx::connection> connection_;
    std::optional<pqxx::work> transaction_;
};

}  // namespace

Result<std::unique_ptr<JournalWriter>> open_postgres_writer(const std::string& dsn,
                                                            WriteMode mode) {
    auto writer = std::make_unique<PostgresWriter>(mode);
    auto opened = writer->open(dsn);
    if (!opened) return std::move(opened).error();
    return std::unique_ptr<JournalWriter>{std::move(writer)};
}

}  // namespace rosterd::journal
