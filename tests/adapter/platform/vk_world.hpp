// A sandbox on a loopback port and a VK account that speaks with it, on one loop.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/platform/vk/vk_account.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_server.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::vk::test {

using rosterd::test::run_on;

inline constexpr UserId community = 500;
inline constexpr UserId staff_user = 100;
inline constexpr const char* token = "vk1.a.secret-Token_42";

struct WorldSettings {
    TokenKind kind = TokenKind::community;
    double requests_per_second = 1000;      ///< the account's own budget
    std::size_t sandbox_per_second = 1000;  ///< what the platform allows
    std::size_t adds_per_batch = 25;
    UserId expected_community = community;
    std::chrono::milliseconds timeout{20'000};
    std::string scheme = "http";
    std::string certificate_file{};
    std::string key_file{};
    std::string ca_file{};
};

class VkWorld final : public rosterd::test::ContractWorld {
  public:
    explicit VkWorld(WorldSettings settings = {}) : settings_{std::move(settings)} {
        const UserId self = settings_.kind == TokenKind::user ? staff_user : -community;
        sandbox_.vk().add_account({token, self, settings_.sandbox_per_second});
        http::ServerOptions listening;
        listening.listen = "127.0.0.1:0";
        listening.certificate_file = settings_.certificate_file;
        listening.key_file = settings_.key_file;
        auto server =
            sandbox::SandboxServer::listen(loop_.get_executor(), std::move(listening), sandbox_);
        if (!server) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
        account_ = connect();
    }
    VkWorld(const VkWorld&) = delete;
    VkWorld& operator=(const VkWorld&) = delete;
    ~VkWorld() override {
        account_.reset();
        server_->stop();
        loop_.stop();
    }

    boost::asio::io_context& loop() override { return loop_; }
    PlatformAccount& account() override { return *account_; }
    UserId person(int n) override { return 1000 + n; }
    void enters(ChatNumber chat, UserId user) override {
        const auto joined = sandbox_.world().join(chat_id(chat), user, now());
        if (joined.has_error()) throw std::runtime_error{joined.error().message};
    }

    std::vector<std::string> posts(ChatNumber number) override {
        std::vector<std::string> texts;
        for (const sandbox::Message& message : chat(number).messages) texts.push_back(message.text);
        return texts;
    }

    /// A further account with the same settings, as after a restart of the daemon.
    std::unique_ptr<PlatformAccount> connect() { return std::move(connect_whole().account); }
    /// The same with its calls.
    VkAccess connect_whole() {
        VkOptions options;
        options.name = "test";
        options.base_url = settings_.scheme + "://127.0.0.1:" + std::to_string(server_->port());
        options.ca_file = settings_.ca_file;
        options.token = token;
        options.token_kind = settings_.kind;
        options.community_id = settings_.kind == TokenKind::user ? 0 : settings_.expected_community;
        options.requests_per_second = settings_.requests_per_second;
        options.timeout = settings_.timeout;
        options.adds_per_batch = settings_.adds_per_batch;
        auto access = make_vk_access(loop_.get_executor(), clock_, std::move(options));
        if (!access) throw std::runtime_error{access.error().what};
        return std::move(*access);
    }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(loop_, std::move(work));
    }
    sandbox::Sandbox& sandbox() { return sandbox_; }
    sandbox::World& people() { return sandbox_.world(); }
    void fault(sandbox::Fault fault) { sandbox_.faults().add(std::move(fault)); }
    [[nodiscard]] const sandbox::CallCounts& counts() { return sandbox_.vk().counts(); }

    [[nodiscard]] UserId self() const {
        return settings_.kind == TokenKind::user ? staff_user : -community;
    }
    [[nodiscard]] sandbox::ChatId chat_id(ChatNumber number) {
        return sandbox_.world().resolve(self(), number).value();
    }
    [[nodiscard]] const sandbox::Chat& chat(ChatNumber number) {
        return *sandbox_.world().find(chat_id(number));
    }

    /// Opens the account and makes a chat; shortens the tests.
    ChatNumber opened_with_chat(std::vector<UserId> users) {
        const auto opened = run(account().open());
        if (!opened) throw std::runtime_error{opened.error().what};
        auto chat = run(account().create_chat("chat", std::move(users), Priority::live));
        if (!chat) throw std::runtime_error{chat.error().what};
        return chat->number;
    }
    ChangeOutcome change(OperationKind kind, ChatNumber chat, UserId user, std::string text = {}) {
        std::vector<ChatChange> changes{{kind, chat, user, std::move(text)}};
        return run(account().apply(std::move(changes), Priority::live)).at(0);
    }

  private:
    static sandbox::Moment now() {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }

    WorldSettings settings_;
    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
    sandbox::Sandbox sandbox_{sandbox::World{}, sandbox::Chaos{}, sandbox::VkOptions{}};
    std::unique_ptr<sandbox::SandboxServer> server_;
    std::unique_ptr<PlatformAccount> account_;
};

inline std::vector<UserId> people_from(UserId first, std::size_t count) {
    std::vector<UserId> people;
    for (std::size_t i = 0; i < count; ++i) people.push_back(first + static_cast<UserId>(i));
    return people;
}

}  // namespace rosterd::vk::test
