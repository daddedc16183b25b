// What a pause holds up is counted from the last pass of each school it concerns.
#include "daemon/control/pause_view.hpp"

#include <algorithm>

#include "daemon/control/responses.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

struct Waiting {
    std::size_t operations = 0;
    std::size_t sensitive = 0;
};

void count(const SchoolState& state, const Pause& pause, const std::vector<Operation>& operations,
           Waiting& waiting) {
    for (const Operation& operation : operations) {
        const bool concerns =
            pause.chat.empty() || state.plan.chats[operation.chat].key == pause.chat;
        if (!concerns) continue;
        ++waiting.operations;
        const bool removal = operation.kind == OperationKind::remove;
        if (removal && is_sensitive(operation.cause)) ++waiting.sensitive;
    }
}

Waiting waiting_for(const Pause& pause, const Schools& schools) {
    Waiting waiting;
    for (const auto& [name, state] : schools) {
        if (!pause.school.empty() && state.school.id != pause.school) continue;
        if (pause.chat.empty()) count(state, pause, state.plan.operations, waiting);
        count(state, pause, state.paused.operations, waiting);
    }
    return waiting;
}

}  // namespace

json::object pause_view(const Pause& pause) {
    return {{"school", or_null(pause.school)},
            {"chat", or_null(pause.chat)},
            {"by", pause.by},
            {"reason", or_null(pause.reason)},
            {"since", pause.since},
            {"until", pause.until == 0 ? json::value(nullptr) : json::value(pause.until)}};
}

json::value pause_or_null(const Pause* pause) {
    if (pause == nullptr) return nullptr;
    return pause_view(*pause);
}

json::array pauses_view(const DaemonControl& daemon) {
    json::array rows;
    for (const Pause& pause : daemon.pauses()) {
        if (!pause.lasts(daemon.now())) continue;
        json::object row = pause_view(pause);
        const Waiting waiting = waiting_for(pause, daemon.schools());
        row["waiting"] = waiting.operations;
        row["sensitive"] = waiting.sensitive;
        rows.push_back(std::move(row));
    }
    return rows;
}

void note_pauses(const SchoolState& state, PersonIndex person, UnixSeconds now,
                 Explained& explained) {
    const auto about = [&](const std::vector<Operation>& operations, const Explanation& entry) {
        return std::ranges::any_of(operations, [&](const Operation& operation) {
            return operation.person == person && state.plan.chats[operation.chat].key == entry.chat;
        });
    };
    const auto note = [&](Explanation& entry) {
        const Pause* pause = pause_of_chat(state.pauses, entry.chat, now);
        if (pause == nullptr) return;
        const bool due =
            about(state.plan.operations, entry) || about(state.paused.operations, entry);
        if (!due) return;
        if (!entry.note.empty()) entry.note += "; ";
        entry.note += pause_sentence(*pause);
    };
    std::ranges::for_each(explained.in, note);
    std::ranges::for_each(explained.not_in, note);
    std::ranges::for_each(explained.waiting, note);
}

}  // namespace rosterd::control
