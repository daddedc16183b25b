// Scalars of the configuration: words, numbers, flags, durations, each with its range.
#include "config/yaml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "config/nearest_word.hpp"

namespace rosterd::config {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::int64_t duration_max_ms = 1000 * std::int64_t{86'400'000};

/// Keys that people write with a secret in them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> secret_keys{
    {{"token", "token_file"},
     {"access_token", "token_file"},
     {"dsn", "dsn_file"},
     {"url", "dsn_file"},
     {"password", "dsn_file"},
     {"connection", "dsn_file"}}};

bool contains(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

template <class T>
std::optional<T> whole_number(const Node& node) {
    if (node.quoted) return std::nullopt;
    T value{};
    const char* end = node.text.data() + node.text.size();
    const auto [stop, code] = std::from_chars(node.text.data(), end, value);
    if (code != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::string kind_name(Node::Kind kind) {
    return kind == Node::Kind::sequence ? "a list" : "a mapping";
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    while (!text.empty()) {
        std::int64_t amount = 0;
        const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), amount);
        if (code != std::errc{} || amount < 0 || text.front() == '-') return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
        const auto unit_length = std::min(text.find_first_of("0123456789"), text.size());
        const auto unit = std::ranges::find(units, text.substr(0, unit_length),
                                            [](const auto& entry) { return entry.first; });
        if (unit == units.end() || amount > duration_max_ms / unit->second) return std::nullopt;
        total += amount * unit->second;
        if (total > duration_max_ms) return std::nullopt;
        text.remove_prefix(unit_length);
    }
    return milliseconds{total};
}

std::string to_text(milliseconds duration) {
    if (duration.count() == 0) return "0s";
    for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
        if (duration.count() % unit->second == 0) {
            return fmt::format("{}{}", duration.count() / unit->second, unit->first);
        }
    }
    return fmt::format("{}ms", duration.count());
}

MappingReader::MappingReader(const Node* node, const Section& section, Problems& problems)
    : node_{node}, section_{section}, problems_{problems} {}

std::string MappingReader::named(std::string_view key) const {
    return fmt::format("'{}'", key);
}

const Node* MappingReader::value(std::string_view key) {
    if (!contains(section_.keys, key)) std::abort();  // the section's table is incomplete
    if (!contains(asked_, key)) asked_.push_back(key);
    if (node_ == nullptr) return nullptr;
    const auto found = std::ranges::find(node_->keys, key, &Node::text);
    if (found == node_->keys.end()) return nullptr;
    const Node& item = node_->items[static_cast<std::size_t>(found - node_->keys.begin())];
    return item.kind == Node::Kind::null ? nullptr : &item;
}

bool MappingReader::has(std::string_view key) const {
    if (node_ == nullptr) return false;
    const auto found = std::ranges::find(node_->keys, key, &Node::text);
    return found != node_->keys.end() &&
           node_->items[static_cast<std::size_t>(found - node_->keys.begin())].kind !=
               Node::Kind::null;
}

Place MappingReader::place(std::string_view key) const {
    if (node_ == nullptr) return {};
    const auto found = std::ranges::find(node_->keys, key, &Node::text);
    if (found == node_->keys.end()) return node_->place;
    return node_->items[static_cast<std::size_t>(found - node_->keys.begin())].place;
}

const Node* MappingReader::node(std::string_view key) const {
    if (node_ == nullptr) return nullptr;
    const auto found = std::ranges::find(node_->keys, key, &Node::text);
    if (found == node_->keys.end()) return nullptr;
    const Node& item = node_->items[static_cast<std::size_t>(found - node_->keys.begin())];
    return item.kind == Node::Kind::scalar ? &item : nullptr;
}

const Node* MappingReader::scalar(std::string_view key, std::string_view expected) {
    const Node* item = value(key);
    if (item == nullptr || item->kind == Node::Kind::scalar) return item;
    problems_.error(item->place, fmt::format("{}: found {}, expected {}", named(key),
                                             description(*item), expected));
    return nullptr;
}

const Node* MappingReader::of_kind(std::string_view key, Node::Kind kind) {
    const Node* item = value(key);
    if (item == nullptr || item->kind == kind) return item;
    problems_.error(item->place, fmt::format("{}: found {}, expected {}", named(key),
                                             description(*item), kind_name(kind)));
    return nullptr;
}

std::string MappingReader::text(std::string_view key, std::string_view fallback) {
    const Node* item = scalar(key, "text");
    if (item == nullptr) return std::string{fallback};
    if (!item->text.empty()) return item->text;
    problems_.error(item->place, fmt::format("{}: found empty text", named(key)));
    return std::string{fallback};
}

