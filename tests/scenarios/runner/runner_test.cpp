// The runner must fail when a scenario is wrong: wrong words, and wrong expectations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/profile_loader.hpp"
#include "tests/scenarios/runner/checks.hpp"
#include "tests/support/places.hpp"

namespace rosterd::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Profiles& profiles() {
    static const Profiles loaded =
        config::load_profiles(test::source_directory() / "config/profiles", {})
            .value.value_or(Profiles{});
    return loaded;
}

constexpr std::string_view head = R"(title: A class
requirement: [R-037]
profiles: [sgo]
given:
  staff: { t1: teaching teacher }
  class: { 7v: { name: 7В, teacher: t1, pupils: s1 s2 } }
  guardian: { s1: p1 }
  linked: t1 s1 p1
)";

/// What a scenario with this end says about itself, line by line.
std::vector<std::string> told(std::string_view end) {
    const ParsedScenario parsed =
        parse_scenario(std::string{head} + std::string{end}, "a_class.yaml");
    if (!parsed.scenario) return parsed.errors;
    return run_scenario(*parsed.scenario, profiles(), "sgo");
}

}  // namespace

TEST(ScenarioRunnerTest, WhatIsSoIsFoundSo) {
    EXPECT_THAT(told("then:\n"
                     "  chats: [staff, class/7v, parents/7v]\n"
                     "  class/7v: { title: 7В класс, members: t1 s1, admins: t1, waiting: s2 }\n"
                     "  class/9z: absent\n"
                     "  nowhere: [s2]\n"),
                IsEmpty());
}

TEST(ScenarioRunnerTest, EachWrongExpectationIsToldWithItsLine) {
    EXPECT_THAT(told("then: { chats: [staff] }\n"),
                ElementsAre("line 9: active chats are class/7v parents/7v staff, expected staff"));
    EXPECT_THAT(told("then: { class/7v: s1 }\n"),
                ElementsAre("line 9: class/7v: members are s1 t1, expected s1"));
    EXPECT_THAT(told("then:\n  class/7v: { admins: s1 }\n"),
                ElementsAre("line 10: class/7v: admins are t1, expected s1"));
    EXPECT_THAT(told("then: { class/7v: { title: 7В } }\n"),
                ElementsAre("line 9: class/7v: the title is '7В класс', expected '7В'"));
    EXPECT_THAT(told("then: { class/7v: { waiting: \"\" } }\n"),
                ElementsAre("line 9: class/7v: waiting are s2, expected nobody"));
    EXPECT_THAT(
        told("then: { class/7v: { with: [s2], without: [s1] } }\n"),
        ElementsAre("line 9: class/7v: s2 is not among s1 t1", "line 9: class/7v: s1 is there"));
    EXPECT_THAT(told("then: { class/7v: absent, class/8a: { title: 8А } }\n"),
                ElementsAre("line 9: class/7v: is active, expected absent",
                            "line 9: class/8a: is absent, expected active"));
    EXPECT_THAT(told("then: { nowhere: [p1] }\n"),
                ElementsAre("line 9: p1 is in parents/7v, expected nowhere"));
    EXPECT_THAT(told("then: { holds: [chat] }\n"),
                ElementsAre("line 9: held by [], expected [chat]"));
    EXPECT_THAT(told("then: { findings: [no such thing] }\n"),
                ElementsAre(HasSubstr("nothing found says 'no such thing'")));
}

TEST(ScenarioRunnerTest, PlansAreComparedInOrder) {
    const std::string_view step = "when:\n  - link: s2\n  - end: { enrolment: { 7v: s1 } }\n";
    EXPECT_THAT(told(std::string{step} + "then:\n  plan: [remove class/7v s1]\n"),
                ElementsAre("line 13: was done: [remove class/7v s1, remove parents/7v p1], "
                            "expected: [remove class/7v s1]"));
    EXPECT_THAT(
        told(std::string{step} + "then:\n  plan: [remove class/7v s1, remove parents/7v p1]\n"),
        IsEmpty());
}

