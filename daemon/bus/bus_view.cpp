// One table of the interface, one walk over the schools.
#include "daemon/bus/bus_view.hpp"

#include <algorithm>
#include <set>

#include "daemon/version.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

using systemd::BusChange;
using systemd::BusInterface;
using systemd::BusProperties;
using systemd::BusValues;

std::uint32_t count(std::size_t number) {
    return static_cast<std::uint32_t>(number);
}

std::vector<std::string> list(const std::set<std::string, std::less<>>& names) {
    return {names.begin(), names.end()};
}

/// What rests, as the pauses say: everything, schools, and how many there are of all kinds.
void add_pauses(const DaemonControl& daemon, BusProperties& into) {
    std::set<std::string, std::less<>> schools;
    std::size_t pauses = 0;
    bool everything = false;
    for (const Pause& pause : daemon.pauses()) {
        if (!pause.lasts(daemon.now())) continue;
        ++pauses;
        if (pause.school.empty()) everything = true;
        if (!pause.school.empty() && pause.chat.empty()) schools.insert(pause.school);
    }
    into["Paused"] = everything;
    into["PausedSchools"] = list(schools);
    into["Pauses"] = count(pauses);
}

void add_schools(const Schools& schools, BusProperties& into) {
    std::set<std::string, std::less<>> failing;
    std::size_t holds = 0;
    std::size_t active = 0;
    std::size_t failed = 0;
    for (const auto& [name, state] : schools) {
        holds += state.holds.size();
        if (state.error) failing.insert(name);
        const auto& records = state.memory.conferences;
        const auto in = [&records](ConferenceState wanted) {
            return static_cast<std::size_t>(
                std::ranges::count(records, wanted, &ConferenceRecord::state));
        };
        active += in(ConferenceState::active);
        failed += in(ConferenceState::failed);
    }
    into["Schools"] = count(count_schools(schools));
    into["FailingSchools"] = list(failing);
    into["Holds"] = count(holds);
    into["ActiveConferences"] = count(active);
    into["FailedConferences"] = count(failed);
}

BusNotice signal_of(const HoldCreated& hold) {
    return {"HoldCreated", {hold.school, hold.hold, std::string{word(hold.guard)}, hold.reason}};
}

BusNotice signal_of(const ConferenceFailed& failed) {
    return {"ConferenceFailed",
            {failed.school, failed.conference, failed.chat, std::string{word(failed.cause)},
             failed.reason}};
}

BusNotice signal_of(const AccountDown& down) {
    return {"AccountDown", {down.account, std::string{word(down.platform)}, down.reason}};
}

BusInterface make_interface() {
    BusInterface interface;
    interface.name = bus_interface_name;
    interface.methods = {
        {"Resync", {{"school", "s"}}},
        {"Initialise", {{"school", "s"}, {"kinds", "as"}, {"actor", "s"}}, {{"chats", "u"}}},
        {"Pause", {{"school", "s"}, {"chat", "s"}, {"until", "s"}, {"reason", "s"}}},
        {"Resume", {{"school", "s"}, {"chat", "s"}}, {{"still_paused", "b"}}},
        {"Approve", {{"hold", "s"}}},
        {"Reject", {{"hold", "s"}}},
        {"FinishConference",
         {{"school", "s"}, {"conference", "s"}, {"actor", "s"}},
         {{"changed", "b"}}},
        {"Reload"}};
    interface.properties = {{"Version", "s", BusChange::never},
                            {"Ready", "b"},
                            {"Journal", "s"},
                            {"Store", "s"},
                            {"Schools", "u"},
                            {"FailingSchools", "as"},
                            {"Holds", "u"},
                            {"Paused", "b"},
                            {"PausedSchools", "as"},
                            {"Pauses", "u"},
                            {"AccountsDown", "as"},
                            {"ActiveConferences", "u"},
                            {"FailedConferences", "u"}};
    interface.signals = {
        {"HoldCreated", {{"school", "s"}, {"hold", "s"}, {"guard", "s"}, {"reason", "s"}}},
        {"ConferenceFailed",
         {{"school", "s"}, {"conference", "s"}, {"chat", "s"}, {"cause", "s"}, {"reason", "s"}}},
        {"AccountDown", {{"account", "s"}, {"platform", "s"}, {"reason", "s"}}}};
    return interface;
}

}  // namespace

const BusInterface& bus_interface() {
    static const BusInterface interface = make_interface();
    return interface;
}

BusProperties bus_properties(const DaemonControl& daemon, const Notices& notices) {
    BusProperties properties;
    properties["Version"] = std::string{version};
    properties["Ready"] = daemon.ready();
    properties["Journal"] = daemon.journal().state;
    properties["Store"] = daemon.store_state();
    properties["AccountsDown"] = list(notices.accounts_down());
    add_schools(daemon.schools(), properties);
    add_pauses(daemon, properties);
    return properties;
}

BusNotice bus_notice(const Notice& notice) {
    return std::visit([](const auto& one) { return signal_of(one); }, notice);
}

}  // namespace rosterd
