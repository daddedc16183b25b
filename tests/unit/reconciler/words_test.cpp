// The public words: every enumerator has one of its own, and reading a word gives it back.
#include "reconciler/words.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace rosterd::testing {

namespace {

template <class Enum>
std::set<std::string> words_up_to(Enum last) {
    std::set<std::string> words;
    for (int at = 0; at <= static_cast<int>(last); ++at) {
        const std::string_view text = word(static_cast<Enum>(at));
        EXPECT_TRUE(words.insert(std::string{text}).second) << text;
    }
    return words;
}

}  // namespace

TEST(WordsTest, TheControlApiHasItsWords) {
    EXPECT_EQ(words_up_to(SeatState::stranger),
              (std::set<std::string>{"present", "waiting_link", "invited", "left", "parked",
                                     "to_add", "to_remove", "stranger"}));
    EXPECT_EQ(words_up_to(OperationKind::invite),
              (std::set<std::string>{"create", "rename", "add", "remove", "promote", "demote",
                                     "detach", "destroy", "invite"}));
    EXPECT_EQ(words_up_to(ChatKind::subject),
              (std::set<std::string>{"staff", "class", "parents", "subject", "custom"}));
    EXPECT_EQ(words_up_to(SelectorKind::chosen),
              (std::set<std::string>{"staff", "chats_admin", "school_admin", "class_teacher",
                                     "students", "parents", "group_teachers", "group_students",
                                     "group_parents", "chosen"}));
}

TEST(WordsTest, EveryOtherEnumeratorHasAWordOfItsOwn) {
    EXPECT_EQ(words_up_to(Cause::stranger).size(), 10U);
    EXPECT_EQ(words_up_to(GuardKind::hour).size(), 10U);
    EXPECT_EQ(words_up_to(ChatState::destroyed).size(), 3U);
    EXPECT_EQ(word(Cause::none), "");
    EXPECT_EQ(word(Cause::left_school), "left_school");
}

TEST(WordsTest, ReadingAWordGivesItsEnumerator) {
    for (int at = 0; at <= static_cast<int>(ChatKind::subject); ++at) {
        EXPECT_EQ(chat_kind(word(static_cast<ChatKind>(at))), static_cast<ChatKind>(at));
    }
    for (int at = 0; at <= static_cast<int>(Platform::ejabberd); ++at) {
        EXPECT_EQ(platform(word(static_cast<Platform>(at))), static_cast<Platform>(at));
    }
    for (int at = 0; at <= static_cast<int>(PositionType::other); ++at) {
        EXPECT_EQ(position_type(word(static_cast<PositionType>(at))),
                  static_cast<PositionType>(at));
    }
    for (int at = 0; at <= static_cast<int>(EditKind::drop_admin); ++at) {
        EXPECT_EQ(edit_kind(word(static_cast<EditKind>(at))), static_cast<EditKind>(at));
    }
    for (int at = 0; at <= static_cast<int>(ErrorKind::cancelled); ++at) {
        EXPECT_EQ(error_kind(to_string(static_cast<ErrorKind>(at))), static_cast<ErrorKind>(at));
    }
    for (const LinkState state :
         {LinkState::requested, LinkState::linked, LinkState::refused, LinkState::unlinked}) {
        EXPECT_EQ(link_state(word(state)), state);
    }
}

TEST(WordsTest, AnUnknownWordIsNothing) {
    EXPECT_FALSE(chat_kind("klass"));
    EXPECT_FALSE(chat_kind(""));
    EXPECT_FALSE(platform("VK"));
    EXPECT_FALSE(edit_kind("adds"));
    EXPECT_FALSE(link_state("linked "));
    EXPECT_FALSE(position_type("teacher"));
    EXPECT_FALSE(error_kind("oops"));
}

}  // namespace rosterd::testing
