// The shipped units, read by systemd's own checker.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <regex>

#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::systemd {
namespace {

const std::filesystem::path units = test::source_directory() / "systemd/units";

/// The units with a program that exists here; the rest is as shipped.
class UnitsTest : public testing::Test {
  protected:
    void SetUp() override {
        const std::string service = test::read_text(units / "rosterd.service");
        test::write_text(directory_ / "rosterd.service",
                         std::regex_replace(service, std::regex{"/usr/bin/rosterd"}, "/bin/true"));
        test::write_text(directory_ / "rosterd.socket", test::read_text(units / "rosterd.socket"));
    }
    test::TemporaryDirectory directory_;
};

TEST_F(UnitsTest, SystemdFindsNothingToSayAboutThem) {
    // Unknown keys leave the exit status 0, so the words count. A manual page that is not
    // installed here is none of the unit's faults.
    const auto finished =
        test::run({.arguments = {"systemd-analyze", "verify", "--man=no",
                                 directory_ / "rosterd.service", directory_ / "rosterd.socket"}});
    EXPECT_TRUE(finished.status.success());
    EXPECT_EQ(finished.error, "");
}

TEST_F(UnitsTest, ADeadDaemonLeavesNoCore) {
    EXPECT_NE(test::read_text(units / "rosterd.service").find("\nLimitCORE=0\n"),
              std::string::npos);
}

TEST_F(UnitsTest, ServiceIsShutIn) {
    const auto finished =
        test::run({.arguments = {"systemd-analyze", "security", "--offline=true", "--threshold=20",
                                 "--no-pager", directory_ / "rosterd.service"}});
    EXPECT_TRUE(finished.status.success()) << finished.output << finished.error;
}

}  // namespace
}  // namespace rosterd::systemd
