// rosterctl audit against a served daemon: the table, the file, the mistakes.
#include <gmock/gmock.h>

#include "tests/adapter/control/audited.hpp"
#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class RosterctlAuditTest : public RosterctlFixture {
  protected:
    RosterctlAuditTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        for (std::int64_t number = 1; number <= 3; ++number) {
            AuditLine line = removal_line(number);
            line.entry.person = "s" + std::to_string(number);
            line.entry.user = -500 - number;
            line.entry.outcome = "transient";
            line.entry.reason = "no answer, \"late\"";
            line.entry.by = "=rosterd";
            served_.daemon.audited.push_back(std::move(line));
        }
        served_.serve();
    }
    [[nodiscard]] std::string socket() const override { return served_.socket(); }

    ServedDaemon served_;
};

TEST_F(RosterctlAuditTest, TheNewestLinesAreATable) {
    EXPECT_THAT(shown({"audit", "--school", "17", "--count", "2"}),
                AllOf(StartsWith("TIME"), HasSubstr("class/7v"), HasSubstr("remove"),
                      HasSubstr("s2"), Not(HasSubstr("s3")), HasSubstr("the newest 2 lines; --"),
                      HasSubstr("transient (no answer")));
    EXPECT_EQ(served_.daemon.audit_asked.school, "17");
    EXPECT_THAT(shown({"audit"}), HasSubstr("the newest 3 lines\n"));
    served_.daemon.audited.clear();
    EXPECT_THAT(shown({"audit"}), HasSubstr("nothing was done"));
}

TEST_F(RosterctlAuditTest, DaysAreWholeDaysOfThisMachine) {
    EXPECT_THAT(shown({"audit", "--from", "2026-09-01", "--to", "2026-09-07"}), HasSubstr("s1"));
    EXPECT_EQ(served_.daemon.audit_asked.to - served_.daemon.audit_asked.from, 7 * 86'400);
    expect_failure({"audit", "--from", "yesterday"}, usage, "is no day");
    expect_failure({"audit", "--count", "0"}, usage, "--count");
    expect_failure({"audit", "--csv", "--count", "5"}, usage, "excludes");
}

TEST_F(RosterctlAuditTest, TheFileHasEveryLineAndNoFormulas) {
    for (std::int64_t number = 4; number <= 5'003; ++number) {
        AuditLine line = served_.daemon.audited.front();
        line.number = number;
        served_.daemon.audited.push_back(std::move(line));
    }
    const std::string file = shown({"audit", "--csv"});
    EXPECT_THAT(file, StartsWith("number,at,school,account,chat,operation,person,user,outcome,"
                                 "reason,by\r\n1,"));
    EXPECT_EQ(std::ranges::count(file, '\n'), 5'004);
    EXPECT_THAT(file,
                AllOf(HasSubstr(",s1,-501,transient,\"no answer, \"\"late\"\"\",'=rosterd\r\n"),
                      HasSubstr("\n5003,")));
    EXPECT_EQ(served_.daemon.audit_asked.order, AuditQuery::Order::oldest_first);
}

}  // namespace
}  // namespace rosterd::testing
