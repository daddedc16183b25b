// Creating, joining, running out. A meeting ends once; its id may then be created again.
#include "adapters/sandbox/bbb_meetings.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sandbox/bbb_digest.hpp"
#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox {
namespace {

/// When the meeting runs out as it stands; nothing: never.
std::optional<Moment> due(const Meeting& meeting) {
    std::optional<Moment> first;
    const auto consider = [&](Moment since, std::chrono::minutes length) {
        if (length.count() <= 0) return;
        const Moment at = since + length;
        first = first ? std::min(*first, at) : at;
    };
    consider(meeting.created, meeting.wish.duration);
    if (!meeting.first_joined) consider(meeting.created, meeting.wish.expires_unjoined);
    if (meeting.emptied) consider(*meeting.emptied, meeting.wish.expires_left);
    return first;
}

void finish(Meeting& meeting, Moment at) {
    meeting.ended = at;
    meeting.attendees.clear();
}

}  // namespace

std::int64_t Meeting::inside() const {
    return std::ranges::count(attendees, false, &Attendee::waiting);
}

void Meetings::end_due(Moment now) {
    for (Meeting& meeting : meetings_) {
        if (meeting.ended) continue;
        const auto at = due(meeting);
        if (at && *at <= now) finish(meeting, *at);
    }
}

Meeting* Meetings::find(std::string_view id) {
    const auto found = std::ranges::find_if(
        meetings_, [&](const Meeting& meeting) { return !meeting.ended && meeting.wish.id == id; });
    return found == meetings_.end() ? nullptr : &*found;
}

std::string Meetings::next_token() {
    return opaque(mixed(seed_ ^ mixed(++drawn_)));
}

Meeting& Meetings::create(MeetingWish wish, Moment now) {
    if (meetings_.size() >= meetings_kept) {
        const auto over = std::ranges::find_if(
            meetings_, [](const Meeting& meeting) { return meeting.ended.has_value(); });
        meetings_.erase(over == meetings_.end() ? meetings_.begin() : over);
    }
    if (wish.attendee_password.empty()) wish.attendee_password = next_token().substr(0, 8);
    if (wish.moderator_password.empty()) wish.moderator_password = next_token().substr(0, 8);
    const std::string internal_id =
        hex_digest(Digest::sha1, wish.id) + "-" + std::to_string(now.time_since_epoch().count());
    const auto voice_bridge = static_cast<std::int64_t>(70'000 + mixed(++drawn_) % 10'000);
    meetings_.push_back({.wish = std::move(wish),
                         .internal_id = internal_id,
                         .voice_bridge = voice_bridge,
                         .created = now});
    return meetings_.back();
}

const Attendee& Meetings::join(Meeting& meeting, Attendee attendee, Moment now) {
    if (attendee.user_id.empty()) attendee.user_id = "w_" + next_token();
    if (!attendee.waiting) {
        if (!meeting.first_joined) meeting.first_joined = now;
        meeting.emptied.reset();
        ++meeting.joined_total;
    }
    meeting.attendees.push_back(std::move(attendee));
    return meeting.attendees.back();
}

bool Meetings::leave(std::string_view id, Moment now) {
    Meeting* const meeting = find(id);
    if (meeting == nullptr) return false;
    if (meeting->inside() > 0) meeting->emptied = now;
    meeting->attendees.clear();
    return true;
}

bool Meetings::end(std::string_view id, Moment now) {
    Meeting* const meeting = find(id);
    if (meeting == nullptr) return false;
    meeting->forcibly_ended = true;
    finish(*meeting, now);
    return true;
}

bool Meetings::drop(std::string_view id, Moment now) {
    Meeting* const meeting = find(id);
    if (meeting == nullptr) return false;
    finish(*meeting, now);
    return true;
}

}  // namespace rosterd::sandbox
