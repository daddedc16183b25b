// Names of rooms, stanzas, answers and the directory: the pure parts of the ejabberd adapter.
#include "adapters/platform/ejabberd/ejabberd_calls.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "adapters/platform/ejabberd/ejabberd_answer.hpp"
#include "adapters/platform/ejabberd/ejabberd_directory.hpp"

namespace rosterd::ejabberd {
namespace {

using testing::HasSubstr;

const Addresses addresses{"school.test", "rooms.school.test", "bot@school.test"};

TEST(EjabberdRoomTest, NamesAndNumbersBelongTogether) {
    EXPECT_EQ(room_name(1), "r0000000000001");
    EXPECT_EQ(room_name(room_number_max), "rfffffffffffff");
    EXPECT_EQ(addresses.room(0xABC), "r0000000000abc@rooms.school.test");
    for (const ChatNumber number : {ChatNumber{1}, ChatNumber{0xABC}, room_number_max}) {
        EXPECT_EQ(room_number(addresses.room(number)), number);
    }
    for (const char* other :
         {"", "r", "staff", "r0000000000000", "r000000000abc", "r00000000000abc", "r0000000000ABC",
          "x0000000000abc", "r-000000000abc", "r+000000000abc", "r0000000000abg"}) {
        EXPECT_EQ(room_number(other), std::nullopt) << other;
    }
}

TEST(EjabberdStanzaTest, TextIsEscaped) {
    EXPECT_EQ(xml_escaped("a<b>&\"'\n\x01\x1Bя"), "a&lt;b&gt;&amp;&quot;&apos;\nя");
    const Call call = room_message_call(addresses, 1, {"id-1", "</body><x/>", "id-0"});
    const std::string stanza{call.arguments.at("stanza").as_string()};
    EXPECT_EQ(stanza, R"(<message type="groupchat" id="id-1"><body>&lt;/body&gt;&lt;x/&gt;</body>)"
                      R"(<origin-id xmlns="urn:xmpp:sid:0" id="id-1"/>)"
                      R"(<replace xmlns="urn:xmpp:message-correct:0" id="id-0"/></message>)");
    EXPECT_THAT(std::string{person_message_call(addresses, "anna@school.test", {"i", "a"})
                                .arguments.at("stanza")
                                .as_string()},
                HasSubstr(R"(type="chat")"));
}

TEST(EjabberdAnswerTest, ARoomThatDoesNotExistHasNoOptions) {
    EXPECT_EQ(read_room(boost::json::parse("{}"), addresses, 1).error().kind,
              ErrorKind::permanent_chat);
    EXPECT_EQ(read_room(boost::json::parse(R"({"title":"a"})"), addresses, 1).error().kind,
              ErrorKind::transient);
    const auto foreign =
        read_room(boost::json::parse(R"({"title":"a","description":""})"), addresses, 1);
    ASSERT_TRUE(foreign);
    EXPECT_FALSE(foreign->owned);
}

TEST(EjabberdDirectoryTest, NumbersAreFoundAgain) {
    Directory directory{"school.test"};
    const std::vector<std::string> names{"anna", "ticunena4", "boris", "golejije5"};
    directory.replace(names);
    EXPECT_EQ(directory.registered(number_of_name("anna")).value(), "anna@school.test");
    EXPECT_EQ(directory.ambiguous(), 2U);
    const auto both = directory.registered(number_of_name("golejije5"));
    ASSERT_FALSE(both);
    EXPECT_THAT(both.error().what, HasSubstr("one number"));
    EXPECT_FALSE(directory.known(number_of_name("ticunena4")));
    EXPECT_FALSE(directory.registered(number_of_name("vera")));

    const UserId vera = directory.saw({"vera@school.test", "vera", false});
    EXPECT_EQ(vera, number_of_name("vera"));
    EXPECT_FALSE(directory.registered(vera));
    EXPECT_EQ(directory.known(vera).value(), "vera@school.test");
    const UserId guest = directory.saw({"anna@other.test", "", false});
    EXPECT_EQ(directory.known(guest).value(), "anna@other.test");
    EXPECT_EQ(directory.known(number_of_name("anna")).value(), "anna@school.test");

    const std::vector<std::string> fewer{"golejije5"};
    directory.replace(fewer);
    EXPECT_EQ(directory.ambiguous(), 0U);
    EXPECT_EQ(directory.registered(number_of_name("golejije5")).value(), "golejije5@school.test");
    EXPECT_FALSE(directory.registered(number_of_name("anna")));
}

}  // namespace
}  // namespace rosterd::ejabberd
