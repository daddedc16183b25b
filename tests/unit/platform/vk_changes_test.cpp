// Changes as method calls.
#include "adapters/platform/vk/vk_changes.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <set>

namespace rosterd::vk {
namespace {

constexpr UserId self = -500;

std::string written(const ChatChange& change) {
    const auto calls = calls_for(change, self);
    if (!calls) return std::string{to_string(calls.error().kind)};
    std::string all;
    for (const MethodCall& call : *calls) {
        if (!all.empty()) all += ' ';
        all.append(call.method).append(boost::json::serialize(call.parameters));
    }
    return all;
}

TEST(VkChangesTest, EachKindHasItsCall) {
    using enum OperationKind;
    EXPECT_EQ(written({add, 7, 11, ""}), R"(messages.addChatUser{"chat_id":7,"user_id":11})");
    EXPECT_EQ(written({OperationKind::remove, 7, 11, ""}),
              R"(messages.removeChatUser{"chat_id":7,"member_id":11})");
    EXPECT_EQ(written({OperationKind::rename, 7, 0, "5 A"}),
              R"(messages.editChat{"chat_id":7,"title":"5 A"})");
    EXPECT_EQ(written({promote, 7, 11, ""}),
              R"(messages.setMemberRole{"peer_id":2000000007,"member_id":11,"role":"admin"})");
    EXPECT_EQ(written({demote, 7, 11, ""}),
              R"(messages.setMemberRole{"peer_id":2000000007,"member_id":11,"role":"member"})");
    EXPECT_EQ(written({destroy, 7, 0, ""}),
              R"(messages.removeChatUser{"chat_id":7,"member_id":-500} )"
              R"(messages.deleteConversation{"peer_id":2000000007})");
}

TEST(VkChangesTest, WhatVkWouldMisunderstandIsNotSent) {
    using enum OperationKind;
    EXPECT_EQ(written({add, 2'000'000'007, 11, ""}), "our_bug") << "a peer id is no chat number";
    EXPECT_EQ(written({add, 7, 0, ""}), "our_bug") << "0 would mean the caller";
    EXPECT_EQ(written({add, 0, 11, ""}), "our_bug");
    EXPECT_EQ(written({create, 7, 0, ""}), "our_bug");
}

TEST(VkChangesTest, TheServiceAccountIsNeverRemoved) {
    using enum OperationKind;
    EXPECT_EQ(written({OperationKind::remove, 7, self, ""}), "refused");
    EXPECT_EQ(written({demote, 7, self, ""}), "refused");
}

TEST(VkChangesTest, InvitationsAreRecognisedByTheirNumber) {
    EXPECT_EQ(invitation_random_id(7, 11), invitation_random_id(7, 11));
    std::set<std::int32_t> seen;
    for (ChatNumber chat = 1; chat <= 100; ++chat) {
        for (UserId user = 1; user <= 100; ++user) seen.insert(invitation_random_id(chat, user));
    }
    EXPECT_GT(*seen.begin(), 0);
    EXPECT_GE(seen.size(), 9'990U) << "a few collisions of 31-bit numbers are in order";
}

}  // namespace
}  // namespace rosterd::vk
