// --once: one complete pass and its report.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <fstream>

#include "daemon/control/report.hpp"
#include "daemon/rosterd/service.hpp"

namespace rosterd {

namespace asio = boost::asio;

namespace {

constexpr int exit_failure = 1;
constexpr int exit_held = 5;

int exit_status(const Result<PassEnd>& end) {
    if (!end) {
        spdlog::error("{}{}{}", end.error().what, end.error().hint.empty() ? "" : "; ",
                      end.error().hint);
        return exit_failure;
    }
    switch (*end) {
        case PassEnd::none:
        case PassEnd::converged:
            return 0;
        case PassEnd::paused:
        case PassEnd::held:
            return exit_held;
        case PassEnd::unfinished:
        case PassEnd::failed:
            break;
    }
    return exit_failure;
}

asio::awaitable<int> pass_and_report(Daemon* daemon, std::filesystem::path file) {
    const auto end = co_await daemon->run_once();
    const int status = exit_status(end);
    if (file.empty()) co_return status;
    const auto report = co_await control::report(daemon);
    std::ofstream out{file, std::ios::trunc};
    out << boost::json::serialize(report) << '\n';
    out.close();
    if (!out) {
        spdlog::error("cannot write the report to {}", file.string());
        co_return exit_failure;
    }
    co_return status;
}

}  // namespace

int run_once(Assembly& assembly, const std::filesystem::path& report) {
    int status = exit_failure;
    asio::signal_set signals{assembly.loop, SIGTERM, SIGINT};
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) assembly.daemon->stop();
    });
    auto ended = [&](const std::exception_ptr& bug, int result) {
        if (bug) std::rethrow_exception(bug);
        status = result;
        assembly.loop.stop();
    };
    asio::co_spawn(assembly.loop, pass_and_report(assembly.daemon.get(), report), ended);
    assembly.loop.run();
    return status;
}

}  // namespace rosterd
