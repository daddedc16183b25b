// Completion: what the program offers, and that bash and zsh offer it at the tabulator key.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/adapter/control/served_daemon.hpp"
#include "tests/support/terminal.hpp"

namespace rosterd::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

class CompletionTest : public ::testing::Test {
  protected:
    CompletionTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        served_.daemon.states["18@second"] = school_state(school_with_a_hold(), "18@second");
        served_.serve();
    }

    /// Lines for these words, the last of which is being typed.
    Words lines(Words words, std::map<std::string, std::string> environment = {}) {
        environment.try_emplace("ROSTERD_SOCKET", served_.socket());
        words.insert(words.begin(), "__complete");
        const auto finished = rosterctl(std::move(words), std::move(environment));
        EXPECT_EQ(finished.status.code, 0);
        EXPECT_EQ(finished.error, "");
        std::istringstream text{finished.output};
        Words found;
        for (std::string line; std::getline(text, line);) found.push_back(line);
        return found;
    }

    /// The same without what the words are about.
    Words offered(Words words, std::map<std::string, std::string> environment = {}) {
        Words found = lines(std::move(words), std::move(environment));
        for (std::string& line : found) line.erase(std::min(line.find('\t'), line.size()));
        return found;
    }

    std::string hold() { return served_.daemon.states.at("18@second").holds.front().id; }

    ServedDaemon served_;
};

TEST_F(CompletionTest, CommandsAreThoseOfTheProgram) {
    EXPECT_THAT(offered({""}), IsSupersetOf({"status", "chats", "approve", "journal"}));
    EXPECT_THAT(lines({"statu"}), ElementsAre("status\tthe daemon at a glance, with its problems"));
    EXPECT_THAT(offered({"member", ""}),
                ElementsAre("add", "remove", "appoint", "dismiss", "readmit"));
    EXPECT_THAT(offered({"--json", "--socket", served_.socket(), "sta"}), ElementsAre("status"));
    EXPECT_THAT(offered({"status", ""}), IsEmpty());
    EXPECT_THAT(offered({"no-such-command", "x"}), IsEmpty());
}

TEST_F(CompletionTest, OptionsAreThoseOfTheCommandAndNoneTwice) {
    const Words all = offered({"chats", "-"});
    EXPECT_THAT(all, IsSupersetOf({"--school", "--type", "--json", "--socket", "--help"}));
    EXPECT_EQ(std::ranges::count(all, "--help"), 1);
    EXPECT_THAT(offered({"chats", "--school", "17", "--s"}),
                ElementsAre("--surname", "--sort", "--socket"));
    EXPECT_THAT(offered({"member", "add", "--per"}), IsEmpty());
}

TEST_F(CompletionTest, ValuesOfAClosedListAreListed) {
    EXPECT_THAT(offered({"chats", "--type", "s"}), ElementsAre("staff", "subject"));
    EXPECT_THAT(offered({"chats", "--type=cl"}), ElementsAre("--type=class"));
    EXPECT_THAT(offered({"journal", "check", "--sqlite", ""}), ElementsAre(":files"));
    EXPECT_THAT(offered({"profile", "test", ""}), ElementsAre(":files"));
}

TEST_F(CompletionTest, TheDaemonListsSchoolsChatsAndHolds) {
    EXPECT_THAT(offered({"chats", "--school", "1"}), ElementsAre("17", "18@second"));
    EXPECT_THAT(offered({"chats", "--school=18"}), ElementsAre("--school=18@second"));
    const Words chats = lines({"chat", "--school", "17", "class/"});
    ASSERT_THAT(chats, Not(IsEmpty()));
    EXPECT_THAT(chats, Contains(StartsWith("class/7v\t")));
    EXPECT_THAT(offered({"member", "add", "--school", "17", "parents/7"}), Contains("parents/7v"));
    EXPECT_THAT(offered({"explain", "--school", "17", "--chat", "sta"}), ElementsAre("staff"));
    EXPECT_THAT(offered({"approve", ""}), ElementsAre(hold()));
    EXPECT_THAT(offered({"chat", "class/"}), IsEmpty()) << "which of two schools?";
}

TEST_F(CompletionTest, ADaemonThatIsAwayAddsNothing) {
    EXPECT_THAT(lines({"chat", "cla"}, {{"ROSTERD_SOCKET", "/nonexistent"}}),
                ElementsAre("claim\tmake a chat that a person made the school's: by a code, or by "
                            "its number"));
    EXPECT_THAT(lines({"chats", "--school", ""}, {{"ROSTERD_SOCKET", "/nonexistent"}}), IsEmpty());
}

/// A shell at a terminal, with the completion as it is installed.
class ShellTest : public CompletionTest {
  protected:
    [[nodiscard]] std::map<std::string, std::string> environment() const {
        const auto program = test::binary_directory() / "daemon/rosterctl";
        return {{"PATH", program.string() + ":/usr/bin:/bin"},
                {"ROSTERD_SOCKET", served_.socket()},
                {"HOME", home_.path().string()},
                {"ZDOTDIR", home_.path().string()},
                {"LC_ALL", "C.UTF-8"}};
    }

    /// Types what is not whole, and sees what the shell then runs. It says so by itself: what a
    /// line editor draws while somebody types depends on more than its text.
    static void expect_completed(test::Terminal& shell) {
        const std::vector<std::pair<std::string, std::string>> typed{
            {"rosterctl statu\t", "rosterctl status"},
            {"rosterctl chats --typ\tcla\t", "rosterctl chats --type class"},
            {"rosterctl chats --school 18\t", "rosterctl chats --school 18@second"},
            {"rosterctl chat --school 17 class/7\t", "rosterctl chat --school 17 class/7v"},
            {"rosterctl plan --school=18\t", "rosterctl plan --school=18@second"}};
        for (const auto& [keys, line] : typed) {
            ASSERT_TRUE(shell.shows("ready> ")) << shell.rest();
            shell.type(keys + "\r");
            EXPECT_TRUE(shell.shows("ran: " + line)) << keys << " shows " << shell.rest();
        }
    }

    static constexpr const char* folder = "daemon/rosterctl/completion";
    test::TemporaryDirectory home_;
};

TEST_F(ShellTest, BashCompletesAtTheTabulatorKey) {
    const auto script = test::source_directory() / folder / "rosterctl.bash";
    test::write_text(home_ / "bashrc", ". /usr/share/bash-completion/bash_completion\n. " +
                                           script.string() +
                                           "\nPS1='ready> '\n"
                                           "trap 'echo \"ran: $BASH_COMMAND\"' DEBUG\n");
    test::Terminal shell{{"/bin/bash", "--noprofile", "--rcfile", home_ / "bashrc", "-i"},
                         environment()};
    expect_completed(shell);
}

TEST_F(ShellTest, ZshCompletesAtTheTabulatorKey) {
    const auto functions = test::source_directory() / folder;
    test::write_text(home_ / ".zshrc", "fpath=(" + functions.string() +
                                           " $fpath)\nautoload -U compinit && compinit -u -D\n"
                                           "unsetopt prompt_sp\nPROMPT='ready> '\n"
                                           "preexec() { print -r -- \"ran: $1\" }\n");
    test::Terminal shell{{"/bin/zsh", "-d", "-i"}, environment()};
    expect_completed(shell);
}

}  // namespace
}  // namespace rosterd::testing
