// The ordered operations that turn observed into desired, hashed and priced. Pure and total.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/compare.hpp"

namespace rosterd {

enum class OperationKind : std::uint8_t {
    create,
    rename,
    add,
    remove,
    promote,
    demote,
    detach,
    destroy,
    invite,
};

/// One step. An `add` to a chat that this plan creates is part of the creating call.
struct Operation {
    OperationKind kind;
    Cause cause;                ///< of a removal, or hand_edit of a demotion; none otherwise
    std::uint16_t reasons = 0;  ///< of an add or promote: reason bits
    std::uint32_t chat = 0;     ///< index into Plan::chats
    PersonIndex person = no_index;
    std::uint32_t approval = 0;  ///< 1 + index into Plan::approvers; 0: no approval was needed
    UserId user = 0;
    /// Who released a step does not make it another.
    friend bool operator==(const Operation& a, const Operation& b) {
        return a.kind == b.kind && a.cause == b.cause && a.reasons == b.reasons &&
               a.chat == b.chat && a.person == b.person && a.user == b.user;
    }
};

struct PlannedChat {
    std::string key;
    std::string title;  ///< the desired title
    ChatKind kind;
    ChatNumber number = 0;   ///< 0: this plan creates it
    std::uint32_t rule = 0;  ///< index into Profile::chats
    bool unread = false;     ///< bound, but who is in it must be read before anything is done there
};

/// A chat key that takes over the chat of its predecessor class (design §3).
struct CarriedChat {
    std::string from;
    std::string to;
    friend bool operator==(const CarriedChat&, const CarriedChat&) = default;
};

struct Price {
    std::uint64_t calls = 0;  ///< requests that count against the account's quota
    double seconds = 0;       ///< calls divided by the quota
};

struct Plan {
    std::vector<PlannedChat> chats;
    std::vector<CarriedChat> carried;      ///< taken over before anything else
    std::vector<Operation> operations;     ///< in the order of execution
    std::string hash;                      ///< 32 hex digits over what will happen to whom
    std::vector<std::string> approvers{};  ///< who released what needed it; see Operation
    Price price;
    std::string account{};  ///< on which it is done; part of every hash
    [[nodiscard]] bool empty() const { return operations.empty() && carried.empty(); }
};

/// Of a plan, what does not happen because its chat rests; Operation::chat as in the plan.
struct Withheld {
    std::vector<Operation> operations{};
    std::vector<CarriedChat> carried{};
    [[nodiscard]] bool empty() const { return operations.empty() && carried.empty(); }
};

/// What the account can do (design §5); decides between `add` and `invite`, and the price.
struct Capabilities {
    bool create_chats = true;              ///< false: people make chats, and the daemon claims them
    bool list_chats = true;                ///< false: only chats that were told of are known
    bool events = false;                   ///< the platform tells what happens
    bool add_members = true;               ///< false: an invite link must do
    std::size_t create_members_max = 200;  ///< first members in the creating call
    std::size_t batch_max = 25;            ///< changes that fit one request
    std::size_t adds_per_request = 1;      ///< people added to one chat that count as one change
    std::size_t promotions_per_request = 1;  ///< the same of administrators appointed in one chat
    std::size_t requests_per_add = 1;        ///< above 1 (then without batches): he is also told
    std::size_t requests_per_rename = 1;     ///< likewise: a title that is kept in two places
    std::size_t requests_per_role =
        1;  ///< likewise: appointing and dismissing, where one looks first
    std::size_t reads_per_request = 25;  ///< chats whose members are read by one request
    double requests_per_second = 20;
    std::size_t title_characters_max = 128;
    std::size_t chat_members_max = 3000;  ///< service account included
};

/// How changes fill requests: the price counts by it, and the executor sends by it.
class Packing {
  public:
    explicit Packing(const Capabilities& capabilities);
    /// The change still fits the request that is being filled.
    [[nodiscard]] bool fits(const Operation& operation) const;
    /// Precondition: fits(). `detach` is no change of its own and takes no room.
    void put(const Operation& operation);
    [[nodiscard]] bool empty() const { return changes_ == 0; }
    void clear();

  private:
    /// It adds or appoints somebody in the chat where the last change does that already.
    [[nodiscard]] bool joins(const Operation& operation) const;
    [[nodiscard]] std::size_t people_max(OperationKind kind) const;

    std::size_t batch_max_;
    std::size_t adds_per_request_;
    std::size_t promotions_per_request_;
    std::size_t changes_ = 0;
    OperationKind kind_ = OperationKind::detach;  ///< of the last change
    std::uint32_t chat_ = 0;
    std::size_t people_ = 0;  ///< in the last change
};

struct PlanInput {
    ComparisonInput comparison;
    const Observed& observed;
    Capabilities capabilities;
    /// Two accounts of one platform have the same users and chat keys: what is decided about a plan
    /// on one of them says nothing of the other (docs/decisions/0009).
    std::string_view account{};
};

/// Chats that the account cannot create and nobody has claimed yet are left out: they wait.
/// Order (design §8.4): carry over; sensitive removals; create; rename; add staff, students,
/// parents; promote; demote; other removals; detach and destroy.
[[nodiscard]] Plan make_plan(const PlanInput& input);

/// The calls and seconds for these operations, by the same packing that the executor uses; with the
/// reads of chats that somebody is to be removed from or that are unread.
[[nodiscard]] Price price_of(const Plan& plan, std::span<const Operation> operations,
                             const Capabilities& capabilities);

/// Stable hash over the operations' kinds, chat keys, person ids and users, in order-free form, and
/// the plan's account.
[[nodiscard]] std::string hash_of(const Plan& plan, std::span<const Operation> operations,
                                  const Roster& roster, std::span<const CarriedChat> carried = {});

/// The same of one step, to recognise it in a later plan.
[[nodiscard]] std::uint64_t fingerprint_of(const Plan& plan, const Operation& operation,
                                           const Roster& roster);
[[nodiscard]] std::uint64_t fingerprint_of(const CarriedChat& carried);
/// Names a read that is not believed by why it is not: implausibility().
[[nodiscard]] std::uint64_t fingerprint_of_read(std::string_view implausible);
/// 32 hex digits over any text.
[[nodiscard]] std::string fingerprint_of(std::string_view text);

/// True for removals that protect people: left the school, unlinked, blocked.
[[nodiscard]] bool is_sensitive(Cause cause);
/// He did it himself, or somebody said it of him alone: never held, never part of anything larger.
[[nodiscard]] bool is_personal(const Operation& operation);
/// remove, detach and destroy: what a guard may hold.
[[nodiscard]] bool takes_away(OperationKind kind);

}  // namespace rosterd
