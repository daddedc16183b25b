// The HTTP server: one coroutine per connection, limits first, then the handler. It has no routes.
#include "adapters/http/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <set>
#include <utility>
#include <vector>

#include "adapters/http/deadline.hpp"
#include "adapters/http/fields.hpp"
#include "adapters/http/headers_of.hpp"
#include "adapters/http/listener.hpp"
#include "adapters/http/refusal.hpp"
#include "adapters/http/stream.hpp"
#include "adapters/http/tls.hpp"

namespace rosterd::http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using Message = beast_http::response<beast_http::string_body>;
using Parser = beast_http::request_parser<beast_http::string_body>;
using beast_http::status;

constexpr std::size_t read_bytes = 4096;
constexpr std::chrono::milliseconds accept_pause{100};    // out of descriptors: try again soon
constexpr std::chrono::milliseconds linger_limit{1'000};  // for a refused client to read why
constexpr std::size_t linger_bytes_max = 16U * 1024 * 1024;

/// What one reading of a connection gave.
struct Incoming {
    Request request{};
    unsigned version = 11;
    bool keep_alive = false;
    std::optional<Response> refusal{};  ///< answer this and close, the request is not usable
    bool gone = false;                  ///< the peer closed or was cut off: nobody to answer
};

Incoming unreadable(const error_code& error) {
    using enum beast_http::error;
    Incoming incoming;
    if (error == body_limit) {
        incoming.refusal =
            refusal(413, "payload_too_large", "the body is longer than this server reads",
                    "send less at once");
    } else if (error == header_limit || error == buffer_overflow) {
        incoming.refusal =
            refusal(431, "head_too_large",
                    "the request line and headers are longer than this server reads", "");
    } else if (error == end_of_stream || error == partial_message ||
               error.category() != beast_http::make_error_code(bad_method).category()) {
        incoming.gone = true;
    } else {
        incoming.refusal = refusal(400, "bad_request", "this is not an HTTP/1.1 request", "");
    }
    return incoming;
}

std::optional<Peer> peer_of(Socket& socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    const int failed =
        ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size);
    if (failed != 0) return std::nullopt;
    return Peer{.uid = credentials.uid, .gid = credentials.gid, .pid = credentials.pid};
}

bool has_body(status code) {
    return code != status::no_content && code != status::not_modified;
}

Message to_message(Response response, const Incoming& incoming, bool keep_alive) {
    const bool sane = response.status >= 200 && response.status <= 599 &&
                      are_writable(response.headers) && is_field_value(response.content_type);
    if (!sane) response = internal_error();  // a handler's bug, not the peer's business
    Message message;
    message.version(incoming.version);
    message.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) message.set(name, value);
    if (has_body(message.result())) {
        if (!response.content_type.empty()) {
            message.set(beast_http::field::content_type, response.content_type);
        }
        message.body() = std::move(response.body);
    }
    message.keep_alive(keep_alive);
    message.prepare_payload();
    return message;
}

/// One accepted connection.
struct Session {
    explicit Session(Socket socket) : stream{std::move(socket)} {}
    Session(Socket socket, ssl::context& tls) : stream{std::move(socket), tls} {}

    Stream stream;
    boost::beast::flat_buffer buffer;
    asio::cancellation_signal stop;
    std::optional<Peer> peer;
    std::size_t rank = 0;  // among the shares
    bool idle = false;     // between requests: may be stopped at once
};

using SessionPtr = std::shared_ptr<Session>;

asio::awaitable<Result<void>> shake_hands(SessionPtr session) {
    const auto [error] =
        co_await session->stream.tls()->async_handshake(ssl::stream_base::server, as_result);
    if (error) co_return Error{ErrorKind::transient, error.message()};
    co_return Result<void>{};
}

/// Waits for the first bytes of the next request.
asio::awaitable<Result<void>> wake(SessionPtr session) {
    const auto room = session->buffer.prepare(read_bytes);
    const auto [error, bytes] = co_await session->stream.async_read_some(room, as_result);
    if (error) co_return Error{ErrorKind::transient, error.message()};
    session->buffer.commit(bytes);
    co_return Result<void>{};
}

