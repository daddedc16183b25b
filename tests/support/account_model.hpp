// A messenger in memory behind the port PlatformAccount, for simulations. No sockets, no quota.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/ports.hpp"

namespace rosterd::test {

struct ModelPost {
    std::int64_t number = 0;
    std::int64_t once = 0;
    UnixSeconds at = 0;
    std::string text{};
};

struct ModelChat {
    std::string title;
    std::map<UserId, bool> members{};  ///< user -> administrator
    std::vector<ModelPost> posts{};
    bool left = false;  ///< by the service account
};

/// Keeps the port's contract; what was done survives a simulated restart of the daemon as long as
/// the object lives. Single-threaded; `clock` outlives it.
class AccountModel final : public PlatformAccount {
  public:
    explicit AccountModel(const Clock& clock) : clock_{clock} {}

    /// Asked before every request with the method's name; an error is answered instead.
    std::function<std::optional<Error>(std::string_view method)> fault{};

    [[nodiscard]] Platform platform() const override { return Platform::vk; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] AccountUse use() const override { return {.requests = requests_}; }
    boost::asio::awaitable<Result<void>> open() override;
    boost::asio::awaitable<Result<CreatedChat>> create_chat(std::string title,
                                                            std::vector<UserId> users,
                                                            Priority priority) override;
    boost::asio::awaitable<std::vector<Result<ChatMembers>>> read_members(
        std::vector<ChatNumber> chats, Priority priority) override;
    boost::asio::awaitable<std::vector<ChangeOutcome>> apply(std::vector<ChatChange> changes,
                                                             Priority priority) override;
    boost::asio::awaitable<Result<std::vector<UnboundChat>>> list_chats(Priority priority) override;
    boost::asio::awaitable<Result<std::string>> invite_link(ChatNumber chat,
                                                            Priority priority) override;
    boost::asio::awaitable<std::vector<Result<std::int64_t>>> post(std::vector<ChatPost> posts,
                                                                   Priority priority) override;
    boost::asio::awaitable<std::vector<Result<void>>> edit_posts(std::vector<ChatPost> posts,
                                                                 Priority priority) override;

    [[nodiscard]] std::map<ChatNumber, ModelChat>& chats() { return chats_; }

  private:
    [[nodiscard]] std::optional<Error> asked(std::string_view method);
    [[nodiscard]] Result<ModelChat*> find(ChatNumber number);
    [[nodiscard]] std::optional<Error> change(const ChatChange& change);

    const Clock& clock_;
    std::map<ChatNumber, ModelChat> chats_;
    ChatNumber last_chat_ = 0;
    std::int64_t last_post_ = 0;
    std::uint64_t requests_ = 0;
};

/// The same messenger behind another object, as after a restart of the daemon. `whole` outlives it.
[[nodiscard]] std::unique_ptr<PlatformAccount> another_account(AccountModel& whole);

}  // namespace rosterd::test
