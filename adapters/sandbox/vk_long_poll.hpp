// VK's long poll servers: keys that expire, positions, and what each account was told (vk.md §4.7,
// §4.8). No sockets and no waiting: a poll is answered at once.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/sandbox/opaque.hpp"
#include "adapters/sandbox/parameters.hpp"
#include "adapters/sandbox/vk_updates.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

enum class PollKind : std::uint8_t {
    bots,  ///< groups.getLongPollServer
    user,  ///< messages.getLongPollServer, also of a community
};

/// Whether those who come and go in chats that a community owns are told of. Observations differ
/// (vk.md §4.7).
enum class MembershipTold : std::uint8_t { always, not_by_bots, never };
[[nodiscard]] std::string_view to_string(MembershipTold told);
[[nodiscard]] std::optional<MembershipTold> to_membership_told(std::string_view word);

/// One poll: `act`, `key`, `ts`, `wait`, `version`, as they came.
struct Poll {
    const Parameters& parameters;
    Moment now;
};

/// Positions are numbers of the world's events, so that they go on over a restart. Not thread-safe.
class LongPoll {
  public:
    static constexpr std::size_t kept_max = 10'000;  ///< events of one account
    static constexpr std::size_t keys_max = 1'000;
    static constexpr std::chrono::hours key_lasts{1};

    LongPoll(const World& world, std::uint64_t seed)
        : world_{world},
          begun_{world.last_event()},
          seen_{begun_},
          seed_{mixed(seed) ^ mixed(static_cast<std::uint64_t>(begun_))} {}

    /// Takes down what happened since the last time, for each of `viewers`.
    void take_in(std::span<const MemberId> viewers);

    [[nodiscard]] std::string give_key(MemberId viewer, PollKind kind, Moment now);
    [[nodiscard]] std::int64_t position() const { return seen_; }
    /// Whose key it is; nothing when it is nobody's, or expired.
    [[nodiscard]] std::optional<MemberId> viewer_of(const Poll& poll) const;

    /// {ts, updates} or {failed}. Take in first.
    boost::json::object answer(const Poll& poll);
    /// How long the poll would wait for its first update. Take in first.
    [[nodiscard]] std::chrono::seconds patience(const Poll& poll) const;

    // What goes wrong on demand.
    void expire_keys() { keys_.clear(); }        ///< failed 2
    void lose_history() { begun_ = seen_ + 1; }  ///< failed 1 for every position given so far
    void lose_information();                     ///< failed 3 for every key given so far
    void repeat_once() { ++repeats_; }  ///< the next answer tells again what the last one told
    void tell_membership(MembershipTold told) { membership_ = told; }

    [[nodiscard]] MembershipTold membership() const { return membership_; }
    [[nodiscard]] std::size_t keys() const { return keys_.size(); }
    [[nodiscard]] std::int64_t polls() const { return polls_; }

  private:
    struct Key {
        MemberId viewer;
        PollKind kind;
        Moment expires;
        std::uint64_t number;
        bool lost = false;
        std::int64_t told_from = 0;  ///< where the last answer began
        bool told = false;
    };
    struct Log {
        std::deque<Told> told;
        std::int64_t forgotten = 0;  ///< the last event that is no longer kept
    };

    [[nodiscard]] const Key* find(const Poll& poll) const;
    [[nodiscard]] bool is_told(const Told& told, PollKind kind) const;
    /// Position and updates after `from`.
    [[nodiscard]] std::pair<std::int64_t, boost::json::array> news(const Key& key,
                                                                   std::int64_t from,
                                                                   int version) const;

    const World& world_;
    std::int64_t begun_;  ///< positions before are lost
    std::int64_t seen_;
    std::uint64_t seed_;  ///< other keys after a restart
    std::map<MemberId, Log> logs_;
    std::map<std::string, Key, std::less<>> keys_;
    std::uint64_t last_key_ = 0;
    int repeats_ = 0;
    MembershipTold membership_ = MembershipTold::always;
    std::int64_t polls_ = 0;
};

}  // namespace rosterd::sandbox
