// Receiving notifications.
#include "adapters/journal/postgres_listener.hpp"

#include <algorithm>
#include <pqxx/notification>
#include <utility>

namespace rosterd {
namespace {

/// Any schools changed beyond this number: one "any school" costs less than the list.
constexpr std::size_t payloads_max = 10'000;

}  // namespace

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
