// Rows by number, and a diary of what the messenger was asked.
#include "tests/incidents/incident_school.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "daemon/control/control_api.hpp"
#include "reconciler/words.hpp"
#include "tests/simulation/counted.hpp"
#include "tests/support/profiles.hpp"

namespace rosterd::test {

using rosterd::testing::RosterMaker;

IncidentSchool::IncidentSchool(SchoolSize size, UnixSeconds start, const std::string& time_zone)
    : rows_{people(size)},
      school_{{.id = "17",
               .name = "Школа",
               .time_zone = time_zone,
               .profile = "sgo",
               .account = "main",
               .enabled = true},
              counted(rows_.make()),
              profile(size),
              start} {
    school_.account().can.batch_max = 25;
    write_down();
}

std::string IncidentSchool::pupil(int in, int number) {
    return fmt::format("s{}-{:02}", in, number);
}

std::string IncidentSchool::parent(int in, int number) {
    return fmt::format("m{}-{:02}", in, number);
}

RosterMaker IncidentSchool::people(SchoolSize size) {
    RosterMaker maker;
    for (int c = 1; c <= size.classes; ++c) {
        maker.school_class(class_id(c), {.name = std::to_string(c) + "А"}).teacher(teacher(c));
        maker.class_teacher(class_id(c), teacher(c));
        maker.link(teacher(c), std::to_string(user_of_teacher(c)));
        for (int i = 1; i <= size.pupils; ++i) {
            maker.enrol(class_id(c), pupil(c, i));
            maker.link(pupil(c, i), std::to_string(user_of_pupil(c, i)));
            if (!size.parents) continue;
            maker.guardian(parent(c, i), pupil(c, i));
            maker.link(parent(c, i), std::to_string(user_of_parent(c, i)));
        }
    }
    return maker;
}

Profile IncidentSchool::profile(SchoolSize size) {
    Profile profile = rosterd::testing::sgo_profile();
    std::erase_if(profile.chats, [&](const ChatRule& rule) {
        return rule.kind != ChatKind::class_chat &&
               !(size.parents && rule.kind == ChatKind::parents);
    });
    return profile;
}

void IncidentSchool::write_down() {
    AccountModel& account = school_.account();
    account.fault = [this](std::string_view method) {
        return refuses ? refuses(method) : std::nullopt;
    };
    account.change_fault = [this](const ChatChange& change) {
        auto error = refuses_change ? refuses_change(change) : std::nullopt;
        if (!error) {
            sent_.push_back(fmt::format("{} {} {}", word(change.kind),
                                        school_.account().chats().at(change.chat).title,
                                        change.user));
        }
        return error;
    };
}

void IncidentSchool::start() {
    school_.journal().set_people(counted(rows_.make()));
    school_.switch_on();
    minutes(2);
}

void IncidentSchool::restart() {
    school_.switch_off();
    start();
}

void IncidentSchool::journal_says(const Roster& roster) {
    school_.journal().set_people(counted(roster));
    minutes(6);
}

void IncidentSchool::expel(int in, int first, int last) {
    for (int i = first; i <= last; ++i) rows_.end_enrolment(class_id(in), pupil(in, i));
}

std::vector<std::string> IncidentSchool::sent(std::string_view beginning) const {
    std::vector<std::string> found;
    for (const std::string& each : sent_) {
        if (each.starts_with(beginning)) found.push_back(each);
    }
    return found;
}

std::map<UserId, bool>& IncidentSchool::members(int number) {
    const ObservedChat* bound = state().memory.observed.find(chat(number));
    return school_.account().chats().at(bound->number).members;
}

Hold IncidentSchool::only_hold() {
    EXPECT_EQ(state().holds.size(), 1U);
    if (state().holds.size() != 1) return {};
    return state().holds.front();
}

Result<void> IncidentSchool::decide(const std::string& hold, bool approve, const std::string& by) {
    auto decided = school_.ask(school_.daemon().decide(hold, approve, by));
    minutes(1);
    return decided;
}

boost::json::value IncidentSchool::ask(const std::string& target) {
    control::ControlApi api{school_.daemon(),
                            [](const http::Peer&) { return control::Right::operate; }};
    const http::Response response =
        school_.ask(api.handle({.method = "GET", .target = target, .peer = http::Peer{0, 0, 1}}));
    EXPECT_EQ(response.status, 200) << target << ": " << response.body;
    return boost::json::parse(response.body);
}

}  // namespace rosterd::test
