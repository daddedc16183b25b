// How OneRoster packages are read, and what they cannot say about a school.
#include "config/oneroster_section.hpp"

#include <fmt/format.h>

#include <array>

#include "config/config_sections.hpp"

namespace rosterd::config {
namespace {

constexpr std::array<std::pair<std::string_view, bool>, 2> modes{
    {{"strict", false}, {"tolerant", true}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> end_dates{
    {{"exclusive", false}, {"inclusive", true}}};

/// Ids of people; a number is an id as well.
std::vector<std::string> ids(MappingReader& reader, std::string_view key, Problems& problems) {
    std::vector<std::string> found;
    const Node* const list = reader.sequence(key);
    if (list == nullptr) return found;
    for (const Node& item : list->items) {
        if (item.kind == Node::Kind::scalar && !item.text.empty()) {
            found.push_back(item.text);
        } else {
            problems.error(item.place, fmt::format("'{}': found {}, expected a user's sourcedId",
                                                   key, description(item)));
        }
    }
    return found;
}

OneRosterSchoolConfig school(const Node& node, Problems& problems) {
    OneRosterSchoolConfig config;
    MappingReader reader{&node, sections::journal_school, problems};
    config.time_zone = reader.text("time_zone");
    config.school_admins = ids(reader, "school_admins", problems);
    config.chats_admins = ids(reader, "chats_admins", problems);
    reader.finish();
    return config;
}

}  // namespace

OneRosterConfig read_oneroster(MappingReader& reader, Problems& problems) {
    OneRosterConfig config;
    config.tolerant = reader.choice<bool>("mode", config.tolerant, modes);
    config.end_date_inclusive =
        reader.choice<bool>("end_date", config.end_date_inclusive, end_dates);
    config.quiet = reader.duration("quiet", config.quiet, {milliseconds{0}, std::chrono::hours{1}});
    config.profile = reader.text("profile");
    config.account = reader.text("account");
    config.time_zone = reader.text("time_zone");
    const Node* const schools = reader.mapping("schools");
    if (schools == nullptr) return config;
    for (std::size_t i = 0; i < schools->keys.size(); ++i) {
        const std::string& id = schools->keys[i].text;
        if (!is_mapping(schools->items[i], "journal/schools/" + id, problems)) continue;
        config.schools.emplace(id, school(schools->items[i], problems));
    }
    return config;
}

}  // namespace rosterd::config
