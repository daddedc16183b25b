// A program on a terminal of its own, as somebody at a keyboard has it.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/eventually.hpp"

namespace rosterd::test {

/// The terminal has 200 columns and 50 lines and says that it can do nothing special (TERM=dumb).
/// The destructor kills the program. Use from one thread.
class Terminal {
  public:
    /// Errors: std::runtime_error when there is no terminal to be had.
    Terminal(const std::vector<std::string>& arguments,
             const std::map<std::string, std::string>& environment);
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();

    /// As typed: "\t" is the tabulator key, "\r" the return key.
    void type(const std::string& keys);

    /// Whether `text` appears in what the terminal shows from the last found text on.
    [[nodiscard]] bool shows(const std::string& text,
                             std::chrono::milliseconds deadline = deadline_default);

    /// Everything shown from the last found text on.
    [[nodiscard]] std::string rest() const { return shown_.substr(seen_); }

  private:
    pid_t pid_ = -1;
    int descriptor_ = -1;
    std::string shown_;
    std::size_t seen_ = 0;
};

}  // namespace rosterd::test
