// One request after another, as a platform without moods would do it.
#include "tests/support/account_model.hpp"

#include <algorithm>
#include <memory>

namespace rosterd::test {
namespace {

using boost::asio::awaitable;

constexpr UnixSeconds once_window = 3'600;

const Error no_chat{ErrorKind::permanent_chat, "the model has no such chat"};

/// Passes everything on.
class Another final : public PlatformAccount {
  public:
    explicit Another(AccountModel& whole) : whole_{whole} {}
    [[nodiscard]] Platform platform() const override { return whole_.platform(); }
    [[nodiscard]] Capabilities capabilities() const override { return whole_.capabilities(); }
    [[nodiscard]] AccountUse use() const override { return whole_.use(); }
    awaitable<Result<void>> open() override { return whole_.open(); }
    awaitable<Result<CreatedChat>> create_chat(std::string title, std::vector<UserId> users,
                                               Priority priority) override {
        return whole_.create_chat(std::move(title), std::move(users), priority);
    }
    awaitable<std::vector<Result<ChatMembers>>> read_members(std::vector<ChatNumber> chats,
                                                             Priority priority) override {
        return whole_.read_members(std::move(chats), priority);
    }
    awaitable<std::vector<ChangeOutcome>> apply(std::vector<ChatChange> changes,
                                                Priority priority) override {
        return whole_.apply(std::move(changes), priority);
    }
    awaitable<Result<std::vector<UnboundChat>>> list_chats(Priority priority) override {
        return whole_.list_chats(priority);
    }
    awaitable<Result<std::string>> invite_link(ChatNumber chat, Priority priority) override {
        return whole_.invite_link(chat, priority);
    }
    awaitable<std::vector<Result<std::int64_t>>> post(std::vector<ChatPost> posts,
                                                      Priority priority) override {
        return whole_.post(std::move(posts), priority);
    }
    awaitable<std::vector<Result<void>>> edit_posts(std::vector<ChatPost> posts,
                                                    Priority priority) override {
        return whole_.edit_posts(std::move(posts), priority);
    }
    awaitable<Result<UnboundChat>> look_at_chat(ChatNumber chat, Priority priority) override {
        return whole_.look_at_chat(chat, priority);
    }
    awaitable<Result<void>> write_to(DirectMessage message, Priority priority) override {
        return whole_.write_to(std::move(message), priority);
    }
    awaitable<Result<PlatformEvents>> next_events(std::string after) override {
        return whole_.next_events(std::move(after));
    }
    [[nodiscard]] std::string start_link(std::string_view token) const override {
        return whole_.start_link(token);
    }

