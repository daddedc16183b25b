// The shipped units, read by systemd's own checker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::systemd {
namespace {

using testing::HasSubstr;

const std::filesystem::path units = test::source_directory() / "systemd/units";

std::string replaced(const std::string& text, const std::string& what, const std::string& by) {
    return std::regex_replace(text, std::regex{what}, by);
}

/// The units with a program that exists here; the rest is as shipped.
class UnitsTest : public testing::Test {
  protected:
    void SetUp() override {
        for (const auto& unit : std::filesystem::directory_iterator{units}) {
            test::write_text(directory_ / unit.path().filename().string(),
                             replaced(test::read_text(unit), "/usr/sbin/rosterd", "/bin/true"));
        }
    }
    test::TemporaryDirectory directory_;
};

TEST_F(UnitsTest, SystemdFindsNothingToSayAboutThem) {
    // Unknown keys leave the exit status 0, so the words count. A manual page that is not
    // installed here is none of the unit's faults.
    for (const std::string instance : {"", "@north"}) {
        const auto finished =
            test::run({.arguments = {"systemd-analyze", "verify", "--man=no",
                                     directory_ / ("rosterd" + instance + ".service"),
                                     directory_ / ("rosterd" + instance + ".socket")}});
        EXPECT_TRUE(finished.status.success());
        EXPECT_EQ(finished.error, "");
    }
}

TEST_F(UnitsTest, EveryServiceIsShutIn) {
    // The threshold is ten times what systemd-analyze prints.
    for (const char* service : {"rosterd.service", "rosterd@.service"}) {
        const auto finished =
            test::run({.arguments = {"systemd-analyze", "security", "--offline=true",
                                     "--threshold=15", "--no-pager", directory_ / service}});
        EXPECT_TRUE(finished.status.success()) << finished.output << finished.error;
    }
}

TEST(ShippedUnitsTest, AnInstanceDiffersByItsPlacesAlone) {
    for (const std::string kind : {"service", "socket"}) {
        std::string one = test::read_text(units / ("rosterd." + kind));
        one = replaced(one, "Description=.*", "");
        one = replaced(one, "/etc/rosterd/", "/etc/rosterd/%i/");
        one = replaced(one, "/run/rosterd/", "/run/rosterd/%i/");
        one = replaced(one, "Directory=rosterd\n", "Directory=rosterd/%i\n");
        one = replaced(one, "# rosterd\\.socket", "# rosterd@%i.socket");
        const std::string instance = test::read_text(units / ("rosterd@." + kind));
        EXPECT_EQ(one, replaced(instance, "Description=.*", "")) << kind;
    }
}

TEST(ShippedUnitsTest, SecretsArriveAsCredentialsAndLeaveNoCore) {
    const std::string service = test::read_text(units / "rosterd.service");
    EXPECT_THAT(service, HasSubstr("\nLoadCredential=secret:/etc/rosterd/secrets\n"));
    EXPECT_THAT(service,
                HasSubstr("\nLoadCredentialEncrypted=sealed:/etc/rosterd/secrets.encrypted\n"));
    EXPECT_THAT(service, HasSubstr("\nLimitCORE=0\n"));
    const std::string folders =
        test::read_text(test::source_directory() / "systemd/tmpfiles.d/rosterd.conf");
    EXPECT_THAT(folders, HasSubstr("\nd /etc/rosterd/secrets 0700 root root -\n"));
    EXPECT_THAT(folders, HasSubstr("\nd /etc/rosterd/secrets.encrypted 0700 root root -\n"));
}

TEST(ShippedUnitsTest, TheyStartWhatTheBuildInstalls) {
    const test::TemporaryDirectory root;
    for (const char* part : {"daemon/rosterd", "systemd"}) {
        const auto installed =
            test::run({.arguments = {"cmake", "--install", test::binary_directory() / part,
                                     "--prefix", "/usr"},
                       .environment = {{"DESTDIR", root.path().string()}}});
        ASSERT_TRUE(installed.status.success()) << installed.error;
    }
    for (const char* service : {"rosterd.service", "rosterd@.service"}) {
        const std::string unit = test::read_text(root / "usr/lib/systemd/system" / service);
        std::smatch program;
        ASSERT_TRUE(std::regex_search(unit, program, std::regex{"\nExecStart=/(\\S+)"}));
        EXPECT_TRUE(std::filesystem::is_regular_file(root / program[1].str())) << program[1];
    }
}

TEST(ShippedUnitsTest, TheProgramNamesNoFolderOfItsBuild) {
    // Where the profiles are is looked up beside the program: a path of the build machine in it
    // would be a place that anybody there can fill. Debug information is not part of that.
    const test::TemporaryDirectory folder;
    const auto stripped = test::run(
        {.arguments = {"llvm-objcopy-19", "--strip-all",
                       test::binary_directory() / "daemon/rosterd/rosterd", folder / "rosterd"}});
    ASSERT_TRUE(stripped.status.success()) << stripped.error;
    const std::string program = test::read_text(folder / "rosterd");
    EXPECT_NE(program.find("share/rosterd/profiles"), std::string::npos);
    EXPECT_EQ(program.find("/config/profiles"), std::string::npos);
}

}  // namespace
}  // namespace rosterd::systemd
