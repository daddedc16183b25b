// OneRoster 1.2 CSV folders into rows of the journal contract. The whole mapping is told here and
// in docs/oneroster.md. Writes nothing.
//
//   org of type school         -> school; time zone from metadata.timeZone
//   user with a tie to it      -> person; phone from sms, else phone; enabledUser false: blocked
//   role of an employee        -> staff; position_type from metadata.positionType (pedagogical:
//                                 teaching; administration; anything else: other), without it
//                                 from the role; teacher -> teacher, siteAdministrator ->
//                                 school_admin and chats_admin, principal and others -> no role
//   class homeroom             -> class; its students -> enrolment, its teachers -> class_teacher
//   class scheduled            -> study_group; its classes from metadata.parentClassSourcedId,
//                                 without it the homerooms of its students
//   agentSourcedIds            -> guardian, read in both directions, kept only between a student
//                                 and a parent, guardian or relative
//   userIds {vk:N}, {max:N}    -> profile_link, linked
//
// A group takes the whole class when its students and their days are exactly those of its one
// parent class and it names no metadata.subgroup; else its study_group_student rows are written.
// beginDate is inclusive and endDate exclusive, as in the contract. A row marked tobedeleted ends
// on the day of its change, or on its endDate when that is earlier; it is never just left out, so
// a removal is always stated. A disabled or deleted user's ties end the same way; where a bulk
// file gives no day for it, they are left out.
// References to rows that do not exist are reported and passed on as they are: the journal's
// reader quarantines them, and they never turn into a removal.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "adapters/journal/import/journal_tables.hpp"
#include "adapters/journal/import/oneroster_package.hpp"
#include "reconciler/finding.hpp"
#include "reconciler/result.hpp"

namespace rosterd::journal {

struct OneRosterOptions {
    std::string profile = "bars-max";  ///< of every school
    std::string account = "main";      ///< of every school
    std::string time_zone{};           ///< where a school has no metadata.timeZone; IANA
    /// Timetable beside the package (OneRoster has none): lessonId, classSourcedId, date,
    /// startLocal, endLocal, cancelled; empty: no lessons.
    std::filesystem::path lessons{};
};

struct ImportedJournal {
    JournalTables tables;
    std::vector<Finding> findings;  ///< `relation` is the OneRoster file, `row` its line
};

/// Reads the bulk folder `directory`, then each delta folder in order, and maps the outcome.
/// Errors: as OneRosterPackage::apply; invalid_input when there is no school or a school has no
/// time zone, or the timetable cannot be read.
[[nodiscard]] Result<ImportedJournal> import_oneroster(
    const std::filesystem::path& directory, std::span<const std::filesystem::path> deltas = {},
    const OneRosterOptions& options = {});

/// The mapping alone.
[[nodiscard]] Result<ImportedJournal> map_oneroster(const OneRosterPackage& package,
                                                    const OneRosterOptions& options);

}  // namespace rosterd::journal
