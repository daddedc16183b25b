// The mapping `notifications`: who is told of what waits for a person.
#pragma once

#include "config/config.hpp"
#include "config/file_names.hpp"
#include "config/yaml_reader.hpp"

namespace rosterd::config {

/// `node` may be null: then nobody is told. Reports addresses and servers that cannot be right.
[[nodiscard]] NotificationConfig read_notifications(const Node* node, const FileNames& files,
                                                    Problems& problems);

}  // namespace rosterd::config
