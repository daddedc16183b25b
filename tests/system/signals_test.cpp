// Signals and systemd's protocol, as the service manager uses them.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "tests/support/places.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

/// The manager's end of NOTIFY_SOCKET.
class NotifySocket {
  public:
    explicit NotifySocket(const std::filesystem::path& path)
        : descriptor_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(path.native(), address.sun_path);
        if (descriptor_ < 0 ||
            ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error{"cannot bind the notify socket"};
        }
    }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;
    ~NotifySocket() { ::close(descriptor_); }

    /// Everything told so far, one message after the other.
    const std::string& told() {
        std::array<char, 4096> buffer{};
        for (;;) {
            const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
            if (count <= 0) return told_;
            told_.append(buffer.data(), static_cast<std::size_t>(count)).push_back('\n');
        }
    }
    [[nodiscard]] bool tells(const std::string& words) {
        return eventually([&] { return told().find(words) != std::string::npos; });
    }
    [[nodiscard]] std::size_t times(const std::string& words) {
        std::size_t count = 0;
        const std::string& text = told();
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
            ++count;
        }
        return count;
    }

  private:
    int descriptor_;
    std::string told_;
};

TEST(SignalsTest, UserSignalOneLooksAtThePlatformAnew) {
    School school{{.poll = "1h"}};
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    const auto chat = school.sandbox().chat("1А класс");
    const auto stranger = std::int64_t{424'242};
    const auto kicked = user_of("p1-2");
    school.sandbox().act({{"do", "join"}, {"chat", chat}, {"user", stranger}});
    school.sandbox().act({{"do", "kick"}, {"chat", chat}, {"user", kicked}});
    const auto events = school.sandbox().last_event();
    school.daemon().kill(SIGUSR1);
    EXPECT_TRUE(eventually([&] { return school.seat("class/c1", stranger) == "stranger"; }));
    EXPECT_TRUE(eventually([&] { return school.seat("class/c1", kicked) == "left"; }));
    EXPECT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    EXPECT_EQ(school.sandbox().last_event(), events)
        << "a stranger is only reported, and who left is not dragged back";
    school.stop();
}

TEST(SignalsTest, HangUpReloadsGuardsAndRules) {
    School school{{.poll = "1h", .guards = "{ chat: { people: 0, share: 0 } }"}};
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();

    // A file with a mistake changes nothing.
    school.configure({.poll = "1h", .extra = "guarrds: { }\n"});
    school.daemon().kill(SIGHUP);
    EXPECT_TRUE(school.daemon().wait_for_line("configuration not reloaded"));
    EXPECT_EQ(school.state(), "held");

    school.configure({.poll = "1h", .guards = wide_guards});
    school.daemon().kill(SIGHUP);
    EXPECT_TRUE(school.converges()) << school.problems();

    // Rules: the operator's own version of the profile takes its place.
    std::filesystem::create_directory(school.path("profiles"));
    std::string text = read_text(source_directory() / "config/profiles/sgo.yaml");
    const std::string members = "members: [ class_teacher, students, chosen ]";
    text.replace(text.find(members), members.size(), "members: [ class_teacher ]");
    write_text(school.path("profiles/sgo.yaml"), text);
    school.configure({.poll = "1h",
                      .guards = wide_guards,
                      .extra = "profiles: " + school.path("profiles").string() + "\n"});
    school.daemon().kill(SIGHUP);
    // Other rules are shown before anything moves (docs/decisions/0003).
    ASSERT_TRUE(eventually([&] { return school.state() == "held"; })) << school.problems();
    const auto holds = school.get("/v1/holds");
    EXPECT_EQ(holds.at("items").at(0).at("guard"), "profile_change");
    const std::string hold{holds.at("items").at(0).at("id").as_string()};
    EXPECT_EQ(school.post("/v1/holds/" + hold + "/approve").status, 200);
    const auto only_the_teacher = [&] {
        return std::ranges::any_of(school.seen(), [](const Room& room) {
            return room.title == "1А класс" && room.members == Users{user_of("t1")};
        });
    };
    EXPECT_TRUE(eventually(only_the_teacher)) << school.problems();
    school.stop();
}

TEST(SignalsTest, TheLogIsTurnedUpAndDownWhileItRuns) {
    School school{{.poll = "1h"}};
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.daemon().standard_error().find("operation="), std::string::npos);

    school.daemon().kill(SIGRTMIN + 22);
    ASSERT_TRUE(school.daemon().wait_for_line("log_level=debug"));
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    school.daemon().kill(SIGUSR1);
    EXPECT_TRUE(school.daemon().wait_for_line("chat=class/c1 operation=remove"));

    school.daemon().kill(SIGRTMIN + 23);
    EXPECT_TRUE(school.daemon().wait_for_line("log_level=configured"));
    school.stop();
}

