// The keys of `journal` that tell how old a copied journal may become. Internal to the loader.
#pragma once

#include "config/config.hpp"
#include "config/yaml_reader.hpp"

namespace rosterd::config {

/// What is absent stays as in `fallback`. Reports what is wrong.
[[nodiscard]] CopyRule read_copy_rule(MappingReader& reader, CopyRule fallback, Problems& problems);

}  // namespace rosterd::config
