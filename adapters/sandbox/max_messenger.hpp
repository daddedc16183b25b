// The MAX messenger's state: people, bots, groups, dialogs, messages, and the updates that bots
// are owed. Who may do what is asked elsewhere; here things happen and are told. No sockets, no
// clock reading.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/max_settings.hpp"
#include "adapters/sandbox/max_types.hpp"

namespace rosterd::sandbox::max {

inline constexpr std::size_t messages_kept = 2000;         ///< of one chat
inline constexpr std::size_t updates_kept = 100'000;       ///< of one bot
inline constexpr std::size_t subscriptions_max = 20;       ///< of one bot
inline constexpr std::size_t presses_kept = 10'000;        ///< of one bot
inline constexpr std::chrono::hours updates_live{24};      ///< max.md §1.3
inline constexpr UserId user_id_limit = UserId{1} << 53U;  ///< JSON readers would round beyond

struct MessengerOptions {
    UserId last_person = user_id_limit - 1;  ///< greater ids exist only when configured
    std::uint64_t seed = 0;                  ///< of chat ids, links and callback ids
};

/// A message to be; `mid`, `seq` and the time are the messenger's.
struct MessageWish {
    UserId sender;
    std::string text{};
    boost::json::array attachments{};
    boost::json::object link{};
};

/// Which updates a long poll asks for.
struct Poll {
    std::optional<std::int64_t> marker{};
    std::size_t limit = 100;
    std::vector<std::string> types{};  ///< empty: all
};

struct Batch {
    boost::json::array updates;
    std::int64_t marker;
};

/// One delivery for the sender of webhooks.
struct PushJob {
    UserId bot;
    std::string url;
    std::string secret;
    std::int64_t number;
    std::string body;
};

/// Who of a group's bots is told (max.md §2.10).
enum class Audience : std::uint8_t {
    admins,   ///< bots that are administrators
    readers,  ///< of those, the ones with read_all_messages
};

/// Not thread-safe. References to chats and bots stay valid as long as the messenger does.
class Messenger {
  public:
    explicit Messenger(MessengerOptions options = {}, Settings settings = {})
        : options_{options}, settings_{settings} {}

    [[nodiscard]] Settings& settings() { return settings_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }

    // ---- people and bots

    /// As configured, or one with a name made of his id.
    [[nodiscard]] User user(UserId who) const;
    [[nodiscard]] bool exists(UserId who) const;
    void configure(UserId who, User user);
    [[nodiscard]] const std::map<UserId, User>& configured() const { return users_; }

    /// A bot of the same id keeps its queue and chats and gets this token and name.
    void add_bot(UserId id, std::string token, std::string username);
    [[nodiscard]] Bot* bot(UserId id);
    [[nodiscard]] Bot* bot_of_token(std::string_view token);
    [[nodiscard]] const Bot* bot_of_token(std::string_view token) const;
    [[nodiscard]] const std::map<UserId, Bot>& bots() const { return bots_; }
    [[nodiscard]] std::map<UserId, Bot>& bots() { return bots_; }

    // ---- chats; `by` is who did it

    [[nodiscard]] Chat* find(ChatId id);
    [[nodiscard]] const std::map<ChatId, Chat>& chats() const { return chats_; }
    /// The group of that invite link, or nullptr.
    [[nodiscard]] Chat* find_by_link(std::string_view link);

    Chat& create_group(UserId owner, std::string title, Moment now);
    /// `by` 0: he came by the link. Tells bots unless he is inside already.
    void add(Chat& chat, UserId who, UserId by, Moment now);
    /// `by` equal to `who`: he left. He must be inside.
    void remove(Chat& chat, UserId who, UserId by, Moment now);
    /// Replaces what he had. He must be inside.
    void set_admin(Chat& chat, UserId who, std::vector<std::string> permissions, std::string alias,
                   UserId by, Moment now);
    void revoke_admin(Chat& chat, UserId who, UserId by, Moment now);
    void rename(Chat& chat, std::string title, UserId by, Moment now);
    /// The old link works no more.
    void renew_link(Chat& chat);
    /// Gone for everybody, and nobody is told (max.md §2.10).
    void destroy(ChatId id);
    void touch(Chat& chat, Moment now);

    // ---- dialogs

