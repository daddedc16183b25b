// A school's memory comes out of the store, once for each account that it is served by.
#include "daemon/pass.hpp"

#include <algorithm>
#include <utility>

#include "daemon/offload.hpp"
#include "daemon/recorder.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

constexpr std::size_t drifts_loaded_max = 10'000;

/// What the store knows of a school on one account.
struct Kept {
    SchoolMemory memory;
    std::vector<ClaimCode> heard;
    std::vector<Drift> drifts;
};

/// The process that asked for these removals ended before their outcome was in the store. Why they
/// were asked for is not known any more, so each counts for the hour.
std::vector<AuditEntry> unanswered_removals(const SchoolMemory& memory, const std::string& school,
                                            UnixSeconds now) {
    std::vector<AuditEntry> lines;
    for (const ObservedChat& chat : memory.observed.chats) {
        for (const ObservedMember& member : chat.members) {
            if (!member.being_removed()) continue;
            lines.push_back({.at = now,
                             .school = school,
                             .chat = chat.key,
                             .operation = std::string{word(OperationKind::remove)},
                             .user = member.user(),
                             .outcome = std::string{to_string(ErrorKind::unknown_outcome)},
                             .reason = "the process ended before the answer",
                             .by = "rosterd"});
        }
    }
    return lines;
}

Result<Kept> load_kept(Store& store, const std::string& school, const std::string& account,
                       UnixSeconds now) {
    auto memory = store.load(school, account, now);
    if (!memory) return memory.error();
    auto codes = store.claim_codes(account, now);
    if (!codes) return codes.error();
    std::erase_if(*codes,
                  [&](const ClaimCode& code) { return code.school != school || code.number == 0; });
    const auto removals = unanswered_removals(*memory, school, now);
    if (!removals.empty()) {
        auto saved = store.save(school, account, {}, removals);
        if (!saved) return saved.error();
    }
    auto drifts = store.audit({.school = school,
                               .operation = "drift_found",
                               .from = now - drifts_kept,
                               .count_max = drifts_loaded_max});
    if (!drifts) return drifts.error();
    Kept kept{std::move(*memory), std::move(*codes), {}};
    for (AuditLine& line : *drifts) {
        if (line.account == account) kept.drifts.push_back({line.entry.at, line.entry.chat});
    }
    return kept;
}

/// Everything in memory that belongs to an account.
void take_kept(SchoolState& state, Kept kept, const std::string& account) {
    // Lines of the audit are true whatever is loaded; chats and history are now what the store has.
    std::vector<AuditEntry> audit = std::move(state.unsaved.audit);
    if (state.memory.account != account) audit.clear();
    state.unsaved = {};
    state.unsaved.audit = std::move(audit);
    state.memory = std::move(kept.memory);
    state.memory.account = account;
    state.claims = std::move(kept.heard);
    state.drifts = std::move(kept.drifts);
    state.strangers.clear();
    state.told_newcomers.clear();
    state.title_changes.clear();
    state.changed_titles.clear();
    state.changed_chats.clear();
    state.picture.reset();
    state.plan = {};
    state.paused = {};
    state.holds.clear();
    state.unreadable.clear();
    if (state.further) state.memory.conferences.clear();
    mark_unanswered(state.memory.conferences);
}

}  // namespace

awaitable<Result<void>> ensure_loaded(SchoolState* state, PassContext context) {
    const std::string account = state->school.account;  // a reload replaces it meanwhile
    if (state->loaded && state->memory.account == account) co_return Result<void>{};
    if (state->loaded && !state->unsaved.empty()) {  // it belongs to the account that goes
        Recorder recorder{*state, context.store, context.clock};
        auto saved = co_await recorder.commit();
        if (!saved) co_return saved;
    }
    const UnixSeconds now = context.clock.now();
    auto load = [&] { return load_kept(context.store.store, state->school.id, account, now); };
    auto kept = co_await offload(context.store.thread, load);
    if (!kept) co_return kept.error();
    take_kept(*state, std::move(*kept), account);
    const auto source = context.accounts.find(account);
    if (source != context.accounts.end() && source->second.platform->capabilities().events) {
        // What the platform told before may be forgotten there already, and which chats it was
        // about is kept in memory only: one read of each costs less than a table of them.
        for (std::string& key : active_chats(*state)) state->changed_chats.insert(std::move(key));
    }
    state->loaded = true;
    co_return Result<void>{};
}

}  // namespace rosterd
