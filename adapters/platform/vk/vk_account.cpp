// The port's methods in terms of VK's. Parsing and judging live in the files beside.
#include "adapters/platform/vk/vk_account.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/vk/vk_calls.hpp"
#include "adapters/platform/vk/vk_changes.hpp"
#include "adapters/platform/vk/vk_chats.hpp"
#include "adapters/platform/vk/vk_event_poll.hpp"
#include "adapters/platform/vk/vk_json.hpp"
#include "adapters/platform/vk/vk_members.hpp"
#include "adapters/platform/vk/vk_posts.hpp"
#include "adapters/platform/vk/vk_session.hpp"

namespace rosterd::vk {
namespace {

using boost::asio::awaitable;

/// A conversation with its last message takes kilobytes; an answer must stay below 5 MB.
constexpr std::size_t conversation_pages_per_request = 5;
constexpr int list_attempts_max = 3;

class VkAccount final : public PlatformAccount {
  public:
    VkAccount(boost::asio::any_io_executor executor, std::shared_ptr<Session> session)
        : owner_{std::move(session)}, session_{*owner_}, events_{std::move(executor), owner_} {}

    [[nodiscard]] Platform platform() const override { return Platform::vk; }
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
        return post_all(owner_, std::move(posts), priority);
    }
    awaitable<std::vector<Result<void>>> edit_posts(std::vector<ChatPost> posts,
                                                    Priority priority) override {
        return edit_all(owner_, std::move(posts), priority);
    }
    awaitable<Result<std::string>> invite_link(ChatNumber chat, Priority priority) override;
    awaitable<Result<UnboundChat>> look_at_chat(ChatNumber chat, Priority priority) override;
    awaitable<Result<void>> write_to(DirectMessage message, Priority priority) override {
        return write_person(owner_, std::move(message), priority);
    }
    awaitable<Result<PlatformEvents>> next_events(std::string after) override {
        return events_.next(std::move(after));
    }
    /// VK has no address that tells a community who came by it and is proof against guessing.
    [[nodiscard]] std::string start_link(std::string_view) const override { return {}; }

  private:
    struct Part;
    struct Reading;
    struct PageOf {
        std::size_t chat;  ///< index into the readings
        std::size_t offset;
    };
    awaitable<InnerReply> ask(MethodCall call, Priority priority);
    awaitable<Result<CreatedChat>> created(boost::json::value answer, std::vector<UserId> users,
                                           Priority priority);
    awaitable<std::vector<ChangeOutcome>> apply_part(std::vector<ChatChange> changes,
                                                     Priority priority);
    awaitable<Result<std::vector<UnboundChat>>> list_once(Priority priority);
    awaitable<std::vector<Reading>> read_pages(std::vector<Reading> readings,
                                               std::vector<PageOf> wanted, Priority priority);
    ChangeOutcome left(std::span<const InnerReply> replies);

