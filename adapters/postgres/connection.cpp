// Completing a DSN.
#include "adapters/postgres/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <map>
#include <memory>

namespace rosterd {
namespace {

std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "'";
}

struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

}  // namespace

Result<std::string> complete_dsn(const std::string& dsn, std::chrono::seconds connect_timeout,
                                 std::string_view owner) {
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> options{
        PQconninfoParse(dsn.c_str(), &message)};
    if (message != nullptr) PQfreemem(message);
    if (!options) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("the {}'s DSN cannot be understood (not shown, it may hold a "
                                 "password)",
                                 owner),
                     "expected host=... dbname=... user=... or postgresql://user@host/dbname"};
    }
    std::map<std::string, std::string> values{
        {"connect_timeout", std::to_string(connect_timeout.count())},
        {"application_name", "rosterd"},
        {"keepalives_idle", "30"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "60000"},
    };
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) values[option->keyword] = option->val;
    }
    std::string complete;
    for (const auto& [key, value] : values) complete += fmt::format("{}={} ", key, quoted(value));
    return complete;
}

bool QuietConnection::is_readable() const {
    pollfd entry{connection_.sock(), POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

}  // namespace rosterd
