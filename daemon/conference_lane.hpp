// The line in front of one provider or one chat account: jobs wait in order, a few workers take
// them in handfuls. Values and one pure operation; the work itself is the conference clock's.
#pragma once

#include <boost/system/result.hpp>
#include <compare>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/call_provider.hpp"
#include "daemon/accounts.hpp"
#include "reconciler/conference_steps.hpp"

namespace rosterd {

/// Whom the jobs of a lane ask; the pointers live as long as the daemon. Ordered by value, not by
/// address: the order in which lanes are served must not differ from run to run.
struct LaneName {
    CallProvider* provider = nullptr;  ///< of start, find, finish and look
    Account* account = nullptr;        ///< of the provider's credential, or of the chats
    std::string account_name{};        ///< empty: no account

    friend std::strong_ordering operator<=>(const LaneName& left, const LaneName& right) {
        return std::pair{left.provider != nullptr, std::string_view{left.account_name}} <=>
               std::pair{right.provider != nullptr, std::string_view{right.account_name}};
    }
};

enum class JobKind : std::uint8_t { start, find, finish, look, announce, withdraw };

/// For logs: "start" …
[[nodiscard]] std::string_view word(JobKind kind);

struct ConferenceJob {
    JobKind kind;
    std::string school;
    std::string conference;
};

/// What was answered to one job.
struct CallIsGone {};
struct Done {};
struct Posted {
    std::int64_t message;
};
struct Outcome {
    std::variant<Done, Call, Posted, CallIsGone, Error> answer;
};
using Outcomes = std::vector<Outcome>;

struct Lane {
    /// At the same time; the budget of the account behind it decides when a request leaves.
    static constexpr std::size_t workers_max = 16;
    /// Eight starts fill one request of VK; others take them one by one.
    static constexpr std::size_t handful = 8;

    std::deque<ConferenceJob> jobs;
    std::size_t workers = 0;

    /// The next jobs of one kind, at most a handful; empty when every worker is busy.
    [[nodiscard]] std::vector<ConferenceJob> take();
};

}  // namespace rosterd
