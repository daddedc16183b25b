// What this process wrote and was told: which message has which number, what was written once, and
// the chats' invite links. Bounded; pure: time is given.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "adapters/ports.hpp"

namespace rosterd::max {

/// MAX names a message by `mid`, a text; the port by a number, for which MAX's `seq` serves. Only
/// third parties have seen how one is made of the other (max.md §1.1), so the pairs are remembered.
class MessageIds {
  public:
    explicit MessageIds(std::size_t messages_max = 20'000) : messages_max_{messages_max} {}
    void remember(ChatNumber chat, std::int64_t number, std::string id);
    [[nodiscard]] std::optional<std::string> find(ChatNumber chat, std::int64_t number) const;

  private:
    using Key = std::pair<ChatNumber, std::int64_t>;
    std::size_t messages_max_;
    std::map<Key, std::string> ids_;
    std::deque<Key> order_;
};

/// The `once` numbers of the last hour. MAX knows no such thing, so that memory has to do.
class OnceMemory {
  public:
    /// A recipient (a chat or a person) and the number that makes the message one of its kind.
    struct Key {
        std::int64_t recipient = 0;
        std::int64_t once = 0;
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    /// Written, as message `number`.
    void written(Key key, std::int64_t number, UnixSeconds now);
    /// Sent, and nobody knows whether it arrived.
    void in_doubt(Key key, UnixSeconds now);

    /// The message of that key, if it was written within the last hour.
    [[nodiscard]] std::optional<std::int64_t> number_of(Key key, UnixSeconds now) const;
    [[nodiscard]] bool is_in_doubt(Key key, UnixSeconds now) const;
    /// Another key of this recipient has the message `number`.
    [[nodiscard]] bool is_taken(std::int64_t recipient, std::int64_t number) const;

  private:
    struct Entry {
        std::int64_t number = 0;  ///< 0: in doubt
        UnixSeconds at = 0;
    };
    void put(Key key, Entry entry);
    [[nodiscard]] const Entry* fresh(Key key, UnixSeconds now) const;

    std::map<Key, Entry> entries_;
    std::deque<std::pair<Key, UnixSeconds>> order_;
};

/// Invite links, for an hour: a person may make a new one by hand at any time.
class KnownLinks {
  public:
    explicit KnownLinks(std::size_t chats_max = 20'000) : chats_max_{chats_max} {}
    void remember(ChatNumber chat, std::string link, UnixSeconds now);
    [[nodiscard]] std::optional<std::string> find(ChatNumber chat, UnixSeconds now) const;

  private:
    struct Entry {
        std::string link;
        UnixSeconds at = 0;
    };
    std::size_t chats_max_;
    std::map<ChatNumber, Entry> links_;
};

/// How long the same `once` means the same message (ports.hpp).
inline constexpr UnixSeconds once_lasts_s = 3600;

}  // namespace rosterd::max
