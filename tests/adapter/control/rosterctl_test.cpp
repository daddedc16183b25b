// rosterctl against a served daemon: tables, JSON, exit statuses.
#include <gmock/gmock.h>

#include <sstream>

#include "daemon/rosterctl/text.hpp"
#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class RosterctlTest : public RosterctlFixture {
  protected:
    RosterctlTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        served_.daemon.states["18"] = school_state(school_with_a_hold(), "18");
        served_.daemon.states["19"].error = Error{ErrorKind::transient, "read journal: no route"};
        served_.serve();
    }

    [[nodiscard]] std::string socket() const override { return served_.socket(); }

    std::string hold() { return served_.daemon.states.at("18").holds.front().id; }

    ServedDaemon served_;
};

TEST_F(RosterctlTest, StatusFitsOneScreenAndEndsWithTheProblems) {
    const std::string text = shown({"status"});
    EXPECT_THAT(text, StartsWith("rosterd "));
    EXPECT_THAT(text, AllOf(HasSubstr("ready, up 3 h 0 min"), HasSubstr("journal      ok"),
                            HasSubstr("12 done, 3 failed, 0 parked"), HasSubstr("rosterctl holds"),
                            HasSubstr("1 problem:\n  school 19: read journal: no route")));
}

TEST_F(RosterctlTest, JsonIsWhatTheDaemonAnswered) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> pairs{
        {{"status"}, "/v1/status"},
        {{"schools"}, "/v1/schools"},
        {{"chats", "--school", "17"}, "/v1/schools/17/chats"},
        {{"chats", "--school", "17", "--title", "класс", "--page", "1", "--page-size", "2"},
         "/v1/schools/17/chats?title=%D0%BA%D0%BB%D0%B0%D1%81%D1%81&page=1&page_size=2"},
        {{"chat", "class/7v", "--school", "17"}, "/v1/schools/17/chats/class%2F7v"},
        {{"people", "--school", "17", "--surname", "Ив"},
         "/v1/schools/17/people?surname=%D0%98%D0%B2"},
        {{"people", "--school", "17", "--role", "parent", "--class", "7v", "--chat", "class/7v",
          "--link", "linked", "--phones", "full"},
         "/v1/schools/17/people?role=parent&class=7v&chat=class%2F7v&link=linked&phones=full"},
        {{"chats", "--school", "17", "--sort", "-title"}, "/v1/schools/17/chats?sort=-title"},
        {{"chat", "class/7v", "--school", "17", "--role", "pupil", "--surname", "Ив"},
         "/v1/schools/17/chats/class%2F7v?role=pupil&surname=%D0%98%D0%B2"},
        {{"findings", "--school", "17"}, "/v1/schools/17/findings"},
        {{"plan", "--school", "18"}, "/v1/schools/18/plan"},
        {{"explain", "--school", "17", "--person", "s1", "--chat", "class/7v"},
         "/v1/schools/17/explain?person=s1&chat=class%2F7v"},
        {{"explain", "--school", "17", "--user", "1001"}, "/v1/schools/17/explain?user=1001"},
        {{"strangers", "--school", "17"}, "/v1/schools/17/strangers"},
        {{"departures", "--school", "17"}, "/v1/schools/17/departures"},
        {{"edits", "--school", "17"}, "/v1/schools/17/edits"},
        {{"holds"}, "/v1/holds"},
    };
    for (const auto& [arguments, target] : pairs) {
        SCOPED_TRACE(target);
        std::vector<std::string> with_json = arguments;
        with_json.emplace_back("--json");
        EXPECT_EQ(json::parse(shown(with_json)), body_of(served_.get(target)));
    }
}

TEST_F(RosterctlTest, TablesShowWhatWasAskedFor) {
    EXPECT_THAT(shown({"schools"}),
                AllOf(HasSubstr("Школа 18"), HasSubstr("held"), HasSubstr("3 schools")));
    EXPECT_THAT(shown({"chats", "--school", "17"}),
                AllOf(StartsWith("CHAT"), HasSubstr("7В класс"), HasSubstr("\n4 chats\n")));
    EXPECT_THAT(shown({"chats", "--school", "17", "--type", "staff"}),
                AllOf(HasSubstr("Учительская"), Not(HasSubstr("7В класс"))));
    EXPECT_THAT(shown({"chats", "--school", "17", "--page", "2", "--page-size", "3"}),
                HasSubstr("4 chats, 1 of them on this page"));
    EXPECT_THAT(shown({"chat", "class/7v", "--school", "17"}),
                AllOf(HasSubstr("members      4, 4 there, 0 waiting"), HasSubstr("Иванов Имя"),
                      HasSubstr("class.members: students")));
    EXPECT_THAT(shown({"people", "--school", "17", "--surname", "ёлк"}),
                AllOf(HasSubstr("Ёлкина Имя"), Not(HasSubstr("Иванов"))));
}

