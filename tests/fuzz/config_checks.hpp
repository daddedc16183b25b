// What holds for everything that is loaded from YAML.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include "config/problem.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/support/places.hpp"

namespace rosterd::fuzz {

/// A folder of profiles that has none.
inline std::filesystem::path no_profiles() {
    static const std::filesystem::path folder = [] {
        const auto made = test::binary_directory() / "fuzz/no_profiles";
        std::filesystem::create_directories(made);
        return made;
    }();
    return folder;
}

/// Every problem names a place in the text and is fit to show; a value comes exactly without error.
template <class T>
void require_sound(const config::Loaded<T>& loaded, const std::string& text) {
    const auto lines = std::ranges::count(text, '\n') + 2;  // yaml-cpp may point behind the end
    bool failed = false;
    for (const config::Problem& problem : loaded.problems) {
        failed = failed || problem.severity == Severity::error;
        require(problem.place.line >= 0 && problem.place.line <= lines, "a place outside the text");
        require(!problem.message.empty(), "a problem without words");
        require_printable(problem.message);
        require_printable(problem.hint);
    }
    require(loaded.value.has_value() == !failed, "a value with an error, or neither");
}

}  // namespace rosterd::fuzz
