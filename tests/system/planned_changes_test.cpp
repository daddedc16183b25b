// The promotion of 1 September and a switch of profile on the real programs: nothing moves before a
// person has seen it, then all of it does.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

class PlannedChangesTest : public testing::Test {
  protected:
    PlannedChangesTest() : school{{}, small_school({.classes = 3, .pupils = 4})} {}

    /// The one hold there is, as rosterctl lists it.
    [[nodiscard]] boost::json::value the_hold() const {
        const auto list = boost::json::parse(school.rosterctl({"holds", "--json"}).output);
        const auto& items = list.at("items").as_array();
        EXPECT_EQ(items.size(), 1U) << list;
        return items.empty() ? boost::json::value{} : items.front();
    }

    void approve_and_converge() {
        const std::string id{the_hold().at("id").as_string()};
        const Finished approved = school.rosterctl({"approve", id, "--by", "Olga"});
        EXPECT_EQ(approved.status.code, 0) << approved.error;
        EXPECT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    }

    [[nodiscard]] bool is_anywhere(std::int64_t user) const {
        for (const Room& room : school.seen()) {
            if (room.members.contains(user)) return true;
        }
        return false;
    }

    School school;
};

TEST_F(PlannedChangesTest, ClassesThatAreAllRenamedWaitForOneApproval) {
    ASSERT_EQ(school.once().status.code, 0);
    const Rooms before = school.seen();
    school.sql(
        "UPDATE class SET grade = grade + 1, name = (grade + 1) || 'А';"
        "UPDATE class_teacher SET person_id = 't4' WHERE class_id = 'c1'");
    const Finished held = school.once();
    EXPECT_EQ(held.status.code, 5) << held.error;
    EXPECT_THAT(held.error, HasSubstr("3 of 3 classes are renamed, succeeded or closed at once"));
    EXPECT_EQ(school.seen(), before);

    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    const Finished plan = school.rosterctl({"plan", "--school", "1"});
    EXPECT_THAT(plan.output, HasSubstr("held by guard promotion"));
    EXPECT_THAT(plan.output, HasSubstr("the title is now: 2А класс"));
    EXPECT_THAT(plan.output, HasSubstr("nothing to do"));
    const Finished why = school.rosterctl({"explain", "--school", "1", "--person", "t4"});
    EXPECT_THAT(why.output, HasSubstr("held by guard promotion: waits for rosterctl approve"));

    school.sql("UPDATE profile_link SET state = 'unlinked' WHERE person_id = 'p2-1'");
    EXPECT_TRUE(eventually([&] { return !is_anywhere(user_of("p2-1")); }))
        << "who ends his link does not wait";
    EXPECT_EQ(school.state(), "held");
    approve_and_converge();
    EXPECT_EQ(school.seen(), school.expected());
    school.stop();
}

TEST_F(PlannedChangesTest, SuccessorsTakeTheChatsOfTheirPredecessorsOver) {
    ASSERT_EQ(school.once().status.code, 0);
    const Rooms before = school.seen();
    school.sql(
        "INSERT INTO class SELECT school_id, 'n' || class_id, (grade + 1) || 'А', grade + 1, "
        "letter, class_id, NULL, NULL FROM class;"
        "UPDATE class SET valid_to = '" +
        school_today() +
        "' WHERE class_id LIKE 'c%';"
        "UPDATE enrolment SET class_id = 'n' || class_id;"
        "UPDATE class_teacher SET class_id = 'n' || class_id;"
        "UPDATE study_group_class SET class_id = 'n' || class_id");
    EXPECT_EQ(school.once().status.code, 5);
    EXPECT_EQ(school.seen(), before);
    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    EXPECT_EQ(the_hold().at("guard"), "promotion");
    EXPECT_EQ(the_hold().at("carried").as_array().size(), 6U);
    EXPECT_THAT(school.rosterctl({"plan", "--school", "1"}).output,
                HasSubstr("class/nc1 takes over the chat of class/c1"));
    approve_and_converge();
    EXPECT_EQ(school.seen(), school.expected());
    EXPECT_EQ(school.seen().size(), before.size()) << "no chat was made twice";
    school.stop();
}

TEST_F(PlannedChangesTest, AnotherProfileShowsItsPlanBeforeAnythingMoves) {
    ASSERT_EQ(school.once().status.code, 0);
    const Rooms before = school.seen();
    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    school.sql("UPDATE school SET profile = 'bars-max'");
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    EXPECT_EQ(school.seen(), before);
    EXPECT_EQ(the_hold().at("guard"), "profile_change");
    EXPECT_THAT(std::string{the_hold().at("reason").as_string()},
                HasSubstr("the school's profile changes from sgo to bars-max"));

    school.crash();  // what was accepted is in the store, not in memory
    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    EXPECT_EQ(school.seen(), before);
    school.sql("UPDATE school SET profile = 'sgo'");
    EXPECT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    EXPECT_EQ(school.seen(), before) << "taken back, nothing has happened";

    school.sql("UPDATE school SET profile = 'bars-max'");
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    approve_and_converge();
    EXPECT_EQ(school.seen().size(), before.size());
    for (const Room& room : school.seen()) {
        EXPECT_TRUE(room.admins.contains(user_of("z1"))) << room;
        EXPECT_THAT(room.title, testing::Not(HasSubstr("класс"))) << "titles are those of БАРС";
    }
    school.stop();
    EXPECT_EQ(school.once().status.code, 0) << "and it stays so";
}

}  // namespace
}  // namespace rosterd::test
