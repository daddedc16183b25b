// Completing a DSN, and receiving notifications.
#include "adapters/journal/postgres_connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <map>
#include <pqxx/notification>

namespace rosterd {
namespace {

/// Any schools changed beyond this number: one "any school" costs less than the list.
constexpr std::size_t payloads_max = 10'000;

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

Result<std::string> complete_dsn(const std::string& dsn, std::chrono::seconds connect_timeout) {
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> options{
        PQconninfoParse(dsn.c_str(), &message)};
    if (message != nullptr) PQfreemem(message);
    if (!options) {
        return Error{ErrorKind::invalid_input,
                     "the journal's DSN cannot be understood (not shown, it may hold a password)",
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

class PostgresListener::Receiver : public pqxx::notification_receiver {
  public:
    Receiver(pqxx::connection& connection, std::vector<std::string>& payloads)
        : notification_receiver{connection, "rosterd_journal"}, payloads_{payloads} {}

    void operator()(const std::string& payload, int /*backend*/) override {
        if (payloads_.size() < payloads_max) {
            payloads_.push_back(payload);
        } else {
            payloads_.assign(1, "");
        }
    }

  private:
    std::vector<std::string>& payloads_;
};

PostgresListener::PostgresListener(const std::string& dsn)
    : connection_{dsn}, receiver_{std::make_unique<Receiver>(*connection_, payloads_)} {}

PostgresListener::~PostgresListener() = default;

int PostgresListener::descriptor() const {
    return (*connection_).sock();
}

std::vector<std::string> PostgresListener::take() {
    // A session's last words and its end arrive apart: read until there is nothing more.
    constexpr int rounds_max = 100;
    int rounds = 0;
    do {
        (*connection_).get_notifs();
    } while (++rounds < rounds_max && connection_.is_readable());
    std::ranges::sort(payloads_);
    const auto rest = std::ranges::unique(payloads_);
    payloads_.erase(rest.begin(), rest.end());
    return std::exchange(payloads_, {});
}

}  // namespace rosterd
