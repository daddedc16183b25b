// Believable schools out of a seed: rows of the journal contract, nobody real in them. No I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/journal/import/journal_tables.hpp"
#include "reconciler/day.hpp"
#include "reconciler/result.hpp"

namespace rosterd::journal {

/// Sizes: 166, 900, 1,800, 3,600 and 6,800 pupils.
enum class SchoolKind : std::uint8_t { village, town, large, mega, largest };

/// village, town, large, mega, largest; nothing for another word.
[[nodiscard]] std::optional<SchoolKind> school_kind(std::string_view word);
[[nodiscard]] std::string_view word(SchoolKind kind);

struct SampleOptions {
    std::string school_id = "1";
    std::string name{};  ///< empty: made up from the id and the kind
    SchoolKind kind = SchoolKind::town;
    std::uint32_t pupils = 0;  ///< 0: by kind; at most sample_pupils_max
    std::uint64_t seed = 7;
    std::string profile = "sgo";
    std::string account = "main";
    std::string platform = "vk";  ///< of profile_link
    std::string time_zone = "Asia/Yekaterinburg";
    /// Share of people linked to the platform, in per cent.
    std::uint32_t linked_percent = 80;
    /// The school year is the one this day lies in; lessons are those of its week (on a Sunday,
    /// of the coming one). An argument, so that equal options give equal schools on any day.
    Day today{20'727};  // 2026-10-01
    bool lessons = true;
    /// Pupils of village schools share classes of 22, divided from 20; of others 28, from 25.
    /// Profiles `bars-*` create subject chats by hand: there, this share of the groups has been
    /// asked for, in per cent.
    std::uint32_t requested_percent = 40;
    /// How many people other schools have: user ids and phones of one run never collide.
    std::uint64_t people_before = 0;
};

inline constexpr std::uint32_t sample_pupils_max = 100'000;

/// One school. Equal options give byte-identical tables on every run and machine.
/// All phones are `+7 (975) ...`, a code that is given to no operator.
/// Errors: invalid_input, for pupils or a percentage out of range or an empty id.
[[nodiscard]] Result<JournalTables> generate_school(const SampleOptions& options);

struct RegionOptions {
    std::uint32_t schools = 1'400;
    /// Pupils of all schools together; 0 means 372 for each school (521 k for 1,400).
    std::uint64_t pupils = 0;
    std::uint32_t town_percent = 35;
    std::uint64_t seed = 7;
    /// Account names are `account` when 1, else `account-1` ... `account-N` in turn.
    std::uint32_t accounts = 1;
    /// What every school shares; school_id, name, kind, pupils, seed and people_before are set
    /// for each. Ids are `1` ... `schools`.
    SampleOptions school{};
};

/// What a region was made of.
struct RegionTotals {
    std::uint64_t schools = 0;
    std::uint64_t pupils = 0;
    std::uint64_t people = 0;
    std::uint64_t rows = 0;
};

/// Makes the schools one after another and hands each to `sink`; only one is in memory at a time.
/// Village schools are lognormal with mean 180 and sigma 1.0 (4 to 1,500 pupils), town schools
/// with mean 780 and sigma 0.55 (60 to 7,000), all scaled together to `pupils`.
/// Errors: as generate_school; the first error of `sink` stops the run and is returned.
[[nodiscard]] Result<RegionTotals> generate_region(
    const RegionOptions& options, const std::function<Result<void>(const JournalTables&)>& sink);

}  // namespace rosterd::journal
