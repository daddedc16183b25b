// One read transaction per school; every relation by one SELECT.
#include "adapters/journal/sqlite_journal.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "adapters/journal/file_watch.hpp"
#include "adapters/journal/school_rows.hpp"
#include "adapters/journal/sqlite_database.hpp"

namespace rosterd {
namespace {

constexpr std::size_t columns_max = 12;

std::string columns_of(const RelationSpec& spec) {
    std::string list;
    for (const Column& column : spec.columns) {
        if (!list.empty()) list += ',';
        list += fmt::format("\"{}\"", column.name);
    }
    return list;
}

std::string select_all(const RelationSpec& spec) {
    return fmt::format("SELECT {} FROM \"{}\"", columns_of(spec), spec.name);
}

/// A view's column may hold integers and have no affinity: 17 = '17' is false then. So the id is
/// looked for as text and, where it is one, as a number.
constexpr std::string_view of_school = "school_id IN (?1, ?2)";

std::string select_school(const RelationSpec& spec, std::string_view named) {
    const std::string_view order =
        spec.relation == Relation::chat_edit ? " ORDER BY \"made_at\"" : "";
    return fmt::format("{} WHERE {}{}{}", select_all(spec), of_school, named, order);
}

void bind_school(SqliteStatement& statement, const std::string& school) {
    statement.bind_text(1, school);
    std::int64_t number = 0;
    const char* const end = school.data() + school.size();
    const auto [stop, error] = std::from_chars(school.data(), end, number);
    if (error == std::errc{} && stop == end && std::to_string(number) == school) {
        statement.bind_integer(2, number);
    } else {
        statement.bind_text(2, school);
    }
}

template <class Row>
Result<void> each_row(SqliteDatabase& database, SqliteStatement& statement, std::size_t width,
                      Row row) {
    std::array<Field, columns_max> fields;
    const std::span<Field> used{fields.data(), width};
    for (;;) {
        const int code = statement.step();
        if (code == SQLITE_DONE) return {};
        if (code != SQLITE_ROW) return database.error(code);
        statement.fields(used);
        row(std::span<const Field>{used});
    }
}

Result<RelationShape> shape_of(SqliteDatabase& database, const RelationSpec& spec) {
    RelationShape shape;
    shape.relation = spec.relation;
    auto statement =
        database.prepare(fmt::format("SELECT name, type FROM pragma_table_info('{}')", spec.name));
    if (!statement) return std::move(statement).error();
    const auto read = each_row(database, *statement, 2, [&](std::span<const Field> fields) {
        shape.columns.push_back(
            {std::string{fields[0].value_or("")}, std::string{fields[1].value_or("")}});
    });
    if (!read) return read.error();
    shape.exists = !shape.columns.empty();
    return shape;
}

class SqliteJournal final : public ContractJournal {
  public:
    explicit SqliteJournal(SqliteJournalOptions options) : options_{std::move(options)} {}

    Result<std::vector<School>> schools(std::vector<Finding>& findings) override {
        using Schools = std::vector<School>;
        return in_transaction<Schools>("journal: read schools", [&]() -> Result<Schools> {
            const RelationSpec& spec = spec_of(Relation::school);
            std::vector<Finding> found;
            SchoolRows rows{found};
            const auto read = read_all(spec, [&](auto fields) { rows.add(fields); });
            if (!read) return read.error();
            Schools schools = rows.take();
            findings.insert(findings.end(), found.begin(), found.end());
            return schools;
        });
    }

    Result<JournalRead> read(const School& school,
                             const std::vector<std::string>& lessons) override {
        return in_transaction<JournalRead>(
            fmt::format("journal: read school '{}'", school.id),
            [&]() -> Result<JournalRead> { return read_school(school, lessons); });
    }

