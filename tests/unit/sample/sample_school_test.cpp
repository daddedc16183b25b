// Sizes and distributions of sample schools against the published model, and determinism.
#include "adapters/journal/sample/sample_school.hpp"

#include <gmock/gmock.h>

#include "tests/unit/sample/census.hpp"

namespace rosterd::journal {
namespace {

using test::at;
using test::Census;
using test::census;

JournalTables school(SampleOptions options = {}) {
    auto made = generate_school(options);
    EXPECT_TRUE(made) << made.error().what;
    return *std::move(made);
}

/// `found` within `per_cent` of `expected`.
testing::AssertionResult near(std::size_t found, double expected, double per_cent) {
    const double off = (static_cast<double>(found) - expected) / expected * 100;
    if (off >= -per_cent && off <= per_cent) return testing::AssertionSuccess();
    return testing::AssertionFailure() << found << " is " << off << " % off " << expected;
}

double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

struct Expected {
    SchoolKind kind;
    double pupils, classes, groups, chats, memberships, lessons;
};
void PrintTo(const Expected& row, std::ostream* out) {
    *out << word(row.kind);
}
class SampleSizeTest : public testing::TestWithParam<Expected> {};

// The computed sizes of the model; the generator adds 2 to 8 elective groups to them.
TEST_P(SampleSizeTest, FollowsTheModel) {
    const Expected& expected = GetParam();
    const Census found = census(school({.kind = expected.kind}));
    EXPECT_EQ(found.pupils, static_cast<std::size_t>(expected.pupils));
    EXPECT_TRUE(near(found.classes, expected.classes, 6));
    EXPECT_TRUE(near(found.groups, expected.groups, 6));
    EXPECT_TRUE(near(found.chats, expected.chats, 6));
    EXPECT_TRUE(near(found.memberships, expected.memberships, 6));
    EXPECT_TRUE(near(found.lessons, expected.lessons, 8));
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, SampleSizeTest,
    testing::Values(Expected{SchoolKind::village, 166, 11, 140, 163, 2'800, 315},
                    Expected{SchoolKind::town, 900, 39, 491, 570, 14'800, 1'100},
                    Expected{SchoolKind::large, 1'800, 68, 968, 1'105, 29'500, 2'200},
                    Expected{SchoolKind::mega, 3'600, 133, 1'900, 2'167, 58'900, 4'200},
                    Expected{SchoolKind::largest, 6'800, 249, 3'550, 4'049, 111'000, 7'900}),
    [](const auto& row) { return std::string{word(row.param.kind)}; });

TEST(SampleSchoolTest, EqualOptionsGiveEqualTables) {
    EXPECT_EQ(school(), school());
}

TEST(SampleSchoolTest, ASeedAlwaysMeansTheSameSchool) {
    EXPECT_EQ(school({.kind = SchoolKind::village, .seed = 7}).digest(), "3612f6d4de591197");
    EXPECT_EQ(school({.kind = SchoolKind::town, .seed = 7}).digest(), "4b6250a1958b7a7f");
}

TEST(SampleSchoolTest, AnotherSeedOrSchoolIdGivesOtherPeople) {
    EXPECT_NE(school({.seed = 7}).digest(), school({.seed = 8}).digest());
    const auto one = school({.school_id = "1"});
    const auto two = school({.school_id = "2"});
    EXPECT_NE(at(one[Relation::person], 0, 2) + at(one[Relation::person], 1, 2) +
                  at(one[Relation::person], 2, 2),
              at(two[Relation::person], 0, 2) + at(two[Relation::person], 1, 2) +
                  at(two[Relation::person], 2, 2));
}

TEST(SampleSchoolTest, TheChangeMarkerIsTheDigest) {
    const auto tables = school();
    ASSERT_EQ(tables[Relation::change_marker].rows(), 1U);
    EXPECT_EQ(at(tables[Relation::change_marker], 0, 1), tables.digest());
}

TEST(SampleSchoolTest, PupilsHaveTheParentsOfTheModel) {
    const Census found = census(school({.kind = SchoolKind::largest}));
    std::array<std::size_t, 4> pupils{};
    for (const auto& [id, of_class] : found.pupils_of_class) {
        for (const auto& pupil : of_class) {
            const auto parents = found.parents_of.find(pupil);
            ++pupils[parents == found.parents_of.end() ? 0 : parents->second.size()];
        }
    }
    EXPECT_NEAR(share(pupils[0], found.pupils), 0.03, 0.01);
    EXPECT_NEAR(share(pupils[1], found.pupils), 0.30, 0.03);
    EXPECT_NEAR(share(pupils[2], found.pupils), 0.62, 0.03);
    EXPECT_NEAR(share(pupils[3], found.pupils), 0.05, 0.01);
}

TEST(SampleSchoolTest, ThreeInTenPupilsHaveASiblingHereAndSomeATwinInClass) {
    const Census found = census(school({.kind = SchoolKind::largest}));
    std::map<std::string, std::string> class_of;
    for (const auto& [id, pupils] : found.pupils_of_class) {
        for (const auto& pupil : pupils) class_of[pupil] = id;
    }
    std::map<std::string, std::vector<std::string>> children;  // by first parent
    for (const auto& [pupil, parents] : found.parents_of)
        children[*parents.begin()].push_back(pupil);
    std::size_t with_sibling = 0;
    std::size_t twins = 0;
    for (const auto& [parent, pupils] : children) {
        if (pupils.size() < 2) continue;
        with_sibling += pupils.size();
        std::multiset<std::string> classes;
        for (const auto& pupil : pupils) classes.insert(class_of.at(pupil));
        for (const auto& one : classes) twins += classes.count(one) > 1 ? 1 : 0;
    }
    EXPECT_NEAR(share(with_sibling, found.pupils), 0.30, 0.05);
    EXPECT_NEAR(share(twins, found.pupils), 0.012, 0.006);
}

TEST(SampleSchoolTest, StaffIsTwoForAClassAndTeachersOneForSixteenPupils) {
    const Census found = census(school({.kind = SchoolKind::town}));
    EXPECT_TRUE(near(found.staff, 2.1 * static_cast<double>(found.classes), 3));
    EXPECT_GE(found.pupils / found.teachers, 14U);
    EXPECT_LE(found.pupils / found.teachers, 20U);
    EXPECT_TRUE(near(found.parents, 1'200, 12));
}

TEST(SampleSchoolTest, SomeTeachersAreAlsoParents) {
    const auto tables = school({.kind = SchoolKind::town});
    const auto& guardian = tables[Relation::guardian];
    std::set<std::string> staff_parents;
    for (std::size_t row = 0; row < guardian.rows(); ++row) {
        if (at(guardian, row, 1).starts_with("t")) staff_parents.insert(at(guardian, row, 1));
    }
    EXPECT_GE(staff_parents.size(), 5U);
    EXPECT_LE(staff_parents.size(), 30U);
}

TEST(SampleSchoolTest, ExactlyOnePersonAdministersChatsAndSomeTheSchool) {
    for (const SchoolKind kind : {SchoolKind::village, SchoolKind::town, SchoolKind::largest}) {
        const auto tables = school({.kind = kind});
        const auto& staff = tables[Relation::staff];
        std::size_t chats_admins = 0;
        std::size_t school_admins = 0;
        std::set<std::string> positions;
        for (std::size_t row = 0; row < staff.rows(); ++row) {
            const std::string roles = at(staff, row, 3);
            chats_admins += roles.find("chats_admin") != std::string::npos ? 1 : 0;
            school_admins += roles.find("school_admin") != std::string::npos ? 1 : 0;
            positions.insert(at(staff, row, 2));
        }
        EXPECT_EQ(chats_admins, 1U) << word(kind);
        EXPECT_GE(school_admins, 1U) << word(kind);
        EXPECT_THAT(positions, testing::ElementsAre("administration", "other", "teaching"));
    }
}

TEST(SampleSchoolTest, PhonesAreOfTheUnassignedCodeSomeMissingSharedOrBroken) {
    const auto tables = school({.kind = SchoolKind::largest});
    const auto& person = tables[Relation::person];
    std::map<std::string, std::size_t> owners;
    std::size_t missing = 0;
    std::size_t broken = 0;
    for (std::size_t row = 0; row < person.rows(); ++row) {
        const auto& phone = person.row(row)[5];
        if (!phone) {
            ++missing;
        } else if (phone->starts_with("+7 (975) ") && phone->size() == 18) {
            ++owners[*phone];
        } else {
            ++broken;
        }
    }
    std::size_t sharing = 0;
    for (const auto& [phone, count] : owners) sharing += count > 1 ? count : 0;
    EXPECT_NEAR(share(missing, person.rows()), 0.035, 0.006);
    EXPECT_NEAR(share(sharing, person.rows()), 0.010, 0.004);
    EXPECT_NEAR(share(broken, person.rows()), 0.005, 0.002);
}

TEST(SampleSchoolTest, EightInTenPeopleAreLinkedToUsersOfTheirOwn) {
    const auto tables = school({.kind = SchoolKind::large});
    const auto& link = tables[Relation::profile_link];
    std::map<std::string, std::size_t> states;
    std::set<std::string> users;
    std::size_t known = 0;
    for (std::size_t row = 0; row < link.rows(); ++row) {
        ++states[at(link, row, 5)];
        if (!link.row(row)[3]) continue;
        ++known;
        users.insert(at(link, row, 3));
        EXPECT_THAT(at(link, row, 3), testing::MatchesRegex("[0-9]+"));
    }
    EXPECT_EQ(users.size(), known);
    EXPECT_NEAR(share(states["linked"], tables[Relation::person].rows()), 0.80, 0.02);
    EXPECT_GT(states["requested"], 0U);
    EXPECT_GT(states["refused"], 0U);
    EXPECT_GT(states["unlinked"], 0U);
    const auto unlinked = school({.linked_percent = 0});
    for (std::size_t row = 0; row < unlinked[Relation::profile_link].rows(); ++row) {
        EXPECT_NE(at(unlinked[Relation::profile_link], row, 5), "linked");
    }
}

TEST(SampleSchoolTest, SubjectChatsAreAskedForOnlyWhereTheyAreMadeByHand) {
    EXPECT_EQ(school({.profile = "sgo"})[Relation::chat_request].rows(), 0U);
    const auto bars = school({.profile = "bars-max"});
    EXPECT_NEAR(share(bars[Relation::chat_request].rows(), bars[Relation::study_group].rows()), 0.4,
                0.07);
    EXPECT_EQ(at(bars[Relation::chat_request], 0, 2), "subject");
}

TEST(SampleSchoolTest, ClassNamesSkipConfusableLettersAndOneNamesItsProfile) {
    const auto tables = school({.kind = SchoolKind::largest});
    const auto& one = tables[Relation::school_class];
    bool profile_class = false;
    for (std::size_t row = 0; row < one.rows(); ++row) {
        const std::string letter = at(one, row, 4);
        for (const char* skipped : {"Ё", "З", "Й", "О", "Ч"}) EXPECT_NE(letter, skipped);
        profile_class = profile_class || at(one, row, 2) == "10А (П)";
    }
    EXPECT_TRUE(profile_class);
}

TEST(SampleSchoolTest, LessonsLieInTheWeekOfTodayInTwoShifts) {
    const auto tables = school({.today = Day{20'727}});  // Thursday 2026-10-01
    const auto& lesson = tables[Relation::lesson];
    std::set<std::string> days;
    std::string first = "9999";
    std::string last;
    for (std::size_t row = 0; row < lesson.rows(); ++row) {
        days.insert(at(lesson, row, 3).substr(0, 10));
        first = std::min(first, at(lesson, row, 3).substr(11));
        last = std::max(last, at(lesson, row, 4).substr(11));
    }
    EXPECT_THAT(days, testing::ElementsAre("2026-09-28", "2026-09-29", "2026-09-30", "2026-10-01",
                                           "2026-10-02"));
    EXPECT_EQ(first, "08:00:00");
    EXPECT_GT(last, "18:00:00");
    EXPECT_LE(last, "19:00:00") << "a second shift ends by 19:00";
}

TEST(SampleSchoolTest, ATinySchoolIsStillASchool) {
    for (std::uint32_t pupils = 1; pupils <= 30; ++pupils) {
        const auto tables = school({.kind = SchoolKind::village, .pupils = pupils});
        EXPECT_EQ(census(tables).pupils, pupils);
        EXPECT_GE(census(tables).staff, 6U);
    }
}

TEST(SampleSchoolTest, OptionsOutOfRangeAreRefused) {
    for (const SampleOptions& options :
         {SampleOptions{.school_id = ""}, SampleOptions{.pupils = sample_pupils_max + 1},
          SampleOptions{.linked_percent = 101}}) {
        const auto made = generate_school(options);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind, ErrorKind::invalid_input);
    }
}

TEST(SampleSchoolTest, KindsHaveTheirWords) {
    EXPECT_EQ(school_kind("mega"), SchoolKind::mega);
    EXPECT_EQ(school_kind("hamlet"), std::nullopt);
}

}  // namespace
}  // namespace rosterd::journal