/// A session that keeps everybody from reading enrolments until it is ended.
class EnrolmentsLocked {
  public:
    explicit EnrolmentsLocked(School& school) : school_{school} {
        const bool locked = eventually([&] { return sessions("granted") == "1"; });
        if (!locked) throw std::runtime_error{"the relation is not locked"};
    }
    /// Waits until somebody queues for the lock.
    [[nodiscard]] bool awaited() const {
        return eventually([&] { return sessions("NOT granted") != "0"; });
    }
    void end() {
        school_.postgres().psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' "
            "AND pid <> pg_backend_pid();");
    }

  private:
    [[nodiscard]] std::string sessions(const std::string& condition) const {
        std::string count = school_.postgres().psql(
            "SELECT count(*) FROM pg_locks WHERE relation = 'rosterd_journal.enrolment'::regclass "
            "AND " +
            condition + ";");
        std::erase(count, '\n');
        return count;
    }

    School& school_;
    Process session_{{.arguments = {"psql", "--no-psqlrc", school_.postgres().dsn(), "--command",
                                    "BEGIN; LOCK TABLE rosterd_journal.enrolment; "
                                    "SELECT pg_sleep(600)"}}};
};

TEST(SignalsTest, AReloadInTheMiddleOfAReadLeavesThePassItsRules) {
    School school{{.base = JournalBase::postgres, .poll = "1h"}};
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    EnrolmentsLocked locked{school};
    school.daemon().kill(SIGUSR1);
    ASSERT_TRUE(locked.awaited());
    school.daemon().kill(SIGHUP);
    ASSERT_TRUE(school.daemon().wait_for_line("configuration reloaded"));
    locked.end();
    // It goes on, and what changes now arrives.
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    school.daemon().kill(SIGUSR1);
    EXPECT_TRUE(school.converges()) << school.problems();
    school.stop();
}

TEST(SignalsTest, TerminateEndsInOrderInTheMiddleOfASlowCall) {
    School school{{.poll = "1h"}};
    constexpr std::int64_t slow_ms = 3'000;  // within the request's own time
    school.sandbox().fault(
        {{"kind", "delay"}, {"method", "messages.createChat"}, {"delay_ms", slow_ms}});
    school.start();
    ASSERT_TRUE(eventually([&] { return school.sandbox().calls("messages.createChat") == 1; }));
    school.stop();  // exit status 0, or the test fails
    EXPECT_EQ(school.sandbox().calls("messages.createChat"), 1) << "no other call was begun";
    EXPECT_EQ(school.seen().size(), 1U);
    EXPECT_THAT(school.said(), HasSubstr("rosterd stopped"));
    // The call in flight was finished and remembered: nothing is looked for, nothing made twice.
    school.start();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.sandbox().calls("messages.getConversations"), 0);
    EXPECT_EQ(school.sandbox().chats_named_alike(), 0U);
    school.stop();
}

