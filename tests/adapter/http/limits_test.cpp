// What the server does with bad, slow and too much input, and that others do not notice.
#include <array>
#include <stdexcept>

#include "support.hpp"

namespace rosterd::http::test {
namespace {

using LimitsTest = HttpTest;

TEST_F(LimitsTest, TooLongBodyGets413AndTheSenderReadsIt) {
    const auto server = listen(echo, {.body_bytes_max = 1000});
    const auto client = connect_to(*server);
    const auto answer = send(*client, post("/", std::string(1U << 20U, 'x')));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->status, 413);
    EXPECT_NE(answer->body.find(R"({"error":{"code":"payload_too_large")"), std::string::npos);
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(LimitsTest, TooLongHeadGets431) {
    const auto server = listen(echo, {.head_bytes_max = 2000});
    const auto client = connect_to(*server);
    Request request = get("/");
    request.headers["x-long"] = std::string(4000, 'x');
    const auto answer = send(*client, std::move(request));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->status, 431);
}

struct Garbage {
    const char* name;
    const char* bytes;
};

class GarbageTest : public HttpTest, public testing::WithParamInterface<Garbage> {};

TEST_P(GarbageTest, Gets400AndOthersAreServed) {
    const auto server = listen(echo);
    const std::string answer = run(loop, talk_raw(server->port(), GetParam().bytes));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
    EXPECT_NE(answer.find("application/json"), std::string::npos);
    EXPECT_NE(answer.find(R"({"error":{"code":"bad_request","message":")"), std::string::npos);
    const auto client = connect_to(*server);
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

constexpr std::array garbage{
    Garbage{"Words", "hello there\r\n\r\n"},
    Garbage{"TlsToAPlainPort", "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03 and so on\r\n\r\n"},
    Garbage{"BadVersion", "GET / HTTP/7.9\r\n\r\n"},
    Garbage{"BadLength", "POST / HTTP/1.1\r\nContent-Length: minus one\r\n\r\n"},
    Garbage{"TwoLengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
    Garbage{"BadHeaderName", "GET / HTTP/1.1\r\nbad name: x\r\n\r\n"},
};

INSTANTIATE_TEST_SUITE_P(Of, GarbageTest, testing::ValuesIn(garbage),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST_F(LimitsTest, SlowRequestGets408) {
    const auto server = listen(echo, {.request_timeout = std::chrono::seconds{1}});
    const std::string answer =
        run(loop, talk_raw(server->port(), "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
}

TEST_F(LimitsTest, QuietConnectionIsClosedWithoutAWord) {
    const auto server = listen(echo, {.idle_timeout = std::chrono::seconds{1}});
    EXPECT_EQ(run(loop, talk_raw(server->port(), "")), "");
}

TEST_F(LimitsTest, ConnectionOverTheLimitIsClosedAtOnce) {
    const auto server = listen(echo, {.connections_max = 1});
    const auto client = connect_to(*server);
    expect_answer(send(*client, get("/")), 200, "GET / ");  // and keeps its connection
    EXPECT_EQ(run(loop, talk_raw(server->port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n")), "");
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

asio::awaitable<Response> break_down(Request request) {
    if (request.target == "/throw") throw std::runtime_error{"the secret reason"};
    Response response;
    response.status = request.target == "/status" ? 7000 : 200;
    if (request.target == "/split") response.headers["x-name"] = "a\r\nset-cookie: b";
    co_return response;
}

TEST_F(LimitsTest, HandlerThatFailsGives500WithoutDetail) {
    const auto server = listen(break_down);
    const auto client = connect_to(*server);
    for (const char* target : {"/throw", "/status", "/split"}) {
        const auto answer = send(*client, get(target));
        ASSERT_TRUE(answer) << answer.error().what;
        EXPECT_EQ(answer->status, 500) << target;
        EXPECT_EQ(answer->body.find("secret"), std::string::npos);
        EXPECT_NE(answer->body.find(R"("code":"internal")"), std::string::npos);
    }
    expect_answer(send(*client, get("/fine")), 200, "");
}

TEST_F(LimitsTest, PipelinedRequestsAreAnsweredInOrder) {
    const auto server = listen(echo);
    const std::string answer =
        run(loop, talk_raw(server->port(),
                           "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                           "GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    const auto first = answer.find("GET /1 ");
    const auto second = answer.find("GET /2 ");
    ASSERT_NE(first, std::string::npos) << answer;
    ASSERT_NE(second, std::string::npos) << answer;
    EXPECT_LT(first, second);
}

TEST_F(LimitsTest, ExpectContinueIsAnswered) {
    const auto server = listen(echo);
    const std::string answer =
        run(loop, talk_raw(server->port(),
                           "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                           "Connection: close\r\nContent-Length: 2\r\n\r\nhi"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")) << answer;
    EXPECT_NE(answer.find("POST / hi"), std::string::npos) << answer;
}

TEST_F(LimitsTest, HeadGetsNoBody) {
    const auto server = listen(echo);
    const std::string answer = run(
        loop, talk_raw(server->port(), "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

}  // namespace
}  // namespace rosterd::http::test
