// What MAX tells by itself (max.md §2.10) as events of the port. Pure.
#pragma once

#include <array>
#include <boost/json/value.hpp>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "adapters/platform_events.hpp"

namespace rosterd::max {

/// The types of updates that mean something to us; a webhook asks for these.
inline constexpr std::array<std::string_view, 8> update_types{
    "bot_added",       "bot_removed",        "user_added",
    "user_removed",    "chat_title_changed", "bot_admin_permissions_changed",
    "message_created", "bot_started"};

/// Nothing: it is of a type that means nothing to us (MAX adds new ones), of a channel, written by
/// a bot, a contact whose hash does not prove it, or malformed.
/// `started` has an empty text when the person came without a start_link() of ours.
[[nodiscard]] std::optional<PlatformEvent> read_update(const boost::json::value& update,
                                                       std::string_view token);

/// Of what `self` did, nobody is told that he was brought: we know it.
[[nodiscard]] PlatformEvent without_own_deed(PlatformEvent event, UserId self);

/// Updates have no id; two with the same key are one, told twice (max.md §2.10).
[[nodiscard]] std::string key_of(const boost::json::value& update);

/// The keys of updates that were dealt with lately. Bounded: the oldest are forgotten.
class SeenUpdates {
  public:
    explicit SeenUpdates(std::size_t keys_max = 10'000) : keys_max_{keys_max} {}
    [[nodiscard]] bool contains(const std::string& key) const { return keys_.contains(key); }
    void add(const std::string& key);

  private:
    std::size_t keys_max_;
    std::set<std::string> keys_;
    std::deque<std::string> order_;
};

}  // namespace rosterd::max
