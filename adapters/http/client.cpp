// The HTTP client: one exchange at a time per connection, every failure told as sent or not sent.
#include "adapters/http/client.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "adapters/http/connect.hpp"
#include "adapters/http/deadline.hpp"
#include "adapters/http/fields.hpp"
#include "adapters/http/headers_of.hpp"
#include "adapters/http/pool.hpp"
#include "adapters/http/tls.hpp"

namespace rosterd::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using Message = beast_http::request<beast_http::string_body>;
using Parser = beast_http::response_parser<beast_http::string_body>;

constexpr std::uint32_t head_bytes_max = 64U * 1024;
/// Beast reads as much as its buffer holds, and alone it holds 512 bytes.
constexpr std::size_t read_bytes = 16U * 1024;
constexpr int interim_answers_max = 8;  // 1xx before the real answer
constexpr unsigned first_final_status = 200;
constexpr std::string_view too_long = "answer_too_long";

/// What all requests of a client share. A request in flight keeps it alive.
struct Shared {
    ClientOptions options;
    std::shared_ptr<const Origin> origin;
    std::shared_ptr<asio::ssl::context> tls;
    std::shared_ptr<Pool> pool;
};

Result<void> check(const Request& request) {
    const auto bug = [](std::string_view part) {
        return Error{ErrorKind::our_bug, "malformed request: " + std::string{part}};
    };
    if (!is_token(request.method)) return bug("method");
    if (!is_target(request.target)) return bug("target");
    if (!are_writable(request.headers)) return bug("headers");
    return {};
}

Message to_message(const Origin& origin, Request request) {
    Message message;
    message.version(11);
    message.method_string(request.method);
    message.target(origin.prefix + request.target);
    message.set(beast_http::field::host, origin.host_header);
    message.set(beast_http::field::user_agent, "rosterd");
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.body() = std::move(request.body);
    message.prepare_payload();
    return message;
}

Response to_response(Parser& parser) {
    auto message = parser.release();
    Response response;
    response.status = static_cast<int>(message.result_int());
    response.headers = headers_of(message);
    const auto type = response.headers.find("content-type");
    response.content_type = type == response.headers.end() ? std::string{} : type->second;
    response.body = std::move(message.body());
    return response;
}

/// The server ended the connection, as opposed to answering nonsense.
bool is_closed(const error_code& error) {
    return error == beast_http::error::end_of_stream || error == asio::error::eof ||
           error == asio::error::connection_reset || error == asio::error::broken_pipe ||
           error == asio::ssl::error::stream_truncated;
}

/// One request until its answer, over one connection or, once, a second one.
/// Lives in the frame of send(), which outlives every coroutine here.
class Exchange {
  public:
    Exchange(std::shared_ptr<Shared> shared, Request request, std::function<void()> leaves)
        : shared_{std::move(shared)},
          leaves_{std::move(leaves)},
          repeatable_{request.method == "GET"},
          head_only_{request.method == "HEAD"},
          message_{to_message(*shared_->origin, std::move(request))} {}

    asio::awaitable<Result<Response>> run();

    /// The error when the deadline passed.
    [[nodiscard]] Error timed_out() const;

  private:
    asio::awaitable<Result<Response>> talk(Stream& stream);
    asio::awaitable<Result<Response>> read_answer(Stream& stream);
    [[nodiscard]] Error lost(const error_code& error) const;

    std::shared_ptr<Shared> shared_;
    std::function<void()> leaves_;
    bool repeatable_;
    bool head_only_;
    Message message_;
    boost::beast::flat_buffer buffer_;
    bool sent_ = false;      // bytes of the request may have left
    bool answered_ = false;  // a byte of the answer came
    bool closed_ = false;    // the last failure was the server's closing
    bool keep_ = false;      // the connection may serve another request
};

asio::awaitable<Result<Response>> Exchange::run() {
    auto stream = shared_->pool->take_idle();
    if (stream) {
        auto answer = co_await talk(*stream);
        if (answer && keep_) shared_->pool->keep(std::move(stream));
        const bool stale = !answer && closed_ && !answered_ && (repeatable_ || !sent_);
        if (!stale) co_return answer;
        stream.reset();
    }
    sent_ = false;
    auto fresh = co_await connect(shared_->origin, shared_->tls, shared_->options.timeout);
    if (!fresh) co_return std::move(fresh).error();
    auto answer = co_await talk(**fresh);
    if (answer && keep_) shared_->pool->keep(std::move(*fresh));
    co_return answer;
}