TEST(ScenarioRunnerTest, MomentsBetweenStepsAreLookedAt) {
    EXPECT_THAT(told("when:\n  - then: { class/7v: t1 s1 s2 }\n  - link: s2\n"
                     "then: { class/7v: t1 s1 s2 }\n"),
                ElementsAre("line 10: class/7v: members are s1 t1, expected s1 s2 t1"));
}

TEST(ScenarioRunnerTest, AProfilesOwnExpectationTakesThePlaceOfTheCommonOne) {
    EXPECT_THAT(told("then:\n  class/7v: { title: X, members: t1 s1 }\n"
                     "  in sgo: { class/7v: { title: 7В класс } }\n"),
                IsEmpty());
    EXPECT_THAT(told("then:\n  class/7v: { title: 7В класс }\n"
                     "  in sgo, bars-max: { class/7v: { title: X } }\n"),
                ElementsAre("line 11: class/7v: the title is '7В класс', expected 'X'"));
}

TEST(ScenarioRunnerTest, WrongWordsAreErrorsWithLineAndColumn) {
    EXPECT_THAT(told("then: { class/7v: { member: s1 } }\n"),
                ElementsAre("a_class.yaml:9:21: error: unknown word 'member': did you mean "
                            "'members'?"));
    EXPECT_THAT(told("when:\n  - expel: s1\nthen: { chats: [] }\n"),
                ElementsAre(HasSubstr("a_class.yaml:10:5: error: unknown word 'expel'")));
    EXPECT_THAT(told("when:\n  - end: { enrollment: { 7v: s1 } }\nthen: { chats: [] }\n"),
                ElementsAre("a_class.yaml:10:12: error: no relation 'enrollment' in the journal: "
                            "did you mean 'enrolment'?"));
    EXPECT_THAT(told("then: { in bars-max: { classs/7v: s1 } }\n"),
                ElementsAre(HasSubstr("a_class.yaml:9:24: error: unknown word 'classs/7v'")));
    EXPECT_THAT(told("when:\n  - add: { staff: { t2: teaching director } }\nthen: { chats: [] }\n"),
                ElementsAre(HasSubstr("'director' is neither position nor role")));
    EXPECT_THAT(told("when:\n  - end: { enrolment: { 7v: s1 until 15.10.2026 } }\n"
                     "then: { chats: [] }\n"),
                ElementsAre(HasSubstr("a_class.yaml:10:29: error: '15.10.2026' is no day")));
    EXPECT_THAT(told(""), ElementsAre(HasSubstr("a scenario needs 'then'")));
}

TEST(ScenarioRunnerTest, AStepThatFindsNothingToChangeIsAnError) {
    EXPECT_THAT(told("when:\n  - end: { enrolment: { 8a: s1 } }\nthen: { chats: [] }\n"),
                ElementsAre("line 10: the journal has no such row of enrolment"));
}

// --- conferences ---------------------------------------------------------------------------------

/// A video call of the class at 13:00 that is planned in the journal's first step.
std::string with_call(std::string_view end) {
    return "when:\n"
           "  - add: { conference: { c1: { kind: video_call, chat: class/7v, title: Час,\n"
           "      starts: \"13:00\", ends: \"13:40\", by: t1 } } }\n" +
           std::string{end};
}

TEST(ScenarioRunnerTest, ConferencesBeginAndEndBetweenTheTimesThatAreTold) {
    EXPECT_THAT(told(with_call("  - at: \"12:59:59\"\n"
                               "  - then: { calls: [], conferences: { c1: Новая } }\n"
                               "  - at: \"13:10\"\n"
                               "  - then: { calls: [c1], conferences: { c1: { link: yes } } }\n"
                               "  - at: \"15:00\"\n"
                               "then: { started: { c1: \"13:00\" }, ended: { c1: \"13:40\" } }\n")),
                IsEmpty());
}

