// What a benchmark run found, as a table for people and as JSON for programs. Measures nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rosterd::bench {

enum class Wanted { nothing, at_most, at_least };

/// One number. Without `reached` it was not measured, and `note` says why.
struct Line {
    std::string part;  ///< heading under which it stands
    std::string id;    ///< for programs; never renamed
    std::string what;
    std::optional<double> reached{};
    std::string unit{};
    Wanted wanted = Wanted::nothing;
    double asked = 0;
    std::string note{};  ///< how it was measured, or what holds it back
};

/// Whether the line reaches what was asked; nothing when nothing was, or it was not measured.
[[nodiscard]] std::optional<bool> verdict(const Line& line);

/// Reached divided by asked, in the same cases; nothing when nothing at all is allowed.
[[nodiscard]] std::optional<double> ratio(const Line& line);

/// At most 100 columns wide; `heading` goes first.
[[nodiscard]] std::string as_text(const std::string& heading, const std::vector<Line>& lines);

/// {"machine":…,"lines":[{part,id,what,reached|null,unit,asked?,ratio?,ok?,note}]}
[[nodiscard]] std::string as_json(const std::string& heading, const std::vector<Line>& lines);

}  // namespace rosterd::bench
