// The sandbox's MAX as a platform that can be broken in the ways of the fault matrix.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "max_world.hpp"
#include "test_certificates.hpp"
#include "tests/support/fault_matrix.hpp"

namespace rosterd::max::test {

using rosterd::test::FaultRow;
using rosterd::test::Reach;
using rosterd::test::Room;

inline constexpr std::int64_t for_long = 1'000'000'000;
inline constexpr std::chrono::milliseconds patience{400};
/// Both messengers and the daemon share one thread, and ten megabytes keep it busy for seconds
/// under the sanitizers: the healthy account is not to time out meanwhile.
inline constexpr std::chrono::seconds patience_with_much{30};

/// TLS where certificates are asked for, plain sockets for the rest. A teacher makes the chats.
class MaxFaultyPlatform final : public rosterd::test::FaultyPlatform {
  public:
    MaxFaultyPlatform(boost::asio::io_context& loop, Clock& clock, FaultRow row)
        : loop_{loop}, clock_{clock}, row_{row} {
        sandbox_.messenger().add_bot(bot, token, "school_bot");
        sandbox_.max_api().set_rate(bot, 0);
        if (row == FaultRow::wrong_certificate) {
            certificates_ = std::make_unique<rosterd::test::Certificates>();
        }
        listen("server");
    }
    ~MaxFaultyPlatform() override {
        for (const auto& server : servers_) server->stop();
        loop_.stop();  // what the servers were still doing ends with them
    }

    std::unique_ptr<PlatformAccount> connect() override {
        MaxOptions options;
        options.name = "test";
        options.base_url =
            (certificates_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
        if (certificates_) options.ca_file = certificates_->file("ca.pem");
        options.token = token;
        options.requests_per_second = 1000;
        options.timeout = row_ == FaultRow::huge_answer
                              ? std::chrono::milliseconds{patience_with_much}
                              : patience;
        options.poll_wait = std::chrono::seconds{1};
        options.backoff_first = std::chrono::milliseconds{1};
        options.backoff_most = std::chrono::milliseconds{10};
        auto account = make_max_account(loop_.get_executor(), clock_, std::move(options));
        if (!account) throw std::runtime_error{account.error().what};
        return std::move(*account);
    }

    ChatNumber made_by_a_person(const std::string& title) override {
        auto& messenger = sandbox_.messenger();
        auto& chat = messenger.create_group(teacher, title, now());
        messenger.add(chat, bot, teacher, now());
        messenger.set_admin(chat, bot, {"read_all_messages", "add_remove_members", "add_admins"},
                            {}, teacher, now());
        return chat.id;
    }

    void break_it(Reach reach) override {
        if (row_ == FaultRow::refused_connection) return servers_.back()->stop();
        if (row_ == FaultRow::wrong_certificate) {
            servers_.back()->stop();
            return listen("stranger");
        }
        if (reach == Reach::everything) return fault_of_row({});
        for (const char* const method :
             {"POST /chats/{chatId}/members", "DELETE /chats/{chatId}/members",
              "POST /chats/{chatId}/members/admins",
              "DELETE /chats/{chatId}/members/admins/{userId}"}) {
            fault_of_row(method);
        }
    }

    void heal() override {
        sandbox_.faults().clear();
        if (row_ == FaultRow::wrong_certificate) servers_.back()->stop();
        if (row_ == FaultRow::wrong_certificate || row_ == FaultRow::refused_connection) {
            listen("server");
        }
    }

    std::multiset<Room> rooms() override {
        std::multiset<Room> rooms;
        for (const auto& [id, chat] : sandbox_.messenger().chats()) {
            if (chat.kind != sandbox::max::ChatKind::group) continue;
            Room room{chat.title, {}, {}};
            for (const auto& [user, seat] : chat.seats) {
                if (user == bot || user == teacher) continue;
                room.members.insert(user);
                if (seat.admin) room.admins.insert(user);
            }
            rooms.insert(std::move(room));
        }
        return rooms;
    }
    std::size_t chats_made() override { return rooms().size(); }
    /// Only calls that did something count: whoever is gone cannot be sent away again.
    std::multiset<std::pair<std::string, UserId>> sent_away() override {
        std::multiset<std::pair<std::string, UserId>> people;
        for (const sandbox::CallRecord& call : sandbox_.vk().calls()) {
            if (call.method != "DELETE /chats/{chatId}/members" || call.error != 0) continue;
            const auto* chat = sandbox_.messenger().find(std::stoll(call.parameters.at("chatId")));
            people.emplace(chat->title, std::stoll(call.parameters.at("user_id")));
        }
        return people;
    }

  private:
    static sandbox::Moment now() {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }

    void listen(const std::string& certificate) {
        http::ServerOptions options;
        options.listen = "127.0.0.1:" + std::to_string(port_);
        if (certificates_) {
            options.certificate_file = certificates_->file(certificate + ".pem");
            options.key_file = certificates_->file(certificate + ".key");
        }
        auto server = sandbox::SandboxServer::listen(loop_.get_executor(), options, sandbox_);
        if (!server) throw std::runtime_error{server.error().what};
        port_ = (*server)->port();
        servers_.push_back(std::move(*server));
    }

    void fault_of_row(std::string method) {
        sandbox::Fault hit{.method = std::move(method), .times = for_long};
        switch (row_) {
            case FaultRow::reset_mid_answer:
                hit.kind = sandbox::FaultKind::reset;
                break;
            case FaultRow::silence:
                hit.kind = sandbox::FaultKind::silence;
                hit.delay = std::chrono::seconds{5};
                break;
            case FaultRow::slow_drip:
                hit.kind = sandbox::FaultKind::drip;
                break;
            case FaultRow::html_for_json:
                hit.kind = sandbox::FaultKind::html;
                break;
            case FaultRow::truncated_json:
                hit.kind = sandbox::FaultKind::half_json;
                break;
            case FaultRow::error_body:
                hit.kind = sandbox::FaultKind::error_in_200;
                hit.code = 500;
                break;
            case FaultRow::quota_storm:
                hit.kind = sandbox::FaultKind::error_code;
                hit.code = 429;
                break;
            case FaultRow::server_errors:
                hit.kind = sandbox::FaultKind::http_500;
                break;
            case FaultRow::dead_token:
                hit.kind = sandbox::FaultKind::token_dead;
                break;
            case FaultRow::huge_answer:
                hit.kind = sandbox::FaultKind::huge;
                break;
            case FaultRow::late_answer:
                hit.kind = sandbox::FaultKind::delay;
                hit.delay = 2 * patience;
                break;
            case FaultRow::refused_connection:
            case FaultRow::wrong_certificate:
            case FaultRow::clock_skew:
                throw std::logic_error{"no fault of single calls"};
        }
        if (!sandbox_.faults().add(std::move(hit))) throw std::runtime_error{"too many faults"};
    }

    boost::asio::io_context& loop_;
    Clock& clock_;
    FaultRow row_;
    std::uint16_t port_ = 0;
    std::unique_ptr<rosterd::test::Certificates> certificates_;
    sandbox::Sandbox sandbox_{sandbox::World{}, sandbox::Chaos{}, sandbox::VkOptions{}};
    std::vector<std::unique_ptr<sandbox::SandboxServer>> servers_;  ///< the last one serves
};

}  // namespace rosterd::max::test
