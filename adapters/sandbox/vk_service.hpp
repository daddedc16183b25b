// One VK API endpoint without sockets: tokens, quotas, faults, execute, envelopes and the log of
// calls, over the World. The simulation may use it directly.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/call_log.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/parameters.hpp"
#include "adapters/sandbox/quota.hpp"
#include "adapters/sandbox/vk_long_poll.hpp"
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
    std::uint64_t seed = 0;                    ///< of the keys of long polls
};

/// One call as it came from the client.
struct VkRequest {
    std::string verb = "POST";  ///< anything but GET and POST: error 9999
    std::string method{};       ///< "messages.send", also with ".json" behind
    std::string token{};        ///< of the header; else access_token of the parameters
    Parameters parameters{};
    std::string origin = "https://sandbox.invalid";  ///< by which the client reached us
};

/// What goes back, and how.
struct VkAnswer {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body{};
    http::Delivery delivery = http::Delivery::whole;
    std::chrono::milliseconds delay{0};
    bool off_schema = false;  ///< by a fault: no schema has such answers
};

/// Checks in the order of vk.md §9.2: token (5, 27), v (8), rate (6), then the method's own.
/// Not thread-safe.
class VkService {
  public:
    VkService(World& world, Faults& faults, VkOptions options = {})
        : world_{world},
          faults_{faults},
          options_{options},
          log_{options.calls_kept},
          long_poll_{world, options.seed} {}

    /// A second account with the same token replaces the first.
    void add_account(Account account);
    /// Owners of the tokens, in the order of their ids.
    [[nodiscard]] std::vector<MemberId> owners() const;

    VkAnswer answer(VkRequest request, Moment now);

    /// One long poll. Only faults that name the method `long_poll` hit it.
    VkAnswer poll(const Parameters& parameters, Moment now);
    /// How long that poll would wait for its first update.
    [[nodiscard]] std::chrono::milliseconds patience(const Parameters& parameters, Moment now);
    [[nodiscard]] LongPoll& long_poll() { return long_poll_; }
    [[nodiscard]] const LongPoll& long_poll() const { return long_poll_; }

    [[nodiscard]] const CallCounts& counts() const { return log_.counts(); }
    [[nodiscard]] const std::deque<CallRecord>& calls() const { return log_.calls(); }
    /// Called after each inner call of execute. Parameters and result live as long as the call.
    using InnerWatch = std::function<void(std::string_view method, const Parameters& parameters,
                                          const Outcome<boost::json::value>& result)>;
    void watch_inner_calls(InnerWatch watch) { watch_ = std::move(watch); }
    /// For the servers beside this one, whose calls are logged in the same place.
    [[nodiscard]] CallLog& call_log() { return log_; }

  private:
    struct Holder {
        MemberId owner;
        Quota quota;
    };
    Outcome<boost::json::object> perform(const VkRequest& request, Holder* holder, Moment now);
    /// Who calls, how and when: the same for a call and for the calls inside it.
    struct Caller {
        MemberId actor;
        ApiVersion version;
        std::string_view origin;
        Moment now;
    };
    Outcome<boost::json::object> execute(const VkRequest& request, const Caller& caller);
    boost::json::value run_inner(const std::string& method, Parameters parameters,
                                 const Caller& caller, boost::json::array& errors);
    Outcome<boost::json::value> run(const Method& method, const Parameters& parameters,
                                    const Caller& caller);
    void take_in_events();
    [[nodiscard]] std::vector<std::string> names_of(const VkRequest& request) const;
    void log(const VkRequest& request, MemberId account, int error, Moment now);
    void log_inner(std::string method, Parameters parameters, MemberId account, int error,
                   Moment now);

    World& world_;
    Faults& faults_;
    VkOptions options_;
    std::map<std::string, Holder, std::less<>> holders_;
    CallLog log_;
    InnerWatch watch_;
    LongPoll long_poll_;
};

/// The failure envelope of vk.md §1.2 with request_params, never the token.
[[nodiscard]] boost::json::object error_envelope(const ApiError& error, const VkRequest& request);

}  // namespace rosterd::sandbox
