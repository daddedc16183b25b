// A sandbox on a loopback port and a bot of MAX that speaks with it, on one loop.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http/client.hpp"
#include "adapters/platform/max/max_account.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_server.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::max::test {

using rosterd::test::run_on;
using MaxMode = sandbox::max::Mode;

inline constexpr UserId bot = 500;
inline constexpr UserId teacher = 900;  ///< makes the chats
inline constexpr const char* token = "f9LHodD0cOL.secret-Token_42";

struct WorldSettings {
    sandbox::max::Settings sandbox{};
    double requests_per_second = 25;
    std::size_t sandbox_per_second = sandbox::max::bot_calls_per_second;
    double chat_writes_per_second = 2;
    std::optional<WebhookOptions> webhook{};
    std::vector<std::string> bot_permissions{"read_all_messages", "add_remove_members",
                                             "add_admins", "change_chat_info"};
};

class MaxWorld final : public rosterd::test::ContractWorld {
  public:
    explicit MaxWorld(WorldSettings settings = {})
        : settings_{std::move(settings)},
          sandbox_{sandbox::World{},
                   sandbox::Chaos{},
                   sandbox::VkOptions{},
                   {},
                   sandbox::max::Messenger{{}, settings_.sandbox}} {
        sandbox_.messenger().add_bot(bot, token, "school_bot");
        sandbox_.max_api().set_rate(bot, settings_.sandbox_per_second);
        http::ServerOptions listening;
        listening.listen = "127.0.0.1:0";
        auto server =
            sandbox::SandboxServer::listen(loop_.get_executor(), std::move(listening), sandbox_);
        if (!server) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
        auto control = http::Client::create(loop_.get_executor(), {.base_url = base_url()});
        if (!control) throw std::runtime_error{control.error().what};
        control_ = std::move(*control);
        account_ = connect();
        for (int n = 0; n < 10; ++n) act({{"do", "start"}, {"bot", bot}, {"user", person(n)}});
    }
    MaxWorld(const MaxWorld&) = delete;
    MaxWorld& operator=(const MaxWorld&) = delete;
    ~MaxWorld() override {
        account_.reset();
        server_->stop();
        loop_.stop();
    }

    boost::asio::io_context& loop() override { return loop_; }
    PlatformAccount& account() override { return *account_; }
    UserId person(int n) override { return 1000 + n; }
    UserId chat_maker() override { return teacher; }
    ChatNumber made_by_a_person(const std::string& title,
                                const std::vector<UserId>& users) override {
        const auto made = act({{"do", "create"},
                               {"user", teacher},
                               {"title", title},
                               {"members", boost::json::array(users.begin(), users.end())}});
        const ChatNumber chat = made.at("chat").as_int64();
        act({{"do", "add"}, {"chat", chat}, {"user", bot}});
        const auto& permissions = settings_.bot_permissions;
        act({{"do", "promote"},
             {"chat", chat},
             {"user", bot},
             {"permissions", boost::json::array(permissions.begin(), permissions.end())}});
        return chat;
    }
    void enters(ChatNumber chat, UserId user) override {
        act({{"do", "join"}, {"link", shown(chat).at("link")}, {"user", user}});
    }
    std::vector<std::string> posts(ChatNumber chat) override {
        std::vector<std::string> texts;
        const auto state = shown(chat);
        for (const auto& message : state.at("messages").as_array()) {
            texts.emplace_back(message.at("text").as_string());
        }
        return texts;
    }

    /// A further account with the same settings, as after a restart of the daemon.
    std::unique_ptr<PlatformAccount> connect() {
        MaxOptions options;
        options.name = "test";
        options.base_url = base_url();
        options.token = token;
        options.requests_per_second = settings_.requests_per_second;
        options.chat_writes_per_second = settings_.chat_writes_per_second;
        options.timeout = std::chrono::milliseconds{20'000};
        options.poll_wait = std::chrono::seconds{1};
        options.backoff_first = std::chrono::milliseconds{1};
        options.webhook = settings_.webhook;
        auto account = make_max_account(loop_.get_executor(), clock_, std::move(options));
        if (!account) throw std::runtime_error{account.error().what};
        return std::move(*account);
    }
    /// From now on MAX calls the account.
    void use_webhook(WebhookOptions webhook) {
        settings_.webhook = std::move(webhook);
        account_ = connect();
    }
    /// Opens the account; shortens the tests.
    void open() {
        const auto opened = run(account().open());
        if (!opened) throw std::runtime_error{opened.error().what};
    }
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(loop_, std::move(work));
    }
    ChangeOutcome change(OperationKind kind, ChatNumber chat, UserId user, std::string text = {}) {
        std::vector<ChatChange> changes{{kind, chat, user, std::move(text)}};
        return run(account().apply(std::move(changes), Priority::live)).at(0);
    }
    std::vector<ObservedMember> members(ChatNumber chat) {
        auto read = run(account().read_members({chat}, Priority::live));
        if (!read.at(0)) throw std::runtime_error{read[0].error().what};
        return read[0]->members;
    }

    /// What a person does by his own hand (adapters/sandbox/max_control.hpp).
    boost::json::value act(const boost::json::object& deed) {
        return control("POST", "/sandbox/max/act", boost::json::serialize(deed));
    }
    boost::json::value set(const boost::json::object& settings) {
        return control("POST", "/sandbox/max/settings", boost::json::serialize(settings));
    }
    boost::json::value configure(const boost::json::object& user) {
        return control("POST", "/sandbox/max/users", boost::json::serialize(user));
    }
    boost::json::value shown(ChatNumber chat) {
        return control("GET", "/sandbox/max/chat?id=" + std::to_string(chat), {});
    }
    boost::json::value state() { return control("GET", "/sandbox/max/state", {}); }
    void fault(sandbox::Fault fault) { sandbox_.faults().add(std::move(fault)); }

  private:
    [[nodiscard]] std::string base_url() const {
        return "http://127.0.0.1:" + std::to_string(server_->port());
    }
    boost::json::value control(std::string method, std::string target, std::string body) {
        http::Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers["content-type"] = "application/json";
        request.body = std::move(body);
        // Over its socket, so that the sandbox wakes who waits for news.
        const auto answer = run(control_->send(std::move(request)));
        if (!answer) throw std::runtime_error{answer.error().what};
        if (answer->status != 200) throw std::runtime_error{answer->body};
        return boost::json::parse(answer->body);
    }

    WorldSettings settings_;
    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
    sandbox::Sandbox sandbox_;
    std::unique_ptr<sandbox::SandboxServer> server_;
    std::unique_ptr<http::Client> control_;
    std::unique_ptr<PlatformAccount> account_;
};

}  // namespace rosterd::max::test
