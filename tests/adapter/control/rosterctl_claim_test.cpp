// rosterctl claims, chat claim, link start and migrate against a served daemon.
#include <gmock/gmock.h>

#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class RosterctlClaimTest : public RosterctlFixture {
  protected:
    RosterctlClaimTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        Scenario max;
        max.journal = small_school();
        max.journal.link("t1", "5000", LinkState::linked, 1, Platform::max);
        max.capabilities.create_chats = false;
        max.on_platform("staff", "Учительская", {5000});
        served_.daemon.states["17@max"] = further_state(max);
        served_.daemon.candidates = {
            {.account = "max",
             .chat = {.number = -68'034, .brought_by = 5001, .since = 1'790'000'000},
             .title = "7в класс",
             .administered = true,
             .proposals = {{"17@max", "class/7v"}}},
            {.account = "max", .chat = {.number = 71}, .obstacle = "error 404"}};
        served_.serve();
    }

    [[nodiscard]] std::string socket() const override { return served_.socket(); }

    ServedDaemon served_;
};

TEST_F(RosterctlClaimTest, ClaimsAreATableWithTheirProposals) {
    EXPECT_THAT(shown({"claims"}),
                AllOf(StartsWith("ACCOUNT"), HasSubstr("PROPOSED FOR"), HasSubstr("-68034"),
                      HasSubstr("BROUGHT BY"), HasSubstr("5001"), HasSubstr("7в класс"),
                      HasSubstr("17@max class/7v"), HasSubstr("\n2 chats\n"),
                      HasSubstr("chat 71: error 404"),
                      HasSubstr("rosterctl chat claim KEY --school S --number NUMBER")));
    EXPECT_EQ(json_of(run({"claims", "--json"})), body_of(served_.get("/v1/claims")));
    ServedDaemon quiet;
    quiet.serve();
    EXPECT_THAT(rosterctl({"--socket", quiet.socket(), "claims"}).output,
                StartsWith("no account was brought into a chat"));
}

TEST_F(RosterctlClaimTest, AChatIsClaimedByACodeOrByItsNumber) {
    EXPECT_THAT(shown({"chat", "claim", "class/7v", "--school", "17@max"}),
                AllOf(HasSubstr("code         12345-67890"), HasSubstr("write the code"),
                      HasSubstr("напишите в этом чате код 12345-67890")));
    EXPECT_THAT(shown({"chat", "claim", "class/7v", "--school", "17@max", "--number", "-68034"}),
                StartsWith("class/7v is chat -68034 from now on"));
    EXPECT_THAT(served_.daemon.calls(),
                ElementsAre(StartsWith("claim code 17@max class/7v by "),
                            StartsWith("claim 17@max class/7v -68034 by ")));
    expect_failure({"chat", "claim", "staff", "--school", "17@max"}, refused, "there already");
    expect_failure({"chat", "claim", "class/7v", "--school", "99"}, not_found, "school '99'");
    expect_failure({"chat", "claim", "--school", "17"}, usage, "KEY");
    expect_failure({"chat", "claim", "class/7v", "--number", "0"}, usage, "--number");
    expect_failure({"chat", "claim", "class/7v", "--number", "00"}, usage, "--number");
    expect_failure({"chat", "claim", "class/7v", "--number", "-0"}, usage, "--number");
    expect_failure({"chat", "claim", "class/7v", "--number", "x"}, usage, "--number");
}

TEST_F(RosterctlClaimTest, APersonsAddressIsPrinted) {
    EXPECT_THAT(shown({"link", "start", "--person", "s1", "--school", "17@max"}),
                AllOf(HasSubstr("address      https://max.ru/school_bot?start=abc"),
                      HasSubstr("this person only")));
    EXPECT_EQ(json_of(run({"link", "start", "--person", "s1", "--school", "17@max", "--json"}))
                  .at("person"),
              "s1");
    expect_failure({"link", "start", "--person", "s2", "--school", "17@max"}, refused, "linked");
    expect_failure({"link", "start", "--school", "17@max"}, usage, "--person");
    expect_failure({"link", "--school", "17"}, usage, "--person");
    expect_failure({"unlink", "--school", "17"}, usage, "--person");
    EXPECT_THAT(shown({"link", "--person", "s1", "--school", "17"}), HasSubstr("linked"))
        << "still shows a link";
}

