// One real ejabberd for all tests of a program, and an account on it for each of them.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/platform/ejabberd/ejabberd_account.hpp"
#include "adapters/platform/ejabberd/ejabberd_calls.hpp"
#include "reconciler/user_id.hpp"
#include "tests/support/contract_world.hpp"
#include "tests/support/ejabberd_server.hpp"

namespace rosterd::ejabberd::test {

using rosterd::test::EjabberdServer;
using rosterd::test::run_on;
using rosterd::test::visit;

/// The machine's clock, held or set forward at will.
class ShiftedClock final : public Clock {
  public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    explicit ShiftedClock(const boost::asio::any_io_executor& executor) : clock_{executor} {}
    void hold() { held_ = clock_.steady(); }
    void forward(std::chrono::seconds time) { shift_ += time; }
    [[nodiscard]] UnixSeconds now() const override { return clock_.now() + shift_.count(); }
    [[nodiscard]] SteadyTime steady() const override {
        return held_.value_or(clock_.steady()) + shift_;
    }
    boost::asio::awaitable<void> sleep_until(SteadyTime when) override {
        return clock_.sleep_until(when - shift_);
    }
    boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) override {
        return clock_.sleep_until_wall(when - shift_.count());
    }

  private:
    SystemClock clock_;
    std::chrono::seconds shift_{0};
    std::optional<SteadyTime> held_;
};

/// Started by the first test that needs it. Rooms of one test stay for the next: nobody minds.
inline EjabberdServer& server() {
    static const auto running = [] {
        auto fresh = std::make_unique<EjabberdServer>();
        for (int n = 0; n < 10; ++n) fresh->register_user("person" + std::to_string(n));
        fresh->register_user("reader");
        return fresh;
    }();
    return *running;
}

inline EjabberdOptions options_for_server() {
    EjabberdOptions options;
    options.name = "test";
    options.base_url = server().base();
    options.host = EjabberdServer::host;
    options.muc = EjabberdServer::muc;
    options.user = EjabberdServer::service_user;
    options.secret = EjabberdServer::service_password;
    options.requests_per_second = 1000;
    return options;
}

class EjabberdWorld final : public rosterd::test::ContractWorld {
  public:
    explicit EjabberdWorld(EjabberdOptions options = options_for_server()) {
        account_ = connect(std::move(options));
    }
    EjabberdWorld(const EjabberdWorld&) = delete;
    EjabberdWorld& operator=(const EjabberdWorld&) = delete;
    ~EjabberdWorld() override {
        account_.reset();
        loop_.stop();
    }

    boost::asio::io_context& loop() override { return loop_; }
    PlatformAccount& account() override { return *account_; }
    UserId person(int n) override { return number_of_name("person" + std::to_string(n)); }
    /// Nobody enters a room for members; somebody with the right to do so makes him one.
    void enters(ChatNumber chat, UserId user) override {
        for (int n = 0; n < 10; ++n) {
            if (person(n) == user) affiliate(chat, "person" + std::to_string(n), "member");
        }
    }
    std::vector<std::string> posts(ChatNumber chat) override {
        affiliate(chat, "reader", "member");
        const std::string room = address(chat);
        auto seen = visit(server(), {.user = "reader", .joins = {room}});
        affiliate(chat, "reader", "none");
        if (!seen.rooms.at(room).error.empty()) throw std::runtime_error{seen.rooms.at(room).error};
        return std::move(seen.rooms.at(room).posts);
    }

    std::unique_ptr<PlatformAccount> connect(EjabberdOptions options) {
        auto account = make_ejabberd_account(loop_.get_executor(), clock_, std::move(options));
        if (!account) throw std::runtime_error{account.error().what};
        return std::move(*account);
    }
    ShiftedClock& clock() { return clock_; }
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(loop_, std::move(work));
    }

    static std::string address(ChatNumber chat) {
        return room_name(chat) + '@' + EjabberdServer::muc;
    }
    static void affiliate(ChatNumber chat, const std::string& name, const std::string& how) {
        const std::string jid =
            name.find('@') == std::string::npos ? name + '@' + EjabberdServer::host : name;
        server().command("set_room_affiliation", {{"name", room_name(chat)},
                                                  {"service", EjabberdServer::muc},
                                                  {"jid", jid},
                                                  {"affiliation", how}});
    }

    void open() {
        const auto opened = run(account().open());
        if (!opened) throw std::runtime_error{opened.error().what};
    }
    ChatNumber created(const std::string& title) {
        auto chat = run(account().create_chat(title, {}, Priority::live));
        if (!chat) throw std::runtime_error{chat.error().what};
        return chat->number;
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

  private:
    boost::asio::io_context loop_;
    ShiftedClock clock_{loop_.get_executor()};
    std::unique_ptr<PlatformAccount> account_;
};

}  // namespace rosterd::ejabberd::test