    std::shared_ptr<Session> owner_;
    Session& session_;
    EventPoll events_;
};

Capabilities VkAccount::capabilities() const {
    const VkOptions& options = session_.options();
    Capabilities can;
    can.add_members = options.token_kind == TokenKind::user;
    can.create_members_max = options.create_members_max;
    can.batch_max = execute_calls_max;
    can.events = true;
    can.requests_per_second = options.requests_per_second;
    can.title_characters_max = options.title_characters_max;
    can.chat_members_max = options.chat_members_max;
    return can;
}

awaitable<InnerReply> VkAccount::ask(MethodCall call, Priority priority) {
    std::vector<MethodCall> calls;
    calls.push_back(std::move(call));
    auto replies = co_await session_.caller().run(std::move(calls), priority, 1);
    co_return std::move(replies.front());
}

// ---- creating ----

MethodCall create_call(UserId self, const std::string& title, const std::vector<UserId>& users) {
    boost::json::object parameters;
    parameters["title"] = title;
    if (self < 0) parameters["group_id"] = -self;
    if (!users.empty()) parameters["user_ids"] = boost::json::array(users.begin(), users.end());
    return {CallKind::create, "messages.createChat", std::move(parameters)};
}

/// The refusal concerns the first members, so that the chat itself may still be made.
bool concerns_members(const InnerReply& reply, const Error& error) {
    const auto* refused = std::get_if<VkError>(&reply);
    if (refused == nullptr) return false;
    return error.kind == ErrorKind::permanent_person || refused->code == 15 || refused->code == 103;
}

awaitable<Result<CreatedChat>> VkAccount::create_chat(std::string title, std::vector<UserId> users,
                                                      Priority priority) {
    if (const auto obstacle = session_.obstacle(CallKind::create)) co_return *obstacle;
    users.resize(std::min(users.size(), session_.options().create_members_max));
    auto reply = co_await ask(create_call(session_.self(), title, users), priority);
    Verdict verdict = session_.conclude(reply, CallKind::create);
    if (verdict.error && !users.empty() && concerns_members(reply, *verdict.error)) {
        users.clear();
        reply = co_await ask(create_call(session_.self(), title, users), priority);
        verdict = session_.conclude(reply, CallKind::create);
    }
    if (verdict.error) co_return *verdict.error;
    auto answer = std::get<boost::json::value>(std::move(reply));
    co_return co_await created(std::move(answer), std::move(users), priority);
}

/// Older versions answer with the bare number and do not say who was added: then one read does.
awaitable<Result<CreatedChat>> VkAccount::created(boost::json::value answer,
                                                  std::vector<UserId> users, Priority priority) {
    const auto number = answer.is_object() ? integer(answer, "chat_id") : integer(&answer);
    if (!number || *number <= 0 || *number > chat_number_max) {
        co_return Error{ErrorKind::unknown_outcome, "the new chat has no number"};
    }
    CreatedChat chat{*number, {}};
    std::ranges::sort(users);
    const auto asked_for = [&](UserId user) { return std::ranges::binary_search(users, user); };
    if (const auto* added = list(answer, "peer_ids")) {
        for (const auto& item : *added) {
            const UserId user = integer(&item).value_or(0);
            if (asked_for(user)) chat.users.push_back(user);
        }
    } else if (!users.empty()) {
        auto read = co_await read_members({*number}, priority);
        if (!read.front()) co_return chat;  // nobody is known to be in: they will be added again
        for (const ObservedMember one : read.front()->members) {
            if (asked_for(one.user()) && !one.invited()) chat.users.push_back(one.user());
        }
    }
    co_return chat;
}

// ---- reading members ----

struct VkAccount::Reading {
    ChatNumber chat;
    MemberPages pages{};
    std::optional<Error> error{};
};

awaitable<std::vector<VkAccount::Reading>> VkAccount::read_pages(std::vector<Reading> readings,
                                                                 std::vector<PageOf> wanted,
                                                                 Priority priority) {
    std::vector<MethodCall> calls;
    for (const PageOf page : wanted) {
        calls.push_back(member_page_call(readings[page.chat].chat, page.offset));
    }
    const auto replies =
        co_await session_.caller().run(std::move(calls), priority, execute_calls_max);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Reading& reading = readings[wanted[i].chat];
        if (reading.error) continue;
        const Verdict verdict = session_.conclude(replies[i], CallKind::members);
        if (verdict.error) {
            reading.error = verdict.error;
            continue;
        }
        auto added = reading.pages.add(std::get<boost::json::value>(replies[i]));
        if (!added) reading.error = added.error();
    }
    co_return readings;
}

awaitable<std::vector<Result<ChatMembers>>> VkAccount::read_members(std::vector<ChatNumber> chats,
                                                                    Priority priority) {
    std::vector<Result<ChatMembers>> results;
    if (const auto obstacle = session_.obstacle(CallKind::members)) {
        results.assign(chats.size(), Result<ChatMembers>{*obstacle});
        co_return results;
    }
    std::vector<Reading> readings;
    std::vector<PageOf> wanted;
    for (const ChatNumber chat : chats) {
        wanted.push_back({readings.size(), 0});
        readings.push_back({chat});
    }
    readings = co_await read_pages(std::move(readings), std::move(wanted), priority);
    std::vector<PageOf> further;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        if (readings[i].error) continue;
        for (const std::size_t offset : readings[i].pages.missing_offsets()) {
            further.push_back({i, offset});
        }
    }
    if (!further.empty()) {
        readings = co_await read_pages(std::move(readings), std::move(further), priority);
    }
    for (Reading& reading : readings) {
        if (reading.error) {
            results.emplace_back(std::move(*reading.error));
        } else {
            results.push_back(std::move(reading.pages).finish(reading.chat, session_.self()));
        }
    }
    co_return results;
}

// ---- changing ----

