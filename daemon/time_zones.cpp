// Zone files are read once and kept until one of them changes on disk.
#include "daemon/time_zones.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace rosterd {

namespace {

const std::string zone_folder = "/usr/share/zoneinfo/";
constexpr std::size_t name_bytes_max = 64;

/// What changes when a file is replaced.
using Trace = std::tuple<ino_t, off_t, std::int64_t, std::int64_t>;

std::optional<Trace> trace_of(const std::string& file) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0) return std::nullopt;
    return Trace{found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

/// Names are outside data and become file names.
bool is_zone_name(const std::string& name) {
    const auto allowed = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '/' ||
               c == '-' || c == '+';
    };
    return !name.empty() && name.size() <= name_bytes_max && name.front() != '/' &&
           std::ranges::all_of(name, allowed);
}

/// The library aborts the program over a file that is no compiled zone, and not all files beside
/// the zones are (leapseconds; a folder such as Europe).
bool is_zone_file(const std::string& path) {
    constexpr std::string_view magic = "TZif";
    std::array<char, magic.size()> begin{};
    std::ifstream file{path, std::ios::binary};
    return file.read(begin.data(), begin.size()) &&
           std::string_view{begin.data(), begin.size()} == magic;
}

struct Known {
    const date::time_zone* zone;
    std::optional<Trace> trace;
};

class Cache {
  public:
    /// Throws what the library throws for a file that is no zone.
    const date::time_zone* get(const std::string& name) {
        const std::scoped_lock lock{mutex_};
        const auto found = zones_.find(name);
        if (found != zones_.end()) return found->second.zone;
        const auto trace = trace_of(zone_folder + name);
        if (!trace || !is_zone_file(zone_folder + name)) throw std::runtime_error{"no such zone"};
        // The library's own list knows the rules of its first reading only; a zone made like this
        // reads its file anew. It can be made but not destroyed (its members' types are hidden),
        // which costs a few kilobytes at each upgrade of tzdata.
        auto* zone = new date::time_zone{name, date::detail::undocumented{}};
        made_.push_back(zone);
        static_cast<void>(zone->get_info(date::sys_seconds{}));
        zones_.emplace(name, Known{zone, trace});
        return zone;
    }

    bool refresh() {
        const std::scoped_lock lock{mutex_};
        const bool changed = std::ranges::any_of(zones_, [](const auto& entry) {
            return trace_of(zone_folder + entry.first) != entry.second.trace;
        });
        if (changed) zones_.clear();
        return changed;
    }

  private:
    std::mutex mutex_;
    std::map<std::string, Known> zones_;
    std::vector<const date::time_zone*> made_;  ///< all that were ever made: SchoolZones use them
};

/// Never destroyed: SchoolZones of other statics may outlive any order of destruction.
Cache& cache() {
    static Cache* const zones = new Cache;
    return *zones;
}

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}
date::local_seconds local(LocalSeconds time) {
    return date::local_seconds{std::chrono::seconds{time}};
}
date::sys_seconds instant_at(UnixSeconds instant) {
    return date::sys_seconds{std::chrono::seconds{instant}};
}

}  // namespace

Result<SchoolZone> SchoolZone::find(const std::string& name) try {
    if (!is_zone_name(name)) throw std::runtime_error{"no name of a zone"};
    return SchoolZone{cache().get(name)};
} catch (const std::exception&) {
    return Error{ErrorKind::invalid_input, fmt::format("time zone '{}' is not known", name),
                 "use an IANA name such as Europe/Moscow in school.time_zone"};
}

UnixSeconds SchoolZone::instant_of(LocalSeconds time) const {
    const auto instant = zone_of(zone_).to_sys(local(time), date::choose::earliest);
    return instant.time_since_epoch().count();
}

LocalSeconds SchoolZone::local_of(UnixSeconds instant) const {
    return zone_of(zone_).to_local(instant_at(instant)).time_since_epoch().count();
}

std::string SchoolZone::offset_text(UnixSeconds instant) const {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(
                             zone_of(zone_).get_info(instant_at(instant)).offset)
                             .count();
    return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                       std::abs(minutes) % 60);
}

bool refresh_time_zones() {
    return cache().refresh();
}

std::string time_zone_version() {
    std::ifstream file{zone_folder + "tzdata.zi"};
    std::string line;
    constexpr std::string_view mark = "# version ";
    if (!std::getline(file, line) || !line.starts_with(mark)) return "unknown";
    return line.substr(mark.size());
}

}  // namespace rosterd
