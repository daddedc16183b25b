// The bus object over a real dbus-daemon, asked by busctl: methods, errors, properties.
#include <gmock/gmock.h>

#include "daemon/version.hpp"
#include "tests/adapter/bus/bus_world.hpp"

namespace rosterd::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class BusMethodsTest : public ::testing::Test {
  protected:
    BusMethodsTest() { serving_ = world_.serve(); }
    void SetUp() override { ASSERT_TRUE(serving_); }

    /// What busctl prints of a call that succeeds.
    std::string answer(const std::string& method, const std::vector<std::string>& arguments) {
        const auto called = world_.call(method, arguments);
        EXPECT_TRUE(called.status.success()) << method << ": " << called.error;
        return called.output;
    }
    /// The words of a call that fails.
    std::string complaint(const std::string& method, const std::vector<std::string>& arguments) {
        const auto called = world_.call(method, arguments);
        EXPECT_FALSE(called.status.success()) << method << ": " << called.output;
        return called.error;
    }
    /// The error's name, which busctl does not print.
    std::string error_name(const std::string& method, const std::string& signature,
                           const std::vector<std::string>& values) {
        std::vector<std::string> words{"dbus-send",
                                       "--bus=" + world_.bus.address(),
                                       "--print-reply",
                                       "--dest=" + world_.name,
                                       std::string{bus_object_path},
                                       std::string{bus_interface_name} + "." + method};
        for (std::size_t i = 0; i < values.size(); ++i) {
            words.push_back((signature[i] == 'a' ? "array:string:" : "string:") + values[i]);
        }
        test::ProcessOptions options;
        options.arguments = words;
        const auto sent = test::run(std::move(options));
        EXPECT_FALSE(sent.status.success()) << sent.output;
        const std::string text = sent.error.substr(sent.error.find(' ') + 1);  // after "Error"
        return text.substr(0, text.find(':'));
    }

    BusWorld world_;
    bool serving_ = false;
};

TEST_F(BusMethodsTest, EveryMethodIsARequestOfTheControlSurface) {
    EXPECT_EQ(answer("Resync", {"s", "17"}), "");
    EXPECT_EQ(answer("Resync", {"s", ""}), "");
    EXPECT_EQ(answer("Initialise", {"sass", "17", "1", "class", ""}), "u 1\n");
    EXPECT_EQ(answer("Pause", {"ssss", "17", "", "", "the journal moves"}), "");
    EXPECT_EQ(answer("Resume", {"ss", "17", ""}), "b false\n");
    EXPECT_EQ(answer("Approve", {"s", world_.hold()}), "");
    EXPECT_EQ(answer("Reject", {"s", world_.hold()}), "");
    EXPECT_EQ(answer("FinishConference", {"sss", "17", "own-1", "t1"}), "b true\n");
    EXPECT_EQ(answer("FinishConference", {"sss", "17", "own-1", "t1"}), "b false\n")
        << "it was asked for already";
    EXPECT_EQ(answer("Reload", {}), "");
    const std::string me = control::user_name({::getuid(), ::getgid(), 0});
    EXPECT_THAT(world_.daemon.calls(),
                ElementsAre("resync 17", "resync all", "initialise by " + me, "pause 17  by " + me,
                            "resume 17  by " + me, "approve " + world_.hold() + " by " + me,
                            "reject " + world_.hold() + " by " + me,
                            "conference_finish own-1 by " + me, "reload"))
        << "with the caller's name for the audit";
}

TEST_F(BusMethodsTest, RefusalsAreNamedAfterTheCodesOfTheControlSurface) {
    const std::string errors = "org.rosterd.Rosterd1.Error.";
    EXPECT_EQ(error_name("Resync", "s", {"99"}), errors + "NotFound");
    EXPECT_EQ(error_name("Approve", "s", {"none"}), errors + "NotFound");
    EXPECT_EQ(error_name("Initialise", "sas", {"17", "nonsense", ""}), errors + "BadRequest");
    EXPECT_EQ(error_name("Initialise", "sas", {"19", "class", ""}), errors + "Refused");
    EXPECT_EQ(error_name("Pause", "ssss", {"17", "", "the other day", "x"}), errors + "BadRequest");
    EXPECT_EQ(error_name("FinishConference", "sss", {"17", "none", ""}), errors + "NotFound");
    world_.on_loop(
        [&] { world_.daemon.bad_configuration = Error{ErrorKind::invalid_input, "line 3"}; });
    EXPECT_EQ(error_name("Reload", "", {}), errors + "BadRequest");
    EXPECT_THAT(complaint("Resync", {"s", "99"}), HasSubstr("no such school"));
    EXPECT_THAT(world_.daemon.calls(), IsEmpty());
}

