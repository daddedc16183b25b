// Connecting, migrating, binding. Values travel as text: PostgreSQL infers their types.
#include "adapters/store/postgres_database.hpp"

#include <fmt/format.h>

#include <pqxx/binarystring>
#include <pqxx/nontransaction>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <vector>

#include "adapters/postgres/errors.hpp"
#include "adapters/store/postgres_schema.hpp"

namespace rosterd::store {
namespace {

constexpr int lock_attempts = 20;
constexpr std::string_view lock_pause = "0.1";  // seconds

constexpr PostgresAdvice store_advice{
    .owner = "store",
    .grant =
        "GRANT CREATE ON DATABASE, or ALL on schema rosterd and what is in it, to the "
        "daemon's login",
    .slow = "is the store's database overloaded or locked?",
    .shape = "restore the store's schema rosterd from a backup",
    .statement = "a statement of the store",
    .statement_kind = ErrorKind::our_bug};

/// What no library throws: an end that opening or writing has by itself.
struct StoreRefusal : std::runtime_error {
    StoreRefusal(ErrorKind kind_of, const std::string& what, std::string hint_text)
        : std::runtime_error{what}, kind{kind_of}, hint{std::move(hint_text)} {}
    ErrorKind kind;
    std::string hint;
};

std::string as_text(const Value& value) {
    struct Writer {
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(std::string_view text) const { return std::string{text}; }
        std::string operator()(Bytes bytes) const {
            std::string text = "\\x";
            for (const char c : bytes.value) {
                fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(c));
            }
            return text;
        }
    };
    return std::visit(Writer{}, value);
}

/// Executed when first asked, as SQLite does.
class PostgresRows final : public Rows {
  public:
    PostgresRows(pqxx::transaction_base& transaction, std::string statement,
                 std::span<const Value> values)
        : transaction_{transaction}, statement_{std::move(statement)} {
        for (const Value& value : values) values_.push_back(as_text(value));
    }

    bool next() override {
        if (!executed_) run();
        if (at_ == result_.size()) return false;
        ++at_;
        return true;
    }
    void run() override {
        result_ =
            transaction_.exec_prepared(statement_, pqxx::prepare::make_dynamic_params(values_));
        executed_ = true;
    }
    std::int64_t number(int column) override { return field(column).as<std::int64_t>(); }
    std::string text(int column) override { return field(column).c_str(); }
    std::string_view bytes(int column) override {
        bytes_ = pqxx::binarystring{field(column)}.str();
        return bytes_;
    }

  private:
    [[nodiscard]] pqxx::field field(int column) const { return result_[at_ - 1][column]; }

    pqxx::transaction_base& transaction_;
    std::string statement_;
    std::vector<std::string> values_;
    pqxx::result result_;
    pqxx::result::size_type at_ = 0;  ///< rows taken
    bool executed_ = false;
    std::string bytes_;
};

/// "?1" of the shared dialect is "$1" here. No literal of the store holds a question mark.
std::string in_dialect(std::string_view sql) {
    std::string text{sql};
    for (char& c : text) {
        if (c == '?') c = '$';
    }
    return text;
}

}  // namespace

Result<std::unique_ptr<PostgresDatabase>> PostgresDatabase::open(
    const PostgresStoreOptions& options) {
    auto dsn = complete_dsn(options.dsn, options.connect_timeout, "store");
    if (!dsn) return std::move(dsn).error();
    std::unique_ptr<PostgresDatabase> database{
        new PostgresDatabase{std::move(*dsn), options.statement_timeout}};
    try {
        database->connect();
    } catch (const std::exception&) {
        return database->current_error().in("store");
    }
    return database;
}

Error PostgresDatabase::current_error() {
    try {
        throw;
    } catch (const StoreRefusal& refusal) {
        return {refusal.kind, refusal.what(), refusal.hint};
    } catch (const std::exception&) {
        const std::exception_ptr failure = std::current_exception();
        if (is_connection_loss(failure)) {
            transaction_.reset();
            connection_.reset();
        }
        return postgres_error(failure, store_advice);
    }
}

void PostgresDatabase::begin(Access access) {
    // The server's farewell waits in the socket; without this look the first write would find it.
    if (connection_ && connection_->is_readable()) connection_.reset();
    if (!connection_) connect();
    if (access == Access::write) {
        transaction_ = std::make_unique<pqxx::work>(**connection_);
    } else {
        using Snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
        transaction_ = std::make_unique<Snapshot>(**connection_);
    }
}

void PostgresDatabase::commit() {
    transaction_->commit();
    transaction_.reset();
}

void PostgresDatabase::roll_back() noexcept {
    transaction_.reset();  // its destructor rolls back
}

std::unique_ptr<Rows> PostgresDatabase::prepare(std::string_view sql,
                                                std::span<const Value> values) {
    return std::make_unique<PostgresRows>(*transaction_, prepared(sql), values);
}

std::string PostgresDatabase::prepared(std::string_view sql) {
    auto& name = statements_[sql];
    if (name.empty()) {
        std::string fresh = fmt::format("s{}", statements_.size());
        (**connection_).prepare(fresh, in_dialect(sql));
        name = std::move(fresh);
    }
    return name;
}

void PostgresDatabase::connect() {
    statements_.clear();
    auto fresh = std::make_unique<QuietConnection>(dsn_);
    pqxx::nontransaction setup{**fresh};
    setup.exec(fmt::format("SET statement_timeout = '{}s'", statement_timeout_.count()));
    setup.exec("SET search_path = rosterd");
    setup.exec("SET synchronous_commit = on");
    setup.commit();
    connection_ = std::move(fresh);
    try {
        take_ownership();
    } catch (...) {
        connection_.reset();
        throw;
    }
}

/// The lock lasts as long as the session. Whoever gets it counts one up, so that a rosterd that
/// lost its session, and with it the lock, sees whether somebody wrote in between: then what it
/// holds in memory is not what the store says any more.
void PostgresDatabase::take_ownership() {
    pqxx::work work{**connection_};
    bool ours = false;
    // The session of a rosterd that has just ended keeps the lock until the server notices.
    for (int attempt = 0; !ours && attempt < lock_attempts; ++attempt) {
        if (attempt > 0) work.exec(fmt::format("SELECT pg_sleep({})", lock_pause));
        ours =
            work.exec1(fmt::format("SELECT pg_try_advisory_lock({})", advisory_lock))[0].as<bool>();
    }
    if (!ours) {
        throw StoreRefusal{ErrorKind::refused, "another rosterd has this store",
                           "give each rosterd a database of its own"};
    }
    if (generation_ == 0) {
        const int version = prepare_postgres_schema(work);
        if (version > 0) {
            throw StoreRefusal{
                ErrorKind::invalid_input,
                fmt::format("the store has schema version {}, newer than this rosterd", version),
                "start the newer rosterd that wrote it"};
        }
        generation_ =
            work.exec1("UPDATE owner SET generation = generation + 1 RETURNING generation")[0]
                .as<std::int64_t>();
    } else if (work.exec1("SELECT generation FROM owner")[0].as<std::int64_t>() != generation_) {
        throw StoreRefusal{ErrorKind::refused,
                           "another rosterd has written to this store meanwhile",
                           "restart this rosterd, or stop it"};
    }
    work.commit();
}

}  // namespace rosterd::store
