// What somebody in charge hears of at once: each cause once, however often it is met.
#include <algorithm>
#include <string>
#include <utility>

#include "reconciler/conference_book.hpp"
#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class NoticesTest : public SafetySchool {
  protected:
    NoticesTest() {
        school_.daemon().notices().listen(
            [this](const Notice& notice) { heard_.push_back(notice); });
    }

    template <class T>
    [[nodiscard]] std::vector<T> heard() const {
        std::vector<T> found;
        for (const Notice& notice : heard_) {
            if (const T* one = std::get_if<T>(&notice)) found.push_back(*one);
        }
        return found;
    }

    /// So many of the class leave the school.
    void leave(int count) {
        rosterd::testing::RosterMaker fewer = maker_;
        for (int i = 1; i <= count; ++i) fewer.end_enrolment("5a", pupil(i));
        journal_says(fewer);
    }

    /// A call of class 5a, from `in` minutes on for half an hour.
    void plan_call(const std::string& id, int in) {
        const UnixSeconds from = (school_.now() / 60 + in) * 60 + 3 * 3600;
        school_.journal().conferences()[id] = {.kind = ConferenceKind::video_call,
                                               .chat = "class/5a",
                                               .title = "Классный час",
                                               .starts_at = from,
                                               .ends_at = from + 30 * 60,
                                               .created_by = "t1"};
        resync();
    }
    [[nodiscard]] ConferenceState state_of(const std::string& id) {
        return find_conference(school_.state().memory.conferences, id)->state;
    }

  private:
    std::vector<Notice> heard_;
};

TEST_F(NoticesTest, AHoldIsToldOnceUntilItChanges) {
    leave(8);
    ASSERT_THAT(school_.state().holds, SizeIs(1));
    ASSERT_THAT(heard<HoldCreated>(), SizeIs(1));
    EXPECT_EQ(heard<HoldCreated>()[0].school, "17");
    EXPECT_EQ(heard<HoldCreated>()[0].hold, school_.state().holds[0].id);
    EXPECT_EQ(heard<HoldCreated>()[0].reason, school_.state().holds[0].reason);
    minutes(60);
    resync();
    EXPECT_THAT(heard<HoldCreated>(), SizeIs(1)) << "it is the same";
    leave(9);
    EXPECT_THAT(heard<HoldCreated>(), SizeIs(2)) << "one more would go";
    const std::string hold = school_.state().holds[0].id;
    ASSERT_TRUE(school_.ask(school_.daemon().decide(hold, false, "olga")));
    resync();
    leave(8);
    leave(9);
    EXPECT_THAT(heard<HoldCreated>(), SizeIs(3)) << "the eight again; the nine were rejected";
}

TEST_F(NoticesTest, AnAccountThatIsDownIsToldOnceHoweverOftenItIsTried) {
    school_.account().credential_good = false;
    resync();
    ASSERT_THAT(heard<AccountDown>(), SizeIs(1));
    EXPECT_EQ(heard<AccountDown>()[0].account, "main");
    EXPECT_THAT(school_.daemon().notices().accounts_down(), ::testing::ElementsAre("main"));
    minutes(120);
    resync();
    EXPECT_THAT(heard<AccountDown>(), SizeIs(1));
    school_.account().credential_good = true;
    minutes(20);
    resync();
    EXPECT_THAT(school_.daemon().notices().accounts_down(), ::testing::IsEmpty());
    school_.account().credential_good = false;
    resync();
    EXPECT_THAT(heard<AccountDown>(), SizeIs(2)) << "it worked in between";
}

TEST_F(NoticesTest, AConferenceThatDoesNotStartIsToldOnceHoweverOftenItIsTried) {
    plan_call("c1", 10);
    school_.calls().go_down();
    minutes(15);
    ASSERT_EQ(state_of("c1"), ConferenceState::failed);
    ASSERT_THAT(heard<ConferenceFailed>(), SizeIs(1));
    EXPECT_EQ(heard<ConferenceFailed>()[0].school, "17");
    EXPECT_EQ(heard<ConferenceFailed>()[0].conference, "c1");
    EXPECT_EQ(heard<ConferenceFailed>()[0].chat, "class/5a");
    EXPECT_EQ(heard<ConferenceFailed>()[0].cause, ConferenceCause::provider);
    school_.calls().come_back();
    minutes(15);
    EXPECT_EQ(state_of("c1"), ConferenceState::active);
    EXPECT_THAT(heard<ConferenceFailed>(), SizeIs(1));
}

TEST_F(NoticesTest, AConferenceThatBeganIsNoNotice) {
    plan_call("c1", 10);
    minutes(60);
    EXPECT_EQ(state_of("c1"), ConferenceState::ended);
    EXPECT_THAT(heard<ConferenceFailed>(), SizeIs(0));
    EXPECT_THAT(heard<HoldCreated>(), SizeIs(0));
    EXPECT_THAT(heard<AccountDown>(), SizeIs(0));
}

}  // namespace
}  // namespace rosterd::test
