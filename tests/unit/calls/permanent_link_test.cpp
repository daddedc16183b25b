// Permanent rooms: whose they are, who can guess them, and what the operator may write.
#include "adapters/calls/permanent_link.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>

#include "tests/support/contract_world.hpp"

namespace rosterd::calls {
namespace {

constexpr const char* secret = "0123456789abcdef";

Call room_of(const PermanentLinkOptions& options, std::string room) {
    boost::asio::io_context loop;
    const auto links = make_permanent_links(options);
    if (!links) throw std::runtime_error{links.error().what};
    std::vector<CallWish> wishes{{.key = "17/1", .room = std::move(room), .title = "a"}};
    return *test::run_on(loop, (*links)->start(std::move(wishes), Priority::live)).at(0);
}

// printf '%s' '17/5a' | openssl dgst -sha256 -hmac 0123456789abcdef
TEST(PermanentLinkTest, ARoomIsAKeyedHashOfItsChat) {
    const Call call = room_of({"https://meet.example.org/{room}", secret}, "17/5a");
    EXPECT_EQ(call.join_link, "https://meet.example.org/" + call.id);
    EXPECT_EQ(call.id, "0a8ce949580e2a22fd95b1a9");
}

TEST(PermanentLinkTest, AnotherChatOrSecretIsAnotherRoom) {
    const std::string pattern = "https://meet.example.org/{room}";
    EXPECT_NE(room_of({pattern, secret}, "17/5a"), room_of({pattern, secret}, "17/5b"));
    EXPECT_NE(room_of({pattern, secret}, "17/5a"),
              room_of({pattern, "another secret of ours"}, "17/5a"));
}

TEST(PermanentLinkTest, ThePatternMayHaveMoreAroundTheRoom) {
    const Call call = room_of({"http://127.0.0.1:8443/r/{room}?x={room}#config", secret}, "17/5a");
    EXPECT_EQ(call.join_link, "http://127.0.0.1:8443/r/" + call.id + "?x=" + call.id + "#config");
}

TEST(PermanentLinkTest, BadPatternsAndSecretsAreRefused) {
    for (const std::string pattern :
         {"", "https://meet.example.org/", "http://meet.example.org/{room}", "{room}",
          "unix:/run/{room}", "meet.example.org/{room}", "https://meet example.org/{room}",
          "ftp://127.0.0.1/{room}", "https:///{room}"}) {
        const auto links = make_permanent_links({pattern, secret});
        ASSERT_FALSE(links) << pattern;
        EXPECT_EQ(links.error().kind, ErrorKind::invalid_input) << pattern;
    }
    const auto short_secret = make_permanent_links({"https://meet.example.org/{room}", "short"});
    ASSERT_FALSE(short_secret);
    EXPECT_EQ(short_secret.error().kind, ErrorKind::invalid_input);
}

}  // namespace
}  // namespace rosterd::calls
