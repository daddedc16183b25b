// The rows of the shared school, and how its chats are told.
#include "tests/unit/profiles/shared_school.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "config/profile_loader.hpp"
#include "tests/support/places.hpp"

namespace rosterd::testing {

namespace {

std::string_view word_of(ChatWish wish) {
    switch (wish) {
        case ChatWish::present:
            return "present";
        case ChatWish::on_request:
            return "on request";
        case ChatWish::frozen:
            return "frozen";
        case ChatWish::detached:
            return "detached";
        case ChatWish::destroyed:
            return "destroyed";
    }
    return "";
}

void people(RosterMaker& journal) {
    journal.staff("head", PositionType::administration, staff_role::school_admin);
    journal.staff("it", PositionType::other, staff_role::chats_admin);
    journal.staff("lib", PositionType::other, 0);
    journal.teacher("t1").teacher("t2");
    journal.school_class("7v", {.name = "7В"}).school_class("8a", {.name = "8А"});
    journal.class_teacher("7v", "t1");
    for (const char* pupil : {"s1", "s2", "s3"}) journal.enrol("7v", pupil);
    journal.enrol("8a", "s4").person("s2", {.blocked = true});
    journal.guardian("p1", "s1").guardian("p2", "s2").guardian("p2", "s4").guardian("t2", "s3");
}

void groups(RosterMaker& journal) {
    journal.group("hist", {.subject = "История", .classes = {"7v"}, .teachers = {"t1"}});
    journal.group("eng1", {.subject = "Английский",
                           .name = "1",
                           .whole_class = false,
                           .classes = {"7v"},
                           .teachers = {"t1"},
                           .students = {"s1"}});
    journal.group("eng2", {.subject = "Английский",
                           .name = "2",
                           .whole_class = false,
                           .classes = {"7v"},
                           .teachers = {"t2"},
                           .students = {"s2", "s3"}});
    journal.group("robots", {.subject = "Робототехника",
                             .whole_class = false,
                             .classes = {"7v", "8a"},
                             .teachers = {"t2"},
                             .students = {"s1", "s4"}});
}

void asked_for(RosterMaker& journal) {
    journal.request("click-staff", {.kind = ChatKind::staff, .created_by = "lib"});
    journal.request("click-7v", {.kind = ChatKind::class_chat, .about = "7v", .created_by = "t1"});
    journal.request("hist", {.kind = ChatKind::subject,
                             .about = "hist",
                             .title = "История с Лидией Андреевной",
                             .created_by = "t1"});
    journal.chosen("hist", "lib");
    journal.request("trip", {.title = "Поход", .created_by = "t1"});
    journal.chosen("trip", "s1").chosen("trip", "p1");
    journal.conference("c1", {.group = "eng2"});
}

}  // namespace

RosterMaker shared_school() {
    RosterMaker journal;
    people(journal);
    groups(journal);
    asked_for(journal);
    return journal;
}

Profile shipped_profile(const std::string& id) {
    auto loaded =
        config::load_profile(test::source_directory() / "config/profiles" / (id + ".yaml"));
    if (!loaded.value || !loaded.problems.empty()) throw std::runtime_error{"profile " + id};
    return *std::move(loaded.value);
}

Scenario under(Profile profile, RosterMaker journal) {
    Scenario scenario;
    scenario.profile = std::move(profile);
    scenario.journal = std::move(journal);
    return scenario;
}

std::string told(const Evaluated& world) {
    std::string text;
    for (const DesiredChat& chat : world.desired.chats) {
        text += fmt::format("{} [{}] {}:", world.desired.key(chat), word_of(chat.wish),
                            world.desired.title(chat));
        for (const Seat& seat : world.desired.seats_of(chat)) {
            text += fmt::format(" {}{}", world.id(seat.person), seat.admin() ? "*" : "");
        }
        text += '\n';
    }
    return text;
}

}  // namespace rosterd::testing
