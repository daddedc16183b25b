// What every PlatformAccount promises, as tests that each adapter runs against its real protocol.
// Include it in one source file per program, and instantiate PlatformContract with makers.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/contract_world.hpp"

namespace rosterd::test {

class PlatformContract : public testing::TestWithParam<ContractMaker> {
  protected:
    void SetUp() override {
        world_ = GetParam().make();
        const auto opened = run(account().open());
        ASSERT_TRUE(opened) << opened.error().what;
    }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(world_->loop(), std::move(work));
    }
    PlatformAccount& account() { return world_->account(); }
    UserId person(int n) { return world_->person(n); }

    /// A chat with these people, made by whoever can make chats here; who does not fit the creation
    /// is added after it, as the executor does. `users` of the result: who is in it.
    CreatedChat created(std::string title, std::vector<UserId> users) {
        if (!account().capabilities().create_chats) {
            const ChatNumber number = world_->made_by_a_person(title, users);
            return {number, std::move(users)};
        }
        auto chat = run(account().create_chat(std::move(title), users, Priority::live));
        if (!chat) throw std::runtime_error{"create_chat: " + chat.error().what};
        if (account().capabilities().create_members_max > 0) return *chat;
        EXPECT_TRUE(chat->users.empty());
        for (const UserId user : users) {
            const auto added = change(OperationKind::add, chat->number, user);
            if (added.error) throw std::runtime_error{"add: " + added.error->what};
            chat->users.push_back(user);
        }
        return *chat;
    }
    std::vector<ObservedMember> members(ChatNumber chat) {
        auto read = run(account().read_members({chat}, Priority::live));
        if (read.size() != 1 || !read[0]) throw std::runtime_error{"read_members failed"};
        return without_maker(std::move(read[0]->members));
    }
    /// The person who makes the chats is theirs, not the test's.
    std::vector<ObservedMember> without_maker(std::vector<ObservedMember> found) {
        std::erase_if(found,
                      [&](ObservedMember one) { return one.user() == world_->chat_maker(); });
        return found;
    }
    ChangeOutcome change(OperationKind kind, ChatNumber chat, UserId user, std::string text = {}) {
        auto outcomes = run(account().apply({{kind, chat, user, std::move(text)}}, Priority::live));
        if (outcomes.size() != 1) throw std::runtime_error{"one change, one outcome"};
        return outcomes[0];
    }
    /// As the account's list shows it or, where there are no lists, as it shows itself.
    std::optional<UnboundChat> listed(ChatNumber number) {
        if (!account().capabilities().list_chats) {
            auto chat = run(account().look_at_chat(number, Priority::live));
            if (!chat && chat.error().kind == ErrorKind::permanent_chat) return std::nullopt;
            if (!chat) throw std::runtime_error{"look_at_chat: " + chat.error().what};
            return *chat;
        }
        auto chats = run(account().list_chats(Priority::live));
        if (!chats) throw std::runtime_error{"list_chats: " + chats.error().what};
        const auto found = std::ranges::find(*chats, number, &UnboundChat::number);
        if (found == chats->end()) return std::nullopt;
        return *found;
    }

    std::unique_ptr<ContractWorld> world_;
};

TEST_P(PlatformContract, OpeningAgainIsHarmless) {
    const auto again = run(account().open());
    EXPECT_TRUE(again);
    EXPECT_EQ(account().use().state, "ready");
    EXPECT_GT(account().use().requests, 0U);
}

TEST_P(PlatformContract, ACreatedChatIsListedAsOwned) {
    const auto chat = created("5 «А» класс", {person(0)});
    EXPECT_NE(chat.number, 0);
    const auto found = listed(chat.number);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->title, "5 «А» класс");
    EXPECT_EQ(found->owned, account().capabilities().create_chats);
}

TEST_P(PlatformContract, WhatAnAccountCannotDoItRefuses) {
    const Capabilities can = account().capabilities();
    if (!can.create_chats) {
        const auto made = run(account().create_chat("a", {person(0)}, Priority::live));
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind, ErrorKind::refused);
    }
    const auto chats = run(account().list_chats(Priority::live));
    EXPECT_EQ(chats.has_value(), can.list_chats);
    if (!chats) EXPECT_EQ(chats.error().kind, ErrorKind::refused);
    if (!can.events) {
        const auto told = run(account().next_events({}));
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().kind, ErrorKind::refused);
    }
}

