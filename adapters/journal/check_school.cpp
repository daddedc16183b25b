// What a school's roster lacks, in words an admin can act on. Validity is left aside: rows of any
// time count, for the check has no clock.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/check.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd {
namespace {

class SchoolCheck {
  public:
    SchoolCheck(const Roster& roster, std::size_t ids_max) : roster_{roster}, ids_max_{ids_max} {}

    std::vector<CheckLine> lines() {
        relations();
        administrators();
        classes();
        groups();
        people();
        return std::move(lines_);
    }

  private:
    void add(Severity severity, std::string where, std::string what) {
        lines_.push_back({severity, roster_.school.id, std::move(where), std::move(what)});
    }

    void relations() {
        if (roster_.people.size() == 0) {
            add(Severity::error, "person",
                "the school has no people: is school_id written the same way in every relation?");
            return;
        }
        if (roster_.staff.empty()) {
            add(Severity::error, "staff",
                "the school has no staff: the staff room stays empty, and no teacher counts");
        }
        if (roster_.classes.size() == 0) {
            add(Severity::error, "class", "the school has no classes: no class or parents chats");
        }
        if (roster_.enrolments.empty() && roster_.classes.size() > 0) {
            add(Severity::error, "enrolment", "nobody is enrolled: classes have no pupils");
        }
        if (roster_.guardians.empty() && !roster_.enrolments.empty()) {
            add(Severity::warning, "guardian", "no pupil has a guardian: parents chats stay empty");
        }
    }

    void administrators() {
        if (roster_.staff.empty()) return;
        std::uint8_t roles = 0;
        for (const StaffRow& row : roster_.staff) roles |= row.roles;
        if ((roles & (staff_role::chats_admin | staff_role::school_admin)) == 0) {
            add(Severity::warning, "staff",
                "nobody has the role chats_admin or school_admin: the staff room has no "
                "administrator; add the role to somebody's staff row");
        }
    }

    /// Left sides of `ties` as flags.
    static std::vector<std::uint8_t> having(const std::vector<Tie>& ties, std::size_t size) {
        std::vector<std::uint8_t> flags(size, 0);
        for (const Tie& tie : ties) flags[tie.left] = 1;
        return flags;
    }

    template <class Lacks>
    void list(Severity severity, std::string_view where, const std::vector<TextRef>& ids,
              std::string_view what, Lacks lacks) {
        std::string listed;
        std::size_t count = 0;
        for (std::uint32_t i = 0; i < ids.size(); ++i) {
            if (!lacks(i)) continue;
            if (++count > ids_max_) continue;
            if (!listed.empty()) listed += ", ";
            listed += fmt::format("'{}'", printable(roster_.text.view(ids[i])));
        }
        if (count == 0) return;
        if (count > ids_max_) listed += fmt::format(" and {} more", count - ids_max_);
        add(severity, std::string{where}, fmt::format("{} {}: {}", count, what, listed));
    }

    void classes() {
        const auto& ids = roster_.classes.id;
        const auto taught = having(roster_.class_teachers, ids.size());
        const auto attended = having(roster_.enrolments, ids.size());
        list(Severity::warning, "class_teacher", ids,
             "class(es) without a class teacher, so their chats have no administrator of their own",
             [&](std::uint32_t i) { return taught[i] == 0; });
        if (roster_.enrolments.empty()) return;
        list(Severity::warning, "enrolment", ids, "class(es) without a pupil",
             [&](std::uint32_t i) { return attended[i] == 0; });
    }

    void groups() {
        const auto& ids = roster_.groups.id;
        const auto taught = having(roster_.group_teachers, ids.size());
        const auto in_class = having(roster_.group_classes, ids.size());
        const auto attended = having(roster_.group_students, ids.size());
        list(Severity::warning, "study_group_teacher", ids, "study group(s) without a teacher",
             [&](std::uint32_t i) { return taught[i] == 0; });
        list(Severity::warning, "study_group_class", ids,
             "study group(s) for a whole class without a class, so without pupils",
             [&](std::uint32_t i) {
                 return roster_.groups.whole_class[i] != 0 && in_class[i] == 0;
             });
        list(Severity::warning, "study_group_student", ids,
             "study group(s) for a part of a class without a pupil", [&](std::uint32_t i) {
                 return roster_.groups.whole_class[i] == 0 && attended[i] == 0;
             });
    }

    void people() {
        std::vector<std::uint8_t> tied(roster_.people.size(), 0);
        for (const StaffRow& row : roster_.staff) tied[row.person] = 1;
        for (const Tie& tie : roster_.enrolments) tied[tie.right] = 1;
        for (const Tie& tie : roster_.guardians) tied[tie.right] = 1;
        list(Severity::note, "person", roster_.people.id,
             "person(s) who are neither staff, pupil nor guardian, so in no chat",
             [&](std::uint32_t i) { return tied[i] == 0; });
        const auto linked = std::ranges::count(roster_.links, LinkState::linked, &LinkRow::state);
        if (!roster_.links.empty() && linked == 0) {
            add(Severity::note, "profile_link", "nobody is linked to a platform yet");
        }
    }

    const Roster& roster_;
    std::size_t ids_max_;
    std::vector<CheckLine> lines_;
};

}  // namespace

std::vector<CheckLine> check_school(const Roster& roster, std::size_t ids_max) {
    return SchoolCheck{roster, ids_max}.lines();
}

}  // namespace rosterd
