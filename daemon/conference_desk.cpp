// Plans into records.
#include "daemon/conference_desk.hpp"

#include <algorithm>

#include "daemon/offload.hpp"
#include "reconciler/conference_book.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

awaitable<Result<void>> save(StoreAccess store, std::vector<SchoolConference> records) {
    if (records.empty()) co_return Result<void>{};
    auto write = [&store, &records] { return store.store.save_conferences(records, {}); };
    auto saved = co_await offload(store.thread, write);
    if (!saved) co_return saved.error();
    co_return saved;
}

/// Rows that people changed at the daemon after the read began: what the read says of these
/// conferences is older than what is known.
bool changed_since(const OwnRows& own, const std::string& id) {
    return own_conference_number(id) != 0 ||
           std::ranges::binary_search(own.marks, id, {}, &ConferenceMark::conference);
}

}  // namespace

awaitable<Result<void>> keep_conferences(SchoolState* state, StoreAccess store, UnixSeconds now) {
    SchoolMemory& memory = state->memory;
    const Picture& picture = *state->picture;
    if (memory.conferences_since == 0) {
        auto watch = [&] { return store.store.watch_conferences(state->school.id, now); };
        auto watched = co_await offload(store.thread, watch);
        if (!watched) co_return watched.error();
        memory.conferences_since = now;
    }
    std::vector<PlannedConference> plans = picture.conferences;
    std::vector<std::string> doubtful = picture.roster.doubtful_conferences;
    if (picture.own_revision != state->own_revision) {
        std::erase_if(plans, [&](const PlannedConference& plan) {
            return changed_since(memory.own, plan.id);
        });
        for (const ConferenceMark& mark : memory.own.marks) doubtful.push_back(mark.conference);
        std::ranges::sort(doubtful);
    }
    const ConferenceRead read{plans, doubtful, picture.implausible.empty()};
    const auto changed = take_over(read, memory.conferences_since, now, memory.conferences);
    std::vector<SchoolConference> records;
    for (const std::string& id : changed) {
        records.push_back({state->school.id, *find_conference(memory.conferences, id)});
    }
    forget_old(memory.conferences, now);
    co_return co_await save(store, std::move(records));
}

awaitable<Result<void>> keep_conference(SchoolState* state, PlannedConference plan,
                                        StoreAccess store) {
    auto& records = state->memory.conferences;
    const std::string id = plan.id;
    ConferenceRecord* record = find_conference(records, id);
    if (record == nullptr) {
        const auto place = std::ranges::lower_bound(
            records, id, {},
            [](const ConferenceRecord& each) { return std::string_view{each.plan.id}; });
        record = &*records.insert(place, ConferenceRecord{.plan = plan});
    }
    record->plan = std::move(plan);
    std::vector<SchoolConference> changed{{state->school.id, *record}};
    co_return co_await save(store, std::move(changed));
}

}  // namespace rosterd
