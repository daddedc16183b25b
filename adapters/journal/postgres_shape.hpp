// What schema rosterd_journal looks like, and the queries that read it. Text only; no connection.
#pragma once

#include <pqxx/transaction_base>
#include <string>
#include <vector>

#include "adapters/journal/contract_journal.hpp"

namespace rosterd {

inline constexpr const char* journal_schema = "rosterd_journal.";

/// One relation of the contract with what is needed to read it.
struct PostgresRelation {
    RelationShape shape;  ///< rows are not counted
    /// Per column of the contract: the SQL that gives it as the roster builder reads it. The first
    /// (school_id) too. Empty for a missing or unreadable column.
    std::vector<std::string> expressions;
    bool integer_school_id = false;
    bool text_school_id = false;
};

/// All relations in the order of journal_contract(). One query. Throws as libpqxx does.
[[nodiscard]] std::vector<PostgresRelation> read_shapes(pqxx::transaction_base& transaction);

/// "(SELECT ... FROM rosterd_journal.x WHERE school_id = 'y')" without the column school_id, which
/// is known; for COPY. `condition` is that of school_condition() and whatever else shall hold.
[[nodiscard]] std::string school_query(const RelationSpec& spec, const PostgresRelation& relation,
                                       const std::string& condition);
/// "school_id = 'y'". `quoted_school` is an SQL literal of the id `school`.
[[nodiscard]] std::string school_condition(const PostgresRelation& relation,
                                           const std::string& school,
                                           const std::string& quoted_school);
/// "(SELECT ... FROM rosterd_journal.x)" with every column; for the relations school and
/// change_marker.
[[nodiscard]] std::string whole_query(const RelationSpec& spec, const PostgresRelation& relation);

}  // namespace rosterd
