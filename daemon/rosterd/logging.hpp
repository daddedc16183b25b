// Where log lines go. Only daemon/ logs; ids may appear in a line, names, phones and tokens never.
#pragma once

#include "config/config.hpp"

namespace rosterd {

/// Sets spdlog's default logger: journald entries, or lines on standard error.
void start_logging(const config::LogConfig& config);
/// The level alone, at a reload.
void set_log_level(config::LogLevel level);

}  // namespace rosterd
