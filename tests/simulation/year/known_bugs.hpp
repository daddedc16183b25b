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
    /// Recorder::forget_unwanted: a read that is not believed makes the daemon forget who left.
    bool implausible_reads_forget_departures = false;
    /// Executor::record sets read_at to 0 after a lost answer, and note_departures() then notes
    /// nothing: who left a chat before is put back. Seed 19.
    bool lost_answers_forget_departures = true;
    /// Daemon::note_journal: while the list of schools fails and a school can be read, every pass
    /// is followed at once by another. Seed 26.
    bool failing_list_of_schools_makes_passes_spin = false;

    /// The chat's members are saved at once, its departures only when the pass ends: a process that
    /// dies in between has forgotten them. Seed 45.
    bool deaths_forget_departures = true;
    /// note_departures() finds no seats in a chat that is frozen for doubtful rows, and the members
    /// are taken over all the same. Seeds 40 and 124.
    bool doubtful_reads_forget_departures = true;
    /// A commit of Store::finish_creation that was done though it failed: the chat is bound in the
    /// store, not in memory, so it is not found again and another is made. Seed 65.
    bool commits_in_doubt_double_chats = false;
    /// Pass::accept_read: people are put into chats by a pass that does not accept its read, and
    /// are known to nobody when the journal then forgets them: they stay as strangers. Seed 122.
    bool unaccepted_people_become_strangers = false;
    /// The same: a read that is not believed becomes the measure when it removes nobody, and the
    /// next bad one is believed. Seed 287.
    bool unbelieved_reads_become_the_measure = false;
    /// Store::removed_since counts removals with the outcome "done": those whose answer was lost,
    /// or that a death kept from being recorded, do not count for the guard of the hour. Seed 218.
    bool lost_removals_do_not_count = true;

    /// Takes one exception away, by its name; false: there is none of that name.
    bool forget(std::string_view name) {
        constexpr std::array<std::pair<std::string_view, bool KnownBugs::*>, 9> names{{
            {"implausible_reads_forget_departures",
             &KnownBugs::implausible_reads_forget_departures},
            {"lost_answers_forget_departures", &KnownBugs::lost_answers_forget_departures},
            {"failing_list_of_schools_makes_passes_spin",
             &KnownBugs::failing_list_of_schools_makes_passes_spin},
            {"deaths_forget_departures", &KnownBugs::deaths_forget_departures},
            {"doubtful_reads_forget_departures", &KnownBugs::doubtful_reads_forget_departures},
            {"commits_in_doubt_double_chats", &KnownBugs::commits_in_doubt_double_chats},
            {"unaccepted_people_become_strangers", &KnownBugs::unaccepted_people_become_strangers},
            {"unbelieved_reads_become_the_measure",
             &KnownBugs::unbelieved_reads_become_the_measure},
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
