// rosterctl chat create … initialise against a served daemon: what it sends, shows and asks.
#include <gmock/gmock.h>

#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class RosterctlHandTest : public RosterctlFixture {
  protected:
    RosterctlHandTest() {
        Scenario scenario = settled_school();
        scenario.journal.enrol("7v", "new");
        served_.daemon.states["17"] = school_state(scenario);
        served_.serve();
    }

    [[nodiscard]] std::string socket() const override { return served_.socket(); }
    [[nodiscard]] const OwnRows& own() const { return served_.daemon.states.at("17").memory.own; }

    ServedDaemon served_;
};

TEST_F(RosterctlHandTest, AChatIsCreatedRenamedAndDeleted) {
    EXPECT_THAT(shown({"chat", "create", "--kind", "custom", "--title", "Поход", "--person",
                       "s1=admin,new"}),
                AllOf(StartsWith("custom/own-1  changed"), HasSubstr("Чат будет создан"),
                      HasSubstr("Участники, не привязавшие"), HasSubstr("\n  new\n")));
    ASSERT_EQ(own().chats.size(), 1U);
    EXPECT_THAT(own().chats[0].people, ElementsAre(OwnPerson{"s1", true}, OwnPerson{"new", false}));
    shown({"chat", "rename", "custom/own-1", "В горы", "--school", "17"});
    EXPECT_EQ(own().titles.at(0).title, "В горы");
    EXPECT_THAT(shown({"chat", "delete", "custom/own-1"}), HasSubstr("без возможности"));
    EXPECT_EQ(own().deletions.at(0).chat, "custom/own-1");
    EXPECT_THAT(shown({"chat", "class/7v"}), HasSubstr("7В класс")) << "still shows a chat";
}

TEST_F(RosterctlHandTest, MembersAreChangedByHand) {
    EXPECT_THAT(shown({"member", "add", "class/7v", "p1", "--until", "2090-01-01"}),
                StartsWith("class/7v  changed"));
    EXPECT_EQ(own().edits.at(0).edit, EditKind::add);
    EXPECT_LT(own().edits.at(0).until, std::numeric_limits<UnixSeconds>::max());
    shown({"member", "remove", "class/7v", "s1", "--actor", "t1"});
    EXPECT_EQ(own().edits.at(1).made_by, "t1");
    shown({"member", "appoint", "class/7v", "s2"});
    shown({"member", "dismiss", "class/7v", "s2"});
    EXPECT_THAT(shown({"member", "add", "class/7v", "s3"}), HasSubstr("nothing to change"));
}

TEST_F(RosterctlHandTest, RefusalsAreShownInBothLanguages) {
    expect_failure({"member", "dismiss", "class/7v", "t1", "--actor", "t1"}, refused,
                   "Нельзя снять с себя права администратора чата");
    expect_failure({"chat", "rename", "class/7v", "Наш"}, refused, "may not rename");
    expect_failure({"member", "add", "class/none", "s1"}, not_found, "there is no chat");
    expect_failure({"member", "add", "class/7v", "s1", "--until", "soon"}, usage, "'until'");
    expect_failure({"chat"}, usage, "KEY");
    expect_failure({"member", "add", "class/7v"}, usage, "PERSON");
    expect_failure({"chat", "create", "--title", "T"}, usage, "--kind");
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
}

TEST_F(RosterctlHandTest, APersonIsLinkedShownAndUnlinked) {
    EXPECT_THAT(shown({"link", "--person", "new"}), HasSubstr("link         none"));
    EXPECT_THAT(shown({"link", "--person", "new", "--phone", "+7 (916) 123-45-67"}),
                AllOf(HasSubstr("requested"), HasSubstr("+7(916) 123-45-67")));
    EXPECT_THAT(shown({"link", "--person", "new", "--accept", "--user", "4242"}),
                AllOf(HasSubstr("linked"), HasSubstr("успешно привязан")));
    EXPECT_THAT(shown({"unlink", "--person", "new"}), HasSubstr("unlinked"));
    expect_failure({"link", "--person", "new", "--phone", "12"}, refused, "формату");
    expect_failure({"link", "--person", "new", "--refuse"}, refused, "Нет запроса");
    expect_failure({"link", "--person", "new", "--refuse", "--accept"}, usage, "--accept");
}

TEST_F(RosterctlHandTest, InitialisingAsksUnlessToldNotTo) {
    const std::vector<std::string> asked{"initialise", "--kind", "class,parents"};
    const test::Finished unanswered = run(asked);
    EXPECT_EQ(unanswered.status.code, refused);
    EXPECT_THAT(unanswered.output,
                AllOf(HasSubstr("2 chats"), HasSubstr("[y/N]"), HasSubstr("nothing was done")));
    EXPECT_THAT(shown({"initialise", "--kind", "class", "--json"}), HasSubstr("\"preview\": true"));
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
    EXPECT_THAT(shown({"initialise", "--kind", "class,parents", "--yes"}),
                HasSubstr("initialised"));
    EXPECT_THAT(served_.daemon.calls(), Contains(StartsWith("initialise by ")));
    expect_failure({"initialise", "--kind", "custom", "--yes"}, refused, "Чаты этого типа");
    expect_failure({"initialise", "--yes"}, usage, "--kind");
}

TEST_F(RosterctlHandTest, EveryCommandHelpsWithExamples) {
    const std::vector<std::vector<std::string>> commands{
        {"chat", "create"},   {"chat", "rename"},    {"chat", "delete"},    {"member", "add"},
        {"member", "remove"}, {"member", "appoint"}, {"member", "dismiss"}, {"link"},
        {"unlink"},           {"initialise"}};
    for (std::vector<std::string> command : commands) {
        command.emplace_back("--help");
        EXPECT_THAT(shown(command), HasSubstr("Example")) << command[0];
    }
}

}  // namespace
}  // namespace rosterd::testing
