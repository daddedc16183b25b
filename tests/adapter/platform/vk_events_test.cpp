// Events over real sockets: what people do in the sandbox's chats arrives by its long poll.
#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

using enum PlatformEventKind;
using sandbox::FaultKind;
using sandbox::Moment;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr UserId stranger = 77;

Moment now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// A world whose account waits for events already: each test goes on from `cursor`.
class Listening {
  public:
    explicit Listening(TokenKind kind = TokenKind::community) : world{{.kind = kind}} {
        chat = world.opened_with_chat({1000, 1001});
        // Without a cursor events are told from now on: something must happen for one.
        std::optional<Result<PlatformEvents>> first;
        boost::asio::co_spawn(world.loop(), world.account().next_events({}),
                              [&](std::exception_ptr bug, Result<PlatformEvents> events) {
                                  if (bug) std::rethrow_exception(bug);
                                  first = std::move(events);
                              });
        while (polls().keys() == 0) world.loop().run_one();
        EXPECT_FALSE(world.change(OperationKind::rename, chat, 0, "first").error);
        while (!first) world.loop().run_one();
        EXPECT_TRUE(*first) << first->error().what;
        EXPECT_THAT((*first)->events,
                    ElementsAre(PlatformEvent{.kind = chat_changed, .chat = chat}));
        cursor = (*first)->cursor;
    }

    sandbox::LongPoll& polls() { return world.sandbox().vk().long_poll(); }
    Result<PlatformEvents> next() {
        auto events = world.run(world.account().next_events(cursor));
        if (events) cursor = events->cursor;
        return events;
    }
    std::vector<PlatformEvent> events() {
        auto told = next();
        if (!told) throw std::runtime_error{told.error().what};
        return std::move(told->events);
    }
    /// Somebody enters: the shortest event.
    void happens() { world.enters(chat, entering++); }
    [[nodiscard]] PlatformEvent changed() const { return {.kind = chat_changed, .chat = chat}; }

    VkWorld world;
    ChatNumber chat = 0;
    std::string cursor;
    UserId entering = 2000;
};

class VkEventsTest : public testing::TestWithParam<TokenKind> {};

TEST_P(VkEventsTest, WhatPeopleDoInAChatIsTold) {
    Listening it{GetParam()};
    auto& people = it.world.people();
    const auto chat = it.world.chat_id(it.chat);
    const UserId self = it.world.self();
    ASSERT_TRUE(people.join(chat, 1002, now()));
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    ASSERT_TRUE(people.remove(1000, chat, 1000, now())) << "he leaves";
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    ASSERT_TRUE(people.remove(self, chat, 1001, now()));
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    ASSERT_TRUE(people.rename(self, chat, "other", now()));
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    ASSERT_TRUE(people.set_admin(self, chat, 1002, true, now()));
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    ASSERT_TRUE(people.set_admin(self, chat, 1002, false, now()));
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
}

TEST_P(VkEventsTest, WhatPeopleWriteIsTold) {
    Listening it{GetParam()};
    auto& people = it.world.people();
    ASSERT_TRUE(people.send_to_chat(1000, it.world.chat_id(it.chat), "В чате", 0, now()));
    ASSERT_TRUE(people.send_to_person(1001, it.world.self(), "Лично", 0, now()));
    EXPECT_THAT(
        it.events(),
        ElementsAre(PlatformEvent{.kind = wrote, .chat = it.chat, .user = 1000, .text = "В чате"},
                    PlatformEvent{.kind = wrote, .chat = 0, .user = 1001, .text = "Лично"}));
}

TEST_P(VkEventsTest, AnExpiredKeyCostsOneQuestionAndNoEvent) {
    Listening it{GetParam()};
    it.happens();
    it.polls().expire_keys();
    const auto requests = it.world.account().use().requests;
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    EXPECT_EQ(it.world.account().use().requests - requests, 1U);
    it.happens();
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    EXPECT_EQ(it.world.account().use().requests - requests, 1U) << "polls are no requests";
}

TEST_P(VkEventsTest, LostHistoryIsSaidAndEventsGoOn) {
    for (const bool key_too : {false, true}) {
        Listening it{GetParam()};
        it.happens();
        key_too ? it.polls().lose_information() : it.polls().lose_history();
        EXPECT_THAT(it.events(), ElementsAre(PlatformEvent{.kind = missed}));
        it.happens();
        EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    }
}

INSTANTIATE_TEST_SUITE_P(Tokens, VkEventsTest,
                         testing::Values(TokenKind::user, TokenKind::community),
                         [](const auto& row) {
                             return row.param == TokenKind::user ? "User" : "Community";
                         });

TEST(VkEventPollTest, OursOwnComingAndGoingIsTold) {
    Listening it{TokenKind::user};
    auto& people = it.world.people();
    const std::vector<UserId> with_us{staff_user, 1000};
    const auto made = people.create(stranger, "theirs", with_us, now());
    ASSERT_TRUE(made);
    const ChatNumber number = people.number_of(staff_user, made->chat).value();
    auto told = it.events();
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.front(),
              (PlatformEvent{.kind = added_to_chat, .chat = number, .user = stranger}));
    ASSERT_TRUE(people.remove(stranger, made->chat, staff_user, now()));
    EXPECT_THAT(it.events(), testing::Contains(PlatformEvent{
                                 .kind = removed_from_chat, .chat = number, .user = stranger}));
    ASSERT_TRUE(people.send_to_chat(1000, made->chat, "ушли", 0, now()));
    it.happens();
    EXPECT_THAT(it.events(), ElementsAre(it.changed())) << "of a chat we left nothing is told";
}

