// rosterd-sandbox: a messenger on this machine that speaks the VK API, for rehearsal, demo, tests.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "adapters/sandbox/program.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_server.hpp"
#include "adapters/sandbox/world_image.hpp"

namespace rosterd::sandbox {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds save_interval{500};

constexpr std::string_view examples = R"(Examples:
  rosterd-sandbox --listen 8090 --token community:demo-token:123456
      A messenger with one school community; the page is at http://127.0.0.1:8090/
  rosterd-sandbox --port-file port --token user:alpha:17 --token community:beta:5:100
      Any free port, written to the file "port"; the community may call 100 times a second.
  rosterd-sandbox --listen 8090 --bigbluebutton-secret demo-secret
      A BigBlueButton server beside the messenger, at http://127.0.0.1:8090/bigbluebutton/api
  curl -H 'Authorization: Bearer demo-token' -d 'title=7Б класс&user_ids=11,12&v=5.199' \
      http://127.0.0.1:8090/method/messages.createChat
  curl -d '{"kind":"lose_answer","method":"messages.createChat"}' \
      http://127.0.0.1:8090/sandbox/faults
)";

Result<World> open_world(const ProgramOptions& options) {
    const WorldOptions world{.last_person = options.last_person, .seed = options.seed};
    if (options.state_file.empty() || !std::filesystem::exists(options.state_file)) {
        return World{world};
    }
    std::ifstream file{options.state_file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::system::error_code problem;
    const boost::json::value image = boost::json::parse(text, problem);
    if (!file || problem) {
        return Error{ErrorKind::invalid_input,
                     "saved state " + options.state_file + " cannot be read as JSON"};
    }
    return WorldImage::restore(image, world);
}

Result<void> save(const ProgramOptions& options, const World& world) {
    if (options.state_file.empty()) return {};
    return write_whole(options.state_file, boost::json::serialize(WorldImage::save(world)));
}

/// Saves what changed, at most twice a second, until the io_context ends. Both must outlive it.
struct Saver {
    const ProgramOptions& options;
    const World& world;

    asio::awaitable<void> run() const {
        std::uint64_t saved = world.revision();
        asio::steady_timer timer{co_await asio::this_coro::executor};
        for (;;) {
            timer.expires_after(save_interval);
            boost::system::error_code ended;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
            if (ended) co_return;
            if (world.revision() == saved) continue;
            const std::uint64_t revision = world.revision();
            const auto written = save(options, world);
            if (written.has_error()) fmt::print(stderr, "{}, retrying\n", written.error().what);
            if (written.has_value()) saved = revision;
        }
    }
};

Result<void> run(const ProgramOptions& options) {
    auto world = open_world(options);
    if (world.has_error()) return world.error();
    Sandbox sandbox{std::move(*world),
                    {.seed = options.seed, .per_mille = options.chaos_per_mille},
                    VkOptions{.seed = options.seed},
                    options.bigbluebutton_secret};
    for (const std::string& text : options.tokens) {
        auto account = to_account(text);
        if (account.has_error()) return account.error();
        sandbox.vk().add_account(std::move(*account));
    }
    asio::io_context context{1};
    http::ServerOptions http;
    http.listen = to_listen_address(options.listen);
    http.certificate_file = options.certificate_file;
    http.key_file = options.key_file;
    http.connections_max = 1024;
    const auto server = SandboxServer::listen(context.get_executor(), http, sandbox);
    if (server.has_error()) return server.error();
    const std::uint16_t port = (*server)->port();
    if (!options.port_file.empty()) {
        auto written = write_whole(options.port_file, fmt::format("{}\n", port));
        if (written.has_error()) return written;
    }
    const std::string host = http.listen.substr(0, http.listen.rfind(':'));
    fmt::print("rosterd-sandbox is at {}://{}:{}/\n",
               http.certificate_file.empty() ? "http" : "https", host, port);
    std::fflush(stdout);
    const Saver saver{.options = options, .world = sandbox.world()};
    asio::co_spawn(context, saver.run(), [](const std::exception_ptr& problem) {
        if (problem) std::rethrow_exception(problem);
    });
    asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](boost::system::error_code, int) {
        (*server)->stop();
        context.stop();
    });
    context.run();
    return save(options, sandbox.world());
}

}  // namespace
}  // namespace rosterd::sandbox

int main(int argc, char** argv) {
    rosterd::sandbox::ProgramOptions options;
    CLI::App app{
        "A messenger on this machine that speaks the VK API: state, quotas, faults on "
        "demand, and a page that shows it."};
    app.footer(std::string{rosterd::sandbox::examples});
    app.add_option("--listen", options.listen, "Address and port, or a port; 0 is any free one")
        ->capture_default_str();
    app.add_option("--port-file", options.port_file, "File that gets the bound port");
    app.add_option("--token", options.tokens,
                   "user:TOKEN:USERID[:RATE] or community:TOKEN:COMMUNITYID[:RATE]; repeatable. "
                   "RATE is calls per second (3 for a user, 20 for a community)");
    app.add_option("--bigbluebutton-secret", options.bigbluebutton_secret,
                   "Shared secret: serve a BigBlueButton API under /bigbluebutton/api");
    app.add_option("--users", options.last_person, "People 1...N exist; the rest are unknown (936)")
        ->check(CLI::Range(std::int64_t{1}, rosterd::sandbox::person_id_limit - 1));
    app.add_option("--state", options.state_file, "File that keeps the messenger over restarts");
    app.add_option("--tls-cert", options.certificate_file, "PEM certificate: serve https");
    app.add_option("--tls-key", options.key_file, "PEM key of the certificate");
    app.add_option("--seed", options.seed, "Seed of invite links and of --chaos");
    app.add_option("--chaos", options.chaos_per_mille, "Random faults in so many of 1000 calls")
        ->check(CLI::Range(0, 1000));
    CLI11_PARSE(app, argc, argv);
    try {
        const auto ended = rosterd::sandbox::run(options);
        if (ended.has_value()) return 0;
        fmt::print(stderr, "rosterd-sandbox: {}\n", ended.error().what);
        if (!ended.error().hint.empty()) fmt::print(stderr, "{}\n", ended.error().hint);
    } catch (const std::exception& problem) {
        fmt::print(stderr, "rosterd-sandbox: {}\n", problem.what());
    }
    return 1;
}
