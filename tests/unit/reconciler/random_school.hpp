// Random schools, platforms and memories for property tests, drawn from one list of numbers, so
// that a failing one shrinks: smaller numbers are simpler schools.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

/// Numbers to decide by; zero for ever when they are used up.
class Choices {
  public:
    explicit Choices(std::vector<std::uint32_t> numbers) : numbers_{std::move(numbers)} {}
    /// 0 ... count - 1.
    std::uint32_t below(std::uint32_t count) { return count == 0 ? 0 : next() % count; }
    /// True with a chance of one in `count`; false when the numbers are used up.
    bool one_in(std::uint32_t count) { return next() % count == count - 1; }
    template <class T>
    const T& of(const std::vector<T>& list) {
        return list.at(below(static_cast<std::uint32_t>(list.size())));
    }

  private:
    std::uint32_t next() { return at_ < numbers_.size() ? numbers_[at_++] : 0; }

    std::vector<std::uint32_t> numbers_;
    std::size_t at_ = 0;
};

/// Whether some rows of the journal were quarantined, so that nothing may be concluded from them.
enum class Doubts { some, none };

/// A school with one of the two profiles; nothing on the platform yet.
[[nodiscard]] Scenario random_school(Choices& choices, Doubts doubts = Doubts::some);
/// Gives it a platform in some state: chats that exist, wrong titles, people too many and too few.
void random_platform(Choices& choices, Scenario& scenario);
/// People who left by themselves, were invited or cannot be served.
void random_history(Choices& choices, Scenario& scenario);
/// A day later: people came, moved, left, unlinked; a class was closed.
void random_changes(Choices& choices, Scenario& scenario);

}  // namespace rosterd::testing
