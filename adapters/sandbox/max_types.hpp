// What the MAX messenger consists of, as plain values. No rules here.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/sandbox/moment.hpp"

namespace rosterd::sandbox::max {

using UserId = std::int64_t;  ///< a person or a bot, positive
using ChatId = std::int64_t;  ///< a group is negative, a dialog positive (max.md §1.1)

struct User {
    std::string first_name{};
    std::string last_name{};  ///< empty: not shown; bots have none
    std::string username{};
    std::string description{};
    std::string phone{};          ///< digits without a plus; bots never see it unasked
    bool refuses_adding = false;  ///< a person's privacy, or a bot that may not enter groups
    bool hides_activity = false;
    bool exists = true;
    bool is_bot = false;
    std::optional<Moment> active{};
};

/// One's place in a chat.
struct Seat {
    Moment joined{};
    Moment seen{};
    UserId invited_by = 0;  ///< 0: by the link
    bool admin = false;
    std::vector<std::string> permissions{};  ///< open strings; of admins only
    std::string alias{};
};

struct Message {
    std::string mid;
    std::int64_t seq;
    UserId sender;
    Moment at;
    std::string text{};
    boost::json::array attachments{};  ///< as the server echoes them
    boost::json::object link{};        ///< LinkedMessage; empty: none
    bool edited = false;
};

enum class ChatKind : std::uint8_t { group, dialog };

struct Chat {
    ChatId id = 0;
    ChatKind kind = ChatKind::group;
    std::string title{};
    std::string description{};
    std::string icon_url{};
    UserId owner = 0;
    std::map<UserId, Seat> seats{};
    std::set<UserId> blocked{};                   ///< the link does not work for them
    std::map<UserId, std::string> former_bots{};  ///< "left" or "removed"
    std::string link{};
    std::uint32_t link_version = 0;
    std::deque<Message> messages{};  ///< the last `messages_kept`
    std::int64_t messages_total = 0;
    std::string pinned{};  ///< a mid
    Moment last_event{};
    bool suspended = false;  ///< a dialog whose person stopped the bot
};

struct Update {
    std::int64_t number;  ///< per bot, from 1
    Moment at;
    std::string type;
    boost::json::object body;
};

/// An update on its way to one webhook.
struct Push {
    Update update;
    int attempts = 0;
    int repeats = 0;  ///< further deliveries after a success
    Moment due{};
    bool in_flight = false;
};

struct Subscription {
    std::string url;
    std::string secret{};              ///< empty: no header
    std::vector<std::string> types{};  ///< empty: all
    Moment since{};
    std::deque<Push> pushes{};  ///< oldest first
    std::optional<Moment> failing_since{};
    std::int64_t delivered = 0;
    std::int64_t failed = 0;
};

/// What a press of a callback button waits for.
struct Press {
    std::string callback_id;
    std::string mid;
};

struct Bot {
    UserId id = 0;
    std::string token{};  ///< empty: of a saved state, nobody holds it now
    boost::json::array commands{};
    std::deque<Update> updates{};  ///< those not committed by a marker
    std::int64_t next_update = 1;
    std::deque<Subscription> subscriptions{};
    std::deque<Press> presses{};
};

}  // namespace rosterd::sandbox::max
