// One token's standing: who it is, whether it still works, what rests. Judges every answer.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "adapters/platform/vk/vk_account.hpp"
#include "adapters/platform/vk/vk_caller.hpp"
#include "adapters/platform/vk/vk_rests.hpp"

namespace rosterd::vk {

/// Everything that survives from one call to the next. On the account's executor only.
class Session {
  public:
    Session(Clock& clock, VkOptions options, std::unique_ptr<Caller> caller);

    [[nodiscard]] const VkOptions& options() const { return options_; }
    [[nodiscard]] Caller& caller() { return *caller_; }
    /// Our own member id: the user's, or the community's with a minus. 0 before open().
    [[nodiscard]] UserId self() const { return self_; }
    [[nodiscard]] AccountUse use() const;

    /// Asks the platform who we are; lifts an earlier stop when it answers.
    boost::asio::awaitable<Result<void>> open();

    /// Why a call of this kind must not be sent now: not opened, stopped, or resting.
    [[nodiscard]] std::optional<Error> obstacle(CallKind kind) const;

    /// The meaning of one reply; remembers rests and a dead token. A value that says "no" (0) from
    /// a call that changes something is an error, too.
    [[nodiscard]] Verdict conclude(const InnerReply& reply, CallKind kind);

  private:
    boost::asio::awaitable<Result<UserId>> who_is_the_user();
    boost::asio::awaitable<Result<UserId>> which_community();
    [[nodiscard]] Verdict remember(Verdict verdict, CallKind kind);

    Clock& clock_;
    VkOptions options_;
    std::unique_ptr<Caller> caller_;
    Rests rests_;
    UserId self_ = 0;
    std::optional<Error> stopped_;
};

}  // namespace rosterd::vk
