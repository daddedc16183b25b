// One school, ready to be asked: a roster, a profile and what the platform has. Tests only.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "reconciler/guard.hpp"
#include "reconciler/own_chats.hpp"
#include "reconciler/plan.hpp"
#include "tests/support/profiles.hpp"
#include "tests/support/roster_maker.hpp"

namespace rosterd::testing {

/// Thursday in the second month of the school year, 12:00 in Moscow.
inline constexpr std::string_view today_text = "2026-10-15";
[[nodiscard]] Moment moment_now();

/// Everything that the pure functions give for one scenario. Keeps its own copies.
struct Evaluated {
    Roster roster;
    Profile profile;
    Observed observed;
    History history;
    Capabilities capabilities;
    Moment moment{};
    InForce in_force;
    Desired desired;
    LinkTable links;
    std::vector<Finding> link_findings;
    std::vector<Finding> own_findings;

    [[nodiscard]] ComparisonInput comparison() const {
        return {roster, in_force, profile, desired, links, history, moment.now};
    }
    [[nodiscard]] PlanInput plan_input() const { return {comparison(), observed, capabilities}; }
    [[nodiscard]] Plan plan() const { return make_plan(plan_input()); }

    [[nodiscard]] PersonIndex index(std::string_view person) const;
    [[nodiscard]] std::string id(PersonIndex person) const;
    [[nodiscard]] std::vector<std::string> ids(std::span<const std::uint32_t> people) const;
    /// The chat; fails the test and throws when the desired state lacks it.
    [[nodiscard]] const DesiredChat& chat(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> keys() const;
    /// Ids of everybody with a seat, in the order of the seats.
    [[nodiscard]] std::vector<std::string> members(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> admins(std::string_view key) const;
    [[nodiscard]] std::string title(std::string_view key) const;
    [[nodiscard]] ChatWish wish(std::string_view key) const;
    [[nodiscard]] Seat seat(std::string_view key, std::string_view person) const;
    /// The user a person has or had; 0 for none.
    [[nodiscard]] UserId user(std::string_view person) const;
    /// "add class/7v s1", one line per operation, in order.
    [[nodiscard]] std::vector<std::string> story(const Plan& plan) const;
    [[nodiscard]] std::vector<std::string> story() const { return story(plan()); }
    [[nodiscard]] std::vector<std::string> story(const Plan& plan,
                                                 std::span<const Operation> operations) const;
};

struct Scenario {
    RosterMaker journal;
    Profile profile = sgo_profile();
    Observed observed;
    History history;
    OwnRows own;  ///< asked for at the daemon
    std::vector<StoredLink> own_links;
    std::vector<KnownUser> known;
    std::vector<std::pair<std::string, UnixSeconds>> initialised;
    Capabilities capabilities;
    Moment moment = moment_now();

    [[nodiscard]] Evaluated evaluate() const;
    /// Puts a chat on the platform; admins are users too.
    ObservedChat& on_platform(const std::string& key, const std::string& title,
                              std::initializer_list<UserId> users,
                              std::initializer_list<UserId> admins = {});
    /// Lets the platform become what the plans ask for, until nothing is left to do, and remembers
    /// who is whom, as the daemon does after an accepted read.
    void converge();
    void remember_users();
};

/// 7v with class teacher t1, students s1..s3, their parents p1..p3, and a history group; everybody
/// linked by link_everybody().
[[nodiscard]] RosterMaker small_school();
/// A class `id` of `size` students named id-01 ..., with a class teacher `id`-teacher; all linked.
void add_class_of(RosterMaker& journal, const std::string& id, int size);

[[nodiscard]] std::string line(const Evaluated& world, const Plan& plan,
                               const Operation& operation);

}  // namespace rosterd::testing
