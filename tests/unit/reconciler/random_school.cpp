// Random schools, platforms and memories for property tests.
#include "tests/unit/reconciler/random_school.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rosterd::testing {

namespace {

struct Ids {
    std::vector<std::string> classes, groups, staff, students, parents, people;
};

std::vector<std::string> numbered(const std::string& prefix, std::uint32_t count) {
    std::vector<std::string> ids;
    for (std::uint32_t at = 0; at < count; ++at) ids.push_back(prefix + std::to_string(at));
    return ids;
}

Validity validity(Choices& choices) {
    switch (choices.below(8)) {
        case 5:
            return until(today_text);
        case 6:
            return since("2026-10-16");
        case 7:
            return between("2026-10-15", "2026-10-16");
        default:
            return {};
    }
}

Ids ids_of(Choices& choices) {
    Ids ids;
    ids.classes = numbered("c", choices.below(5));
    ids.groups = numbered("g", choices.below(5));
    ids.staff = numbered("t", choices.below(7));
    ids.students = numbered("s", choices.below(13));
    ids.parents = numbered("p", choices.below(9));
    for (const auto* list : {&ids.staff, &ids.students, &ids.parents}) {
        ids.people.insert(ids.people.end(), list->begin(), list->end());
    }
    return ids;
}

void people(Choices& choices, const Ids& ids, RosterMaker& journal) {
    for (const auto& id : ids.people) {
        journal.person(id, {.blocked = choices.one_in(12), .doubtful = choices.one_in(15)});
    }
    for (const auto& id : ids.staff) {
        for (std::uint32_t row = choices.below(3); row < 2; ++row) {
            journal.staff(id, static_cast<PositionType>(choices.below(3)),
                          static_cast<std::uint8_t>(choices.below(8)), validity(choices));
        }
    }
}

void classes(Choices& choices, const Ids& ids, RosterMaker& journal) {
    for (const auto& id : ids.classes) {
        ClassFacts facts;
        facts.validity = validity(choices);
        facts.doubtful = choices.one_in(12);
        if (choices.one_in(8)) facts.predecessor = choices.of(ids.classes);
        if (facts.predecessor == id) facts.predecessor.clear();
        journal.school_class(id, facts);
        for (std::uint32_t row = choices.below(3); row > 0 && !ids.people.empty(); --row) {
            journal.class_teacher(id, choices.of(ids.people), validity(choices));
        }
    }
    for (const auto& id : ids.students) {
        for (std::uint32_t row = choices.below(4); row < 3 && !ids.classes.empty(); row += 2) {
            journal.enrol(choices.of(ids.classes), id, validity(choices));
        }
    }
    if (ids.students.empty()) return;
    for (const auto& id : ids.parents) {
        for (std::uint32_t row = choices.below(3); row < 2; ++row) {
            journal.guardian(id, choices.of(ids.students), validity(choices));
        }
    }
    if (!ids.staff.empty() && choices.one_in(3)) {
        journal.guardian(choices.of(ids.staff), choices.of(ids.students));
    }
}

void groups(Choices& choices, const Ids& ids, RosterMaker& journal) {
    for (const auto& id : ids.groups) {
        journal.group(id, {.name = "гр",
                           .whole_class = choices.below(2) == 0,
                           .validity = validity(choices),
                           .doubtful = choices.one_in(12)});
        for (std::uint32_t row = choices.below(3); row > 0 && !ids.classes.empty(); --row) {
            journal.group_class(id, choices.of(ids.classes), validity(choices));
        }
        for (std::uint32_t row = choices.below(3); row > 0 && !ids.people.empty(); --row) {
            journal.group_teacher(id, choices.of(ids.people), validity(choices));
        }
        for (std::uint32_t row = choices.below(6); row > 0 && !ids.students.empty(); --row) {
            journal.group_student(id, choices.of(ids.students), validity(choices));
        }
    }
}

void links(Choices& choices, const Ids& ids, RosterMaker& journal) {
    UserId user = 1000;
    for (const auto& id : ids.people) {
        ++user;
        switch (choices.below(10)) {
            case 6:
                break;
            case 7:
                journal.link(id, std::to_string(user), LinkState::unlinked, user);
                break;
            case 8:
                journal.link(id, "", LinkState::requested, user);
                break;
            case 9:
                journal.link(id, std::to_string(user - 1), LinkState::linked, user);
                break;
            default:
                journal.link(id, std::to_string(user), LinkState::linked, user);
        }
    }
}

std::vector<std::string> keys_of(const Ids& ids) {
    std::vector<std::string> keys{"staff"};
    for (const auto& id : ids.classes) {
        keys.push_back("class/" + id);
        keys.push_back("parents/" + id);
    }
    for (const auto& id : ids.groups) keys.push_back("subject/" + id);
    return keys;
}

void requests(Choices& choices, const Ids& ids, RosterMaker& journal) {
    for (std::uint32_t at = choices.below(5); at > 0; --at) {
        const std::string id = "r" + std::to_string(at);
        RequestFacts facts;
        facts.kind = static_cast<ChatKind>(choices.below(5));
        if (facts.kind == ChatKind::subject) {
            if (ids.groups.empty()) continue;
            facts.about = choices.of(ids.groups);
        } else if (facts.kind == ChatKind::class_chat || facts.kind == ChatKind::parents) {
            if (ids.classes.empty()) continue;
            facts.about = choices.of(ids.classes);
        }
        facts.created_at = 10 + at;
        if (choices.one_in(4)) facts.deleted_at = 50 + at;
        if (!ids.people.empty() && choices.one_in(2)) facts.created_by = choices.of(ids.people);
        journal.request(id, facts);
        if (facts.kind != ChatKind::custom || ids.people.empty()) continue;
        std::set<std::string> chosen;
        for (std::uint32_t row = choices.below(4); row > 0; --row) {
            chosen.insert(choices.of(ids.people));
        }
        for (const auto& person : chosen) journal.chosen(id, person, choices.one_in(3));
    }
}

/// At most one edit per chat and person, so that a naive model needs no order.
void edits(Choices& choices, const Ids& ids, Scenario& scenario) {
    if (ids.people.empty()) return;
    const auto keys = keys_of(ids);
    std::map<std::pair<std::string, std::string>, EditKind> made;
    for (std::uint32_t at = choices.below(7); at > 0; --at) {
        made[{choices.of(keys), choices.of(ids.people)}] = static_cast<EditKind>(choices.below(4));
    }
    for (const auto& [where, kind] : made) {
        EditFacts facts{.made_at = choices.below(200)};
        if (choices.one_in(4)) facts.until = scenario.moment.now + choices.below(2);
        scenario.journal.edit(where.first, where.second, kind, facts);
    }
    for (const auto& key : keys) {
        if (choices.one_in(6)) scenario.initialised.emplace_back(key, 100);
    }
    std::ranges::sort(scenario.initialised);
}

std::vector<UserId> every_user(const Scenario& scenario) {
    std::vector<UserId> users{900'001, 900'002, -5};
    for (const auto& link : scenario.journal.rows().links) {
        if (!link.user.empty()) users.push_back(std::stoll(link.user));
    }
    return users;
}

/// Takes every doubt out of the journal.
void believe(RosterMaker& journal) {
    const RosterMaker::Rows rows = journal.rows();
    for (auto [id, facts] : rows.people) {
        facts.doubtful = false;
        journal.person(id, facts);
    }
    for (auto [id, facts] : rows.classes) {
        facts.doubtful = false;
        journal.school_class(id, facts);
    }
    for (const auto& [id, row] : rows.groups) {
        journal.group(id, {.subject = row.subject,
                           .name = row.name,
                           .whole_class = row.whole_class,
                           .validity = row.validity});
    }
}

}  // namespace

