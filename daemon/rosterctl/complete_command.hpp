// rosterctl __complete WORD...: what the completion scripts of bash and zsh ask.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace rosterd::ctl {

/// The first argument that means this command. It is no command of `program`, so that words which
/// the parser would refuse arrive as they are.
inline constexpr const char* complete_word = "__complete";

/// Prints one candidate a line, "WORD" or "WORD<tab>ABOUT"; the line ":files" alone lets the shell
/// list files. A daemon that is away, refuses or does not answer within two seconds adds nothing.
/// Says nothing on standard error. Returns exit_done. Ends the process by SIGALRM when it is late.
[[nodiscard]] int print_completion(const CLI::App& program, const std::vector<std::string>& words,
                                   const std::string& socket);

}  // namespace rosterd::ctl