TEST_P(PlatformContract, OneChatShowsItself) {
    const auto chat = created("6Б", {person(0)});
    const auto seen = run(account().look_at_chat(chat.number, Priority::live));
    ASSERT_TRUE(seen) << seen.error().what;
    EXPECT_EQ(seen->number, chat.number);
    EXPECT_EQ(seen->title, "6Б");
    EXPECT_TRUE(seen->administered);
    EXPECT_FALSE(run(account().look_at_chat(chat.number + 1000, Priority::live)));
}

TEST_P(PlatformContract, APersonCanBeWrittenTo) {
    const auto written = run(
        account().write_to({.user = person(0), .text = "Здравствуйте", .once = 5}, Priority::live));
    EXPECT_TRUE(written) << written.error().what;
}

TEST_P(PlatformContract, FirstMembersAreReportedAsTheyAre) {
    const auto chat = created("a", {person(1), person(0)});
    std::vector<UserId> inside;
    for (const ObservedMember one : members(chat.number)) inside.push_back(one.user());
    auto reported = chat.users;
    std::ranges::sort(reported);
    EXPECT_EQ(inside, reported);
}

TEST_P(PlatformContract, MembersAreSortedAndWithoutTheServiceAccount) {
    const auto chat = created("a", {person(2), person(0), person(1)});
    const auto read = members(chat.number);
    std::vector<UserId> expected{person(0), person(1), person(2)};
    std::ranges::sort(expected);
    ASSERT_EQ(read.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(read[i], ObservedMember(expected[i], false));
}

TEST_P(PlatformContract, APersonWhoEnteredIsSeen) {
    const auto chat = created("a", {person(0)});
    world_->enters(chat.number, person(1));
    EXPECT_EQ(members(chat.number).size(), 2U);
}

TEST_P(PlatformContract, RemovingTwiceSucceeds) {
    const auto chat = created("a", {person(0), person(1)});
    EXPECT_FALSE(change(OperationKind::remove, chat.number, person(0)).error);
    EXPECT_EQ(members(chat.number).size(), 1U);
    EXPECT_FALSE(change(OperationKind::remove, chat.number, person(0)).error);
}

TEST_P(PlatformContract, AddingTwiceSucceedsWhereAddingIsPossible) {
    const auto chat = created("a", {person(0)});
    const auto first = change(OperationKind::add, chat.number, person(1));
    EXPECT_EQ(!first.error, account().capabilities().add_members);
    EXPECT_EQ(members(chat.number).size(), account().capabilities().add_members ? 2U : 1U);
    const auto second = change(OperationKind::add, chat.number, person(1));
    EXPECT_EQ(!second.error, account().capabilities().add_members);
}

TEST_P(PlatformContract, AdministratorsComeAndGo) {
    const auto chat = created("a", {person(0)});
    EXPECT_FALSE(change(OperationKind::promote, chat.number, person(0)).error);
    EXPECT_TRUE(members(chat.number).at(0).admin());
    EXPECT_FALSE(change(OperationKind::promote, chat.number, person(0)).error);
    EXPECT_FALSE(change(OperationKind::demote, chat.number, person(0)).error);
    EXPECT_FALSE(members(chat.number).at(0).admin());
}

TEST_P(PlatformContract, RenamingShowsInTheList) {
    const auto chat = created("a", {person(0)});
    EXPECT_FALSE(change(OperationKind::rename, chat.number, 0, "6 \"Б\"; API.x({})").error);
    const auto found = listed(chat.number);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->title, "6 \"Б\"; API.x({})");
}

TEST_P(PlatformContract, ADestroyedChatIsNotListed) {
    const auto chat = created("a", {person(0)});
    EXPECT_FALSE(change(OperationKind::remove, chat.number, person(0)).error);
    EXPECT_FALSE(change(OperationKind::destroy, chat.number, 0).error);
    EXPECT_FALSE(listed(chat.number));
    EXPECT_FALSE(change(OperationKind::destroy, chat.number, 0).error) << "again";
}

TEST_P(PlatformContract, ReadsKeepTheOrderOfTheQuestion) {
    const auto first = created("a", {person(0)});
    const auto second = created("b", {person(1), person(2)});
    constexpr ChatNumber nowhere = 99'999'999;
    const auto read =
        run(account().read_members({second.number, nowhere, first.number}, Priority::sweep));
    ASSERT_EQ(read.size(), 3U);
    ASSERT_TRUE(read[0]);
    EXPECT_EQ(read[0]->number, second.number);
    EXPECT_EQ(without_maker(read[0]->members).size(), 2U);
    ASSERT_FALSE(read[1]);
    EXPECT_EQ(read[1].error().kind, ErrorKind::permanent_chat);
    ASSERT_TRUE(read[2]);
    EXPECT_EQ(without_maker(read[2]->members).size(), 1U);
}

