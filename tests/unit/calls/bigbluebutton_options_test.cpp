// What make_bigbluebutton takes and refuses, and the links that need no server.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <utility>

#include "adapters/calls/bigbluebutton.hpp"
#include "adapters/calls/bigbluebutton_requests.hpp"

namespace rosterd::calls {
namespace {

class BigBlueButtonOptionsTest : public testing::Test {
  protected:
    static BigBlueButtonOptions good() {
        return {.base_url = "https://bbb.example.org/bigbluebutton", .secret = "s3cret"};
    }
    Result<std::unique_ptr<CallProvider>> make(BigBlueButtonOptions options) {
        return make_bigbluebutton(loop_.get_executor(), clock_, std::move(options));
    }
    void refuses(BigBlueButtonOptions options) {
        const auto provider = make(std::move(options));
        ASSERT_FALSE(provider);
        EXPECT_EQ(provider.error().kind, ErrorKind::invalid_input);
        EXPECT_EQ(provider.error().what.find("s3cret"), std::string::npos);
    }

    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
};

TEST_F(BigBlueButtonOptionsTest, AddressesMustBeSafeAndComplete) {
    for (const std::string url :
         {"", "bbb.example.org", "http://bbb.example.org/bigbluebutton", "unix:/run/bbb.sock",
          "ftp://127.0.0.1/", "https://bbb.example.org/bigbluebutton/api",
          "https://bbb.example.org/bigbluebutton/api/", "https://u:p@bbb.example.org/b"}) {
        SCOPED_TRACE(url);
        auto options = good();
        options.base_url = url;
        refuses(std::move(options));
    }
}

TEST_F(BigBlueButtonOptionsTest, NumbersMustMakeSense) {
    auto options = good();
    options.secret.clear();
    refuses(options);
    options = good();
    options.requests_in_flight_max = 0;
    refuses(options);
    options = good();
    options.requests_per_second = 0;
    refuses(options);
    options = good();
    options.length_margin = std::chrono::minutes{-1};
    refuses(options);
}

TEST_F(BigBlueButtonOptionsTest, LinksBeginWithTheAddressWhateverItsLastSlash) {
    for (const std::string slash : {"", "/", "//"}) {
        auto options = good();
        options.base_url += slash;
        const auto provider = make(std::move(options));
        ASSERT_TRUE(provider) << provider.error().what;
        const std::string link =
            (*provider)->personal_link({.id = "m 1", .join_link = ""}, "Анна", CallRole::moderator);
        EXPECT_EQ(link,
                  "https://bbb.example.org/bigbluebutton" +
                      signed_target("join",
                                    join_parameters("s3cret", "m 1", {"Анна", CallRole::moderator}),
                                    {"s3cret", Checksum::sha256}));
    }
}

TEST_F(BigBlueButtonOptionsTest, SomebodyWithoutANameGetsTheGuestsName) {
    const auto provider = make(good());
    ASSERT_TRUE(provider);
    const Call call{.id = "m", .join_link = ""};
    EXPECT_EQ((*provider)->personal_link(call, "", CallRole::participant),
              (*provider)->personal_link(call, "Участник", CallRole::participant));
}

}  // namespace
}  // namespace rosterd::calls
