// Ten thousand malformed requests on the real control socket, and one client who is served
// meanwhile.
#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <random>

#include "tests/adapter/control/served_daemon.hpp"
#include "tests/adapter/control/unix_client.hpp"
#include "tests/support/eventually.hpp"

#if __has_feature(address_sanitizer)
#include <sanitizer/allocator_interface.h>
#else
#include <malloc.h>
#endif

namespace rosterd::testing {
namespace {

using ::testing::IsEmpty;
using Random = std::mt19937;

constexpr unsigned seed = 20'261'127;
constexpr int requests = 10'000;
constexpr std::chrono::milliseconds pause{10};  ///< of the client who is served meanwhile

std::size_t open_descriptors() {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {}));
}

std::size_t bytes_in_use() {
#if __has_feature(address_sanitizer)
    return __sanitizer_get_current_allocated_bytes();
#else
    return ::mallinfo2().uordblks;
#endif
}

std::size_t below(Random& random, std::size_t end) {
    return std::uniform_int_distribution<std::size_t>{0, end - 1}(random);
}

std::string good_request(Random& random) {
    static const std::vector<std::string> all{
        "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/schools/17/people?page=1&page_size=5 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/resync HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"school\":\"17\"}",
        "POST /v1/schools/17/chats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n11\r\n{\"kind\":\"custom\"}\r\n0\r\n\r\n",
        "GET /v1/holds HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"};
    return all[below(random, all.size())];
}

/// Spoilt so that it is no request, or none that the routes know.
std::string malformed_request(Random& random) {
    std::string bytes = good_request(random);
    switch (below(random, 8)) {
        case 0:  // cut off
            bytes.resize(1 + below(random, bytes.size() - 1));
            break;
        case 1:  // a byte turned
            bytes[below(random, bytes.size())] = static_cast<char>(below(random, 256));
            break;
        case 2:  // noise
            for (char& byte : bytes) byte = static_cast<char>(below(random, 256));
            break;
        case 3:  // a head without an end
            bytes.insert(bytes.find("\r\n") + 2, "X: " + std::string(20'000, 'x') + "\r\n");
            break;
        case 4:  // a body that is longer than it says, or than anybody reads
            bytes = "POST /v1/resync HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n{";
            break;
        case 5:  // pieces twice
            bytes.insert(below(random, bytes.size()), bytes.substr(below(random, bytes.size())));
            break;
        case 6:  // chunks that are none
            bytes =
                "POST /v1/resync HTTP/1.1\r\nTransfer-Encoding: "
                "chunked\r\n\r\nffffffffffffffffff\r\n";
            break;
        default:  // JSON that is none, as deep as it goes
            bytes = "POST /v1/schools/17/chats HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" +
                    std::string(5'000, '[');
    }
    return bytes;
}

/// Asks now and then, on a connection of its own each time, until it is stopped.
class OtherClient {
  public:
    explicit OtherClient(const ServedDaemon& served)
        : thread_{[this, &served] {
              while (!stopped_) {
                  const auto answer = served.get("/v1/status");
                  if (answer.status == 200) ++served_;
                  ++asked_;
                  std::ignore = test::eventually([this] { return stopped_.load(); }, pause);
              }
          }} {}
    OtherClient(const OtherClient&) = delete;
    OtherClient& operator=(const OtherClient&) = delete;
    ~OtherClient() { stop(); }
    void stop() {
        stopped_ = true;
        if (thread_.joinable()) thread_.join();
    }
    [[nodiscard]] int asked() const { return asked_; }
    [[nodiscard]] int served() const { return served_; }

  private:
    std::atomic<bool> stopped_ = false;
    std::atomic<int> asked_ = 0;
    std::atomic<int> served_ = 0;
    std::thread thread_;
};

/// The number of answers with each class of status; 0: closed without one.
std::map<int, int> send_malformed(const std::string& socket, int count, Random& random) {
    std::map<int, int> answers;
    for (int i = 0; i < count; ++i) {
        const UnixClient client{socket};
        EXPECT_TRUE(client.connected()) << i;
        client.send(malformed_request(random));
        client.end_sending();
        const std::string answer = client.read_all();
        const bool http = answer.starts_with("HTTP/1.");
        EXPECT_TRUE(answer.empty() || http) << i << ": " << answer.substr(0, 80);
        ++answers[http ? std::atoi(answer.c_str() + 9) / 100 : 0];
    }
    return answers;
}

TEST(MalformedRequestsTest, TenThousandHarmNobody) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(settled_school());
    served.serve();
    Random random{seed};
    std::ignore = send_malformed(served.socket(), 500, random);  // what is made once is made now
    ASSERT_EQ(served.get("/v1/status").status, 200);
    const auto descriptors = open_descriptors();
    const auto bytes = bytes_in_use();

    OtherClient other{served};
    const auto answers = send_malformed(served.socket(), requests, random);
    other.stop();

    EXPECT_GT(answers.at(4), requests / 4) << "most are told what is wrong";
    EXPECT_FALSE(answers.contains(5)) << "none finds a bug of ours";
    EXPECT_GT(other.asked(), 100);
    EXPECT_EQ(other.served(), other.asked());
    EXPECT_TRUE(test::eventually([&] { return open_descriptors() <= descriptors; }))
        << open_descriptors() << " descriptors, " << descriptors << " before";
    // A byte of each request that stayed would be 10 KB; a connection's buffer of each 40 MB.
    EXPECT_TRUE(test::eventually([&] { return bytes_in_use() <= bytes + 400'000; }))
        << bytes_in_use() << " bytes, " << bytes << " before";
}

}  // namespace
}  // namespace rosterd::testing
