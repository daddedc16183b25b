// Each rule on a small wrong text and a small right one: a rule that finds nothing proves nothing.
#include "tests/unit/tidy/rules.hpp"

#include <gmock/gmock.h>

namespace rosterd::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(TidyRulesTest, ReconcilerKnowsNoAsioAndNoAdapter) {
    const SourceFile file{"reconciler/x.cpp",
                          "#include <vector>\n#include <fmt/format.h>\n"
                          "#include \"reconciler/plan.hpp\"\n#include <boost/asio/awaitable.hpp>\n"
                          "#include \"adapters/ports.hpp\"\n// #include \"daemon/x.hpp\"\n"};
    EXPECT_THAT(forbidden_includes(file),
                ElementsAre("reconciler/x.cpp:4: reconciler/ must not know "
                            "boost/asio/awaitable.hpp",
                            "reconciler/x.cpp:5: reconciler/ must not know adapters/ports.hpp"));
}

TEST(TidyRulesTest, BeastStaysInTheHttpAdapter) {
    const std::string text = "#include <boost/beast/http.hpp>\n";
    EXPECT_THAT(forbidden_includes({"daemon/server.cpp", text}), SizeIs(1));
    EXPECT_THAT(forbidden_includes({"adapters/http/server.cpp", text}), IsEmpty());
}

TEST(TidyRulesTest, AdaptersDoNotKnowTheDaemon) {
    EXPECT_THAT(forbidden_includes({"adapters/x.cpp", "#include \"daemon/loop.hpp\"\n"}),
                SizeIs(1));
    EXPECT_THAT(forbidden_includes({"daemon/x.cpp", "#include \"adapters/ports.hpp\"\n"}),
                IsEmpty());
}

TEST(TidyRulesTest, SystemdsOwnHeadersStayInTheirFolder) {
    const std::string text = "#include <systemd/sd-daemon.h>\n";
    EXPECT_THAT(forbidden_includes({"systemd/notify.cpp", text}), IsEmpty());
    EXPECT_THAT(forbidden_includes({"daemon/main.cpp", text}), SizeIs(1));
}

TEST(TidyRulesTest, ColumnsAreCharactersNotBytes) {
    std::string cyrillic;
    for (int count = 0; count < 100; ++count) cyrillic += "ж";
    EXPECT_THAT(long_lines({"a.cpp", cyrillic + "\n"}), IsEmpty());
    EXPECT_THAT(long_lines({"a.cpp", cyrillic + "x\n"}), ElementsAre("a.cpp:1: 101 columns"));
}

TEST(TidyRulesTest, LengthsOfFilesAreCapped) {
    std::string text;
    for (int count = 0; count < 601; ++count) text += "\n";
    EXPECT_THAT(long_files({"daemon/a.cpp", text}), ElementsAre("daemon/a.cpp: 601 lines"));
    EXPECT_THAT(long_files({"tests/a.cpp", text}), IsEmpty());
}

TEST(TidyRulesTest, LengthsOfFunctionsAreCapped) {
    std::string body;
    for (int count = 0; count < 68; ++count) body += "    step();\n";
    EXPECT_THAT(long_functions({"a.cpp", "void f() {\n" + body + "}\n"}), IsEmpty());
    EXPECT_THAT(long_functions({"a.cpp", "\nvoid f() {\n" + body + "    step();\n}\n"}),
                ElementsAre("a.cpp:2: 71 lines of one function"));
}

TEST(TidyRulesTest, FileOpensWithItsComment) {
    EXPECT_THAT(missing_opening_comment({"a.hpp", "// What it is.\n#pragma once\n"}), IsEmpty());
    EXPECT_THAT(missing_opening_comment({"a.hpp", "#pragma once\n"}), SizeIs(1));
    EXPECT_THAT(missing_opening_comment({"dev", "#!/bin/sh\n# What it is.\n"}), IsEmpty());
    EXPECT_THAT(missing_opening_comment({"dev", "#!/bin/sh\nset -e\n"}), SizeIs(1));
}