/// `destroy`: leaving counts; where VK does not let the account leave, hiding the chat must do.
ChangeOutcome VkAccount::left(std::span<const InnerReply> replies) {
    const Verdict leaving = session_.conclude(replies[0], CallKind::leave);
    const Verdict hiding = session_.conclude(replies[1], CallKind::leave);
    ChangeOutcome outcome;
    if (!leaving.error) return outcome;
    const bool for_good = leaving.error->kind == ErrorKind::permanent_chat ||
                          leaving.error->kind == ErrorKind::permanent_person;
    if (for_good && !hiding.error) return outcome;
    outcome.error = leaving.error;
    return outcome;
}

/// The calls of one request, and which change each belongs to.
struct VkAccount::Part {
    std::vector<MethodCall> calls;
    std::vector<std::pair<std::size_t, std::size_t>> changes;  // index of the change, first call
};

awaitable<std::vector<ChangeOutcome>> VkAccount::apply_part(std::vector<ChatChange> changes,
                                                            Priority priority) {
    std::vector<ChangeOutcome> outcomes(changes.size());
    Part part;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto calls = calls_for(changes[i], session_.self());
        if (!calls) {
            outcomes[i].error = calls.error();
            continue;
        }
        if (const auto obstacle = session_.obstacle(calls->front().kind)) {
            outcomes[i].error = obstacle;
            continue;
        }
        part.changes.emplace_back(i, part.calls.size());
        std::ranges::move(*calls, std::back_inserter(part.calls));
    }
    if (part.calls.empty()) co_return outcomes;
    std::vector<CallKind> kinds;
    for (const MethodCall& call : part.calls) kinds.push_back(call.kind);
    const auto replies =
        co_await session_.caller().run(std::move(part.calls), priority, execute_calls_max);
    for (const auto& [index, first] : part.changes) {
        if (changes[index].kind == OperationKind::destroy) {
            outcomes[index] = left(std::span{replies}.subspan(first, 2));
            continue;
        }
        const Verdict verdict = session_.conclude(replies[first], kinds[first]);
        const bool sent_invitation = changes[index].kind == OperationKind::invite && !verdict.error;
        outcomes[index] = {verdict.error, verdict.invited || sent_invitation, verdict.reread,
                           verdict.must_be_invited};
    }
    co_return outcomes;
}

/// How many changes from `begin` fit one request.
std::size_t fitting(const std::vector<ChatChange>& changes, std::size_t begin,
                    std::size_t adds_max) {
    std::size_t calls = 0;
    std::size_t adds = 0;
    std::size_t end = begin;
    for (; end < changes.size(); ++end) {
        calls += changes[end].kind == OperationKind::destroy ? 2 : 1;
        adds += changes[end].kind == OperationKind::add ? 1 : 0;
        if (calls > execute_calls_max || adds > adds_max) break;
    }
    return end - begin;
}

/// Nothing of these changes is known to have worked, for a reason that concerns the next ones too.
bool broke_off(std::span<const ChangeOutcome> outcomes) {
    return std::ranges::all_of(outcomes, [](const ChangeOutcome& outcome) {
        return outcome.error && (outcome.error->kind == ErrorKind::transient ||
                                 outcome.error->kind == ErrorKind::unknown_outcome ||
                                 outcome.error->kind == ErrorKind::cancelled);
    });
}

awaitable<std::vector<ChangeOutcome>> VkAccount::apply(std::vector<ChatChange> changes,
                                                       Priority priority) {
    std::vector<ChangeOutcome> outcomes;
    while (outcomes.size() < changes.size()) {
        const std::size_t count =
            fitting(changes, outcomes.size(), session_.options().adds_per_batch);
        const auto from = changes.begin() + static_cast<std::ptrdiff_t>(outcomes.size());
        std::vector<ChatChange> part{from, from + static_cast<std::ptrdiff_t>(count)};
        auto done = co_await apply_part(std::move(part), priority);
        const bool stop_here = broke_off(done);
        std::ranges::move(done, std::back_inserter(outcomes));
        if (stop_here && outcomes.size() < changes.size()) {
            const Error not_sent{ErrorKind::transient, "not sent: the changes before it failed"};
            outcomes.resize(changes.size(), ChangeOutcome{.error = not_sent});
        }
    }
    co_return outcomes;
}

// ---- listing and links ----

