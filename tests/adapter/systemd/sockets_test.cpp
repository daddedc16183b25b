// Socket activation as systemd does it: a listening socket as descriptor 3 of a new process.
#include "systemd/sockets.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/process.hpp"

namespace rosterd::systemd {
namespace {

using test::Process;
using test::ProcessOptions;

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

class SocketsTest : public testing::Test {
  protected:
    void SetUp() override {
        address_ = address_of((directory_ / "control.sock").string());
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto* address = reinterpret_cast<const sockaddr*>(&address_);
        ASSERT_EQ(::bind(listener_, address, sizeof address_), 0);
        ASSERT_EQ(::listen(listener_, 8), 0);
    }
    void TearDown() override { ::close(listener_); }

    static ProcessOptions activated(std::map<int, int> descriptors, const std::string& names) {
        return {.arguments = {ACTIVATED_PROGRAM},
                .environment = {{"LISTEN_FDS", std::to_string(descriptors.size())},
                                {"LISTEN_FDNAMES", names}},
                .descriptors = std::move(descriptors),
                .own_pid_in_environment = true};
    }

    test::TemporaryDirectory directory_;
    sockaddr_un address_{};
    int listener_ = -1;
};

TEST_F(SocketsTest, ConnectionMadeBeforeTheStartIsServed) {
    const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::connect(client, reinterpret_cast<const sockaddr*>(&address_), sizeof address_), 0);
    Process daemon{activated({{3, listener_}}, "control")};
    EXPECT_EQ(daemon.wait_for_line("listening"), "listening on 3");
    char byte = 0;
    EXPECT_EQ(::recv(client, &byte, 1, 0), 1);
    EXPECT_EQ(byte, '!');
    ::close(client);
    EXPECT_TRUE(daemon.wait()->success());
}

TEST_F(SocketsTest, WithoutActivationThereIsNoSocket) {
    EXPECT_EQ(test::run({.arguments = {ACTIVATED_PROGRAM}}).output, "no socket was passed\n");
}

TEST_F(SocketsTest, SocketOfAnotherNameIsRefused) {
    const auto finished = test::run(activated({{3, listener_}}, "metrics"));
    EXPECT_EQ(finished.status.code, 2);
    EXPECT_EQ(finished.error, "socket activation: the socket is named 'metrics'\n");
}

TEST_F(SocketsTest, DescriptorThatDoesNotListenIsRefused) {
    const int plain = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto finished = test::run(activated({{3, plain}}, "control"));
    ::close(plain);
    EXPECT_EQ(finished.status.code, 2);
    EXPECT_NE(finished.error.find("not a listening unix stream socket"), std::string::npos);
}

TEST_F(SocketsTest, TwoSocketsAreRefused) {
    const auto finished = test::run(activated({{3, listener_}, {4, listener_}}, "control:control"));
    EXPECT_EQ(finished.status.code, 2);
    EXPECT_NE(finished.error.find("2 sockets were passed"), std::string::npos);
}

}  // namespace
}  // namespace rosterd::systemd