TEST(TidyRulesTest, UnfinishedMarksAreFound) {
    const std::string mark = std::string{"TO"} + "DO";
    EXPECT_THAT(unfinished_marks({"a.cpp", "// " + mark + ": later\n"}), SizeIs(1));
    EXPECT_THAT(unfinished_marks({"a.cpp", "int " + mark + "RS = 1;\n"}), IsEmpty());
}

TEST(TidyRulesTest, DetachedSpawnsAreFound) {
    EXPECT_THAT(detached_spawns({"daemon/a.cpp", "co_spawn(x, f(), boost::asio::detached);\n"}),
                SizeIs(1));
    EXPECT_THAT(detached_spawns({"daemon/a.cpp", "// never asio::detached\n"}), IsEmpty());
}

TEST(TidyRulesTest, AwaitInAConditionIsFoundOverSeveralLines) {
    EXPECT_THAT(awaits_in_conditions({"a.cpp", "x();\nif (ready(\n        co_await f())) {\n"}),
                ElementsAre("a.cpp:2: co_await in a condition"));
    EXPECT_THAT(awaits_in_conditions({"a.cpp", "if (const auto x = co_await f(); x) {\n"}),
                SizeIs(1));
    EXPECT_THAT(awaits_in_conditions({"a.cpp", "while (going) {\n    co_await f();\n}\n"}),
                IsEmpty());
    EXPECT_THAT(awaits_in_conditions({"a.cpp", "// if (co_await f())\n"}), IsEmpty());
}

TEST(TidyRulesTest, SkippedAndSleepyTestsAreFound) {
    EXPECT_THAT(lazy_tests({"tests/a.cpp", "GTEST_SKIP();\nTEST(A, DISABLED_B) {\n"}), SizeIs(2));
    EXPECT_THAT(lazy_tests({"tests/a.cpp", "std::this_thread::sleep_for(1s);\n"}), SizeIs(1));
    EXPECT_THAT(lazy_tests({"tests/a.cpp", "::sleep(1);\n"}), SizeIs(1));
    EXPECT_THAT(lazy_tests({"tests/a.cpp", "co_await clock.sleep_until(when);\n"}), IsEmpty());
    EXPECT_THAT(lazy_tests({"tests/a.cpp", "const char* x = \"GTEST_SKIP\";\n"}), IsEmpty());
}

TEST(TidyRulesTest, PathsOfOneMachineAreFound) {
    const std::string path = std::string{"/wo"} + "rk/main";
    EXPECT_THAT(foreign_paths({"README.md", "see " + path + "\n"}), SizeIs(1));
    EXPECT_THAT(foreign_paths({".gitignore", "see " + path + "\n"}), IsEmpty());
    EXPECT_THAT(foreign_paths({"README.md", "see ../sha" + std::string{"red/data\n"}}), SizeIs(1));
    EXPECT_THAT(foreign_paths({"README.md", "in the team's network" + path + "\n"}), IsEmpty());
}

TEST(TidyRulesTest, SourceThatNobodyCompilesIsFound) {
    const SourceFile list{"a/CMakeLists.txt", "add_library(a STATIC one.cpp\n  b/two.cpp)\n"};
    EXPECT_THAT(unbuilt_sources({list, {"a/one.cpp", ""}, {"a/b/two.cpp", ""}}), IsEmpty());
    EXPECT_THAT(unbuilt_sources({list, {"a/b/one.cpp", ""}, {"c/one.cpp", ""}}), SizeIs(2));
}

TEST(TidyRulesTest, BlankingKeepsCodeAndLines) {
    const SourceFile file{"a.cpp",
                          "a(\"//\"); // \"x\n/* b\n*/ c('\\''); d = "
                          "1'000; R\"(e\")\" f\n"};
    EXPECT_EQ(file.code(), "a(    );      \n    \n   c(    ); d = 1'000;         f\n");
}

}  // namespace
}  // namespace rosterd::tidy
