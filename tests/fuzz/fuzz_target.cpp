// Inputs taken apart, and checks.
#include "tests/fuzz/fuzz_target.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace rosterd::fuzz {
namespace {

constexpr std::size_t shown_bytes_max = 1'000;  ///< of an error; the longest of ours have some 300

bool is_control(char byte) {
    return static_cast<unsigned char>(byte) < 0x20U || byte == 0x7F;
}

}  // namespace

std::string_view Input::line() {
    const auto end = rest_.find('\n');
    const auto found = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    return found;
}

std::size_t Input::choice(std::size_t choices) {
    const std::size_t chosen = number(choices);
    return chosen < choices ? chosen : 0;
}

std::size_t Input::number(std::size_t most) {
    const auto text = line();
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && value <= most ? value : 0;
}

std::string_view Input::rest() {
    const auto found = rest_;
    rest_ = {};
    return found;
}

std::vector<Target>& targets() {
    static std::vector<Target> all;
    return all;
}

void require(bool condition, std::string_view what) {
    if (condition) return;
    std::fprintf(stderr, "rosterd-fuzz: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

void require_printable(std::string_view text) {
    const auto complain = [&](const std::string& what) {
        require(false, what + ": " + std::string{text.substr(0, 2 * shown_bytes_max)});
    };
    if (text.size() > shown_bytes_max) complain("longer than anybody reads");
    if (std::ranges::any_of(text, is_control)) complain("control characters in what is shown");
    if (holds(text, planted_token)) complain("a secret in what is shown");
}

void require_fit_to_show(std::string_view text) {
    require_printable(text);
    for (const auto planted : {planted_name, planted_phone}) {
        if (holds(text, planted)) {
            require(false, "nobody's business is shown: " + std::string{text});
        }
    }
}

}  // namespace rosterd::fuzz