awaitable<Result<std::vector<UnboundChat>>> VkAccount::list_once(Priority priority) {
    ConversationPages pages;
    std::vector<MethodCall> calls{conversation_page_call(0)};
    while (!calls.empty()) {
        const bool first = calls.front().parameters.at("offset").to_number<int>() == 0;
        const auto replies = co_await session_.caller().run(std::move(calls), priority,
                                                            conversation_pages_per_request);
        calls.clear();
        for (const InnerReply& reply : replies) {
            const Verdict verdict = session_.conclude(reply, CallKind::chats);
            if (verdict.error) co_return *verdict.error;
            auto added = pages.add(std::get<boost::json::value>(reply), session_.self());
            if (!added) co_return std::move(added).error();
        }
        if (!first) break;
        for (const std::size_t offset : pages.missing_offsets()) {
            calls.push_back(conversation_page_call(offset));
        }
    }
    co_return std::move(pages).finish();
}

awaitable<Result<std::vector<UnboundChat>>> VkAccount::list_chats(Priority priority) {
    if (const auto obstacle = session_.obstacle(CallKind::chats)) co_return *obstacle;
    Result<std::vector<UnboundChat>> listed = Error{ErrorKind::transient, "not listed"};
    // A message that arrives meanwhile moves its chat to another page: look again.
    for (int attempt = 0; attempt < list_attempts_max; ++attempt) {
        listed = co_await list_once(priority);
        if (listed || listed.error().kind != ErrorKind::transient) break;
        if (session_.obstacle(CallKind::chats)) break;
    }
    co_return listed;
}

awaitable<Result<std::string>> VkAccount::invite_link(ChatNumber chat, Priority priority) {
    if (const auto obstacle = session_.obstacle(CallKind::link)) co_return *obstacle;
    boost::json::object parameters;
    parameters["peer_id"] = chat_peer_base + chat;
    MethodCall call{CallKind::link, "messages.getInviteLink", std::move(parameters)};
    const auto reply = co_await ask(std::move(call), priority);
    const Verdict verdict = session_.conclude(reply, CallKind::link);
    if (verdict.error) co_return *verdict.error;
    const auto& answer = std::get<boost::json::value>(reply);
    std::string link = text(answer, "link");
    if (const auto* items = list(answer, "items"); link.empty() && items != nullptr) {
        for (const auto& item : *items) {
            if (link.empty() || integer(item, "owner_id") == session_.self()) {
                link = text(item, "link");
            }
        }
    }
    if (link.empty()) co_return Error{ErrorKind::transient, "the answer holds no invite link"};
    co_return link;
}

awaitable<Result<UnboundChat>> VkAccount::look_at_chat(ChatNumber chat, Priority priority) {
    if (const auto obstacle = session_.obstacle(CallKind::chats)) co_return *obstacle;
    const auto reply = co_await ask(conversation_call(chat), priority);
    const Verdict verdict = session_.conclude(reply, CallKind::chats);
    if (verdict.error) co_return *verdict.error;
    co_return read_conversation(std::get<boost::json::value>(reply), chat, session_.self());
}

/// VK's own limits (vk.md §2.1).
double usual_rate(TokenKind kind) {
    return kind == TokenKind::user ? 3 : 20;
}

}  // namespace

Result<VkAccess> make_vk_access(boost::asio::any_io_executor executor, Clock& clock,
                                VkOptions options) {
    const bool printable = std::ranges::all_of(options.token, [](char c) { return c > ' '; });
    if (options.token.empty() || !printable) {
        return Error{ErrorKind::invalid_input,
                     "account " + options.name + ": the token is empty or has spaces in it",
                     "check the account's token file"};
    }
    if (options.requests_per_second <= 0) {
        options.requests_per_second = usual_rate(options.token_kind);
    }
    options.adds_per_batch = std::clamp<std::size_t>(options.adds_per_batch, 1, execute_calls_max);
    auto caller = Caller::create(executor, clock,
                                 CallerOptions{.base_url = options.base_url,
                                               .ca_file = options.ca_file,
                                               .token = options.token,
                                               .requests_per_second = options.requests_per_second,
                                               .timeout = options.timeout});
    if (!caller) return std::move(caller).error().in("account " + options.name);
    auto session = std::make_shared<Session>(clock, std::move(options), std::move(*caller));
    return VkAccess{std::make_unique<VkAccount>(std::move(executor), session),
                    make_vk_calls(session)};
}

Result<std::unique_ptr<PlatformAccount>> make_vk_account(boost::asio::any_io_executor executor,
                                                         Clock& clock, VkOptions options) {
    auto access = make_vk_access(std::move(executor), clock, std::move(options));
    if (!access) return std::move(access).error();
    return std::move(access->account);
}

}  // namespace rosterd::vk
