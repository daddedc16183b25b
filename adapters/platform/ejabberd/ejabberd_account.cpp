// The port's methods in terms of ejabberd's commands, one after the other: the server is near, and
// takes a thousand a second over one connection.
#include "adapters/platform/ejabberd/ejabberd_account.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "adapters/platform/answer_errors.hpp"
#include "adapters/platform/ejabberd/ejabberd_posts.hpp"
#include "adapters/platform/ejabberd/ejabberd_session.hpp"

namespace rosterd::ejabberd {
namespace {

using boost::asio::awaitable;

constexpr int name_attempts_max = 3;
constexpr std::size_t title_characters_max = 128;
constexpr std::size_t room_members_max = 10'000;

std::uint64_t system_random() {
    std::random_device device;
    constexpr unsigned half = 32;
    return (std::uint64_t{device()} << half) | device();
}

/// The members as the port wants them: sorted, each once, under their numbers.
std::vector<ObservedMember> members_of(const std::vector<Affiliate>& people, Directory& directory) {
    std::vector<ObservedMember> members;
    members.reserve(people.size());
    for (const Affiliate& person : people) {
        members.emplace_back(directory.saw(person), person.admin);
    }
    // Of two people of one number the administrator comes first and stays.
    std::ranges::sort(members, {},
                      [](ObservedMember one) { return std::pair{one.user(), !one.admin()}; });
    const auto twice = std::ranges::unique(members, {}, &ObservedMember::user);
    members.erase(twice.begin(), twice.end());
    return members;
}

/// Nothing was answered, for a reason that concerns the next calls too.
bool nobody_answers(const Error& error, bool answered) {
    return !answered &&
           (error.kind == ErrorKind::transient || error.kind == ErrorKind::unknown_outcome ||
            error.kind == ErrorKind::cancelled || error.kind == ErrorKind::authority);
}

class EjabberdAccount final : public PlatformAccount {
  public:
    explicit EjabberdAccount(std::shared_ptr<Session> session)
        : owner_{std::move(session)}, session_{*owner_} {}

    [[nodiscard]] Platform platform() const override { return Platform::ejabberd; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] AccountUse use() const override { return session_.use(); }

    awaitable<Result<void>> open() override { return session_.open(); }
    awaitable<Result<CreatedChat>> create_chat(std::string title, std::vector<UserId> users,
                                               Priority priority) override;
    awaitable<std::vector<Result<ChatMembers>>> read_members(std::vector<ChatNumber> chats,
                                                             Priority priority) override;
    awaitable<std::vector<ChangeOutcome>> apply(std::vector<ChatChange> changes,
                                                Priority priority) override;
    awaitable<Result<std::vector<UnboundChat>>> list_chats(Priority priority) override;
    awaitable<std::vector<Result<std::int64_t>>> post(std::vector<ChatPost> posts,
                                                      Priority priority) override {
        return post_all(owner_, sent_, std::move(posts), priority);
    }
    awaitable<std::vector<Result<void>>> edit_posts(std::vector<ChatPost> posts,
                                                    Priority priority) override {
        return edit_all(owner_, std::move(posts), priority);
    }
    awaitable<Result<std::string>> invite_link(ChatNumber chat, Priority priority) override;
    awaitable<Result<UnboundChat>> look_at_chat(ChatNumber chat, Priority priority) override;
    awaitable<Result<void>> write_to(DirectMessage message, Priority priority) override {
        return write_person(owner_, sent_, std::move(message), priority);
    }
    awaitable<Result<PlatformEvents>> next_events(std::string after) override;
    /// XMPP has no address that tells a server who came by it.
    [[nodiscard]] std::string start_link(std::string_view) const override { return {}; }

  private:
    /// How a change ended, and whether the server said so.
    struct Done {
        ChangeOutcome outcome;
        bool answered = true;
    };
    awaitable<Done> apply_one(ChatChange change, Priority priority);
    awaitable<Done> set_affiliation(ChatChange change, std::string_view affiliation,
                                    Priority priority);
    awaitable<Done> set_role(ChatChange change, std::string_view affiliation, Priority priority);
    awaitable<Done> add(ChatChange change, Priority priority);
    awaitable<Done> invite(ChatChange change, Priority priority);
    awaitable<Done> rename(ChatChange change, Priority priority);
    awaitable<Done> change_room(Call call, Priority priority);
    ChatNumber new_number();

