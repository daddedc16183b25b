// rosterctl as a real process.
#pragma once

#include <boost/json/parse.hpp>
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

}  // namespace rosterd::testing
