// Notifier against a real datagram socket in the place of systemd's.
#include "systemd/notify.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <regex>

#include "tests/support/temporary_directory.hpp"

namespace rosterd::systemd {
namespace {

class NotifierTest : public testing::Test {
  protected:
    void SetUp() override {
        const std::string path = (directory_ / "notify").string();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(path.begin(), path.end(), address.sun_path);
        manager_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        ASSERT_EQ(::bind(manager_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }

    void TearDown() override {
        ::unsetenv("NOTIFY_SOCKET");
        ::unsetenv("WATCHDOG_USEC");
        ::unsetenv("WATCHDOG_PID");
        ::close(manager_);
    }

    /// The next datagram, or an empty text when nothing was sent: sd_notify() has returned by now.
    std::string received() const {
        std::array<char, 4096> buffer{};
        const ssize_t count = ::recv(manager_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        return count < 0 ? std::string{} : std::string{buffer.data(), static_cast<size_t>(count)};
    }

    test::TemporaryDirectory directory_;
    int manager_ = -1;
};

TEST_F(NotifierTest, LifeOfADaemonArrivesInOrder) {
    Notifier notifier;
    EXPECT_TRUE(notifier.ready("1 school, 4 chats").has_value());
    EXPECT_TRUE(notifier.status("reading school 17").has_value());
    EXPECT_TRUE(notifier.watchdog().has_value());
    EXPECT_TRUE(notifier.stopping("finishing 1 operation").has_value());
    EXPECT_EQ(received(), "READY=1\nSTATUS=1 school, 4 chats");
    EXPECT_EQ(received(), "STATUS=reading school 17");
    EXPECT_EQ(received(), "WATCHDOG=1");
    EXPECT_EQ(received(), "STOPPING=1\nSTATUS=finishing 1 operation");
    EXPECT_EQ(received(), "");
}

TEST_F(NotifierTest, ReloadCarriesTheTimeOfItsBeginning) {
    Notifier notifier;
    EXPECT_TRUE(notifier.reloading().has_value());
    EXPECT_TRUE(std::regex_match(received(), std::regex{"RELOADING=1\nMONOTONIC_USEC=[0-9]{6,}"}));
}

TEST_F(NotifierTest, StatusCannotSmuggleAnotherMessage) {
    Notifier notifier;
    EXPECT_TRUE(notifier.status("fine\nSTOPPING=1").has_value());
    EXPECT_EQ(received(), "STATUS=fine STOPPING=1");
}

TEST_F(NotifierTest, WithoutAManagerNothingFails) {
    ::unsetenv("NOTIFY_SOCKET");
    Notifier notifier;
    EXPECT_TRUE(notifier.ready("alone").has_value());
    EXPECT_EQ(received(), "");
}

TEST_F(NotifierTest, VanishedManagerIsATransientError) {
    ::setenv("NOTIFY_SOCKET", (directory_ / "gone").c_str(), 1);
    const auto told = Notifier{}.ready("alone");
    ASSERT_TRUE(told.has_error());
    EXPECT_EQ(told.error().kind, ErrorKind::transient);
}

TEST_F(NotifierTest, WatchdogIsFedTwiceAsOftenAsAllowed) {
    ::setenv("WATCHDOG_USEC", "200000", 1);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(Notifier{}.watchdog_period(), std::chrono::milliseconds{100});
}

TEST_F(NotifierTest, WatchdogOfAnotherProcessIsNotOurs) {
    ::setenv("WATCHDOG_USEC", "200000", 1);
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(Notifier{}.watchdog_period(), std::nullopt);
}

}  // namespace
}  // namespace rosterd::systemd
