// The sandbox as a platform that can be broken in the ways of the fault matrix, whatever it speaks.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sandbox/sandbox_server.hpp"
#include "test_certificates.hpp"
#include "tests/support/fault_matrix.hpp"

namespace rosterd::test {

inline constexpr std::int64_t for_long = 1'000'000'000;

/// TLS where certificates are asked for, plain sockets for the rest.
class SandboxFaultyPlatform : public FaultyPlatform {
  public:
    ~SandboxFaultyPlatform() override {
        for (const auto& server : servers_) server->stop();
        loop_.stop();  // what the servers were still doing ends with them
    }

    void break_it(Reach reach) override {
        if (row_ == FaultRow::refused_connection) return servers_.back()->stop();
        if (row_ == FaultRow::wrong_certificate) {
            servers_.back()->stop();
            return listen("stranger");
        }
        if (reach == Reach::everything) return fault(fault_of_row());
        for (const std::string& method : changing_methods()) {
            sandbox::Fault hit = fault_of_row();
            hit.method = method;
            fault(std::move(hit));
        }
    }

    void heal() override {
        sandbox_.faults().clear();
        if (row_ == FaultRow::wrong_certificate) servers_.back()->stop();
        if (row_ == FaultRow::wrong_certificate || row_ == FaultRow::refused_connection) {
            listen("server");
        }
    }

    void fault(sandbox::Fault fault) {
        if (!sandbox_.faults().add(std::move(fault))) throw std::runtime_error{"too many faults"};
    }

  protected:
    /// The loop outlives the platform; the account runs on it too.
    SandboxFaultyPlatform(boost::asio::io_context& loop, Clock& clock, FaultRow row)
        : loop_{loop}, clock_{clock}, row_{row} {
        if (row == FaultRow::wrong_certificate) certificates_ = std::make_unique<Certificates>();
        listen("server");
    }

    /// Calls that change chats, as the sandbox's faults name them.
    [[nodiscard]] virtual std::vector<std::string> changing_methods() const = 0;
    /// HTTP 200, and an error of the platform's own in it.
    [[nodiscard]] virtual sandbox::Fault error_body() const = 0;
    /// What the platform says when a request is one too many.
    [[nodiscard]] virtual int quota_code() const = 0;

    /// What every account takes from here: where it connects, whom it trusts, how long it waits.
    template <class Options>
    [[nodiscard]] Options account_options(std::string token) const {
        Options options;
        options.name = "test";
        options.base_url =
            (certificates_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
        if (certificates_) options.ca_file = certificates_->file("ca.pem");
        options.token = std::move(token);
        options.requests_per_second = 1000;
        options.timeout = row_ == FaultRow::huge_answer ? patience_with_much : patience;
        return options;
    }

    template <class Account>
    [[nodiscard]] static std::unique_ptr<PlatformAccount> opened(Result<Account> account) {
        if (!account) throw std::runtime_error{account.error().what};
        return std::move(*account);
    }

    [[nodiscard]] sandbox::Sandbox& messenger_server() { return sandbox_; }
    [[nodiscard]] boost::asio::io_context& loop() { return loop_; }
    [[nodiscard]] Clock& clock() { return clock_; }

  private:
    static constexpr std::chrono::milliseconds patience{400};
    /// Both messengers and the daemon share one thread, and ten megabytes keep it busy for a while
    /// under the sanitizers: the healthy account is not to time out meanwhile.
    static constexpr std::chrono::milliseconds patience_with_much{60'000};

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

    [[nodiscard]] sandbox::Fault fault_of_row() const {
        sandbox::Fault hit{.times = for_long};
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
                hit = error_body();
                hit.times = for_long;
                break;
            case FaultRow::quota_storm:
                hit.kind = sandbox::FaultKind::error_code;
                hit.code = quota_code();
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
        return hit;
    }

    boost::asio::io_context& loop_;
    Clock& clock_;
    FaultRow row_;
    std::uint16_t port_ = 0;
    std::unique_ptr<Certificates> certificates_;
    sandbox::Sandbox sandbox_{sandbox::World{}, sandbox::Chaos{}, sandbox::VkOptions{}};
    std::vector<std::unique_ptr<sandbox::SandboxServer>> servers_;  ///< the last one serves
};

}  // namespace rosterd::test
