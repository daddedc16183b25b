// What is particular to ejabberd, against a real server and a real client.
#include <gmock/gmock.h>

#include "ejabberd_world.hpp"
#include "tests/support/http_probe.hpp"

namespace rosterd::ejabberd::test {
namespace {

using enum OperationKind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

Error open_error(EjabberdOptions options) {
    EjabberdWorld world{std::move(options)};
    const auto opened = world.run(world.account().open());
    if (opened) throw std::runtime_error{"the account opened"};
    EXPECT_EQ(world.account().use().state, "stopped");
    const auto chats = world.run(world.account().list_chats(Priority::live));
    EXPECT_FALSE(chats);
    return opened.error();
}

TEST(EjabberdServerTest, WhatIsWrongWithTheSettingsIsSaid) {
    EjabberdOptions options = options_for_server();
    options.secret = "wrong-S3cret";
    const Error secret = open_error(options);
    EXPECT_EQ(secret.kind, ErrorKind::authority);
    EXPECT_THAT(secret.what, HasSubstr("401: the account or its secret is not accepted"));
    EXPECT_THAT(secret.what + secret.hint, Not(HasSubstr("S3cret")));

    options.secret_kind = SecretKind::oauth;
    EXPECT_EQ(open_error(options).kind, ErrorKind::authority);

    options = options_for_server();
    options.muc = "rooms.school.test";
    const Error service = open_error(options);
    EXPECT_EQ(service.kind, ErrorKind::authority);
    EXPECT_EQ(service.hint, "check muc of this account");

    options = options_for_server();
    options.user = "reader@school.test";
    options.secret = EjabberdServer::password;
    const Error rights = open_error(options);
    EXPECT_EQ(rights.kind, ErrorKind::authority);
    EXPECT_THAT(rights.hint, HasSubstr("api_permissions"));
}

TEST(EjabberdServerTest, SettingsThatCannotBeRightAreRefused) {
    const auto refusal = [](auto change) {
        EjabberdOptions options = options_for_server();
        change(options);
        boost::asio::io_context loop;
        SystemClock clock{loop.get_executor()};
        const auto made = make_ejabberd_account(loop.get_executor(), clock, options);
        return made ? std::string{} : made.error().what;
    };
    EXPECT_THAT(refusal([](auto& o) { o.secret.clear(); }), HasSubstr("the secret is empty"));
    EXPECT_THAT(refusal([](auto& o) { o.secret = "a\nb"; }), HasSubstr("more than one line"));
    EXPECT_THAT(refusal([](auto& o) { o.host = "school test"; }), HasSubstr("no domain"));
    EXPECT_THAT(refusal([](auto& o) { o.user = "rosterd"; }), HasSubstr("no address on"));
    EXPECT_THAT(refusal([](auto& o) { o.user = "a@other.test"; }), HasSubstr("no address on"));
    EXPECT_THAT(refusal([](auto& o) { o.base_url = "http://10.0.0.1"; }), Not(IsEmpty()));
    EXPECT_EQ(refusal([](auto& o) { o.muc.clear(); }), "") << "conference. and the host";
}

TEST(EjabberdServerTest, ARoomIsHiddenForMembersAndKept) {
    EjabberdWorld world;
    world.open();
    const ChatNumber chat = world.created("7 «Б» & Co");
    const auto options = server().options(room_name(chat));
    EXPECT_EQ(options.at("title"), "7 «Б» & Co");
    for (const char* on : {"persistent", "members_only"}) EXPECT_EQ(options.at(on), "true") << on;
    for (const char* off : {"public", "allow_user_invites", "allow_change_subj"}) {
        EXPECT_EQ(options.at(off), "false") << off;
    }
    EXPECT_THAT(server().affiliations(room_name(chat)), IsEmpty());
}

TEST(EjabberdServerTest, AMemberIsInvitedAndEntersAndAnybodyElseIsNotLetIn) {
    server().register_user("anna");
    EjabberdWorld world;
    world.open();
    const ChatNumber hers = world.created("8А");
    const ChatNumber other = world.created("8Б");
    EXPECT_FALSE(world.change(add, hers, number_of_name("anna")).error);
    EXPECT_FALSE(world.change(rename, hers, 0, "9А <\"&>").error);
    const auto link = world.run(world.account().invite_link(hers, Priority::live));
    EXPECT_EQ(link.value(), "xmpp:" + EjabberdWorld::address(hers) + "?join");
    const auto seen =
        visit(server(), {.user = "anna",
                         .joins = {EjabberdWorld::address(hers), EjabberdWorld::address(other)},
                         .invitations = 1});
    EXPECT_THAT(seen.invitations, ElementsAre(EjabberdWorld::address(hers)));
    const auto& room = seen.rooms.at(EjabberdWorld::address(hers));
    EXPECT_EQ(room.error, "");
    EXPECT_EQ(room.subject, "9А <\"&>");
    EXPECT_THAT(room.occupants, ElementsAre(Pair("anna@school.test", "member")));
    EXPECT_EQ(seen.rooms.at(EjabberdWorld::address(other)).error, "registration-required");
    EXPECT_THAT(seen.listed, ElementsAre(EjabberdWorld::address(hers))) << "where she is herself";
}

TEST(EjabberdServerTest, WithoutInvitationsAnAdditionIsOneRequest) {
    EjabberdOptions options = options_for_server();
    options.invitations = false;
    EjabberdWorld world{options};
    world.open();
    EXPECT_EQ(world.account().capabilities().requests_per_add, 1U);
    const ChatNumber chat = world.created("a");
    const auto before = world.account().use().requests;
    EXPECT_FALSE(world.change(add, chat, world.person(0)).error);
    EXPECT_EQ(world.account().use().requests, before + 1);
}

TEST(EjabberdServerTest, WhoRegistersLaterIsFoundLater) {
    EjabberdWorld world;
    world.clock().hold();
    world.open();
    const ChatNumber chat = world.created("a");
    const UserId late = number_of_name("latecomer");
    const auto before = world.account().use().requests;
    const auto early = world.change(add, chat, late);
    ASSERT_TRUE(early.error);
    EXPECT_EQ(early.error->kind, ErrorKind::permanent_person);
    server().register_user("latecomer");
    EXPECT_TRUE(world.change(add, chat, late).error) << "nobody asks again at once";
    EXPECT_EQ(world.account().use().requests, before);
    world.clock().forward(std::chrono::seconds{2});
    EXPECT_FALSE(world.change(add, chat, late).error);
    EXPECT_THAT(world.members(chat), ElementsAre(ObservedMember(late, false)));
}

TEST(EjabberdServerTest, TwoUsersOfOneNumberAreServedNeither) {
    server().register_user("ticunena4");
    server().register_user("golejije5");
    EjabberdWorld world;
    world.open();
    EXPECT_EQ(world.account().use().state, "limited");
    EXPECT_THAT(world.account().use().reason, HasSubstr("2 registered users share"));
    const ChatNumber chat = world.created("a");
    const UserId both = number_of_name("ticunena4");
    for (const OperationKind kind : {add, promote, OperationKind::remove}) {
        const auto outcome = world.change(kind, chat, both);
        ASSERT_TRUE(outcome.error);
        EXPECT_EQ(outcome.error->kind, ErrorKind::permanent_person);
        EXPECT_THAT(outcome.error->what, HasSubstr("one number"));
    }
    EXPECT_THAT(server().affiliations(room_name(chat)), IsEmpty());
    EjabberdWorld::affiliate(chat, "ticunena4", "admin");
    EjabberdWorld::affiliate(chat, "golejije5", "member");
    EXPECT_THAT(world.members(chat), ElementsAre(ObservedMember(both, true)));
    server().unregister_user("ticunena4");
    server().unregister_user("golejije5");
}

TEST(EjabberdServerTest, GuestsAndTheDepartedAreStrangersWhoCanBeRemoved) {
    server().register_user("gone");
    EjabberdWorld world;
    world.open();
    const ChatNumber chat = world.created("a");
    EjabberdWorld::affiliate(chat, "gone", "member");
    EjabberdWorld::affiliate(chat, "person1@elsewhere.test", "admin");
    EjabberdWorld::affiliate(chat, "person2", "outcast");
    server().unregister_user("gone");
    world.clock().forward(std::chrono::seconds{2});
    const auto inside = world.members(chat);
    const UserId guest = number_of_name("person1@elsewhere.test");
    EXPECT_NE(guest, world.person(1)) << "another person than person1 of the school";
    EXPECT_THAT(inside, Contains(ObservedMember(guest, true)));
    for (const ObservedMember one : inside) {
        EXPECT_FALSE(world.change(OperationKind::remove, chat, one.user()).error);
    }
    EXPECT_THAT(server().affiliations(room_name(chat)), ElementsAre(Pair("person2", "outcast")));
    EXPECT_TRUE(world.change(add, chat, guest).error) << "only registered users are added";
}

TEST(EjabberdServerTest, AccountsOfOneServerDoNotSeeEachOthersRooms) {
    EjabberdWorld world;
    world.open();
    const ChatNumber chat = world.created("общий заголовок");
    server().command("create_room", {{"name", "teachers-own"},
                                     {"service", EjabberdServer::muc},
                                     {"host", EjabberdServer::host}});
    server().command(
        "create_room_with_opts",
        {{"name", "r0000000000abc"},
         {"service", EjabberdServer::muc},
         {"host", EjabberdServer::host},
         {"options", boost::json::array{boost::json::object{
                         {"name", "description"}, {"value", "rosterd, other@school.test"}}}}});
    auto listed = world.run(world.account().list_chats(Priority::live));
    ASSERT_TRUE(listed) << listed.error().what;
    std::vector<ChatNumber> numbers;
    for (const UnboundChat& one : *listed) numbers.push_back(one.number);
    EXPECT_THAT(numbers, Contains(chat));
    EXPECT_THAT(numbers, Not(Contains(0xabc)));
}

TEST(EjabberdServerTest, APersonReadsWhatIsWrittenToHim) {
    server().register_user("boris");
    EjabberdWorld world;
    world.open();
    const DirectMessage message{.user = number_of_name("boris"),
                                .text = "Здравствуйте & <до свидания>",
                                .link = "https://school.example/1",
                                .once = 7};
    for (int i = 0; i < 2; ++i) {
        const auto written = world.run(world.account().write_to(message, Priority::live));
        EXPECT_TRUE(written) << written.error().what;
    }
    const auto seen = visit(server(), {.user = "boris", .messages = 1});
    EXPECT_THAT(seen.messages,
                ElementsAre("Здравствуйте & <до свидания>\nhttps://school.example/1"));
    const DirectMessage to_nobody{.user = number_of_name("nobody"), .text = "a"};
    const auto lost = world.run(world.account().write_to(to_nobody, Priority::live));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::permanent_person);
}

TEST(EjabberdServerTest, RoomsAndTheirPeopleOutliveARestartOfTheServer) {
    // Its own server: the others keep theirs.
    EjabberdServer own;
    own.register_user("anna");
    EjabberdOptions options = options_for_server();
    options.base_url = own.base();
    EjabberdWorld world{options};
    world.open();
    const ChatNumber chat = world.created("5А");
    EXPECT_FALSE(world.change(add, chat, number_of_name("anna")).error);
    own.stop();
    const auto down = world.run(world.account().read_members({chat, chat}, Priority::live));
    ASSERT_EQ(down.size(), 2U);
    for (const auto& read : down) {
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().kind, ErrorKind::transient);
    }
    own.start();
    EXPECT_THAT(own.affiliations(room_name(chat)), ElementsAre(Pair("anna", "member")));
    EXPECT_THAT(world.members(chat), ElementsAre(ObservedMember(number_of_name("anna"), false)));
}

}  // namespace
}  // namespace rosterd::ejabberd::test
