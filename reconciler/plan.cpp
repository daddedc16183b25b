// Turns compared seats into operations, in the safe order, with hash and price.
#include "reconciler/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "reconciler/fresh_read.hpp"
#include "reconciler/succession.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

/// The order of execution (design §8.4). Creates stand alone, so that everything before and after
/// them can be packed into batches.
int phase_of(const Operation& operation) {
    switch (operation.kind) {
        case OperationKind::remove:
            return is_sensitive(operation.cause) ? 0 : 6;
        case OperationKind::create:
            return 1;
        case OperationKind::rename:
            return 2;
        case OperationKind::add:
        case OperationKind::invite:
            return 3;
        case OperationKind::promote:
            return 4;
        case OperationKind::demote:
            return 5;
        case OperationKind::detach:
        case OperationKind::destroy:
            return 7;
    }
    return 8;
}

/// A chat key with what the platform has for it, predecessors' chats handed to their successors.
struct Bound {
    std::string_view key;
    const ObservedChat* chat;
};

class Planner {
  public:
    explicit Planner(const PlanInput& input)
        : input_{input}, in_{input.comparison}, comparer_{input.comparison} {}

    Plan make() {
        const std::vector<Bound> bound = bind_chats();
        auto have = bound.begin();
        for (const DesiredChat& chat : in_.desired.chats) {
            const std::string_view key = in_.desired.key(chat);
            for (; have != bound.end() && have->key < key; ++have) vanished(*have->chat);
            const ObservedChat* observed = nullptr;
            if (have != bound.end() && have->key == key) observed = (have++)->chat;
            if (bound.end() - have > chats_ahead) fetch_members(*have[chats_ahead].chat);
            plan_chat(chat, key, observed);
        }
        for (; have != bound.end(); ++have) vanished(*have->chat);
        finish();
        return std::move(plan_);
    }

  private:
    static constexpr std::ptrdiff_t chats_ahead = 2;

    /// The members of a chat lie wherever they were allocated: a region's do not fit any cache, and
    /// waiting for each chat's memory would cost more than comparing it.
    static void fetch_members(const ObservedChat& chat) {
        constexpr std::size_t members_per_line = 64 / sizeof(ObservedMember);
        for (std::size_t i = 0; i < std::min(chat.members.size(), 4 * members_per_line);
             i += members_per_line) {
            __builtin_prefetch(chat.members.data() + i);
        }
    }

    std::vector<Bound> bind_chats() {
        std::vector<Bound> bound;
        bound.reserve(input_.observed.chats.size());
        for (const ObservedChat& chat : input_.observed.chats) bound.push_back({chat.key, &chat});
        for (const DesiredChat& chat : in_.desired.chats) {
            const auto from = inherited_chat(in_, input_.observed, chat);
            if (from) carry_over(*from, in_.desired.key(chat), bound);
        }
        if (!plan_.carried.empty()) std::ranges::sort(bound, {}, &Bound::key);
        return bound;
    }

    void carry_over(const std::string& from, std::string_view key, std::vector<Bound>& bound) {
        const auto found = std::ranges::find(bound, std::string_view{from}, &Bound::key);
        if (found == bound.end()) return;  // another class inherits it
        found->key = key;
        plan_.carried.push_back({from, std::string{key}});
    }

    void plan_chat(const DesiredChat& desired, std::string_view key, const ObservedChat* observed) {
        if (desired.wish == ChatWish::frozen) return;
        // A destroyed chat is gone for us: wanted again, it is created anew.
        const bool gone = observed != nullptr && observed->state == ChatState::destroyed;
        if (gone) observed = nullptr;
        const bool ends = desired.end != ChatEnd::none && observed != nullptr;
        if (!ends && !is_kept_up(desired, observed)) return;
        // A person makes it, and the daemon claims it: until then there is nothing to do.
        if (observed == nullptr && !input_.capabilities.create_chats) return;
        const std::string_view remembered = observed == nullptr ? key : observed->key;
        const Parked* parked = in_.history.parked_at(remembered, 0);
        if (parked != nullptr && parked->until > in_.now) return;
        if (ends) {
            if (observed->state != ChatState::active) return;
            begin_chat(key, observed->title, desired.kind, desired.rule, observed);
            if (!empties(&desired, *observed)) return;
            push(desired.wish == ChatWish::destroyed ? OperationKind::destroy
                                                     : OperationKind::detach,
                 desired.end == ChatEnd::closed ? Cause::chat_closed : Cause::chat_deleted);
            return;
        }
        begin_chat(key, in_.desired.title(desired), desired.kind, desired.rule, observed);
        if (observed == nullptr) {
            push(OperationKind::create, Cause::none);
        } else if (observed->title != in_.desired.title(desired) && !title_is_parked(key)) {
            push(OperationKind::rename, Cause::none);
        }
        seats(desired, observed);
    }