asio::awaitable<Result<void>> say_continue(SessionPtr session) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, bytes] =
        co_await asio::async_write(session->stream, asio::buffer(go_on), as_result);
    if (error) co_return Error{ErrorKind::transient, error.message()};
    co_return Result<void>{};
}

asio::awaitable<Result<Incoming>> receive(SessionPtr session, std::size_t head_bytes_max,
                                          std::size_t body_bytes_max) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(head_bytes_max));
    parser.body_limit(body_bytes_max);
    const auto [head_error, head_bytes] =
        co_await beast_http::async_read_header(session->stream, session->buffer, parser, as_result);
    if (head_error) co_return unreadable(head_error);
    const auto expect = parser.get()[beast_http::field::expect];
    if (boost::beast::iequals(expect, "100-continue") && !parser.is_done()) {
        const auto said = co_await say_continue(session);
        if (!said) co_return Incoming{.gone = true};
    }
    const auto [error, bytes] =
        co_await beast_http::async_read(session->stream, session->buffer, parser, as_result);
    if (error) co_return unreadable(error);

    Incoming incoming;
    incoming.version = parser.get().version();
    incoming.keep_alive = parser.keep_alive();
    auto message = parser.release();
    incoming.request.method = std::string{message.method_string()};
    incoming.request.target = std::string{message.target()};
    incoming.request.headers = headers_of(message);
    incoming.request.body = std::move(message.body());
    incoming.request.peer = session->peer;
    co_return incoming;
}

enum class Extent {
    whole,
    head,      // the answer to HEAD
    half_cut,  // the head and half of the body
    dripped,   // the head, and the body byte by byte
};

constexpr std::chrono::milliseconds drip_pause{20};

/// A byte now and then, until the peer has enough of it.
asio::awaitable<void> drip(SessionPtr session, std::shared_ptr<Message> message) {
    asio::steady_timer pause{session->stream.get_executor()};
    for (const char& byte : message->body()) {
        const auto [error, bytes] =
            co_await asio::async_write(session->stream, asio::buffer(&byte, 1), as_result);
        if (error) co_return;
        pause.expires_after(drip_pause);
        co_await pause.async_wait(as_result);
    }
}

/// What is still unsent or unread is thrown away when the socket closes, and the peer is told.
void reset_when_closed(Session& session) {
    error_code ignored;
    session.stream.socket().set_option(asio::socket_base::linger{true, 0}, ignored);
}

asio::awaitable<Result<void>> write(SessionPtr session, std::shared_ptr<Message> message,
                                    Extent extent) {
    if (extent == Extent::whole) {
        const auto [error, bytes] =
            co_await beast_http::async_write(session->stream, *message, as_result);
        if (error) co_return Error{ErrorKind::transient, error.message()};
        co_return Result<void>{};
    }
    beast_http::response_serializer<beast_http::string_body> serializer{*message};
    const auto [error, bytes] =
        co_await beast_http::async_write_header(session->stream, serializer, as_result);
    if (error) co_return Error{ErrorKind::transient, error.message()};
    if (extent == Extent::half_cut) {
        const std::string& body = message->body();
        co_await asio::async_write(session->stream, asio::buffer(body.data(), body.size() / 2),
                                   as_result);
    }
    if (extent == Extent::dripped) co_await drip(session, message);
    co_return Result<void>{};
}

/// Ends our side and reads on for a moment. Closing with unread bytes would send a reset, and the
/// peer might lose the answer that tells it why.
asio::awaitable<Result<void>> linger(SessionPtr session) {
    error_code error;
    session->stream.socket().shutdown(asio::socket_base::shutdown_send, error);
    std::vector<char> scrap(read_bytes);
    for (std::size_t total = 0; !error && total < linger_bytes_max;) {
        const auto [read_error, bytes] =
            co_await session->stream.socket().async_read_some(asio::buffer(scrap), as_result);
        error = read_error;
        total += bytes;
    }
    co_return Result<void>{};
}

/// The server without its owner: every coroutine keeps it alive.
class Core : public std::enable_shared_from_this<Core> {
  public:
    Core(ServerOptions options, Server::Handler handler, Listener listener,
         std::shared_ptr<ssl::context> tls)
        : options_{std::move(options)},
          handler_{std::move(handler)},
          listener_{std::move(listener)},
          tls_{std::move(tls)} {}