TEST_F(RosterctlClaimTest, AMigrationIsSummedUpAndListed) {
    const std::string text = shown({"migrate", "--school", "17"});
    EXPECT_THAT(text, AllOf(HasSubstr("from         main (vk)"),
                            HasSubstr("to           max (max), called 17@max"),
                            HasSubstr("chats        1 of 4 there, 3 to claim"),
                            HasSubstr("people       0 of 7 moved, 1 partly, 6 without a link"),
                            HasSubstr("opens his start address"),
                            HasSubstr("waits for class/7v, parents/7v, subject/hist")));
    EXPECT_THAT(text, Not(HasSubstr("https://")));
    EXPECT_EQ(json_of(run({"migrate", "--json"})), body_of(served_.get("/v1/schools/17/migration")))
        << "one school, though two accounts serve it";
    EXPECT_THAT(served_.daemon.calls(), IsEmpty()) << "looking changes nothing";
    expect_failure({"migrate", "--school", "17", "--to", "main"}, not_found, "account 'main'");
    expect_failure({"migrate", "--school", "17@max"}, refused, "ask for school '17'");
}

TEST_F(RosterctlClaimTest, EverybodyWithoutALinkGetsAnAddressWhenAsked) {
    const std::string text = shown({"migrate", "--school", "17", "--links"});
    EXPECT_THAT(text,
                AllOf(HasSubstr("\n  s1  https://max.ru/school_bot?start=abc\n"),
                      HasSubstr("\n  s2  none: linked already\n"), Not(HasSubstr("\n  t1  "))));
    EXPECT_EQ(served_.daemon.calls().size(), 6U);
    EXPECT_THAT(served_.daemon.calls(), Contains(StartsWith("start 17@max p3 by ")));
    const json::object all = json_of(run({"migrate", "--links", "--json"}));
    const json::object& pupil = item_where(all.at("items"), "person", "s1");
    EXPECT_EQ(pupil.at("start").at("url"), "https://max.ru/school_bot?start=abc");
    EXPECT_TRUE(pupil.at("start").at("expires").is_int64());
    const json::object& other = item_where(all.at("items"), "person", "s2");
    EXPECT_EQ(other.at("start"), nullptr);
    EXPECT_EQ(other.at("start_obstacle"), "linked already");
    EXPECT_EQ(item_where(all.at("items"), "person", "t1").at("start_obstacle"), nullptr);
}

TEST_F(RosterctlClaimTest, ListsSayWhatWaitsForAPerson) {
    EXPECT_THAT(shown({"chats", "--school", "17@max"}), HasSubstr("planned (to claim)"));
    EXPECT_THAT(shown({"chat", "class/7v", "--school", "17@max"}),
                HasSubstr("state        planned (to claim)"));
    EXPECT_THAT(shown({"schools"}), HasSubstr("\n1 school, 1 further account\n"));
}

TEST_F(RosterctlClaimTest, EveryCommandHelpsWithExamples) {
    for (std::vector<std::string> command : std::vector<std::vector<std::string>>{
             {"claims"}, {"chat", "claim"}, {"link", "start"}, {"migrate"}}) {
        command.emplace_back("--help");
        EXPECT_THAT(shown(command), HasSubstr("Example")) << command[0];
    }
}

TEST(RosterctlMigratedTest, WhenEverybodyIsThereNothingIsListed) {
    ServedDaemon served;
    const Scenario settled = settled_school();
    served.daemon.states["17"] = school_state(settled);
    SchoolState further = school_state(settled);
    further.further = true;
    further.school.account = "second";
    served.daemon.states["17@second"] = std::move(further);
    served.serve();
    const auto finished = rosterctl({"--socket", served.socket(), "migrate"});
    EXPECT_EQ(finished.status.code, 0) << finished.error;
    EXPECT_THAT(finished.output,
                AllOf(HasSubstr("7 of 7 moved\n"), HasSubstr("everybody has moved")));
}

TEST(RosterctlFailuresTest, StatusShowsThemByClass) {
    ServedDaemon served;
    SchoolState& state = served.daemon.states["17"];
    state = school_state(settled_school());
    state.memory.history.parked = {
        {"class/7v", 1003, ErrorKind::permanent_person, "error 15", 1'790'000'000, 1}};
    served.serve();
    EXPECT_THAT(rosterctl({"--socket", served.socket(), "status"}).output,
                AllOf(HasSubstr("\nFAILURES"), HasSubstr("permanent_person"),
                      HasSubstr("17 class/7v user 1003: error 15")));
}

}  // namespace
}  // namespace rosterd::testing
