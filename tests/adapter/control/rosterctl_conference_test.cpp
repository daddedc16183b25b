// rosterctl conferences and conference … as a real process: tables, JSON, exit statuses.
#include <gmock/gmock.h>

#include <sstream>

#include "daemon/rosterctl/text.hpp"
#include "tests/adapter/control/conference_day.hpp"
#include "tests/adapter/control/rosterctl_run.hpp"

namespace rosterd::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class RosterctlConferenceTest : public RosterctlFixture {
  protected:
    RosterctlConferenceTest() { day_.served.serve(); }

    [[nodiscard]] std::string socket() const override { return day_.served.socket(); }
    void expect_same_json(std::vector<std::string> arguments, const std::string& target) {
        arguments.emplace_back("--json");
        EXPECT_EQ(boost::json::value(json_of(run(arguments))), body_of(day_.served.get(target)))
            << target;
    }

    ConferenceDay day_;
};

TEST_F(RosterctlConferenceTest, TodayIsListedWithLinksAndProblems) {
    const std::string today = shown({"conferences"});
    EXPECT_THAT(today, StartsWith("CONFERENCE  START             END    TITLE"));
    EXPECT_THAT(today, HasSubstr("own-2       2026-10-15 12:00  13:00  Разбор олимпиады"));
    EXPECT_THAT(today, AllOf(HasSubstr("active   https://calls.example/2"),
                             HasSubstr("failed   calls.start: no rights"), HasSubstr("planned  -"),
                             HasSubstr("\n4 conferences\n"), Not(HasSubstr("own-5"))));
    EXPECT_EQ(shown({"conferences", "--today"}), today);
    EXPECT_THAT(shown({"conferences", "--day", "2026-10-16"}),
                AllOf(HasSubstr("own-5"), HasSubstr("1 conference\n")));
    EXPECT_THAT(shown({"conferences", "--running"}),
                AllOf(HasSubstr("own-2"), HasSubstr("1 conference\n")));
    EXPECT_THAT(shown({"conferences", "--failed"}), HasSubstr("own-4"));
    EXPECT_THAT(shown({"conferences", "--status", "planned"}),
                AllOf(HasSubstr("own-3"), HasSubstr("own-5")))
        << "whatever its day";
}

TEST_F(RosterctlConferenceTest, ARussianTerminalReadsRussianStates) {
    EXPECT_THAT(shown({"conferences"}, {{"LC_ALL", "ru_RU.UTF-8"}}),
                AllOf(HasSubstr("Активная"), HasSubstr("Ошибка"), HasSubstr("Не удалось начать")));
}

TEST_F(RosterctlConferenceTest, JsonIsWhatTheDaemonAnswered) {
    const std::string base = "/v1/schools/17/conferences";
    expect_same_json({"conferences"}, base + "?day=today");
    expect_same_json({"conferences", "--timeline", "--day", "2026-10-16"},
                     base + "?day=2026-10-16");
    expect_same_json({"conferences", "--running"}, base + "?status=active");
    expect_same_json({"conferences", "--person", "p1", "--today"}, base + "?day=today&person=p1");
    expect_same_json({"conferences", "--chat", "class/7v", "--lesson", "noon"},
                     base + "?lesson=noon&chat=class%2F7v");
    expect_same_json({"conference", "show", "own-2"}, base + "/own-2");
    expect_same_json({"conference", "join", "own-2", "--person", "s1"},
                     base + "/own-2/join?person=s1");
    EXPECT_EQ(json_of(run({"finish", "own-2", "--json"})).at("id"), "own-2");
}

TEST_F(RosterctlConferenceTest, TheTimeLineFitsAndMarksNow) {
    const std::string wide =
        shown({"conferences", "--timeline"}, {{"COLUMNS", "100"}, {"LANG", "ru_RU.UTF-8"}});
    EXPECT_THAT(wide, StartsWith("2026-10-15\n\n"));
    EXPECT_THAT(wide, AllOf(HasSubstr("7В  =="), HasSubstr("| now 12:00")))
        << "C in LC_ALL overrules LANG";
    const std::string narrow = shown({"conferences", "--timeline"}, {{"COLUMNS", "40"}});
    for (const auto& [text, width] : {std::pair{wide, 100U}, std::pair{narrow, 40U}}) {
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(ctl::width_of(line), width) << line;
        }
        EXPECT_THAT(text, AllOf(HasSubstr("#"), HasSubstr("="), HasSubstr("!"))) << "no terminal";
    }
    EXPECT_THAT(shown({"conferences", "--timeline", "--day", "2026-10-16"}),
                AllOf(StartsWith("2026-10-16\n\n"), Not(HasSubstr("now "))));
    EXPECT_THAT(shown({"conferences", "--timeline", "--day", "2026-10-17"}),
                HasSubstr("no conferences"));
}

