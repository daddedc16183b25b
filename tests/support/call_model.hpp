// A provider of calls in memory, with faults on demand, for simulations. No sockets, no real time.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/call_provider.hpp"
#include "adapters/clock.hpp"

namespace rosterd::test {

/// One call that was really made. It stays in the history when it is over.
struct ModelCall {
    std::string id;
    CallWish wish;
    UnixSeconds started_at = 0;
    std::optional<UnixSeconds> finished_at{};
    bool dropped = false;  ///< ended by itself, not by finish()
    bool entered = false;  ///< somebody is in it
};

/// Keeps the port's contract and says what really happened. Faults count down by requests, in the
/// order of a list; several may be set. Single-threaded; `clock` outlives it.
class CallModel final : public CallProvider {
  public:
    explicit CallModel(Clock& clock) : clock_{clock} {}

    // --- the port ---
    [[nodiscard]] std::string_view name() const override { return "model"; }
    [[nodiscard]] bool can_look() const override { return true; }
    boost::asio::awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                                            Priority priority) override;
    boost::asio::awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                             Priority priority) override;
    boost::asio::awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                                Priority priority) override;
    [[nodiscard]] std::string personal_link(const Call& call, std::string_view person_name,
                                            CallRole role) const override;

    // --- faults ---
    /// The next starts are done, their answers are lost: unknown_outcome.
    void lose_next_starts(int count = 1) { starts_to_lose_ += count; }
    /// The next starts are not done: transient.
    void refuse_next_starts(int count = 1) { starts_to_refuse_ += count; }
    /// The next finishes are done, their answers are lost: unknown_outcome.
    void lose_next_finishes(int count = 1) { finishes_to_lose_ += count; }
    /// Starts of this key are refused until told otherwise.
    void refuse_key(const std::string& key) { refused_keys_.insert(key); }
    void accept_key(const std::string& key) { refused_keys_.erase(key); }
    /// Everything is transient and nothing is done, until told otherwise.
    void go_down() { down_ = true; }
    void come_back() { down_ = false; }
    /// How long a list takes to answer, in the clock's time.
    void answer_after(std::chrono::nanoseconds delay) { delay_ = delay; }

    // --- the world ---
    /// The running call of `key` ends by itself (a crash, its own time limit). False: there is
    /// none.
    bool drop(std::string_view key);
    /// Somebody enters the running call of `key`. False: there is none.
    bool enter(std::string_view key);

    // --- for assertions ---
    /// Every call ever made, in order.
    [[nodiscard]] const std::vector<ModelCall>& history() const { return calls_; }
    [[nodiscard]] const ModelCall* running(std::string_view key) const;
    [[nodiscard]] std::size_t running_count() const { return running_.size(); }
    /// Calls really made for `key`.
    [[nodiscard]] int starts(std::string_view key) const;
    /// Wishes and calls asked about, also those that failed.
    [[nodiscard]] int requests() const { return requests_; }

  private:
    Result<Call> start_one(const CallWish& wish);
    Result<void> finish_one(const Call& call);
    Result<CallState> look_at(const Call& call) const;
    ModelCall* end(std::string_view key);
    [[nodiscard]] const ModelCall* running_with_id(std::string_view id) const;
    boost::asio::awaitable<void> pass_time() const;

    Clock& clock_;
    std::vector<ModelCall> calls_;
    std::map<std::string, std::size_t, std::less<>> running_;  ///< key -> place in calls_
    std::map<std::string, std::size_t, std::less<>> ids_;      ///< id -> place in calls_
    std::map<std::string, int, std::less<>> starts_;
    std::set<std::string> refused_keys_;
    std::chrono::nanoseconds delay_{};
    int starts_to_lose_ = 0;
    int starts_to_refuse_ = 0;
    int finishes_to_lose_ = 0;
    int requests_ = 0;
    bool down_ = false;
};

}  // namespace rosterd::test
