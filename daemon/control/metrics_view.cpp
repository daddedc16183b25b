// Families of series from the daemon's state, as it is at this moment.
#include "daemon/control/metrics_view.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <sstream>
#include <vector>

#include "daemon/control/responses.hpp"
#include "daemon/control/status_view.hpp"
#include "daemon/measures.hpp"
#include "daemon/version.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

/// One family after the other; a value belongs to the one begun last.
class Families {
  public:
    void gauge(std::string_view name, std::string_view help) {
        begin(name, help, MetricType::Gauge);
    }
    void counter(std::string_view name, std::string_view help) {
        begin(name, help, MetricType::Counter);
    }
    void value(double value, Labels labels = {}) {
        ClientMetric metric;
        metric.label = std::move(labels);
        metric.gauge.value = value;
        metric.counter.value = value;
        all_.back().metric.push_back(std::move(metric));
    }
    void histogram(std::string_view name, std::string_view help,
                   const prometheus::Histogram& measured) {
        begin(name, help, MetricType::Histogram);
        all_.back().metric.push_back(measured.Collect());
    }
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        prometheus::TextSerializer{}.Serialize(out, all_);
        return std::move(out).str();
    }

  private:
    void begin(std::string_view name, std::string_view help, MetricType type) {
        MetricFamily family;
        family.name = "rosterd_" + std::string{name};
        family.help = help;
        family.type = type;
        all_.push_back(std::move(family));
    }

    std::vector<MetricFamily> all_;
};

double number(std::size_t count) {
    return static_cast<double>(count);
}

double seconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

/// Counts by kind, each kind that there is at zero.
template <class Kind, std::size_t Count>
class Tally {
  public:
    explicit Tally(const std::array<Kind, Count>& kinds) {
        for (const Kind kind : kinds) counts_[kind] = 0;
    }
    void add(Kind kind) { ++counts_[kind]; }
    template <class Word>
    void write(Families& families, std::string_view label, Word word) const {
        for (const auto& [kind, count] : counts_) {
            families.value(number(count), {{std::string{label}, std::string{word(kind)}}});
        }
    }

  private:
    std::map<Kind, std::size_t> counts_;
};

constexpr std::array error_kinds{
    ErrorKind::transient,        ErrorKind::long_transient,  ErrorKind::authority,
    ErrorKind::permanent_person, ErrorKind::permanent_chat,  ErrorKind::our_bug,
    ErrorKind::needs_human,      ErrorKind::unknown_outcome, ErrorKind::invalid_input,
    ErrorKind::not_found,        ErrorKind::refused,         ErrorKind::cancelled};
constexpr std::array guard_kinds{GuardKind::implausible_read,
                                 GuardKind::profile_change,
                                 GuardKind::promotion,
                                 GuardKind::chat,
                                 GuardKind::empty_chat,
                                 GuardKind::last_administrator,
                                 GuardKind::rule,
                                 GuardKind::school,
                                 GuardKind::hour};
/// Those that count people against a limit.
constexpr std::array counting_guards{GuardKind::chat, GuardKind::rule, GuardKind::school,
                                     GuardKind::hour};
constexpr std::array conference_states{ConferenceState::planned, ConferenceState::active,
                                       ConferenceState::ended, ConferenceState::failed,
                                       ConferenceState::cancelled};
constexpr std::array<std::string_view, 7> school_states{
    "disabled", "waiting", "converged", "paused", "working", "held", "failed"};

/// How much of what a guard lets pass is used: it holds above 1. Where both a number of people and
/// a share must be passed, the one that is farther from it counts.
double fill_of(const GuardMargin& margin) {
    const auto used = [](double part, double limit) {
        if (limit > 0) return part / limit;
        return part > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    };
    const double people = used(number(margin.people), number(margin.limit.people));
    if (margin.present == 0) return people;
    return std::min(people,
                    used(number(margin.people) / number(margin.present), margin.limit.share));
}