    /// The chat keeps the title that it has; everything else in it goes on.
    [[nodiscard]] bool title_is_parked(std::string_view key) const {
        const Parked* parked = in_.history.parked_at(key, title_of_chat);
        return parked != nullptr && parked->until > in_.now;
    }

    /// A bound chat whose class, group or request is no longer in the journal: as if it closed.
    void vanished(const ObservedChat& observed) {
        if (observed.state != ChatState::active) return;
        if (std::ranges::binary_search(in_.roster.doubtful_chats, observed.key)) return;
        const std::string_view kind_word =
            std::string_view{observed.key}.substr(0, observed.key.find('/'));
        const auto kind = chat_kind(kind_word);
        const auto& rules = in_.profile.chats;
        const auto rule = std::ranges::find_if(
            rules, [&](const ChatRule& candidate) { return kind == candidate.kind; });
        if (rule == rules.end() || rule->on_close == OnClose::freeze) return;
        const Parked* parked = in_.history.parked_at(observed.key, 0);
        if (parked != nullptr && parked->until > in_.now) return;
        begin_chat(observed.key, observed.title, *kind,
                   static_cast<std::uint32_t>(rule - rules.begin()), &observed);
        if (!empties(nullptr, observed)) return;
        push(rule->on_close == OnClose::destroy ? OperationKind::destroy : OperationKind::detach,
             Cause::chat_closed);
    }

    void seats(const DesiredChat& desired, const ObservedChat* observed) {
        const auto& compared = comparer_.differences(&desired, observed);
        choose_first_members(desired, compared, observed == nullptr);
        for (std::size_t i = 0; i < compared.size(); ++i) {
            const ComparedSeat& seat = compared[i];
            bool will_be_there = seat.state == SeatState::present && seat.present;
            if (seat.state == SeatState::to_remove) {
                push(OperationKind::remove, seat.cause, seat);
            } else if (seat.state == SeatState::to_add) {
                const bool direct = input_.capabilities.add_members || first_member_[i] != 0;
                push(direct ? OperationKind::add : OperationKind::invite, Cause::none, seat);
                will_be_there = direct;
            }
            if (!will_be_there || seat.desired_admin == seat.observed_admin) continue;
            if (rests(seat.user)) continue;
            if (seat.desired_admin) {
                push(OperationKind::promote, Cause::none, seat);
            } else {
                push(OperationKind::demote, cause_of_demotion(seat), seat);
            }
        }
    }

    /// The platform refused something about this person here lately: tried again in its time.
    bool rests(UserId user) const {
        const Parked* parked = in_.history.parked_at(key_, user);
        return parked != nullptr && parked->until > in_.now;
    }

    /// What somebody said of this person alone is told from what the rules say.
    Cause cause_of_demotion(const ComparedSeat& seat) const {
        const bool by_hand = std::ranges::any_of(in_.roster.edits, [&](const ChatEdit& edit) {
            return edit.edit == EditKind::drop_admin && edit.person == seat.person &&
                   edit.made_at <= in_.now && in_.now < edit.until &&
                   in_.roster.text.view(edit.chat_key) == key_;
        });
        return by_hand ? Cause::hand_edit : Cause::none;
    }

