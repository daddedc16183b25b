// Why somebody is in a chat, why not, and what he waits for.
#include "reconciler/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "reconciler/evidence.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

Explained explained(const Scenario& scenario, std::string_view person,
                    std::optional<std::string_view> chat = std::nullopt) {
    const auto world = scenario.evaluate();
    return explain(world.comparison(), world.observed, world.index(person), chat);
}

bool mentions(const std::vector<std::string>& lines, std::string_view text) {
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

std::vector<std::string> chats(const std::vector<Explanation>& list) {
    std::vector<std::string> out;
    for (const auto& each : list) out.push_back(each.chat);
    std::ranges::sort(out);
    return out;
}

std::size_t answers(const Explained& out) {
    return out.in.size() + out.not_in.size() + out.waiting.size();
}

/// small_school() whose s1 was enrolled on 1 September, all chats made.
Scenario school() {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.journal.end_enrolment("7v", "s1").enrol("7v", "s1", since("2026-09-01"));
    scenario.journal.school_class("8a", {.name = "8А"});
    scenario.converge();
    return scenario;
}

}  // namespace

TEST(ExplainTest, WhoIsInAChatIsThereByARuleARowAndADay) {
    const Explained out = explained(school(), "s1", "class/7v");
    ASSERT_EQ(out.in.size(), 1U);
    EXPECT_EQ(answers(out), 1U);
    const Explanation& answer = out.in[0];
    EXPECT_EQ(answer.chat, "class/7v");
    EXPECT_EQ(answer.title, "7В класс");
    EXPECT_EQ(answer.role, "member");
    EXPECT_EQ(answer.state, SeatState::present);
    EXPECT_EQ(answer.rules, std::vector<std::string>{"class.members: students"});
    ASSERT_EQ(answer.rows.size(), 1U);
    EXPECT_EQ(answer.rows[0], "enrolment (class_id '7v', person_id 's1') since 2026-09-01");
    EXPECT_EQ(answer.since, "2026-09-01");
}

TEST(ExplainTest, AnAdministratorIsExplainedAsOne) {
    const Explained out = explained(school(), "t1", "class/7v");
    ASSERT_EQ(out.in.size(), 1U);
    EXPECT_EQ(out.in[0].role, "admin");
    EXPECT_TRUE(mentions(out.in[0].rules, "class.admins: class_teacher"));
    EXPECT_TRUE(mentions(out.in[0].rules, "class.members: class_teacher"));
    EXPECT_TRUE(mentions(out.in[0].rows, "class_teacher (class_id '7v', person_id 't1')"));
}

TEST(ExplainTest, EveryChatOfAPersonIsListed) {
    EXPECT_EQ(chats(explained(school(), "t1").in),
              (std::vector<std::string>{"class/7v", "parents/7v", "staff", "subject/hist"}));
    EXPECT_EQ(chats(explained(school(), "s1").in),
              (std::vector<std::string>{"class/7v", "subject/hist"}));
}

TEST(ExplainTest, AParentIsThereThroughHisChild) {
    const Explained out = explained(school(), "p1", "parents/7v");
    ASSERT_EQ(out.in.size(), 1U);
    EXPECT_EQ(out.in[0].rules, std::vector<std::string>{"parents.members: parents"});
    EXPECT_TRUE(mentions(out.in[0].rows, "p1"));
    EXPECT_TRUE(mentions(out.in[0].rows, "s1"));
}

TEST(ExplainTest, AStudentOfASubjectIsThereThroughGroupAndClass) {
    const Explained out = explained(school(), "s1", "subject/hist");
    ASSERT_EQ(out.in.size(), 1U);
    EXPECT_EQ(out.in[0].rules, std::vector<std::string>{"subject.members: group_students"});
    EXPECT_TRUE(mentions(out.in[0].rows, "s1"));
}

TEST(ExplainTest, WhoNeverBelongedGetsOneAnswerForTheChatAskedFor) {
    const Explained out = explained(school(), "s1", "class/8a");
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_EQ(answers(out), 1U);
    EXPECT_EQ(out.not_in[0].chat, "class/8a");
    EXPECT_TRUE(out.not_in[0].rows.empty());
    EXPECT_FALSE(out.not_in[0].note.empty());
}

TEST(ExplainTest, AChatThatDoesNotExistIsAnsweredToo) {
    EXPECT_EQ(answers(explained(school(), "s1", "class/none")), 1U);
    EXPECT_EQ(explained(school(), "s1", "class/none").not_in.size(), 1U);
}

TEST(ExplainTest, WhoIsStillInAChatOfAVanishedClassIsTold) {
    Scenario scenario = school();
    scenario.on_platform("class/gone", "Старый чат", {scenario.evaluate().user("s1")});
    const Explained out = explained(scenario, "s1", "class/gone");
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_EQ(out.not_in[0].state, SeatState::to_remove);
    EXPECT_FALSE(out.not_in[0].note.empty());
}

TEST(ExplainTest, WhoBelongedOnceIsToldByWhichRow) {
    Scenario scenario = school();
    scenario.journal.end_enrolment("7v", "s1");
    scenario.journal.enrol("7v", "s1", between("2026-09-01", "2026-10-02"));
    scenario.journal.enrol("8a", "s1", since("2026-10-02"));
    const Explained out = explained(scenario, "s1", "class/7v");
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_EQ(out.not_in[0].state, SeatState::to_remove);
    EXPECT_TRUE(
        mentions(out.not_in[0].rows,
                 "enrolment (class_id '7v', person_id 's1') from 2026-09-01 until 2026-10-02"));
    EXPECT_EQ(chats(explained(scenario, "s1").in), std::vector<std::string>{"class/8a"});
    const auto everywhere = chats(explained(scenario, "s1").not_in);
    EXPECT_TRUE(std::ranges::count(everywhere, "class/7v"));
}

