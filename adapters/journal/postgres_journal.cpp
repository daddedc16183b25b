// One REPEATABLE READ READ ONLY transaction per school, every relation by COPY.
#include "adapters/journal/postgres_journal.hpp"

#include <fmt/format.h>

#include <array>
#include <pqxx/pqxx>

#include "adapters/journal/copy_line.hpp"
#include "adapters/journal/postgres_listener.hpp"
#include "adapters/journal/postgres_shape.hpp"
#include "adapters/journal/school_rows.hpp"
#include "adapters/postgres/errors.hpp"

namespace rosterd {
namespace {

constexpr PostgresAdvice journal_advice{
    .owner = "journal",
    .grant =
        "GRANT USAGE ON SCHEMA rosterd_journal and SELECT ON ALL TABLES IN SCHEMA "
        "rosterd_journal to the daemon's login",
    .slow = "give the views' base tables an index that begins with the school's id",
    .shape = "run `rosterctl journal check`",
    .statement = "a view of the journal",
    .statement_kind = ErrorKind::invalid_input};

using ReadTransaction = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
constexpr std::size_t columns_max = 12;

/// Reads all rows of `query`; `row` gets them with `width` fields.
template <class Row>
Result<void> copy_rows(pqxx::transaction_base& transaction, const std::string& query,
                       std::size_t width, Row row) {
    std::array<Field, columns_max> fields;
    const std::span<Field> used{fields.data(), width};
    pqxx::stream_from stream{transaction, query};
    std::string line;
    while (stream.get_raw_line(line)) {
        if (line.ends_with('\n')) line.pop_back();  // libpqxx 6 leaves it there
        if (!split_copy_line(line, used)) {
            return Error{ErrorKind::transient, "a line of COPY was cut off"};
        }
        row(std::span<const Field>{used});
    }
    return {};
}

class PostgresJournal final : public ContractJournal {
  public:
    PostgresJournal(PostgresJournalOptions options, std::string dsn)
        : options_{std::move(options)}, dsn_{std::move(dsn)} {}

    Result<std::vector<School>> schools(std::vector<Finding>& findings) override {
        return in_transaction<std::vector<School>>(
            "journal: read schools",
            [&](pqxx::transaction_base& transaction) -> Result<std::vector<School>> {
                // The operator may have changed a view since the last time.
                relations_ = read_shapes(transaction);
                const RelationSpec& spec = spec_of(Relation::school);
                if (auto fault = fault_of(spec)) return *std::move(fault);
                std::vector<Finding> found;
                SchoolRows rows{found};
                const auto copied = copy_rows(
                    transaction, whole_query(spec, relation(Relation::school)), spec.columns.size(),
                    [&](std::span<const Field> fields) { rows.add(fields); });
                if (!copied) return copied.error();
                auto schools = rows.take();
                findings.insert(findings.end(), found.begin(), found.end());
                return schools;
            });
    }

    Result<JournalRead> read(const School& school,
                             const std::vector<std::string>& lessons) override {
        return in_transaction<JournalRead>(fmt::format("journal: read school '{}'", school.id),
                                           [&](pqxx::transaction_base& transaction) {
                                               return read_in(transaction, school, lessons);
                                           });
    }

    Result<std::optional<std::vector<SchoolMarker>>> markers() override {
        using Markers = std::optional<std::vector<SchoolMarker>>;
        return in_transaction<Markers>(
            "journal: read change markers",
            [&](pqxx::transaction_base& transaction) -> Result<Markers> {
                const RelationSpec& spec = spec_of(Relation::change_marker);
                if (!relation(Relation::change_marker).shape.exists) return Markers{};
                if (auto fault = fault_of(spec)) return *std::move(fault);
                std::vector<SchoolMarker> markers;
                const auto copied = copy_rows(
                    transaction, whole_query(spec, relation(Relation::change_marker)),
                    spec.columns.size(), [&](std::span<const Field> fields) {
                        if (!fields[0]) return;
                        markers.push_back({std::string{*fields[0]},
                                           std::string{fields[1].value_or(std::string_view{})}});
                    });
                if (!copied) return copied.error();
                // Nobody keeps it: as if it were not there.
                if (markers.empty()) return Markers{};
                return Markers{std::move(markers)};
            });
    }

