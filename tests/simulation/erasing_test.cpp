// A person who has left asks to be forgotten: nothing of him stays, and nothing brings it back.
#include <string>
#include <vector>

#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ErasingTest : public SafetySchool {
  protected:
    /// The journal has him no more.
    void vanish(int number) {
        rosterd::testing::RosterMaker others;
        others.teacher("t1").teacher("t2").school_class("5a", {.name = "5А"});
        others.class_teacher("5a", "t1").link("t1", "1").link("t2", "2");
        for (int i = 1; i <= 20; ++i) {
            if (i == number) continue;
            others.enrol("5a", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
        }
        journal_says(others);
    }
    Result<std::size_t> erase(int number) {
        return school_.ask(school_.daemon().erase("17", pupil(number), "olga"));
    }
    [[nodiscard]] std::vector<AuditLine> lines_about(int number) {
        std::vector<AuditLine> found;
        for (AuditLine& line : school_.store().audit({.count_max = 10'000}).value()) {
            const AuditEntry& entry = line.entry;
            if (entry.person == pupil(number) || entry.user == user_of(number)) {
                found.push_back(std::move(line));
            }
        }
        return found;
    }
};

TEST_F(ErasingTest, WhoIsInTheJournalIsNotErased) {
    const auto erased = erase(3);
    ASSERT_FALSE(erased);
    EXPECT_EQ(erased.error().kind, ErrorKind::refused);
    EXPECT_THAT(erased.error().what, HasSubstr("the journal still has"));
    EXPECT_THAT(lines_about(3), Not(IsEmpty())) << "nothing was touched";
}

TEST_F(ErasingTest, WhoIsStillInAChatIsNotErased) {
    ASSERT_TRUE(school_.ask(school_.daemon().pause({.school = "17"}, "olga")));
    vanish(3);
    ASSERT_TRUE(members().contains(user_of(3)));
    const auto erased = erase(3);
    ASSERT_FALSE(erased);
    EXPECT_THAT(erased.error().what, HasSubstr("still in 1 chats"));
}

TEST_F(ErasingTest, OfWhoHasLeftNothingStaysThroughRestarts) {
    members().erase(user_of(3));  // he leaves the chat, later the school
    resync();
    ASSERT_TRUE(departed(3));
    vanish(3);
    ASSERT_THAT(lines_about(3), Not(IsEmpty()));
    const auto erased = erase(3);
    ASSERT_TRUE(erased) << erased.error().what;
    EXPECT_GT(*erased, 0U);
    const auto expect_nothing = [&] {
        EXPECT_THAT(lines_about(3), IsEmpty());
        EXPECT_FALSE(departed(3));
        for (const KnownUser& known : school_.state().memory.known_users) {
            EXPECT_NE(known.person_id, pupil(3));
        }
    };
    expect_nothing();
    minutes(60);
    resync();
    expect_nothing();
    restart();
    minutes(60);
    expect_nothing();
    EXPECT_EQ(erase(3).value(), 0U);
    const auto audited = school_.store().audit({.operation = "erase"}).value();
    ASSERT_EQ(audited.size(), 2U);
    EXPECT_EQ(audited[0].entry.person, "");
    EXPECT_EQ(audited[0].entry.by, "olga");
}

TEST_F(ErasingTest, WhatAStoreDoesNotTakeCanBeAskedAgain) {
    vanish(3);
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method != "erase_person") return std::nullopt;
        return Error{ErrorKind::transient, "store: disk full"};
    };
    EXPECT_FALSE(erase(3));
    school_.store().fault = {};
    EXPECT_GT(erase(3).value(), 0U);
    EXPECT_THAT(lines_about(3), IsEmpty());
}

}  // namespace
}  // namespace rosterd::test
