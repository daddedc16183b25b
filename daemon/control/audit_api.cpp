// Parameters in, one question to the daemon, lines out.
#include "daemon/control/audit_api.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <optional>

#include "daemon/control/responses.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

constexpr std::int64_t count_max = 10'000;

/// Reads parameters; the first that is wrong is the error.
class Parameters {
  public:
    explicit Parameters(const std::map<std::string, std::string, std::less<>>& query)
        : query_{query} {}

    [[nodiscard]] std::string text(std::string_view name) const {
        const auto found = query_.find(name);
        return found == query_.end() ? std::string{} : found->second;
    }
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t fallback) {
        const std::string written = text(name);
        if (written.empty()) return fallback;
        std::int64_t value = 0;
        const auto [end, error] =
            std::from_chars(written.data(), written.data() + written.size(), value);
        const bool whole = error == std::errc{} && end == written.data() + written.size();
        if (whole && value >= 0) return value;
        blame(fmt::format("'{}' is not a whole number it can be", name), "0 or more");
        return fallback;
    }
    void blame(std::string what, std::string hint) {
        if (error_) return;
        error_ = Error{ErrorKind::invalid_input, std::move(what), std::move(hint)};
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  private:
    const std::map<std::string, std::string, std::less<>>& query_;
    std::optional<Error> error_;
};

Result<AuditQuery> query_of(const std::map<std::string, std::string, std::less<>>& query) {
    Parameters parameters{query};
    AuditQuery asked;
    asked.school = parameters.text("school");
    asked.chat = parameters.text("chat");
    asked.person = parameters.text("person");
    asked.from = parameters.number("from", asked.from);
    asked.to = parameters.number("to", asked.to);
    asked.beyond = parameters.number("beyond", asked.beyond);
    const std::int64_t count = parameters.number("count", 100);
    if (count == 0 || count > count_max) {
        parameters.blame("'count' is not a whole number it can be",
                         fmt::format("from 1 to {}", count_max));
    }
    asked.count_max = static_cast<std::size_t>(count);
    const std::string order = parameters.text("order");
    asked.order =
        order == "oldest" ? AuditQuery::Order::oldest_first : AuditQuery::Order::newest_first;
    if (!order.empty() && order != "oldest" && order != "newest") {
        parameters.blame(fmt::format("'{}' is no order of the audit", order), "newest or oldest");
    }
    if (parameters.error()) return *parameters.error();
    return asked;
}

json::object line_view(const AuditLine& line) {
    const AuditEntry& entry = line.entry;
    return {{"number", line.number},
            {"at", entry.at},
            {"school", entry.school},
            {"account", or_null(line.account)},
            {"chat", or_null(entry.chat)},
            {"operation", entry.operation},
            {"person", or_null(entry.person)},
            {"user", entry.user == 0 ? json::value(nullptr) : json::value(entry.user)},
            {"outcome", entry.outcome},
            {"reason", or_null(entry.reason)},
            {"by", or_null(entry.by)}};
}

}  // namespace

awaitable<http::Response> list_audit(DaemonControl* daemon,
                                     std::map<std::string, std::string, std::less<>> query) {
    const auto asked = query_of(query);
    if (!asked) co_return error_response(asked.error());
    auto lines = co_await daemon->audit(*asked);
    if (!lines) co_return error_response(lines.error());
    json::array items;
    for (const AuditLine& line : *lines) items.push_back(line_view(line));
    const bool more = lines->size() == asked->count_max;
    co_return answer({{"items", std::move(items)},
                      {"next", more ? json::value(lines->back().number) : json::value(nullptr)}});
}

}  // namespace rosterd::control
