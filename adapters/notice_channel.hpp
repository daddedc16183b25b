// The port by which notices leave: a mail program, a webhook.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd {

/// Several causes in one message. UTF-8.
struct NoticeDigest {
    std::string id;       ///< the same for the same causes: who gets it twice can tell
    std::string subject;  ///< one line
    std::string text;     ///< for people; lines end with \n
    std::string json;     ///< an object, for programs (docs/notifications.md)
};

/// On the daemon's loop; one message at a time.
class NoticeChannel {
  public:
    virtual ~NoticeChannel() = default;

    /// "mail" or "webhook": what was told is kept under it.
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Errors: transient, unknown_outcome and whatever else the other side says: it was not told,
    /// try again later. The texts hold no secret.
    virtual boost::asio::awaitable<Result<void>> send(NoticeDigest digest) = 0;
};

}  // namespace rosterd