    /// Where only the creating call can add people, it takes the most needed: staff first.
    void choose_first_members(const DesiredChat& desired, const std::vector<ComparedSeat>& compared,
                              bool creating) {
        first_member_.assign(compared.size(), 0);
        if (!creating || input_.capabilities.add_members) return;
        std::vector<std::pair<int, std::size_t>> candidates;
        for (std::size_t i = 0; i < compared.size(); ++i) {
            if (compared[i].state != SeatState::to_add) continue;
            candidates.emplace_back(rank_of(in_.profile.chats[desired.rule],
                                            compared[i].member_reasons, compared[i].person),
                                    i);
        }
        std::ranges::sort(candidates);
        candidates.resize(std::min(candidates.size(), input_.capabilities.create_members_max));
        for (const auto& [rank, i] : candidates) first_member_[i] = 1;
    }

    /// Removes whom it may. False when somebody stays, in doubt or for a while: as long as he does
    /// the chat does not end, and there is nothing to try again and again.
    bool empties(const DesiredChat* desired, const ObservedChat& observed) {
        std::size_t removed = 0;
        for (const ComparedSeat& seat : comparer_.compare(desired, &observed)) {
            if (seat.state != SeatState::to_remove) continue;
            push(OperationKind::remove, seat.cause, seat);
            ++removed;
        }
        return removed == observed.members.size();
    }

    /// The chat enters the plan with its first operation, so that a converged school costs nothing.
    void begin_chat(std::string_view key, std::string_view title, ChatKind kind, std::uint32_t rule,
                    const ObservedChat* observed) {
        key_ = key;
        title_ = title;
        kind_ = kind;
        rule_ = rule;
        observed_ = observed;
        entered_ = false;
    }

    void push(OperationKind kind, Cause cause) {
        if (!entered_) {
            plan_.chats.push_back({std::string{key_}, std::string{title_}, kind_,
                                   observed_ != nullptr ? observed_->number : 0, rule_,
                                   observed_ != nullptr && observed_->read_at == 0});
            entered_ = true;
        }
        plan_.operations.push_back({.kind = kind,
                                    .cause = cause,
                                    .chat = static_cast<std::uint32_t>(plan_.chats.size() - 1)});
    }

    void push(OperationKind kind, Cause cause, const ComparedSeat& seat) {
        push(kind, cause);
        Operation& operation = plan_.operations.back();
        operation.person = seat.person;
        operation.user = seat.user;
        const bool about_admin = kind == OperationKind::promote || kind == OperationKind::demote;
        operation.reasons = about_admin ? seat.admin_reasons : seat.member_reasons;
    }

    int rank_of(const Operation& operation) const {
        if (operation.kind != OperationKind::add && operation.kind != OperationKind::invite)
            return 0;
        return rank_of(in_.profile.chats[plan_.chats[operation.chat].rule], operation.reasons,
                       operation.person);
    }

    /// Staff before students before parents: by their staff rows, else by the selector that names
    /// the person. People named by hand come with the students.
    int rank_of(const ChatRule& rule, std::uint16_t reasons, PersonIndex person) const {
        if (in_.in_force.positions[person] != 0) return 0;
        int rank = 2;
        for (std::size_t i = 0; i < rule.members.size(); ++i) {
            if ((reasons & (1U << i)) == 0) continue;
            const SelectorKind kind = rule.members[i].kind;
            const bool student =
                kind == SelectorKind::students || kind == SelectorKind::group_students;
            const bool parent =
                kind == SelectorKind::parents || kind == SelectorKind::group_parents;
            rank = std::min(rank, student ? 1 : parent ? 2 : 0);
        }
        return (reasons >> selectors_max) != 0 ? std::min(rank, 1) : rank;
    }

    void finish() {
        sort_operations();
        plan_.account = input_.account;
        plan_.hash = hash_of(plan_, plan_.operations, in_.roster, plan_.carried);
        plan_.price = price_of(plan_, plan_.operations, input_.capabilities);
    }

    /// By phase, chat, rank, person, user; the keys are worked out once each.
    void sort_operations() {
        using Key = std::tuple<int, std::uint32_t, int, PersonIndex, UserId, std::size_t>;
        std::vector<Key> keys;
        keys.reserve(plan_.operations.size());
        for (const Operation& operation : plan_.operations) {
            keys.emplace_back(phase_of(operation), operation.chat, rank_of(operation),
                              operation.person, operation.user, keys.size());
        }
        std::ranges::sort(keys);
        std::vector<Operation> sorted;
        sorted.reserve(keys.size());
        for (const Key& key : keys) sorted.push_back(plan_.operations[std::get<std::size_t>(key)]);
        plan_.operations = std::move(sorted);
    }

