// The real program on a real bus: a school's troubles are heard there and decided there; a bus that
// is not there harms nobody.
#include <gmock/gmock.h>

#include "tests/support/places.hpp"
#include "tests/support/private_bus.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* interface = "org.rosterd.Rosterd1";
constexpr const char* object = "/org/rosterd/Rosterd1";

std::size_t times(const std::string& text, const std::string& words) {
    std::size_t count = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
        ++count;
    }
    return count;
}

std::string property(const PrivateBus& bus, const std::string& name) {
    return bus.busctl({"get-property", interface, object, interface, name}).output;
}

Finished call(const PrivateBus& bus, std::vector<std::string> words) {
    words.insert(words.begin(), {"call", interface, object, interface});
    return bus.busctl(words);
}

const std::map<std::string, std::string> no_bus{
    {"DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/rosterd/bus"}};

TEST(BusTest, AHoldAndADeadTokenAreHeardOnTheBusAndDecidedThere) {
    const PrivateBus bus;
    School school{{.poll = "1h",
                   .guards = "{ chat: { people: 0, share: 0 } }",
                   .extra = "bus: { use: required }\n"}};
    school.start(bus.environment());
    ASSERT_TRUE(school.converges()) << school.problems();
    ASSERT_TRUE(eventually([&] { return property(bus, "Schools") == "u 1\n"; })) << school.said();
    const auto listener = bus.monitor();
    // Whoever is told of a new connection listens.
    ASSERT_TRUE(eventually([&] {
        return property(bus, "Holds") == "u 0\n" &&
               listener->standard_output().find("NameOwnerChanged") != std::string::npos;
    }));

    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    ASSERT_TRUE(call(bus, {"Resync", "s", "1"}).status.success());
    ASSERT_TRUE(listener->wait_for_line("member=HoldCreated"));
    // His class, its parents' chat and his two study groups.
    EXPECT_TRUE(eventually([&] { return property(bus, "Holds") == "u 4\n"; }));
    const auto holds = school.get("/v1/holds");
    for (const auto& hold : holds.at("items").as_array()) {
        const std::string id{hold.at("id").as_string()};
        EXPECT_TRUE(
            eventually([&] { return listener->standard_output().find(id) != std::string::npos; }));
        ASSERT_TRUE(call(bus, {"Approve", "s", id}).status.success());
    }
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_TRUE(eventually([&] { return property(bus, "Holds") == "u 0\n"; }));

    school.sandbox().fault({{"kind", "token_dead"}});
    ASSERT_TRUE(call(bus, {"Resync", "s", "1"}).status.success());
    ASSERT_TRUE(listener->wait_for_line("member=AccountDown")) << school.problems();
    EXPECT_EQ(times(listener->standard_output(), "member=HoldCreated"), 4U) << "each once";
    EXPECT_EQ(times(listener->standard_output(), "member=AccountDown"), 1U);

    school.configure({.poll = "1h", .extra = "bus: { use: required }\nguarrds: { }\n"});
    EXPECT_THAT(call(bus, {"Reload"}).error, HasSubstr("the configuration is not valid"));
    school.configure({.poll = "1h", .extra = "bus: { use: required }\n"});
    EXPECT_TRUE(call(bus, {"Reload"}).status.success());
    school.stop();
    EXPECT_THAT(bus.busctl({"list", "--acquired"}).output, Not(HasSubstr(interface)));
}

TEST(BusTest, ABusThatComesLaterIsUsed) {
    PrivateBus bus;
    bus.stop();
    School school{{.guards = wide_guards, .extra = "bus: { use: required }\n"}};
    school.start(bus.environment());
    ASSERT_TRUE(school.converges()) << school.problems();
    EXPECT_TRUE(school.daemon().wait_for_line("error bus=down"));
    bus.start();
    EXPECT_TRUE(eventually([&] { return property(bus, "Schools") == "u 1\n"; })) << school.said();
    bus.stop();
    EXPECT_TRUE(school.daemon().wait_for_line("bus=serving"));
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    EXPECT_TRUE(school.converges()) << "the daemon works on without it: " << school.problems();
    school.stop();
}

TEST(BusTest, OnAMachineWithoutABusNothingIsSaidOfIt) {
    School school{{.poll = "200ms"}};
    school.start(no_bus);
    ASSERT_TRUE(school.converges()) << school.problems();
    school.stop();
    EXPECT_THAT(school.said(), Not(HasSubstr("bus=")));
}

}  // namespace
}  // namespace rosterd::test