    Result<std::vector<SchoolCopy>> copies() override {
        using Copies = std::vector<SchoolCopy>;
        const bool none = !relations_.empty() && !relation(Relation::journal_copy).shape.exists;
        if (none) return Copies{};
        return in_transaction<Copies>(
            "journal: read the age of copies",
            [&](pqxx::transaction_base& transaction) -> Result<Copies> {
                const RelationSpec& spec = spec_of(Relation::journal_copy);
                Copies copies;
                if (!relation(Relation::journal_copy).shape.exists) return copies;
                if (auto fault = fault_of(spec)) return *std::move(fault);
                const auto copied =
                    copy_rows(transaction, whole_query(spec, relation(Relation::journal_copy)),
                              spec.columns.size(),
                              [&](std::span<const Field> fields) { add_copy(fields, copies); });
                if (!copied) return copied.error();
                return copies;
            });
    }

    std::optional<int> change_descriptor() override {
        if (!options_.listen) return std::nullopt;
        if (!listener_) {
            try {
                listener_ = std::make_unique<PostgresListener>(dsn_);
            } catch (const std::exception&) {
                // The next read meets the same trouble and says what it is.
                missed_ = true;
                return std::nullopt;
            }
        }
        return listener_->descriptor();
    }

    Result<std::vector<std::string>> take_changes() override {
        std::vector<std::string> changes;
        // What was announced while nobody listened is lost: any school may have changed.
        if (listener_ && std::exchange(missed_, false)) changes.emplace_back();
        if (!listener_) return changes;
        try {
            for (std::string& school : listener_->take()) changes.push_back(std::move(school));
        } catch (const std::exception&) {
            Error error = postgres_error(std::current_exception(), journal_advice);
            listener_.reset();
            missed_ = true;
            return std::move(error).in("journal: listen");
        }
        return changes;
    }

    Result<std::vector<RelationShape>> inspect() override {
        using Shapes = std::vector<RelationShape>;
        return in_transaction<Shapes>("journal: inspect",
                                      [&](pqxx::dbtransaction& transaction) -> Result<Shapes> {
                                          relations_ = read_shapes(transaction);
                                          Shapes shapes;
                                          for (const PostgresRelation& known : relations_) {
                                              shapes.push_back(known.shape);
                                              if (known.shape.exists)
                                                  count_rows(transaction, shapes.back());
                                          }
                                          return shapes;
                                      });
    }

  private:
    /// Runs `work` in one read-only snapshot. A connection that broke while it was idle is replaced
    /// once: a read can be repeated.
    template <class T, class Work>
    Result<T> in_transaction(const std::string& step, Work work) {
        for (bool fresh = false;; fresh = true) {
            const bool reused = connection_ != nullptr;
            std::exception_ptr failure;
            reading_ = {};
            try {
                connect();
                ReadTransaction transaction{**connection_};
                prepare(transaction);
                Result<T> result = work(transaction);
                transaction.abort();  // nothing was written
                if (result) return result;
                forget_shapes();
                return std::move(result).error().in(step);
            } catch (const std::exception&) {
                failure = std::current_exception();
            }
            connection_.reset();
            forget_shapes();
            const bool again = reused && !fresh && is_connection_loss(failure);
            if (again) continue;
            Error error = postgres_error(failure, journal_advice);
            if (!reading_.empty()) error = std::move(error).in(reading_);
            return std::move(error).in(step);
        }
    }

    /// Looks before it leaps: libpqxx 6 leaks the answer to a query on a connection that is gone.
    void connect() {
        if (connection_ != nullptr && connection_->is_readable()) connection_.reset();
        if (connection_ == nullptr) connection_ = std::make_unique<QuietConnection>(dsn_);
    }

    /// SET LOCAL, not SET: a pooler may give the next transaction another session.
    void prepare(pqxx::transaction_base& transaction) {
        transaction.exec(
            fmt::format("SET LOCAL statement_timeout = {}; SET LOCAL datestyle = 'ISO, YMD'; "
                        "SET LOCAL timezone = 'UTC'; SET LOCAL client_encoding = 'UTF8'; "
                        "SET LOCAL jit = off",
                        options_.statement_timeout.count()));
        if (relations_.empty()) relations_ = read_shapes(transaction);
    }