    std::shared_ptr<Session> owner_;
    Session& session_;
    std::shared_ptr<SentMessages> sent_ = std::make_shared<SentMessages>();
};

Capabilities EjabberdAccount::capabilities() const {
    Capabilities can;
    can.create_members_max = 0;
    can.batch_max = 1;
    can.reads_per_request = 1;
    can.requests_per_add = session_.options().invitations ? 2 : 1;
    can.requests_per_rename = 2;
    can.requests_per_role = 2;  // a role would bring in who left
    can.requests_per_second = session_.options().requests_per_second;
    can.title_characters_max = title_characters_max;
    can.chat_members_max = room_members_max;
    return can;
}

// ---- creating ----

ChatNumber EjabberdAccount::new_number() {
    const auto& random = session_.options().random;
    const std::uint64_t bits = random ? random() : system_random();
    return std::max<ChatNumber>(static_cast<ChatNumber>(bits & std::uint64_t{room_number_max}), 1);
}

awaitable<Result<CreatedChat>> EjabberdAccount::create_chat(std::string title, std::vector<UserId>,
                                                            Priority priority) {
    Result<CreatedChat> made = Error{ErrorKind::transient, "no name for the room was free"};
    for (int attempt = 0; attempt < name_attempts_max; ++attempt) {
        const ChatNumber number = new_number();
        Call call = create_call(session_.addresses(), number, title);
        Reply reply = co_await session_.ask(std::move(call), priority);
        if (reply.value) co_return CreatedChat{number, {}};
        made = std::move(reply.value).error();
        if (!reply.name_is_taken) break;
    }
    co_return made;
}

// ---- reading ----

awaitable<std::vector<Result<ChatMembers>>> EjabberdAccount::read_members(
    std::vector<ChatNumber> chats, Priority priority) {
    std::vector<Result<ChatMembers>> results;
    for (const ChatNumber chat : chats) {
        Call call = members_call(session_.addresses(), chat);
        Reply reply = co_await session_.ask(std::move(call), priority);
        if (!reply.value) {
            Error error = std::move(reply.value).error();
            const bool give_up = nobody_answers(error, reply.answered);
            results.emplace_back(std::move(error));
            if (!give_up) continue;
            results.resize(chats.size(), results.back());
            break;
        }
        auto people = read_affiliates(*reply.value, session_.addresses());
        if (people) {
            results.push_back(ChatMembers{chat, members_of(*people, session_.directory())});
        } else {
            results.emplace_back(std::move(people).error());
        }
    }
    co_return results;
}

awaitable<Result<UnboundChat>> EjabberdAccount::look_at_chat(ChatNumber chat, Priority priority) {
    Call call = options_call(session_.addresses(), chat);
    Reply reply = co_await session_.ask(std::move(call), priority);
    if (!reply.value) co_return std::move(reply.value).error();
    co_return read_room(*reply.value, session_.addresses(), chat);
}

awaitable<Result<std::vector<UnboundChat>>> EjabberdAccount::list_chats(Priority priority) {
    Reply reply = co_await session_.ask(rooms_call(session_.addresses()), priority);
    if (!reply.value) co_return std::move(reply.value).error();
    auto numbers = read_rooms(*reply.value);
    if (!numbers) co_return std::move(numbers).error();
    std::vector<UnboundChat> chats;
    for (const ChatNumber number : *numbers) {
        auto chat = co_await look_at_chat(number, priority);
        const bool gone = !chat && chat.error().kind == ErrorKind::permanent_chat;
        if (gone) continue;  // destroyed meanwhile
        if (!chat) co_return std::move(chat).error();
        if (chat->owned) chats.push_back(std::move(*chat));
    }
    co_return chats;
}

awaitable<Result<std::string>> EjabberdAccount::invite_link(ChatNumber chat, Priority) {
    co_return "xmpp:" + session_.addresses().room(chat) + "?join";
}

awaitable<Result<PlatformEvents>> EjabberdAccount::next_events(std::string) {
    co_return Error{ErrorKind::refused, "this account tells no events"};
}

// ---- changing ----

awaitable<EjabberdAccount::Done> EjabberdAccount::change_room(Call call, Priority priority) {
    Reply reply = co_await session_.ask(std::move(call), priority);
    Done done;
    if (reply.value) co_return done;
    done.answered = reply.answered;
    done.outcome.reread = reply.value.error().kind == ErrorKind::unknown_outcome;
    done.outcome.error = std::move(reply.value).error();
    co_return done;
}

awaitable<EjabberdAccount::Done> EjabberdAccount::set_affiliation(ChatChange change,
                                                                  std::string_view affiliation,
                                                                  Priority priority) {
    // Who has no account any more can still be taken out of a room, but not put into one.
    const auto search =
        affiliation == "none" ? Session::Search::known : Session::Search::registered;
    auto jid = co_await session_.jid_of(change.user, search, priority);
    if (!jid) co_return Done{{.error = std::move(jid).error()}};
    Call call = affiliation_call(session_.addresses(), change.chat, *jid, affiliation);
    co_return co_await change_room(std::move(call), priority);
}

/// The command makes a member of whom it names. Who was taken out by hand, or banned, since the
/// room was read must not come back by being given a role.
awaitable<EjabberdAccount::Done> EjabberdAccount::set_role(ChatChange change,
                                                           std::string_view affiliation,
                                                           Priority priority) {
    auto jid = co_await session_.jid_of(change.user, Session::Search::registered, priority);
    if (!jid) co_return Done{{.error = std::move(jid).error()}};
    Call call = members_call(session_.addresses(), change.chat);
    Reply reply = co_await session_.ask(std::move(call), priority);
    if (!reply.value) co_return Done{{.error = std::move(reply.value).error()}, reply.answered};
    const auto people = read_affiliates(*reply.value, session_.addresses());
    if (!people) co_return Done{{.error = people.error()}};
    if (std::ranges::find(*people, *jid, &Affiliate::jid) == people->end()) {
        const Error outside{ErrorKind::permanent_person, "the person is not in this room"};
        co_return Done{{.error = outside, .reread = true}};
    }
    co_return co_await set_affiliation(std::move(change), affiliation, priority);
}

/// The invitation is a courtesy: he is a member without it, and nothing is repeated for it.
awaitable<EjabberdAccount::Done> EjabberdAccount::add(ChatChange change, Priority priority) {
    Done done = co_await set_affiliation(change, "member", priority);
    if (done.outcome.error || !session_.options().invitations) co_return done;
    co_await invite(std::move(change), priority);
    co_return done;
}

awaitable<EjabberdAccount::Done> EjabberdAccount::invite(ChatChange change, Priority priority) {
    auto jid = co_await session_.jid_of(change.user, Session::Search::registered, priority);
    if (!jid) co_return Done{{.error = std::move(jid).error()}};
    Call call = invitation_call(session_.addresses(), change.chat, *jid, change.text);
    Done done = co_await change_room(std::move(call), priority);
    done.outcome.invited = !done.outcome.error;
    co_return done;
}

awaitable<EjabberdAccount::Done> EjabberdAccount::rename(ChatChange change, Priority priority) {
    Call title = title_call(session_.addresses(), change.chat, change.text);
    Done done = co_await change_room(std::move(title), priority);
    if (done.outcome.error) co_return done;
    Call subject = subject_call(session_.addresses(), change.chat, change.text);
    co_return co_await change_room(std::move(subject), priority);
}

awaitable<EjabberdAccount::Done> EjabberdAccount::apply_one(ChatChange change, Priority priority) {
    switch (change.kind) {
        case OperationKind::add:
            return add(std::move(change), priority);
        case OperationKind::remove:
            return set_affiliation(std::move(change), "none", priority);
        case OperationKind::promote:
            return set_role(std::move(change), "admin", priority);
        case OperationKind::demote:
            return set_role(std::move(change), "member", priority);
        case OperationKind::rename:
            return rename(std::move(change), priority);
        case OperationKind::invite:
            return invite(std::move(change), priority);
        case OperationKind::destroy:
            return change_room(destroy_call(session_.addresses(), change.chat), priority);
        case OperationKind::create:
        case OperationKind::detach:
            break;
    }
    const auto refused = []() -> awaitable<Done> {
        co_return Done{{.error = Error{ErrorKind::our_bug, "this operation is no single change"}}};
    };
    return refused();
}

awaitable<std::vector<ChangeOutcome>> EjabberdAccount::apply(std::vector<ChatChange> changes,
                                                             Priority priority) {
    std::vector<ChangeOutcome> outcomes;
    for (ChatChange& change : changes) {
        Done done = co_await apply_one(std::move(change), priority);
        const bool give_up =
            done.outcome.error && nobody_answers(*done.outcome.error, done.answered);
        outcomes.push_back(std::move(done.outcome));
        if (!give_up) continue;
        const Error not_sent = not_sent_after(*outcomes.back().error);
        outcomes.resize(changes.size(), ChangeOutcome{.error = not_sent});
        break;
    }
    co_return outcomes;
}

}  // namespace

Result<std::unique_ptr<PlatformAccount>> make_ejabberd_account(
    boost::asio::any_io_executor executor, Clock& clock, EjabberdOptions options) {
    auto session = Session::create(std::move(executor), clock, std::move(options));
    if (!session) return std::move(session).error();
    return std::make_unique<EjabberdAccount>(std::move(*session));
}

}  // namespace rosterd::ejabberd
