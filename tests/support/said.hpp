// Keeps what the programs of the tests said, for the search of tests/said. Outside of a suite (no
// ROSTERD_SANDBOX_RECORD) nothing is kept.
#pragma once

#include <string>
#include <vector>

namespace rosterd::test {

/// One program's output and error, when it is rosterd or rosterctl; `arguments`: the program first.
void keep_said(const std::vector<std::string>& arguments, const std::string& output,
               const std::string& error);

/// One answer of a control socket: refusals, and what monitoring reads.
void keep_answer(const std::string& target, int status, const std::string& body);

}  // namespace rosterd::test
