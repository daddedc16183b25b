// The system's zones: gaps, doubled hours, hostile names, and rules that change while we run.
#include "daemon/time_zones.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tests/support/process.hpp"

namespace rosterd::test {
namespace {

UnixSeconds utc(const std::string& text) {
    return parse_instant(text + "Z").value();
}
LocalSeconds local(const std::string& text) {
    return parse_local_time(text).value();
}
SchoolZone zone(const std::string& name) {
    return SchoolZone::find(name).value();
}

struct Moment {
    std::string name;
    std::string zone;
    std::string clock;
    std::string instant;
    std::string offset;
    std::string clock_then;  ///< what the clock shows at that instant
};
class SchoolZoneTest : public testing::TestWithParam<Moment> {};

TEST_P(SchoolZoneTest, KnowsTheInstantAndTheOffset) {
    const Moment& given = GetParam();
    const SchoolZone school = zone(given.zone);
    const UnixSeconds instant = school.instant_of(local(given.clock));
    EXPECT_EQ(instant, utc(given.instant));
    EXPECT_EQ(school.offset_text(instant), given.offset);
    EXPECT_EQ(school.local_of(instant), local(given.clock_then));
}

INSTANTIATE_TEST_SUITE_P(
    Calendar, SchoolZoneTest,
    testing::Values(Moment{"VolgogradSkips", "Europe/Volgograd", "2018-10-28T02:30:00",
                           "2018-10-27T23:00:00", "+04:00", "2018-10-28T03:00:00"},
                    Moment{"VolgogradTwice", "Europe/Volgograd", "2020-12-27T01:30:00",
                           "2020-12-26T21:30:00", "+04:00", "2020-12-27T01:30:00"},
                    Moment{"BerlinSkips", "Europe/Berlin", "2026-03-29T02:30:00",
                           "2026-03-29T01:00:00", "+02:00", "2026-03-29T03:00:00"},
                    Moment{"BerlinTwice", "Europe/Berlin", "2026-10-25T02:30:00",
                           "2026-10-25T00:30:00", "+02:00", "2026-10-25T02:30:00"},
                    Moment{"BerlinEightInSummer", "Europe/Berlin", "2026-10-24T08:00:00",
                           "2026-10-24T06:00:00", "+02:00", "2026-10-24T08:00:00"},
                    Moment{"BerlinEightInWinter", "Europe/Berlin", "2026-10-26T08:00:00",
                           "2026-10-26T07:00:00", "+01:00", "2026-10-26T08:00:00"},
                    Moment{"NewYorkSkips", "America/New_York", "2026-03-08T02:30:00",
                           "2026-03-08T07:00:00", "-04:00", "2026-03-08T03:00:00"},
                    Moment{"NewYorkTwice", "America/New_York", "2026-11-01T01:30:00",
                           "2026-11-01T05:30:00", "-04:00", "2026-11-01T01:30:00"},
                    Moment{"NewYorkEightAfterIt", "America/New_York", "2026-11-02T08:00:00",
                           "2026-11-02T13:00:00", "-05:00", "2026-11-02T08:00:00"},
                    Moment{"Kolkata", "Asia/Kolkata", "2026-10-15T08:00:00", "2026-10-15T02:30:00",
                           "+05:30", "2026-10-15T08:00:00"},
                    Moment{"Kamchatka", "Asia/Kamchatka", "2026-10-15T08:00:00",
                           "2026-10-14T20:00:00", "+12:00", "2026-10-15T08:00:00"},
                    Moment{"NewfoundlandIsBehind", "America/St_Johns", "2026-12-15T08:00:00",
                           "2026-12-15T11:30:00", "-03:30", "2026-12-15T08:00:00"},
                    Moment{"Greenwich", "UTC", "2026-10-15T08:00:00", "2026-10-15T08:00:00",
                           "+00:00", "2026-10-15T08:00:00"}),
    [](const auto& row) { return row.param.name; });

TEST(SchoolZoneTest, NamesThatAreNoZonesAreRefused) {
    using namespace std::string_literals;
    for (const std::string& name :
         {""s, "../../etc/passwd"s, "/etc/passwd"s, "Europe/../Europe/Moscow"s, "Europe"s,
          "Europe/"s, "Europe/Nowhere"s, "tzdata.zi"s, "leapseconds"s, "Europe/Moscow\0"s,
          "Europe/Moscow\n"s, "Европа/Москва"s, std::string(1'000, 'x'), std::string(1'000, '/'),
          "Europe/Moscow "s, "zone.tab"s}) {
        const auto found = SchoolZone::find(name);
        ASSERT_FALSE(found) << name;
        EXPECT_EQ(found.error().kind, ErrorKind::invalid_input);
    }
}

TEST(TimeZoneVersionTest, IsThatOfTheInstalledFiles) {
    const std::string first = read_text("/usr/share/zoneinfo/tzdata.zi").substr(0, 40);
    EXPECT_TRUE(first.starts_with("# version " + time_zone_version() + "\n")) << first;
}

TEST(RefreshTimeZonesTest, NothingChangedIsNoChange) {
    static_cast<void>(zone("Europe/Moscow"));
    EXPECT_FALSE(refresh_time_zones());
}

// --- an upgrade of tzdata while the daemon runs
// ---------------------------------------------------

void need(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "not so: %s (%s)\n", what, std::strerror(errno));
    std::_Exit(1);
}

/// Gives this process, and nobody else, a copy of the zone files that it may change.
void own_zone_files(const std::filesystem::path& folder) {
    std::filesystem::copy(
        "/usr/share/zoneinfo", folder,
        std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
    need(::unshare(CLONE_NEWNS) == 0, "mounts of its own: run this test as root");
    need(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
    need(::mount(folder.c_str(), "/usr/share/zoneinfo", nullptr, MS_BIND, nullptr) == 0,
         "the copy in place of the system's");
}

/// Compiles a zone anew, always so many hours ahead of Greenwich.
void put_zone(const std::filesystem::path& folder, const std::string& name, int hours) {
    const auto source = folder / "source";
    write_text(source, "Zone " + name + " " + std::to_string(hours) + ":00 - TEST\n");
    const Finished made = run({.arguments = {"zic", "-d", folder.string(), source.string()}});
    need(made.status.success(), made.error.c_str());
}

[[noreturn]] void upgrade_while_it_runs() {
    const TemporaryDirectory directory;
    const auto folder = directory.path() / "zoneinfo";
    own_zone_files(folder);
    const LocalSeconds eight = local("2026-10-15T08:00:00");
    const SchoolZone before = zone("Asia/Omsk");
    const SchoolZone other = zone("Asia/Tomsk");
    need(before.instant_of(eight) == utc("2026-10-15T02:00:00"), "Omsk is six hours ahead");
    need(!refresh_time_zones(), "nothing changed yet");
    put_zone(folder, "Asia/Omsk", 7);
    need(zone("Asia/Omsk").instant_of(eight) == before.instant_of(eight), "not before a look");
    need(refresh_time_zones(), "the file changed");
    need(!refresh_time_zones(), "which is said once");
    need(zone("Asia/Omsk").instant_of(eight) == utc("2026-10-15T01:00:00"), "it has new rules");
    need(zone("Asia/Omsk").offset_text(utc("2026-10-15T01:00:00")) == "+07:00", "and says so");
    need(before.instant_of(eight) == utc("2026-10-15T02:00:00"), "a value keeps its rules");
    need(zone("Asia/Tomsk").instant_of(eight) == other.instant_of(eight), "others are as before");
    put_zone(folder, "Asia/Omsk", 8);
    need(refresh_time_zones(), "it changed again");
    need(zone("Asia/Omsk").instant_of(eight) == utc("2026-10-15T00:00:00"), "and is read again");
    std::filesystem::remove(folder / "Asia/Omsk");
    need(refresh_time_zones(), "a zone may go");
    need(!SchoolZone::find("Asia/Omsk"), "and is not known then");
    need(before.instant_of(eight) == utc("2026-10-15T02:00:00"), "what was found stays usable");
    need(::umount("/usr/share/zoneinfo") == 0, "the copy can go");
    std::fprintf(stderr, "all of it held\n");
    std::filesystem::remove_all(directory.path());
    std::_Exit(0);
}

TEST(RefreshTimeZonesDeathTest, AnUpgradeIsTakenWhileTheDaemonRuns) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(upgrade_while_it_runs(), testing::ExitedWithCode(0), "all of it held");
}

}  // namespace
}  // namespace rosterd::test
