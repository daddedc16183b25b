// Phones: the card, the hash, and everything that proves nothing.
#include "adapters/platform/max/max_contact.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

namespace rosterd::max {
namespace {

constexpr std::string_view token = "secret-Token_42";
constexpr std::string_view card =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:ez-vcard 0.10.3\r\nTEL;TYPE=cell:79990000000\r\n"
    "FN:Anna\r\nEND:VCARD\r\n";
/// Made by another implementation of HMAC-SHA-256 (Python's hmac).
constexpr std::string_view hash =
    "edc5bfde19420dbea5e841cbfb8ab8a320f182ee312a6a3922e4531bf12f97e6";

boost::json::value contact(std::string_view vcard, std::string_view with_hash, UserId owner) {
    return {{"type", "contact"},
            {"payload",
             {{"vcf_info", vcard}, {"hash", with_hash}, {"max_info", {{"user_id", owner}}}}}};
}

TEST(MaxContactTest, ThePersonsOwnPhoneIsProved) {
    EXPECT_EQ(verified_phone(contact(card, hash, 11), 11, token), "+79990000000");
}

TEST(MaxContactTest, NothingElseProvesAPhone) {
    EXPECT_FALSE(verified_phone(contact(card, hash, 12), 11, token)) << "somebody else's card";
    EXPECT_FALSE(verified_phone(contact(card, "", 11), 11, token)) << "from the phone book";
    EXPECT_FALSE(verified_phone(contact(card, hash, 11), 11, "other")) << "another bot's";
    std::string forged{card};
    forged.replace(forged.find("79990000000"), 11, "79990000001");
    EXPECT_FALSE(verified_phone(contact(forged, hash, 11), 11, token));
    std::string upper{hash};
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_FALSE(verified_phone(contact(card, upper, 11), 11, token));
    EXPECT_FALSE(verified_phone(contact(card, hash.substr(0, 63), 11), 11, token));
    EXPECT_FALSE(verified_phone({{"type", "contact"}}, 11, token));
    EXPECT_FALSE(verified_phone({{"type", "file"}, {"payload", nullptr}}, 11, token));
}

TEST(MaxContactTest, CardsAreReadByLine) {
    EXPECT_EQ(phone_of_vcard("TEL:+7 (999) 000-00-00"), "+79990000000");
    EXPECT_EQ(phone_of_vcard("FN:TEL:123\nTEL;TYPE=cell:\nTEL:79990000000\n"), "+79990000000");
    EXPECT_FALSE(phone_of_vcard("TEL:123456"));
    EXPECT_FALSE(phone_of_vcard("TEL:1234567890123456"));
    EXPECT_FALSE(phone_of_vcard("TEL:7999000a000"));
    EXPECT_FALSE(phone_of_vcard("TEL;TYPE=cell"));
    EXPECT_FALSE(phone_of_vcard(""));
}

}  // namespace
}  // namespace rosterd::max
