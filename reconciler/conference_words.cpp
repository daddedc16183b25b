// The words of conferences, English for programs and Russian for people.
#include <algorithm>
#include <array>

#include "reconciler/conference.hpp"

namespace rosterd {
namespace {

constexpr std::array<std::string_view, 5> state_words{"planned", "active", "ended", "failed",
                                                      "cancelled"};
constexpr std::array<std::string_view, 5> russian_states{"Новая", "Активная", "Завершена", "Ошибка",
                                                         "Отменена"};
constexpr std::array<std::string_view, 12> cause_words{
    "",     "objection",        "busy",      "provider",         "missed",     "deleted",
    "gone", "lesson_cancelled", "time_over", "finished_by_hand", "superseded", "forgotten"};

template <class Value, std::size_t count>
std::optional<Value> value_of(const std::array<std::string_view, count>& words,
                              std::string_view word) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Value>(found - words.begin());
}

}  // namespace

std::string_view word(ConferenceState value) {
    return state_words.at(static_cast<std::size_t>(value));
}

std::string_view russian_word(ConferenceState value) {
    return russian_states.at(static_cast<std::size_t>(value));
}

std::string_view word(ConferenceCause value) {
    return cause_words.at(static_cast<std::size_t>(value));
}

std::optional<ConferenceState> conference_state(std::string_view word) {
    return value_of<ConferenceState>(state_words, word);
}

std::optional<ConferenceCause> conference_cause(std::string_view word) {
    return value_of<ConferenceCause>(cause_words, word);
}

}  // namespace rosterd
