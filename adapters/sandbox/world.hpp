// The messenger's state: people, chats, numbers, events. No sockets, no clock reading, no JSON.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sandbox/api_error.hpp"
#include "adapters/sandbox/moment.hpp"
#include "adapters/sandbox/world_calls.hpp"
#include "adapters/sandbox/world_storage.hpp"

namespace rosterd::sandbox {

using ChatId = std::int64_t;  ///< the sandbox's own global number, never shown to VK callers

/// Ids at and past 2^53 name nobody: JSON readers would round them.
inline constexpr MemberId person_id_limit = MemberId{1} << 53;

enum class Privacy {
    all,      ///< anybody may add this person
    friends,  ///< adding answers 15 "can't add this user"
    nobody,   ///< adding answers 981
};

struct Person {
    std::string name{};  ///< "first last"; empty: a default is shown
    Privacy privacy = Privacy::all;
    bool exists = true;              ///< false: 936 wherever the id is used
    bool deactivated = false;        ///< 18 on add and send
    bool invite_as_request = false;  ///< an add becomes a request; 939 on the second
    bool allows_messages = true;     ///< false: 901 when a community writes
    auto operator<=>(const Person&) const = default;
};

struct Seat {
    MemberId invited_by;
    Moment since;
    bool admin = false;
    bool pending = false;  ///< invited by a request which the person has not accepted
};

struct Message {
    std::int64_t number;  ///< within its chat or dialog, from 1
    MemberId from;
    std::string text;
    Moment at;
    std::int64_t id = 0;  ///< message_id; 0 for a community in a chat, as on the platform
    std::int64_t random_id = 0;
    bool edited = false;
};

/// One message of a chat or dialog by its number, or else by its id.
struct MessageKey {
    std::int64_t number = 0;
    std::int64_t id = 0;
};

struct Chat {
    ChatId id;
    MemberId owner;
    std::string title;
    Moment created;
    std::map<MemberId, Seat> seats;  ///< ordered by id: an insertion shifts the pages of a reader
    std::set<MemberId> kicked;
    std::set<MemberId> left;
    std::uint32_t link_version = 0;
    std::deque<Message> messages;  ///< the last `messages_kept`
    std::int64_t messages_total = 0;
    std::int64_t activity = 0;  ///< number of the last event that touched it
    bool disabled = false;      ///< 945
    bool read_only = false;     ///< 1012 on send
    bool deleted = false;       ///< 927; also when the last member went

    [[nodiscard]] bool administers(MemberId who) const;
    [[nodiscard]] bool holds(MemberId who) const;  ///< a member who is not just pending
};

/// What one account wrote to one person.
struct Dialog {
    std::deque<Message> messages;
    std::int64_t messages_total = 0;
    std::int64_t activity = 0;
};

enum class EventKind { create, rename, add, remove, promote, demote, leave, join, message };
[[nodiscard]] std::string_view to_string(EventKind kind);

struct Event {
    std::int64_t number;  ///< from 1, without gaps
    Moment at;
    EventKind kind;
    ChatId chat;  ///< 0: a direct message
    std::string title;
    MemberId user;             ///< whom it concerns
    MemberId by;               ///< who did it
    std::int64_t message = 0;  ///< the message's number in its chat or dialog
};

struct WorldOptions {
    MemberId last_person = person_id_limit - 1;  ///< greater ids exist only when configured
    std::size_t members_max = 3000;              ///< of one chat; then 103
    std::size_t chats_max = 200'000;             ///< of the whole world; then 103
    bool leavers_stay_away = true;  ///< 15 when somebody adds a person who left by himself
    std::size_t messages_kept = 100;
    std::size_t events_kept = 200'000;
    std::uint64_t seed = 0;  ///< of the invite links
};

struct Created {
    ChatId chat;
    std::vector<MemberId> added;  ///< those really added; the others are silently left out
};

struct Sent {
    std::int64_t message_id;           ///< 0 for a community in a chat, as on the platform
    std::int64_t conversation_number;  ///< conversation_message_id
};

/// The whole messenger as a value. Every change says who does it (`actor`) and when (`now`).
/// Checks follow vk.md §9.2: the chat and the actor's rights first, then the person concerned.
/// Not thread-safe. References returned stay valid until the next change.
class World {
  public:
    explicit World(WorldOptions options = {}) : options_{options}, calls_{options.seed} {}

    // People.
    [[nodiscard]] Person person(MemberId who) const;
    void configure(MemberId who, Person person);
    [[nodiscard]] const std::map<MemberId, Person>& configured() const { return people_; }

    // Numbers: one chat has another number for each viewer (vk.md §0, fact 6).
    /// Errors: 917 when the viewer was never given this number; 927 when the chat is deleted.
    [[nodiscard]] Outcome<ChatId> resolve(MemberId viewer, std::int64_t number) const;
    /// The viewer's number of the chat; nothing when he was never in it.
    [[nodiscard]] std::optional<std::int64_t> number_of(MemberId viewer, ChatId chat) const;
    /// Chats that the viewer's list shows, the latest active first.
    [[nodiscard]] std::vector<ChatId> visible_to(MemberId viewer) const;

