// One VK API endpoint without sockets: tokens, quotas, faults, execute, envelopes and the log of
// calls, over the World. The simulation may use it directly.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/parameters.hpp"
#include "adapters/sandbox/quota.hpp"
#include "adapters/sandbox/vk_methods.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// One credential. The token itself never leaves the service.
struct Account {
    std::string token;
    MemberId owner;                    ///< negative: a community token
    std::size_t calls_per_second = 0;  ///< 0: 3 for a person, 20 for a community (vk.md §2.1)
};

struct VkOptions {
    bool repeat_last_error_as_execute = true;  ///< the trailing entry of vk.md §3.1
    std::size_t calls_kept = 50'000;           ///< of the log
};

/// One call as it came from the client.
struct VkRequest {
    std::string verb = "POST";  ///< anything but GET and POST: error 9999
    std::string method{};       ///< "messages.send", also with ".json" behind
    std::string token{};        ///< of the header; else access_token of the parameters
    Parameters parameters{};
};

/// What goes back, and how.
struct VkAnswer {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body{};
    http::Delivery delivery = http::Delivery::whole;
    std::chrono::milliseconds delay{0};
};

/// One line of the log of calls. Inner calls of execute have lines of their own, before its line.
struct CallRecord {
    std::int64_t number;  ///< from 1
    Moment at;
    MemberId account;  ///< 0: no known token
    std::string method;
    Parameters parameters;  ///< without the token; values are cut at 16 KiB
    int error = 0;          ///< 0: done; -1: the transport failed before the work
    bool inner = false;
};

struct CallCounts {
    std::int64_t total = 0;  ///< received, inner calls not counted
    std::int64_t inner = 0;
    std::int64_t refused_6 = 0;
    std::map<std::string, std::int64_t> by_method;        ///< received
    std::map<std::string, std::int64_t> inner_by_method;  ///< within execute
};

/// Checks in the order of vk.md §9.2: token (5, 27), v (8), rate (6), then the method's own.
/// Not thread-safe.
class VkService {
  public:
    VkService(World& world, Faults& faults, VkOptions options = {})
        : world_{world}, faults_{faults}, options_{options} {}

    /// A second account with the same token replaces the first.
    void add_account(Account account);
    /// Owners of the tokens, in the order of their ids.
    [[nodiscard]] std::vector<MemberId> owners() const;

    VkAnswer answer(VkRequest request, Moment now);

    [[nodiscard]] const CallCounts& counts() const { return counts_; }
    [[nodiscard]] const std::deque<CallRecord>& calls() const { return calls_; }

  private:
    struct Holder {
        MemberId owner;
        Quota quota;
    };
    struct Execution {
        boost::json::value response;
        boost::json::array errors;
    };

    Outcome<boost::json::object> perform(const VkRequest& request, Holder* holder, Moment now);
    Outcome<boost::json::object> execute(const VkRequest& request, MemberId actor,
                                         ApiVersion version, Moment now);
    boost::json::value run_inner(const std::string& method, Parameters parameters, MemberId actor,
                                 ApiVersion version, Moment now, boost::json::array& errors);
    [[nodiscard]] std::vector<std::string> names_of(const VkRequest& request) const;
    void log(const VkRequest& request, MemberId account, int error, Moment now);
    void log_inner(std::string method, Parameters parameters, MemberId account, int error,
                   Moment now);
    void keep(CallRecord record);

    World& world_;
    Faults& faults_;
    VkOptions options_;
    std::map<std::string, Holder, std::less<>> holders_;
    CallCounts counts_;
    std::deque<CallRecord> calls_;
    std::int64_t last_call_ = 0;
};

/// The failure envelope of vk.md §1.2 with request_params, never the token.
[[nodiscard]] boost::json::object error_envelope(const ApiError& error, const VkRequest& request);

}  // namespace rosterd::sandbox
