// Plain loops over plain maps: slow, and easy to believe.
#include "tests/simulation/year/school_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "reconciler/roster_builder.hpp"

namespace rosterd::test {
namespace {

constexpr UserId first_user = 1'000;

template <class Container>
void keep_some(Container& rows, std::size_t keep, Dice& dice) {
    while (rows.size() > keep) {
        auto at = rows.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(dice.below(rows.size())));
        rows.erase(at);
    }
}

/// Writes rows in the order of the contract; empty texts are NULL.
class Writer {
  public:
    Writer(const School& school) : school_{school.id}, builder_{school} {}

    void row(Relation relation, const std::vector<std::string>& cells) {
        std::vector<Field> fields{Field{school_}};
        for (const std::string& cell : cells) {
            fields.push_back(cell.empty() ? Field{} : Field{cell});
        }
        fields.resize(spec_of(relation).columns.size());
        builder_.add(relation, fields);
    }
    JournalRead take() {
        BuiltRoster built = builder_.build();
        return {std::move(built.roster), std::move(built.findings)};
    }

  private:
    std::string school_;
    RosterBuilder builder_;
};

std::string date_and_time(UnixSeconds instant) {
    const std::chrono::sys_seconds local{std::chrono::seconds{instant}};
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{local - day};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string in_utc(UnixSeconds instant) {
    return date_and_time(instant) + "Z";
}

/// As a clock on a wall in Moscow shows it: three hours ahead, all the year round.
std::string in_moscow(UnixSeconds instant) {
    constexpr UnixSeconds ahead = 3 * 3'600;
    return date_and_time(instant + ahead);
}

bool enrolled(const SchoolFacts& facts, const std::string& person) {
    return facts.people.contains(person) &&
           std::ranges::any_of(facts.enrolments, [&](const auto& row) {
               return row.second == person && facts.classes.contains(row.first);
           });
}

bool on_staff(const SchoolFacts& facts, const std::string& person) {
    return facts.people.contains(person) && facts.staff.contains(person);
}

/// Puts people into one chat, if they may be in any.
class Seats {
  public:
    Seats(const SchoolFacts& facts, WantedChat& chat) : facts_{facts}, chat_{chat} {}

    void put(const std::string& person, bool admin) {
        const auto found = facts_.people.find(person);
        if (found == facts_.people.end()) return;
        const PersonRow& row = found->second;
        if (row.user == 0 || row.unlinked || row.blocked) return;
        bool& is_admin = chat_.members[row.user];
        is_admin = is_admin || admin;
    }
    void put_class_teachers(const std::string& school_class) {
        for (const auto& [of, person] : facts_.class_teachers) {
            if (of == school_class && on_staff(facts_, person)) put(person, true);
        }
    }
    void put_students(const std::string& school_class) {
        for (const auto& [of, student] : facts_.enrolments) {
            if (of == school_class) put(student, false);
        }
    }
    void put_parents(const std::string& school_class) {
        for (const auto& [of, student] : facts_.enrolments) {
            if (of != school_class || !facts_.people.contains(student)) continue;
            for (const auto& [child, parent] : facts_.guardians) {
                if (child == student) put(parent, false);
            }
        }
    }

  private:
    const SchoolFacts& facts_;
    WantedChat& chat_;
};

}  // namespace

std::string_view word(FactKind kind) {
    constexpr std::array<std::string_view, fact_kinds> words{
        "person",      "staff",    "class",       "class_teacher",
        "enrolment",   "guardian", "study_group", "study_group_teacher",
        "profile_link"};
    return words.at(static_cast<std::size_t>(kind));
}

std::size_t SchoolFacts::count(FactKind kind) const {
    switch (kind) {
        case FactKind::people:
            return people.size();
        case FactKind::staff:
            return staff.size();
        case FactKind::classes:
            return classes.size();
        case FactKind::class_teachers:
            return class_teachers.size();
        case FactKind::enrolments:
            return enrolments.size();
        case FactKind::guardians:
            return guardians.size();
        case FactKind::groups:
            return groups.size();
        case FactKind::group_teachers:
            return group_teachers.size();
        case FactKind::links:
            return static_cast<std::size_t>(std::ranges::count_if(
                people, [](const auto& entry) { return entry.second.user != 0; }));
    }
    return 0;
}

void SchoolFacts::lose(FactKind kind, std::size_t keep, Dice& dice) {
    switch (kind) {
        case FactKind::people:
            return keep_some(people, keep, dice);
        case FactKind::staff:
            return keep_some(staff, keep, dice);
        case FactKind::classes:
            return keep_some(classes, keep, dice);
        case FactKind::class_teachers:
            return keep_some(class_teachers, keep, dice);
        case FactKind::enrolments:
            return keep_some(enrolments, keep, dice);
        case FactKind::guardians:
            return keep_some(guardians, keep, dice);
        case FactKind::groups:
            return keep_some(groups, keep, dice);
        case FactKind::group_teachers:
            return keep_some(group_teachers, keep, dice);
        case FactKind::links: {
            std::vector<std::string> linked;
            for (const auto& [id, row] : people) {
                if (row.user != 0) linked.push_back(id);
            }
            while (linked.size() > keep) {
                const std::size_t at = dice.below(linked.size());
                people[linked[at]].user = 0;
                linked.erase(linked.begin() + static_cast<std::ptrdiff_t>(at));
            }
            return;
        }
    }
}

SchoolFacts small_school(Dice& dice) {
    SchoolFacts facts;
    UserId user = first_user;
    const auto person = [&](const std::string& id) {
        ++user;
        facts.people[id] = {.user = dice.percent(90) ? user : 0};
    };
    const std::int64_t teachers = dice.between(4, 6);
    for (std::int64_t i = 0; i < teachers; ++i) {
        const std::string id = fmt::format("t{}", i);
        person(id);
        facts.staff[id] = i == 0;
    }
    constexpr std::array<std::string_view, 4> letters{"А", "Б", "В", "Г"};
    const std::int64_t classes = dice.between(2, 4);
    for (std::int64_t c = 0; c < classes; ++c) {
        const std::string id = fmt::format("c{}", c);
        facts.classes[id] = fmt::format("{}{}", c + 5, letters.at(static_cast<std::size_t>(c)));
        facts.class_teachers.emplace(id, fmt::format("t{}", c));
        const std::int64_t pupils = dice.between(4, 8);
        for (std::int64_t p = 0; p < pupils; ++p) {
            const std::string pupil = fmt::format("s{}-{}", c, p);
            const std::string parent = fmt::format("p{}-{}", c, p);
            person(pupil);
            person(parent);
            facts.enrolments.emplace(id, pupil);
            facts.guardians.emplace(pupil, parent);
        }
        const std::string group = fmt::format("g{}", c);
        facts.groups[group] = {id, "История"};
        facts.group_teachers.emplace(group, fmt::format("t{}", dice.below(4)));
    }
    return facts;
}

JournalRead read_of(const SchoolFacts& facts, const School& school) {
    Writer writer{school};
    for (const auto& [id, row] : facts.people) {
        writer.row(Relation::person,
                   {id, "Фамилия", "Имя", "", "", row.blocked ? "true" : "false"});
    }
    for (const auto& [id, admin] : facts.staff) {
        writer.row(Relation::staff, {id, "teaching", admin ? "teacher,school_admin" : "teacher"});
    }
    for (const auto& [id, name] : facts.classes) {
        const auto before = facts.predecessors.find(id);
        writer.row(Relation::school_class,
                   {id, name, "", "", before == facts.predecessors.end() ? "" : before->second});
    }
    for (const auto& [of, person] : facts.class_teachers) {
        writer.row(Relation::class_teacher, {of, person});
    }
    for (const auto& [of, person] : facts.enrolments) writer.row(Relation::enrolment, {of, person});
    for (const auto& [student, parent] : facts.guardians) {
        writer.row(Relation::guardian, {parent, student});
    }
    for (const auto& [id, group] : facts.groups) {
        writer.row(Relation::study_group, {id, group.subject, "", "true"});
    }
    for (const auto& [id, group] : facts.groups) {
        writer.row(Relation::study_group_class, {id, group.school_class});
    }
    for (const auto& [of, person] : facts.group_teachers) {
        writer.row(Relation::study_group_teacher, {of, person});
    }
    for (const auto& [id, row] : facts.people) {
        if (row.user == 0) continue;
        writer.row(Relation::profile_link,
                   {id, "vk", std::to_string(row.user), "", row.unlinked ? "unlinked" : "linked"});
    }
    for (const auto& [of, edit] : facts.edits) {
        writer.row(Relation::chat_edit,
                   {of.first, of.second, edit.adds ? "add" : "remove", "", in_utc(edit.made_at),
                    edit.until == 0 ? "" : in_utc(edit.until)});
    }
    for (const auto& [id, call] : facts.calls) {
        writer.row(Relation::conference, {id, "video_call", "staff", "", "", in_moscow(call.starts),
                                          in_moscow(call.ends)});
    }
    return writer.take();
}

WantedChats wanted_chats(const SchoolFacts& facts, UnixSeconds now) {
    WantedChats chats;
    for (const auto& [id, name] : facts.classes) {
        WantedChat& pupils = chats["class/" + id];
        pupils.title = name + " класс";
        Seats seats{facts, pupils};
        seats.put_class_teachers(id);
        seats.put_students(id);
        WantedChat& parents = chats["parents/" + id];
        parents.title = name + " родители";
        Seats parent_seats{facts, parents};
        parent_seats.put_class_teachers(id);
        parent_seats.put_parents(id);
    }
    for (const auto& [id, group] : facts.groups) {
        WantedChat& chat = chats["subject/" + id];
        const auto school_class = facts.classes.find(group.school_class);
        if (school_class == facts.classes.end()) continue;
        chat.title = school_class->second + "/" + group.subject;
        Seats seats{facts, chat};
        for (const auto& [of, person] : facts.group_teachers) {
            if (of == id && on_staff(facts, person)) seats.put(person, true);
        }
        seats.put_students(group.school_class);
    }
    WantedChat& staff_room = chats["staff"];
    staff_room.title = "Учительская";
    Seats seats{facts, staff_room};
    for (const auto& [id, admin] : facts.staff) seats.put(id, admin);
    for (const auto& [of, edit] : facts.edits) {
        const auto& [key, person] = of;
        const auto chat = chats.find(key);
        if (chat == chats.end() || !edit.in_force(now)) continue;
        if (!edit.adds) {
            const auto found = facts.people.find(person);
            if (found != facts.people.end()) chat->second.members.erase(found->second.user);
        } else if (belongs_to_school(facts, person)) {
            Seats{facts, chat->second}.put(person, false);
        }
    }
    return chats;
}

bool removed_by_hand(const SchoolFacts& facts, const std::string& key, UserId user,
                     UnixSeconds now) {
    return std::ranges::any_of(facts.edits, [&](const auto& entry) {
        const auto& [of, edit] = entry;
        const auto person = facts.people.find(of.second);
        return of.first == key && !edit.adds && edit.in_force(now) &&
               person != facts.people.end() && person->second.user == user;
    });
}

bool wants(const WantedChats& chats, const std::string& key, UserId user) {
    const auto found = chats.find(key);
    return found != chats.end() && found->second.members.contains(user);
}

std::string heir_of(const SchoolFacts& facts, const std::string& key) {
    for (const auto& [id, before] : facts.predecessors) {
        if (!facts.classes.contains(id)) continue;
        for (const std::string kind : {"class/", "parents/"}) {
            if (key == kind + before) return kind + id;
        }
    }
    return key;
}

bool belongs_to_school(const SchoolFacts& facts, const std::string& person) {
    const auto found = facts.people.find(person);
    if (found == facts.people.end() || found->second.blocked) return false;
    if (on_staff(facts, person) || enrolled(facts, person)) return true;
    return std::ranges::any_of(facts.guardians, [&](const auto& row) {
        return row.second == person && enrolled(facts, row.first);
    });
}

}  // namespace rosterd::test
