// spdlog's sinks: journald's entries and lines on standard error, both within limits.
#include "daemon/rosterd/logging.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <syslog.h>

#include <mutex>

#include "daemon/rosterd/log_limit.hpp"
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

int priority_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::critical:
            return LOG_CRIT;
        case spdlog::level::err:
            return LOG_ERR;
        case spdlog::level::warn:
            return LOG_WARNING;
        case spdlog::level::debug:
        case spdlog::level::trace:
            return LOG_DEBUG;
        default:
            return LOG_INFO;
    }
}

class JournalSink final : public spdlog::sinks::base_sink<std::mutex> {
    void sink_it_(const spdlog::details::log_msg& message) override {
        const std::string_view line{message.payload.data(), message.payload.size()};
        const auto sent =
            systemd::send_to_journal(systemd::journal_entry(priority_of(message.level), line));
        if (!sent) fmt::print(stderr, "{}: {}\n", sent.error().what, line);
    }
    void flush_() override {}
};

/// Passes on what the limit admits, and in between how much it did not.
class LimitedSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit LimitedSink(std::shared_ptr<spdlog::sinks::sink> target)
        : target_{std::move(target)} {}
    ~LimitedSink() override {
        tell(limit_.left_out(std::chrono::steady_clock::now(), true));
        target_->flush();
    }

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const auto now = std::chrono::steady_clock::now();
        tell(limit_.left_out(now));
        const std::string_view line{message.payload.data(), message.payload.size()};
        if (limit_.admits(line, now)) target_->log(message);
    }
    void flush_() override { target_->flush(); }
    void set_formatter_(std::unique_ptr<spdlog::formatter> formatter) override {
        target_->set_formatter(std::move(formatter));
    }

    void tell(const std::vector<std::string>& lines) {
        for (const std::string& line : lines) {
            target_->log({"rosterd", spdlog::level::warn, line});
        }
    }

    std::shared_ptr<spdlog::sinks::sink> target_;
    LogLimit limit_;
};

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
    std::shared_ptr<spdlog::sinks::sink> target;
    if (to_journald(config.target)) {
        target = std::make_shared<JournalSink>();
    } else {
        target = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
    auto logger = std::make_shared<spdlog::logger>(
        "rosterd", std::make_shared<LimitedSink>(std::move(target)));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
    set_log_level(config.level);
}

void set_log_level(config::LogLevel level) {
    spdlog::set_level(level_of(level));
}

}  // namespace rosterd