    // Chats, as the account `actor` acts. `chat` must come from resolve(), join() or chats().
    Outcome<Created> create(MemberId actor, std::string title, std::span<const MemberId> people,
                            Moment now);
    Outcome<void> rename(MemberId actor, ChatId chat, std::string title, Moment now);
    Outcome<void> add(MemberId actor, ChatId chat, MemberId person, Moment now);
    Outcome<void> remove(MemberId actor, ChatId chat, MemberId member, Moment now);
    Outcome<void> set_admin(MemberId actor, ChatId chat, MemberId member, bool admin, Moment now);
    Outcome<std::string> invite_link(MemberId actor, ChatId chat, bool reset);
    Outcome<ChatId> join_by_link(MemberId actor, std::string_view link, Moment now);
    /// Errors: 917 not in the chat; 917 too for a community that does not administer it.
    [[nodiscard]] Outcome<const Chat*> read(MemberId actor, ChatId chat) const;
    /// Takes the chat out of the actor's list until something new happens in it.
    void hide(MemberId actor, ChatId chat);

    // Messages; an equal non-zero random_id within the last hour repeats the first answer.
    Outcome<Sent> send_to_chat(MemberId actor, ChatId chat, std::string text,
                               std::int64_t random_id, Moment now);
    Outcome<Sent> send_to_person(MemberId actor, MemberId person, std::string text,
                                 std::int64_t random_id, Moment now);

    /// Only the author's own, and only for a day; the number stays. Errors: those of writing
    /// there; 15 no such message, or somebody else's; 909 too old.
    Outcome<void> edit_in_chat(MemberId actor, ChatId chat, MessageKey key, std::string text,
                               Moment now);
    Outcome<void> edit_to_person(MemberId actor, MemberId person, MessageKey key, std::string text,
                                 Moment now);

    // Parts with rules of their own.
    [[nodiscard]] Calls& calls() { return calls_; }
    [[nodiscard]] const Calls& calls() const { return calls_; }
    [[nodiscard]] Storages& storages() { return storages_; }
    [[nodiscard]] const Storages& storages() const { return storages_; }

    // The hand of the person at the sandbox: nobody's rights are asked.
    /// A person comes in by the link. Errors: 927; 917 kicked; 936; 103.
    Outcome<void> join(ChatId chat, MemberId person, Moment now);
    /// A pending person accepts. Errors: 927; 935.
    Outcome<void> accept(ChatId chat, MemberId person, Moment now);
    Outcome<void> destroy(ChatId chat);
    Outcome<void> set_disabled(ChatId chat, bool disabled);
    Outcome<void> set_read_only(ChatId chat, bool read_only);

    [[nodiscard]] const std::map<ChatId, Chat>& chats() const { return chats_; }
    [[nodiscard]] const Chat* find(ChatId chat) const;
    [[nodiscard]] const std::map<std::pair<MemberId, MemberId>, Dialog>& dialogs() const {
        return dialogs_;
    }
    [[nodiscard]] const std::deque<Event>& events() const { return events_; }
    [[nodiscard]] std::int64_t last_event() const { return last_event_; }
    /// Grows with every change of anything, so that a saver knows when to save.
    [[nodiscard]] std::uint64_t revision() const {
        return revision_ + calls_.revision() + storages_.revision();
    }

  private:
    friend struct WorldImage;  // saves and restores (world_image.cpp)

    struct Numbering {
        std::int64_t next = 1;
        std::map<std::int64_t, ChatId> chats;
        std::unordered_map<ChatId, std::int64_t> numbers;
        std::set<ChatId> hidden;
    };
    struct SentBefore {
        Moment at;
        Sent sent;
    };

    Outcome<Chat*> usable(ChatId chat);
    Outcome<Chat*> writable(MemberId actor, ChatId chat);
    Outcome<void> edit(std::deque<Message>& messages, MemberId actor, MessageKey key,
                       std::string text, Moment now);
    Outcome<Chat*> entered(MemberId actor, ChatId chat);
    [[nodiscard]] std::optional<ApiError> refusal_to_be_added(const Chat& chat, MemberId actor,
                                                              MemberId who) const;
    void seat(Chat& chat, MemberId who, Seat seat);
    void unseat(Chat& chat, MemberId who);
    void record(Chat& chat, EventKind kind, MemberId user, MemberId by, Moment now);
    void record_event(Event event);
    void give_number(MemberId viewer, ChatId chat);
    [[nodiscard]] std::string link_of(const Chat& chat) const;
    [[nodiscard]] std::optional<Sent> sent_before(MemberId actor, std::int64_t peer,
                                                  std::int64_t random_id, Moment now);
    void remember_sent(MemberId actor, std::int64_t peer, std::int64_t random_id, Moment now,
                       Sent sent);

    WorldOptions options_;
    Calls calls_;
    Storages storages_;
    std::map<MemberId, Person> people_;
    std::map<ChatId, Chat> chats_;
    std::map<MemberId, Numbering> numberings_;  // ordered: an image is the same each time
    std::unordered_map<std::string, ChatId> links_;
    std::map<std::pair<MemberId, MemberId>, Dialog> dialogs_;
    std::map<std::tuple<MemberId, std::int64_t, std::int64_t>, SentBefore> sent_;
    std::deque<Event> events_;
    std::int64_t last_event_ = 0;
    std::int64_t last_message_ = 0;
    std::uint64_t revision_ = 0;
};

}  // namespace rosterd::sandbox
