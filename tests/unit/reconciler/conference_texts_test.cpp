// What is said in a chat, the words of states, and the number that a post is repeated under.
#include "reconciler/conference_texts.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/reconciler/conference_life.hpp"

namespace rosterd::testing {
namespace {

/// At 08:00 on some day, by the school's clock.
ConferenceRecord at_eight(UnixSeconds late) {
    ConferenceRecord record = running("c1");
    record.plan.local_starts = 20'000 * 86'400LL + 8 * hour;
    record.started_at = record.plan.starts + late;
    return record;
}

TEST(AnnouncementTest, NamesTheLessonAndItsLink) {
    EXPECT_EQ(announcement(at_eight(0), {}),
              "Онлайн-урок «7В - История» начался. Подключиться: https://call/c1");
    ConferenceRecord call = at_eight(59);
    call.plan.kind = ConferenceKind::video_call;
    EXPECT_EQ(announcement(call, {}),
              "Видеозвонок «7В - История» начался. Подключиться: https://call/c1");
}

TEST(AnnouncementTest, ALateOneSaysWhenItBegan) {
    EXPECT_EQ(announcement(at_eight(7 * minute), {}),
              "Онлайн-урок «7В - История» начался с опозданием, в 08:07. "
              "Подключиться: https://call/c1");
}

TEST(WithdrawalTest, HasNoLink) {
    EXPECT_EQ(withdrawal(at_eight(0)), "Онлайн-урок «7В - История» завершился");
}

TEST(AnnouncementNumberTest, IsTheSameForeverAndWithinItsBits) {
    ConferenceRecord record = waiting("c1");
    EXPECT_EQ(announcement_number("17", record), 1'011'309'715);
    record.plan.id = "own-10";
    EXPECT_EQ(announcement_number("school", record), 126'837'080);
    std::set<std::int64_t> numbers;
    for (int i = 0; i < 2'000; ++i) {
        record.plan.id = std::to_string(i);
        const std::int64_t number = announcement_number("17", record);
        EXPECT_GT(number, 0);
        EXPECT_LE(number, 0x7FFF'FFFF);
        numbers.insert(number);
    }
    EXPECT_EQ(numbers.size(), 2'000U) << "different conferences post under different numbers";
}

TEST(AnnouncementNumberTest, ASchoolsConferencesAreItsOwn) {
    ConferenceRecord record = waiting("2/3");
    const std::int64_t number = announcement_number("1", record);
    EXPECT_NE(announcement_number("2", record), number);
    record.plan.title = "other";
    record.plan.starts += hour;
    EXPECT_EQ(announcement_number("1", record), number) << "whatever becomes of the conference";
}

template <class Value>
void every_word_is_read_back(std::optional<Value> (*read)(std::string_view), int count) {
    std::set<std::string_view> words;
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<Value>(i);
        EXPECT_EQ(read(word(value)), value);
        words.insert(word(value));
    }
    EXPECT_EQ(words.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(read("no such word"), std::nullopt);
}

TEST(ConferenceWordsTest, EveryWordIsReadBack) {
    every_word_is_read_back(conference_state, 5);
    every_word_is_read_back(conference_cause, 12);
}

TEST(ConferenceWordsTest, R130StatesAreCalledAsInTheJournals) {
    EXPECT_EQ(russian_word(ConferenceState::planned), "Новая");
    EXPECT_EQ(russian_word(ConferenceState::active), "Активная");
    EXPECT_EQ(russian_word(ConferenceState::failed), "Ошибка");
    EXPECT_EQ(russian_word(ConferenceState::ended), "Завершена");
    EXPECT_EQ(russian_word(ConferenceState::cancelled), "Отменена");
}

}  // namespace
}  // namespace rosterd::testing
