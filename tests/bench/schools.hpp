// Sample schools as the daemon has them in memory, and the pass that is measured. Times nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "adapters/journal/sample/sample_school.hpp"
#include "reconciler/links.hpp"
#include "reconciler/observed.hpp"
#include "reconciler/profile.hpp"
#include "reconciler/roster.hpp"

namespace rosterd::bench {

/// What a pass over one school starts from: the journal's read and the store's memory.
struct BenchSchool {
    Roster roster;
    Observed observed;
    std::vector<KnownUser> known;
};

/// What passes came to, added up.
struct Counts {
    std::uint64_t schools = 0;
    std::uint64_t pupils = 0;
    std::uint64_t chats = 0;
    std::uint64_t memberships = 0;  ///< seats of the desired state
    std::uint64_t adds = 0;
    std::uint64_t removes = 0;
    std::uint64_t other_operations = 0;

    Counts& operator+=(const Counts& more);
    friend bool operator==(const Counts&, const Counts&) = default;
};

/// The shipped profile `id`. Throws std::runtime_error with the loader's words.
[[nodiscard]] Profile shipped_profile(const std::string& id);

/// Everybody linked, so that every membership has its counterpart on the platform: the most that
/// can be there to compare.
[[nodiscard]] journal::SampleOptions sample_options();

/// The school of these rows, its platform exactly as it should be.
[[nodiscard]] BenchSchool make_school(const journal::JournalTables& tables, const Profile& profile);

/// One person fewer in every tenth chat and one from elsewhere in the school in every eleventh;
/// the seats that differ are returned as adds and removes.
Counts disturb(BenchSchool& school);

/// Rules and difference for one school, everything from the roster on; what it makes is dropped.
[[nodiscard]] Counts pass(const BenchSchool& school, const Profile& profile);

/// Memberships as sorted (chat << 32 | user), chats numbered through all schools.
struct Pairs {
    std::vector<std::uint64_t> desired, observed;
};
[[nodiscard]] Pairs pairs_of(const std::vector<BenchSchool>& schools, const Profile& profile);

}  // namespace rosterd::bench
