// The tests' own tools: a helper that lies would make every test that uses it worthless.
#include "tests/support/process.hpp"

#include <gtest/gtest.h>
#include <signal.h>

namespace rosterd::test {
namespace {

using std::chrono::milliseconds;

TEST(ProcessTest, OutputErrorAndStatusAreKeptApart) {
    const Finished finished = run({.arguments = {"sh", "-c", "echo out; echo err >&2; exit 3"}});
    EXPECT_EQ(finished.output, "out\n");
    EXPECT_EQ(finished.error, "err\n");
    EXPECT_EQ(finished.status.code, 3);
}

TEST(ProcessTest, MissingProgramEndsWith127) {
    EXPECT_EQ(run({.arguments = {"/nonexistent/program"}}).status.code, 127);
}

TEST(ProcessTest, EnvironmentInputAndDirectoryArrive) {
    const TemporaryDirectory directory;
    const Finished finished =
        run({.arguments = {"/bin/sh", "-c", "echo $WORD; cat; pwd; env | wc -l"},
             .environment = {{"WORD", "hello"}},
             .inherit_environment = false,
             .directory = directory.path(),
             .input = "typed\n"});
    EXPECT_TRUE(finished.output.starts_with("hello\ntyped\n" + directory.path().string() + "\n"))
        << finished.output;
}

TEST(ProcessTest, LineIsFoundWhileTheProgramGoesOn) {
    Process process{{.arguments = {"sh", "-c", "echo ready on 17; exec cat /dev/zero >/dev/null"}}};
    EXPECT_EQ(process.wait_for_line("ready on [0-9]+"), "ready on 17");
    EXPECT_TRUE(process.running());
    process.kill(SIGKILL);
    const auto status = process.wait();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->signal, SIGKILL);
}

TEST(ProcessTest, LineThatNeverComesIsNotWaitedForAfterTheEnd) {
    Process process{{.arguments = {"sh", "-c", "echo something else"}}};
    EXPECT_EQ(process.wait_for_line("ready"), std::nullopt);
    EXPECT_FALSE(process.running());
}

TEST(ProcessTest, DestructorEndsTheProgram) {
    pid_t pid = 0;
    {
        const Process process{{.arguments = {"sh", "-c", "exec cat /dev/zero >/dev/null"}}};
        pid = process.pid();
        EXPECT_EQ(::kill(pid, 0), 0);
    }
    EXPECT_NE(::kill(pid, 0), 0);
}

TEST(ProcessTest, ChildFindsItsOwnPidInTheEnvironment) {
    const Finished finished =
        run({.arguments = {"sh", "-c", "test $LISTEN_PID = $$ && test $WATCHDOG_PID = $$"},
             .own_pid_in_environment = true});
    EXPECT_TRUE(finished.status.success()) << finished.error;
}

}  // namespace
}  // namespace rosterd::test
