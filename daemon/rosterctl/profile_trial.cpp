// Desired state and differences as JSON.
#include "daemon/rosterctl/profile_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "daemon/local_day.hpp"
#include "reconciler/explain.hpp"
#include "reconciler/profile_comparison.hpp"
#include "reconciler/words.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

std::string_view state_of(const DesiredChat& chat) {
    switch (chat.wish) {
        case ChatWish::present:
            return "present";
        case ChatWish::on_request:
            return "on_request";
        case ChatWish::frozen:
            return "left_as_it_is";
        case ChatWish::detached:
        case ChatWish::destroyed:
            break;
    }
    return chat.end == ChatEnd::closed ? "closed" : "deleted";
}

std::string_view person_id(const Roster& roster, PersonIndex person) {
    return roster.text.view(roster.people.id[person]);
}

std::string person_name(const Roster& roster, PersonIndex person) {
    std::string name;
    const auto& people = roster.people;
    for (const TextRef part :
         {people.last_name[person], people.first_name[person], people.middle_name[person]}) {
        if (part.empty()) continue;
        if (!name.empty()) name += ' ';
        name += roster.text.view(part);
    }
    return name;
}

json::array ids_of(const Roster& roster, const std::vector<PersonIndex>& people) {
    json::array ids;
    for (const PersonIndex person : people) ids.emplace_back(person_id(roster, person));
    return ids;
}

json::array kinds_of(const Desired& desired) {
    json::array kinds;
    for (const KindTotals& total : totals_of(desired)) {
        kinds.push_back(json::object{{"type", word(total.kind)},
                                     {"present", total.present},
                                     {"on_request", total.on_request},
                                     {"members", total.members},
                                     {"admins", total.admins}});
    }
    return kinds;
}

json::object difference_of(const ChatDifference& chat, const AppliedProfile& tested,
                           const AppliedProfile& other) {
    const Roster& roster = tested.roster;
    const bool here = chat.tested != nullptr;
    const bool there = chat.other != nullptr;
    json::object row;
    row["chat"] = here ? tested.desired.key(*chat.tested) : other.desired.key(*chat.other);
    row["type"] = word(here ? chat.tested->kind : chat.other->kind);
    row["difference"] = here && there ? "changed" : here ? "only_here" : "only_there";
    row["state"] = nullptr;
    row["title"] = nullptr;
    row["other_state"] = nullptr;
    row["other_title"] = nullptr;
    if (here) {
        row["state"] = state_of(*chat.tested);
        row["title"] = tested.desired.title(*chat.tested);
    }
    if (there) {
        row["other_state"] = state_of(*chat.other);
        row["other_title"] = other.desired.title(*chat.other);
    }
    row["enter"] = ids_of(roster, chat.enter);
    row["leave"] = ids_of(roster, chat.leave);
    row["promoted"] = ids_of(roster, chat.promoted);
    row["demoted"] = ids_of(roster, chat.demoted);
    return row;
}

}  // namespace

AppliedProfile apply_profile(const Roster& roster, const InForce& in_force, const Profile& profile,
                             Moment moment) {
    return {roster, profile, desired_state(roster, in_force, profile, moment, {})};
}

Result<Moment> moment_of(const School& school, const std::string& day, UnixSeconds now) {
    const auto today = local_day(school.time_zone, now);
    if (!today) return today.error();
    if (day.empty()) return Moment{today->today, now};
    const auto asked = parse_day(day);
    if (!asked) {
        return Error{ErrorKind::invalid_input, "--day is no date", "write it as 2026-09-01"};
    }
    if (*asked == today->today) return Moment{*asked, now};
    constexpr UnixSeconds half_a_day = 43'200;
    const UnixSeconds noon = UnixSeconds{asked->since_1970} * 86'400 + half_a_day;
    // Zones reach from -12 to +14 hours, so that one of these instants lies in that local day.
    for (const UnixSeconds instant : {noon, noon - half_a_day, noon + half_a_day}) {
        const auto local = local_day(school.time_zone, instant);
        if (local && local->today == *asked) return Moment{*asked, instant};
    }
    return Error{ErrorKind::invalid_input, "--day is no day of the school's calendar",
                 "name another"};
}

json::object trial_view(const AppliedProfile& applied) {
    const Desired& desired = applied.desired;
    json::array chats;
    for (const DesiredChat& chat : desired.chats) {
        json::array admins;
        for (const Seat& seat : desired.seats_of(chat)) {
            if (seat.admin()) admins.emplace_back(person_id(applied.roster, seat.person));
        }
        chats.push_back(json::object{{"key", desired.key(chat)},
                                     {"type", word(chat.kind)},
                                     {"title", desired.title(chat)},
                                     {"state", state_of(chat)},
                                     {"members", chat.seat_count},
                                     {"admins", std::move(admins)}});
    }
    return {{"kinds", kinds_of(desired)}, {"chats", std::move(chats)}};
}

Result<json::array> people_view(const AppliedProfile& applied, std::string_view chat_key) {
    const DesiredChat* chat = applied.desired.find(chat_key);
    if (chat == nullptr) {
        return Error{ErrorKind::not_found, fmt::format("the profile gives no chat '{}'", chat_key),
                     "without --chat all of them are listed"};
    }
    json::array people;
    for (const Seat& seat : applied.desired.seats_of(*chat)) {
        json::array reasons;
        for (std::string& words : reason_words(applied.profile.chats[chat->rule],
                                               seat.member_reasons, seat.admin_reasons)) {
            reasons.emplace_back(std::move(words));
        }
        people.push_back(json::object{{"person", person_id(applied.roster, seat.person)},
                                      {"name", person_name(applied.roster, seat.person)},
                                      {"role", seat.admin() ? "admin" : "member"},
                                      {"reasons", std::move(reasons)}});
    }
    return people;
}

json::object difference_view(const AppliedProfile& tested, const AppliedProfile& other) {
    json::array differences;
    std::set<PersonIndex> enter;
    std::set<PersonIndex> leave;
    for (const ChatDifference& chat : compare_profiles(tested.desired, other.desired)) {
        enter.insert(chat.enter.begin(), chat.enter.end());
        leave.insert(chat.leave.begin(), chat.leave.end());
        differences.push_back(difference_of(chat, tested, other));
    }
    return {{"profile", other.profile.id},
            {"kinds", kinds_of(other.desired)},
            {"differences", std::move(differences)},
            {"people", json::object{{"enter", enter.size()}, {"leave", leave.size()}}}};
}

}  // namespace rosterd::ctl