TEST_F(RosterctlConferenceTest, OneIsShownWithItsPeople) {
    EXPECT_THAT(shown({"conference", "show", "own-2"}),
                AllOf(HasSubstr("time         2026-10-15 12:00 - 13:00"),
                      HasSubstr("status       active (Активная)"), HasSubstr("late by      300 s"),
                      HasSubstr("link         https://calls.example/2"), HasSubstr("PERSON"),
                      HasSubstr("moderator"), HasSubstr("Иванов")));
    EXPECT_THAT(shown({"conference", "show", "own-4"}),
                AllOf(HasSubstr("problem      calls.start: no rights"), HasSubstr("до конца")));
}

TEST_F(RosterctlConferenceTest, AConferenceIsPlannedEditedJoinedFinishedAndDeleted) {
    EXPECT_THAT(shown({"conference", "create", "--type", "online_lesson", "--lesson", "later",
                       "--actor", "t1"}),
                AllOf(StartsWith("own-6  changed"), HasSubstr("2026-10-15 13:00 - 13:40"),
                      HasSubstr("Внимание!"), HasSubstr("\n  t2\n")));
    shown({"conference", "create", "--type", "video_call", "--chat", "class/7v", "--title",
           "Кружок", "--starts", "2026-10-15 16:00", "--ends", "2026-10-15 17:00", "--person",
           "s1,s2"});
    EXPECT_THAT(day_.own().conferences.back().people, ElementsAre("s1", "s2"));
    shown({"conference", "edit", "own-7", "--title", "Шахматы", "--everybody"});
    EXPECT_THAT(day_.own().conferences.back().people, IsEmpty());
    EXPECT_EQ(day_.own().conferences.back().title, "Шахматы");
    EXPECT_EQ(day_.own().conferences.back().chat, "class/7v") << "what is not named stays";
    EXPECT_EQ(shown({"conference", "join", "own-2", "--person", "s1"}),
              "https://calls.example/2?participant\n");
    EXPECT_THAT(shown({"conference", "finish", "own-2", "--actor", "t1"}),
                HasSubstr("Звонок завершен"));
    EXPECT_THAT(shown({"finish", "own-2"}), StartsWith("own-2  nothing to change"));
    EXPECT_THAT(shown({"conference", "delete", "own-7"}), StartsWith("own-7  changed"));
    EXPECT_TRUE(day_.record("own-7").plan.deleted);
}

TEST_F(RosterctlConferenceTest, FailuresHaveTheirStatuses) {
    expect_failure(
        {"conference", "create", "--type", "online_lesson", "--lesson", "later", "--actor", "t2"},
        refused, "привяжите свою учётную запись");
    expect_failure({"conference", "join", "own-3", "--person", "p1"}, refused, "еще не началась");
    expect_failure({"finish", "own-3"}, refused, "еще не началась");
    expect_failure({"conference", "edit", "j1", "--title", "Моя"}, refused, "journal keeps");
    expect_failure({"conference", "show", "own-99"}, not_found, "no conference 'own-99'");
    expect_failure({"conference", "create", "--type", "online_lesson", "--lesson", "never"},
                   not_found, "lesson");
    expect_failure({"conference"}, usage, "subcommand");
    expect_failure({"conference", "create", "--lesson", "noon"}, usage, "--type");
    expect_failure({"conference", "create", "--type", "webinar"}, usage, "--type");
    expect_failure({"conference", "create", "--type", "video_call", "--ends", "2026-10-15 17:00"},
                   usage, "--starts");
    expect_failure({"conference", "edit", "own-3", "--person", "p1", "--everybody"}, usage,
                   "--person");
    expect_failure({"conference", "join", "own-2"}, usage, "--person");
    expect_failure({"conferences", "--day", "monday"}, usage, "'day'");
    expect_failure({"conferences", "--today", "--day", "2026-10-16"}, usage, "--day");
    expect_failure({"conferences", "--running", "--failed"}, usage, "--failed");
    EXPECT_THAT(day_.served.daemon.calls(), IsEmpty());
    const test::Finished alone = rosterctl({"--socket", "/nowhere/control.sock", "conferences"});
    EXPECT_EQ(alone.status.code, unreachable);
}

TEST_F(RosterctlConferenceTest, TheStatusNamesRunningNextAndFailedOnes) {
    EXPECT_THAT(shown({"status"}, {{"TZ", "Europe/Moscow"}}),
                AllOf(HasSubstr("conferences  1 active, next 20"), HasSubstr(", 1 failed"),
                      HasSubstr("rosterctl conferences --failed")));
}

TEST_F(RosterctlConferenceTest, EveryCommandHelpsWithExamples) {
    const std::vector<std::vector<std::string>> commands{
        {"conferences"},          {"conference"},         {"conference", "show"},
        {"conference", "create"}, {"conference", "edit"}, {"conference", "finish"},
        {"conference", "delete"}, {"conference", "join"}, {"finish"}};
    for (std::vector<std::string> command : commands) {
        command.emplace_back("--help");
        EXPECT_THAT(shown(command), HasSubstr("Example")) << command.back();
    }
}

}  // namespace
}  // namespace rosterd::testing
