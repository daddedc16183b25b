// What is wrong in a configuration file, with its place. Collected, never thrown; prints nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reconciler/finding.hpp"
#include "reconciler/result.hpp"

namespace rosterd::config {

/// 1-based; columns count characters, not bytes. Line 0: the file as a whole.
struct Place {
    int line = 0;
    int column = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

/// One thing an admin has to correct (error) or to know (warning). Never holds a secret's value.
struct Problem {
    Severity severity = Severity::error;
    std::string file;
    Place place;
    std::string message;  ///< what was found and what was expected
    std::string hint;     ///< what to do about it; may be empty
};

/// "rosterd.yaml:3:14: error: unknown key 'jornal' (did you mean 'journal'?)"
[[nodiscard]] std::string to_string(const Problem& problem);

/// Collects the problems of one file. Not thread-safe.
class Problems {
  public:
    explicit Problems(std::string file) : file_{std::move(file)} {}
    void error(Place place, std::string message, std::string hint = {});
    void warning(Place place, std::string message, std::string hint = {});
    [[nodiscard]] bool has_errors() const;
    [[nodiscard]] const std::string& file() const { return file_; }
    /// In order of place; leaves the collection empty.
    [[nodiscard]] std::vector<Problem> take();

  private:
    std::string file_;
    std::vector<Problem> all_;
};

/// What loading gave: a value exactly when no problem is an error. Warnings may come with a value.
template <class T>
struct Loaded {
    std::optional<T> value;
    std::vector<Problem> problems;
};

/// All problems as one Error (invalid_input), a line each, for callers that only pass it on.
[[nodiscard]] Error to_error(const std::vector<Problem>& problems);

}  // namespace rosterd::config
