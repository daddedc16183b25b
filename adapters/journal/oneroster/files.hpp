// The files of a package that say who is where, and their columns, as data. The others are not
// opened: no marks, no birth dates, no addresses.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace rosterd::journal {

enum class OneRosterFile : std::uint8_t { orgs, courses, classes, users, roles, enrollments };
inline constexpr std::array oneroster_files{OneRosterFile::orgs,    OneRosterFile::courses,
                                            OneRosterFile::classes, OneRosterFile::users,
                                            OneRosterFile::roles,   OneRosterFile::enrollments};
inline constexpr std::size_t oneroster_file_count = oneroster_files.size();
[[nodiscard]] std::string_view word(OneRosterFile file);  // "orgs", without .csv

/// 1.1 keeps one role in users.csv, 1.2 has roles.csv.
enum class OneRosterVersion : std::uint8_t { one_one, one_two };

enum class OneRosterMode : std::uint8_t {
    strict,    ///< what the standard writes, and nothing else
    tolerant,  ///< repairs what is certain, and tells each repair once per file and column
};

enum class Form : std::uint8_t {
    text,
    day,   ///< YYYY-MM-DD or empty
    flag,  ///< true or false
    word,  ///< one of a few words; its case is repaired
};

struct OneRosterColumn {
    std::string_view name;
    Form form = Form::text;
    bool header = false;  ///< strict: the header must have it
    bool filled = false;  ///< strict: no row may leave it empty
    /// Without it nobody knows what a row is about: both modes need it in the header.
    bool essential = false;
};

/// Columns that the mapping reads, besides sourcedId, status and dateLastModified. The first
/// essential ones tell what a row of an enrolment or role is about.
[[nodiscard]] std::span<const OneRosterColumn> columns_of(OneRosterFile file);
/// Of users.csv in a package of 1.1: role and orgSourcedIds are essential there.
[[nodiscard]] bool is_essential(OneRosterFile file, const OneRosterColumn& column,
                                OneRosterVersion version);
[[nodiscard]] std::optional<std::size_t> column_index(OneRosterFile file, std::string_view name);

}  // namespace rosterd::journal