void write_process(Families& families, const DaemonControl& daemon) {
    families.gauge("build_info", "Always 1; the version is its label.");
    families.value(1, {{"version", std::string{version}}});
    families.gauge("uptime_seconds", "Since the process started.");
    families.value(seconds(daemon.steady() - daemon.started()));
    families.gauge("ready", "1 after the first look at the journal.");
    families.value(daemon.ready() ? 1 : 0);
    families.gauge("thread_stuck", "1 while a thread gives no sign of life.");
    const auto stuck = daemon.stuck();
    for (const char* const thread : {"journal", "store", "workers"}) {
        families.value(stuck == thread ? 1 : 0, {{"thread", thread}});
    }
    families.gauge("store_up", "1 while the store takes what is written.");
    families.value(daemon.store_state() == "ok" ? 1 : 0);
}

void write_journal(Families& families, const DaemonControl& daemon) {
    families.gauge("journal_up", "1 while the journal answers.");
    families.value(daemon.journal().state == "ok" ? 1 : 0);
    UnixSeconds oldest = 0;
    UnixSeconds newest = daemon.journal().last_read;
    Tally reads{read_states};
    for (const auto& [name, state] : daemon.schools()) {
        if (state.further) continue;
        reads.add(read_verdict(state, daemon.now()).state);
        newest = std::max(newest, state.last_read);
        if (!state.school.enabled) continue;
        if (oldest == 0 || state.last_read < oldest) oldest = state.last_read;
    }
    families.gauge("last_complete_read_timestamp_seconds",
                   "When the journal was last read completely: of the school that was read longest "
                   "ago, and of any; 0: never.");
    families.value(static_cast<double>(oldest), {{"school", "oldest"}});
    families.value(static_cast<double>(newest), {{"school", "newest"}});
    families.gauge("reads", "Schools by the verdict on their last read.");
    reads.write(families, "verdict", [](ReadState state) { return word(state); });
    families.histogram("journal_read_seconds", "Duration of one read of one school.",
                       daemon.measures().journal_read);
}

void write_work(Families& families, const DaemonControl& daemon) {
    std::map<std::string_view, std::size_t> states;
    for (const std::string_view state : school_states) states[state] = 0;
    Tally parked{error_kinds};
    Tally failing{error_kinds};
    std::size_t to_do = 0;
    UnixSeconds unsatisfied = 0;
    for (const auto& [name, state] : daemon.schools()) {
        if (!state.further) ++states[state_word(state)];
        to_do += state.plan.operations.size();
        for (const Parked& each : state.memory.history.parked) parked.add(each.kind);
        if (state.error) failing.add(state.error->kind);
        if (state.unsatisfied_since != 0 &&
            (unsatisfied == 0 || state.unsatisfied_since < unsatisfied)) {
            unsatisfied = state.unsatisfied_since;
        }
    }
    families.gauge("schools", "Schools by how their last pass ended.");
    for (const auto& [state, count] : states) {
        families.value(number(count), {{"state", std::string{state}}});
    }
    families.gauge("queue_depth", "Schools that are due now.");
    families.value(number(daemon.queue().depth(daemon.steady())));
    families.gauge("queue_oldest_seconds", "For how long the longest of them has been due.");
    families.value(seconds(daemon.queue().oldest(daemon.steady())));
    families.gauge("operations_to_do", "Changes that are planned, not held and not done yet.");
    families.value(number(to_do));
    families.gauge("oldest_unsatisfied_change_seconds",
                   "For how long some school has not been as its journal says; what waits for a "
                   "person's approval included.");
    families.value(unsatisfied == 0 ? 0 : static_cast<double>(daemon.now() - unsatisfied));
    families.counter("operations_total", "Changes on the platforms by outcome.");
    families.value(static_cast<double>(daemon.totals().done), {{"outcome", "done"}});
    families.value(static_cast<double>(daemon.totals().failed), {{"outcome", "failed"}});
    families.gauge("parked", "People and chats that wait after a refusal, by its class.");
    parked.write(families, "class", [](ErrorKind kind) { return to_string(kind); });
    families.gauge("schools_failing", "Schools whose last pass failed, by class.");
    failing.write(families, "class", [](ErrorKind kind) { return to_string(kind); });
    families.histogram("pass_seconds", "Duration of one pass over one school.",
                       daemon.measures().pass);
}

