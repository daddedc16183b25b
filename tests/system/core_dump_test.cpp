// A running rosterd cannot be looked into, and so leaves no core: not even its own user may read
// what the kernel shows of a process that may be dumped.
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/http_probe.hpp"
#include "tests/support/process.hpp"

namespace rosterd::test {
namespace {

/// Root looks into everything by its privileges; without them it is a user like any other.
std::vector<std::string> without_privileges(std::vector<std::string> arguments) {
    if (::geteuid() == 0) {
        arguments.insert(arguments.begin(),
                         {"setpriv", "--bounding-set", "-all", "--inh-caps", "-all"});
    }
    return arguments;
}

/// By another process of the same user.
bool can_be_looked_into(const Process& process) {
    const std::string file = "/proc/" + std::to_string(process.pid()) + "/environ";
    return run({.arguments = without_privileges({"cat", file})}).status.success();
}

TEST(CoreDumpTest, ARunningDaemonIsNotDumpable) {
    Process other{{.arguments = without_privileges({"tail", "-f", "/dev/null"})}};
    EXPECT_TRUE(eventually([&] { return can_be_looked_into(other); })) << "others of this user can";
    const TemporaryDirectory directory;
    const std::string folder = directory.path();
    write_text(directory / "rosterd.yaml",
               "journal: { kind: sqlite, path: journal.db }\n"
               "store: { path: state.db }\n"
               "control: { socket: " +
                   folder +
                   "/c.sock, watch_group: root, "
                   "operate_group: root }\n"
                   "log: { target: stderr }\n");
    Process daemon{
        {.arguments = without_privileges({ROSTERD, "--config", directory / "rosterd.yaml"})}};
    ASSERT_TRUE(eventually([&] { return accepts_connections("unix:" + folder + "/c.sock"); }))
        << daemon.standard_error();
    EXPECT_FALSE(can_be_looked_into(daemon));
}

}  // namespace
}  // namespace rosterd::test