    const PlanInput& input_;
    const ComparisonInput& in_;
    Comparer comparer_;
    Plan plan_;
    std::string_view key_, title_;
    ChatKind kind_ = ChatKind::staff;
    std::uint32_t rule_ = 0;
    const ObservedChat* observed_ = nullptr;
    bool entered_ = false;
    std::vector<std::uint8_t> first_member_;  ///< per compared seat: goes with the creating call
};

// --- hash ------------------------------------------------------------------------------------

/// Two FNV-1a with different seeds and a final mix: the 128 bits of a plan's hash. Both take a byte
/// in one step, for each alone would wait for its multiplication.
class Fingerprint {
  public:
    void add(std::string_view text) {
        for (const char byte : text) step(static_cast<unsigned char>(byte));
        step(0xFF);  // a separator that UTF-8 text cannot hold
    }
    [[nodiscard]] std::uint64_t first() const { return mixed(first_); }
    [[nodiscard]] std::uint64_t second() const { return mixed(second_); }

  private:
    static std::uint64_t mixed(std::uint64_t value) {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
        return value ^ (value >> 31);
    }
    void step(std::uint64_t byte) {
        first_ = (first_ ^ byte) * 0x100000001b3ULL;
        second_ = (second_ ^ byte) * 0x100000001b3ULL;
    }
    std::uint64_t first_ = 0xcbf29ce484222325ULL;
    std::uint64_t second_ = 0x9e3779b97f4a7c15ULL;
};

Fingerprint print_of(const Plan& plan, const Operation& operation, const Roster& roster) {
    const PlannedChat& chat = plan.chats[operation.chat];
    const bool titled =
        operation.kind == OperationKind::create || operation.kind == OperationKind::rename;
    const std::string_view person = operation.person == no_index
                                        ? std::string_view{}
                                        : roster.text.view(roster.people.id[operation.person]);
    const fmt::format_int user{operation.user};
    Fingerprint fingerprint;
    fingerprint.add(word(operation.kind));
    fingerprint.add(chat.key);
    fingerprint.add(titled ? std::string_view{chat.title} : person);
    fingerprint.add({user.data(), user.size()});
    return fingerprint;
}

Fingerprint print_of(const CarriedChat& carried) {
    Fingerprint fingerprint;
    fingerprint.add("carry");
    fingerprint.add(carried.from);
    fingerprint.add(carried.to);
    return fingerprint;
}

}  // namespace

bool is_sensitive(Cause cause) {
    return cause == Cause::unlinked || cause == Cause::left_school || cause == Cause::blocked ||
           cause == Cause::link_gone;
}

bool is_personal(const Operation& operation) {
    return operation.cause == Cause::unlinked || operation.cause == Cause::hand_edit;
}

bool takes_away(OperationKind kind) {
    return kind == OperationKind::remove || kind == OperationKind::detach ||
           kind == OperationKind::destroy;
}

std::string hash_of(const Plan& plan, std::span<const Operation> operations, const Roster& roster,
                    std::span<const CarriedChat> carried) {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    if (!plan.account.empty()) {
        Fingerprint account;
        account.add(plan.account);
        first = account.first();
        second = account.second();
    }
    for (const Operation& operation : operations) {
        const Fingerprint fingerprint = print_of(plan, operation, roster);
        first += fingerprint.first();  // a sum: the order of the operations does not matter
        second += fingerprint.second();
    }
    for (const CarriedChat& chat : carried) {
        const Fingerprint fingerprint = print_of(chat);
        first += fingerprint.first();
        second += fingerprint.second();
    }
    return fmt::format("{:016x}{:016x}", first, second);
}

std::uint64_t fingerprint_of(const Plan& plan, const Operation& operation, const Roster& roster) {
    return print_of(plan, operation, roster).first();
}

std::uint64_t fingerprint_of(const CarriedChat& carried) {
    return print_of(carried).first();
}

std::uint64_t fingerprint_of_read(std::string_view implausible) {
    Fingerprint fingerprint;
    fingerprint.add("read");
    fingerprint.add(implausible);
    return fingerprint.first();
}