Scenario random_school(Choices& choices, Doubts doubts) {
    Scenario scenario;
    if (choices.one_in(2)) scenario.profile = bars_max_profile();
    for (auto& rule : scenario.profile.chats) {
        rule.strangers = static_cast<Strangers>(choices.below(3));
        rule.on_close = static_cast<OnClose>(choices.below(3));
    }
    const Ids ids = ids_of(choices);
    people(choices, ids, scenario.journal);
    classes(choices, ids, scenario.journal);
    groups(choices, ids, scenario.journal);
    links(choices, ids, scenario.journal);
    requests(choices, ids, scenario.journal);
    edits(choices, ids, scenario);
    if (doubts == Doubts::some) {
        if (choices.one_in(8)) scenario.journal.doubtful_user("900001");
        if (choices.one_in(8)) scenario.journal.doubtful_chat("class/c0");
    } else {
        believe(scenario.journal);
    }
    if (choices.one_in(4)) {
        scenario.capabilities.add_members = false;
        scenario.capabilities.create_members_max = choices.below(4);
    }
    scenario.capabilities.batch_max = 1 + choices.below(6);
    return scenario;
}

void random_platform(Choices& choices, Scenario& scenario) {
    const auto world = scenario.evaluate();
    const auto users = every_user(scenario);
    auto keys = world.keys();
    keys.emplace_back("class/vanished");
    keys.emplace_back("subject/vanished");
    for (const auto& key : keys) {
        if (choices.below(3) == 0) continue;
        const DesiredChat* wanted = world.desired.find(key);
        std::string title = wanted == nullptr ? "Старый чат" : world.title(key);
        if (choices.one_in(5)) title += " старый";
        ObservedChat& chat = scenario.on_platform(key, title, {});
        if (choices.one_in(12)) {
            chat.state = choices.one_in(2) ? ChatState::destroyed : ChatState::detached;
            continue;
        }
        if (wanted != nullptr) {
            for (const Seat& seat : world.desired.seats_of(*wanted)) {
                const UserId user = world.links.user[seat.person];
                if (user == 0 || choices.one_in(4)) continue;
                put_member(chat, {user, seat.admin() != choices.one_in(6)});
            }
        }
        for (std::uint32_t row = choices.below(4); row > 0; --row) {
            put_member(chat, {choices.of(users), choices.one_in(4)});
        }
    }
    for (const auto& link : scenario.journal.rows().links) {
        if (!link.user.empty() && choices.one_in(3)) {
            scenario.known.push_back({std::stoll(link.user), link.person});
        }
    }
    if (choices.one_in(2)) scenario.known.push_back({900'002, "forgotten"});
    std::ranges::sort(scenario.known, {}, &KnownUser::user);
    const auto twice = std::ranges::unique(scenario.known, {}, &KnownUser::user);
    scenario.known.erase(twice.begin(), twice.end());
}

void random_history(Choices& choices, Scenario& scenario) {
    const auto users = every_user(scenario);
    const auto keys = scenario.evaluate().keys();
    std::set<std::pair<std::string, UserId>> seen;
    for (std::uint32_t row = choices.below(6); row > 0; --row) {
        const auto place = std::pair{choices.of(keys), choices.of(users)};
        if (!seen.insert(place).second) continue;
        switch (choices.below(3)) {
            case 0:
                scenario.history.departures.push_back({place.first, place.second, 5});
                break;
            case 1:
                scenario.history.invitations.push_back({place.first, place.second, 5});
                break;
            default:
                scenario.history.parked.push_back(
                    {place.first, choices.one_in(3) ? 0 : place.second, ErrorKind::permanent_person,
                     "no", scenario.moment.now + choices.below(2), 1});
        }
    }
    const auto place = [](const auto& row) { return std::pair{row.chat, row.user}; };
    std::ranges::sort(scenario.history.departures, {}, place);
    std::ranges::sort(scenario.history.invitations, {}, place);
    std::ranges::sort(scenario.history.parked, {}, place);
    const auto twice = std::ranges::unique(scenario.history.parked, {}, place);
    scenario.history.parked.erase(twice.begin(), twice.end());
}

void random_changes(Choices& choices, Scenario& scenario) {
    const auto people = scenario.journal.people();
    if (people.empty()) return;
    for (std::uint32_t row = choices.below(8); row > 0; --row) {
        const std::string person = choices.of(people);
        switch (choices.below(5)) {
            case 0:
                scenario.journal.unlink(person);
                break;
            case 1:
                scenario.journal.end_staff(person);
                break;
            case 2:
                scenario.journal.person(person, {.blocked = true});
                break;
            case 3:
                for (const auto& tie : scenario.journal.rows().enrolments) {
                    if (tie.right != person) continue;
                    scenario.journal.end_enrolment(std::string{tie.left}, person);
                    break;
                }
                break;
            default:
                scenario.journal.edit("staff", person, EditKind::remove, {.made_at = 500});
        }
    }
}

}  // namespace rosterd::testing
