// Events by long poll: MAX's marker is the cursor, and giving it back commits what was before it.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/platform/max/max_events.hpp"
#include "adapters/platform/max/max_json.hpp"
#include "adapters/platform/max/max_update.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;

/// Nothing: no cursor yet, or one that a webhook made.
std::optional<std::int64_t> marker_of(const std::string& cursor) {
    std::int64_t marker = 0;
    const char* end = cursor.data() + cursor.size();
    const auto [stop, wrong] = std::from_chars(cursor.data(), end, marker);
    if (cursor.empty() || wrong != std::errc{} || stop != end) return std::nullopt;
    return marker;
}

class PollSource final : public EventSource {
  public:
    explicit PollSource(std::shared_ptr<Session> session) : session_{std::move(session)} {}

    awaitable<Result<PlatformEvents>> next(std::string after) override {
        if (cursor_moved_ && after == told_cursor_) {
            for (const std::string& key : told_) dealt_with_.add(key);
        }
        told_.clear();
        const EventsWish wish{
            .limit = limit_, .wait = session_->options().poll_wait, .types = update_types};
        const Reply reply = co_await session_->caller().poll(events_call(marker_of(after), wish));
        take_limit(reply);
        const Verdict verdict = session_->conclude(reply, CallKind::events);
        if (verdict.error) co_return *verdict.error;
        co_return read(std::get<boost::json::value>(reply), after);
    }

  private:
    /// An answer that nobody can read, for instance too long a one, would come again and again with
    /// the same marker: fewer updates are asked for, one in the end, and then more again.
    void take_limit(const Reply& reply) {
        const auto* failure = std::get_if<Error>(&reply);
        if (failure != nullptr && failure->kind == ErrorKind::unknown_outcome) {
            limit_ = std::max<std::size_t>(limit_ / 2, 1);
        }
        if (std::holds_alternative<boost::json::value>(reply)) {
            limit_ = std::min(limit_ * 2, events_per_poll);
        }
    }

    PlatformEvents read(const boost::json::value& answer, const std::string& after) {
        PlatformEvents events;
        SeenUpdates here;
        if (const auto* updates = list(answer, "updates")) {
            for (const auto& update : *updates) {
                std::string key = key_of(update);
                if (dealt_with_.contains(key) || here.contains(key)) continue;
                here.add(key);
                auto event = read_update(update, session_->options().token);
                if (event) events.events.push_back(without_own_deed(std::move(*event), self()));
                told_.push_back(std::move(key));
            }
        }
        const auto marker = integer(answer, "marker");
        events.cursor = marker ? std::to_string(*marker) : after;
        cursor_moved_ = events.cursor != after;
        told_cursor_ = events.cursor;
        return events;
    }

    [[nodiscard]] UserId self() const { return session_->self(); }

    std::shared_ptr<Session> session_;
    SeenUpdates dealt_with_;
    std::vector<std::string> told_;  ///< keys of the last answer, until its cursor comes back
    std::string told_cursor_;
    /// Or its coming back means nothing: who could not deal with the updates gives the same again.
    bool cursor_moved_ = false;
    std::size_t limit_ = events_per_poll;  ///< of updates in the next answer
};

}  // namespace

std::unique_ptr<EventSource> make_poll(std::shared_ptr<Session> session) {
    return std::make_unique<PollSource>(std::move(session));
}

}  // namespace rosterd::max
