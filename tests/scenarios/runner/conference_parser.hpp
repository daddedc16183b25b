// Reads what a scenario expects of conferences and which policies it tries. Judges nothing.
#pragma once

#include <map>
#include <string>

#include "config/yaml_tree.hpp"
#include "tests/scenarios/runner/scenario.hpp"

namespace rosterd::scenario {

/// "c1: active", or "c1: { status: active, title: ... }". Reports unknown words with their place.
[[nodiscard]] ConferenceExpectation parse_conference(const config::Node& node,
                                                     config::Problems& problems);
/// "{ subject/hist: [first post, second post] }"; a chat that is not named has none.
[[nodiscard]] std::map<std::string, Words> parse_posts(const config::Node& node,
                                                       config::Problems& problems);
/// "{ when_busy: wait }": words of a profile's section `conferences`.
[[nodiscard]] std::map<std::string, std::string> parse_rule(const config::Node& node,
                                                            config::Problems& problems);
/// Puts them into the rule.
void apply_rule(const std::map<std::string, std::string>& words, ConferenceRule& rule);

}  // namespace rosterd::scenario
