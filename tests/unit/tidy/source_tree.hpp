// The checkout as text files. It judges nothing: the rules do.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rosterd::tidy {

struct SourceFile {
    std::string path;  ///< from the root, with slashes: "reconciler/plan.cpp"
    std::string text;

    /// C++ with the insides of comments and literals blanked; every line keeps its number.
    [[nodiscard]] std::string code() const;
    [[nodiscard]] bool is_cpp() const;
    [[nodiscard]] bool is_script() const;  ///< shell and CMake
    [[nodiscard]] bool is_test() const { return path.starts_with("tests/"); }
};

/// Every text file below `root`, sorted by path; build directories and .git are left out.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);

/// Without line ends.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace rosterd::tidy
