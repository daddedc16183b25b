// One school as the daemon holds it in memory: what is known, what was computed, how work goes.
// Lives on the loop thread; no behaviour.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/ports.hpp"
#include "daemon/picture.hpp"
#include "reconciler/read_verdict.hpp"
#include "reconciler/strangers.hpp"

namespace rosterd {

/// How the last pass over a school ended.
enum class PassEnd : std::uint8_t {
    none,        ///< no pass yet
    converged,   ///< desired = observed, waiting people aside
    unfinished,  ///< something is parked or was postponed; the queue knows when to look again
    paused,      ///< somebody paused the school, or chats in which something is to be done
    held,        ///< a guard holds removals, or the read is not believed
    failed,      ///< the journal, the platform or the store did not answer
};

/// Somebody was removed by this process.
struct RecentRemoval {
    std::chrono::steady_clock::time_point at;
    UserId user;
};

/// A chat's list of members lacked so many of those who were there that it was not believed.
struct MembersDoubt {
    std::size_t missing = 0;
    std::size_t before = 0;
    UnixSeconds since = 0;  ///< of the first such list
};

/// What a pass did and the store does not have yet. It outlives the pass: where the store cannot
/// be written, the next pass writes it before it does anything else.
struct Unsaved {
    std::set<std::string> chats;  ///< keys of those that changed in memory
    std::vector<AuditEntry> audit;
    bool history = false;
    [[nodiscard]] bool empty() const { return chats.empty() && audit.empty() && !history; }
};

/// For so long a drift is counted: long enough to see that somebody keeps changing things.
inline constexpr UnixSeconds drifts_kept = 7 * 86'400;

/// The rolling sweep found a chat otherwise than it was known.
struct Drift {
    UnixSeconds at = 0;
    std::string chat;
};

struct SchoolState {
    School school;  ///< with the configuration's overrides
    /// The school is served by another account too, and that one is the first: it shows the school
    /// to the journal and holds its conferences (docs/decisions/0009).
    bool further = false;
    bool loaded = false;
    /// While a pass is on its way: the account it works on, whatever `school` says meanwhile.
    std::optional<std::string> pass_account;
    SchoolMemory memory;
    Unsaved unsaved;                         ///< of `memory`
    std::shared_ptr<const Picture> picture;  ///< null until the first complete read
    Plan plan;                               ///< what is still to do after the last pass, unheld
    std::vector<Hold> holds;                 ///< of the last pass
    Withheld paused;                         ///< beside `plan`: what rests of its chats
    std::vector<GuardMargin> margins;        ///< of `plan` and `holds`
    std::vector<Pause> pauses;  ///< those that concern this school; ended ones may be among them
    /// Set while a pass runs: it finishes the call in flight and begins no other. The daemon stops,
    /// or something was paused, and the next pass plans without it.
    bool halted = false;
    /// Why the journal may be a copy that nobody renews; empty: it is not, or does not say.
    std::string frozen;
    /// Chats that could not be read just now: how often in a row, by key.
    std::map<std::string, std::uint32_t, std::less<>> unreadable;
    /// Since when each hold is there, by hash; as far back as this process knows.
    std::map<std::string, UnixSeconds, std::less<>> held_since;
    /// Since when `plan` or `holds` are not empty, as far back as this process knows; 0: they are.
    UnixSeconds unsatisfied_since = 0;
    /// Removals that nobody approved, by a clock that nobody can set; those of the last hour.
    std::vector<RecentRemoval> removed_lately;
    /// Chats whose list of members was not believed, by key.
    std::map<std::string, MembersDoubt, std::less<>> doubted;
    PassEnd last_end = PassEnd::none;
    std::optional<Error> error;           ///< why the last pass failed
    std::optional<Error> read_error;      ///< why the journal's last answer was none
    UnixSeconds last_read = 0;            ///< of the last complete journal read
    std::uint32_t failures = 0;           ///< passes failed in a row
    bool reread_all = false;              ///< a resync asked to read every chat again
    std::int64_t own_chats = 0;           ///< the highest number given to a chat asked for by hand
    std::int64_t own_conferences = 0;     ///< the same of conferences
    std::uint64_t own_revision = 0;       ///< grows with every change of memory.own
    std::set<std::string> changed_chats;  ///< the platform told of changes; read by the next pass
    /// Of those, whose titles may have changed too.
    std::set<std::string> changed_titles;
    /// Whom the platform told to have been brought into a chat, by key; used by its next read.
    std::map<std::string, std::vector<Newcomer>, std::less<>> told_newcomers;
    /// When a title was found changed by hand, by key; those of the last day.
    std::map<std::string, std::vector<UnixSeconds>, std::less<>> title_changes;
    std::vector<Drift> drifts;                 ///< those of the last week, in order
    std::vector<Stranger> strangers;           ///< to be reported, as of the last pass
    std::vector<Stranger> unlogged_strangers;  ///< new ones among them
    /// Written in a chat of memory.account; taken over by the next pass.
    std::vector<ClaimCode> claims;
    /// When what the platform told makes the school due, or made it last.
    std::chrono::steady_clock::time_point event_due{};
};

/// Running totals for status and metrics.
struct OperationTotals {
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
};

/// By name: the journal's id, or of a further account "17@lyceum-2".
using Schools = std::map<std::string, SchoolState, std::less<>>;

/// The key of a school's state in Schools.
[[nodiscard]] std::string name_of(const SchoolState& state);
[[nodiscard]] std::string further_name(std::string_view school, std::string_view account);

/// Schools, not states: one may be served by two accounts (docs/decisions/0009).
[[nodiscard]] std::size_t count_schools(const Schools& schools);

/// How far what is known of the journal can be relied upon.
[[nodiscard]] ReadVerdict read_verdict(const SchoolState& state, UnixSeconds now);

/// source_mark() of this by the school's picture; 0 before the first read.
[[nodiscard]] std::uint64_t source_now(const SchoolState& state, std::string_view chat,
                                       UserId user);

/// What a person decided about this hold, as long as that lasts; null: nothing yet.
[[nodiscard]] const Approval* decision_about(const SchoolState& state, const Hold& hold,
                                             UnixSeconds now);

/// That this person left this chat by himself, under any user he has or had. `state.picture` must
/// exist.
[[nodiscard]] std::vector<Departure> departures_of(const SchoolState& state, std::string_view chat,
                                                   std::string_view person);

/// What a picture of the school needs beside its read. `instant_of` is of the school's zone.
[[nodiscard]] PictureInput picture_input(const SchoolState& state, const Profile& profile,
                                         const PlatformAccount& account, Moment moment,
                                         InstantOf instant_of);

/// Keys of the chats that are there on the platform, sorted.
[[nodiscard]] std::vector<std::string> active_chats(const SchoolState& state);

/// What one school's plan looks like now, from memory alone: exactly what the next pass would do.
[[nodiscard]] Guarded current_plan(const SchoolState& state, const Capabilities& capabilities,
                                   const GuardLimits& limits, const GuardHistory& history,
                                   UnixSeconds now);

}  // namespace rosterd
