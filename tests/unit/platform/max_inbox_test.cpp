// A webhook's updates until they are dealt with.
#include "adapters/platform/max/max_inbox.hpp"

#include <gtest/gtest.h>

namespace rosterd::max {
namespace {

PlatformEvent event(ChatNumber chat) {
    return {PlatformEventKind::chat_changed, chat, 0, {}};
}

TEST(MaxInboxTest, ABatchIsToldUntilItsCursorComesBack) {
    Inbox inbox{"1800000000"};
    EXPECT_FALSE(inbox.take());
    int woken = 0;
    const auto first = inbox.put("a", event(1));
    ASSERT_TRUE(first);
    first->waiting.emplace_back([&] { ++woken; });
    const auto batch = inbox.take();
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->events, std::vector<PlatformEvent>{event(1)});
    inbox.settle("");
    inbox.settle("1799999999-1");
    EXPECT_EQ(inbox.take()->cursor, batch->cursor) << "told again";
    EXPECT_FALSE(first->dealt_with);
    inbox.settle(batch->cursor);
    EXPECT_TRUE(first->dealt_with);
    EXPECT_EQ(woken, 1);
    EXPECT_FALSE(inbox.take());
}

TEST(MaxInboxTest, WhatCameMeanwhileIsInTheNextBatch) {
    Inbox inbox{"e"};
    inbox.put("a", event(1));
    const auto first = inbox.take();
    inbox.put("b", event(2));
    EXPECT_EQ(inbox.take()->events.size(), 1U);
    inbox.settle(first->cursor);
    const auto second = inbox.take();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->events, std::vector<PlatformEvent>{event(2)});
    EXPECT_NE(second->cursor, first->cursor);
}

TEST(MaxInboxTest, DuplicatesAreOne) {
    Inbox inbox{"e"};
    const auto first = inbox.put("a", event(1));
    EXPECT_EQ(inbox.put("a", event(1)), first);
    const auto batch = inbox.take();
    EXPECT_EQ(batch->events.size(), 1U);
    EXPECT_EQ(inbox.put("a", event(1)), first) << "also while it is being dealt with";
    inbox.settle(batch->cursor);
    const auto late = inbox.put("a", event(1));
    ASSERT_TRUE(late);
    EXPECT_TRUE(late->dealt_with);
    EXPECT_FALSE(inbox.take());
}

TEST(MaxInboxTest, TooManyAreRefused) {
    Inbox inbox{"e", {.arrived_max = 3, .batch_max = 2}};
    for (const char* key : {"a", "b", "c"}) EXPECT_TRUE(inbox.put(key, event(1)));
    EXPECT_FALSE(inbox.put("d", event(1)));
    const auto batch = inbox.take();
    EXPECT_EQ(batch->events.size(), 2U);
    EXPECT_FALSE(inbox.put("d", event(1))) << "what is told is not yet dealt with";
    inbox.settle(batch->cursor);
    EXPECT_TRUE(inbox.put("d", event(1)));
}

TEST(MaxInboxTest, LostUpdatesAreSaidOnce) {
    Inbox inbox{"e"};
    inbox.lost();
    const auto batch = inbox.take();
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->events.size(), 1U);
    EXPECT_EQ(batch->events[0].kind, PlatformEventKind::missed);
    inbox.settle(batch->cursor);
    EXPECT_FALSE(inbox.take());
}

}  // namespace
}  // namespace rosterd::max
