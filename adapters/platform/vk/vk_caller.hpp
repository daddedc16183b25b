// Sends VK method calls of one token within its quota. It knows requests, no chats.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http/client.hpp"
#include "adapters/platform/budget.hpp"
#include "adapters/platform/vk/vk_answer.hpp"
#include "adapters/platform/vk/vk_script.hpp"

namespace rosterd::vk {

/// The protocol version that the whole adapter is written for (vk.md §8).
inline constexpr std::string_view api_version = "5.199";

struct CallerOptions {
    std::string base_url;
    std::string ca_file;
    std::string token;
    double requests_per_second = 20;
    std::chrono::milliseconds timeout{15'000};
    unsigned quota_refusals_max = 50;  ///< of one request; then it is given up as transient
};

class Caller {
  public:
    /// Errors: those of http::Client::create.
    static Result<std::unique_ptr<Caller>> create(boost::asio::any_io_executor executor,
                                                  Clock& clock, CallerOptions options);

    /// One plain request. Error 6 is waited out inside: nothing ran.
    /// An Error is the transport's: transient (not sent), unknown_outcome (sent), authority
    /// (certificate), our_bug (too long), cancelled.
    boost::asio::awaitable<Reply> call(MethodCall call, Priority priority);

    /// Calls in order, `per_request` (at most execute_calls_max) to one `execute`; one reply each.
    /// After a request that failed as a whole the rest is not sent. A script that does not compile
    /// is halved; one that failed on the way is halved when its calls only read, and otherwise
    /// `unknown_outcome` for each, for nobody knows how far it came.
    boost::asio::awaitable<std::vector<InnerReply>> run(std::vector<MethodCall> calls,
                                                        Priority priority, std::size_t per_request);

    [[nodiscard]] std::uint64_t requests() const { return requests_; }
    [[nodiscard]] std::uint64_t refused_by_quota() const { return refused_by_quota_; }
    [[nodiscard]] const Budget& budget() const { return budget_; }

  private:
    struct Batch {
        std::vector<InnerReply> replies;
        bool failed = false;  ///< as a whole
    };
    Caller(boost::asio::any_io_executor executor, Clock& clock, CallerOptions options,
           std::unique_ptr<http::Client> client);
    boost::asio::awaitable<Reply> send(http::Request request, Priority priority);
    boost::asio::awaitable<Batch> run_one(MethodCall call, Priority priority);
    boost::asio::awaitable<Batch> run_batch(std::vector<MethodCall> calls, Priority priority);
    boost::asio::awaitable<Batch> run_halves(std::vector<MethodCall> calls, Priority priority);
    [[nodiscard]] http::Request request_for(std::string_view method,
                                            boost::json::object parameters) const;

    CallerOptions options_;
    std::unique_ptr<http::Client> client_;
    Budget budget_;
    std::uint64_t requests_ = 0;
    std::uint64_t refused_by_quota_ = 0;
};

}  // namespace rosterd::vk
