// Adding people to a chat: partial failures, and a method that may vanish (max.md §0.1, §2.6).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "adapters/platform/max/max_session.hpp"

namespace rosterd::max {

/// How changes that went out together ended.
struct Attempt {
    std::vector<ChangeOutcome> outcomes;  ///< one for each, in order
    bool nobody_answers = false;          ///< what comes next would fail alike
};

/// Every one of `count` changes ended like this.
[[nodiscard]] Attempt same_for_all(std::size_t count, const Verdict& verdict);

/// At most adds_per_request_max people.
boost::asio::awaitable<Attempt> add_people(std::shared_ptr<Session> session, ChatNumber chat,
                                           std::vector<UserId> users, Priority priority);

}  // namespace rosterd::max
