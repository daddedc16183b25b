// What the store asks of a database: statements, transactions, errors as Results. Knows no table.
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "reconciler/result.hpp"

namespace rosterd::store {

/// Bytes to bind as they are. Must outlive the query.
struct Bytes {
    std::string_view value;
};

using Value = std::variant<std::int64_t, std::string_view, Bytes>;

/// One statement with its values. Every method may throw what its database throws.
class Rows {
  public:
    virtual ~Rows() = default;
    /// True while there is a row.
    virtual bool next() = 0;
    /// For statements without rows.
    virtual void run() = 0;
    [[nodiscard]] virtual std::int64_t number(int column) = 0;
    [[nodiscard]] virtual std::string text(int column) = 0;
    /// Valid until next().
    [[nodiscard]] virtual std::string_view bytes(int column) = 0;
};

/// A statement inside a transaction; gone before the transaction ends.
class Query {
  public:
    explicit Query(std::unique_ptr<Rows> rows) : rows_{std::move(rows)} {}
    bool next() { return rows_->next(); }
    void run() { rows_->run(); }
    [[nodiscard]] std::int64_t number(int column) { return rows_->number(column); }
    [[nodiscard]] std::string text(int column) { return rows_->text(column); }
    [[nodiscard]] std::string_view bytes(int column) { return rows_->bytes(column); }

  private:
    std::unique_ptr<Rows> rows_;
};

/// Blocking, one thread at a time. What write() returned is durable.
/// Statements are in the dialect that SQLite and PostgreSQL share: values as ?1, ?2 …, "user"
/// quoted, ON CONFLICT instead of OR REPLACE.
class Database {
  public:
    virtual ~Database() = default;

    /// `work` returns a Result; its error rolls back, as does an exception, which becomes an error
    /// "store: STEP: …".
    template <class Work>
    auto write(std::string_view step, Work work) -> decltype(work()) {
        return transact(step, Access::write, work);
    }
    /// A consistent snapshot for several queries.
    template <class Work>
    auto read(std::string_view step, Work work) -> decltype(work()) {
        return transact(step, Access::read, work);
    }

    /// `sql` must live for ever: a literal. Texts and numbers are copied, bytes are not.
    template <class... Values>
    Query query(std::string_view sql, const Values&... values) {
        const std::array<Value, sizeof...(Values)> bound{Value{as_value(values)}...};
        return Query{prepare(sql, bound)};
    }

  protected:
    enum class Access { read, write };

    virtual void begin(Access access) = 0;
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;
    virtual std::unique_ptr<Rows> prepare(std::string_view sql, std::span<const Value> values) = 0;
    /// Called in a handler, with the exception being handled.
    virtual Error current_error() = 0;

  private:
    static std::int64_t as_value(std::int64_t value) { return value; }
    static std::string_view as_value(std::string_view value) { return value; }
    static Bytes as_value(Bytes value) { return value; }

    template <class Work>
    auto transact(std::string_view step, Access access, Work& work) -> decltype(work()) {
        try {
            begin(access);
            auto result = work();
            if (result) {
                commit();
            } else {
                roll_back();
            }
            return result;
        } catch (const std::exception&) {
            Error error = current_error();
            roll_back();
            return std::move(error).in(step).in("store");
        }
    }
};

}  // namespace rosterd::store