    Result<std::optional<std::vector<SchoolMarker>>> markers() override {
        using Markers = std::optional<std::vector<SchoolMarker>>;
        return in_transaction<Markers>("journal: read change markers", [&]() -> Result<Markers> {
            const RelationSpec& spec = spec_of(Relation::change_marker);
            const auto shape = shape_of(*database_, spec);
            if (!shape) return shape.error();
            if (!shape->exists) return Markers{};
            std::vector<SchoolMarker> markers;
            const auto read = read_all(spec, [&](auto fields) {
                if (!fields[0]) return;
                markers.push_back({std::string{*fields[0]}, std::string{fields[1].value_or("")}});
            });
            if (!read) return read.error();
            // Nobody keeps it: as if it were not there.
            if (markers.empty()) return Markers{};
            return Markers{std::move(markers)};
        });
    }

    Result<std::vector<SchoolCopy>> copies() override {
        using Copies = std::vector<SchoolCopy>;
        return in_transaction<Copies>("journal: read the age of copies", [&]() -> Result<Copies> {
            const RelationSpec& spec = spec_of(Relation::journal_copy);
            const auto shape = shape_of(*database_, spec);
            if (!shape) return shape.error();
            Copies copies;
            if (!shape->exists) return copies;
            const auto read = read_all(spec, [&](auto fields) { add_copy(fields, copies); });
            if (!read) return read.error();
            return copies;
        });
    }

    std::optional<int> change_descriptor() override {
        if (!options_.watch) return std::nullopt;
        if (!watch_.is_open()) {
            if (!watch_.open(options_.path)) return std::nullopt;
        }
        return watch_.descriptor();
    }

    Result<std::vector<std::string>> take_changes() override {
        std::vector<std::string> changes;
        if (watch_.is_open() && watch_.take()) changes.emplace_back();
        return changes;
    }

    Result<std::vector<RelationShape>> inspect() override {
        using Shapes = std::vector<RelationShape>;
        return in_transaction<Shapes>("journal: inspect", [&]() -> Result<Shapes> {
            Shapes shapes;
            for (const RelationSpec& spec : journal_contract()) {
                RelationShape& shape = shapes.emplace_back();
                auto found = shape_of(*database_, spec);
                if (found) {
                    shape = std::move(*found);
                } else {  // a view over something that is gone
                    shape.relation = spec.relation;
                    shape.error = found.error().what;
                }
                if (shape.exists) count_rows(shape);
            }
            return shapes;
        });
    }

  private:
    template <class T, class Work>
    Result<T> in_transaction(const std::string& step, Work work) {
        const auto ready = begin();
        if (!ready) return Error{ready.error()}.in(step);
        Result<T> result = work();
        // Nothing was written; a failure to end it shows when the next one begins.
        const auto ended = database_->execute("ROLLBACK");
        if (result && ended) return result;
        database_.reset();
        if (!result) return std::move(result).error().in(step);
        return Error{ended.error()}.in(step);
    }

    /// The snapshot is taken by the first SELECT after BEGIN.
    Result<void> begin() {
        if (database_ && !database_->is_current()) database_.reset();
        if (!database_) {
            auto opened = SqliteDatabase::open(options_.path, options_.busy_timeout);
            if (!opened) return opened.error();
            database_.emplace(std::move(*opened));
        }
        auto begun = database_->execute("BEGIN");
        if (!begun) database_.reset();
        return begun;
    }

    Result<void> require(const RelationSpec& spec) {
        const auto shape = shape_of(*database_, spec);
        if (!shape) return Error{shape.error()}.in(spec.name);
        auto fault = shape_fault(spec, *shape, "");
        if (!fault) return {};
        return Error{ErrorKind::invalid_input, std::move(*fault),
                     "run `rosterctl journal check`; contract_sqlite.sql shows every relation"};
    }

    template <class Row>
    Result<void> read_all(const RelationSpec& spec, Row row) {
        const auto fit = require(spec);
        if (!fit) return fit.error();
        auto statement = database_->prepare(select_all(spec));
        if (!statement) return std::move(statement).error().in(spec.name);
        return each_row(*database_, *statement, spec.columns.size(), row);
    }

