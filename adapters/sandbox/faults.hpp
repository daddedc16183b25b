// Faults on demand: what goes wrong with which of the following calls. It does no harm itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/moment.hpp"

namespace rosterd::sandbox {

enum class FaultKind {
    lose_answer,   ///< the work is done, the connection dropped
    refuse,        ///< the connection dropped, the work not done
    delay,         ///< the work is done at once, the answer comes `delay` later
    http_500,      ///< not done, status 500 with a page
    html,          ///< not done, status 200 with a page instead of JSON
    truncate,      ///< done, the answer is cut off in the middle
    error_code,    ///< not done, error `code` in the envelope; also for inner calls of execute
    token_dead,    ///< not done, error 5, until cleared unless `times` says otherwise
    reset,         ///< done, the connection reset in the middle of the answer
    silence,       ///< not done, nothing said for `delay`, then the connection dropped
    drip,          ///< done, the answer comes a byte now and then
    half_json,     ///< done, the answer is whole for HTTP and half a JSON document
    huge,          ///< done, the answer is longer than anybody should read
    error_in_200,  ///< not done, error `code` under status 200, which is VK's way with every error
};
[[nodiscard]] std::string_view to_string(FaultKind kind);
[[nodiscard]] std::optional<FaultKind> to_fault_kind(std::string_view word);

/// Whether the call is answered without being done.
[[nodiscard]] bool prevents_work(FaultKind kind);
/// What becomes of the bytes of the answer.
[[nodiscard]] http::Delivery delivery_of(FaultKind kind);
/// What becomes of the text of the answer.
[[nodiscard]] std::string spoilt(FaultKind kind, std::string body);
/// Whether no schema of any platform has the answer that spoilt() makes.
[[nodiscard]] bool is_off_schema(FaultKind kind);
inline constexpr std::size_t huge_bytes = 10U * 1024 * 1024;
/// What http_500 and html answer with.
inline constexpr std::string_view trouble_page =
    "<html><head><title>500 Internal Server Error</title></head><body>nginx</body></html>";

struct Fault {
    FaultKind kind = FaultKind::refuse;
    std::string method{};    ///< empty: every method
    MemberId account = 0;    ///< 0: every account
    std::int64_t after = 0;  ///< this many matching calls pass untouched first
    std::int64_t times = 1;  ///< then this many are hit
    int code = 10;
    std::chrono::milliseconds delay{0};
};

/// Random faults for long runs; deterministic for one seed and one order of calls.
struct Chaos {
    std::uint64_t seed = 0;
    int per_mille = 0;  ///< share of calls that are hit
};

/// The queue. The oldest fault that matches a call and is due takes it.
class Faults {
  public:
    static constexpr std::size_t faults_max = 1000;

    explicit Faults(Chaos chaos = {}) : chaos_{chaos}, random_{chaos.seed} {}

    /// False when the queue is full.
    bool add(Fault fault);
    void clear() { queue_.clear(); }
    [[nodiscard]] const std::deque<Fault>& list() const { return queue_; }

    /// The fault that hits one received call. `methods` holds its name and, for execute, the names
    /// of the inner calls: a fault of the transport then hits the whole script, while error_code
    /// waits for the inner call.
    std::optional<Fault> hit_call(MemberId account, std::span<const std::string> methods);
    /// The fault that hits one long poll: it must name `long_poll`, because polls go on all the
    /// time and would use up what is meant for calls.
    std::optional<Fault> hit_poll(MemberId account);
    /// The error_code that hits one inner call of execute. It must name the method.
    std::optional<Fault> hit_inner(MemberId account, std::string_view method);

  private:
    template <class Matches>
    std::optional<Fault> take(Matches matches);
    std::optional<Fault> draw();

    std::deque<Fault> queue_;
    Chaos chaos_;
    std::mt19937_64 random_;
};

}  // namespace rosterd::sandbox
