// Client and server talking to each other and to raw sockets when nothing goes wrong.
#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>

#include "support.hpp"

namespace rosterd::http::test {
namespace {

using RoundTripTest = HttpTest;

asio::awaitable<void> answer_ok(SocketPtr socket, int) {
    for (;;) {
        const bool more = co_await read_head(socket);
        if (!more) co_return;
        co_await write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
}

TEST_F(RoundTripTest, RequestAndAnswerArriveWholeOverTcp) {
    const auto server = listen(echo);
    const auto client = connect_to(*server);
    Request request = post("/a%20b?c=%D1%8F", "payload\0\n");
    request.headers["x-asked"] = "twice";
    const auto answer = send(*client, std::move(request));
    expect_answer(answer, 200, "POST /a%20b?c=%D1%8F payload\0\n");
    EXPECT_EQ(answer->content_type, "text/plain");
    EXPECT_EQ(answer->headers.at("x-seen"), "twice");
}

TEST_F(RoundTripTest, BasePathIsPrepended) {
    const auto server = listen(echo);
    const auto client = connect(url(*server) + "/api/v1/");
    expect_answer(send(*client, get("/me?x=1")), 200, "GET /api/v1/me?x=1 ");
}

TEST_F(RoundTripTest, WhoAsksIsToldWhenHisRequestLeaves) {
    const auto server = listen(echo);
    const auto client = connect_to(*server);
    int left = 0;
    const auto answer = run(loop, client->send(get("/"), [&left] { ++left; }));
    expect_answer(answer, 200, "GET / ");
    EXPECT_EQ(left, 1);
}

TEST_F(RoundTripTest, LocalhostNeedsNoNameServer) {
    const auto server = listen(echo);
    const auto client = connect(url(*server, "http://localhost"));
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(RoundTripTest, Ipv6LoopbackWorks) {
    const auto server = listen(echo, {.listen = "[::1]:0"});
    const auto client = connect(url(*server, "http://[::1]"));
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

asio::awaitable<Response> tell_peer(Request request) {
    Response response;
    const Peer peer = request.peer.value_or(Peer{0, 0, 0});
    response.body =
        std::to_string(peer.uid) + " " + std::to_string(peer.gid) + " " + std::to_string(peer.pid);
    if (!request.peer) response.body = "nobody";
    co_return response;
}

TEST_F(RoundTripTest, UnixSocketTellsWhoAsks) {
    const Folder folder;
    const std::string address = "unix:" + folder.file("control.sock");
    const auto server = listen(tell_peer, {.listen = address});
    EXPECT_EQ(server->port(), 0);
    const auto client = connect(address);
    expect_answer(send(*client, get("/")), 200,
                  std::to_string(::getuid()) + " " + std::to_string(::getgid()) + " " +
                      std::to_string(::getpid()));
}

TEST_F(RoundTripTest, TcpHasNoPeer) {
    const auto server = listen(tell_peer);
    const auto client = connect_to(*server);
    expect_answer(send(*client, get("/")), 200, "nobody");
}

TEST_F(RoundTripTest, ThousandRequestsUseOneConnection) {
    RawServer server{loop, answer_ok};
    const auto client = connect(server.url());
    for (int i = 0; i < 1000; ++i) {
        const auto answer = send(*client, get("/" + std::to_string(i)));
        ASSERT_TRUE(answer) << i << ": " << answer.error().what;
    }
    EXPECT_EQ(server.accepted(), 1);
}

TEST_F(RoundTripTest, OurServerKeepsAConnectionForAThousandRequests) {
    const auto server = listen(echo, {.connections_max = 1});  // a second is refused
    const auto client = connect_to(*server);
    for (int i = 0; i < 1000; ++i) {
        const auto answer = send(*client, post("/", std::to_string(i)));
        ASSERT_TRUE(answer) << i << ": " << answer.error().what;
        ASSERT_EQ(answer->body, "POST / " + std::to_string(i));
    }
}

TEST_F(RoundTripTest, LargeBodiesPassBothWays) {
    const auto server = listen(echo, {.body_bytes_max = 8U << 20U});
    const auto client = connect_to(*server);
    const std::string body(5U << 20U, 'b');
    expect_answer(send(*client, post("/", body)), 200, "POST / " + body);
}

/// Lets requests in, counts them and holds their answers back until opened.
class Gate {
  public:
    explicit Gate(asio::io_context& loop) : open_{loop, asio::steady_timer::time_point::max()} {}

    asio::awaitable<Response> handle(Request request) {
        order.push_back(request.target);
        most = std::max(most, ++inside);
        if (closed_) co_await open_.async_wait(as_result);
        --inside;
        Response response;
        response.body = request.target;
        co_return response;
    }
    Server::Handler handler() {
        return [this](Request request) { return handle(std::move(request)); };
    }
    void open() {
        closed_ = false;
        open_.cancel();
    }

    std::vector<std::string> order;
    int inside = 0;
    int most = 0;

  private:
    asio::steady_timer open_;
    bool closed_ = true;
};

TEST_F(RoundTripTest, FurtherRequestsWaitInOrderForAConnection) {
    Gate gate{loop};
    const auto server = listen(gate.handler());
    const auto client = connect_to(*server, {.connections_max = 3});
    int answered = 0;
    for (int i = 0; i < 10; ++i) {
        const auto check = [&answered, i](std::exception_ptr, const Result<Response>& answer) {
            expect_answer(answer, 200, "/" + std::to_string(i));
            ++answered;
        };
        asio::co_spawn(loop, client->send(get("/" + std::to_string(i))), check);
    }
    run_until(loop, [&] { return gate.inside == 3; });
    loop.poll();
    EXPECT_EQ(gate.inside, 3);
    gate.open();
    run_until(loop, [&] { return answered == 10; });
    EXPECT_EQ(gate.most, 3);
    ASSERT_EQ(gate.order.size(), 10U);
    std::sort(gate.order.begin(), gate.order.begin() + 3);  // the first three race to the server
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(gate.order[i], "/" + std::to_string(i));
}

TEST_F(RoundTripTest, StoppedServerStillAnswersTheRequestInWork) {
    Gate gate{loop};
    const auto server = listen(gate.handler());
    const auto client = connect_to(*server);
    std::optional<Result<Response>> answer;
    asio::co_spawn(loop, client->send(get("/last")),
                   [&](std::exception_ptr, Result<Response> value) { answer = std::move(value); });
    run_until(loop, [&] { return gate.inside == 1; });
    server->stop();
    gate.open();
    run_until(loop, [&] { return answer.has_value(); });
    expect_answer(*answer, 200, "/last");
    EXPECT_EQ(answer->value().headers.at("connection"), "close");
    expect_error(send(*client, get("/next")), ErrorKind::transient, "refused");
}

/// Asks once, keeps the connection, stops the server and waits for the end of the connection.
asio::awaitable<bool> is_closed_by_stop(std::shared_ptr<Server> server) {
    const auto socket = std::make_shared<tcp::socket>(co_await asio::this_coro::executor);
    const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), server->port()};
    co_await socket->async_connect(endpoint, as_result);
    co_await write_text(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const bool answered = co_await read_head(socket);
    server->stop();
    for (std::string rest(64, '\0');;) {
        const auto [error, bytes] = co_await socket->async_read_some(asio::buffer(rest), as_result);
        if (error) co_return answered;
    }
}

TEST_F(RoundTripTest, StopClosesIdleConnections) {
    EXPECT_TRUE(run(loop, is_closed_by_stop(listen(echo))));
}

struct RawAnswer {
    const char* name;
    const char* bytes;
    int status;
    const char* body;
};

class RawAnswerTest : public HttpTest, public testing::WithParamInterface<RawAnswer> {};

TEST_P(RawAnswerTest, IsUnderstood) {
    const RawAnswer& given = GetParam();
    RawServer server{loop, [&given](SocketPtr socket, int) {
                         return answer_once(socket, given.bytes);  // then it closes
                     }};
    const auto client = connect(server.url());
    expect_answer(send(*client, get("/")), given.status, given.body);
}

constexpr std::array raw_answers{
    RawAnswer{
        "Chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        200, "abcde"},
    RawAnswer{"EndedByClose", "HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, "until the end"},
    RawAnswer{"InterimFirst",
              "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\n"
              "Content-Length: 1\r\n\r\n!",
              201, "!"},
    RawAnswer{"NoContent", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
    RawAnswer{"ServerError", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy"},
};

INSTANTIATE_TEST_SUITE_P(Of, RawAnswerTest, testing::ValuesIn(raw_answers),
                         [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace rosterd::http::test
