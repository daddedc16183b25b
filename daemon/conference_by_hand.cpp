// Conferences that people plan, change, finish and delete at the daemon.
#include <algorithm>

#include "daemon/conference_desk.hpp"
#include "daemon/daemon.hpp"
#include "daemon/hand_basis.hpp"
#include "daemon/offload.hpp"
#include "daemon/time_zones.hpp"

namespace rosterd {

using boost::asio::awaitable;

/// A lesson of the timetable that no conference named so far: the last read did not bring it.
awaitable<Result<std::optional<TimetableLesson>>> Daemon::look_up_lesson(std::string school,
                                                                         std::string lesson) {
    SchoolState& state = schools_.find(school)->second;
    if (lesson.empty() || find_lesson(state.picture->roster, lesson)) {
        co_return std::optional<TimetableLesson>{};
    }
    auto read = [this, of = state.school, &lesson] {
        auto whole = parts_.journal.journal.read(of, {lesson});
        if (!whole) return Result<std::optional<TimetableLesson>>{whole.error()};
        return Result<std::optional<TimetableLesson>>{find_lesson(whole->roster, lesson)};
    };
    auto found = co_await offload(parts_.journal.thread, std::move(read));
    if (!found) co_return Error{found.error()}.in("look the lesson up");
    co_return found;
}

awaitable<Result<ConferenceDecision>> Daemon::change_conference(std::string school,
                                                                ConferenceRequest request,
                                                                std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    if ((*state)->further) {
        co_return Error{ErrorKind::refused, "this account holds no conferences of the school",
                        "ask for school " + (*state)->school.id};
    }
    const auto zone = SchoolZone::find((*state)->school.time_zone);
    if (!zone) co_return zone.error();
    auto lesson = co_await look_up_lesson(school, request.lesson.value_or(""));
    if (!lesson) co_return lesson.error();
    state = readable(school);  // its account may have changed meanwhile
    if (!state) co_return state.error();
    std::int64_t& highest = (*state)->own_conferences;
    for (const OwnConference& row : (*state)->memory.own.conferences) {
        highest = std::max(highest, row.number);
    }
    const std::int64_t number = highest + 1;
    if (request.verb == ConferenceVerb::create) highest = number;  // nobody else gets it
    const HandBasis basis{**state, parts_.clock.now(), 0};
    const HandBasis::Conferences conferences{
        (*state)->memory.conferences, active_chats(**state),
        [zone = *zone](LocalSeconds time) { return zone.instant_of(time); }, number,
        std::move(*lesson)};
    auto work = [&] { return basis.decide(request, conferences); };
    auto decided = co_await offload(parts_.workers, work);
    if (!decided || decided->change.empty()) co_return decided;
    AuditEntry audit;
    audit.operation = word(request.verb);
    audit.chat = decided->plan.chat;
    audit.outcome = "done";
    audit.reason = decided->conference;
    audit.by = request.actor.empty() ? by : request.actor + " by " + by;
    auto saved = co_await keep(school, decided->change, std::move(audit));
    if (!saved) co_return saved.error();
    auto kept = co_await keep_conference(*state, decided->plan, parts_.store);
    if (!kept) co_return kept.error();
    conferences_.changed(school);
    co_return decided;
}

awaitable<Result<std::vector<ConferenceRecord>>> Daemon::conferences_between(std::string school,
                                                                             UnixSeconds from,
                                                                             UnixSeconds to) {
    const auto found = schools_.find(school);
    if (found == schools_.end()) {
        co_return Error{ErrorKind::not_found, "school '" + school + "' is not in the journal",
                        "see rosterctl schools"};
    }
    auto query = [&] { return parts_.store.store.conferences_between(school, from, to); };
    auto kept = co_await offload(parts_.store.thread, query);
    if (!kept) co_return kept.error();
    // Memory knows more than the store where that does not answer just now.
    for (ConferenceRecord& record : *kept) {
        const auto& known = found->second.memory.conferences;
        const auto current = std::ranges::lower_bound(
            known, record.plan.id, {},
            [](const ConferenceRecord& each) -> const std::string& { return each.plan.id; });
        if (current != known.end() && current->plan.id == record.plan.id) record = *current;
    }
    co_return kept;
}

}  // namespace rosterd
