// rosterd-sandbox: messengers on this machine that speak the VK API and the MAX Bot API, for
// rehearsal, demo, tests.
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
#include <csignal>
#include <exception>
#include <memory>
#include <utility>

#include "adapters/sandbox/program.hpp"
#include "adapters/sandbox/recorder.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_server.hpp"
#include "adapters/sandbox/saved_state.hpp"

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
  rosterd-sandbox --listen 8090 --max-bot max-token:500:school_bot --max-webhook-loopback
      A MAX messenger with one bot; the Bot API is at http://127.0.0.1:8090/
  curl -d '{"do":"create","user":17,"title":"7Б класс","members":[500]}' \
      http://127.0.0.1:8090/sandbox/max/act
      A teacher makes a group and adds the bot; "promote" makes it administrator.
  curl -H 'Authorization: max-token' http://127.0.0.1:8090/updates?timeout=0
  curl -H 'Authorization: Bearer demo-token' -d 'title=7Б класс&user_ids=11,12&v=5.199' \
      http://127.0.0.1:8090/method/messages.createChat
  curl -d '{"kind":"lose_answer","method":"messages.createChat"}' \
      http://127.0.0.1:8090/sandbox/faults
)";

/// Saves what changed, at most twice a second, until the io_context ends. Both must outlive it.
struct Saver {
    const ProgramOptions& options;
    const Sandbox& sandbox;

    asio::awaitable<void> run() const {
        std::uint64_t saved = sandbox.revision();
        asio::steady_timer timer{co_await asio::this_coro::executor};
        for (;;) {
            timer.expires_after(save_interval);
            boost::system::error_code ended;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
            if (ended) co_return;
            if (sandbox.revision() == saved) continue;
            const std::uint64_t revision = sandbox.revision();
            const auto written = save_state(options.state_file, sandbox);
            if (written.has_error()) fmt::print(stderr, "{}, retrying\n", written.error().what);
            if (written.has_value()) saved = revision;
        }
    }
};

/// Whoever may call: VK's tokens and MAX's bots.
Result<void> let_in(const ProgramOptions& options, Sandbox& sandbox) {
    for (const std::string& text : options.tokens) {
        auto account = to_account(text);
        if (account.has_error()) return account.error();
        sandbox.vk().add_account(std::move(*account));
    }
    for (const std::string& text : options.max_bots) {
        auto bot = to_max_bot(text);
        if (bot.has_error()) return bot.error();
        sandbox.messenger().add_bot(bot->id, std::move(bot->token), std::move(bot->username));
        sandbox.max_api().set_rate(bot->id, bot->calls_per_second);
    }
    return {};
}

Result<void> run(const ProgramOptions& options) {
    auto state = open_state(options);
    if (state.has_error()) return state.error();
    std::unique_ptr<Recorder> recorder;
    if (!options.record_folder.empty()) {
        auto opened = Recorder::open(options.record_folder);
        if (opened.has_error()) return opened.error();
        recorder = std::move(*opened);
    }
    Sandbox sandbox{std::move(state->world),
                    {.seed = options.seed, .per_mille = options.chaos_per_mille},
                    VkOptions{.seed = options.seed},
                    options.bigbluebutton_secret,
                    std::move(state->messenger)};
    if (recorder) sandbox.record(*recorder);
    auto allowed = let_in(options, sandbox);
    if (allowed.has_error()) return allowed;
    asio::io_context context{1};
    http::ServerOptions http;
    http.listen = to_listen_address(options.listen);
    http.certificate_file = options.certificate_file;
    http.key_file = options.key_file;
    http.connections_max = 1024;
    const auto server =
        SandboxServer::listen(context.get_executor(), http, sandbox, options.max_webhook_ca_file);
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
    const Saver saver{.options = options, .sandbox = sandbox};
    asio::co_spawn(context, saver.run(), [](const std::exception_ptr& problem) {
        if (problem) std::rethrow_exception(problem);
    });
    asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](boost::system::error_code, int) {
        (*server)->stop();
        context.stop();
    });
    context.run();
    return save_state(options.state_file, sandbox);
}

void add_max_options(CLI::App& app, ProgramOptions& options) {
    app.add_option("--max-bot", options.max_bots,
                   "TOKEN:BOT_ID[:USERNAME[:RATE]]: serve the MAX Bot API to this bot; repeatable. "
                   "RATE is calls per second (30)");
    app.add_option("--max-mode", options.max_mode,
                   "legacy (before June 2026), documented (members cannot be added) or observed. "
                   "This and more can be changed at /sandbox/max/settings")
        ->capture_default_str();
    app.add_option("--max-removed-status", options.max_removed_status,
                   "What a method answers that the mode does not have: 404 or 405")
        ->capture_default_str()
        ->check(CLI::Range(404, 405));
    app.add_flag("--max-strange", options.max_strange,
                 "Permissions, types of updates and fields that no schema names, everywhere");
    app.add_flag("--max-webhook-loopback", options.max_webhook_loopback,
                 "Take webhooks at http:// and any port on this machine. MAX itself wants https:// "
                 "and port 443; this is a rehearsal server");
    app.add_option("--max-webhook-retry-ms", options.max_webhook_retry_ms,
                   "Milliseconds before a webhook is tried again, then 2.5 times longer each time")
        ->capture_default_str()
        ->check(CLI::Range(1, 86'400'000));
    app.add_option("--max-webhook-ca", options.max_webhook_ca_file,
                   "PEM file of who may sign webhooks' certificates, instead of the system's");
}

}  // namespace
}  // namespace rosterd::sandbox

int main(int argc, char** argv) {
    rosterd::sandbox::ProgramOptions options;
    CLI::App app{
        "Messengers on this machine that speak the VK API and the MAX Bot API: state, quotas, "
        "faults on demand, and a page that shows VK's chats."};
    app.footer(std::string{rosterd::sandbox::examples});
    app.add_option("--listen", options.listen, "Address and port, or a port; 0 is any free one")
        ->capture_default_str();
    app.add_option("--port-file", options.port_file, "File that gets the bound port");
    app.add_option("--token", options.tokens,
                   "user:TOKEN:USERID[:RATE] or community:TOKEN:COMMUNITYID[:RATE]; repeatable. "
                   "RATE is calls per second (3 for a user, 20 for a community)");
    app.add_option("--bigbluebutton-secret", options.bigbluebutton_secret,
                   "Shared secret: serve a BigBlueButton API under /bigbluebutton/api");
    rosterd::sandbox::add_max_options(app, options);
    app.add_option("--users", options.last_person, "People 1...N exist; the rest are unknown (936)")
        ->check(CLI::Range(std::int64_t{1}, rosterd::sandbox::person_id_limit - 1));
    app.add_option("--state", options.state_file, "File that keeps the messenger over restarts");
    app.add_option(
        "--record", options.record_folder,
        "Folder that gets a file with every request and answer, for a bug report: names, "
        "messages and links are in it, tokens are not");
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
