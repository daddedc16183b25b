// A YAML file as a plain tree with places. The only header between yaml-cpp and the rest.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace rosterd::config {

inline constexpr std::size_t file_bytes_max = 1024 * 1024;
inline constexpr int depth_max = 16;  ///< of nested lists and mappings

struct Node {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    Place place;
    std::string text;         ///< of a scalar
    bool quoted = false;      ///< a scalar written in quotes or as a block: text, never a number
    std::vector<Node> keys;   ///< of a mapping, scalars, each once
    std::vector<Node> items;  ///< of a sequence; of a mapping, beside its keys
};

/// "a list", "a mapping", "'text'": what stands there, for messages.
[[nodiscard]] std::string description(const Node& node);

/// Parses one document. Duplicate keys are errors that name both places (the first one counts);
/// aliases, several documents, keys that are not words and nesting beyond depth_max are errors.
/// Nothing when the text is not YAML or too large; an empty file is an empty mapping.
[[nodiscard]] std::optional<Node> parse_yaml(const std::string& text, Problems& problems);

/// Reads and parses a regular file of at most file_bytes_max.
[[nodiscard]] std::optional<Node> read_yaml(const std::filesystem::path& file, Problems& problems);

}  // namespace rosterd::config
