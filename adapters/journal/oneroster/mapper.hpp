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

#include "adapters/journal/oneroster/csv.hpp"
#include "adapters/journal/oneroster/mapping.hpp"

namespace rosterd::journal {

/// Days of a tie; empty texts are open ends. `to` is exclusive.
struct Period {
    std::string from{};
    std::string to{};
    friend auto operator<=>(const Period&, const Period&) = default;
};

/// Splits `a,b , c` into trimmed parts that are not empty.
[[nodiscard]] std::vector<std::string> list_items(std::string_view text);

[[nodiscard]] inline Cell cell_or_null(const std::string& text) {
    return text.empty() ? Cell{} : Cell{text};
}

class OneRosterMapper {
  public:
    OneRosterMapper(const OneRosterPackage& package, const OneRosterOptions& options)
        : package_{package}, options_{options} {}

    Result<MappedOneRoster> map();

  private:
    using Row = OneRosterRow;
    /// (person, days) of one class and role, and the row that says so.
    using Seats = std::map<std::pair<std::string, Period>, const Row*>;
    /// One role of one user at one org: a row of roles.csv, or a part of one of users.csv (1.1).
    struct Role {
        const Row& row;
        const std::string& user;
        const std::string& role;
        const std::string& org;
        const std::string& position_type;
    };

    Result<void> map_schools();
    void map_roles();
    void map_role(const Role& role);
    void map_staff(const Role& role, const Period& period);
    void add_parent(const std::string& user, const Period& period);
    void map_enrollments();
    void map_enrollment(const Row& row);
    void map_classes();
    void map_guardians();
    void add_guardian(const std::string& parent, const std::string& student, const Row& said_by);
    void map_homeroom(const std::string& school, const Row& row);
    void map_group(const std::string& school, const Row& row);
    void map_people();
    void map_links(const std::string& school, const Row& user);
    Result<void> map_lessons();
    Result<void> map_lesson(const CsvFile& csv, const CsvRow& row,
                            const std::array<std::size_t, 6>& columns);

    /// The school of an enrolment: its class's, where that is known.
    const std::string& school_of(const Row& enrollment) const;
    /// When a tie of this user counts; nothing: never (a disabled user, no day).
    std::optional<Period> period_of(const Row& row, const std::string& user_id) const;
    std::optional<Period> period_of(Period period, const Row* deleted,
                                    const std::string& user_id) const;
    Cell roles_of(const Role& role) const;
    std::optional<std::string> grade_of(const Row& row) const;
    std::set<std::string> classes_of_group(const Row& row, const Seats& students) const;
    bool takes_whole_class(const Row& row, const std::set<std::string>& classes,
                           const Seats& students) const;
    std::string name_of_group(const Row& row, const std::set<std::string>& classes) const;
    std::string subject_of(const std::string& school, const Row& row);
    void add_seats(Relation relation, const std::string& school, const std::string& id,
                   const Seats& seats);

    /// Adds a row of the contract that `row` says.
    template <class... Cells>
    void add(const std::string& school, Relation relation, const Row& row, Cells&&... cells) {
        MappedSchool& into = out_.schools.find(school)->second;
        into.tables[relation].add(school, std::forward<Cells>(cells)...);
        into.origins[static_cast<std::size_t>(relation)].push_back(
            {row.package, row.file, row.line});
    }

    /// To the school where it is known, else to none.
    void report(const std::string& school, Severity severity, const Row& row, std::string message);
    /// What the contract's reader will find by itself.
    void report_dangling(const std::string& school, const Row& row, std::string message);
    Finding finding(Severity severity, const Row& row, std::string message) const;

    const OneRosterPackage& package_;
    const OneRosterOptions& options_;
    MappedOneRoster out_;
    std::map<std::string, Seats, std::less<>> students_;  ///< by class or group
    std::map<std::string, Seats, std::less<>> teachers_;  ///< by class or group
    /// Homerooms of each student who is in one now.
    std::map<std::string, std::set<std::string>, std::less<>> homerooms_;
    std::set<std::pair<std::string, std::string>> people_;                       ///< (school, user)
    std::map<std::string, std::set<std::string>, std::less<>> student_schools_;  ///< by user
    /// Days of the parent-like role, by user; the widest when there are several.
    std::map<std::string, Period, std::less<>> parents_;
    std::set<std::tuple<std::string, std::string, std::string>> guardians_;  ///< that are written
    std::set<std::vector<Cell>> staff_;                                      ///< that are written
};

}  // namespace rosterd::journal
