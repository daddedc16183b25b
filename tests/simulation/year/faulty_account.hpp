// A messenger between the daemon and AccountModel that loses, delays, refuses and half does. One
// object a life of the daemon; the model behind it lives on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/year/surroundings.hpp"
#include "tests/simulation/year/witness.hpp"
#include "tests/support/account_model.hpp"

namespace rosterd::test {

/// Keeps the port's contract: whatever goes wrong is told as the contract says, and nothing more.
class FaultyAccount final : public PlatformAccount {
  public:
    FaultyAccount(Surroundings& around, AccountModel& whole, Witness& witness)
        : around_{around}, whole_{whole}, witness_{witness} {}

    [[nodiscard]] Platform platform() const override { return whole_.platform(); }
    [[nodiscard]] Capabilities capabilities() const override { return whole_.capabilities(); }
    [[nodiscard]] AccountUse use() const override { return whole_.use(); }
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
    [[nodiscard]] std::string start_link(std::string_view token) const override {
        return whole_.start_link(token);
    }

  private:
    /// What becomes of one request.
    enum class Fate : std::uint8_t {
        answered,
        refused,   ///< before anything was done
        lost,      ///< done, and nobody heard of it
        sent_late  ///< no answer; done some seconds afterwards, or never
    };
    struct Journey {
        Fate fate = Fate::answered;
        Error error{ErrorKind::transient, ""};
    };

    /// The way there: it may take time, be refused, or end with the process.
    boost::asio::awaitable<Journey> send(std::string_view method);
    /// The way back.
    boost::asio::awaitable<void> come_back();
    [[nodiscard]] Journey some_fault(std::string_view method);
    boost::asio::awaitable<void> take_time();
    boost::asio::awaitable<std::vector<ChangeOutcome>> apply_in_part(
        std::vector<ChatChange> changes, Priority priority);
    void create_late(const std::string& title, const std::vector<UserId>& users);

    template <class T>
    boost::asio::awaitable<T> without_effect(std::string_view method,
                                             boost::asio::awaitable<T> work);

    Surroundings& around_;
    AccountModel& whole_;
    Witness& witness_;
};

}  // namespace rosterd::test
