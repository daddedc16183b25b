// One walk over parked items and failed passes.
#include "daemon/control/failure_view.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <map>

namespace rosterd::control {

namespace json = boost::json;

namespace {

struct FailureClass {
    std::size_t count = 0;
    UnixSeconds next_probe = 0;  ///< 0: not known
    std::string example{};

    void add(UnixSeconds probe, std::string what) {
        if (count++ == 0) example = std::move(what);
        if (probe != 0 && (next_probe == 0 || probe < next_probe)) next_probe = probe;
    }
};

std::string place_of(const std::string& school, const Parked& parked) {
    std::string place = school + " " + parked.chat;
    if (parked.user == title_of_chat) return place + " title";
    if (parked.user != 0) place += fmt::format(" user {}", parked.user);
    return place;
}

/// When the queue looks at the school again, on the wall clock.
UnixSeconds next_look(const DaemonControl& daemon, const std::string& school) {
    const auto due = daemon.queue().due(school);
    if (!due) return 0;
    const auto wait = std::chrono::ceil<std::chrono::seconds>(*due - daemon.steady());
    return daemon.now() + std::max<UnixSeconds>(0, wait.count());
}

}  // namespace

json::array failures_view(const DaemonControl& daemon) {
    std::map<ErrorKind, FailureClass> classes;
    for (const auto& [name, state] : daemon.schools()) {
        if (state.error) {
            classes[state.error->kind].add(next_look(daemon, name),
                                           name + ": " + state.error->what);
        }
        for (const Parked& parked : state.memory.history.parked) {
            classes[parked.kind].add(parked.until, place_of(name, parked) + ": " + parked.reason);
        }
    }
    json::array rows;
    for (const auto& [kind, failed] : classes) {
        rows.push_back(
            json::object{{"class", to_string(kind)},
                         {"count", failed.count},
                         {"next_probe", failed.next_probe == 0 ? json::value(nullptr)
                                                               : json::value(failed.next_probe)},
                         {"example", failed.example}});
    }
    return rows;
}

}  // namespace rosterd::control
