// What every fuzz target shares: its name in the program rosterd-fuzz, its input taken apart, and
// checks that end the program, which is how libFuzzer learns of a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rosterd::fuzz {

/// One input. A target's settings stand in lines of their own before what is parsed, so that a
/// corpus can be read and written by hand.
class Input {
  public:
    explicit Input(std::string_view bytes) : rest_{bytes} {}

    /// Up to the next line feed, which is taken and left out; at the end: what there is.
    std::string_view line();
    /// A line that is one of `choices` of them; anything else is the first.
    std::size_t choice(std::size_t choices);
    /// A line that is a whole number from 0 to `most`; anything else is 0.
    std::size_t number(std::size_t most);
    /// All that is left.
    std::string_view rest();
    [[nodiscard]] bool empty() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

using Body = void (*)(Input input);

/// A target, as the linker collected it.
struct Target {
    std::string_view name;
    Body body;
};

[[nodiscard]] std::vector<Target>& targets();

/// Ends the program with `what` unless `condition` holds.
void require(bool condition, std::string_view what);

/// Names, phones and tokens that the corpora and dictionaries plant; no text of ours may hold them.
inline constexpr std::string_view planted_name = "Щукарёва-Зетт";
inline constexpr std::string_view planted_phone = "+79215550137";
inline constexpr std::string_view planted_token = "vk1.a.Zq7PlantedFuzz";

[[nodiscard]] inline bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Text for people: of bounded length, without control characters and without the planted token.
void require_printable(std::string_view text);
/// An error, a hint: none of the planted values is in it.
void require_fit_to_show(std::string_view text);

/// `FUZZ_TARGET(name) { ... input ... }`; the name is the one of its folder in tests/fuzz/corpus.
#define FUZZ_TARGET(name)                                                       \
    static void fuzz_##name(Input input);                                       \
    static const bool registered_##name =                                       \
        (targets().push_back({#name, &fuzz_##name}), registered_by_the_linker); \
    static void fuzz_##name([[maybe_unused]] Input input)

inline constexpr bool registered_by_the_linker = true;

}  // namespace rosterd::fuzz