  private:
    AccountModel& whole_;
};

}  // namespace

std::unique_ptr<PlatformAccount> another_account(AccountModel& whole) {
    return std::make_unique<Another>(whole);
}

Capabilities AccountModel::everything() {
    Capabilities can;
    can.add_members = true;
    can.create_members_max = 200;
    can.batch_max = 1000;
    return can;
}

std::optional<Error> AccountModel::asked(std::string_view method) {
    ++requests_;
    if (!credential_good) return Error{ErrorKind::authority, "the model takes no such credential"};
    return fault ? fault(method) : std::nullopt;
}

Result<ModelChat*> AccountModel::find(ChatNumber number) {
    const auto found = chats_.find(number);
    if (found == chats_.end() || found->second.left) return no_chat;
    return &found->second;
}

awaitable<Result<void>> AccountModel::open() {
    if (const auto error = asked("open")) co_return *error;
    co_return Result<void>{};
}

awaitable<Result<CreatedChat>> AccountModel::create_chat(std::string title,
                                                         std::vector<UserId> users, Priority) {
    if (const auto error = asked("create_chat")) co_return *error;
    if (!can.create_chats)
        co_return Error{ErrorKind::refused, "the model's chats are made by people"};
    const ChatNumber number = created_unheard(std::move(title), users);
    co_return CreatedChat{number, std::move(users)};
}

ChatNumber AccountModel::created_unheard(std::string title, const std::vector<UserId>& users) {
    ModelChat chat{.title = std::move(title)};
    for (const UserId user : users) chat.members.emplace(user, false);
    chats_.emplace(++last_chat_, std::move(chat));
    return last_chat_;
}

awaitable<std::vector<Result<ChatMembers>>> AccountModel::read_members(
    std::vector<ChatNumber> chats, Priority) {
    std::vector<Result<ChatMembers>> results;
    if (chats.empty()) co_return results;
    if (const auto error = asked("read_members")) {
        results.assign(chats.size(), Result<ChatMembers>{*error});
        co_return results;
    }
    for (const ChatNumber number : chats) {
        if (const auto error = read_fault ? read_fault(number) : std::nullopt) {
            results.emplace_back(*error);
            continue;
        }
        const auto chat = find(number);
        if (!chat) {
            results.emplace_back(chat.error());
            continue;
        }
        reads.emplace_back(clock_.now(), number);
        ChatMembers members{number, {}};
        for (const Newcomer& one : (*chat)->newcomers) {
            if ((*chat)->members.contains(one.user)) members.newcomers.push_back(one);
        }
        for (const auto& [user, admin] : (*chat)->members) {
            members.members.emplace_back(user, admin);
        }
        results.emplace_back(std::move(members));
    }
    co_return results;
}

awaitable<std::vector<ChangeOutcome>> AccountModel::apply(std::vector<ChatChange> changes,
                                                          Priority) {
    std::vector<ChangeOutcome> outcomes;
    if (changes.empty()) co_return outcomes;
    const auto refused = asked("apply");
    for (const ChatChange& each : changes) {
        auto error = refused;
        if (!error && change_fault) error = change_fault(each);
        const bool tried = !error;
        if (tried) error = change(each);
        ChangeOutcome outcome{.error = std::move(error)};
        outcome.must_be_invited = tried && outcome.error && each.kind == OperationKind::add &&
                                  cannot_be_added.contains(each.user);
        outcomes.push_back(std::move(outcome));
    }
    co_return outcomes;
}

std::optional<Error> AccountModel::change(const ChatChange& change) {
    const auto chat = find(change.chat);
    if (!chat) {
        if (change.kind == OperationKind::destroy) return std::nullopt;
        return chat.error();
    }
    auto& members = (*chat)->members;
    switch (change.kind) {
        case OperationKind::rename:
            (*chat)->title = change.text;
            break;
        case OperationKind::add:
            if (cannot_be_added.contains(change.user)) {
                return Error{ErrorKind::permanent_person, "the model's person is not to be added"};
            }
            members.emplace(change.user, false);
            break;
        case OperationKind::remove:
            members.erase(change.user);
            break;
        case OperationKind::promote:
        case OperationKind::demote: {
            const auto found = members.find(change.user);
            if (found == members.end()) {
                return Error{ErrorKind::permanent_person, "the model has no such member"};
            }
            found->second = change.kind == OperationKind::promote;
            break;
        }
        case OperationKind::destroy:
            (*chat)->left = true;
            break;
        case OperationKind::invite:
            if (unreachable.contains(change.user)) {
                return Error{ErrorKind::permanent_person, "the model's person allows no messages"};
            }
            letters_.push_back({.user = change.user, .text = change.text});
            break;
        case OperationKind::create:
        case OperationKind::detach:
            return Error{ErrorKind::our_bug, "not a change of one chat"};
    }
    return std::nullopt;
}

awaitable<Result<std::vector<UnboundChat>>> AccountModel::list_chats(Priority) {
    if (const auto error = asked("list_chats")) co_return *error;
    if (!can.list_chats) co_return Error{ErrorKind::refused, "the model lists no chats"};
    std::vector<UnboundChat> listed;
    for (const auto& [number, chat] : chats_) {
        if (chat.left) continue;
        UnboundChat each;
        each.number = number;
        each.title = chat.title;
        each.owned = chat.owned;
        each.administered = chat.administered;
        listed.push_back(std::move(each));
    }
    co_return listed;
}

awaitable<Result<std::string>> AccountModel::invite_link(ChatNumber chat, Priority) {
    if (const auto error = asked("invite_link")) co_return *error;
    const auto found = find(chat);
    if (!found) co_return found.error();
    co_return "https://chats.model/" + std::to_string(chat);
}

awaitable<std::vector<Result<std::int64_t>>> AccountModel::post(std::vector<ChatPost> posts,
                                                                Priority) {
    std::vector<Result<std::int64_t>> results;
    if (posts.empty()) co_return results;
    const auto refused = asked("post");
    for (const ChatPost& each : posts) {
        const auto chat = find(each.chat);
        if (refused || !chat) {
            results.emplace_back(refused ? *refused : chat.error());
            continue;
        }
        auto& known = (*chat)->posts;
        const auto before = std::ranges::find_if(known, [&](const ModelPost& post) {
            return post.once == each.once && clock_.now() < post.at + once_window;
        });
        if (before != known.end()) {
            results.emplace_back(before->number);
            continue;
        }
        known.push_back({++last_post_, each.once, clock_.now(), each.text});
        results.emplace_back(last_post_);
    }
    co_return results;
}

awaitable<std::vector<Result<void>>> AccountModel::edit_posts(std::vector<ChatPost> posts,
                                                              Priority) {
    std::vector<Result<void>> results;
    if (posts.empty()) co_return results;
    const auto refused = asked("edit_posts");
    for (const ChatPost& each : posts) {
        const auto chat = find(each.chat);
        if (refused || !chat) {
            results.emplace_back(refused ? *refused : chat.error());
            continue;
        }
        const auto found = std::ranges::find((*chat)->posts, each.number, &ModelPost::number);
        if (found == (*chat)->posts.end()) {
            results.emplace_back(Error{ErrorKind::permanent_chat, "the model has no such post"});
            continue;
        }
        found->text = each.text;
        results.emplace_back();
    }
    co_return results;
}

awaitable<Result<UnboundChat>> AccountModel::look_at_chat(ChatNumber number, Priority) {
    if (const auto error = asked("look_at_chat")) co_return *error;
    const auto chat = find(number);
    if (!chat) co_return chat.error();
    UnboundChat seen;
    seen.number = number;
    seen.title = (*chat)->title;
    seen.owned = (*chat)->owned;
    seen.administered = (*chat)->administered;
    co_return seen;
}

awaitable<Result<void>> AccountModel::write_to(DirectMessage message, Priority) {
    if (const auto error = asked("write_to")) co_return *error;
    if (unreachable.contains(message.user)) {
        co_return Error{ErrorKind::permanent_person, "the model's person allows no messages"};
    }
    letters_.push_back(std::move(message));
    co_return Result<void>{};
}

awaitable<Result<PlatformEvents>> AccountModel::next_events(std::string after) {
    if (const auto error = asked("next_events")) co_return *error;
    if (!can.events) co_return Error{ErrorKind::refused, "the model tells no events"};
    const std::size_t from = after.empty() ? 0 : std::stoul(after);
    if (from >= events_.size()) {
        co_await clock_.sleep_until(clock_.steady() + event_patience);
    }
    PlatformEvents told;
    const auto begin = std::min(from, events_.size());
    told.events.assign(events_.begin() + static_cast<std::ptrdiff_t>(begin), events_.end());
    told.cursor = std::to_string(events_.size());
    co_return told;
}

std::string AccountModel::start_link(std::string_view token) const {
    return can.events ? "https://people.model/start/" + std::string{token} : std::string{};
}

ChatNumber AccountModel::made_by_a_person(std::string title, std::map<UserId, bool> members,
                                          bool administered) {
    ModelChat chat{.title = std::move(title), .owned = false, .administered = administered};
    chat.members = std::move(members);
    chats_.emplace(++last_chat_, std::move(chat));
    return last_chat_;
}

}  // namespace rosterd::test