    void forget_shapes() { relations_.clear(); }

    [[nodiscard]] const PostgresRelation& relation(Relation which) const {
        return relations_[static_cast<std::size_t>(which)];
    }

    [[nodiscard]] std::optional<Error> fault_of(const RelationSpec& spec) const {
        auto fault = shape_fault(spec, relation(spec.relation).shape, journal_schema);
        if (!fault) return std::nullopt;
        return Error{ErrorKind::invalid_input, std::move(*fault),
                     "run `rosterctl journal check`; contract.sql shows every relation"};
    }

    Result<JournalRead> read_in(pqxx::transaction_base& transaction, const School& school,
                                const std::vector<std::string>& lessons) {
        for (const RelationSpec& spec : journal_contract()) {
            const bool needed = spec.in_roster || spec.relation == Relation::school;
            if (!needed) continue;
            if (auto fault = fault_of(spec)) return *std::move(fault);
        }
        const std::string quoted = transaction.quote(school.id);
        const pqxx::result known = transaction.exec(
            fmt::format("SELECT 1 FROM {}school WHERE {} LIMIT 1", journal_schema,
                        school_condition(relation(Relation::school), school.id, quoted)));
        if (known.empty()) {
            return Error{ErrorKind::not_found, "the journal has no such school",
                         "it was removed from the relation school, or never was there"};
        }
        RosterBuilder builder{school, lessons};
        for (const RelationSpec& spec : journal_contract()) {
            if (!spec.in_roster) continue;
            const auto copied = read_relation(transaction, spec, school, lessons, quoted, builder);
            if (!copied) return Error{copied.error()}.in(spec.name);
        }
        reading_ = {};
        BuiltRoster built = builder.build();
        return JournalRead{std::move(built.roster), std::move(built.findings)};
    }

    Result<void> read_relation(pqxx::transaction_base& transaction, const RelationSpec& spec,
                               const School& school, const std::vector<std::string>& lessons,
                               const std::string& quoted, RosterBuilder& builder) {
        reading_ = spec.name;
        const auto of_school = [&](Relation which) {
            return school_condition(relation(which), school.id, quoted);
        };
        const std::string named = named_condition(
            spec, relation(Relation::lesson).shape, relation(Relation::conference).shape,
            of_school(Relation::conference), journal_schema, lessons);
        const std::string query =
            school_query(spec, relation(spec.relation), of_school(spec.relation) + named);
        std::array<Field, columns_max> row;
        row[0] = school.id;
        const std::size_t width = spec.columns.size();
        return copy_rows(transaction, query, width - 1, [&](std::span<const Field> fields) {
            std::copy(fields.begin(), fields.end(), row.begin() + 1);
            builder.add(spec.relation, std::span<const Field>{row.data(), width});
        });
    }

    /// In a subtransaction, so that one relation without rights does not hide the others.
    static void count_rows(pqxx::dbtransaction& transaction, RelationShape& shape) {
        const std::string_view name = spec_of(shape.relation).name;
        try {
            pqxx::subtransaction counting{transaction};
            const pqxx::result rows =
                counting.exec(fmt::format("SELECT count(*) FROM {}\"{}\"", journal_schema, name));
            shape.rows = rows[0][0].as<std::uint64_t>();
            counting.commit();
        } catch (const pqxx::sql_error&) {
            if (is_connection_loss(std::current_exception())) throw;
            shape.error = postgres_error(std::current_exception(), journal_advice).what;
        }
    }

    PostgresJournalOptions options_;
    std::string dsn_;
    std::unique_ptr<QuietConnection> connection_;
    std::vector<PostgresRelation> relations_;  ///< empty: not looked at since the last failure
    std::string_view reading_;                 ///< the relation that an exception will be about
    std::unique_ptr<PostgresListener> listener_;
    bool missed_ = false;
};

}  // namespace

Result<std::unique_ptr<ContractJournal>> open_postgres_journal(PostgresJournalOptions options) {
    auto dsn = complete_dsn(options.dsn, options.connect_timeout, "journal");
    if (!dsn) return dsn.error();
    return std::unique_ptr<ContractJournal>{
        std::make_unique<PostgresJournal>(std::move(options), std::move(*dsn))};
}

}  // namespace rosterd
