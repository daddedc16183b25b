// Requests to mod_http_api: authorization, budget, judgement.
#include "adapters/platform/ejabberd/ejabberd_session.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

namespace rosterd::ejabberd {
namespace {

using boost::asio::awaitable;

/// Whoever registers is linked moments later, and must not wait for long; a school full of people
/// without accounts must not make the server list its users for each of them.
constexpr std::chrono::seconds directory_age_min{2};
constexpr std::size_t answer_bytes_max = 64U * 1024 * 1024;  // names of a million users
constexpr std::size_t connections = 4;  // more bring nothing (docs/ejabberd.md)

std::string base64(std::string_view text) {
    std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

std::string authorization(const EjabberdOptions& options, const Addresses& addresses) {
    if (options.secret_kind == SecretKind::oauth) return "Bearer " + options.secret;
    return "Basic " + base64(addresses.user + ':' + options.secret);
}

Error invalid(const EjabberdOptions& options, std::string what, std::string hint) {
    return {ErrorKind::invalid_input, "account " + options.name + ": " + std::move(what),
            std::move(hint)};
}

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

/// A password is anybody's words in UTF-8; a token goes into the header as it is.
bool can_be_secret(const EjabberdOptions& options) {
    const bool any_letters = options.secret_kind == SecretKind::password;
    return !options.secret.empty() && std::ranges::all_of(options.secret, [any_letters](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return any_letters ? byte >= ' ' : byte > ' ' && byte <= '~';
    });
}

Result<Addresses> addresses_of(const EjabberdOptions& options) {
    Addresses addresses{options.host, options.muc, {}};
    if (addresses.muc.empty()) addresses.muc = "conference." + addresses.host;
    if (!is_host(addresses.host) || !is_host(addresses.muc)) {
        return invalid(options, "host or muc is no domain",
                       "small letters, digits, dots and hyphens: school.example");
    }
    const auto name = local_part(options.user);
    const auto at = options.user.find('@');
    if (!name || at == std::string::npos || options.user.substr(at + 1) != addresses.host) {
        return invalid(options, "user is no address on the account's host",
                       "rosterd@" + addresses.host);
    }
    addresses.user = *name + '@' + addresses.host;
    return addresses;
}

}  // namespace

/// A reading of the users that others wait for. Its end is told however it ends, also when its
/// coroutine is thrown away.
struct Session::Reading {
    explicit Reading(const boost::asio::any_io_executor& executor)
        : end{executor, SteadyTime::max()} {}
    boost::asio::steady_timer end;  ///< never expires: cancelling it is the news
    bool over = false;