TEST(VkEventPollTest, EventsAreToldAgainUntilTheCursorMoves) {
    Listening it;
    it.happens();
    const std::string before = it.cursor;
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    it.cursor = before;
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    // Another process goes on where the first one stopped.
    const auto another = it.world.connect();
    ASSERT_TRUE(it.world.run(another->open()));
    const auto told = it.world.run(another->next_events(before));
    ASSERT_TRUE(told) << told.error().what;
    EXPECT_THAT(told->events, ElementsAre(it.changed()));
}

TEST(VkEventPollTest, AWaitingPollIsWokenByItsEvent) {
    Listening it;
    std::optional<Result<PlatformEvents>> told;
    boost::asio::co_spawn(
        it.world.loop(), it.world.account().next_events(it.cursor),
        [&](std::exception_ptr, Result<PlatformEvents> events) { told = std::move(events); });
    const auto another = it.world.connect();
    ASSERT_TRUE(it.world.run(another->open()));
    const auto elsewhere = it.world.run(another->create_chat("b", {}, Priority::live));
    ASSERT_TRUE(elsewhere);
    while (!told) it.world.loop().run_one();
    ASSERT_TRUE(*told) << told->error().what;
    EXPECT_THAT((*told)->events,
                ElementsAre(PlatformEvent{.kind = chat_changed, .chat = elsewhere->number}));
}

TEST(VkEventPollTest, AWaitingPollEndsWhenItIsCancelled) {
    Listening it;
    boost::asio::cancellation_signal stop;
    std::optional<Result<PlatformEvents>> told;
    boost::asio::co_spawn(it.world.loop(), it.world.account().next_events(it.cursor),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [&](std::exception_ptr, Result<PlatformEvents> events) {
                                  told = std::move(events);
                              }));
    it.world.loop().poll();
    stop.emit(boost::asio::cancellation_type::terminal);
    while (!told) it.world.loop().run_one();
    ASSERT_FALSE(*told);
    EXPECT_EQ(told->error().kind, ErrorKind::cancelled);
    it.happens();
    EXPECT_THAT(it.events(), ElementsAre(it.changed())) << "and the next one works";
}

TEST(VkEventPollTest, MembershipIsToldToACommunityWhateverItsBotsAreTold) {
    Listening it;
    it.polls().tell_membership(sandbox::MembershipTold::not_by_bots);
    it.happens();
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
    // Where nothing is told the next thing that is told comes: the daemon's sweep sees the rest.
    it.polls().tell_membership(sandbox::MembershipTold::never);
    it.happens();
    ASSERT_TRUE(it.world.people().send_to_person(1001, -community, "a", 0, now()));
    EXPECT_THAT(it.events(), ElementsAre(PlatformEvent{.kind = wrote, .user = 1001, .text = "a"}));
}

TEST(VkEventPollTest, TroubleOfThePollIsTransientAndLosesNothing) {
    for (const FaultKind kind : {FaultKind::refuse, FaultKind::lose_answer, FaultKind::html,
                                 FaultKind::http_500, FaultKind::truncate}) {
        Listening it;
        it.happens();
        // A connection that closed before it answered is replaced once inside: it is a GET.
        it.world.fault({.kind = kind, .method = "long_poll", .times = 2});
        for (int i = 0; i < 2 && !it.world.sandbox().faults().list().empty(); ++i) {
            const auto told = it.next();
            ASSERT_FALSE(told) << to_string(kind);
            EXPECT_EQ(to_string(told.error().kind), "transient");
        }
        EXPECT_THAT(it.events(), ElementsAre(it.changed())) << to_string(kind);
    }
}

TEST(VkEventPollTest, AnswersThatNobodyCanReadAreNotWaitedOut) {
    for (const FaultKind kind : {FaultKind::html, FaultKind::half_json, FaultKind::huge}) {
        Listening it;
        it.happens();
        it.world.fault({.kind = kind, .method = "long_poll", .times = 3});
        for (int i = 0; i < 3; ++i) EXPECT_FALSE(it.next()) << to_string(kind);
        EXPECT_THAT(it.events(), ElementsAre(PlatformEvent{.kind = missed})) << to_string(kind);
        it.happens();
        EXPECT_THAT(it.events(), ElementsAre(it.changed())) << to_string(kind);
    }
}

TEST(VkEventPollTest, LostAnswersMoveNoPosition) {
    Listening it;
    it.happens();
    it.world.fault({.kind = FaultKind::reset, .method = "long_poll", .times = 8});
    while (!it.world.sandbox().faults().list().empty()) {
        const auto told = it.next();
        ASSERT_FALSE(told);
        EXPECT_EQ(to_string(told.error().kind), "transient");
    }
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
}

TEST(VkEventPollTest, AnInternalErrorAfterHoursIsTransient) {
    Listening it;
    it.polls().expire_keys();
    it.happens();
    it.world.fault(
        {.kind = FaultKind::error_code, .method = "messages.getLongPollServer", .code = 10});
    const auto told = it.next();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, ErrorKind::transient);
    EXPECT_EQ(it.world.account().use().state, "ready");
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
}

TEST(VkEventPollTest, ACursorOfNobodyIsAMiss) {
    Listening it;
    it.cursor = "marker:17";
    EXPECT_THAT(it.events(), ElementsAre(PlatformEvent{.kind = missed}));
    it.happens();
    EXPECT_THAT(it.events(), ElementsAre(it.changed()));
}

TEST(VkEventPollTest, AClosedAccountTellsNothing) {
    VkWorld world;
    const auto told = world.run(world.account().next_events({}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, ErrorKind::authority);
}

}  // namespace
}  // namespace rosterd::vk::test
