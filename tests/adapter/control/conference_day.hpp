// A school with a day of conferences behind a served daemon, and a provider that knows their links.
#pragma once

#include <boost/asio/io_context.hpp>

#include "reconciler/conference_book.hpp"
#include "tests/adapter/control/served_daemon.hpp"
#include "tests/support/call_model.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::testing {

/// School 17 at noon. In the chat of 7v: own-1 has ended, own-2 runs from 12:00 to 13:00, own-4
/// failed; own-3 waits for the evening with the parents, own-5 for tomorrow; j1 is the journal's.
/// t1 leads the class and teaches its history, t2 teaches it too and has no link, t3 is linked and
/// leads nothing. Lessons "early", "noon" and "later" are in the timetable. Call serve() yourself.
class ConferenceDay {
  public:
    ConferenceDay() {
        Scenario scenario = settled_school();
        scenario.journal.teacher("t2").group_teacher("hist", "t2", {});
        scenario.journal.teacher("t3").link("t3", "4003");
        scenario.journal.conference("j1", {.chat = "class/7v"});
        served.daemon.states["17"] = school_state(scenario);
        served.daemon.timetable = history_lessons();
        served.daemon.provider = &provider;
        plan("class/7v", 9 * 60, "Классный час").state = ConferenceState::ended;
        plan("class/7v", 12 * 60, "Разбор олимпиады");
        plan("parents/7v", 18 * 60, "Собрание");
        plan("class/7v", 10 * 60, "Звонок");
        plan("class/7v", 34 * 60, "Завтра");
        ConferenceRecord& runs = record("own-2");
        runs.state = ConferenceState::active;
        runs.started_at = runs.plan.starts + 300;
        runs.join_link = "https://calls.example/2";
        ConferenceRecord& failed = record("own-4");
        failed.state = ConferenceState::failed;
        failed.cause = ConferenceCause::provider;
        failed.reason = "calls.start: no rights";
        auto& records = state().memory.conferences;
        records.insert(records.begin(), {.plan = state().picture->conferences.front()});
    }

    [[nodiscard]] SchoolState& state() { return served.daemon.states.at("17"); }
    [[nodiscard]] ConferenceRecord& record(const std::string& id) {
        ConferenceRecord* found = find_conference(state().memory.conferences, id);
        if (found == nullptr) throw std::invalid_argument{"no conference " + id};
        return *found;
    }
    [[nodiscard]] const OwnRows& own() { return state().memory.own; }

  private:
    /// An hour in this chat.
    ConferenceRecord& plan(const std::string& chat, int minute, const std::string& title) {
        OwnConference row;
        row.number = ++planned_;
        row.kind = ConferenceKind::video_call;
        row.chat = chat;
        row.title = title;
        row.starts_at = at_minute(minute);
        row.ends_at = at_minute(minute + 60);
        row.created_by = "t1";
        return plan_here(state(), std::move(row));
    }

    boost::asio::io_context loop_;
    test::VirtualClock clock_{loop_};
    std::int64_t planned_ = 0;

  public:
    test::CallModel provider{clock_};
    ServedDaemon served;  ///< last: its thread ends before what it asks
};

}  // namespace rosterd::testing