std::string fingerprint_of(std::string_view text) {
    Fingerprint fingerprint;
    fingerprint.add(text);
    return fmt::format("{:016x}{:016x}", fingerprint.first(), fingerprint.second());
}

Packing::Packing(const Capabilities& capabilities)
    : batch_max_{capabilities.batch_max},
      adds_per_request_{capabilities.adds_per_request},
      promotions_per_request_{capabilities.promotions_per_request} {}

void Packing::clear() {
    changes_ = 0;
    people_ = 0;
}

std::size_t Packing::people_max(OperationKind kind) const {
    if (kind == OperationKind::add) return adds_per_request_;
    return kind == OperationKind::promote ? promotions_per_request_ : 1;
}

bool Packing::joins(const Operation& operation) const {
    return people_ > 0 && kind_ == operation.kind && chat_ == operation.chat &&
           people_ < people_max(operation.kind);
}

bool Packing::fits(const Operation& operation) const {
    return operation.kind == OperationKind::detach || changes_ < batch_max_ || joins(operation);
}

void Packing::put(const Operation& operation) {
    if (operation.kind == OperationKind::detach) return;  // its removals are the work
    const bool joined = joins(operation);
    if (!joined) ++changes_;
    people_ = joined ? people_ + 1 : 1;
    kind_ = operation.kind;
    chat_ = operation.chat;
}

Price price_of(const Plan& plan, std::span<const Operation> operations,
               const Capabilities& capabilities) {
    std::vector<std::uint32_t> room(plan.chats.size(), 0);  // adds that fit the creating call
    std::vector<std::uint8_t> link_counted(plan.chats.size(), 0);
    std::vector<std::uint8_t> read_first(plan.chats.size(), 0);
    std::uint64_t calls = 0;
    std::uint64_t reads = 0;
    Packing packing{capabilities};
    // Per chat: 1 + the request in which somebody comes or is appointed there, and in which
    // anything is done there at all.
    std::vector<std::uint64_t> fills(plan.chats.size(), 0);
    std::vector<std::uint64_t> touches(plan.chats.size(), 0);
    std::uint64_t request = 1;
    const auto flush = [&] {
        if (!packing.empty()) ++calls;
        packing.clear();
        ++request;
    };
    const auto waits_for_answer = [&](const Operation& operation) {
        if (operation.kind == OperationKind::detach) return true;
        if (operation.kind == OperationKind::destroy) return touches[operation.chat] == request;
        return operation.kind == OperationKind::demote && fills[operation.chat] == request;
    };
    for (const Operation& operation : operations) {
        const bool looks_first =
            needs_fresh_read(operation.kind) || plan.chats[operation.chat].unread;
        if (looks_first && std::exchange(read_first[operation.chat], 1) == 0) ++reads;
        if (operation.kind == OperationKind::create) {
            flush();
            ++calls;
            room[operation.chat] = static_cast<std::uint32_t>(capabilities.create_members_max);
            continue;
        }
        if (operation.kind == OperationKind::add && room[operation.chat] > 0) {
            --room[operation.chat];
            continue;
        }
        if (operation.kind == OperationKind::invite &&
            std::exchange(link_counted[operation.chat], 1) == 0) {
            ++calls;
        }
        if (operation.kind == OperationKind::add) calls += capabilities.requests_per_add - 1;
        if (operation.kind == OperationKind::rename) calls += capabilities.requests_per_rename - 1;
        const bool of_role =
            operation.kind == OperationKind::promote || operation.kind == OperationKind::demote;
        if (of_role) {
            calls += capabilities.requests_per_role - 1;
        }
        if (waits_for_answer(operation) || !packing.fits(operation)) flush();
        packing.put(operation);
        touches[operation.chat] = request;
        const bool comes =
            operation.kind == OperationKind::add || operation.kind == OperationKind::promote;
        if (comes) fills[operation.chat] = request;
    }
    flush();
    calls += (reads + capabilities.reads_per_request - 1) / capabilities.reads_per_request;
    return {calls, static_cast<double>(calls) / capabilities.requests_per_second};
}

Plan make_plan(const PlanInput& input) {
    return Planner{input}.make();
}

}  // namespace rosterd