TEST_F(RosterctlTest, PlansAndHoldsShowWhatIsHeldAndHowToDecide) {
    EXPECT_EQ(shown({"plan", "--school", "17"}), "nothing to do\n");
    EXPECT_THAT(shown({"plan", "--school", "18"}),
                AllOf(HasSubstr("held by guard chat"), HasSubstr("rosterctl approve " + hold()),
                      HasSubstr("5a-08")));
    EXPECT_THAT(shown({"holds"}), AllOf(HasSubstr(hold()), HasSubstr("class/5a")));
    EXPECT_EQ(shown({"holds", "--school", "17"}), "nothing is held\n");
}

TEST_F(RosterctlTest, AnExplanationNamesRuleAndRow) {
    EXPECT_THAT(shown({"explain", "--school", "17", "--person", "s1"}),
                AllOf(StartsWith("person s1  user "), HasSubstr("\nbelongs in:\n"),
                      HasSubstr("rule     class.members: students"),
                      HasSubstr("row      enrolment (class_id '7v', person_id 's1')")));
}

TEST_F(RosterctlTest, TablesFitTheTerminal) {
    for (const char* columns : {"40", "60", "80"}) {
        for (const std::vector<std::string>& arguments :
             {std::vector<std::string>{"chats", "--school", "17"},
              {"schools"},
              {"people", "--school", "17"}}) {
            std::istringstream lines{run(arguments, {{"COLUMNS", columns}}).output};
            for (std::string line; std::getline(lines, line) && !line.empty();) {
                EXPECT_LE(ctl::width_of(line), std::stoul(columns)) << line;
            }
        }
    }
}

TEST_F(RosterctlTest, AFileGetsNoColours) {
    EXPECT_THAT(shown({"schools"}), Not(HasSubstr("\x1b")));
}

TEST_F(RosterctlTest, ATitleCannotSteerTheTerminal) {
    ServedDaemon evil;
    Scenario scenario = settled_school();
    scenario.on_platform("class/gone", "x\x1b]0;owned\x07y", {});
    evil.daemon.states["17"] = school_state(scenario);
    evil.serve();
    const auto list = rosterctl({"--socket", evil.socket(), "chats"});
    EXPECT_THAT(list.output, AllOf(HasSubstr("x?]0;owned?y"), Not(HasSubstr("\x1b"))));
}

TEST_F(RosterctlTest, ActionsReachTheDaemon) {
    EXPECT_EQ(shown({"resync"}), "every school is looked at now\n");
    EXPECT_EQ(shown({"resync", "--school", "17"}), "school 17 is looked at now\n");
    EXPECT_EQ(shown({"approve", hold()}), "hold " + hold() + " approved\n");
    const std::string answer = shown({"reject", hold(), "--by", "head", "--json"});
    EXPECT_EQ(json::parse(answer).at("decision"), "reject");
    EXPECT_THAT(served_.daemon.calls(),
                ElementsAre("resync all", "resync 17", StartsWith("approve " + hold() + " by "),
                            HasSubstr("(head)")));
}

TEST_F(RosterctlTest, APauseIsToldWhereverSomebodyWouldAsk) {
    EXPECT_THAT(shown({"pause", "--school", "17", "--reason", "classes are formed", "--until",
                       "2027-01-01", "--by", "head"}),
                AllOf(StartsWith("school 17 is paused since "), HasSubstr("(head) until "),
                      HasSubstr(": classes are formed")));
    EXPECT_THAT(shown({"pause", "--school", "17", "--chat", "class/7v"}),
                AllOf(StartsWith("chat class/7v of school 17 is paused"),
                      HasSubstr("until it is resumed")));
    EXPECT_THAT(shown({"status"}), AllOf(HasSubstr("paused       school 17 since "),
                                         HasSubstr("chat class/7v of school 17 since ")));
    EXPECT_THAT(shown({"plan", "--school", "17"}),
                StartsWith("nothing happens: school 17 is paused since "));
    EXPECT_THAT(shown({"member", "add", "staff", "s1", "--school", "17"}),
                HasSubstr("kept, but nothing happens: school 17 is paused"));
    EXPECT_EQ(shown({"pause"}).substr(0, 20), "everything is paused");
    EXPECT_THAT(shown({"resume", "--school", "17"}),
                AllOf(StartsWith("school 17 goes on; a pass begins now\n"),
                      HasSubstr("still paused: everything since ")));
    expect_failure({"resume", "--school", "17"}, not_found, "rosterctl status shows what is");
    expect_failure({"pause", "--school", "17", "--until", "2001-01-01"}, usage, "has passed");
    expect_failure({"pause", "--school", "99"}, not_found, "school");
}

