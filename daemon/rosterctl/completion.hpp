// What may stand next on rosterctl's command line, for the completion of shells. Pure: it asks
// nobody and prints nothing.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rosterd::ctl {

struct Candidate {
    std::string word;
    std::string about;  ///< one line; may be empty
};

struct Completion {
    /// What only a running daemon, or the shell, can list.
    enum class Ask : std::uint8_t { nothing, schools, chats, conferences, holds, files };

    std::vector<Candidate> candidates;  ///< words that begin with `prefix`
    Ask ask = Ask::nothing;
    std::string prefix;  ///< what is typed of the last word, behind the = of --option=
    std::string before;  ///< "--option=" when the last word begins so: part of every candidate
    std::string school;  ///< as --school names it, or empty
    std::string socket;  ///< as --socket names it, or empty
};

/// `words` are those behind the program's name; the last, perhaps empty, is being typed. Words that
/// the program would not take complete to nothing.
[[nodiscard]] Completion complete(const CLI::App& program, std::span<const std::string> words);

}  // namespace rosterd::ctl
