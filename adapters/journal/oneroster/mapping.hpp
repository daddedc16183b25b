// OneRoster rows into rows of the journal contract. The whole mapping is told here and in
// docs/oneroster.md. Writes nothing.
//
//   org of type school         -> school; time zone from metadata.timeZone, or the settings
//   user with a tie to it      -> person; phone from sms, else phone; enabledUser false: blocked
//   role of an employee        -> staff; position_type from metadata.positionType (pedagogical:
//                                 teaching; administration; anything else: other), without it
//                                 from the role; teacher -> teacher, siteAdministrator ->
//                                 school_admin and chats_admin unless the settings name people,
//                                 principal and others -> no role. 1.1: users.role at every org
//                                 of users.orgSourcedIds; administrator -> administration
//   class homeroom             -> class; its students -> enrolment, its teachers -> class_teacher;
//                                 metadata.predecessorSourcedId -> predecessor_id
//   class scheduled            -> study_group; its classes from metadata.parentClassSourcedId,
//                                 without it the homerooms of its students
//   agentSourcedIds            -> guardian, read in both directions, kept only between a student
//                                 and a parent, guardian or relative
//   userIds {vk:N}, {max:N}    -> profile_link, linked
//
// A group takes the whole class when its students and their days are exactly those of its one
// parent class and it names no metadata.subgroup; else its study_group_student rows are written.
// beginDate is inclusive and endDate exclusive, as in the contract, unless the settings say that
// this supplier writes the last day. A row marked tobedeleted ends on the day of its change, or on
// its endDate when that is earlier; it is never just left out, so a removal is always stated. A
// disabled or deleted user's ties end the same way; where a bulk file gives no day for it, they are
// left out.
// References to rows that do not exist are reported and passed on as they are: the journal's
// reader quarantines them, and they never turn into a removal. So are values that no form fits.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "adapters/journal/import/journal_tables.hpp"
#include "adapters/journal/oneroster/packages.hpp"
#include "reconciler/finding.hpp"
#include "reconciler/result.hpp"

namespace rosterd::journal {

/// What OneRoster cannot say about one school.
struct OneRosterSchool {
    std::string time_zone{};  ///< IANA; before metadata.timeZone
    /// Users who are school_admin and chats_admin; where one list has people, roles give that
    /// right to nobody else.
    std::set<std::string, std::less<>> school_admins{};
    std::set<std::string, std::less<>> chats_admins{};
};

/// What the last day of an enrolment or role is called.
enum class EndDate : std::uint8_t {
    exclusive,  ///< the first day on which it does not hold: the standard
    inclusive,  ///< the last day on which it holds: many suppliers
};

struct OneRosterOptions {
    std::string profile = "bars-max";  ///< of every school
    std::string account = "main";      ///< of every school
    std::string time_zone{};           ///< where a school has no metadata.timeZone; IANA
    EndDate end_date = EndDate::exclusive;
    OneRosterReading reading{};
    std::map<std::string, OneRosterSchool, std::less<>> schools{};  ///< by sourcedId
    /// Timetable beside the package (OneRoster has none): lessonId, classSourcedId, date,
    /// startLocal, endLocal, cancelled; empty: no lessons.
    std::filesystem::path lessons{};
};

/// Where a row of the contract came from.
struct RowOrigin {
    std::uint32_t package = 0;
    OneRosterFile file{};
    std::uint64_t line = 0;
};

/// One school's rows.
struct MappedSchool {
    JournalTables tables;
    std::array<std::vector<RowOrigin>, relation_count> origins;  ///< one for each row
    std::vector<Finding> findings;  ///< what the contract's reader cannot see
    /// What that reader finds itself, once it gets these rows.
    std::vector<Finding> dangling;
};

struct MappedOneRoster {
    std::map<std::string, MappedSchool, std::less<>> schools;
    std::vector<Finding> findings;  ///< of no school: repairs of files, rows of unknown schools
};

/// Errors: invalid_input when there is no school, a school has no time zone, or the timetable
/// cannot be read.
[[nodiscard]] Result<MappedOneRoster> map_oneroster(const OneRosterPackage& package,
                                                    const OneRosterOptions& options);

struct ImportedJournal {
    JournalTables tables;
    std::vector<Finding> findings;  ///< `relation` is the package and file, `row` its line
};

/// Reads `directory` and then each delta in order, and maps the outcome. Without deltas,
/// `directory` may hold several packages (find_packages).
/// Errors: those of load_packages and map_oneroster.
[[nodiscard]] Result<ImportedJournal> import_oneroster(
    const std::filesystem::path& directory, std::span<const std::filesystem::path> deltas = {},
    const OneRosterOptions& options = {});

}  // namespace rosterd::journal
