// Too many removals at once wait for a person, and only they.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

constexpr int whole_class = 28;

class GuardsTest : public testing::Test {
  protected:
    GuardsTest() : school{{}, small_school({.classes = 2, .pupils = whole_class})} {}

    /// Everybody of class 1 leaves, as by a slip of the journal's admin; elsewhere one is added.
    void empty_a_class() {
        school.sql("UPDATE enrolment SET valid_to = '" + school_today() +
                   "' WHERE class_id = 'c1';"
                   "INSERT INTO class_teacher VALUES ('1', 'c2', 't3', NULL, NULL)");
    }

    [[nodiscard]] Room room(const std::string& title) const {
        for (const Room& one : school.seen()) {
            if (one.title == title) return one;
        }
        return {};
    }

    School school;
};

TEST_F(GuardsTest, AnEmptiedClassIsHeldAdditionsGoOnAndAnApprovalByNameReleasesIt) {
    ASSERT_EQ(school.once().status.code, 0);
    const Rooms before = school.seen();
    empty_a_class();
    const auto held = school.once({"--report", school.path("report.json").string()});
    EXPECT_EQ(held.status.code, 5) << held.error;
    for (const char* const title : {"1А класс", "1А родители", "1А/Алгебра", "1А/История"}) {
        EXPECT_TRUE(before.contains(room(title))) << title << " is as it was";
    }
    EXPECT_TRUE(room("2А класс").admins.contains(user_of("t3"))) << "additions go on";
    const auto report = boost::json::parse(read_text(school.path("report.json")));
    EXPECT_FALSE(report.at("schools").at(0).at("held").as_array().empty());
    EXPECT_THAT(held.error, HasSubstr("28 of 29 people would leave class/c1"));

    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    // Approvals of one hold may uncover another: a school's guard sees what a chat's let pass.
    const auto approve_all = [&] {
        const auto holds = school.get("/v1/holds");
        for (const auto& hold : holds.at("items").as_array()) {
            EXPECT_FALSE(hold.at("operations").as_array().empty());
            const std::string id{hold.at("id").as_string()};
            const auto answer = school.post("/v1/holds/" + id + "/approve", R"({"by":"Olga"})");
            EXPECT_TRUE(answer.status == 200 || answer.status == 404) << answer.body;
        }
        return school.state() == "converged";
    };
    EXPECT_TRUE(eventually(approve_all)) << school.problems();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(room("1А класс").members, Users{user_of("t1")});
    const auto audit = sqlite_rows(school.path("state.db"),
                                   "SELECT * FROM audit WHERE operation = 'hold_approved'");
    ASSERT_FALSE(audit.empty());
    for (const auto& row : audit) EXPECT_THAT(row, testing::Contains(HasSubstr("(Olga)")));
    school.stop();
}

TEST_F(GuardsTest, ARejectedHoldStaysAndUnknownHoldsAreNotFound) {
    ASSERT_EQ(school.once().status.code, 0);
    const Rooms before = school.seen();
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE class_id = 'c1'");
    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    const auto holds = school.get("/v1/holds");
    const std::string id{holds.at("items").at(0).at("id").as_string()};
    EXPECT_EQ(school.post("/v1/holds/" + id + "/reject").status, 200);
    EXPECT_EQ(school.post("/v1/holds/000000000000/approve").status, 404);
    EXPECT_TRUE(school.passes_again());
    EXPECT_EQ(school.seen(), before);
    school.stop();
}

TEST_F(GuardsTest, RefilledBeforeAnyoneLookedNothingHasHappened) {
    ASSERT_EQ(school.once().status.code, 0);
    const Rooms before = school.seen();
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE class_id = 'c1'");
    EXPECT_EQ(school.once().status.code, 5);
    school.sql("UPDATE enrolment SET valid_to = NULL");
    EXPECT_EQ(school.once().status.code, 0);
    EXPECT_EQ(school.seen(), before);
}

TEST_F(GuardsTest, WhoEndsHisLinkIsNeverHeld) {
    ASSERT_EQ(school.once().status.code, 0);
    school.sql("UPDATE profile_link SET state = 'unlinked' WHERE person_id LIKE 'p1-%'");
    const auto finished = school.once();
    EXPECT_EQ(finished.status.code, 0) << finished.error;
    EXPECT_EQ(school.seen(), school.expected());
}

}  // namespace
}  // namespace rosterd::test
