// Every rule over the whole checkout. A fault is printed as path:line: what.
#include <gmock/gmock.h>

#include "tests/support/places.hpp"
#include "tests/unit/tidy/rules.hpp"
#include "tests/unit/tidy/source_tree.hpp"

namespace rosterd::tidy {
namespace {

class TidyTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { tree_ = read_tree(test::source_directory()); }
    static void TearDownTestSuite() { tree_.clear(); }

    static void expect_none(Faults (*rule)(const SourceFile&)) {
        for (const SourceFile& file : tree_) {
            for (const std::string& fault : rule(file)) ADD_FAILURE() << fault;
        }
    }

    static std::vector<SourceFile> tree_;
};

std::vector<SourceFile> TidyTest::tree_;

TEST_F(TidyTest, TreeIsRead) {
    const auto has = [](const char* path) {
        return std::any_of(tree_.begin(), tree_.end(),
                           [&](const SourceFile& file) { return file.path == path; });
    };
    EXPECT_TRUE(has("reconciler/plan.hpp"));
    EXPECT_TRUE(has("adapters/http/server.cpp"));
    EXPECT_TRUE(has("dev"));
}

TEST_F(TidyTest, DependenciesPointOneWay) {
    expect_none(forbidden_includes);
}
TEST_F(TidyTest, LinesEndAtColumn100) {
    expect_none(long_lines);
}
TEST_F(TidyTest, FilesAreShort) {
    expect_none(long_files);
}
TEST_F(TidyTest, FunctionsAreShort) {
    expect_none(long_functions);
}
TEST_F(TidyTest, FilesOpenWithAComment) {
    expect_none(missing_opening_comment);
}
TEST_F(TidyTest, NothingIsLeftForLater) {
    expect_none(unfinished_marks);
}
TEST_F(TidyTest, EverySpawnIsWatched) {
    expect_none(detached_spawns);
}
TEST_F(TidyTest, ConditionsDoNotAwait) {
    expect_none(awaits_in_conditions);
}
TEST_F(TidyTest, TestsNeitherSkipNorSleep) {
    expect_none(lazy_tests);
}
TEST_F(TidyTest, NoPathOfOneMachine) {
    expect_none(foreign_paths);
}

TEST_F(TidyTest, EverySourceIsBuilt) {
    for (const std::string& fault : unbuilt_sources(tree_)) ADD_FAILURE() << fault;
}

}  // namespace
}  // namespace rosterd::tidy
