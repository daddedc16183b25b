// Findings as one line of text. No decisions.
#include "reconciler/finding.hpp"

#include <fmt/format.h>

namespace rosterd {

std::string to_string(const Finding& finding) {
    std::string text = finding.relation;
    if (finding.row != 0) text += fmt::format(" row {}", finding.row);
    if (!finding.key.empty()) text += fmt::format(" ({})", finding.key);
    return fmt::format("{}: {}", text, finding.message);
}

}  // namespace rosterd