    void start();
    void stop();
    /// Also ends the requests in work. Their handlers see a cancellation.
    void abort();
    [[nodiscard]] std::uint16_t port() const { return listener_.port; }

  private:
    static asio::awaitable<void> accept(std::shared_ptr<Core> self);
    static asio::awaitable<void> serve(std::shared_ptr<Core> self, SessionPtr session);
    static asio::awaitable<Response> handle(std::shared_ptr<Core> self, Request request);
    static asio::awaitable<bool> answer_one(std::shared_ptr<Core> self, SessionPtr session);
    static asio::awaitable<bool> deliver(std::shared_ptr<Core> self, SessionPtr session,
                                         Incoming incoming, Response response);
    void admit_or_drop(Socket socket);
    void admit(Socket socket);
    [[nodiscard]] bool has_place(const Peer& peer, std::size_t rank) const;

    ServerOptions options_;
    Server::Handler handler_;
    Listener listener_;
    std::shared_ptr<ssl::context> tls_;  // null: plain
    std::set<SessionPtr> sessions_;
    asio::cancellation_signal stop_accepting_;
    bool stopping_ = false;
};

void Core::start() {
    // A throw out of the accept loop is a bug that must be seen: it leaves through the executor.
    asio::co_spawn(
        listener_.acceptor.get_executor(), accept(shared_from_this()),
        asio::bind_cancellation_slot(stop_accepting_.slot(), [](const std::exception_ptr& bug) {
            if (bug) std::rethrow_exception(bug);
        }));
}

void Core::stop() {
    if (!std::exchange(stopping_, true)) {
        // Only once: Asio carries a signal out later, and after the first nobody may be left.
        stop_accepting_.emit(asio::cancellation_type::terminal);
        error_code ignored;
        listener_.acceptor.close(ignored);
        listener_.file.reset();
    }
    for (const SessionPtr& session : sessions_) {
        if (session->idle) session->stop.emit(asio::cancellation_type::terminal);
    }
}