TEST_F(RosterctlTest, WhatIsNotThereEndsWith4) {
    expect_failure({"chats", "--school", "99"}, not_found, "school '99'");
    expect_failure({"chat", "class/none", "--school", "17"}, not_found, "class/none");
    expect_failure({"explain", "--school", "17", "--person", "x"}, not_found, "person 'x'");
    expect_failure({"approve", "none"}, not_found, "hint: see rosterctl holds");
    expect_failure({"resync", "--school", "99"}, not_found, "school");
}

TEST_F(RosterctlTest, WhatIsRefusedEndsWith1AndSaysWhy) {
    expect_failure({"chats", "--school", "19"}, refused, "hint: read journal: no route");
    expect_failure({"plan", "--school", "19"}, refused, "not been read");
}

TEST_F(RosterctlTest, AForbiddenActionEndsWith1AndNamesTheGroup) {
    ServedDaemon watched;
    watched.daemon.states["17"] = school_state(settled_school());
    watched.serve_somebody_with(control::Right::watch);
    const auto finished = rosterctl({"--socket", watched.socket(), "resync"});
    EXPECT_EQ(finished.status.code, refused);
    EXPECT_THAT(finished.error, HasSubstr("control.operate_group"));
}

TEST_F(RosterctlTest, AWrongCommandLineEndsWith2) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{},
          {"nonsense"},
          {"status", "--nonsense"},
          {"chat"},
          {"status", "more"},
          {"explain", "--school", "17"},
          {"explain", "--school", "17", "--person", "s1", "--user", "1001"},
          {"approve"},
          {"journal"},
          {"chats", "--school", "17", "--type", "klass"},
          {"chats", "--school", "17", "--page", "0"},
          {"chats", "--school", "17", "--page-size", "10"}}) {
        const auto finished = run(arguments);
        EXPECT_EQ(finished.status.code, usage) << finished.output << finished.error;
        EXPECT_THAT(finished.error, Not(IsEmpty()));
    }
}

TEST_F(RosterctlTest, TheSchoolMustBeNamedWhereThereAreSeveral) {
    expect_failure({"chats"}, usage, "which school? There are 3");
}

TEST_F(RosterctlTest, NoDaemonEndsWith3AndNamesTheSocket) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"status"}, {"resync"}, {"chats"}, {"approve", "x"}}) {
        std::vector<std::string> all{"--socket", "/tmp/rosterd-nobody-is-here.sock"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const auto finished = rosterctl(all);
        EXPECT_EQ(finished.status.code, unreachable) << finished.error;
        EXPECT_THAT(finished.error,
                    AllOf(HasSubstr("/tmp/rosterd-nobody-is-here.sock"), HasSubstr("hint: ")));
    }
}

TEST_F(RosterctlTest, TheEnvironmentNamesTheSocketAndTheOptionOverrulesIt) {
    const std::map<std::string, std::string> here{{"ROSTERD_SOCKET", served_.socket()}};
    EXPECT_EQ(rosterctl({"status"}, here).status.code, 0);
    EXPECT_EQ(rosterctl({"status", "--socket", "/tmp/rosterd-nowhere.sock"}, here).status.code,
              unreachable);
}

TEST(RosterctlAloneTest, TheOnlySchoolNeedsNoName) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(settled_school());
    served.serve();
    const auto finished = rosterctl({"chats", "--socket", served.socket()});
    EXPECT_EQ(finished.status.code, 0) << finished.error;
    EXPECT_THAT(finished.output, HasSubstr("class/7v"));
}

TEST(RosterctlAloneTest, EveryCommandHasHelpWithAnExample) {
    for (const std::vector<std::string>& command : {std::vector<std::string>{},
                                                    {"audit"},
                                                    {"claims"},
                                                    {"migrate"},
                                                    {"status"},
                                                    {"schools"},
                                                    {"chats"},
                                                    {"chat"},
                                                    {"people"},
                                                    {"findings"},
                                                    {"plan"},
                                                    {"explain"},
                                                    {"strangers"},
                                                    {"departures"},
                                                    {"edits"},
                                                    {"member", "readmit"},
                                                    {"resync"},
                                                    {"holds"},
                                                    {"approve"},
                                                    {"reject"},
                                                    {"pause"},
                                                    {"resume"},
                                                    {"journal", "check"},
                                                    {"journal", "sample"},
                                                    {"journal", "import-oneroster"},
                                                    {"config", "check"}}) {
        std::vector<std::string> arguments = command;
        arguments.emplace_back("--help");
        const auto finished = rosterctl(arguments);
        EXPECT_EQ(finished.status.code, 0) << finished.error;
        std::string called = "  rosterctl";
        for (const std::string& word : command) called += " " + word;
        EXPECT_THAT(finished.output, AllOf(HasSubstr("Example"), HasSubstr(called)));
    }
}

TEST(RosterctlAloneTest, TheVersionIsPrinted) {
    const auto finished = rosterctl({"--version"});
    EXPECT_EQ(finished.status.code, 0);
    EXPECT_THAT(finished.output, ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

}  // namespace
}  // namespace rosterd::testing
