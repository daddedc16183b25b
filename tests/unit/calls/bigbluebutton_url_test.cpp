// Signed addresses. The expected sums were computed with printf '%s' "..." | sha256sum.
#include "adapters/calls/bigbluebutton_url.hpp"

#include <gtest/gtest.h>

#include "adapters/digest.hpp"

namespace rosterd::calls {
namespace {

constexpr std::string_view secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
const Parameters meeting{{"name", "Test Meeting"},
                         {"meetingID", "abc123"},
                         {"attendeePW", "111222"},
                         {"moderatorPW", "333444"}};

TEST(BigBlueButtonUrlTest, ParametersKeepTheirOrder) {
    EXPECT_EQ(query_of({{"b", "1"}, {"a", "2"}, {"b", "3"}}), "b=1&a=2&b=3");
    EXPECT_EQ(query_of({}), "");
    EXPECT_EQ(query_of({{"empty", ""}}), "empty=");
}

TEST(BigBlueButtonUrlTest, OnlyTheCharactersOfEncodeUriComponentStay) {
    std::string all;
    for (char byte = ' '; byte < 0x7F; ++byte) all += byte;
    EXPECT_EQ(query_of({{"x", all}}),
              "x=%20!%22%23%24%25%26'()*%2B%2C-.%2F0123456789%3A%3B%3C%3D%3E%3F%40"
              "ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~");
}

TEST(BigBlueButtonUrlTest, OtherBytesArePercentEncodedInUpperCase) {
    EXPECT_EQ(query_of({{"имя", "Ёж 😀"}}), "%D0%B8%D0%BC%D1%8F=%D0%81%D0%B6%20%F0%9F%98%80");
    EXPECT_EQ(query_of({{"x", std::string{"\0\n\xFF", 3}}}), "x=%00%0A%FF");
}

TEST(BigBlueButtonUrlTest, TheSumCoversCallQueryAndSecret) {
    EXPECT_EQ(checksum_of("create", query_of(meeting), {secret, Checksum::sha256}),
              "99ef8fb30893e29923a002b11e48b0be4fecfd3d72b69fa7201808775d4f7059");
    EXPECT_EQ(checksum_of("create", query_of(meeting), {secret, Checksum::sha1}),
              "f1ae295e2cb9a9225152334d12c9db97d2bfee5b");
}

TEST(BigBlueButtonUrlTest, TheSumComesLast) {
    EXPECT_EQ(
        signed_target("create", meeting, {secret, Checksum::sha1}),
        "/api/"
        "create?name=Test%20Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444&checksum="
        "f1ae295e2cb9a9225152334d12c9db97d2bfee5b");
}

TEST(BigBlueButtonUrlTest, ACallWithoutParametersIsSignedToo) {
    EXPECT_EQ(signed_target("getMeetings", {}, {secret, Checksum::sha256}),
              "/api/getMeetings?checksum="
              "a5370c5f3d97d56d53b435684cdbc429c2898a3bf9f435518b4279e1e0dbfc8c");
}

// RFC 4231, test case 2.
TEST(BigBlueButtonUrlTest, KeyedHashesAreThoseOfTheStandard) {
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace rosterd::calls
