// Formatting and ordering of configuration problems.
#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace rosterd::config {

std::string to_string(const Problem& problem) {
    std::string text = problem.file;
    if (problem.place.line > 0) {
        text += fmt::format(":{}:{}", problem.place.line, problem.place.column);
    }
    text += problem.severity == Severity::error ? ": error: " : ": warning: ";
    text += problem.message;
    if (!problem.hint.empty()) text += fmt::format(" ({})", problem.hint);
    return text;
}

void Problems::error(Place place, std::string message, std::string hint) {
    all_.push_back({Severity::error, file_, place, std::move(message), std::move(hint)});
}

void Problems::warning(Place place, std::string message, std::string hint) {
    all_.push_back({Severity::warning, file_, place, std::move(message), std::move(hint)});
}

bool Problems::has_errors() const {
    return std::ranges::any_of(
        all_, [](const Problem& problem) { return problem.severity == Severity::error; });
}

std::vector<Problem> Problems::take() {
    std::ranges::sort(all_, [](const Problem& left, const Problem& right) {
        return std::tie(left.place, left.message) < std::tie(right.place, right.message);
    });
    return std::exchange(all_, {});
}

Error to_error(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) {
        if (problem.severity != Severity::error) continue;
        if (!text.empty()) text += '\n';
        text += to_string(problem);
    }
    return Error{ErrorKind::invalid_input, std::move(text)};
}

}  // namespace rosterd::config
