// What people ask of the daemon by hand: decided on a worker, kept in the store, then a pass.
#include <algorithm>
#include <tuple>

#include "daemon/daemon.hpp"
#include "daemon/hand_basis.hpp"
#include "daemon/offload.hpp"
#include "daemon/time_zones.hpp"
#include "reconciler/words.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kept = "done";

/// "t1 by root": on whose behalf, and who sent it.
std::string asker(const std::string& actor, const std::string& by) {
    return actor.empty() ? by : actor + " by " + by;
}

AuditEntry audit_line(std::string_view operation, const std::string& person, std::string by) {
    AuditEntry audit;
    audit.operation = operation;
    audit.person = person;
    audit.outcome = kept;
    audit.by = std::move(by);
    return audit;
}

std::string_view operation_of(LinkVerb verb) {
    switch (verb) {
        case LinkVerb::request:
            return "link_request";
        case LinkVerb::accept:
            return "link_accept";
        case LinkVerb::refuse:
            return "link_refuse";
        case LinkVerb::unlink:
            break;
    }
    return "unlink";
}

}  // namespace

/// The school, when requests about it can be judged and carried out.
Result<SchoolState*> Daemon::readable(const std::string& school) {
    const auto found = schools_.find(school);
    if (found == schools_.end()) {
        return Error{ErrorKind::not_found, "school '" + school + "' is not in the journal",
                     "see rosterctl schools"};
    }
    SchoolState& state = found->second;
    if (!state.school.enabled) {
        return Error{ErrorKind::refused, "school '" + school + "' is not enabled",
                     "set school.enabled in the journal"};
    }
    const auto account = parts_.accounts.find(state.school.account);
    const bool loaded = state.loaded && state.memory.account == state.school.account;
    if (state.picture == nullptr || !loaded || account == parts_.accounts.end()) {
        return Error{ErrorKind::refused, "school '" + school + "' has not been read yet",
                     state.error ? state.error->what : "try again in a moment"};
    }
    return &state;
}

/// Store first, then memory: what is answered as done survives a crash. A pass that runs meanwhile
/// works by the former rows; the next one begins at once after it.
awaitable<Result<void>> Daemon::keep(std::string name, OwnChange change, AuditEntry audit) {
    const School& asked = schools_.find(name)->second.school;
    const std::string school = asked.id;
    const std::string account = asked.account;
    audit.at = parts_.clock.now();
    audit.school = school;
    auto write = [this, &school, &account, &change, &audit] {
        return parts_.store.store.save_own(school, account, change, std::span{&audit, 1});
    };
    auto saved = co_await offload(parts_.store.thread, write);
    if (!saved) co_return saved.error();
    // The rows are the school's, whatever account serves it; an initialisation is the account's.
    for (auto& [each, state] : schools_) {
        if (state.school.id != school) continue;
        SchoolMemory& memory = state.memory;
        ++state.own_revision;
        apply(change, memory.own);
        apply_links(change, memory.links);
        if (memory.account == account) apply_initialised(change, memory.initialised);
    }
    push_everywhere(school, std::chrono::milliseconds{0});
    co_return Result<void>{};
}

awaitable<Result<HandDecision>> Daemon::change_by_hand(std::string school, HandRequest request,
                                                       std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    std::int64_t& highest = (*state)->own_chats;
    for (const OwnChat& chat : (*state)->memory.own.chats) {
        highest = std::max(highest, chat.number);
    }
    const std::int64_t number = highest + 1;
    if (request.action == HandAction::create_chat) highest = number;  // nobody else gets it
    const HandBasis basis{**state, parts_.clock.now(), number};
    auto work = [&basis, &request] { return basis.decide(request); };
    auto decided = co_await offload(parts_.workers, work);
    if (!decided) co_return decided;
    if (decided->readmits) {
        auto readmitted = co_await readmit(school, request, asker(request.actor, by));
        if (!readmitted) co_return readmitted.error();
        decided->readmits = *readmitted;
    }
    if (decided->change.empty()) co_return decided;
    AuditEntry audit = audit_line(word(request.action), request.person, asker(request.actor, by));
    audit.chat = decided->chat;
    auto saved = co_await keep(school, decided->change, std::move(audit));
    if (!saved) co_return saved.error();
    co_return decided;
}

