// Names that the shipped policy lets the daemon own, and no others.
#include "config/bus_section.hpp"

#include <fmt/format.h>

#include <regex>

#include "config/config_choices.hpp"
#include "config/config_sections.hpp"

namespace rosterd::config {
namespace {

/// ".", then a word that is no number, as D-Bus wants its names; once or more often behind `base`.
bool is_name_below(const std::string& base, const std::string& name) {
    constexpr std::size_t bytes_max = 255;
    static const std::regex words{R"((\.[A-Za-z_][A-Za-z0-9_]*)+)"};
    return name.size() <= bytes_max && name.starts_with(base) &&
           std::regex_match(name.substr(base.size()), words);
}

}  // namespace

BusConfig bus_section(const Node* node, Problems& problems) {
    BusConfig config;
    MappingReader reader{node, sections::bus, problems};
    config.use = reader.choice<BusUse>("use", config.use, bus_uses);
    const std::string base = config.name;
    config.name = reader.text("name", config.name);
    if (config.name != base && !is_name_below(base, config.name)) {
        problems.error(reader.place("name"),
                       fmt::format("'name': found '{}', expected '{}', or that and '.' and words "
                                   "of A-Z a-z 0-9 _",
                                   config.name, base));
    }
    reader.finish();
    return config;
}

}  // namespace rosterd::config
