// Two classes, their teachers, an administrator and a deputy, for tests of what is done by hand.
#pragma once

#include "reconciler/hand_request.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

/// 7v (class teacher t1, who teaches history there) and 8a (class teacher t2, algebra); head is
/// school_admin, it is chats_admin, cook is other staff; everybody but s3 is linked.
[[nodiscard]] inline Scenario hand_school(Profile profile = sgo_profile()) {
    Scenario scenario;
    scenario.profile = std::move(profile);
    RosterMaker& journal = scenario.journal;
    journal = small_school();
    journal.school_class("8a").teacher("t2").class_teacher("8a", "t2").enrol("8a", "s8");
    journal.guardian("p8", "s8");
    journal.group("alg", {.subject = "Алгебра", .classes = {"8a"}, .teachers = {"t2"}});
    journal.staff("head", PositionType::administration, staff_role::school_admin);
    journal.staff("it", PositionType::other, staff_role::chats_admin);
    journal.staff("cook", PositionType::other, 0);
    int user = 2000;
    for (const char* person : {"t2", "s8", "p8", "head", "it", "cook"}) {
        journal.link(person, std::to_string(++user));
    }
    journal.unlink("s3");
    return scenario;
}

/// Everything that a request is judged by. Keeps the evaluated school.
struct HandSchool {
    explicit HandSchool(const Scenario& scenario)
        : scenario{scenario}, world{scenario.evaluate()} {}

    [[nodiscard]] HandState state() const {
        std::int64_t next = 1;
        for (const OwnChat& chat : scenario.own.chats) next = chat.number + 1;
        return {{world.roster, world.in_force, world.profile, world.desired},
                world.links,
                scenario.own,
                scenario.moment,
                scenario.initialised,
                next};
    }
    [[nodiscard]] Result<HandDecision> ask(const HandRequest& request) const {
        return decide_by_hand(state(), request);
    }

    Scenario scenario;
    Evaluated world;
};

/// Asks, and keeps what was decided, as the daemon does. Gives the code of the refusal, or "".
inline std::string request_by_hand(Scenario& scenario, const HandRequest& request) {
    const auto decided = HandSchool{scenario}.ask(request);
    if (!decided) {
        return decided.error().code.empty() ? std::string{to_string(decided.error().kind)}
                                            : std::string{decided.error().code};
    }
    apply(decided->change, scenario.own);
    return "";
}

}  // namespace rosterd::testing
