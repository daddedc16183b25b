// What the client says when the network or the server fails: sent or not sent, and never a hang.
#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "support.hpp"

namespace rosterd::http::test {
namespace {

using FailureTest = HttpTest;

constexpr const char* ok_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

asio::awaitable<void> read_and_wait(SocketPtr socket, int) {
    bool more = true;
    while (more) more = co_await read_head(socket);
}

TEST_F(FailureTest, RefusedPortIsTransient) {
    std::uint16_t port = 0;
    {
        RawServer server{loop, read_and_wait};
        port = server.port();
    }
    const auto client = connect("http://127.0.0.1:" + std::to_string(port));
    bool left = false;
    const auto answer = run(loop, client->send(post("/", "x"), [&left] { left = true; }));
    expect_error(answer, ErrorKind::transient, "refused");
    EXPECT_FALSE(left) << "nothing was connected";
}

TEST_F(FailureTest, MissingUnixSocketIsTransientWithAHint) {
    const Folder folder;
    const auto client = connect("unix:" + folder.file("none.sock"));
    const auto answer = send(*client, get("/"));
    expect_error(answer, ErrorKind::transient, "none.sock");
    EXPECT_NE(answer.error().hint.find("running"), std::string::npos);
}

TEST_F(FailureTest, UnknownNameIsTransient) {
    const auto client = connect("https://name.invalid");
    expect_error(send(*client, get("/")), ErrorKind::transient, "look up the name");
}

TEST_F(FailureTest, SilenceIsUnknownOutcome) {
    RawServer server{loop, read_and_wait};
    const auto client = connect(server.url(), {.timeout = std::chrono::milliseconds{100}});
    expect_error(send(*client, post("/", "x")), ErrorKind::unknown_outcome, "100 ms");
    EXPECT_EQ(server.accepted(), 1);
}

TEST_F(FailureTest, HandshakeThatNeverEndsIsTransient) {
    RawServer server{loop, read_and_wait};
    const auto client = connect("https://127.0.0.1:" + std::to_string(server.port()),
                                {.timeout = std::chrono::milliseconds{100}});
    expect_error(send(*client, post("/", "x")), ErrorKind::transient, "not connected");
}

TEST_F(FailureTest, TheConnectionIsFreeAgainAfterATimeOut) {
    RawServer server{loop, [](SocketPtr socket, int number) {
                         return number == 1 ? read_and_wait(socket, number)
                                            : answer_once(socket, ok_answer);
                     }};
    const auto client =
        connect(server.url(), {.timeout = std::chrono::milliseconds{500}, .connections_max = 1});
    expect_error(send(*client, get("/")), ErrorKind::unknown_outcome);
    expect_answer(send(*client, get("/")), 200, "ok");
}

asio::awaitable<Response> drop(Request) {
    Response response;
    response.delivery = Delivery::dropped;
    co_return response;
}

asio::awaitable<Response> truncate(Request) {
    Response response;
    response.body = "0123456789";
    response.delivery = Delivery::truncated;
    co_return response;
}

TEST_F(FailureTest, ResetAnswerIsUnknownOutcome) {
    const auto server = listen([](Request) -> asio::awaitable<Response> {
        Response response;
        response.body = "0123456789";
        response.delivery = Delivery::reset;
        co_return response;
    });
    const auto client = connect_to(*server);
    expect_error(send(*client, post("/", "x")), ErrorKind::unknown_outcome);
}

TEST_F(FailureTest, AnAnswerThatDripsIsGivenUpInTime) {
    const auto server = listen([](Request) -> asio::awaitable<Response> {
        Response response;
        response.body = std::string(10'000, 'x');
        response.delivery = Delivery::dripped;
        co_return response;
    });
    const auto client = connect_to(*server, {.timeout = std::chrono::milliseconds{200}});
    expect_error(send(*client, post("/", "x")), ErrorKind::unknown_outcome, "no whole answer");
}

TEST_F(FailureTest, DroppedAnswerIsUnknownOutcome) {
    const auto server = listen(drop);
    const auto client = connect_to(*server);
    expect_error(send(*client, post("/", "x")), ErrorKind::unknown_outcome, "without an answer");
}

TEST_F(FailureTest, TruncatedAnswerIsUnknownOutcome) {
    const auto server = listen(truncate);
    const auto client = connect_to(*server);
    expect_error(send(*client, post("/", "x")), ErrorKind::unknown_outcome, "cut off");
}

TEST_F(FailureTest, TruncatedAnswerShowsItsHeadAndHalfItsBody) {
    const auto server = listen(truncate);
    const std::string seen =
        run(loop, talk_raw(server->port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_NE(seen.find("Content-Length: 10\r\n"), std::string::npos) << seen;
    EXPECT_TRUE(seen.ends_with("\r\n\r\n01234")) << seen;
}

TEST_F(FailureTest, TooLongAnswerIsUnknownOutcome) {
    const auto server = listen(echo);
    const auto client = connect_to(*server, {.body_bytes_max = 1000});
    expect_error(send(*client, post("/", std::string(2000, 'x'))), ErrorKind::unknown_outcome,
                 "longer than 1000 bytes");
    expect_answer(send(*client, get("/short")), 200, "GET /short ");
}

TEST_F(FailureTest, NonsenseIsUnknownOutcome) {
    RawServer server{loop, [](SocketPtr socket, int) {
                         return answer_once(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
                     }};
    const auto client = connect(server.url());
    expect_error(send(*client, get("/")), ErrorKind::unknown_outcome);
}

/// Answers the first request of its first connection and closes at the second; then all answers.
asio::awaitable<void> close_at_second(SocketPtr socket, int number) {
    for (int i = 0; i < 2; ++i) {
        const bool more = co_await read_head(socket);
        if (!more || (number == 1 && i == 1)) co_return;
        co_await write_text(socket, ok_answer);
    }
}

TEST_F(FailureTest, KeptConnectionThatDiesUnderAGetIsReplacedOnce) {
    RawServer server{loop, close_at_second};
    const auto client = connect(server.url());
    expect_answer(send(*client, get("/1")), 200, "ok");
    expect_answer(send(*client, get("/2")), 200, "ok");
    EXPECT_EQ(server.accepted(), 2);
}

TEST_F(FailureTest, KeptConnectionThatDiesUnderAPostIsUnknownOutcome) {
    RawServer server{loop, close_at_second};
    const auto client = connect(server.url());
    expect_answer(send(*client, get("/1")), 200, "ok");
    expect_error(send(*client, post("/2", "")), ErrorKind::unknown_outcome, "without an answer");
    EXPECT_EQ(server.accepted(), 1);
}

TEST_F(FailureTest, GetIsReplacedOnlyOnce) {
    RawServer server{loop, [](SocketPtr socket, int number) {
                         return number == 1 ? close_at_second(socket, number)
                                            : answer_once(socket, "");
                     }};
    const auto client = connect(server.url());
    expect_answer(send(*client, get("/1")), 200, "ok");
    expect_error(send(*client, get("/2")), ErrorKind::unknown_outcome);
    EXPECT_EQ(server.accepted(), 2);
}

asio::awaitable<void> answer_and_close(SocketPtr socket, int* closed) {
    co_await answer_once(socket, ok_answer);
    socket->close();
    ++*closed;
}

TEST_F(FailureTest, ClosedIdleConnectionIsNotUsedForAPost) {
    int closed = 0;
    RawServer server{loop, [&closed](SocketPtr socket, int) {
                         return answer_and_close(std::move(socket), &closed);
                     }};
    const auto client = connect(server.url());
    for (int i = 1; i <= 5; ++i) {
        expect_answer(send(*client, post("/", "")), 200, "ok");
        run_until(loop, [&] { return closed == i; });
    }
    EXPECT_EQ(server.accepted(), 5);
}

/// Starts a request that can be stopped, and keeps its result.
struct Stoppable {
    asio::cancellation_signal stop;
    std::optional<Result<Response>> answer;

    void start(asio::io_context& loop, Client& client, Request request) {
        asio::co_spawn(loop, client.send(std::move(request)),
                       asio::bind_cancellation_slot(
                           stop.slot(), [this](std::exception_ptr error, Result<Response> value) {
                               EXPECT_FALSE(error);
                               answer = std::move(value);
                           }));
    }
};

TEST_F(FailureTest, CancellationEndsARequestAtOnce) {
    RawServer server{loop, read_and_wait};
    const auto client = connect(server.url());
    Stoppable request;
    request.start(loop, *client, get("/"));
    run_until(loop, [&] { return server.accepted() == 1; });
    request.stop.emit(asio::cancellation_type::terminal);
    run_until(loop, [&] { return request.answer.has_value(); });
    expect_error(*request.answer, ErrorKind::cancelled);
}

TEST_F(FailureTest, CancellationReachesARequestThatWaitsForAConnection) {
    RawServer server{loop, [](SocketPtr socket, int number) {
                         return number == 1 ? read_and_wait(socket, number)
                                            : answer_once(socket, ok_answer);
                     }};
    const auto client = connect(server.url(), {.connections_max = 1});
    Stoppable first;
    Stoppable second;
    first.start(loop, *client, get("/1"));
    run_until(loop, [&] { return server.accepted() == 1; });
    second.start(loop, *client, get("/2"));
    loop.poll();
    second.stop.emit(asio::cancellation_type::terminal);
    run_until(loop, [&] { return second.answer.has_value(); });
    expect_error(*second.answer, ErrorKind::cancelled);
    first.stop.emit(asio::cancellation_type::terminal);
    expect_answer(send(*client, get("/3")), 200, "ok");  // the lease came back
}

TEST_F(FailureTest, RequestThatWouldBreakTheHeadIsOurBug) {
    RawServer server{loop, read_and_wait};
    const auto client = connect(server.url());
    expect_error(send(*client, get("/a\r\nX: y")), ErrorKind::our_bug, "target");
    expect_error(send(*client, get("http://elsewhere/")), ErrorKind::our_bug, "target");
    Request header = get("/");
    header.headers["x-name"] = "a\r\nb: c";
    expect_error(send(*client, header), ErrorKind::our_bug, "headers");
    Request framing = get("/");
    framing.headers["content-length"] = "5";
    expect_error(send(*client, framing), ErrorKind::our_bug, "headers");
    EXPECT_EQ(server.accepted(), 0);
}

TEST_F(FailureTest, BaseUrlsThatAreRefused) {
    constexpr std::array urls{"http://api.vk.com",
                              "http://10.0.0.1:8080",
                              "http://localhost.evil.org",
                              "http://[::2]:80",
                              "ftp://127.0.0.1",
                              "https://user:secret@api.vk.com",
                              "https://api.vk.com/?a=b",
                              "https://api.vk.com:99999",
                              "https://api.vk.com:0",
                              "api.vk.com",
                              "https://",
                              "unix:",
                              "https://школа.рф",
                              ""};
    for (const char* url : urls) {
        const auto client = Client::create(loop.get_executor(), {.base_url = url});
        ASSERT_FALSE(client) << url;
        EXPECT_EQ(client.error().kind, ErrorKind::invalid_input) << url;
        EXPECT_EQ(client.error().what.find("secret"), std::string::npos);
    }
}

}  // namespace
}  // namespace rosterd::http::test
