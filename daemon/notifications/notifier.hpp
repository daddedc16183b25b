// Tells people in charge what the daemon's Notices say: each cause once on each channel, several in
// one message, whatever restarts and failures lie between.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/notice_channel.hpp"
#include "daemon/accounts.hpp"
#include "daemon/notices.hpp"
#include "daemon/notifications/digest_text.hpp"
#include "daemon/recorder.hpp"
#include "daemon/wakeup.hpp"

namespace rosterd {

struct NotifierSettings {
    std::chrono::milliseconds digest{15 * 60'000};  ///< on each channel one message at most in this
    NoticeLanguage language = NoticeLanguage::russian;
    std::string machine{};  ///< named in every message
};

/// What is referred to outlives the notifier.
struct NotifierParts {
    boost::asio::any_io_executor loop;
    StoreAccess store;
    Clock& clock;
    Notices& notices;
    const Accounts& accounts;
    std::vector<std::unique_ptr<NoticeChannel>> channels;
};

/// Lives on the loop thread. A notice is in the store before it is told, and is told again when the
/// process dies between telling it and noting that: with the same NoticeDigest::id.
class Notifier {
  public:
    /// Hears every notice from now on.
    Notifier(NotifierParts parts, NotifierSettings settings);
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Returns after stop(), when the message in flight has ended.
    boost::asio::awaitable<void> run();
    void stop();

  private:
    /// Channel, kind, school and subject: what makes two notices the same.
    using Cause = std::tuple<std::string, NoticeKind, std::string, std::string>;
    struct Kept {
        KeptNotice notice;
        bool saved = false;  ///< the store has it as it is here
    };
    struct Turn {
        std::chrono::steady_clock::time_point due{};
        bool failing = false;  ///< and the log says so
    };

    static Cause cause_of(const KeptNotice& notice);
    void hear(const Notice& notice);
    [[nodiscard]] bool is_over(const KeptNotice& notice) const;
    [[nodiscard]] std::vector<KeptNotice> waiting(std::string_view channel) const;
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> next_turn() const;
    boost::asio::awaitable<bool> load();
    boost::asio::awaitable<bool> forget_what_is_over();
    boost::asio::awaitable<bool> save();
    boost::asio::awaitable<void> tell(NoticeChannel& channel);
    bool note_store(const Result<void>& outcome);

    NotifierParts parts_;
    NotifierSettings settings_;
    Wakeup wakeup_;
    std::map<Cause, Kept> kept_;
    std::vector<KeptNotice> heard_;  ///< before load(); of no channel yet
    std::map<std::string, Turn, std::less<>> turns_;
    bool loaded_ = false;
    bool store_failing_ = false;
    bool stopping_ = false;
};

}  // namespace rosterd
