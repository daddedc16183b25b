// The time line in several widths, exactly as a terminal shows it; and what a terminal can show.
#include "daemon/rosterctl/timeline.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "daemon/rosterctl/conference_text.hpp"
#include "daemon/rosterctl/surroundings.hpp"
#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using State = ConferenceState;

constexpr int at(int hour, int minute = 0) {
    return 60 * hour + minute;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// The rows alone: between the hours and the empty line before the legend.
std::vector<std::string> rows_of(const Timeline& timeline, const TimelineStyle& style) {
    std::vector<std::string> rows;
    for (const std::string& line : lines_of(timeline.text(style))) {
        if (line.empty()) break;
        rows.push_back(line);
    }
    rows.erase(rows.begin());
    return rows;
}

/// Four hours in 48 cells behind "7В": a cell is five minutes.
constexpr TimelineStyle ascii{.width = 52, .unicode = false};

Timeline morning() {
    Timeline timeline;
    timeline.add({"7В", State::ended, at(8), at(8, 40)});
    timeline.add({"7В", State::active, at(9), at(9, 40)});
    timeline.add({"7В", State::planned, at(11), at(12)});
    return timeline;
}

TEST(TimelineTest, HoursStandAboveTheMomentsTheyMean) {
    EXPECT_THAT(lines_of(morning().text(ascii)),
                ElementsAre("    08          09          10          11",
                            "7В  ========    ########                ............", "",
                            ". planned  # active  = ended  ! failed  x cancelled"));
}

TEST(TimelineTest, NowIsMarkedWhereNothingElseIs) {
    TimelineStyle style = ascii;
    style.now = at(10, 30);
    EXPECT_THAT(lines_of(morning().text(style)),
                ElementsAre("    08          09          10          11",
                            "                                  v",
                            "7В  ========    ########          |     ............", "",
                            ". planned  # active  = ended  ! failed  x cancelled", "| now 10:30"));
    style.now = at(9, 30);
    EXPECT_THAT(rows_of(morning(), style).back(), HasSubstr("########")) << "it hides no block";
    style.now = at(18);
    EXPECT_THAT(morning().text(style), AllOf(HasSubstr("now 18:00"), Not(HasSubstr("v\n"))));
}

TEST(TimelineTest, BlockCharactersTellTheStatesApart) {
    Timeline timeline;
    int hour = 8;
    for (const State state :
         {State::planned, State::active, State::ended, State::failed, State::cancelled}) {
        timeline.add({"5А", state, at(hour), at(hour, 30)});
        ++hour;
    }
    EXPECT_THAT(rows_of(timeline, {.width = 24}), ElementsAre("5А  ░░  ██  ▒▒  ▚▚  ▁▁"));
    EXPECT_THAT(rows_of(timeline, {.width = 24, .unicode = false}),
                ElementsAre("5А  ..  ##  ==  !!  xx"));
    EXPECT_THAT(timeline.text({.width = 80, .now = at(9)}),
                EndsWith("░ planned  █ active  ▒ ended  ▚ failed  ▁ cancelled  │ now 09:00\n"));
    EXPECT_THAT(timeline.text({.width = 80, .russian = true, .now = at(9)}),
                EndsWith("░ Новая  █ Активная  ▒ Завершена  ▚ Ошибка  ▁ Отменена  "
                         "│ сейчас 09:00\n"));
}

TEST(TimelineTest, NoLineIsWiderThanTheTerminal) {
    Timeline timeline = morning();
    timeline.add(
        {"Робототехника (7А, 7Б, 7В, 8А) — кружок при школе", State::failed, at(0), at(30)});
    for (const bool unicode : {true, false}) {
        for (std::size_t width = 24; width <= 200; ++width) {
            const std::string text =
                timeline.text({.width = width, .unicode = unicode, .now = at(23, 59)});
            for (const std::string& line : lines_of(text)) {
                ASSERT_LE(width_of(line), width) << line;
            }
        }
    }
}

TEST(TimelineTest, ALongNameTakesAThirdOfTheLineAtMost) {
    Timeline timeline;
    timeline.add({"Робототехника и программирование", State::planned, at(8), at(9)});
    EXPECT_THAT(rows_of(timeline, {.width = 30, .unicode = false}),
                ElementsAre("Робототех…  .................."));
}

TEST(TimelineTest, ATitleCannotSteerTheTerminal) {
    Timeline timeline;
    timeline.add({"7\x1b[31mВ", State::planned, at(8), at(9)});
    EXPECT_THAT(timeline.text(ascii), AllOf(Not(HasSubstr("\x1b")), HasSubstr("7?[31mВ")));
}

TEST(TimelineTest, OverlappingOnesAreDrawnBelowEachOther) {
    Timeline timeline;
    timeline.add({"7В", State::active, at(8), at(10)});
    timeline.add({"7В", State::failed, at(9), at(11)});
    timeline.add({"7В", State::planned, at(10, 30), at(12)});
    EXPECT_THAT(rows_of(timeline, ascii),
                ElementsAre("7В  ########################      ..................",
                            "                !!!!!!!!!!!!!!!!!!!!!!!!"));
}

TEST(TimelineTest, NeighboursStayTwoBlocks) {
    Timeline timeline;
    timeline.add({"7В", State::planned, at(8), at(10)});
    timeline.add({"7В", State::planned, at(10), at(12)});
    EXPECT_THAT(rows_of(timeline, ascii),
                ElementsAre("7В  ....................... ........................"));
    Timeline crowded;
    for (int i = 0; i < 4; ++i) crowded.add({"7В", State::planned, at(8, i), at(8, i + 1)});
    crowded.add({"7В", State::planned, at(23), at(24)});
    const auto rows = rows_of(crowded, {.width = 24, .unicode = false});
    EXPECT_EQ(rows.size(), 4U) << "each of them is to be seen";
}

TEST(TimelineTest, ClassesAreInTheOrderOfTheSchool) {
    Timeline timeline;
    for (const char* name : {"Хор", "10А", "5Б", "5А"}) {
        timeline.add({name, State::planned, at(8), at(9)});
    }
    std::vector<std::string> names;
    for (const std::string& row : rows_of(timeline, ascii)) {
        names.push_back(row.substr(0, row.find(' ')));
    }
    EXPECT_THAT(names, ElementsAre("5А", "5Б", "10А", "Хор"));
}

TEST(TimelineTest, WhatEndsAfterMidnightIsDrawnUntilMidnight) {
    Timeline timeline;
    timeline.add({"7В", State::active, at(23), at(25)});
    EXPECT_THAT(lines_of(timeline.text({.width = 24, .unicode = false})).at(0), "    23");
    EXPECT_THAT(rows_of(timeline, {.width = 24, .unicode = false}),
                ElementsAre("7В  ####################"));
}

TEST(TimelineTest, ADayWithoutAnySaysSo) {
    EXPECT_THAT(
        lines_of(Timeline{}.text({.width = 34, .unicode = false, .now = at(12)})),
        ElementsAre("  08  09  10  11  12  13  14  15", "                  v", "no conferences", "",
                    ". planned  # active  = ended", "! failed  x cancelled  | now 12:00"));
    EXPECT_THAT(Timeline{}.text({.russian = true}), HasSubstr("нет уроков и звонков"));
}

TEST(SurroundingsTest, BlockCharactersNeedATerminalAndUtf8) {
    const auto unicode = [](const char* locale) {
        return shows_unicode({.terminal = true, .no_unicode = false, .locale = locale});
    };
    EXPECT_TRUE(unicode("ru_RU.UTF-8"));
    EXPECT_TRUE(unicode("C.utf8"));
    EXPECT_FALSE(unicode("C"));
    EXPECT_FALSE(unicode("ru_RU.KOI8-R"));
    EXPECT_FALSE(unicode(""));
    EXPECT_FALSE(shows_unicode({.terminal = false, .no_unicode = false, .locale = "C.UTF-8"}));
    EXPECT_FALSE(shows_unicode({.terminal = true, .no_unicode = true, .locale = "C.UTF-8"}));
}

TEST(SurroundingsTest, TheLocaleNamesTheLanguage) {
    for (const char* locale : {"ru", "ru_RU.UTF-8", "ru.UTF-8"}) {
        EXPECT_TRUE(reads_russian({.locale = locale})) << locale;
    }
    for (const char* locale : {"", "C", "en_US.UTF-8", "run"}) {
        EXPECT_FALSE(reads_russian({.locale = locale})) << locale;
    }
}

boost::json::object conference() {
    return {{"title", "Звонок"},
            {"class", nullptr},
            {"subject", nullptr},
            {"chat", "staff"},
            {"status", "active"},
            {"status_ru", "Активная"},
            {"join_url", nullptr},
            {"error", "create: HTTP 500"},
            {"message_ru", nullptr},
            {"starts_at", "2026-10-15T23:30:00+03:00"},
            {"ends_at", "2026-10-16T00:10:00+03:00"}};
}

TEST(ConferenceTextTest, AnEndOnTheSameDayNeedsNoDate) {
    boost::json::object each = conference();
    EXPECT_EQ(start_text(each), "2026-10-15 23:30");
    EXPECT_EQ(end_text(each), "2026-10-16 00:10");
    each["ends_at"] = "2026-10-15T23:50:00+03:00";
    EXPECT_EQ(end_text(each), "23:50");
    each["ends_at"] = nullptr;
    EXPECT_EQ(end_text(each), "-");
}

TEST(ConferenceTextTest, ALinkGoesBeforeWhatIsWrong) {
    boost::json::object each = conference();
    EXPECT_EQ(outcome_text(each, false), "create: HTTP 500");
    EXPECT_EQ(outcome_text(each, true), "create: HTTP 500") << "better than nothing";
    each["message_ru"] = "Не удалось";
    EXPECT_EQ(outcome_text(each, true), "Не удалось");
    each["join_url"] = "https://calls.example/1";
    EXPECT_EQ(outcome_text(each, false), "https://calls.example/1");
}

TEST(ConferenceTextTest, ABlockIsOfItsClassElseItsSubjectElseItsChat) {
    const Day today = parse_day("2026-10-15").value();
    boost::json::object each = conference();
    const auto block = block_of(each, today);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->row, "staff");
    EXPECT_EQ(block->starts, at(23, 30));
    EXPECT_EQ(block->ends, at(24, 10));
    EXPECT_EQ(block->state, State::active);
    each["subject"] = "История";
    EXPECT_EQ(block_of(each, today)->row, "История");
    each["class"] = "7В";
    EXPECT_EQ(block_of(each, today)->row, "7В");
    each["starts_at"] = nullptr;
    EXPECT_FALSE(block_of(each, today));
}

}  // namespace
}  // namespace rosterd::ctl
