// The demo as a user starts it, on the programs of this build.
#include <gmock/gmock.h>

#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::test {
namespace {

constexpr std::chrono::minutes demo_deadline{4};

Finished demo(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), source_directory() / "tests/demo/demo.sh");
    return run(
        {.arguments = std::move(arguments), .environment = {{"ROSTERD_BUILD", binary_directory()}}},
        demo_deadline);
}

void expect_story(const Finished& told) {
    EXPECT_EQ(told.status.code, 0) << told.output << told.error;
    for (const char* const words :
         {"chats created", "waiting for a link", "A pupil is expelled", "A pupil is transferred",
          "A class teacher is replaced", "A parent links an account", "first on the platform",
          "Done."}) {
        EXPECT_THAT(told.output, testing::HasSubstr(words));
    }
}

TEST(DemoTest, AVillageSchoolOnTheEmbeddedDefaultTellsItsStory) {
    expect_story(demo({"--once", "--school", "village"}));
}

TEST(DemoTest, AVillageSchoolOnPostgresqlTellsItsStory) {
    expect_story(demo({"--once", "--postgres", "--school", "village"}));
}

}  // namespace
}  // namespace rosterd::test
