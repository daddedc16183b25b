// Signals and systemd around the daemon.
#include "daemon/rosterd/service.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <set>
#include <utility>

#include "daemon/bus/bus_service.hpp"
#include "daemon/control/control_server.hpp"
#include "daemon/control/metrics_server.hpp"
#include "daemon/rosterd/logging.hpp"
#include "daemon/version.hpp"
#include "systemd/notify.hpp"
#include "systemd/sockets.hpp"

namespace rosterd {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds status_period{5};
/// What is in flight may last so long after the signal to stop. Shorter than TimeoutStopSec= of the
/// units, so that the log says what happened before the service manager kills.
constexpr std::chrono::seconds stop_grace{20};

/// Those that systemd(1) itself takes for the level of its log: debugging, and back to usual.
const int signal_debug = SIGRTMIN + 22;
const int signal_usual = SIGRTMIN + 23;

/// A failed message to systemd is worth a line, not an end.
void tell(const Result<void>& outcome) {
    if (!outcome) spdlog::warn("systemd: {}, ignoring", outcome.error().what);
}

/// A task of the service that throws has a bug; the process ends and systemd starts it again.
void rethrow(const std::exception_ptr& bug) {
    if (bug) std::rethrow_exception(bug);
}

class Service {
  public:
    Service(Assembly& assembly, std::filesystem::path config_file)
        : assembly_{assembly},
          daemon_{*assembly.daemon},
          config_file_{std::move(config_file)},
          signals_{assembly.loop, SIGTERM, SIGINT},
          requests_{assembly.loop, SIGHUP, SIGUSR1},
          levels_{assembly.loop, signal_debug, signal_usual},
          status_timer_{assembly.loop},
          watchdog_timer_{assembly.loop},
          grace_timer_{assembly.loop} {}

    int run(const config::Config& config) {
        if (!open_control(config.control) || !open_metrics(config.metrics)) return 1;
        usual_level_ = config.log.level;
        daemon_.reread_by([this] { return reload(); });
        bus_ = std::make_unique<BusService>(assembly_.loop.get_executor(), config.bus, daemon_,
                                            daemon_.notices(), *server_);
        watch_stop();
        watch_requests();
        watch_levels();
        auto ended = [this](const std::exception_ptr& bug) {
            rethrow(bug);
            if (--running_ == 0) shut_down();
        };
        asio::co_spawn(assembly_.loop, daemon_.run([this] { ready(); }), ended);
        if (assembly_.notifier) {
            ++running_;
            asio::co_spawn(assembly_.loop, assembly_.notifier->run(), ended);
        }
        assembly_.loop.run();
        spdlog::info("rosterd stopped");
        return 0;
    }

  private:
    bool open_control(const config::ControlConfig& settings) {
        auto inherited = systemd::take_control_socket();
        if (!inherited) {
            spdlog::critical("control socket: {}", inherited.error().what);
            return false;
        }
        auto server = control::start_control_server(assembly_.loop.get_executor(), daemon_,
                                                    {.socket = settings.socket,
                                                     .inherited_socket = *inherited,
                                                     .watch_group = settings.watch_group,
                                                     .operate_group = settings.operate_group});
        if (!server) {
            spdlog::critical("control socket: {}{}{}", server.error().what,
                             server.error().hint.empty() ? "" : "; ", server.error().hint);
            return false;
        }
        for (const std::string& warning : (*server)->warnings()) spdlog::warn("{}", warning);
        server_ = std::move(*server);
        return true;
    }

    bool open_metrics(const config::MetricsConfig& settings) {
        if (settings.listen.empty()) return true;
        auto server =
            control::start_metrics_server(assembly_.loop.get_executor(), daemon_, settings.listen);
        if (!server) {
            spdlog::critical("{}{}{}", server.error().what, server.error().hint.empty() ? "" : "; ",
                             server.error().hint);
            return false;
        }
        metrics_ = std::move(*server);
        spdlog::info("metrics port={}", metrics_->port());
        return true;
    }

    void ready() {
        spdlog::info("rosterd {} is ready: {} schools", version, count_schools(daemon_.schools()));
        tell(notifier_.ready(status_line()));
        show_status();
        if (notifier_.watchdog_period()) feed_watchdog();
    }

