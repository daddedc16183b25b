// Bugs of the product that simulated years found and that are not mended yet. Each is a marked
// exception: what the witness lets pass, or what the world spares the daemon.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace rosterd::test {

/// Whoever mends one takes its line and its exception away; `./dev simulate --strict NAME` runs
/// without that exception.
struct KnownBugs {
    /// Executor::record sets read_at to 0 after a lost answer, and note_departures() then notes
    /// nothing: who left a chat before is put back. Seed 19.
    bool lost_answers_forget_departures = true;
    /// The chat's members are saved at once, its departures only when the pass ends: a process that
    /// dies in between has forgotten them. Seed 45.
    bool deaths_forget_departures = true;
    /// Store::removed_since counts removals with the outcome "done": those whose answer was lost,
    /// or that a death kept from being recorded, do not count for the guard of the hour. Seed 218.
    bool lost_removals_do_not_count = true;

    /// Takes one exception away, by its name; false: there is none of that name.
    bool forget(std::string_view name) {
        constexpr std::array<std::pair<std::string_view, bool KnownBugs::*>, 3> names{{
            {"lost_answers_forget_departures", &KnownBugs::lost_answers_forget_departures},
            {"deaths_forget_departures", &KnownBugs::deaths_forget_departures},
            {"lost_removals_do_not_count", &KnownBugs::lost_removals_do_not_count},
        }};
        for (const auto& [known, exception] : names) {
            if (known != name) continue;
            this->*exception = false;
            return true;
        }
        return false;
    }
};

}  // namespace rosterd::test
