// One school, ready to be asked: calls the pure functions in the daemon's order.
#include "tests/unit/reconciler/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "reconciler/words.hpp"
#include "tests/support/platform_model.hpp"

namespace rosterd::testing {

Moment moment_now() {
    return {day(today_text), instant("2026-10-15T09:00:00Z")};
}

PersonIndex Evaluated::index(std::string_view person) const {
    const PersonIndex found = find_person(roster, person);
    if (found == no_index) throw std::invalid_argument{"no person " + std::string{person}};
    return found;
}

std::string Evaluated::id(PersonIndex person) const {
    if (person == no_index) return "?";
    return std::string{roster.text.view(roster.people.id.at(person))};
}

std::vector<std::string> Evaluated::ids(std::span<const std::uint32_t> people) const {
    std::vector<std::string> out;
    for (const auto person : people) out.push_back(id(person));
    return out;
}

const DesiredChat& Evaluated::chat(std::string_view key) const {
    const DesiredChat* found = desired.find(key);
    if (found == nullptr) throw std::invalid_argument{"no desired chat " + std::string{key}};
    return *found;
}

std::vector<std::string> Evaluated::keys() const {
    std::vector<std::string> out;
    for (const auto& each : desired.chats) out.emplace_back(desired.key(each));
    return out;
}

std::vector<std::string> Evaluated::members(std::string_view key) const {
    std::vector<std::string> out;
    for (const Seat& seat : desired.seats_of(chat(key))) out.push_back(id(seat.person));
    return out;
}

std::vector<std::string> Evaluated::admins(std::string_view key) const {
    std::vector<std::string> out;
    for (const Seat& seat : desired.seats_of(chat(key))) {
        if (seat.admin()) out.push_back(id(seat.person));
    }
    return out;
}

std::string Evaluated::title(std::string_view key) const {
    return std::string{desired.title(chat(key))};
}

ChatWish Evaluated::wish(std::string_view key) const {
    return chat(key).wish;
}

Seat Evaluated::seat(std::string_view key, std::string_view person) const {
    for (const Seat& seat : desired.seats_of(chat(key))) {
        if (seat.person == index(person)) return seat;
    }
    throw std::invalid_argument{"no seat for " + std::string{person}};
}

UserId Evaluated::user(std::string_view person) const {
    const PersonIndex at = index(person);
    return links.user.at(at) != 0 ? links.user.at(at) : links.former.at(at);
}

std::string line(const Evaluated& world, const Plan& plan, const Operation& operation) {
    std::string out = fmt::format("{} {}", word(operation.kind), plan.chats.at(operation.chat).key);
    if (operation.person != no_index) {
        out += " " + world.id(operation.person);
    } else if (operation.user != 0) {
        out += fmt::format(" user {}", operation.user);
    }
    return out;
}

std::vector<std::string> Evaluated::story(const Plan& plan,
                                          std::span<const Operation> operations) const {
    std::vector<std::string> out;
    for (const Operation& operation : operations) out.push_back(line(*this, plan, operation));
    return out;
}

std::vector<std::string> Evaluated::story(const Plan& plan) const {
    return story(plan, plan.operations);
}

Evaluated Scenario::evaluate() const {
    Evaluated out;
    out.roster = journal.make();
    if (own != OwnRows{}) merge_own_rows(out.roster, own, out.own_findings);
    out.profile = profile;
    out.observed = observed;
    out.history = history;
    out.capabilities = capabilities;
    out.moment = moment;
    out.in_force = in_force_on(out.roster, moment.today);
    DesiredOptions options;
    options.title_characters_max = capabilities.title_characters_max;
    options.initialised = initialised;
    out.desired = desired_state(out.roster, out.in_force, out.profile, moment, options);
    out.links = resolve_links(out.roster, Platform::vk, own_links, known, out.link_findings);
    return out;
}

ObservedChat& Scenario::on_platform(const std::string& key, const std::string& title,
                                    std::initializer_list<UserId> users,
                                    std::initializer_list<UserId> admins) {
    ObservedChat chat;
    chat.key = key;
    chat.number = static_cast<ChatNumber>(observed.chats.size()) + 1;
    chat.title = title;
    chat.read_at = moment.now;
    for (const UserId user : users) put_member(chat, {user, false});
    for (const UserId user : admins) put_member(chat, {user, true});
    const auto at = std::ranges::lower_bound(observed.chats, key, {}, &ObservedChat::key);
    return *observed.chats.insert(at, std::move(chat));
}

void Scenario::remember_users() {
    const Evaluated world = evaluate();
    known = known_users(world.roster, world.links, observed);
}

void Scenario::converge() {
    constexpr int rounds_max = 3;
    for (int round = 0; round < rounds_max; ++round) {
        const Evaluated world = evaluate();
        const Plan plan = world.plan();
        if (plan.empty()) return remember_users();
        apply_plan(plan, capabilities, moment.now, observed, history);
    }
    throw std::logic_error{"the scenario does not converge"};
}

RosterMaker small_school() {
    RosterMaker journal;
    journal.school_class("7v", {.name = "7В"}).teacher("t1").class_teacher("7v", "t1");
    for (const std::string number : {"1", "2", "3"}) {
        journal.enrol("7v", "s" + number).guardian("p" + number, "s" + number);
    }
    journal.group("hist", {.classes = {"7v"}, .teachers = {"t1"}});
    journal.link_everybody();
    return journal;
}

void add_class_of(RosterMaker& journal, const std::string& id, int size) {
    journal.school_class(id).teacher(id + "-teacher").class_teacher(id, id + "-teacher");
    for (int at = 1; at <= size; ++at) journal.enrol(id, fmt::format("{}-{:02}", id, at));
    journal.link_everybody();
}

}  // namespace rosterd::testing