std::int64_t MappingReader::integer(std::string_view key, std::int64_t fallback,
                                    Range<std::int64_t> range) {
    const auto expected = fmt::format("a whole number from {} to {}", range.least, range.most);
    const Node* item = scalar(key, expected);
    if (item == nullptr) return fallback;
    const auto found = whole_number<std::int64_t>(*item);
    if (found && *found >= range.least && *found <= range.most) return *found;
    problems_.error(item->place, fmt::format("{}: found {}, expected {}", named(key),
                                             description(*item), expected));
    return fallback;
}

double MappingReader::number(std::string_view key, double fallback, Range<double> range) {
    const auto expected = fmt::format("a number from {} to {}", range.least, range.most);
    const Node* item = scalar(key, expected);
    if (item == nullptr) return fallback;
    const auto found = whole_number<double>(*item);
    if (found && *found >= range.least && *found <= range.most) return *found;
    problems_.error(item->place, fmt::format("{}: found {}, expected {}", named(key),
                                             description(*item), expected));
    return fallback;
}

bool MappingReader::flag(std::string_view key, bool fallback) {
    const Node* item = scalar(key, "true or false");
    if (item == nullptr) return fallback;
    if (!item->quoted && item->text == "true") return true;
    if (!item->quoted && item->text == "false") return false;
    problems_.error(item->place, fmt::format("{}: found {}, expected true or false", named(key),
                                             description(*item)));
    return fallback;
}

milliseconds MappingReader::duration(std::string_view key, milliseconds fallback,
                                     Range<milliseconds> range) {
    const auto expected = fmt::format("a duration from {} to {}, such as 500ms, 30s, 5m or 1h30m",
                                      to_text(range.least), to_text(range.most));
    const Node* item = scalar(key, expected);
    if (item == nullptr) return fallback;
    const auto found = parse_duration(item->text);
    if (found && *found >= range.least && *found <= range.most) return *found;
    const bool bare = whole_number<std::int64_t>(*item).has_value();
    problems_.error(
        item->place,
        fmt::format("{}: found {}, expected {}", named(key), description(*item), expected),
        bare ? fmt::format("add a unit: {}s", item->text) : std::string{});
    return fallback;
}

std::optional<std::size_t> MappingReader::chosen_word(std::string_view key,
                                                      std::span<const std::string_view> words) {
    const auto expected = fmt::format("{}", fmt::join(words, " or "));
    const Node* item = scalar(key, expected);
    if (item == nullptr) return std::nullopt;
    const auto found = std::ranges::find(words, item->text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const auto near = nearest_word(item->text, words);
    problems_.error(
        item->place,
        fmt::format("{}: found {}, expected {}", named(key), description(*item), expected),
        near.empty() ? std::string{} : fmt::format("did you mean '{}'?", near));
    return std::nullopt;
}

std::optional<std::vector<std::string>> MappingReader::words(
    std::string_view key, std::span<const std::string_view> known) {
    const Node* list = sequence(key);
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> result;
    for (const Node& item : list->items) {
        if (item.kind != Node::Kind::scalar || !contains(known, item.text)) {
            problems_.error(item.place,
                            fmt::format("{}: found {}, expected one of: {}", named(key),
                                        description(item), fmt::join(known, ", ")),
                            suggestion(item.text, known));
        } else if (std::ranges::find(result, item.text) != result.end()) {
            problems_.error(item.place,
                            fmt::format("{}: {} is here twice", named(key), description(item)));
        } else {
            result.push_back(item.text);
        }
    }
    return result;
}

void MappingReader::finish(std::string_view why_unused) {
    if (node_ == nullptr) return;
    const auto where =
        section_.path.empty() ? std::string{"the file"} : fmt::format("'{}'", section_.path);
    for (const Node& key : node_->keys) {
        if (contains(asked_, key.text)) continue;
        if (contains(section_.keys, key.text)) {
            problems_.error(key.place,
                            fmt::format("key {} has no meaning {}", shown(key.text), why_unused));
            continue;
        }
        const auto secret =
            std::ranges::find(secret_keys, key.text, [](const auto& entry) { return entry.first; });
        const bool is_secret =
            secret != secret_keys.end() && contains(section_.keys, secret->second);
        problems_.error(
            key.place, fmt::format("unknown key {} in {}", shown(key.text), where),
            is_secret ? fmt::format("secrets live in files: use '{}' with the file's path or the "
                                    "name of a systemd credential",
                                    secret->second)
                      : suggestion(key.text, section_.keys));
    }
}

bool is_mapping(const Node& node, std::string_view name, Problems& problems) {
    if (node.kind == Node::Kind::mapping || node.kind == Node::Kind::null) return true;
    problems.error(node.place,
                   fmt::format("{}: found {}, expected a mapping", shown(name), description(node)));
    return false;
}

}  // namespace rosterd::config
