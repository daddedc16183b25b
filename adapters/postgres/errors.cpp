// Classification by SQLSTATE where there is one, by the words of a failed login otherwise.
#include "adapters/postgres/errors.hpp"

#include <fmt/format.h>

#include <array>
#include <pqxx/except>
#include <string>
#include <string_view>
#include <type_traits>

namespace rosterd {
namespace {

std::string first_line(std::string_view text) {
    return std::string{text.substr(0, text.find('\n'))};
}

/// libpq begins with host and port; what the server or the system said comes last.
std::string_view after_address(std::string_view text) {
    constexpr std::string_view mark = " failed: ";
    const std::size_t at = text.find(mark);
    return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

bool is_refused_login(std::string_view text) {
    // libpq gives no SQLSTATE for a failed connection, and servers speak their admin's language.
    constexpr std::array<std::string_view, 9> words{
        "authentication failed", "pg_hba.conf", "no password supplied", "role \"",    "database \"",
        "проверку подлинности",  "роль \"",     "база данных \"",       "fe_sendauth"};
    for (const std::string_view word : words) {
        if (text.find(word) != std::string_view::npos) return true;
    }
    return false;
}

Error connection_error(std::string_view text, const PostgresAdvice& advice) {
    const std::string said = first_line(after_address(text));
    if (is_refused_login(said)) {
        return {ErrorKind::authority, "PostgreSQL refuses the login: " + said,
                fmt::format("correct the {}'s DSN or the server's pg_hba.conf", advice.owner)};
    }
    return {ErrorKind::transient, "PostgreSQL is not reachable: " + said,
            fmt::format("is the server running, and does the {}'s DSN name it?", advice.owner)};
}

/// libpqxx 6 throws some classes without their SQLSTATE; then the class stands for it.
std::string state_of(const pqxx::sql_error& error) {
    if (!error.sqlstate().empty()) return error.sqlstate();
    const auto is = [&]<class Class>(std::type_identity<Class>) {
        return dynamic_cast<const Class*>(&error) != nullptr;
    };
    if (is(std::type_identity<pqxx::insufficient_privilege>{})) return "42501";
    if (is(std::type_identity<pqxx::undefined_table>{})) return "42P01";
    if (is(std::type_identity<pqxx::undefined_column>{})) return "42703";
    if (is(std::type_identity<pqxx::undefined_function>{})) return "42883";
    if (is(std::type_identity<pqxx::syntax_error>{})) return "42601";
    if (is(std::type_identity<pqxx::data_exception>{})) return "22000";
    if (is(std::type_identity<pqxx::insufficient_resources>{})) return "53000";
    if (is(std::type_identity<pqxx::feature_not_supported>{})) return "0A000";
    if (is(std::type_identity<pqxx::plpgsql_error>{})) return "P0000";
    return {};
}

Error sql_state_error(const pqxx::sql_error& error, const PostgresAdvice& advice) {
    const std::string state = state_of(error);
    const std::string_view category = std::string_view{state}.substr(0, 2);
    const std::string said = first_line(error.what());
    if (state.empty()) return {ErrorKind::transient, "the connection to PostgreSQL was cut off"};
    if (state == "42501" || category == "28") {
        return {ErrorKind::authority, said, std::string{advice.grant}};
    }
    if (state == "57014") {
        return {ErrorKind::transient, "the query was cancelled or took longer than its time limit",
                std::string{advice.slow}};
    }
    for (const std::string_view passing : {"08", "40", "53", "55", "57", "58"}) {
        if (category == passing) return {ErrorKind::transient, said};
    }
    if (category == "42" || category == "3F") {
        return {ErrorKind::invalid_input, said, std::string{advice.shape}};
    }
    // The server's words may quote a value of a row here (a cast in a view that fails).
    return {advice.statement_kind,
            fmt::format("{} fails with SQLSTATE {}", advice.statement, state),
            std::string{advice.shape}};
}

}  // namespace

Error postgres_error(const std::exception_ptr& error, const PostgresAdvice& advice) {
    try {
        std::rethrow_exception(error);
    } catch (const pqxx::sql_error& e) {
        return sql_state_error(e, advice);
    } catch (const pqxx::transaction_rollback&) {
        return {ErrorKind::transient, "the transaction was rolled back by the server"};
    } catch (const pqxx::broken_connection& e) {
        return connection_error(e.what(), advice);
    } catch (const pqxx::failure&) {
        return {ErrorKind::transient, "the connection to PostgreSQL was cut off"};
    } catch (const pqxx::internal_error&) {
        // libpqxx's word for going on with a connection that has just broken.
        return {ErrorKind::transient, "the connection to PostgreSQL was cut off"};
    } catch (const std::exception& e) {
        return {ErrorKind::our_bug, "libpqxx: " + first_line(e.what())};
    }
}

bool is_connection_loss(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const pqxx::sql_error& e) {
        const std::string state = state_of(e);
        return state.empty() || state.starts_with("57P") || state.starts_with("08");
    } catch (const pqxx::transaction_rollback&) {
        return false;
    } catch (const pqxx::failure&) {
        return true;
    } catch (const pqxx::internal_error&) {
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace rosterd