/// A read that hangs must not hold up the machine's shutdown until the manager kills.
TEST(SignalsTest, TerminateGivesUpOnWhatDoesNotEnd) {
    School school{{.base = JournalBase::postgres, .poll = "1h", .timeout = "10m"}};
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    EnrolmentsLocked locked{school};
    school.daemon().kill(SIGUSR1);
    ASSERT_TRUE(locked.awaited());
    school.daemon().kill(SIGTERM);
    const auto status = school.daemon().wait(2 * deadline_default);
    ASSERT_TRUE(status.has_value()) << school.said();
    EXPECT_EQ(status->code, 1) << "it did not end in order, and says so";
    EXPECT_THAT(school.said(), HasSubstr("stop=given_up"));
    locked.end();
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    school.start();
    EXPECT_TRUE(school.converges()) << school.problems();
    school.stop();
}

TEST(SignalsTest, TheServiceManagerIsToldAboutEveryStep) {
    School school{{.poll = "1h"}};
    NotifySocket manager{school.path("notify.sock")};
    school.launch({{"NOTIFY_SOCKET", school.path("notify.sock")}, {"WATCHDOG_USEC", "400000"}});
    EXPECT_TRUE(manager.tells("READY=1")) << school.said();
    EXPECT_TRUE(manager.tells("STATUS=journal ok; 1 schools"));
    EXPECT_TRUE(eventually([&] { return manager.times("WATCHDOG=1") >= 3; }));
    EXPECT_TRUE(school.converges()) << school.problems();
    school.daemon().kill(SIGHUP);
    EXPECT_TRUE(manager.tells("RELOADING=1\nMONOTONIC_USEC="));
    EXPECT_TRUE(eventually([&] { return manager.times("READY=1") == 2; }));
    EXPECT_EQ(manager.times("STOPPING=1"), 0U);
    school.stop();
    EXPECT_TRUE(manager.tells("STOPPING=1"));
}

TEST(SignalsTest, AThreadThatHangsIsFedNoMore) {
    School school{{.base = JournalBase::postgres, .timeout = "1s"}};
    NotifySocket manager{school.path("notify.sock")};
    school.launch({{"NOTIFY_SOCKET", school.path("notify.sock")}, {"WATCHDOG_USEC", "400000"}});
    EXPECT_TRUE(school.converges()) << school.problems();
    // The server stops answering in the middle of a statement: no time-out of its own ends that.
    std::set<pid_t> backends;
    const auto hang = [&] {
        std::istringstream pids{school.postgres().psql(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'rosterd'")};
        for (pid_t pid = 0; pids >> pid;) {
            if (backends.insert(pid).second) ::kill(pid, SIGSTOP);
        }
    };
    EXPECT_TRUE(eventually(
        [&] {
            hang();
            manager.told();  // a manager that does not listen holds up whoever tells it
            return school.said().find("thread=journal stuck=true") != std::string::npos;
        },
        std::chrono::seconds{60}));
    const std::size_t fed = manager.times("WATCHDOG=1");
    EXPECT_TRUE(manager.tells("STATUS=stuck: the thread of the journal"));
    EXPECT_EQ(manager.times("WATCHDOG=1"), fed) << "seconds later";
    for (const pid_t pid : backends) ::kill(pid, SIGCONT);
    EXPECT_TRUE(eventually([&] { return manager.times("WATCHDOG=1") > fed; })) << "it goes on";
    EXPECT_TRUE(school.passes_again()) << school.problems();
    school.stop();
}

TEST(SignalsTest, ASecondDaemonOnTheSameStoreIsRefused) {
    School school{{.poll = "1h"}};
    school.start();
    const auto second = school.once();
    EXPECT_EQ(second.status.code, 1);
    EXPECT_THAT(second.error, HasSubstr("state.db"));
    EXPECT_TRUE(school.converges()) << school.problems();
    school.stop();
}

}  // namespace
}  // namespace rosterd::test
