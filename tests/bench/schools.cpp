// The pass is the daemon's own sequence (daemon/picture.cpp and its planning), called directly.
#include "tests/bench/schools.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "adapters/journal/import/roster_of.hpp"
#include "config/profile_loader.hpp"
#include "reconciler/desired.hpp"
#include "reconciler/in_force.hpp"
#include "reconciler/plan.hpp"
#include "tests/support/places.hpp"

namespace rosterd::bench {
namespace {

constexpr UnixSeconds seconds_a_day = 86'400;
const Day today = journal::SampleOptions{}.today;
const Moment moment{today, today.since_1970* seconds_a_day + seconds_a_day / 2};

Desired desired_of(const Roster& roster, const InForce& in_force, const Profile& profile) {
    return desired_state(roster, in_force, profile, moment, {});
}

LinkTable links_of(const Roster& roster, std::span<const KnownUser> known) {
    std::vector<Finding> findings;
    return resolve_links(roster, Platform::vk, {}, known, findings);
}

/// The linked seats of one chat, as the platform would list them.
std::vector<ObservedMember> members_of(const Desired& desired, const DesiredChat& chat,
                                       const LinkTable& links) {
    std::vector<ObservedMember> members;
    for (const Seat& seat : desired.seats_of(chat)) {
        const UserId user = links.user[seat.person];
        if (user != 0) members.emplace_back(user, seat.admin());
    }
    std::ranges::sort(members, {}, &ObservedMember::user);
    members.shrink_to_fit();
    return members;
}

}  // namespace

Counts& Counts::operator+=(const Counts& more) {
    schools += more.schools;
    pupils += more.pupils;
    chats += more.chats;
    memberships += more.memberships;
    adds += more.adds;
    removes += more.removes;
    other_operations += more.other_operations;
    return *this;
}

Profile shipped_profile(const std::string& id) {
    auto loaded =
        config::load_profile(test::source_directory() / "config/profiles" / (id + ".yaml"));
    if (!loaded.value) throw std::runtime_error{config::to_error(loaded.problems).what};
    return *std::move(loaded.value);
}

journal::SampleOptions sample_options() {
    journal::SampleOptions options;
    options.linked_percent = 100;
    options.lessons = false;  // no part of a roster
    return options;
}

BenchSchool make_school(const journal::JournalTables& tables, const Profile& profile) {
    auto built = journal::roster_of(tables);
    if (!built) throw std::runtime_error{built.error().what};
    BenchSchool school{std::move(built->roster), {}, {}};
    const InForce in_force = in_force_on(school.roster, today);
    const LinkTable links = links_of(school.roster, {});
    const Desired desired = desired_of(school.roster, in_force, profile);
    ChatNumber number = 0;
    school.observed.chats.reserve(desired.chats.size());
    for (const DesiredChat& chat : desired.chats) {
        ++number;
        if (chat.wish != ChatWish::present) continue;
        school.observed.chats.push_back({.key = std::string{desired.key(chat)},
                                         .number = number,
                                         .title = std::string{desired.title(chat)},
                                         .read_at = moment.now,
                                         .invite_link = {},
                                         .members = members_of(desired, chat, links)});
    }
    school.observed.chats.shrink_to_fit();
    school.known = known_users(school.roster, links, {});
    school.known.shrink_to_fit();
    return school;
}

Counts disturb(BenchSchool& school) {
    constexpr std::size_t every_lost = 10;
    constexpr std::size_t every_gained = 11;
    Counts counts;
    if (school.known.empty()) return counts;
    for (std::size_t i = 0; i < school.observed.chats.size(); ++i) {
        ObservedChat& chat = school.observed.chats[i];
        std::vector<ObservedMember> before = chat.members;
        if (i % every_lost == 0 && !before.empty()) {
            drop_member(chat, before[before.size() / 2].user());
            ++counts.adds;
        }
        const UserId guest = school.known[i * 7 % school.known.size()].user;
        const bool belongs = std::ranges::binary_search(before, guest, {}, &ObservedMember::user);
        if (i % every_gained == 0 && !belongs) {
            put_member(chat, ObservedMember{guest, false});
            ++counts.removes;
        }
    }
    return counts;
}

Counts pass(const BenchSchool& school, const Profile& profile) {
    static const History nothing_happened;
    const Roster& roster = school.roster;
    const InForce in_force = in_force_on(roster, today);
    const LinkTable links = links_of(roster, school.known);
    const Desired desired = desired_of(roster, in_force, profile);
    const Plan plan =
        make_plan({{roster, in_force, profile, desired, links, nothing_happened, moment.now},
                   school.observed,
                   {}});
    Counts counts{.schools = 1,
                  .pupils = roster.enrolments.size(),
                  .chats = desired.chats.size(),
                  .memberships = desired.seats.size()};
    for (const Operation& operation : plan.operations) {
        const bool add = operation.kind == OperationKind::add;
        const bool remove = operation.kind == OperationKind::remove;
        ++(add ? counts.adds : remove ? counts.removes : counts.other_operations);
    }
    return counts;
}

Pairs pairs_of(const std::vector<BenchSchool>& schools, const Profile& profile) {
    Pairs pairs;
    std::uint64_t chat_number = 0;
    const auto add = [&chat_number](std::vector<std::uint64_t>& to,
                                    const std::vector<ObservedMember>& members) {
        for (const ObservedMember& member : members) {
            to.push_back(chat_number << 32U | static_cast<std::uint64_t>(member.user()));
        }
    };
    for (const BenchSchool& school : schools) {
        const InForce in_force = in_force_on(school.roster, today);
        const LinkTable links = links_of(school.roster, {});
        const Desired desired = desired_of(school.roster, in_force, profile);
        for (const DesiredChat& chat : desired.chats) {
            ++chat_number;
            add(pairs.desired, members_of(desired, chat, links));
            const ObservedChat* there = school.observed.find(desired.key(chat));
            if (there != nullptr) add(pairs.observed, there->members);
        }
    }
    return pairs;
}

}  // namespace rosterd::bench
