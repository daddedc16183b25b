// The bar of long work, for every width of a terminal.
#include "daemon/rosterctl/progress.hpp"

#include <gtest/gtest.h>

namespace rosterd::ctl {
namespace {

TEST(ProgressTest, FillsAsTheWorkGoesOn) {
    EXPECT_EQ(progress_bar("operations", 0, 10, 36), "operations [...............] 0 of 10");
    EXPECT_EQ(progress_bar("operations", 5, 10, 36), "operations [#######........] 5 of 10");
    EXPECT_EQ(progress_bar("operations", 10, 10, 36), "operations [##############] 10 of 10");
    EXPECT_EQ(progress_bar("operations", 12, 10, 36), "operations [##############] 10 of 10");
    EXPECT_EQ(progress_bar("operations", 0, 0, 36), "operations [################] 0 of 0");
}

TEST(ProgressTest, AWideTerminalGetsAShortBarAndANarrowOneNone) {
    EXPECT_EQ(progress_bar("x", 0, 1, 500).size(), std::string{"x [] 0 of 1"}.size() + 40);
    EXPECT_EQ(progress_bar("operations", 7, 9, 20), "operations 7 of 9");
    for (std::size_t width = 25; width < 100; ++width) {
        EXPECT_LE(progress_bar("operations", 123, 4567, width).size(), width) << width;
    }
}

}  // namespace
}  // namespace rosterd::ctl
