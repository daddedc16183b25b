// The weekly plan against the published counts, and the grammar of names.
#include "adapters/journal/sample/curriculum.hpp"

#include <gmock/gmock.h>

#include "adapters/journal/sample/dice.hpp"
#include "adapters/journal/sample/names.hpp"

namespace rosterd::journal::sample {
namespace {

using testing::ElementsAre;

template <class Count>
std::vector<int> by_grade(Count count) {
    std::vector<int> sums(grade_max, 0);
    for (std::size_t grade = 0; grade < grade_max; ++grade) {
        for (const Subject& subject : curriculum()) sums[grade] += count(subject, grade);
    }
    return sums;
}

TEST(CurriculumTest, EveryGradeHasTheLessonsAWeekOfTheFiveDayPlan) {
    EXPECT_THAT(by_grade([](const Subject& s, std::size_t grade) { return int{s.hours[grade]}; }),
                ElementsAre(21, 23, 23, 23, 29, 30, 32, 33, 33, 34, 34));
}

TEST(CurriculumTest, EveryGradeHasTheSubjectsOfTheFederalProgrammes) {
    EXPECT_THAT(
        by_grade([](const Subject& s, std::size_t grade) { return s.hours[grade] > 0 ? 1 : 0; }),
        ElementsAre(8, 9, 9, 10, 12, 13, 15, 16, 16, 16, 16));
}

TEST(CurriculumTest, BigClassesDivideOneTwoOrThreeSubjects) {
    EXPECT_THAT(
        by_grade([](const Subject& s, std::size_t grade) {
            return s.split != Split::never && s.hours[grade] > 0 && grade + 1 >= s.split_from ? 1
                                                                                              : 0;
        }),
        ElementsAre(0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3));
}

TEST(NamesTest, SurnamesFollowTheSex) {
    EXPECT_EQ(surname_for("Грачёв", Sex::female), "Грачёва");
    EXPECT_EQ(surname_for("Совин", Sex::female), "Совина");
    EXPECT_EQ(surname_for("Луговской", Sex::female), "Луговская");
    EXPECT_EQ(surname_for("Тихий", Sex::female), "Тихая");
    EXPECT_EQ(surname_for("Ткаченко", Sex::female), "Ткаченко");
    EXPECT_EQ(surname_for("Седых", Sex::female), "Седых");
    EXPECT_EQ(surname_for("Луговской", Sex::male), "Луговской");
}

TEST(DiceTest, TheSameSeedThrowsTheSameOnEveryMachine) {
    Dice dice{42};
    std::vector<std::uint32_t> throws;
    for (int n = 0; n < 5; ++n) throws.push_back(dice.below(1'000));
    EXPECT_THAT(throws, ElementsAre(755, 639, 752, 136, 903));
    EXPECT_NE(seed_for(7, "1"), seed_for(7, "2"));
    EXPECT_NE(seed_for(7, "1"), seed_for(8, "1"));
}

TEST(DiceTest, NormalThrowsHaveMeanZeroAndDeviationOne) {
    Dice dice{1};
    double sum = 0;
    double squares = 0;
    constexpr int throws = 20'000;
    for (int n = 0; n < throws; ++n) {
        const double z = dice.normal();
        sum += z;
        squares += z * z;
    }
    EXPECT_NEAR(sum / throws, 0.0, 0.03);
    EXPECT_NEAR(squares / throws, 1.0, 0.04);
    EXPECT_NEAR(exponential(1.0), 2.718281828459045, 1e-12);
    EXPECT_NEAR(exponential(-3.0), 0.049787068367864, 1e-14);
}

}  // namespace
}  // namespace rosterd::journal::sample