void write_guards(Families& families, const DaemonControl& daemon) {
    Tally holds{guard_kinds};
    std::map<GuardKind, double> fullest;
    for (const GuardKind kind : counting_guards) fullest[kind] = 0;
    for (const auto& [name, state] : daemon.schools()) {
        for (const Hold& hold : state.holds) holds.add(hold.guard);
        for (const GuardMargin& margin : state.margins) {
            double& most = fullest[margin.guard];
            most = std::max(most, fill_of(margin));
        }
    }
    families.gauge("holds", "Holds that wait for a person, by guard.");
    holds.write(families, "guard", [](GuardKind kind) { return word(kind); });
    families.gauge("guard_fill_ratio",
                   "How near the plans came to what a guard lets pass, of all schools the nearest: "
                   "above 1 it holds.");
    for (const auto& [kind, fill] : fullest) {
        families.value(fill, {{"guard", std::string{word(kind)}}});
    }
}

void write_accounts(Families& families, const DaemonControl& daemon) {
    const auto each = [&](auto value) {
        for (const auto& [name, account] : daemon.accounts()) {
            families.value(
                value(*account.platform),
                {{"account", name}, {"platform", std::string{word(account.platform->platform())}}});
        }
    };
    families.gauge("account_up", "0 while the platform refuses the account's credential.");
    each([](const PlatformAccount& account) {
        return account.use().state == "stopped" ? 0.0 : 1.0;
    });
    families.gauge("account_limited",
                   "1 while the platform or we ourselves slow the account down.");
    each([](const PlatformAccount& account) {
        return account.use().state == "limited" ? 1.0 : 0.0;
    });
    families.counter("account_requests_total", "Requests that count in the platform's quota.");
    each(
        [](const PlatformAccount& account) { return static_cast<double>(account.use().requests); });
    families.counter("account_refused_total", "Requests that the platform's quota refused.");
    each([](const PlatformAccount& account) {
        return static_cast<double>(account.use().refused_by_quota);
    });
    families.gauge("account_budget_available", "Requests that could leave at once.");
    each([](const PlatformAccount& account) { return account.use().tokens; });
    families.gauge("account_budget_requests_per_second", "What the budget allows in the long run.");
    each([](const PlatformAccount& account) { return account.capabilities().requests_per_second; });
}

void write_conferences(Families& families, const DaemonControl& daemon) {
    Tally states{conference_states};
    for (const auto& [name, state] : daemon.schools()) {
        for (const ConferenceRecord& record : state.memory.conferences) states.add(record.state);
    }
    const ConferenceTotals totals = daemon.conference_totals();
    families.gauge("conferences", "Conferences of now and of days near, by state.");
    states.write(families, "state", [](ConferenceState state) { return word(state); });
    families.counter("conference_outcomes_total",
                     "Conferences that started and ended, and answers with an error.");
    families.value(static_cast<double>(totals.started), {{"outcome", "started"}});
    families.value(static_cast<double>(totals.ended), {{"outcome", "ended"}});
    families.value(static_cast<double>(totals.failures), {{"outcome", "failure"}});
    families.gauge("conferences_waiting", "Conferences that wait for an answer or for their turn.");
    families.value(number(totals.waiting));
    families.histogram("conference_start_delay_seconds",
                       "From the time of a conference to its start.",
                       daemon.measures().conference_delay);
}

}  // namespace

std::string metrics_text(const DaemonControl& daemon) {
    Families families;
    write_process(families, daemon);
    write_journal(families, daemon);
    write_work(families, daemon);
    write_guards(families, daemon);
    write_accounts(families, daemon);
    write_conferences(families, daemon);
    return families.text();
}

http::Response metrics_response(const DaemonControl& daemon) {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_text(daemon);
    return response;
}

http::Response health_response(const DaemonControl& daemon) {
    const auto stuck = daemon.stuck();
    http::Response response =
        stuck ? answer({{"ok", false}, {"stuck", *stuck}}) : answer({{"ok", true}});
    response.status = stuck ? 503 : 200;
    return response;
}

}  // namespace rosterd::control
