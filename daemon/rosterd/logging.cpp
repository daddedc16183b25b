// spdlog's sinks for systemd and for a terminal.
#include "daemon/rosterd/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>

#include "systemd/journal.hpp"

namespace rosterd {
namespace {

spdlog::level::level_enum level_of(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::trace:
            return spdlog::level::trace;
        case config::LogLevel::debug:
            return spdlog::level::debug;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::warning:
            return spdlog::level::warn;
        case config::LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

bool to_journald(config::LogTarget target) {
    switch (target) {
        case config::LogTarget::journald:
            return true;
        case config::LogTarget::stderr_stream:
            return false;
        case config::LogTarget::automatic:
            break;
    }
    return systemd::standard_error_is_journal();
}

}  // namespace

void start_logging(const config::LogConfig& config) {
    std::shared_ptr<spdlog::logger> logger;
    if (to_journald(config.target)) {
        logger = spdlog::systemd_logger_mt("rosterd");
        logger->set_pattern("%v");
    } else {
        logger = spdlog::stderr_logger_mt("rosterd");
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    }
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
    set_log_level(config.level);
}

void set_log_level(config::LogLevel level) {
    spdlog::set_level(level_of(level));
}

}  // namespace rosterd