void Core::abort() {
    stop();
    for (const SessionPtr& session : sessions_) {
        session->stop.emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> Core::accept(std::shared_ptr<Core> self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    asio::steady_timer pause{co_await asio::this_coro::executor};
    while (!self->stopping_) {
        auto [error, socket] = co_await self->listener_.acceptor.async_accept(as_result);
        if (self->stopping_) co_return;
        if (!error) {
            self->admit_or_drop(std::move(socket));
        } else if (error != asio::error::connection_aborted) {
            pause.expires_after(accept_pause);
            co_await pause.async_wait(as_result);
        }
    }
}

void Core::admit_or_drop(Socket socket) {
    try {
        admit(std::move(socket));
    } catch (const std::exception&) {
        return;  // out of memory for one connection, which is closed: the others go on
    }
}

bool Core::has_place(const Peer& peer, std::size_t rank) const {
    const auto of_user = std::ranges::count_if(sessions_, [&](const SessionPtr& session) {
        return session->peer && session->peer->uid == peer.uid;
    });
    const auto of_rank = std::ranges::count_if(
        sessions_, [&](const SessionPtr& session) { return session->rank <= rank; });
    return static_cast<std::size_t>(of_user) < options_.shares->user_max &&
           static_cast<std::size_t>(of_rank) < options_.shares->rank_max.at(rank);
}

void Core::admit(Socket socket) {
    if (sessions_.size() >= options_.connections_max) return;  // closes it
    std::optional<Peer> peer;
    std::size_t rank = 0;
    if (listener_.local) {
        peer = peer_of(socket);
        if (peer && options_.shares) {
            rank = options_.shares->rank_of(*peer);
            if (!has_place(*peer, rank)) return;
        }
    } else {
        error_code ignored;  // only costs latency
        socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    }
    const auto session = tls_ ? std::make_shared<Session>(std::move(socket), *tls_)
                              : std::make_shared<Session>(std::move(socket));
    session->peer = peer;
    session->rank = rank;
    sessions_.insert(session);
    // An exception here ends one connection; it must not end the program.
    asio::co_spawn(
        session->stream.get_executor(), serve(shared_from_this(), session),
        asio::bind_cancellation_slot(
            session->stop.slot(), [self = shared_from_this(), session](const std::exception_ptr&) {
                self->sessions_.erase(session);
            }));
}

asio::awaitable<void> Core::serve(std::shared_ptr<Core> self, SessionPtr session) {
    if (session->stream.tls() != nullptr) {
        const auto secured = co_await within(self->options_.request_timeout, shake_hands(session));
        if (!secured || !*secured) co_return;
    }
    bool kept = true;
    while (kept && !self->stopping_) {
        if (session->buffer.size() == 0) {
            session->idle = true;
            const auto woken = co_await within(self->options_.idle_timeout, wake(session));
            session->idle = false;
            if (!woken || !*woken) co_return;
        }
        kept = co_await answer_one(self, session);
    }
}

asio::awaitable<bool> Core::answer_one(std::shared_ptr<Core> self, SessionPtr session) {
    const ServerOptions& options = self->options_;
    auto received = co_await within(
        options.request_timeout, receive(session, options.head_bytes_max, options.body_bytes_max));
    Incoming incoming;
    if (!received) {
        incoming.refusal =
            refusal(408, "request_timeout", "the request did not arrive whole in time", "");
    } else if (*received) {
        incoming = std::move(**received);
    } else {
        incoming.gone = true;
    }
    if (incoming.gone) co_return false;
    if (incoming.refusal) {
        Response refusal = std::move(*incoming.refusal);
        incoming.keep_alive = false;
        const bool kept = co_await deliver(self, session, std::move(incoming), std::move(refusal));
        co_await within(linger_limit, linger(session));
        co_return kept;
    }
    Request request = std::move(incoming.request);
    incoming.request.method = request.method;
    Response response = co_await handle(self, std::move(request));
    co_return co_await deliver(self, session, std::move(incoming), std::move(response));
}

asio::awaitable<Response> Core::handle(std::shared_ptr<Core> self, Request request) {
    try {
        co_return co_await self->handler_(std::move(request));
    } catch (...) {  // whatever it is, the peer learns nothing and the next request is served
        co_return internal_error();
    }
}

asio::awaitable<bool> Core::deliver(std::shared_ptr<Core> self, SessionPtr session,
                                    Incoming incoming, Response response) {
    const Delivery delivery = response.delivery;
    if (delivery == Delivery::dropped) co_return false;
    const bool keep = incoming.keep_alive && delivery == Delivery::whole && !self->stopping_;
    const auto message = std::make_shared<Message>(to_message(std::move(response), incoming, keep));
    Extent extent = incoming.request.method == "HEAD" ? Extent::head : Extent::whole;
    if (delivery == Delivery::truncated || delivery == Delivery::reset) extent = Extent::half_cut;
    if (delivery == Delivery::dripped) extent = Extent::dripped;
    const auto written =
        co_await within(self->options_.idle_timeout, write(session, message, extent));
    if (delivery == Delivery::reset) reset_when_closed(*session);
    co_return keep&& written && *written;
}

/// The owner's handle.
class ListeningServer final : public Server {
  public:
    explicit ListeningServer(std::shared_ptr<Core> core) : core_{std::move(core)} {}
    ListeningServer(const ListeningServer&) = delete;
    ListeningServer& operator=(const ListeningServer&) = delete;
    ~ListeningServer() override { core_->abort(); }

    [[nodiscard]] std::uint16_t port() const override { return core_->port(); }
    void stop() override { core_->stop(); }

  private:
    std::shared_ptr<Core> core_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(asio::any_io_executor executor,
                                               ServerOptions options, Handler handler) {
    auto listener = open_listener(executor, options);
    if (!listener) return std::move(listener).error();
    std::shared_ptr<ssl::context> tls;
    if (!options.certificate_file.empty() || !options.key_file.empty()) {
        if (listener->local) {
            return Error{ErrorKind::invalid_input, "certificate_file: a unix socket has no TLS"};
        }
        auto made = make_server_tls(options.certificate_file, options.key_file);
        if (!made) return std::move(made).error();
        tls = std::move(*made);
    }
    auto core = std::make_shared<Core>(std::move(options), std::move(handler), std::move(*listener),
                                       std::move(tls));
    core->start();
    return std::unique_ptr<Server>{std::make_unique<ListeningServer>(std::move(core))};
}

}  // namespace rosterd::http
