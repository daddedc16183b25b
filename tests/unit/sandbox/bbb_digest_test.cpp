// Checksums against values of other programs: sha1sum, sha256sum, sha384sum, sha512sum.
#include "adapters/sandbox/bbb_digest.hpp"

#include <gtest/gtest.h>

namespace rosterd::sandbox {
namespace {

constexpr const char* query =
    "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444";
constexpr const char* secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
constexpr const char* sha1 = "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17";
constexpr const char* sha256 = "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e";

TEST(DigestTest, TheLengthChoosesTheAlgorithm) {
    EXPECT_TRUE(is_checksum(sha1, "create", query, secret));
    EXPECT_TRUE(is_checksum(sha256, "create", query, secret));
    EXPECT_TRUE(
        is_checksum("891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb958d"
                    "6e7b49a845cf29f5c6019c7d29d029d1",
                    "create", query, secret));
    EXPECT_TRUE(
        is_checksum("de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4"
                    "b120f92c0a8a58d7512cb77821884951a3b01245f3435dbbef49fff3cc3988b4",
                    "create", query, secret));
}

TEST(DigestTest, EveryByteCounts) {
    EXPECT_FALSE(is_checksum(sha256, "join", query, secret));
    EXPECT_FALSE(is_checksum(sha256, "create", query, "another"));
    EXPECT_FALSE(is_checksum(
        sha256, "create",
        "name=Test%20Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444", secret));
    EXPECT_FALSE(is_checksum(
        sha256, "create", "meetingID=abc123&name=Test+Meeting&attendeePW=111222&moderatorPW=333444",
        secret));
    EXPECT_FALSE(is_checksum("", "create", query, secret));
    EXPECT_FALSE(is_checksum(std::string(63, 'a'), "create", query, secret));
}

TEST(DigestTest, TheChecksumItselfIsLeftOutWhereverItStands) {
    EXPECT_EQ(without_checksum("a=1&checksum=x&b=%D0%B0+c"), "a=1&b=%D0%B0+c");
    EXPECT_EQ(without_checksum("checksum=x&a=1"), "a=1");
    EXPECT_EQ(without_checksum("a=1&checksum=x"), "a=1");
    EXPECT_EQ(without_checksum("checksum=x"), "");
    EXPECT_EQ(without_checksum(""), "");
    EXPECT_EQ(without_checksum("mychecksum=x"), "mychecksum=x");
}

TEST(DigestTest, TheEmptyTextHasItsWellKnownDigest) {
    EXPECT_EQ(hex_digest(Digest::sha1, ""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    EXPECT_FALSE(digest_of_length(32).has_value());
}

}  // namespace
}  // namespace rosterd::sandbox