TEST_P(PlatformContract, OutcomesKeepTheOrderOfTheChanges) {
    const auto chat = created("a", {person(0), person(1), person(2)});
    constexpr ChatNumber nowhere = 99'999'999;
    using enum OperationKind;
    std::vector<ChatChange> changes{{promote, chat.number, person(0), ""},
                                    {OperationKind::remove, nowhere, person(1), ""},
                                    {OperationKind::rename, chat.number, 0, "b"},
                                    {OperationKind::rename, nowhere, 0, "c"},
                                    {OperationKind::remove, chat.number, person(2), ""}};
    const auto outcomes = run(account().apply(std::move(changes), Priority::live));
    ASSERT_EQ(outcomes.size(), 5U);
    EXPECT_FALSE(outcomes[0].error);
    ASSERT_TRUE(outcomes[1].error);
    EXPECT_EQ(outcomes[1].error->kind, ErrorKind::permanent_chat);
    EXPECT_FALSE(outcomes[2].error);
    ASSERT_TRUE(outcomes[3].error);
    EXPECT_FALSE(outcomes[4].error);
    EXPECT_EQ(members(chat.number).size(), 2U);
    EXPECT_EQ(listed(chat.number).value().title, "b");
}

TEST_P(PlatformContract, TheInviteLinkStays) {
    const auto chat = created("a", {person(0)});
    const auto link = run(account().invite_link(chat.number, Priority::live));
    ASSERT_TRUE(link) << link.error().what;
    EXPECT_TRUE(std::regex_search(*link, std::regex{"^[a-z][a-z0-9+.-]*:[^ ]+$"})) << *link;
    const auto again = run(account().invite_link(chat.number, Priority::live));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *link);
}

TEST_P(PlatformContract, NothingToDoCostsNothing) {
    const auto before = account().use().requests;
    EXPECT_TRUE(run(account().apply({}, Priority::live)).empty());
    EXPECT_TRUE(run(account().read_members({}, Priority::live)).empty());
    EXPECT_EQ(account().use().requests, before);
}

TEST_P(PlatformContract, APostHasANumberAndIsPostedOnce) {
    const ChatNumber first = created("5А", {}).number;
    const ChatNumber second = created("5Б", {}).number;
    const std::vector<ChatPost> posts{{first, "начался", 11, 0}, {second, "начался", 12, 0}};
    const auto posted = run(account().post(posts, Priority::urgent));
    ASSERT_EQ(posted.size(), 2U);
    ASSERT_TRUE(posted[0] && posted[1]);
    EXPECT_NE(*posted[0], 0);
    const auto again = run(account().post(posts, Priority::urgent));
    ASSERT_TRUE(again.at(0) && again.at(1));
    EXPECT_EQ(*again[0], *posted[0]);
    EXPECT_EQ(*again[1], *posted[1]);
    EXPECT_EQ(world_->posts(first), std::vector<std::string>{"начался"});
    EXPECT_EQ(world_->posts(second), std::vector<std::string>{"начался"});
}

TEST_P(PlatformContract, APostCanBeGivenAnotherText) {
    const ChatNumber chat = created("5А", {}).number;
    const auto posted =
        run(account().post({{chat, "Подключиться: https://x/1", 11, 0}}, Priority::urgent));
    ASSERT_TRUE(posted.at(0)) << posted[0].error().what;
    const std::vector<ChatPost> edit{{chat, "завершился", 0, *posted[0]}};
    for (int i = 0; i < 2; ++i) {
        const auto edited = run(account().edit_posts(edit, Priority::urgent));
        ASSERT_TRUE(edited.at(0)) << edited[0].error().what;
    }
    EXPECT_EQ(world_->posts(chat), std::vector<std::string>{"завершился"});
}

TEST_P(PlatformContract, APostIntoNoChatStopsNoOther) {
    const ChatNumber chat = created("5А", {}).number;
    const auto posted =
        run(account().post({{chat + 1000, "a", 1, 0}, {chat, "b", 2, 0}}, Priority::urgent));
    ASSERT_EQ(posted.size(), 2U);
    EXPECT_FALSE(posted[0]);
    EXPECT_TRUE(posted[1]);
    EXPECT_TRUE(run(account().post({}, Priority::urgent)).empty());
    EXPECT_TRUE(run(account().edit_posts({}, Priority::urgent)).empty());
}

}  // namespace rosterd::test
