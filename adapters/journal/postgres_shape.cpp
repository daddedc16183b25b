// Reads the catalogue once per connection and writes the SELECTs that fit the columns' real types.
#include "adapters/journal/postgres_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pqxx/result>

namespace rosterd {
namespace {

/// Every column of every relation in the schema, with its type, a domain's by its base.
constexpr const char* catalogue_query = R"sql(
SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), b.typname,
       b.typcategory
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a
       ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b
       ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE n.nspname = 'rosterd_journal' AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
ORDER BY c.relname, a.attnum)sql";

struct Type {
    std::string name;  ///< in pg_type: int8, timestamptz
    char category;     ///< pg_type.typcategory: S string, N number, A array ...
};

std::string in_quotes(std::string_view name) {
    return fmt::format("\"{}\"", name);
}

bool is_integer(const Type& type) {
    return type.name == "int2" || type.name == "int4" || type.name == "int8";
}

std::string text_expression(const Column& column, const Type& type) {
    const std::string name = in_quotes(column.name);
    if (type.category == 'A') {
        const bool list = column.name == "roles";
        return list ? fmt::format("array_to_string({}, ',')", name) : std::string{};
    }
    const bool unreadable = type.category == 'C' || type.name == "bytea" || type.name == "json" ||
                            type.name == "jsonb" || type.name == "xml";
    if (unreadable) return {};
    return type.name == "bpchar" ? name + "::text" : name;  // the cast drops the padding
}

/// The SQL that reads `column` of a given type; empty when the type cannot mean it.
std::string expression(const Column& column, const Type& type) {
    const std::string name = in_quotes(column.name);
    if (column.type == ColumnType::text) return text_expression(column, type);
    if (type.category == 'S') return type.name == "bpchar" ? name + "::text" : name;
    switch (column.type) {
        case ColumnType::text:
            break;
        case ColumnType::boolean:
            return type.name == "bool" || is_integer(type) ? name : "";
        case ColumnType::day:
            if (type.name == "timestamp") return name + "::date";
            return type.name == "date" ? name : "";
        case ColumnType::local_time:
            return type.name == "timestamp" ? name : "";
        case ColumnType::instant:
            return type.name == "timestamptz" ? name : "";
    }
    return {};
}

bool is_canonical_integer(const std::string& text) {
    constexpr std::size_t digits_max = 18;  // always within int8
    const bool negative = text.starts_with('-');
    const std::string_view digits = std::string_view{text}.substr(negative ? 1 : 0);
    return !digits.empty() && digits.size() <= digits_max &&
           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) &&
           (digits == "0" ? !negative : digits.front() != '0');
}

void add_column(PostgresRelation& relation, const RelationSpec& spec, const pqxx::row& row) {
    enum : pqxx::row::size_type { relname, attname, type_text, typname, typcategory };
    ColumnShape shape{row[attname].c_str(), row[type_text].c_str()};
    const Type type{row[typname].c_str(), *row[typcategory].c_str()};
    for (std::size_t i = 0; i < spec.columns.size(); ++i) {
        if (spec.columns[i].name != shape.name) continue;
        relation.expressions[i] = expression(spec.columns[i], type);
        shape.readable = !relation.expressions[i].empty();
        if (i == 0) {
            relation.integer_school_id = is_integer(type);
            relation.text_school_id = type.category == 'S';
        }
    }
    relation.shape.columns.push_back(std::move(shape));
}

/// Row order matters for edits of one second only; elsewhere sorting would cost for nothing.
std::string_view order_of(const RelationSpec& spec) {
    return spec.relation == Relation::chat_edit ? " ORDER BY \"made_at\"" : "";
}

std::string list_of(const PostgresRelation& relation, std::size_t first) {
    std::string list;
    for (std::size_t i = first; i < relation.expressions.size(); ++i) {
        if (!list.empty()) list += ',';
        list += relation.expressions[i];
    }
    return list;
}

}  // namespace

std::vector<PostgresRelation> read_shapes(pqxx::transaction_base& transaction) {
    std::vector<PostgresRelation> relations;
    for (const RelationSpec& spec : journal_contract()) {
        relations.emplace_back().shape.relation = spec.relation;
        relations.back().expressions.resize(spec.columns.size());
    }
    for (const pqxx::row& row : transaction.exec(catalogue_query)) {
        for (const RelationSpec& spec : journal_contract()) {
            if (spec.name != row[0].c_str()) continue;
            PostgresRelation& relation = relations[static_cast<std::size_t>(spec.relation)];
            relation.shape.exists = true;
            if (!row[1].is_null()) add_column(relation, spec, row);
        }
    }
    return relations;
}

std::string school_condition(const PostgresRelation& relation, const std::string& school,
                             const std::string& quoted_school) {
    const bool comparable =
        relation.text_school_id || (relation.integer_school_id && is_canonical_integer(school));
    // The cast costs the index, but no school may look empty for a difference in types.
    return fmt::format("{} = {}", comparable ? "school_id" : "school_id::text", quoted_school);
}

std::string school_query(const RelationSpec& spec, const PostgresRelation& relation,
                         const std::string& condition) {
    return fmt::format("(SELECT {} FROM {}{} WHERE {}{})", list_of(relation, 1), journal_schema,
                       in_quotes(spec.name), condition, order_of(spec));
}

std::string whole_query(const RelationSpec& spec, const PostgresRelation& relation) {
    return fmt::format("(SELECT {} FROM {}{})", list_of(relation, 0), journal_schema,
                       in_quotes(spec.name));
}

}  // namespace rosterd
