// Totals and troubles.
#include "daemon/control/status_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <string_view>

#include "daemon/control/failure_view.hpp"
#include "daemon/control/pause_view.hpp"
#include "daemon/control/responses.hpp"
#include "daemon/version.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

json::value instant(UnixSeconds at) {
    if (at == 0) return nullptr;
    return at;
}

std::string conference_trouble(const ConferenceRecord& record) {
    if (record.state != ConferenceState::failed) {
        return "an answer was lost: a second call may exist that nobody has the link of";
    }
    std::string trouble{word(record.cause)};
    if (!record.reason.empty()) trouble += ": " + record.reason;
    return trouble;
}

/// What an admin should look at, school by school.
json::array problems_view(const Schools& schools) {
    json::array problems;
    for (const auto& [id, state] : schools) {
        if (state.error) {
            problems.push_back(json::object{{"school", id},
                                            {"kind", to_string(state.error->kind)},
                                            {"error", state.error->what},
                                            {"hint", or_null(state.error->hint)}});
        }
        if (state.picture != nullptr && !state.picture->implausible.empty()) {
            problems.push_back(json::object{
                {"school", id},
                {"kind", "implausible_read"},
                {"error", "the journal read is not believed: " + state.picture->implausible},
                {"hint", "nobody is removed; if the journal is right, approve the hold"}});
        }
        if (state.picture != nullptr) {
            for (const ClassDoubt& doubt : state.picture->doubted_classes) {
                problems.push_back(json::object{
                    {"school", id},
                    {"kind", "implausible_class"},
                    {"error", "the journal read is not believed: " + doubt.reason},
                    {"hint", "nobody leaves for it; if the journal is right, approve the hold"}});
            }
        }
        if (!state.frozen.empty()) {
            problems.push_back(
                json::object{{"school", id},
                             {"kind", "stale_journal"},
                             {"error", state.frozen},
                             {"hint", "nobody is removed; see what copies the journal"}});
        }
        for (const auto& [chat, doubt] : state.doubted) {
            problems.push_back(json::object{
                {"school", id},
                {"kind", "doubtful_members"},
                {"error", fmt::format("{}: {} of {} people are not in its list of members, which "
                                      "is not believed",
                                      chat, doubt.missing, doubt.before)},
                {"hint",
                 "nobody counts as having left; it is read again. See that the account may "
                 "still read the chat"}});
        }
        for (const ConferenceRecord& record : state.memory.conferences) {
            if (record.state != ConferenceState::failed && record.doubtful_calls == 0) continue;
            problems.push_back(json::object{
                {"school", id},
                {"kind", "conference"},
                {"error", "conference " + record.plan.id + ": " + conference_trouble(record)},
                {"hint", "see rosterctl conferences --school " + id}});
        }
        for (const Parked& parked : state.memory.history.parked) {
            if (parked.user != 0 && parked.user != title_of_chat) continue;
            const bool of_title = parked.user == title_of_chat;
            problems.push_back(json::object{{"school", id},
                                            {"kind", of_title ? "title" : to_string(parked.kind)},
                                            {"error", parked.chat + ": " + parked.reason},
                                            {"hint", nullptr}});
        }
    }
    return problems;
}

json::array accounts_view(const Accounts& accounts) {
    json::array rows;
    for (const auto& [name, account] : accounts) {
        const AccountUse use = account.platform->use();
        rows.push_back(json::object{
            {"name", name},
            {"platform", word(account.platform->platform())},
            {"state", use.state},
            {"reason", or_null(use.reason)},
            {"budget", json::object{{"requests_per_second",
                                     account.platform->capabilities().requests_per_second},
                                    {"available", use.tokens},
                                    {"requests", use.requests},
                                    {"refused", use.refused_by_quota}}}});
    }
    return rows;
}

/// How many run, when the next one starts, and what became of those before.
json::object conferences_of(const DaemonControl& daemon) {
    std::uint64_t active = 0;
    std::uint64_t failed = 0;
    UnixSeconds next = 0;
    for (const auto& [id, state] : daemon.schools()) {
        for (const ConferenceRecord& record : state.memory.conferences) {
            if (record.state == ConferenceState::active) ++active;
            if (record.state == ConferenceState::failed) ++failed;
            const bool ahead = record.state == ConferenceState::planned && state.school.enabled;
            if (ahead && (next == 0 || record.plan.starts < next)) next = record.plan.starts;
        }
    }
    const ConferenceTotals totals = daemon.conference_totals();
    return {{"active", active},          {"next", instant(next)}, {"failed", failed},
            {"started", totals.started}, {"ended", totals.ended}, {"failures", totals.failures},
            {"waiting", totals.waiting}};
}

json::object read_view(const SchoolState& state, UnixSeconds now) {
    const ReadVerdict verdict = read_verdict(state, now);
    return {{"state", word(verdict.state)}, {"reason", or_null(verdict.reason)}};
}

