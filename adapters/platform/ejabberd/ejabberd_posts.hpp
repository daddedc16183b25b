// Messages of the service account, in rooms and to people: sent once, changed later.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/platform/ejabberd/ejabberd_session.hpp"

namespace rosterd::ejabberd {

/// What was sent within the last hour, by receiver and `once`; forgotten with the process, for
/// ejabberd keeps nothing that could be asked.
class SentMessages {
  public:
    enum class Standing : std::uint8_t {
        fresh,  ///< not sent
        sent,   ///< surely: do not send it again
        doubt,  ///< perhaps: send it as a correction of itself
    };
    using Key = std::pair<std::string, std::int64_t>;

    [[nodiscard]] Standing standing(const Key& key, SteadyTime now) const;
    void note(const Key& key, Standing standing, SteadyTime now);

  private:
    struct One {
        Standing standing;
        SteadyTime at;
    };
    std::map<Key, One> messages_;
    std::deque<std::pair<Key, SteadyTime>> order_;  ///< of noting, oldest first
};

/// As PlatformAccount::post(). Two requests for each: is the room there, and the message.
[[nodiscard]] boost::asio::awaitable<std::vector<Result<std::int64_t>>> post_all(
    std::shared_ptr<Session> session, std::shared_ptr<SentMessages> sent,
    std::vector<ChatPost> posts, Priority priority);

/// As PlatformAccount::edit_posts().
[[nodiscard]] boost::asio::awaitable<std::vector<Result<void>>> edit_all(
    std::shared_ptr<Session> session, std::vector<ChatPost> posts, Priority priority);

/// As PlatformAccount::write_to(): there are no buttons, a link is written behind the text.
[[nodiscard]] boost::asio::awaitable<Result<void>> write_person(std::shared_ptr<Session> session,
                                                                std::shared_ptr<SentMessages> sent,
                                                                DirectMessage message,
                                                                Priority priority);

}  // namespace rosterd::ejabberd