asio::awaitable<Result<Response>> Exchange::talk(Stream& stream) {
    sent_ = true;  // before the write: when it is stopped midway nobody knows
    answered_ = closed_ = keep_ = false;
    buffer_.clear();
    buffer_.reserve(read_bytes);
    if (leaves_) leaves_();
    const auto [error, bytes] = co_await beast_http::async_write(stream, message_, as_result);
    if (error && bytes == 0) {  // the kernel, or TLS before its first record, took nothing
        sent_ = false;
        closed_ = is_closed(error);
        co_return lost(error);
    }
    // After a failed write the answer is still read: a server may refuse a long body early.
    auto answer = co_await read_answer(stream);
    keep_ = keep_ && !error;
    co_return answer;
}

asio::awaitable<Result<Response>> Exchange::read_answer(Stream& stream) {
    for (int i = 0; i < interim_answers_max; ++i) {
        Parser parser;
        parser.header_limit(head_bytes_max);
        parser.body_limit(shared_->options.body_bytes_max);
        parser.skip(head_only_);
        const auto [error, bytes] =
            co_await beast_http::async_read(stream, buffer_, parser, as_result);
        answered_ = answered_ || bytes > 0 || buffer_.size() > 0;
        if (error) {
            closed_ = is_closed(error);
            co_return lost(error);
        }
        if (parser.get().result_int() < first_final_status) continue;
        keep_ = parser.keep_alive() && buffer_.size() == 0;
        co_return to_response(parser);
    }
    co_return lost(beast_http::make_error_code(beast_http::error::bad_status));
}

Error Exchange::lost(const error_code& error) const {
    if (error == asio::error::operation_aborted) {
        return {ErrorKind::cancelled, "stopped by the caller"};
    }
    Error lost{sent_ ? ErrorKind::unknown_outcome : ErrorKind::transient, error.message()};
    if (error == beast_http::error::end_of_stream) lost.what = "closed without an answer";
    if (error == beast_http::error::partial_message) lost.what = "the answer is cut off";
    if (error == beast_http::error::body_limit) {
        lost.what = "the answer is longer than " + std::to_string(shared_->options.body_bytes_max) +
                    " bytes";
        lost.code = too_long;
    }
    return std::move(lost).in(shared_->origin->name);
}

Error Exchange::timed_out() const {
    const auto limit = std::to_string(shared_->options.timeout.count()) + " ms";
    return Error{sent_ ? ErrorKind::unknown_outcome : ErrorKind::transient,
                 (sent_ ? "sent, and no whole answer within " : "not connected within ") + limit}
        .in(shared_->origin->name);
}

class PooledClient final : public Client {
  public:
    explicit PooledClient(std::shared_ptr<Shared> shared) : shared_{std::move(shared)} {}

    asio::awaitable<Result<Response>> send(Request request, std::function<void()> leaves) override {
        return exchange(shared_, std::move(request), std::move(leaves));
    }

  private:
    /// Static, so that no frame refers to a client that may be gone at shutdown.
    static asio::awaitable<Result<Response>> exchange(std::shared_ptr<Shared> shared,
                                                      Request request,
                                                      std::function<void()> leaves) {
        const auto good = check(request);
        if (!good) co_return good.error();
        const auto lease = co_await shared->pool->acquire();
        if (!lease) co_return lease.error();
        Exchange exchange{shared, std::move(request), std::move(leaves)};
        auto answer = co_await within(shared->options.timeout, exchange.run());
        if (!answer) co_return exchange.timed_out();
        co_return std::move(*answer);
    }

    std::shared_ptr<Shared> shared_;
};

}  // namespace

bool is_too_long(const Error& error) {
    return error.code == too_long;
}

Result<std::unique_ptr<Client>> Client::create(asio::any_io_executor executor,
                                               ClientOptions options) {
    if (options.connections_max == 0 || options.timeout.count() <= 0) {
        return Error{ErrorKind::invalid_input, "connections_max and timeout must be above 0"};
    }
    auto origin = parse_origin(options.base_url);
    if (!origin) return std::move(origin).error();
    auto shared = std::make_shared<Shared>();
    if (origin->transport == Transport::tls) {
        auto tls = make_client_tls(options.ca_file);
        if (!tls) return std::move(tls).error();
        shared->tls = std::move(*tls);
    }
    shared->origin = std::make_shared<const Origin>(std::move(*origin));
    shared->pool = std::make_shared<Pool>(executor, options.connections_max);
    shared->options = std::move(options);
    return std::unique_ptr<Client>{std::make_unique<PooledClient>(std::move(shared))};
}

}  // namespace rosterd::http
