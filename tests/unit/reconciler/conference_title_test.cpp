// Titles of conferences from patterns: what is typed wins, what is missing takes its separator.
#include <gtest/gtest.h>

#include "reconciler/conference_plan.hpp"
#include "tests/unit/reconciler/conference_school.hpp"

namespace rosterd::testing {
namespace {

struct Case {
    std::string name;
    std::string pattern;
    std::string classes;
    std::string subject;
    std::string typed;
    std::string title;
};
class ConferenceTitleTest : public ::testing::TestWithParam<Case> {};

TEST_P(ConferenceTitleTest, IsMadeByThePattern) {
    const Case& given = GetParam();
    EXPECT_EQ(conference_title(given.pattern, {given.classes, given.subject, clock_time(8),
                                               clock_time(8, 45), given.typed}),
              given.title);
}

constexpr const char* bars = "{class} - {subject} - {date} - {start} - {end}";
constexpr const char* dnevnik = "{class} - {subject}";
constexpr const char* ezhd = "{class}, {subject}, {date}, {start}";
constexpr const char* sgo = "Урок по предмету «{subject}» от {date} {start}";

INSTANTIATE_TEST_SUITE_P(
    R126, ConferenceTitleTest,
    ::testing::Values(
        Case{"Bars", bars, "7В", "История", "", "7В - История - 15.10.2026 - 08:00 - 08:45"},
        Case{"BarsWithoutSubject", bars, "1", "", "", "1 - 15.10.2026 - 08:00 - 08:45"},
        Case{"BarsStaffRoom", bars, "", "", "", "15.10.2026 - 08:00 - 08:45"},
        Case{"Dnevnik", dnevnik, "7В", "История", "", "7В - История"},
        Case{"DnevnikWithoutSubject", dnevnik, "7В", "", "", "7В"},
        Case{"DnevnikWithoutClass", dnevnik, "", "Хор", "", "Хор"},
        Case{"Ezhd", ezhd, "7В", "История", "", "7В, История, 15.10.2026, 08:00"},
        Case{"EzhdStaffRoom", ezhd, "", "", "", "15.10.2026, 08:00"},
        Case{"R127Sgo", sgo, "7В", "Краеведение", "",
             "Урок по предмету «Краеведение» от 15.10.2026 08:00"},
        Case{"R127TypedIsKept", sgo, "7В", "История", "Контрольная", "Контрольная"},
        Case{"TypedHasAPlace", "{class}: {title}", "7В", "", "Контрольная", "7В: Контрольная"},
        Case{"NothingTypedForThePlace", "{class}: {title}", "7В", "", "", "7В"},
        Case{"NoPattern", "", "7В", "История", "Контрольная", "Контрольная"},
        Case{"OtherBracesStay", "{class} {room} {", "7В", "", "", "7В {room} {"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rosterd::testing