TEST_F(BusMethodsTest, WhatTheInterfaceDoesNotHaveIsRefusedAsDBusDoes) {
    const std::string errors = "org.freedesktop.DBus.Error.";
    EXPECT_EQ(error_name("Destroy", "", {}), errors + "UnknownMethod");
    EXPECT_EQ(error_name("Resync", "", {}), errors + "InvalidArgs");
    EXPECT_EQ(error_name("Resync", "ss", {"17", "18"}), errors + "InvalidArgs");
    EXPECT_THAT(world_.property("Names").error, HasSubstr("no such property"));
    const auto set = world_.bus.busctl({"set-property", world_.name, std::string{bus_object_path},
                                        std::string{bus_interface_name}, "Holds", "u", "0"});
    EXPECT_THAT(set.error, HasSubstr("properties change by methods only"));
    const auto other = world_.bus.busctl(
        {"call", world_.name, std::string{bus_object_path}, "org.example.Other", "Resync"});
    EXPECT_FALSE(other.status.success());
    EXPECT_THAT(world_.daemon.calls(), IsEmpty());
}

TEST_F(BusMethodsTest, PropertiesAreTheDaemonsState) {
    world_.on_loop([&] {
        world_.daemon.rest({.school = "17", .chat = "", .reason = "x", .until = 0});
        world_.daemon.rest({.school = "18", .chat = "class/5a", .reason = "x", .until = 0});
    });
    const auto value = [&](const std::string& name) {
        std::string text = world_.property(name).output;
        if (text.ends_with('\n')) text.pop_back();
        return text;
    };
    EXPECT_EQ(value("Version"), "s \"" + std::string{version} + "\"");
    EXPECT_EQ(value("Ready"), "b true");
    EXPECT_EQ(value("Journal"), "s \"ok\"");
    EXPECT_EQ(value("Store"), "s \"ok\"");
    EXPECT_EQ(value("Schools"), "u 3");
    EXPECT_EQ(value("FailingSchools"), "as 1 \"19\"");
    EXPECT_EQ(value("Holds"), "u 1");
    EXPECT_EQ(value("Paused"), "b false");
    EXPECT_EQ(value("PausedSchools"), "as 1 \"17\"");
    EXPECT_EQ(value("Pauses"), "u 2");
    EXPECT_EQ(value("AccountsDown"), "as 0");
    EXPECT_EQ(value("ActiveConferences"), "u 1");
    EXPECT_EQ(value("FailedConferences"), "u 0");
}

/// busctl introspect asks for the XML and for all properties at once.
TEST_F(BusMethodsTest, IntrospectionDescribesTheInterface) {
    const auto shown = world_.bus.busctl(
        {"introspect", world_.name, std::string{bus_object_path}, std::string{bus_interface_name}});
    ASSERT_TRUE(shown.status.success()) << shown.error;
    for (const auto& method : bus_interface().methods) {
        EXPECT_THAT(shown.output, HasSubstr("." + std::string{method.name} + " ")) << method.name;
    }
    for (const auto& property : bus_interface().properties) {
        EXPECT_THAT(shown.output, HasSubstr("." + std::string{property.name} + " "));
    }
    for (const auto& signal : bus_interface().signals) {
        EXPECT_THAT(shown.output, HasSubstr("." + std::string{signal.name} + " "));
    }
    EXPECT_THAT(world_.bus.busctl({"tree", world_.name}).output,
                HasSubstr(std::string{bus_object_path}));
    EXPECT_TRUE(world_.bus
                    .busctl({"call", world_.name, std::string{bus_object_path},
                             "org.freedesktop.DBus.Peer", "Ping"})
                    .status.success());
}

}  // namespace
}  // namespace rosterd::testing
