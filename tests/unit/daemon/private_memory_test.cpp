// Seen from inside, in a child: what is once forbidden stays so for the life of a process.
#include "daemon/private_memory.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rosterd {
namespace {

TEST(PrivateMemoryTest, NoCoreIsWrittenAndNobodyLooksIn) {
    constexpr int limited = 1;
    constexpr int not_dumpable = 2;
    ASSERT_EQ(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1) << "this test itself is dumpable";
    const pid_t child = ::fork();
    if (child == 0) {
        keep_memory_private();
        rlimit limit{1, 1};
        ::getrlimit(RLIMIT_CORE, &limit);
        int found = 0;
        if (limit.rlim_cur == 0 && limit.rlim_max == 0) found |= limited;
        if (::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0) found |= not_dumpable;
        ::_exit(found);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), limited | not_dumpable);
}

}  // namespace
}  // namespace rosterd