/// On every account that serves the school: he left a chat, not a platform. Memory first, so that a
/// pass that writes what it remembers meanwhile does not bring the departure back.
awaitable<Result<bool>> Daemon::readmit(std::string school, HandRequest request, std::string by) {
    std::vector<std::pair<std::string, Departure>> found;  // by the name of the state
    for (const auto& [name, state] : schools_) {
        if (state.school.id != school || state.picture == nullptr) continue;
        for (Departure& departure : departures_of(state, request.chat, request.person)) {
            found.emplace_back(name, std::move(departure));
        }
    }
    for (const auto& [name, departure] : found) {
        auto& departures = schools_.find(name)->second.memory.history.departures;
        const std::string account = schools_.find(name)->second.memory.account;
        std::erase(departures, departure);
        AuditEntry audit = audit_line(word(HandAction::readmit), request.person, by);
        audit.at = parts_.clock.now();
        audit.school = school;
        audit.chat = departure.chat;
        audit.user = departure.user;
        auto write = [this, &school, &account, &departure, &audit] {
            return parts_.store.store.forget_departure(school, account, departure.chat,
                                                       departure.user, audit);
        };
        auto forgotten = co_await offload(parts_.store.thread, write);
        if (!forgotten) {
            restore(name, departure);
            co_return Error{forgotten.error()}.in("store");
        }
    }
    if (!found.empty()) push_everywhere(school, std::chrono::milliseconds{0});
    co_return !found.empty();
}

/// Unless it was learnt anew meanwhile.
void Daemon::restore(const std::string& name, const Departure& departure) {
    const auto state = schools_.find(name);
    if (state == schools_.end()) return;
    auto& rows = state->second.memory.history.departures;
    if (state->second.memory.history.departed(departure.chat, departure.user)) return;
    const auto at =
        std::ranges::upper_bound(rows, std::tie(departure.chat, departure.user), {},
                                 [](const Departure& row) { return std::tie(row.chat, row.user); });
    rows.insert(at, departure);
}

awaitable<Result<LinkDecision>> Daemon::change_link(std::string school, LinkRequest request,
                                                    std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    const Picture& picture = *(*state)->picture;
    auto decided = decide_link(picture.roster, (*state)->memory.links, picture.profile, request,
                               parts_.clock.now());
    if (!decided || !decided->changed) co_return decided;
    OwnChange change;
    change.links = {decided->link};
    AuditEntry audit = audit_line(operation_of(request.verb), request.person, std::move(by));
    audit.reason = word(decided->state);
    auto saved = co_await keep(school, std::move(change), std::move(audit));
    if (!saved) co_return saved.error();
    co_return decided;
}

awaitable<Result<Initialisation>> Daemon::initialise(std::string school,
                                                     std::vector<ChatKind> kinds, std::string actor,
                                                     std::string by, InitialiseMode mode) {
    auto state = readable(school);
    if (!state) co_return state.error();
    auto history = co_await guard_history(*state, context());
    if (!history) co_return history.error();
    state = readable(school);  // its account may have changed meanwhile
    if (!state) co_return state.error();
    const UnixSeconds now = parts_.clock.now();
    const PlatformAccount& account =
        *parts_.accounts.find((*state)->school.account)->second.platform;
    const Profile& profile = (*state)->picture->profile;
    const Moment moment{(*state)->picture->moment.today, now};
    const auto zone = SchoolZone::find((*state)->school.time_zone);
    if (!zone) co_return zone.error();
    PictureInput input =
        picture_input(**state, profile, account, moment,
                      [zone = *zone](LocalSeconds time) { return zone.instant_of(time); });
    const HandBasis basis{**state, now, 0};
    OwnChange change;
    Initialisation result;
    auto work = [&, copy = **state, capabilities = account.capabilities(),
                 limits = settings_.pass->guards]() mutable {
        auto decided = basis.decide(kinds, actor);
        if (!decided) return Result<void>{decided.error()};
        change = std::move(*decided);
        result.school = school_after(std::move(copy), change, std::move(input));
        result.plan = current_plan(*result.school, capabilities, limits, *history, now);
        return Result<void>{};
    };
    auto planned = co_await offload(parts_.workers, std::move(work));
    if (!planned) co_return planned.error();
    result.chats = change.initialised.size();
    if (mode == InitialiseMode::run) {
        AuditEntry audit = audit_line("initialise", {}, asker(actor, by));
        for (const ChatKind kind : kinds) {
            audit.reason += (audit.reason.empty() ? "" : ",") + std::string{word(kind)};
        }
        auto saved = co_await keep(school, std::move(change), std::move(audit));
        if (!saved) co_return saved.error();
    }
    co_return std::move(result);
}

}  // namespace rosterd
