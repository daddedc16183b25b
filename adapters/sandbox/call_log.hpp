// The log and the counts of calls that clients made, whatever protocol. It answers nobody.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "adapters/sandbox/moment.hpp"
#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox {

/// One line of the log. Inner calls of execute have lines of their own, before its line.
struct CallRecord {
    std::int64_t number = 0;  ///< from 1; given by the log
    Moment at{};
    MemberId account = 0;  ///< 0: no known token, or a BigBlueButton call
    std::string method{};
    Parameters parameters{};  ///< without token and checksum; values are cut at 16 KiB
    int error = 0;            ///< 0: done; -1: the transport failed before the work
    bool inner = false;
};

struct CallCounts {
    std::int64_t total = 0;  ///< received, inner calls not counted
    std::int64_t inner = 0;
    std::int64_t refused_6 = 0;
    std::map<std::string, std::int64_t> by_method{};        ///< received
    std::map<std::string, std::int64_t> inner_by_method{};  ///< within execute
};

enum class MethodName { known, unknown };

/// Keeps the last `kept` lines. Not thread-safe.
class CallLog {
  public:
    explicit CallLog(std::size_t kept) : kept_{kept} {}

    /// Names that no method has share one counter, so that strangers cannot grow the map.
    void add(CallRecord record, MethodName name);
    void count_refused_6() { ++counts_.refused_6; }

    [[nodiscard]] const CallCounts& counts() const { return counts_; }
    [[nodiscard]] const std::deque<CallRecord>& calls() const { return calls_; }

  private:
    std::size_t kept_;
    CallCounts counts_;
    std::deque<CallRecord> calls_;
    std::int64_t last_ = 0;
};

}  // namespace rosterd::sandbox
