// Marks of what is parked against what the picture says now.
#include "daemon/quarantine.hpp"

#include <algorithm>
#include <vector>

#include "daemon/parking_times.hpp"

namespace rosterd {

namespace {

template <class Over>
void unpark_where(const SchoolState& state, Recorder& recorder, Over over) {
    std::vector<std::pair<std::string, UserId>> ended;
    for (const Parked& parked : state.memory.history.parked) {
        if (over(parked)) ended.emplace_back(parked.chat, parked.user);
    }
    for (const auto& [chat, user] : ended) recorder.unpark(chat, user);
}

}  // namespace

void limit_parkings(History* history, UnixSeconds now, const ExecutorSettings& settings) {
    for (Parked& parked : history->parked) {
        UnixSeconds longest = person_park_longest;
        if (parked.kind == ErrorKind::permanent_chat) longest = chat_park_longest;
        const bool unanswered =
            parked.kind == ErrorKind::transient || parked.kind == ErrorKind::unknown_outcome;
        if (unanswered) longest = settings.retry_longest;
        parked.until = std::min(parked.until, now + longest);
    }
}

void release_changed(const SchoolState& state, Recorder& recorder) {
    unpark_where(state, recorder, [&](const Parked& parked) {
        return parked.source != 0 && parked.source != source_now(state, parked.chat, parked.user);
    });
}

void forget_parkings(const SchoolState& state, Recorder& recorder, UnixSeconds begun) {
    unpark_where(state, recorder, [&](const Parked& parked) { return parked.until <= begun; });
}

bool is_unreadable(SchoolState& state, const std::string& chat) {
    return ++state.unreadable[chat] >= unreadable_tries;
}

}  // namespace rosterd
