// The meetings of a BigBlueButton server: who is inside, and when they end. No requests, no XML.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/moment.hpp"

namespace rosterd::sandbox {

enum class GuestPolicy { always_accept, ask_moderator, always_deny };

/// What a meeting is created with. Zero minutes and zero participants mean "no limit".
struct MeetingWish {
    std::string id{};
    std::string name{};
    std::string attendee_password{};   ///< empty: one is made up
    std::string moderator_password{};  ///< empty: one is made up
    std::chrono::minutes duration{0};  ///< from the creation on
    std::chrono::minutes expires_unjoined{5};
    std::chrono::minutes expires_left{1};
    std::int64_t participants_max = 0;
    GuestPolicy guest_policy = GuestPolicy::always_accept;
    bool record = false;
    std::map<std::string, std::string> metadata{};
};

enum class MeetingRole { viewer, moderator };

struct Attendee {
    std::string user_id;  ///< the caller's, or one made up
    std::string full_name;
    MeetingRole role = MeetingRole::viewer;
    bool waiting = false;  ///< a guest whom no moderator has let in: not inside
};

struct Meeting {
    MeetingWish wish;
    std::string internal_id;  ///< one for each creation, also with an equal wish.id
    std::int64_t voice_bridge = 0;
    Moment created;
    std::optional<Moment> first_joined{};
    std::optional<Moment> emptied{};  ///< since when everybody has gone again
    std::optional<Moment> ended{};
    bool forcibly_ended = false;
    std::vector<Attendee> attendees{};
    std::int64_t joined_total = 0;

    /// Those inside: attendees who do not wait.
    [[nodiscard]] std::int64_t inside() const;
    [[nodiscard]] bool running() const { return !ended && inside() > 0; }
};

/// All meetings, those that ended included. Whether one has run out is worked out when somebody
/// asks: call end_due() first. Deterministic for one seed. Not thread-safe; pointers stay valid
/// until the next create().
class Meetings {
  public:
    static constexpr std::size_t meetings_kept = 10'000;

    explicit Meetings(std::uint64_t seed = 0) : seed_{seed} {}

    /// Ends what has run out by `now`, each at the moment it ran out.
    void end_due(Moment now);

    /// The meeting of that id that has not ended, or nullptr.
    [[nodiscard]] Meeting* find(std::string_view id);
    /// No meeting of that id may be there.
    Meeting& create(MeetingWish wish, Moment now);
    /// Somebody comes in. An empty user_id gets one.
    const Attendee& join(Meeting& meeting, Attendee attendee, Moment now);
    /// Everybody goes. False: no such meeting.
    bool leave(std::string_view id, Moment now);
    /// Ends it for everybody. False: no such meeting.
    bool end(std::string_view id, Moment now);

    /// The server loses it, as after a crash: nobody ended it, but it is gone. False: no such one.
    bool drop(std::string_view id, Moment now);

    /// In the order of their creation.
    [[nodiscard]] const std::deque<Meeting>& list() const { return meetings_; }
    /// A word for somebody's session, another one each time.
    [[nodiscard]] std::string next_token();

  private:
    std::uint64_t seed_;
    std::uint64_t drawn_ = 0;
    std::deque<Meeting> meetings_;
};

}  // namespace rosterd::sandbox
