// The bytes of members: exact, and strict about anything that no rosterd wrote.
#include "adapters/store/member_blob.hpp"

#include <gtest/gtest.h>

namespace rosterd::store {
namespace {

TEST(MemberBlobTest, EightLittleEndianBytesAMember) {
    const std::vector<ObservedMember> members{{1, true}, {0x123456789A, false, true}};
    const std::string bytes = encode_members(members);
    EXPECT_EQ(bytes, std::string("\x05\0\0\0\0\0\0\0\x6A\xE2\x59\xD1\x48\0\0\0", 16));
    EXPECT_EQ(decode_members(bytes), members);
}

TEST(MemberBlobTest, TheLargestAndNegativeIdsSurvive) {
    const std::vector<ObservedMember> members{
        {-user_id_max, true}, {-1, false, true}, {0, false}, {user_id_max, true, true}};
    EXPECT_EQ(decode_members(encode_members(members)), members);
    const std::vector<ObservedMember> leaving{{-user_id_max, true, false, true},
                                              {-1, false, true, true},
                                              {0, true, true, true},
                                              {user_id_max, false, false, true}};
    EXPECT_EQ(decode_members(encode_members(leaving)), leaving);
    const std::vector<UserId> users{-3, user_id_max};
    EXPECT_EQ(decode_users(encode_users(users)), users);
}

TEST(MemberBlobTest, NewcomersComeBackAsTheyWere) {
    const std::vector<Newcomer> newcomers{
        {.user = -user_id_max, .by = user_id_max, .since = 1'790'000'000, .reported = true},
        {.user = 7, .by = 7},
        {.user = user_id_max, .by = -5}};
    EXPECT_EQ(decode_newcomers(encode_newcomers(newcomers)), newcomers);
    EXPECT_TRUE(decode_newcomers("")->empty());
    EXPECT_FALSE(decode_newcomers(std::string(16, '\0')));
    EXPECT_FALSE(decode_newcomers(std::string(24, '\x7F'))) << "no such users";
    const std::string one = encode_newcomers(std::vector<Newcomer>{{.user = 7}});
    EXPECT_FALSE(decode_newcomers(one + one)) << "the same user twice";
}

TEST(MemberBlobTest, DamagedBytesAreRefused) {
    EXPECT_FALSE(decode_members("1234567"));
    EXPECT_FALSE(decode_members(std::string(8, '\x7F')));
    const std::string one = encode_members(std::vector<ObservedMember>{{5, false}});
    EXPECT_FALSE(decode_members(one + one)) << "the same user twice";
    const std::string lower = encode_members(std::vector<ObservedMember>{{4, false}});
    EXPECT_FALSE(decode_members(one + lower)) << "not sorted";
    EXPECT_FALSE(decode_users("123"));
    EXPECT_TRUE(decode_members("")->empty());
}

}  // namespace
}  // namespace rosterd::store
