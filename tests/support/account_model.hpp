// A messenger in memory behind the port PlatformAccount, for simulations. No sockets, no quota.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
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
    bool owned = true;                  ///< made by the service account
    bool administered = true;           ///< by the service account
    std::map<UserId, bool> members{};   ///< user -> administrator
    std::vector<Newcomer> newcomers{};  ///< what the list tells of who brought whom
    std::vector<ModelPost> posts{};
    bool left = false;  ///< by the service account
};

/// Keeps the port's contract; what was done survives a simulated restart of the daemon as long as
/// the object lives. Single-threaded; `clock` outlives it.
class AccountModel final : public PlatformAccount {
  public:
    explicit AccountModel(Clock& clock) : clock_{clock} {}

    /// Asked before every request with the method's name; an error is answered instead.
    std::function<std::optional<Error>(std::string_view method)> fault{};
    /// The same of each change of apply().
    std::function<std::optional<Error>(const ChatChange& change)> change_fault{};
    /// The same of each chat of read_members().
    std::function<std::optional<Error>(ChatNumber chat)> read_fault{};

    /// Whether the platform takes the service account's credential.
    bool credential_good = true;

    /// When the members of which chat were read.
    std::vector<std::pair<UnixSeconds, ChatNumber>> reads{};

    /// What kind of platform it plays; change it before the daemon looks.
    Platform kind = Platform::vk;
    Capabilities can = everything();
    /// People who must come by the invite link, and those to whom nothing can be written.
    std::set<UserId> cannot_be_added{};
    std::set<UserId> unreachable{};
    /// How long a call for events waits when there are none.
    std::chrono::seconds event_patience{30};

    [[nodiscard]] Platform platform() const override { return kind; }
    [[nodiscard]] Capabilities capabilities() const override { return can; }
    [[nodiscard]] AccountUse use() const override {
        return {.requests = requests_, .state = credential_good ? "ready" : "stopped"};
    }
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

    boost::asio::awaitable<Result<UnboundChat>> look_at_chat(ChatNumber chat,
                                                             Priority priority) override;
    boost::asio::awaitable<Result<void>> write_to(DirectMessage message,
                                                  Priority priority) override;
    boost::asio::awaitable<Result<PlatformEvents>> next_events(std::string after) override;
    [[nodiscard]] std::string start_link(std::string_view token) const override;

    [[nodiscard]] std::map<ChatNumber, ModelChat>& chats() { return chats_; }
    [[nodiscard]] const std::vector<DirectMessage>& letters() const { return letters_; }
    /// A person makes a chat and, where `administered`, the service account its administrator.
    ChatNumber made_by_a_person(std::string title, std::map<UserId, bool> members,
                                bool administered);
    /// The service account's chat, created without anybody being told; its number.
    ChatNumber created_unheard(std::string title, const std::vector<UserId>& users);
    /// Something happened; told until a later cursor is asked for.
    void tell(PlatformEvent event) { events_.push_back(std::move(event)); }

  private:
    [[nodiscard]] static Capabilities everything();
    [[nodiscard]] std::optional<Error> asked(std::string_view method);
    [[nodiscard]] Result<ModelChat*> find(ChatNumber number);
    [[nodiscard]] std::optional<Error> change(const ChatChange& change);

    Clock& clock_;
    std::map<ChatNumber, ModelChat> chats_;
    ChatNumber last_chat_ = 0;
    std::int64_t last_post_ = 0;
    std::uint64_t requests_ = 0;
    std::vector<DirectMessage> letters_;
    std::vector<PlatformEvent> events_;  ///< the cursor counts them
};

/// The same messenger behind another object, as after a restart of the daemon. `whole` outlives it.
[[nodiscard]] std::unique_ptr<PlatformAccount> another_account(AccountModel& whole);

}  // namespace rosterd::test