    [[nodiscard]] Chat* dialog(UserId bot, UserId person);
    /// The person presses Start, perhaps in a deep link; also after he stopped it. A payload of
    /// more than 128 characters is dropped (max.md §2.11).
    Chat& start(UserId bot, UserId person, const std::string& payload, Moment now);
    /// False: there is no dialog that could be stopped.
    bool stop(UserId bot, UserId person, Moment now);

    // ---- messages

    const Message& post(Chat& chat, MessageWish wish, Moment now);
    struct Found {
        Chat* chat;
        Message* message;
    };
    [[nodiscard]] std::optional<Found> find_message(std::string_view mid);
    [[nodiscard]] const Message* find_message(const Chat& chat, std::string_view mid) const;
    /// `by` is told to nobody but bots other than himself.
    void edited(Chat& chat, const Message& message, UserId by, Moment now);
    void erase(Chat& chat, const std::string& mid, UserId by, Moment now);
    /// A callback button of `message` was pressed: the bot that sent it is told.
    void press(Chat& chat, const Message& message, UserId who, const std::string& payload,
               Moment now);
    /// The button of the old days: a new group with the message's bot as administrator.
    Chat& press_chat_button(const Message& message, UserId who, const boost::json::object& button,
                            Moment now);

    // ---- updates: max_queue.cpp

    /// Commits what is before the marker, then reads. Nothing is lost by a lost answer.
    Batch read(Bot& bot, const Poll& poll, Moment now);
    [[nodiscard]] bool has_news(const Bot& bot, const Poll& poll) const;
    /// Another one with the same URL changes the first. False: there are too many.
    bool subscribe(Bot& bot, Subscription subscription);
    bool unsubscribe(Bot& bot, std::string_view url);

    /// The next delivery that is due, marked as on its way: one at a time for each subscription.
    /// Subscriptions that failed too long have ended before.
    std::optional<PushJob> take_push(Moment now);
    /// When take_push() will have something, as far as is known now.
    [[nodiscard]] std::optional<Moment> next_push() const;
    enum class Delivered : std::uint8_t { yes, no };
    /// What became of a delivery. Plans the retry; after ten the update is lost (max.md §2.10).
    void pushed(const PushJob& job, Delivered delivered, Moment now);

    /// Grows with everything that a restart must not lose.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }
    /// Grows with every update that some bot is owed.
    [[nodiscard]] std::uint64_t updates_posted() const { return updates_posted_; }
    void changed() { ++revision_; }

  private:
    friend struct MessengerImage;

    void tell(UserId bot, std::string_view type, boost::json::object fields, Moment now);
    void tell_group(const Chat& chat, Audience audience, std::string_view type,
                    const boost::json::object& fields, Moment now);
    void tell_about_message(const Chat& chat, std::string_view type,
                            const boost::json::object& fields, UserId by, Moment now);
    void enqueue(Bot& bot, std::string_view type, boost::json::object body, Moment now);
    void forget_old(Bot& bot, Moment now);
    void give_up(Moment now);
    void active(UserId who, Moment now);
    void place(Chat& chat, UserId who, UserId by, Moment now);
    void give_link(Chat& chat);
    [[nodiscard]] std::int64_t next_seq(Moment now);

    MessengerOptions options_;
    Settings settings_;
    std::map<UserId, User> users_;
    std::map<UserId, Bot> bots_;
    std::map<ChatId, Chat> chats_;
    std::map<std::pair<UserId, UserId>, ChatId> dialogs_;  // bot and person
    std::map<std::string, ChatId, std::less<>> links_;
    std::map<std::string, ChatId, std::less<>> mids_;  // where a message is
    std::map<UserId, Moment> activity_;
    std::int64_t last_chat_ = 0;
    std::int64_t last_seq_ = 0;
    std::uint64_t last_press_ = 0;
    std::uint64_t revision_ = 0;
    std::uint64_t updates_posted_ = 0;
};

/// "mid." with 16 hexadecimal digits of the chat and 16 of `seq` (max.md §1.1).
[[nodiscard]] std::string to_mid(ChatId chat, std::int64_t seq);

[[nodiscard]] bool has_permission(const Seat& seat, std::string_view permission);

/// Everything a group's owner may do.
[[nodiscard]] const std::vector<std::string>& owner_permissions();

}  // namespace rosterd::sandbox::max