    void watch_stop() {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            spdlog::info("stopping on signal {}", signal);
            tell(notifier_.stopping("finishing the operation in flight"));
            daemon_.stop();
            if (assembly_.notifier) assembly_.notifier->stop();
            if (!std::exchange(stopping_, true)) limit_stop();
            watch_stop();  // a second signal must not kill us in the middle of a write
        });
    }

    /// A journal or a platform that hangs must not hold up the machine's shutdown. What was not
    /// answered is looked for after the next start, as after a crash.
    void limit_stop() {
        grace_timer_.expires_after(stop_grace);
        grace_timer_.async_wait([](const boost::system::error_code& error) {
            if (error) return;
            spdlog::critical(
                "stop=given_up after_s={} hint=\"the operation in flight did not end; it is looked "
                "for after the next start\"",
                stop_grace.count());
            spdlog::default_logger()->flush();
            std::_Exit(1);  // the thread that hangs could not be waited for
        });
    }

    void watch_requests() {
        requests_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal == SIGHUP) (void)reload();  // it has told what there is to tell
            if (signal == SIGUSR1) {
                spdlog::info("resync of everything asked by signal");
                if (auto asked = daemon_.resync(std::nullopt); !asked) {
                    spdlog::warn("resync: {}", asked.error().what);
                }
            }
            watch_requests();
        });
    }

    void watch_levels() {
        levels_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            set_log_level(signal == signal_debug ? config::LogLevel::debug : usual_level_);
            spdlog::warn("log_level={}", signal == signal_debug ? "debug" : "configured");
            watch_levels();
        });
    }

    /// Errors: invalid_input, when the configuration is not valid; its mistakes are in the log.
    Result<void> reload() {
        tell(notifier_.reloading());
        const auto loaded = config::load_config(config_file_);
        for (const config::Problem& problem : loaded.problems) {
            spdlog::warn("{}", config::to_string(problem));
        }
        if (loaded.value) {
            usual_level_ = loaded.value->log.level;
            set_log_level(usual_level_);
            daemon_.reload(daemon_settings(*loaded.value));
            spdlog::info(
                "configuration reloaded; journal, store, accounts, control socket, bus, metrics "
                "and notifications change with a restart only");
        } else {
            spdlog::error(
                "reload=refused, configuration not reloaded; the former one stays in force");
        }
        tell(notifier_.ready(status_line()));
        if (loaded.value) return {};
        return Error{ErrorKind::invalid_input,
                     "the configuration is not valid; the former one stays in force",
                     "run rosterd --check; the log names the mistakes too"};
    }

    void show_status() {
        status_timer_.expires_after(status_period);
        status_timer_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            daemon_.ask_for_life();
            if (std::string line = status_line(); line != last_status_) {
                tell(notifier_.status(line));
                last_status_ = std::move(line);
            }
            show_status();
        });
    }

    void feed_watchdog() {
        watchdog_timer_.expires_after(*notifier_.watchdog_period());
        watchdog_timer_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            const auto stuck = daemon_.stuck();
            if (!stuck) tell(notifier_.watchdog());
            if (stuck && !said_stuck_) {
                spdlog::critical(
                    "thread={} stuck=true hint=\"look at what it talks to; the "
                    "watchdog is fed no more and restarts rosterd\"",
                    *stuck);
            }
            said_stuck_ = stuck.has_value();
            feed_watchdog();
        });
    }

    std::string status_line() const {
        if (const auto stuck = daemon_.stuck()) return "stuck: the thread of the " + *stuck;
        std::size_t holds = 0;
        std::set<std::string_view> failing;  // schools, on whatever account
        for (const auto& [id, state] : daemon_.schools()) {
            holds += state.holds.size();
            if (state.error) failing.insert(state.school.id);
        }
        return fmt::format("journal {}; {} schools, {} failing; {} due; {} holds; {} operations",
                           daemon_.journal().state, count_schools(daemon_.schools()),
                           failing.size(), daemon_.queue().depth(daemon_.steady()), holds,
                           daemon_.totals().done);
    }

    void shut_down() {
        server_->stop();
        bus_->stop();
        if (metrics_) metrics_->stop();
        signals_.cancel();
        requests_.cancel();
        levels_.cancel();
        status_timer_.cancel();
        watchdog_timer_.cancel();
        grace_timer_.cancel();
        assembly_.loop.stop();
    }

    Assembly& assembly_;
    Daemon& daemon_;
    std::filesystem::path config_file_;
    asio::signal_set signals_;
    asio::signal_set requests_;
    asio::signal_set levels_;
    config::LogLevel usual_level_{};
    asio::steady_timer status_timer_;
    asio::steady_timer watchdog_timer_;
    asio::steady_timer grace_timer_;
    systemd::Notifier notifier_;
    std::unique_ptr<control::ControlServer> server_;
    std::unique_ptr<control::MetricsServer> metrics_;
    std::size_t running_ = 1;  ///< the daemon, and the notifier where there is one
    std::unique_ptr<BusService> bus_;
    std::string last_status_;
    bool said_stuck_ = false;
    bool stopping_ = false;
};

}  // namespace

int run_service(Assembly& assembly, const config::Config& config,
                const std::filesystem::path& config_file) {
    Service service{assembly, config_file};
    return service.run(config);
}

}  // namespace rosterd
