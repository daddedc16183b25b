// The words of the settings.
#include "adapters/sandbox/max_settings.hpp"

#include <algorithm>
#include <array>

namespace rosterd::sandbox::max {
namespace {

constexpr std::array<std::string_view, 3> modes{"legacy", "documented", "observed"};
constexpr std::array<std::string_view, 3> shapes{"both", "ids", "details"};
constexpr std::array<std::string_view, 2> answers{"since_commit", "latest"};

template <class Enum, std::size_t Count>
std::optional<Enum> find(const std::array<std::string_view, Count>& words, std::string_view word) {
    const auto* const found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view to_string(Mode mode) {
    return modes.at(static_cast<std::size_t>(mode));
}
std::optional<Mode> to_mode(std::string_view word) {
    return find<Mode>(modes, word);
}

std::string_view to_string(AddFailures shape) {
    return shapes.at(static_cast<std::size_t>(shape));
}
std::optional<AddFailures> to_add_failures(std::string_view word) {
    return find<AddFailures>(shapes, word);
}

std::string_view to_string(WithoutMarker answer) {
    return answers.at(static_cast<std::size_t>(answer));
}
std::optional<WithoutMarker> to_without_marker(std::string_view word) {
    return find<WithoutMarker>(answers, word);
}

}  // namespace rosterd::sandbox::max
