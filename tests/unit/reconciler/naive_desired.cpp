// Who belongs where, from the sentences of the journal contract, without the reconciler's columns.
#include "tests/unit/reconciler/naive_desired.hpp"

#include <algorithm>

namespace rosterd::testing {

namespace {

using Set = std::set<std::string>;

void join(Set& into, const Set& from) {
    into.insert(from.begin(), from.end());
}

class Naive {
  public:
    explicit Naive(const Scenario& scenario)
        : scenario_{scenario},
          rows_{scenario.journal.rows()},
          today_{scenario.moment.today},
          bars_{scenario.profile.id == "bars-max"} {
        for (const auto& row : rows_.staff) {
            if (!row.validity.covers(today_)) continue;
            employees_.insert(row.person);
            const bool works_with_children = row.position != PositionType::other;
            const bool teaches = (row.roles & staff_role::teacher) != 0;
            if (bars_ ? works_with_children : teaches) staff_room_.insert(row.person);
            if ((row.roles & staff_role::school_admin) != 0) school_admins_.insert(row.person);
            if ((row.roles & staff_role::chats_admin) != 0) chats_admins_.insert(row.person);
        }
        for (const auto& row : rows_.enrolments) {
            if (row.validity.covers(today_)) enrolled_.insert(row.right);
        }
        tied_ = employees_;
        join(tied_, enrolled_);
        for (const auto& row : rows_.guardians) {
            if (row.validity.covers(today_) && enrolled_.contains(row.left)) {
                tied_.insert(row.right);
            }
        }
    }

    std::map<std::string, NaiveChat> chats() const {
        std::map<std::string, NaiveChat> out;
        out["staff"] = finished("staff", staff_room_, bars_ ? chats_admins_ : school_admins_);
        for (const auto& [id, facts] : rows_.classes) {
            if (!facts.validity.covers(today_)) continue;
            Set admins = of(rows_.class_teachers, id, employees_);
            if (bars_) join(admins, chats_admins_);
            out["class/" + id] = finished("class/" + id, students(id), admins);
            out["parents/" + id] = finished("parents/" + id, parents(students(id)), admins);
        }
        for (const auto& [id, facts] : rows_.groups) {
            if (!facts.validity.covers(today_)) continue;
            Set admins = of(rows_.group_teachers, id, employees_);
            if (bars_) join(admins, chats_admins_);
            out["subject/" + id] = finished("subject/" + id, group(id, facts.whole_class), admins);
        }
        return out;
    }

  private:
    /// Right sides of the rows of `left` in force, as far as they are among `allowed`.
    Set of(const std::vector<RosterMaker::NamedTie>& ties, const std::string& left,
           const Set& allowed) const {
        Set out;
        for (const auto& row : ties) {
            if (row.left != left || !row.validity.covers(today_)) continue;
            if (allowed.contains(row.right)) out.insert(row.right);
        }
        return out;
    }

    Set students(const std::string& in) const { return of(rows_.enrolments, in, enrolled_); }

    Set parents(const Set& of_students) const {
        Set out;
        for (const auto& row : rows_.guardians) {
            if (row.validity.covers(today_) && of_students.contains(row.left)) {
                out.insert(row.right);
            }
        }
        return out;
    }

    Set group(const std::string& id, bool whole_class) const {
        Set of_classes;
        bool any_class = false;
        for (const auto& row : rows_.group_classes) {
            if (row.left != id || !row.validity.covers(today_)) continue;
            any_class = true;
            join(of_classes, students(row.right));
        }
        if (whole_class) return of_classes;
        return of(rows_.group_students, id, any_class ? of_classes : enrolled_);
    }

    NaiveChat finished(const std::string& key, Set members, Set admins) const {
        join(members, admins);
        for (const auto& edit : rows_.edits) {
            if (edit.chat != key || edit.facts.until <= scenario_.moment.now) continue;
            if (!bars_ && forgotten(key, edit.facts.made_at)) continue;
            if (edit.kind == EditKind::add || edit.kind == EditKind::make_admin) {
                members.insert(edit.person);
            }
            if (edit.kind == EditKind::make_admin) admins.insert(edit.person);
            if (edit.kind == EditKind::remove) members.erase(edit.person);
            if (edit.kind == EditKind::drop_admin || edit.kind == EditKind::remove) {
                admins.erase(edit.person);
            }
        }
        const auto gone = [&](const std::string& person) {
            return !tied_.contains(person) || (!bars_ && rows_.people.at(person).blocked);
        };
        std::erase_if(members, gone);
        std::erase_if(admins, gone);
        return {std::move(members), std::move(admins)};
    }

    bool forgotten(const std::string& key, UnixSeconds made_at) const {
        return std::ranges::any_of(scenario_.initialised, [&](const auto& initialised) {
            return initialised.first == key && made_at < initialised.second;
        });
    }

    const Scenario& scenario_;
    const RosterMaker::Rows& rows_;
    Day today_;
    bool bars_;
    Set employees_, staff_room_, school_admins_, chats_admins_, enrolled_, tied_;
};

}  // namespace

std::map<std::string, NaiveChat> naive_desired(const Scenario& scenario) {
    return Naive{scenario}.chats();
}

}  // namespace rosterd::testing
