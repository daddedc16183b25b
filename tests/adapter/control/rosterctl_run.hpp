// rosterctl as a real process.
#pragma once

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::testing {

/// Runs it with nothing of our environment that it would read.
inline test::Finished rosterctl(std::vector<std::string> arguments,
                                std::map<std::string, std::string> environment = {}) {
    test::ProcessOptions options;
    options.arguments = {test::binary_directory() / "daemon/rosterctl/rosterctl"};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    environment.try_emplace("COLUMNS", "");
    environment.try_emplace("ROSTERD_SOCKET", "");
    options.environment = std::move(environment);
    return test::run(std::move(options));
}

/// Standard output as JSON; throws when it is none.
inline boost::json::object json_of(const test::Finished& finished) {
    return boost::json::parse(finished.output).as_object();
}

/// Exit statuses (rosterctl --help).
inline constexpr int refused = 1;
inline constexpr int usage = 2;
inline constexpr int unreachable = 3;
inline constexpr int not_found = 4;

/// A test that asks one daemon.
class RosterctlFixture : public ::testing::Test {
  protected:
    /// Where the daemon listens. Asked at every run.
    [[nodiscard]] virtual std::string socket() const = 0;

    test::Finished run(std::vector<std::string> arguments,
                       std::map<std::string, std::string> environment = {}) {
        arguments.insert(arguments.begin(), {"--socket", socket()});
        for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) environment.try_emplace(name, "C");
        return rosterctl(std::move(arguments), std::move(environment));
    }
    /// What the command prints when it succeeds.
    std::string shown(std::vector<std::string> arguments,
                      std::map<std::string, std::string> environment = {}) {
        const test::Finished finished = run(std::move(arguments), std::move(environment));
        EXPECT_EQ(finished.status.code, 0) << finished.error;
        EXPECT_THAT(finished.error, ::testing::IsEmpty());
        return finished.output;
    }
    void expect_failure(std::vector<std::string> arguments, int status,
                        const std::string& message) {
        const test::Finished finished = run(std::move(arguments));
        EXPECT_EQ(finished.status.code, status) << finished.output << finished.error;
        EXPECT_THAT(finished.error, ::testing::HasSubstr(message));
        EXPECT_THAT(finished.output, ::testing::IsEmpty());
    }
};

}  // namespace rosterd::testing
