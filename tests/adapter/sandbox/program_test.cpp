// The program rosterd-sandbox as a user runs it: options, port file, saved state, its end.
#include "adapters/sandbox/program.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <filesystem>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::sandbox {
namespace {

using test::Process;
using test::TemporaryDirectory;

std::string wait_for_base(const std::filesystem::path& port_file) {
    EXPECT_TRUE(test::eventually([&] { return std::filesystem::exists(port_file); }));
    std::string port = test::read_text(port_file);
    EXPECT_TRUE(port.ends_with('\n'));
    port.pop_back();
    return "http://127.0.0.1:" + port;
}

TEST(ProgramTest, ItServesAndKeepsItsStateOverARestart) {
    const TemporaryDirectory directory;
    const auto port_file = directory / "port";
    const std::vector<std::string> arguments{ROSTERD_SANDBOX,
                                             "--listen",
                                             "127.0.0.1:0",
                                             "--port-file",
                                             port_file,
                                             "--state",
                                             directory / "state",
                                             "--token",
                                             "user:alpha:17",
                                             "--token",
                                             "community:beta:5:50",
                                             "--seed",
                                             "3"};
    for (int run = 1; run <= 2; ++run) {
        std::filesystem::remove(port_file);
        Process program{{.arguments = arguments}};
        const std::string base = wait_for_base(port_file);
        const auto created =
            test::http_get(base, "/method/messages.createChat?v=5.199&access_token=beta&title=a");
        EXPECT_EQ(boost::json::parse(created.body).at("response").at("chat_id"), run);
        program.kill(run == 1 ? SIGTERM : SIGINT);
        const auto ended = program.wait();
        ASSERT_TRUE(ended.has_value());
        EXPECT_TRUE(ended->success()) << program.standard_error();
    }
}

TEST(ProgramTest, ThePageAddressIsPrinted) {
    Process program{{.arguments = {ROSTERD_SANDBOX}}};
    EXPECT_TRUE(program.wait_for_line("http://127\\.0\\.0\\.1:[0-9]+/").has_value());
}

TEST(ProgramTest, ABigBlueButtonServerIsThereWhenItHasASecret) {
    const TemporaryDirectory directory;
    Process program{{.arguments = {ROSTERD_SANDBOX, "--port-file", directory / "port",
                                   "--bigbluebutton-secret", "demo-secret"}}};
    const std::string base = wait_for_base(directory / "port");
    const auto answer = test::http_get(base, "/bigbluebutton/api");
    EXPECT_NE(answer.body.find("<returncode>SUCCESS</returncode>"), std::string::npos);
}

TEST(ProgramTest, TheMaxMessengerIsKeptOverARestart) {
    const TemporaryDirectory directory;
    const auto port_file = directory / "port";
    for (const char* user : {"17", "18"}) {
        std::filesystem::remove(port_file);
        Process program{{.arguments = {ROSTERD_SANDBOX, "--port-file", port_file, "--state",
                                       directory / "state", "--max-bot", "secret:500:school_bot:9",
                                       "--max-mode", "documented", "--max-webhook-retry-ms", "5",
                                       "--max-removed-status", "405", "--max-strange"}}};
        const std::string base = wait_for_base(port_file);
        const auto started =
            test::http_post(base, "/sandbox/max/act",
                            std::string{R"({"do":"start","bot":500,"user":)"} + user + "}");
        ASSERT_EQ(started.status, 200) << started.body;
        const auto state =
            boost::json::parse(test::http_get(base, "/sandbox/max/state").body).as_object();
        EXPECT_EQ(state.at("settings").at("mode"), "documented");
        EXPECT_EQ(state.at("settings").at("webhook_first_retry_ms"), 5);
        EXPECT_EQ(state.at("settings").at("removed_status"), 405);
        EXPECT_EQ(state.at("settings").at("unknown_fields"), true);
        EXPECT_EQ(state.at("bots").at(0).at("updates_waiting"), std::string{user} == "17" ? 2 : 4);
        program.kill(SIGTERM);
        const auto ended = program.wait();
        ASSERT_TRUE(ended.has_value());
        EXPECT_TRUE(ended->success()) << program.standard_error();
        EXPECT_EQ(test::read_text(directory / "state").find("secret:"), std::string::npos);
    }
}

TEST(ProgramTest, WrongBotsAndModesEndWithAWordAndWithoutTheToken) {
    for (const char* bot :
         {"secret", "secret:0", "secret:x", ":500", "secret:500:name:0", "secret:500:name:5:6"}) {
        const auto ended = test::run({.arguments = {ROSTERD_SANDBOX, "--max-bot", bot}});
        EXPECT_EQ(ended.status.code, 1) << bot;
        EXPECT_NE(ended.error.find("--max-bot"), std::string::npos) << bot;
        EXPECT_EQ(ended.error.find("secret"), std::string::npos) << bot;
    }
    const auto ended = test::run({.arguments = {ROSTERD_SANDBOX, "--max-mode", "future"}});
    EXPECT_EQ(ended.status.code, 1);
    EXPECT_NE(ended.error.find("--max-mode"), std::string::npos);
}

TEST(ProgramTest, HelpSaysThatLoopbackWebhooksAreARehearsal) {
    const auto help = test::run({.arguments = {ROSTERD_SANDBOX, "--help"}});
    EXPECT_NE(help.output.find("--max-webhook-loopback"), std::string::npos);
    EXPECT_NE(help.output.find("rehearsal"), std::string::npos);
    EXPECT_NE(help.output.find("--max-bot max-token:500:school_bot"), std::string::npos);
}

TEST(ProgramTest, HelpShowsExamples) {
    const auto help = test::run({.arguments = {ROSTERD_SANDBOX, "--help"}});
    EXPECT_TRUE(help.status.success());
    EXPECT_NE(help.output.find("Examples:"), std::string::npos);
}

TEST(ProgramTest, WrongOptionsEndWithAWordAndWithoutTheToken) {
    for (const char* token : {"secret", "user:secret", "robot:secret:5", "user:secret:0",
                              "user:secret:x", "user:secret:5:0", "user::5"}) {
        const auto ended = test::run({.arguments = {ROSTERD_SANDBOX, "--token", token}});
        EXPECT_EQ(ended.status.code, 1) << token;
        EXPECT_NE(ended.error.find("--token"), std::string::npos) << token;
        EXPECT_EQ(ended.error.find("secret"), std::string::npos) << token;
    }
}

TEST(ProgramTest, ASpoiledStateFileIsNotOverwritten) {
    const TemporaryDirectory directory;
    const auto file = directory / "state";
    for (const char* text : {"{", "{\"version\":99}"}) {
        test::write_text(file, text);
        const auto ended = test::run({.arguments = {ROSTERD_SANDBOX, "--state", file}});
        EXPECT_EQ(ended.status.code, 1);
        EXPECT_NE(ended.error.find("state"), std::string::npos);
        EXPECT_EQ(test::read_text(file), text);
    }
}

TEST(ProgramTest, ABusyPortIsAnError) {
    const TemporaryDirectory directory;
    Process first{{.arguments = {ROSTERD_SANDBOX, "--port-file", directory / "port"}}};
    const std::string base = wait_for_base(directory / "port");
    const auto port = base.substr(base.rfind(':') + 1);
    const auto second = test::run({.arguments = {ROSTERD_SANDBOX, "--listen", port}});
    EXPECT_EQ(second.status.code, 1);
    EXPECT_FALSE(second.error.empty());
}

TEST(ProgramTest, APortAloneListensOnLoopback) {
    EXPECT_EQ(to_listen_address("8080"), "127.0.0.1:8080");
    EXPECT_EQ(to_listen_address("0.0.0.0:80"), "0.0.0.0:80");
}

}  // namespace
}  // namespace rosterd::sandbox
