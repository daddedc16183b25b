// The mapping of one package while it runs. Internal to this folder.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/journal/import/oneroster.hpp"

namespace rosterd::journal {

/// Days of a tie; empty texts are open ends. `to` is exclusive.
struct Period {
    std::string from{};
    std::string to{};
    friend auto operator<=>(const Period&, const Period&) = default;
};

/// Splits `a,b , c` into trimmed parts that are not empty.
[[nodiscard]] std::vector<std::string> list_items(std::string_view text);

class OneRosterMapper {
  public:
    OneRosterMapper(const OneRosterPackage& package, const OneRosterOptions& options)
        : package_{package}, options_{options} {}

    Result<ImportedJournal> map();

  private:
    using Row = OneRosterRow;
    /// (person, days) of one class and role.
    using Seats = std::set<std::pair<std::string, Period>>;

    Result<void> map_schools();
    void map_roles();
    void map_enrollments();
    void map_guardians();
    void map_homeroom(const std::string& id, const Row& row);
    void map_group(const std::string& id, const Row& row);
    void map_people();
    void map_links(const std::string& school, const std::string& id, const Row& user);
    Result<void> map_lessons();

    /// When a tie of this row and this user counts; nothing: never (a disabled user, no day).
    std::optional<Period> period_of(const Row& row, const std::string& user_id) const;
    std::optional<std::string> grade_of(const Row& row) const;
    std::set<std::string> classes_of_group(const Row& row, const Seats& students) const;
    bool takes_whole_class(const Row& row, const std::set<std::string>& classes,
                           const Seats& students) const;
    std::string name_of_group(const Row& row, const std::set<std::string>& classes) const;
    std::string subject_of(const std::string& id, const Row& row);
    void report(OneRosterFile file, Severity severity, const std::string& id, const Row& row,
                std::string message);

    const OneRosterPackage& package_;
    const OneRosterOptions& options_;
    ImportedJournal out_;
    std::set<std::string, std::less<>> schools_;
    std::map<std::string, Seats, std::less<>> students_;    ///< by class or group
    std::map<std::string, Seats, std::less<>> teachers_;    ///< by class or group
    std::set<std::pair<std::string, std::string>> people_;  ///< (school, user)
    std::map<std::string, std::set<std::string>, std::less<>> student_schools_;  ///< by user
    /// Days of the parent-like role, by user; the widest when there are several.
    std::map<std::string, Period, std::less<>> parents_;
};

}  // namespace rosterd::journal