    Result<bool> is_known(const School& school) {
        auto statement =
            database_->prepare("SELECT 1 FROM school WHERE school_id IN (?1, ?2) LIMIT 1");
        if (!statement) return std::move(statement).error();
        bind_school(*statement, school.id);
        bool known = false;
        const auto read = each_row(*database_, *statement, 1, [&](auto) { known = true; });
        if (!read) return read.error();
        return known;
    }

    Result<JournalRead> read_school(const School& school, const std::vector<std::string>& lessons) {
        const auto fit = require(spec_of(Relation::school));
        if (!fit) return fit.error();
        const auto known = is_known(school);
        if (!known) return known.error();
        if (!*known) {
            return Error{ErrorKind::not_found, "the journal has no such school",
                         "it was removed from the relation school, or never was there"};
        }
        RosterBuilder builder{school, lessons};
        for (const RelationSpec& spec : journal_contract()) {
            if (!spec.in_roster) continue;
            const auto read = read_relation(spec, school, lessons, builder);
            if (!read) return read.error();
        }
        BuiltRoster built = builder.build();
        return JournalRead{std::move(built.roster), std::move(built.findings)};
    }

    Result<void> read_relation(const RelationSpec& spec, const School& school,
                               const std::vector<std::string>& lessons, RosterBuilder& builder) {
        const auto fit = require(spec);
        if (!fit) return fit.error();
        const auto named = named_only(spec, lessons);
        if (!named) return named.error();
        auto statement = database_->prepare(select_school(spec, *named));
        if (!statement) return std::move(statement).error().in(spec.name);
        bind_school(*statement, school.id);
        const auto read = each_row(*database_, *statement, spec.columns.size(),
                                   [&](auto fields) { builder.add(spec.relation, fields); });
        if (!read) return Error{read.error()}.in(spec.name);
        return {};
    }

    /// The condition on a relation of which only named rows are read; empty for others.
    Result<std::string> named_only(const RelationSpec& spec,
                                   const std::vector<std::string>& lessons) {
        if (!spec.only_named) return std::string{};
        const RelationSpec& conferences = spec_of(Relation::conference);
        const auto fit = require(conferences);
        if (!fit) return fit.error();
        const auto lesson = shape_of(*database_, spec);
        if (!lesson) return lesson.error();
        const auto conference = shape_of(*database_, conferences);
        if (!conference) return conference.error();
        return named_condition(spec, *lesson, *conference, of_school, "", lessons);
    }

    void count_rows(RelationShape& shape) {
        auto statement = database_->prepare(
            fmt::format("SELECT count(*) FROM \"{}\"", spec_of(shape.relation).name));
        if (!statement) {
            shape.error = statement.error().what;
            return;
        }
        const auto read = each_row(*database_, *statement, 1, [&](std::span<const Field> fields) {
            shape.rows = std::strtoull(std::string{fields[0].value_or("0")}.c_str(), nullptr, 10);
        });
        if (!read) shape.error = read.error().what;
    }

    SqliteJournalOptions options_;
    std::optional<SqliteDatabase> database_;
    FileWatch watch_;
};

}  // namespace

Result<std::unique_ptr<ContractJournal>> open_sqlite_journal(SqliteJournalOptions options) {
    if (options.path.empty()) {
        return Error{ErrorKind::invalid_input, "the journal's path is empty",
                     "set journal.path in the configuration"};
    }
    return std::unique_ptr<ContractJournal>{std::make_unique<SqliteJournal>(std::move(options))};
}

Result<std::unique_ptr<ContractJournal>> open_sqlite_journal(std::filesystem::path path) {
    return open_sqlite_journal(SqliteJournalOptions{.path = std::move(path)});
}

}  // namespace rosterd
