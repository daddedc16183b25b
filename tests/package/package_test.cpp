// The Debian packages: what is in them, what lintian says, and their life on a machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
namespace fs = std::filesystem;
using Files = std::set<std::string>;

constexpr std::chrono::minutes patience{5};

class PackageTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<test::TemporaryDirectory>();
        const auto built =
            test::run({.arguments = {test::source_directory() / "debian/package.sh",
                                     test::binary_directory(), packages()},
                       .environment = {{"ROSTERD_STAND_INS", "1"}, {"DEB_BUILD_OPTIONS", ""}}},
                      patience);
        ASSERT_TRUE(built.status.success()) << built.error;
    }
    static void TearDownTestSuite() { folder_.reset(); }

    static fs::path packages() { return folder_->path() / "packages"; }

    static fs::path package(const std::string& name) {
        for (const auto& file : fs::directory_iterator{packages()}) {
            if (file.path().filename().string().starts_with(name + "_") &&
                file.path().extension() == ".deb") {
                return file.path();
            }
        }
        return packages() / (name + ".deb");
    }

    /// Without folders; compressed ones under the name that they have without.
    static Files files(const std::string& name) {
        const auto listed = test::run({.arguments = {"dpkg-deb", "--contents", package(name)}});
        EXPECT_TRUE(listed.status.success()) << listed.error;
        Files found;
        std::istringstream lines{listed.output};
        std::smatch match;
        for (std::string line; std::getline(lines, line);) {
            if (std::regex_search(line, match, std::regex{"^-.* \\.(/.*?)(\\.gz)?$"})) {
                found.insert(match[1].str());
            }
        }
        return found;
    }

    static std::unique_ptr<test::TemporaryDirectory> folder_;
};

std::unique_ptr<test::TemporaryDirectory> PackageTest::folder_;

TEST_F(PackageTest, TheDaemonsHasWhatSystemdAndAnAdministratorNeed) {
    const Files found = files("rosterd");
    EXPECT_THAT(
        found, IsSupersetOf({"/usr/sbin/rosterd", "/etc/rosterd/rosterd.yaml",
                             "/usr/lib/sysusers.d/rosterd.conf", "/usr/lib/tmpfiles.d/rosterd.conf",
                             "/usr/share/dbus-1/system.d/org.rosterd.Rosterd1.conf",
                             "/usr/share/man/man8/rosterd.8"}));
    for (const auto& unit : fs::directory_iterator{test::source_directory() / "systemd/units"}) {
        EXPECT_THAT(found, Contains("/lib/systemd/system/" + unit.path().filename().string()));
    }
    const auto conffiles =
        test::run({.arguments = {"dpkg-deb", "--info", package("rosterd"), "conffiles"}});
    EXPECT_EQ(conffiles.output, "/etc/rosterd/rosterd.yaml\n");
}

TEST_F(PackageTest, TheControlProgramsHasWhatItLooksUp) {
    EXPECT_THAT(
        files("rosterctl"),
        IsSupersetOf(
            {"/usr/bin/rosterctl", "/usr/share/bash-completion/completions/rosterctl",
             "/usr/share/zsh/vendor-completions/_rosterctl", "/usr/share/rosterd/profiles/sgo.yaml",
             "/usr/share/rosterd/schema/rosterd.schema.json",
             "/usr/share/rosterd/journal/contract.sql", "/usr/share/man/man1/rosterctl.1"}));
}

TEST_F(PackageTest, EveryManualPageIsInOne) {
    Files all;
    for (const char* name : {"rosterd", "rosterctl", "rosterd-sandbox"}) all.merge(files(name));
    for (const auto& page : fs::directory_iterator{test::source_directory() / "docs/man"}) {
        const std::string name = page.path().filename().string();
        EXPECT_THAT(all,
                    Contains("/usr/share/man/man" + name.substr(name.size() - 1) + "/" + name));
    }
}

TEST_F(PackageTest, LintianFindsNothing) {
    std::string changes;
    for (const auto& file : fs::directory_iterator{packages()}) {
        if (file.path().extension() == ".changes") changes = file.path();
    }
    const auto checked =
        test::run({.arguments = {"lintian", "--fail-on", "error,warning", changes}}, patience);
    EXPECT_TRUE(checked.status.success()) << checked.output << checked.error;
    EXPECT_EQ(checked.output, "");
}

TEST_F(PackageTest, TheyAreInstalledUpgradedRemovedAndPurged) {
    // As ./dev installs what the tests need: as root or as a user of sudo.
    std::vector<std::string> arguments{
        "unshare", "--mount", test::source_directory() / "tests/package/life.sh", packages()};
    if (::geteuid() != 0) arguments.insert(arguments.begin(), {"sudo", "-n"});
    const auto lived = test::run({.arguments = std::move(arguments)}, patience);
    EXPECT_TRUE(lived.status.success()) << lived.output << lived.error;
    EXPECT_EQ(lived.output, "");
}

}  // namespace
}  // namespace rosterd
