// The keys of `journal` that only `kind: oneroster` has. Internal to the loader.
#pragma once

#include "config/config.hpp"
#include "config/yaml_reader.hpp"

namespace rosterd::config {

/// All but `directory`. Reports what is wrong; names of profiles and accounts are not checked.
[[nodiscard]] OneRosterConfig read_oneroster(MappingReader& reader, Problems& problems);

}  // namespace rosterd::config
