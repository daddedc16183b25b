// Helpers for configuration tests: files in a temporary folder and problems as text.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::config {

inline void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream{file, std::ios::binary} << text;
}

/// One line each, without the folder.
inline std::string lines(const std::vector<Problem>& problems) {
    std::string text;
    for (Problem problem : problems) {
        problem.file = std::filesystem::path{problem.file}.filename().string();
        text += to_string(problem) + "\n";
    }
    return text;
}

inline const std::filesystem::path source = test::source_directory();

/// A folder with a configuration file that is loaded with the shipped profiles.
struct ConfigFolder {
    test::TemporaryDirectory folder;
    LoadOptions options{{}, source / "config/profiles"};

    Loaded<Config> load(const std::string& text) const {
        write_file(folder / "rosterd.yaml", text);
        return load_config(folder / "rosterd.yaml", options);
    }
};

}  // namespace rosterd::config