    struct Turn {
        std::shared_ptr<Reading> reading;
        explicit Turn(std::shared_ptr<Reading> ours) : reading{std::move(ours)} {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            reading->over = true;
            reading->end.cancel();
        }
    };
};

Session::Session(boost::asio::any_io_executor executor, Clock& clock, EjabberdOptions options,
                 Addresses addresses, std::unique_ptr<http::Client> client)
    : clock_{clock},
      options_{std::move(options)},
      addresses_{std::move(addresses)},
      authorization_{authorization(options_, addresses_)},
      client_{std::move(client)},
      budget_{std::move(executor), clock,
              BudgetOptions{.quota = {.requests_per_second = options_.requests_per_second},
                            .in_flight_max = in_flight_for(options_.requests_per_second)}},
      directory_{addresses_.host} {}

Result<std::shared_ptr<Session>> Session::create(boost::asio::any_io_executor executor,
                                                 Clock& clock, EjabberdOptions options) {
    if (!can_be_secret(options)) {
        const bool password = options.secret_kind == SecretKind::password;
        return invalid(options,
                       password ? "the secret is empty or more than one line"
                                : "the token is empty, or has spaces or other than Latin letters",
                       "check the account's token file");
    }
    auto addresses = addresses_of(options);
    if (!addresses) return std::move(addresses).error();
    http::ClientOptions http;
    http.base_url = options.base_url;
    http.ca_file = options.ca_file;
    http.timeout = options.timeout;
    http.body_bytes_max = answer_bytes_max;
    http.connections_max = connections;
    auto client = http::Client::create(executor, std::move(http));
    if (!client) return std::move(client).error().in("account " + options.name);
    return std::shared_ptr<Session>{new Session{std::move(executor), clock, std::move(options),
                                                std::move(*addresses), std::move(*client)}};
}

AccountUse Session::use() const {
    AccountUse use;
    use.requests = requests_;
    use.refused_by_quota = refused_by_quota_;
    use.tokens = budget_.tokens();
    if (stopped_) {
        use.state = "stopped";
        use.reason = stopped_->what;
    } else if (directory_.ambiguous() > 0) {
        use.state = "limited";
        use.reason = std::to_string(directory_.ambiguous()) +
                     " registered users share their number with another and cannot be served";
    } else if (budget_.limited()) {
        use.state = "limited";
        use.reason = "requests wait for the quota";
    }
    return use;
}

awaitable<Reply> Session::send(Call call, Priority priority) {
    const CallKind kind = call.kind;
    const auto doubt = only_reads(kind) ? ErrorKind::transient : ErrorKind::unknown_outcome;
    http::Request request;
    request.method = "POST";
    request.target = "/api/" + std::string{call.command};
    // The secret goes in the header only: targets and bodies may end up in logs.
    request.headers["authorization"] = authorization_;
    request.headers["content-type"] = "application/json";
    request.body = boost::json::serialize(call.arguments);
    auto permit = co_await budget_.acquire(priority);
    if (!permit) co_return Reply{std::move(permit).error()};
    ++requests_;
    auto response = co_await client_->send(std::move(request), [&permit] { permit->leaves(); });
    if (!response) {
        Error error = std::move(response).error();
        if (error.kind == ErrorKind::unknown_outcome) error.kind = doubt;
        co_return Reply{std::move(error)};
    }
    if (response->status == 429) {
        ++refused_by_quota_;
        budget_.penalise();
    }
    if (response->status != 200) {
        Verdict verdict = judge(*response, kind);
        if (verdict.stops_account) stopped_ = verdict.error;
        if (!verdict.error) co_return Reply{boost::json::value{0}, true};
        co_return Reply{std::move(*verdict.error), true, verdict.name_is_taken};
    }
    boost::json::error_code broken;
    auto value = boost::json::parse(response->body, broken);
    if (broken) co_return Reply{Error{doubt, "the answer is no JSON"}, true};
    const bool done = value.is_int64() && value.get_int64() == 0;
    if (!only_reads(kind) && !done) {
        co_return Reply{Error{doubt, "the answer does not say that it is done"}, true};
    }
    co_return Reply{std::move(value), true};
}

awaitable<Reply> Session::ask(Call call, Priority priority) {
    if (stopped_) co_return Reply{*stopped_};
    if (!open_) co_return Reply{Error{ErrorKind::authority, "the account is not open"}};
    co_return co_await send(std::move(call), priority);
}

awaitable<Result<void>> Session::read_directory(Priority priority) {
    Reply reply = co_await send(users_call(addresses_), priority);
    Result<void> read;
    if (!reply.value) {
        read = std::move(reply.value).error();
    } else if (auto names = read_users(*reply.value); !names) {
        read = std::move(names).error();
    } else {
        directory_.replace(*names);
    }
    const bool stopped = !read && read.error().kind == ErrorKind::cancelled;
    if (!stopped) {
        directory_read_ = read;
        directory_read_at_ = clock_.steady();
    }
    co_return read;
}

awaitable<Result<void>> Session::refresh_directory(Priority priority) {
    for (;;) {
        const bool fresh =
            directory_read_at_ && clock_.steady() - *directory_read_at_ < directory_age_min;
        if (fresh) co_return directory_read_;
        if (!reading_ || reading_->over) break;
        const auto theirs = reading_;
        co_await theirs->end.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() != boost::asio::cancellation_type::none) {
            co_return Error{ErrorKind::cancelled, "stopped while the users were read"};
        }
    }
    reading_ = std::make_shared<Reading>(co_await boost::asio::this_coro::executor);
    const Reading::Turn turn{reading_};
    co_return co_await read_directory(priority);
}

awaitable<Result<void>> Session::open() {
    stopped_.reset();
    auto read = co_await read_directory(Priority::live);
    if (read) {
        Reply rooms = co_await send(rooms_call(addresses_), Priority::live);
        if (!rooms.value) read = rooms.value.error();
    }
    if (!read) {
        if (read.error().kind == ErrorKind::authority) stopped_ = read.error();
        co_return std::move(read).error().in("account " + options_.name);
    }
    open_ = true;
    co_return Result<void>{};
}

awaitable<Result<std::string>> Session::jid_of(UserId user, Search search, Priority priority) {
    const auto look = [&] {
        return search == Search::registered ? directory_.registered(user) : directory_.known(user);
    };
    auto jid = look();
    if (jid || stopped_ || !open_) co_return jid;
    auto read = co_await refresh_directory(priority);
    jid = look();
    // Who is not in a list that could not be read is not known to be nobody.
    if (!jid && !read) co_return std::move(read).error();
    co_return jid;
}

}  // namespace rosterd::ejabberd