TEST(ScenarioRunnerTest, EachWrongExpectationOfConferencesIsTold) {
    const auto at_ten_past = [](std::string_view then) {
        return told(with_call("  - at: \"13:10\"\nthen:\n" + std::string{then}));
    };
    EXPECT_THAT(at_ten_past("  calls: []\n"),
                ElementsAre("line 14: calls run of [c1], expected []"));
    EXPECT_THAT(at_ten_past("  conferences: { c1: planned }\n"),
                ElementsAre("line 14: c1: status is 'active', expected 'planned'"));
    EXPECT_THAT(at_ten_past("  conferences: { c1: absent, c2: active }\n"),
                ElementsAre("line 14: c1: is active, expected absent",
                            "line 14: c2: is absent, expected to be there"));
    EXPECT_THAT(at_ten_past("  conferences: { c1: { link: no, people: t1, title: Два } }\n"),
                ElementsAre("line 14: c1: link is 'yes', expected 'no'",
                            "line 14: c1: title is 'Час', expected 'Два'",
                            "line 14: c1: 3 people [s1 s2 t1], expected [t1]"));
    EXPECT_THAT(at_ten_past("  started: { c1: \"13:05\" }\n"),
                ElementsAre("line 14: c1: started is '2026-10-15 13:00', expected '13:05'"));
    EXPECT_THAT(at_ten_past("  posts: []\n"),
                ElementsAre(HasSubstr("class/7v: the posts are [Видеозвонок «Час» начался.")));
}

TEST(ScenarioRunnerTest, AProviderCanFailAndTheDaemonCanStop) {
    EXPECT_THAT(told(with_call("  - provider: down\n  - at: \"13:01\"\n"
                               "  - then: { conferences: { c1: { cause: provider } } }\n"
                               "  - provider: back\n  - at: \"13:03\"\n"
                               "  - then: { calls: [c1] }\n  - daemon: stops\n"
                               "  - at: \"14:00\"\n  - then: { calls: [c1] }\n"
                               "  - daemon: starts\nthen: { calls: [] }\n")),
                IsEmpty());
}

TEST(ScenarioRunnerTest, AnswersToPlansAreCompared) {
    EXPECT_THAT(told(with_call("  - plans: { who: t1, finish: c1, says: call_over }\n"
                               "then: { chats: [staff, class/7v, parents/7v] }\n")),
                ElementsAre("line 12: the answer is [conference_not_started], expected "
                            "'call_over'"));
}

TEST(ScenarioRunnerTest, WrongWordsAboutConferencesAreErrorsWithTheirPlace) {
    const std::string end = "then: { calls: [] }\n";
    EXPECT_THAT(told("then: { conferences: { c1: { statuss: active } } }\n"),
                ElementsAre(HasSubstr("a_class.yaml:9:30: error: unknown word 'statuss': did you "
                                      "mean 'status'?")));
    EXPECT_THAT(told("then: { conferences: { c1: running } }\n"),
                ElementsAre(HasSubstr("a_class.yaml:9:28: error: no status 'running'")));
    EXPECT_THAT(told("then: { conferences: { c1: { link: maybe } } }\n"),
                ElementsAre(HasSubstr("expected link: yes or no")));
    EXPECT_THAT(told("when:\n  - provider: sleeps\n" + end),
                ElementsAre(HasSubstr("a_class.yaml:10:15: error: unknown word 'sleeps'")));
    EXPECT_THAT(told("when:\n  - at: \"25:00\"\n" + end),
                ElementsAre(HasSubstr("a_class.yaml:10:9: error: '25:00' is no time")));
    EXPECT_THAT(told("when:\n  - at: \"08:00\"\n" + end),
                ElementsAre(HasSubstr("the clock of a scenario does not go back")));
    EXPECT_THAT(told("when:\n  - plans: { who: t1, in: class/7v }\n" + end),
                ElementsAre(HasSubstr("expected create, edit, finish or delete"),
                            HasSubstr("expected create: online_lesson or video_call")));
    EXPECT_THAT(told("rule: { when_busy: explode }\n" + end),
                ElementsAre(HasSubstr("no policy 'when_busy: explode' of conferences")));
}

}  // namespace rosterd::scenario
