// The rules of profile sgo, read aloud and written down with std::set.
#include "tests/system/journal_rows.hpp"

#include <fmt/format.h>

#include <chrono>

#include "reconciler/contract.hpp"

namespace rosterd::test {
namespace {

using Ids = std::set<std::string>;
using Row = std::vector<std::string>;

bool is_true(const std::string& flag) {
    return flag == "1" || flag == "t" || flag == "true";
}

class Sgo {
  public:
    Sgo(const JournalRows& rows, std::string day) : rows_{rows}, day_{std::move(day)} {
        for (const Row& row : rows_.at("profile_link")) {
            if (row[5] == "linked") users_[row[1]] = std::stoll(row[3]);
        }
        for (const Row& row : rows_.at("person")) {
            if (is_true(row[6])) blocked_.insert(row[1]);
        }
        for (const Row& row : rows_.at("staff")) {
            if (!in_force(row)) continue;
            staff_.insert(row[1]);
            if (("," + row[3] + ",").find(",teacher,") != std::string::npos)
                teachers_.insert(row[1]);
            if (("," + row[3] + ",").find(",school_admin,") != std::string::npos) {
                school_admins_.insert(row[1]);
            }
        }
        for (const Row& row : rows_.at("enrolment")) {
            if (in_force(row)) pupils_[row[1]].insert(row[2]);
        }
    }

    Rooms rooms() const {
        Rooms all;
        all.insert(room("Учительская", united(teachers_, school_admins_), school_admins_));
        for (const Row& row : rows_.at("class")) {
            if (!in_force(row)) continue;
            const Ids teachers = staff_named("class_teacher", row[1]);
            const Ids pupils = pupils_of(row[1]);
            all.insert(room(row[2] + " класс", united(teachers, pupils), teachers));
            all.insert(room(row[2] + " родители", united(teachers, parents_of(pupils)), teachers));
        }
        for (const Row& row : rows_.at("study_group")) {
            if (in_force(row)) all.insert(subject(row));
        }
        return all;
    }

  private:
    /// valid_from and valid_to are the last two columns of every dated relation.
    bool in_force(const Row& row) const {
        const std::string& from = row[row.size() - 2];
        const std::string& to = row[row.size() - 1];
        return (from.empty() || from <= day_) && (to.empty() || day_ < to);
    }

    static Ids united(Ids a, const Ids& b) {
        a.insert(b.begin(), b.end());
        return a;
    }

    Ids staff_named(const std::string& relation, const std::string& owner) const {
        Ids found;
        for (const Row& row : rows_.at(relation)) {
            if (row[1] == owner && in_force(row) && staff_.contains(row[2])) found.insert(row[2]);
        }
        return found;
    }

    Ids pupils_of(const std::string& school_class) const {
        const auto found = pupils_.find(school_class);
        return found == pupils_.end() ? Ids{} : found->second;
    }

    Ids parents_of(const Ids& pupils) const {
        Ids found;
        for (const Row& row : rows_.at("guardian")) {
            if (in_force(row) && pupils.contains(row[2])) found.insert(row[1]);
        }
        return found;
    }

    Room subject(const Row& group) const {
        Ids classes;
        for (const Row& row : rows_.at("study_group_class")) {
            if (row[1] == group[1] && in_force(row)) classes.insert(row[2]);
        }
        Ids in_classes;
        for (const std::string& one : classes) in_classes = united(in_classes, pupils_of(one));
        if (classes.empty()) {
            for (const auto& [one, pupils] : pupils_) in_classes = united(in_classes, pupils);
        }
        const bool whole = is_true(group[4]);
        Ids pupils;
        if (whole) {
            pupils = in_classes;
        } else {
            for (const Row& row : rows_.at("study_group_student")) {
                if (row[1] == group[1] && in_force(row) && in_classes.contains(row[2])) {
                    pupils.insert(row[2]);
                }
            }
        }
        const Ids teachers = staff_named("study_group_teacher", group[1]);
        return room(subject_title(group, classes, whole), united(teachers, pupils), teachers);
    }

    std::string subject_title(const Row& group, const Ids& classes, bool whole) const {
        std::string names;
        for (const Row& row : rows_.at("class")) {
            if (!classes.contains(row[1])) continue;
            if (!names.empty()) names += ", ";
            names += row[2];
        }
        if (classes.size() != 1) return fmt::format("{} ({})", group[2], names);
        if (whole) return fmt::format("{}/{}", names, group[2]);
        return fmt::format("{}/{} ({})", names, group[2], group[3]);
    }

    /// Only who is linked and not blocked can be there.
    /// A chat without a teacher is administered by the school's administrators.
    Room room(std::string title, const Ids& members, const Ids& teachers) const {
        const Ids& admins = teachers.empty() ? school_admins_ : teachers;
        return {std::move(title), reachable(united(members, admins)), reachable(admins)};
    }
    Users reachable(const Ids& people) const {
        Users users;
        for (const std::string& person : people) {
            const auto user = users_.find(person);
            if (user != users_.end() && !blocked_.contains(person)) users.insert(user->second);
        }
        return users;
    }

    const JournalRows& rows_;
    std::string day_;
    std::map<std::string, std::int64_t> users_;
    std::map<std::string, Ids> pupils_;
    Ids blocked_, staff_, teachers_, school_admins_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Room& room) {
    out << '"' << room.title << "\" {";
    for (const auto user : room.members) {
        out << ' ' << user << (room.admins.contains(user) ? "*" : "");
    }
    return out << " }";
}

JournalRows rows_of(const journal::JournalTables& tables) {
    JournalRows all;
    for (const auto& table : tables.tables()) {
        auto& rows = all[std::string{spec_of(table.relation()).name}];
        for (std::size_t i = 0; i < table.rows(); ++i) {
            Row row;
            for (const auto& cell : table.row(i)) row.push_back(cell.value_or(""));
            rows.push_back(std::move(row));
        }
    }
    return all;
}

std::string school_today() {
    using namespace std::chrono;
    const auto there = system_clock::now() + hours{5};
    const year_month_day day{floor<days>(there)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

Rooms sgo_rooms(const JournalRows& rows, const std::string& day) {
    return Sgo{rows, day}.rooms();
}

}  // namespace rosterd::test
