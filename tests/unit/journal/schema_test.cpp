// The shipped SQL and the contract as data say the same.
#include "adapters/journal/schema.hpp"

#include <gtest/gtest.h>

#include <string>

#include "reconciler/contract.hpp"

namespace rosterd::test {
namespace {

/// The lines between "CREATE TABLE <name> (" and ");".
std::string table_text(std::string_view sql, std::string_view create, std::string_view name) {
    const std::string head = std::string{create} + std::string{name} + " (";
    const std::size_t begin = sql.find(head);
    if (begin == std::string_view::npos) return {};
    return std::string{sql.substr(begin, sql.find("\n);", begin) - begin)};
}

void expect_contract_in(std::string_view sql, std::string_view create) {
    for (const RelationSpec& spec : journal_contract()) {
        const std::string table = table_text(sql, create, spec.name);
        EXPECT_FALSE(table.empty()) << spec.name;
        for (const Column& column : spec.columns) {
            const std::string begin = "\n    " + std::string{column.name} + " ";
            EXPECT_NE(table.find(begin), std::string::npos) << spec.name << '.' << column.name;
        }
    }
}

TEST(SchemaTest, PostgresTablesHoldEveryColumnOfTheContract) {
    expect_contract_in(journal_schema_postgres(), "CREATE TABLE ");
}

TEST(SchemaTest, SqliteTablesHoldEveryColumnOfTheContract) {
    expect_contract_in(journal_schema_sqlite(), "CREATE TABLE IF NOT EXISTS ");
}

TEST(SchemaTest, TriggersNameEveryRelationButTheMarker) {
    const std::string_view sql = journal_notify_postgres();
    for (const RelationSpec& spec : journal_contract()) {
        const bool named = sql.find("'" + std::string{spec.name} + "'") != std::string_view::npos;
        const bool about_reading =
            spec.relation == Relation::change_marker || spec.relation == Relation::journal_copy;
        EXPECT_EQ(named, !about_reading) << spec.name;
    }
}

}  // namespace
}  // namespace rosterd::test