/// How many schools' reads are of each kind.
json::object reads_view(const DaemonControl& daemon) {
    std::map<ReadState, std::int64_t> counts;
    for (const auto& [id, state] : daemon.schools()) {
        if (!state.further) ++counts[read_verdict(state, daemon.now()).state];
    }
    json::object view;
    for (const ReadState each : read_states) view[word(each)] = counts[each];
    return view;
}

/// Chats that the rolling sweep found otherwise than they were known, in the last week.
std::size_t drifted_chats(const SchoolState& state, UnixSeconds now) {
    std::set<std::string_view> chats;
    for (const Drift& drift : state.drifts) {
        if (drift.at > now - drifts_kept) chats.insert(drift.chat);
    }
    return chats.size();
}

}  // namespace

json::object status_view(const DaemonControl& daemon) {
    using std::chrono::duration_cast;
    using std::chrono::seconds;
    const JournalStatus journal = daemon.journal();
    const OperationTotals totals = daemon.totals();
    std::size_t holds = 0;
    std::size_t parked = 0;
    std::size_t strangers = 0;
    std::size_t drifted = 0;
    UnixSeconds last_read = journal.last_read;
    for (const auto& [id, state] : daemon.schools()) {
        holds += state.holds.size();
        parked += state.memory.history.parked.size();
        strangers += state.strangers.size();
        drifted += drifted_chats(state, daemon.now());
        last_read = std::max(last_read, state.last_read);
    }
    const SteadyTime now = daemon.steady();
    return {{"version", version},
            {"uptime_s", duration_cast<seconds>(now - daemon.started()).count()},
            {"ready", daemon.ready()},
            {"journal", json::object{{"state", journal.state},
                                     {"last_read", instant(last_read)},
                                     {"error", or_null(journal.error)},
                                     {"hint", or_null(journal.hint)}}},
            {"store", daemon.store_state()},
            {"schools", count_schools(daemon.schools())},
            {"reads", reads_view(daemon)},
            {"queue", json::object{{"depth", daemon.queue().depth(now)},
                                   {"oldest_s", daemon.queue().oldest(now).count()}}},
            {"operations",
             json::object{{"done", totals.done}, {"failed", totals.failed}, {"parked", parked}}},
            {"holds", holds},
            {"paused", pauses_view(daemon)},
            {"strangers", strangers},
            {"sweep", json::object{{"drifted_this_week", drifted}}},
            {"conferences", conferences_of(daemon)},
            {"accounts", accounts_view(daemon.accounts())},
            {"failures", failures_view(daemon)},
            {"problems", problems_view(daemon.schools())}};
}

json::object schools_view(const DaemonControl& daemon) {
    json::array items;
    for (const auto& [id, state] : daemon.schools()) {
        json::object row;
        row["id"] = id;
        row["name"] = state.school.name;
        row["profile"] = state.school.profile;
        row["account"] = state.school.account;
        row["further"] = state.further;
        row["enabled"] = state.school.enabled;
        row["state"] = state_word(state);
        row["chats"] = state.memory.observed.chats.size();
        row["people"] = state.picture == nullptr ? 0 : state.picture->roster.people.size();
        row["to_do"] = state.plan.operations.size();
        row["holds"] = state.holds.size();
        row["strangers"] = state.strangers.size();
        row["findings"] = state.picture == nullptr ? 0 : state.picture->findings.size();
        row["last_read"] = instant(state.last_read);
        row["read"] = read_view(state, daemon.now());
        row["paused"] = pause_or_null(pause_of_all(state.pauses, daemon.now()));
        row["error"] = state.error ? json::value(state.error->what) : json::value(nullptr);
        items.push_back(std::move(row));
    }
    return {{"total", items.size()}, {"items", std::move(items)}};
}

json::object findings_view(const SchoolState& state) {
    json::array items;
    if (state.picture != nullptr) {
        for (const Finding& finding : state.picture->findings) {
            const std::string_view severity = finding.severity == Severity::note      ? "note"
                                              : finding.severity == Severity::warning ? "warning"
                                                                                      : "error";
            items.push_back(json::object{{"severity", severity},
                                         {"relation", finding.relation},
                                         {"row", finding.row},
                                         {"key", finding.key},
                                         {"message", finding.message}});
        }
    }
    return {{"total", items.size()}, {"items", std::move(items)}};
}

std::string_view state_word(const SchoolState& state) {
    if (!state.school.enabled) return "disabled";
    switch (state.last_end) {
        case PassEnd::none:
            return "waiting";
        case PassEnd::converged:
            return "converged";
        case PassEnd::unfinished:
            return "working";
        case PassEnd::paused:
            return "paused";
        case PassEnd::held:
            return "held";
        case PassEnd::failed:
            return "failed";
    }
    return "unknown";
}

}  // namespace rosterd::control
