// Which reads of a journal are believed after the last accepted one.
#include "reconciler/plausibility.hpp"

#include <gtest/gtest.h>

namespace rosterd::testing {

namespace {

std::size_t at(Relation relation) {
    return static_cast<std::size_t>(relation);
}

RowCounts typical() {
    RowCounts counts{};
    counts[at(Relation::person)] = 1'000;
    counts[at(Relation::staff)] = 60;
    counts[at(Relation::school_class)] = 36;
    counts[at(Relation::class_teacher)] = 36;
    counts[at(Relation::enrolment)] = 900;
    counts[at(Relation::guardian)] = 1'500;
    counts[at(Relation::study_group)] = 400;
    counts[at(Relation::study_group_class)] = 420;
    counts[at(Relation::study_group_teacher)] = 430;
    counts[at(Relation::study_group_student)] = 5'000;
    counts[at(Relation::profile_link)] = 700;
    counts[at(Relation::chat_edit)] = 20;
    return counts;
}

std::string after(Relation relation, std::uint64_t before, std::uint64_t now) {
    RowCounts accepted = typical();
    RowCounts read = typical();
    accepted[at(relation)] = before;
    read[at(relation)] = now;
    return implausibility(accepted, read);
}

constexpr Relation people_depend_on[] = {
    Relation::person,
    Relation::staff,
    Relation::school_class,
    Relation::class_teacher,
    Relation::enrolment,
    Relation::guardian,
    Relation::study_group,
    Relation::study_group_class,
    Relation::study_group_teacher,
    Relation::study_group_student,
    Relation::profile_link,
};

}  // namespace

TEST(PlausibilityTest, TheFirstReadIsBelieved) {
    EXPECT_EQ(implausibility(RowCounts{}, typical()), "");
    EXPECT_EQ(implausibility(RowCounts{}, RowCounts{}), "");
}

TEST(PlausibilityTest, EveryRelationThatFellIsNamed) {
    RowCounts read = typical();
    read[at(Relation::enrolment)] = 0;
    read[at(Relation::guardian)] = 12;
    read[at(Relation::staff)] = 59;
    EXPECT_EQ(implausibility(typical(), read),
              "enrolment fell from 900 rows to 0, guardian fell from 1500 rows to 12");
}

TEST(PlausibilityTest, TheSameReadIsBelieved) {
    EXPECT_EQ(implausibility(typical(), typical()), "");
}

TEST(PlausibilityTest, NoRelationThatPeopleDependOnMayVanish) {
    for (const Relation relation : people_depend_on) {
        const std::string name{spec_of(relation).name};
        EXPECT_NE(after(relation, 900, 0), "") << name;
        EXPECT_NE(after(relation, 15, 0), "") << name;
        EXPECT_NE(after(relation, 1, 0), "") << name;
        EXPECT_EQ(after(relation, 0, 0), "") << name;
        EXPECT_EQ(after(relation, 0, 900), "") << name;
    }
}

TEST(PlausibilityTest, HalfOfTheRowsMayGoAndNotOneMore) {
    for (const Relation relation : people_depend_on) {
        const std::string name{spec_of(relation).name};
        EXPECT_EQ(after(relation, 900, 450), "") << name;
        EXPECT_NE(after(relation, 900, 449), "") << name;
        EXPECT_EQ(after(relation, 17, 9), "") << name;
        EXPECT_NE(after(relation, 17, 8), "") << name;
    }
}

TEST(PlausibilityTest, FifteenRowsAreTooFewForTheShareToSaySomething) {
    EXPECT_EQ(after(Relation::enrolment, 15, 1), "");
    EXPECT_NE(after(Relation::enrolment, 16, 1), "");
    EXPECT_EQ(after(Relation::enrolment, 16, 8), "");
    EXPECT_NE(after(Relation::enrolment, 16, 7), "");
}

TEST(PlausibilityTest, HandEditsMayAllGo) {
    EXPECT_EQ(after(Relation::chat_edit, 900, 0), "");
    EXPECT_EQ(after(Relation::lesson, 900, 0), "");
    EXPECT_EQ(after(Relation::chat_request, 900, 0), "");
}

TEST(ReferenceTest, ReadsThatLoseAPartEachTimeDoNotWalkItDown) {
    const auto with = [](std::uint64_t enrolments) {
        RowCounts counts = typical();
        counts[at(Relation::enrolment)] = enrolments;
        return counts;
    };
    constexpr UnixSeconds day = 86'400;
    const UnixSeconds now = 1'000'000;
    ReadReference reference = next_reference({}, with(900), now);
    EXPECT_EQ(reference.rows, with(900)) << "the first read is taken whole";
    EXPECT_EQ(implausibility(reference.rows, with(500)), "");
    reference = next_reference(reference, with(500), now + 60);
    EXPECT_EQ(reference.rows, with(900));
    EXPECT_NE(implausibility(reference.rows, with(300)), "") << "two steps within a day";
    reference = next_reference(reference, with(500), now + day);
    EXPECT_EQ(reference.rows[at(Relation::enrolment)], 855U) << "a twentieth a day";
    EXPECT_EQ(reference.rows[at(Relation::staff)], 60U) << "never below what was read";
    reference = next_reference(reference, with(500), now + day + 60);
    EXPECT_EQ(reference.rows[at(Relation::enrolment)], 855U);
    reference = next_reference(reference, with(500), now + 400 * day);
    EXPECT_EQ(reference.rows[at(Relation::enrolment)], 812U) << "a clock set ahead is one day";
    reference = next_reference(reference, with(950), now + 400 * day);
    EXPECT_EQ(reference.rows[at(Relation::enrolment)], 950U) << "it grows at once";
    for (int i = 1; i <= 30; ++i) {
        reference = next_reference(reference, with(100), now + (400 + i) * day);
    }
    EXPECT_EQ(reference.rows[at(Relation::enrolment)], 197U);
    EXPECT_EQ(implausibility(reference.rows, with(100)), "") << "a school that really shrank";
}

TEST(PlausibilityTest, TheWordsNameRelationAndCounts) {
    const std::string why = after(Relation::enrolment, 900, 0);
    EXPECT_NE(why.find("enrolment"), std::string::npos) << why;
    EXPECT_NE(why.find("900"), std::string::npos) << why;
}

}  // namespace rosterd::testing
