// Walks one mapping of a YAML tree by its known keys. Collects problems; decides nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/yaml_tree.hpp"

namespace rosterd::config {

/// The keys that one mapping may have: the single source for the loader and for the test that
/// holds the JSON Schema against it.
struct Section {
    std::string_view path;  ///< "journal", "accounts/*", "" for the whole file
    std::span<const std::string_view> keys;
};

/// "30s", "5m", "500ms", "1h30m", "2d", "0s"; nothing for anything else, or beyond 1000 days.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
/// The shortest such text: 90 s is "90s", 5 min is "5m".
[[nodiscard]] std::string to_text(std::chrono::milliseconds duration);

template <class T>
struct Range {
    T least;
    T most;
};

template <class Enum>
using Choices = std::span<const std::pair<std::string_view, Enum>>;

/// Every getter gives its fallback when the key is absent, empty or wrong; what is wrong is
/// reported. Asking for a key that the section does not list is a bug and aborts.
class MappingReader {
  public:
    /// A null `node` is an absent section: all fallbacks. Keeps references to its arguments.
    MappingReader(const Node* node, const Section& section, Problems& problems);

    [[nodiscard]] bool has(std::string_view key) const;
    /// Of the value, or of the mapping itself when the key is absent.
    [[nodiscard]] Place place(std::string_view key) const;

    std::string text(std::string_view key, std::string_view fallback = {});
    std::int64_t integer(std::string_view key, std::int64_t fallback, Range<std::int64_t> range);
    double number(std::string_view key, double fallback, Range<double> range);
    bool flag(std::string_view key, bool fallback);
    std::chrono::milliseconds duration(std::string_view key, std::chrono::milliseconds fallback,
                                       Range<std::chrono::milliseconds> range);
    template <class Enum>
    Enum choice(std::string_view key, Enum fallback, Choices<Enum> choices) {
        std::vector<std::string_view> words;
        for (const auto& entry : choices) words.push_back(entry.first);
        const auto found = chosen_word(key, words);
        return found ? choices[*found].second : fallback;
    }
    /// A list of words out of `known`, each once; nothing when absent.
    std::optional<std::vector<std::string>> words(std::string_view key,
                                                  std::span<const std::string_view> known);
    /// Null when absent or of another kind (then reported).
    const Node* mapping(std::string_view key) { return of_kind(key, Node::Kind::mapping); }
    const Node* sequence(std::string_view key) { return of_kind(key, Node::Kind::sequence); }

    /// The scalar itself, for checks of its inside; null when absent or no scalar.
    [[nodiscard]] const Node* node(std::string_view key) const;

    /// Reports keys that are unknown (with the nearest known one) and keys that are known but were
    /// not asked for, which `why_unused` explains: "with 'kind: sqlite'".
    void finish(std::string_view why_unused = {});

  private:
    const Node* value(std::string_view key);
    const Node* scalar(std::string_view key, std::string_view expected);
    const Node* of_kind(std::string_view key, Node::Kind kind);
    std::optional<std::size_t> chosen_word(std::string_view key,
                                           std::span<const std::string_view> words);
    [[nodiscard]] std::string named(std::string_view key) const;

    const Node* node_;
    const Section& section_;
    Problems& problems_;
    std::vector<std::string_view> asked_;
};

/// For mappings whose keys are names (accounts, schools): true when `node` may be walked; reports
/// anything else than a mapping.
[[nodiscard]] bool is_mapping(const Node& node, std::string_view name, Problems& problems);

}  // namespace rosterd::config