TEST(ExplainTest, WhoWillBelongIsToldByWhichRow) {
    Scenario scenario = school();
    scenario.journal.enrol("8a", "s1", since("2026-11-01"));
    const Explained out = explained(scenario, "s1", "class/8a");
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_TRUE(mentions(out.not_in[0].rows, "since 2026-11-01"));
}

TEST(ExplainTest, AHandEditIsNamedAsTheReasonBothWays) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", "s1", EditKind::remove);
    scenario.journal.edit("class/8a", "t1", EditKind::add);
    const Explained in = explained(scenario, "t1", "class/8a");
    ASSERT_EQ(in.in.size(), 1U);
    EXPECT_EQ(in.in[0].rules, std::vector<std::string>{"chat_edit: add"});
    EXPECT_EQ(in.in[0].state, SeatState::to_add);
    const Explained out = explained(scenario, "s1", "class/7v");
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_NE(out.not_in[0].note.find("hand edit"), std::string::npos) << out.not_in[0].note;
    drop_member(*scenario.observed.find("class/7v"), scenario.evaluate().user("s1"));
    const Explained later = explained(scenario, "s1", "class/7v");
    ASSERT_EQ(later.not_in.size(), 1U);
    EXPECT_NE(later.not_in[0].note.find("hand edit"), std::string::npos) << later.not_in[0].note;
}

TEST(ExplainTest, WhoHasNoLinkWaitsAndIsToldSo) {
    Scenario scenario = school();
    scenario.journal.enrol("7v", "s9");
    const Explained out = explained(scenario, "s9");
    EXPECT_EQ(chats(out.waiting), (std::vector<std::string>{"class/7v", "subject/hist"}));
    EXPECT_TRUE(out.in.empty());
    for (const auto& answer : out.waiting) {
        EXPECT_EQ(answer.state, SeatState::waiting_link);
        EXPECT_NE(answer.note.find("link"), std::string::npos) << answer.note;
        EXPECT_FALSE(answer.rules.empty());
    }
}

TEST(ExplainTest, WhoLeftWasInvitedOrIsParkedWaitsWithItsReason) {
    Scenario scenario = school();
    const UserId user = scenario.evaluate().user("s1");
    drop_member(*scenario.observed.find("class/7v"), user);
    scenario.history.departures = {{"class/7v", user, 5}};
    EXPECT_EQ(explained(scenario, "s1", "class/7v").waiting.at(0).state, SeatState::left);
    scenario.history.departures.clear();
    scenario.history.invitations = {{"class/7v", user, 5}};
    EXPECT_EQ(explained(scenario, "s1", "class/7v").waiting.at(0).state, SeatState::invited);
    scenario.history.invitations.clear();
    scenario.history.parked = {{"class/7v", user, ErrorKind::permanent_person, "error 15: privacy",
                                scenario.moment.now + 60, 2}};
    const Explained parked = explained(scenario, "s1", "class/7v");
    EXPECT_EQ(parked.waiting.at(0).state, SeatState::parked);
    EXPECT_NE(parked.waiting.at(0).note.find("error 15: privacy"), std::string::npos);
}

TEST(ExplainTest, WhyThePlanRemovesSomebodyIsSaid) {
    Scenario scenario = school();
    scenario.journal.person("s1", {.blocked = true});
    const Explained out = explained(scenario, "s1", "class/7v");
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_NE(out.not_in[0].note.find("block"), std::string::npos) << out.not_in[0].note;
}

TEST(ExplainTest, AChatOnlyOnRequestIsNotOneOneIsIn) {
    Scenario scenario;
    scenario.profile = bars_max_profile();
    scenario.journal = small_school();
    scenario.converge();
    const Explained out = explained(scenario, "s1", "subject/hist");
    EXPECT_EQ(out.in.size(), 0U);
    EXPECT_EQ(answers(out), 1U);
}

TEST(ExplainTest, NamesAndPhonesAreNotInExplanations) {
    const Explained out = explained(school(), "t1");
    for (const auto& answer : out.in) {
        EXPECT_FALSE(mentions(answer.rows, "Фамилия"));
        EXPECT_EQ(answer.note.find("Фамилия"), std::string::npos);
    }
}

TEST(EvidenceTest, SpansAreSaidInWords) {
    EXPECT_EQ(span_words(since("2026-09-01")), "since 2026-09-01");
    EXPECT_EQ(span_words(between("2026-09-01", "2026-10-02")), "from 2026-09-01 until 2026-10-02");
    EXPECT_EQ(span_words(until("2026-10-02")), "until 2026-10-02");
    EXPECT_EQ(span_words(Validity{}), "");
}

TEST(ReasonWordsTest, EverySelectorAndBitHasItsWords) {
    Profile profile = sgo_profile();
    const ChatRule& rule = rule_of(profile, ChatKind::class_chat);
    EXPECT_EQ(reason_words(rule, 0b10, 0), std::vector<std::string>{"class.members: students"});
    EXPECT_EQ(reason_words(rule, 0b11, 0b1),
              (std::vector<std::string>{"class.members: class_teacher", "class.members: students",
                                        "class.admins: class_teacher"}));
    for (const std::uint16_t bit : {reason::request, reason::hand_edit}) {
        EXPECT_EQ(reason_words(rule, bit, 0).size(), 1U) << bit;
    }
    EXPECT_FALSE(reason_words(rule, reason::administrator, 1).empty());
}

}  // namespace rosterd::testing
