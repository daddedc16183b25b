// Recognising journald's stream by what standard error really is.
#include "systemd/journal.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace rosterd::systemd {
namespace {

class JournalStreamTest : public testing::Test {
  protected:
    void TearDown() override { ::unsetenv("JOURNAL_STREAM"); }

    static void announce(unsigned long inode_offset) {
        struct stat actual{};
        ASSERT_EQ(::fstat(STDERR_FILENO, &actual), 0);
        const std::string text =
            std::to_string(actual.st_dev) + ":" + std::to_string(actual.st_ino + inode_offset);
        ::setenv("JOURNAL_STREAM", text.c_str(), 1);
    }
};

TEST_F(JournalStreamTest, StreamThatIsOurStandardErrorIsTheJournal) {
    announce(0);
    EXPECT_TRUE(standard_error_is_journal());
}

TEST_F(JournalStreamTest, RedirectedStandardErrorIsNot) {
    announce(1);
    EXPECT_FALSE(standard_error_is_journal());
}

TEST_F(JournalStreamTest, WithoutSystemdItIsNot) {
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_FALSE(standard_error_is_journal());
}

}  // namespace
}  // namespace rosterd::systemd
