// The port's methods in terms of the files beside.
#include "adapters/platform/max/max_account.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/max/max_appointing.hpp"
#include "adapters/platform/max/max_changes.hpp"
#include "adapters/platform/max/max_events.hpp"
#include "adapters/platform/max/max_posts.hpp"
#include "adapters/platform/max/max_reading.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;

constexpr std::size_t title_characters_max = 200;
/// MAX publishes no size of groups (max.md §4); the planner needs some end.
constexpr std::size_t chat_members_max = 100'000;

class MaxAccount final : public PlatformAccount {
  public:
    MaxAccount(std::shared_ptr<Session> session, std::unique_ptr<EventSource> events)
        : session_{session},
          desk_{std::make_shared<Desk>(Desk{std::move(session)})},
          events_{std::move(events)} {}

    [[nodiscard]] Platform platform() const override { return Platform::max; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] AccountUse use() const override { return session_->use(); }

    awaitable<Result<void>> open() override { return session_->open(); }
    awaitable<Result<CreatedChat>> create_chat(std::string, std::vector<UserId>,
                                               Priority) override {
        co_return Error{ErrorKind::refused, "a bot cannot make chats in MAX",
                        "let a person make the chat and add the bot as its administrator"};
    }
    awaitable<Result<std::vector<UnboundChat>>> list_chats(Priority) override {
        co_return Error{ErrorKind::refused, "MAX lists no chats of a bot"};
    }
    awaitable<std::vector<Result<ChatMembers>>> read_members(std::vector<ChatNumber> chats,
                                                             Priority priority) override {
        return read_all(session_, std::move(chats), priority);
    }
    awaitable<std::vector<ChangeOutcome>> apply(std::vector<ChatChange> changes,
                                                Priority priority) override {
        return apply_all(session_, std::move(changes), priority);
    }
    awaitable<std::vector<Result<std::int64_t>>> post(std::vector<ChatPost> posts,
                                                      Priority priority) override {
        return post_all(desk_, std::move(posts), priority);
    }
    awaitable<std::vector<Result<void>>> edit_posts(std::vector<ChatPost> posts,
                                                    Priority priority) override {
        return edit_all(desk_, std::move(posts), priority);
    }
    awaitable<Result<std::string>> invite_link(ChatNumber chat, Priority priority) override {
        return link_of(session_, chat, priority);
    }
    awaitable<Result<UnboundChat>> look_at_chat(ChatNumber chat, Priority priority) override {
        return look_at(session_, chat, priority);
    }
    awaitable<Result<void>> write_to(DirectMessage message, Priority priority) override {
        return write_person(desk_, std::move(message), priority);
    }
    awaitable<Result<PlatformEvents>> next_events(std::string after) override {
        if (const auto obstacle = session_->obstacle()) co_return *obstacle;
        co_return co_await events_->next(std::move(after));
    }
    [[nodiscard]] std::string start_link(std::string_view token) const override {
        if (session_->username().empty()) return {};
        return "https://max.ru/" + session_->username() + "?start=" + std::string{token};
    }

  private:
    std::shared_ptr<Session> session_;
    std::shared_ptr<Desk> desk_;
    std::unique_ptr<EventSource> events_;
};

Capabilities MaxAccount::capabilities() const {
    Capabilities can;
    can.create_chats = false;
    can.list_chats = false;
    can.events = true;
    can.add_members = !session_->adding_obstacle();
    can.create_members_max = 0;
    can.batch_max = 1;
    can.adds_per_request = adds_per_request_max;
    can.promotions_per_request = appointed_together_max;
    can.reads_per_request = 1;
    can.requests_per_second = session_->options().requests_per_second;
    can.title_characters_max = title_characters_max;
    can.chat_members_max = chat_members_max;
    return can;
}

}  // namespace

Result<std::unique_ptr<PlatformAccount>> make_max_account(boost::asio::any_io_executor executor,
                                                          Clock& clock, MaxOptions options) {
    const std::string account = "account " + options.name;
    const bool printable =
        std::ranges::all_of(options.token, [](char c) { return c > ' ' && c <= '~'; });
    if (options.token.empty() || !printable) {
        return Error{ErrorKind::invalid_input, account + ": the token is empty or has spaces in it",
                     "check the account's token file"};
    }
    const bool by_webhook = options.webhook.has_value();
    auto caller = Caller::create(executor, clock, options);
    if (!caller) return std::move(caller).error().in(account);
    auto session = std::make_shared<Session>(clock, std::move(options), std::move(*caller));
    if (!by_webhook) {
        return std::unique_ptr<PlatformAccount>{
            std::make_unique<MaxAccount>(session, make_poll(session))};
    }
    auto webhook = make_webhook(std::move(executor), session);
    if (!webhook) return std::move(webhook).error().in(account);
    return std::unique_ptr<PlatformAccount>{
        std::make_unique<MaxAccount>(session, std::move(*webhook))};
}

}  // namespace rosterd::max
