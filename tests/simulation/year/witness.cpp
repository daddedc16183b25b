// Naive on purpose: sets of seats, compared one by one.
#include "tests/simulation/year/witness.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace rosterd::test {
namespace {

constexpr UnixSeconds hour = 3'600;
/// A pass that can do nothing waits for something: one every twelve seconds, for an hour, spins.
constexpr std::size_t passes_an_hour_max = 300;

/// Whoever releases what a read takes away that is not believed vouches for that read too.
bool vouches_for_the_read(GuardKind guard) {
    return guard == GuardKind::implausible_read || guard == GuardKind::implausible_class;
}

}  // namespace

void Witness::broke(std::string promise) {
    around_.note("BROKEN: {}", promise);
    if (broken_.empty()) broken_ = std::move(promise);
}

SchoolMemory Witness::stored() const {
    return store_.load(school_.id, school_.account, around_.clock.now()).value();
}

void Witness::look_up_bindings() {
    const auto before = std::exchange(bindings_, {});
    for (const ObservedChat& chat : stored().observed.chats) {
        bindings_[chat.number] = chat.key;
        const auto bound = before.find(chat.number);
        if (bound != before.end() && bound->second != chat.key) {
            goes_on_as(bound->second, chat.key);
        }
    }
}

/// What is known of its seats goes with a chat that a successor takes over.
void Witness::goes_on_as(const std::string& before, const std::string& key) {
    around_.note("{} goes on as {}", before, key);
    const auto seat_after = [&](const Seat& seat) {
        return Seat{seat.first == before ? key : seat.first, seat.second};
    };
    std::map<Seat, UnixSeconds> left;
    for (const auto& [seat, at] : left_) left.emplace(seat_after(seat), at);
    left_ = std::move(left);
    std::set<Seat> unsure;
    for (const Seat& seat : unsure_) unsure.insert(seat_after(seat));
    unsure_ = std::move(unsure);
    check_promotion(key);
}

/// Half of the classes do not change without an approval.
void Witness::check_promotion(const std::string& key) {
    constexpr std::size_t classes_min = 3;
    if (!key.starts_with("class/") && !key.starts_with("parents/")) return;
    renamed_in_pass_.insert(key.substr(key.find('/') + 1));
    const std::size_t count = renamed_in_pass_.size();
    if (promotion_approved_ || count < classes_min || count * 2 < delivered_.classes.size()) return;
    broke(fmt::format("{} of {} classes change unheld", count, delivered_.classes.size()));
}

bool Witness::is_in_use(ChatNumber chat) {
    look_up_bindings();
    const auto bound = bindings_.find(chat);
    return bound != bindings_.end() && honest_wanted_.contains(heir_of(honest_, bound->second));
}

std::string Witness::key_of(ChatNumber number) const {
    const auto bound = bindings_.find(number);
    if (bound != bindings_.end()) return bound->second;
    const auto chat = account_.chats().find(number);
    const auto key = keys_.find(chat->second.title);
    return key == keys_.end() ? std::string{} : key->second;
}

void Witness::truth_changed(const SchoolFacts& facts) {
    honest_ = facts;
    time_passed();
    for (const auto& [key, chat] : honest_wanted_) keys_[chat.title] = key;
}

void Witness::time_passed() {
    honest_wanted_ = wanted_chats(honest_, around_.clock.now());
}

void Witness::read_delivered(const SchoolFacts& facts, ReadWorth worth, std::uint64_t faults) {
    delivered_ = facts;
    delivered_wanted_ = wanted_chats(facts, around_.clock.now());
    read_at_ = around_.clock.now();
    time_passed();
    worth_ = worth;
    faults_at_read_ = faults;
    edits_at_read_ = edits_;
    removed_in_pass_.clear();
    renamed_in_pass_.clear();
    present_.clear();
    in_school_.clear();
    for (const auto& [id, person] : facts.people) {
        if (person.user == 0) continue;
        ever_linked_.insert(person.user);
        forgotten_.erase(person.user);
    }
    // Somebody asked for him by hand after he left: he may come back.
    make_unsure([&](const Seat& seat) { return added_by_hand(facts, seat, left_.at(seat)); });
    if (worth == ReadWorth::implausible) return;
    forget_the_gone(facts);
    // Who is not wanted any more has not left: wanted again, he comes back.
    make_unsure([&](const Seat& seat) {
        return !wants(delivered_wanted_, heir_of(delivered_, seat.first), seat.second);
    });
}

bool Witness::added_by_hand(const SchoolFacts& facts, const Seat& seat, UnixSeconds since) const {
    return std::ranges::any_of(facts.edits, [&](const auto& entry) {
        const auto& [of, edit] = entry;
        const auto person = facts.people.find(of.second);
        return edit.adds && of.first == seat.first && edit.made_at > since &&
               edit.in_force(around_.clock.now()) && person != facts.people.end() &&
               person->second.user == seat.second;
    });
}

/// Whom neither the journal names nor a chat holds, as it was seen last, the daemon keeps no trace
/// of. If people put him into a chat meanwhile, he is a stranger there, and must be reported.
void Witness::forget_the_gone(const SchoolFacts& facts) {
    std::set<UserId> gone = ever_linked_;
    for (const auto& [id, person] : facts.people) gone.erase(person.user);
    for (const ObservedChat& chat : stored().observed.chats) {
        for (const ObservedMember& member : chat.members) gone.erase(member.user());
    }
    forgotten_.insert(gone.begin(), gone.end());
}

template <class Predicate>
void Witness::make_unsure(Predicate whether) {
    for (auto seat = left_.begin(); seat != left_.end();) {
        if (!whether(seat->first)) {
            ++seat;
            continue;
        }
        unsure_.insert(seat->first);
        seat = left_.erase(seat);
    }
}

void Witness::daemon_did(const Chats& before, Moment moment) {
    look_up_bindings();
    for (const auto& [number, chat] : account_.chats()) {
        const auto former = before.find(number);
        const bool fresh = former == before.end();
        const std::string key = key_of(number);
        if (fresh) around_.note("chat {} '{}' is created for {}", number, chat.title, key);
        const std::map<UserId, bool> nobody;
        const auto& old = fresh ? nobody : former->second.members;
        present_[key] = std::max(present_[key], old.size());
        for (const auto& [user, admin] : old) in_school_.insert(user);
        for (const auto& [user, admin] : old) {
            if (!chat.members.contains(user)) put_out({key, user});
        }
        for (const auto& [user, admin] : chat.members) {
            const auto place = old.find(user);
            if (place == old.end()) put_in({key, user}, moment);
            if (admin != (place != old.end() && place->second)) {
                around_.note("{} {} admin={}", key, user, admin);
            }
        }
        if (fresh) continue;
        if (chat.left != former->second.left) around_.note("{} is left", key);
        if (chat.title != former->second.title) {
            around_.note("{} is called '{}'", key, chat.title);
            check_promotion(key);
        }
        check_administrators(key, old, chat);
    }
    check_duplicates();
}

/// The last administrator of people goes only with everybody, for people's safety, or because
/// somebody said so. What people did since the pass began, the daemon cannot know.
void Witness::check_administrators(const std::string& key, const std::map<UserId, bool>& before,
                                   const ModelChat& chat) {
    const auto administers = [](const auto& entry) { return entry.second; };
    if (chat.members.empty() || std::ranges::any_of(chat.members, administers)) return;
    if (!delivered_wanted_.contains(key) || edits_ != edits_at_read_) return;
    for (const auto& [user, admin] : before) {
        if (!admin || is_approved({key, user}) || has_left_the_school(user)) continue;
        if (removed_by_hand(delivered_, key, user, read_at_)) continue;
        broke(fmt::format("{} was the last administrator of {}", user, key));
    }
}

/// A hold names the chat as it will be called when its class has gone up.
bool Witness::is_approved(const Seat& seat) const {
    return approved_.contains(seat) ||
           approved_.contains({heir_of(delivered_, seat.first), seat.second});
}

bool Witness::has_left_the_school(UserId user) const {
    return std::ranges::none_of(delivered_.people, [&](const auto& entry) {
        const auto& [id, person] = entry;
        return person.user == user && !person.unlinked && belongs_to_school(delivered_, id);
    });
}

void Witness::put_in(const Seat& seat, Moment moment) {
    around_.note("{} + {}", seat.first, seat.second);
    if (left_.contains(seat)) {
        broke(fmt::format("{} left {} by himself and is put back", seat.second, seat.first));
    }
    if (moment == Moment::in_time && !wants(delivered_wanted_, seat.first, seat.second)) {
        broke(fmt::format("{} is put into {}, where the journal does not want him", seat.second,
                          seat.first));
    }
    unsure_.erase(seat);
    approved_.erase(seat);
}

void Witness::put_out(const Seat& seat) {
    const auto& [key, user] = seat;
    around_.note("{} - {}", key, user);
    if (wants(delivered_wanted_, key, user)) {
        broke(fmt::format("{} is removed from {}, where the read wants him", user, key));
    }
    if (worth_ == ReadWorth::implausible && wants(honest_wanted_, key, user)) {
        broke(fmt::format("{} is removed from {} by a read that is not to be believed", user, key));
    }
    if (!ever_linked_.contains(user) && delivered_wanted_.contains(key)) {
        broke(fmt::format("{}, a stranger, is removed from {}", user, key));
    }
    const bool free = unlinked(user) || removed_by_hand(delivered_, key, user, read_at_);
    if (!free && !is_approved(seat)) count_removal(seat);
}

bool Witness::unlinked(UserId user) const {
    return std::ranges::any_of(delivered_.people, [&](const auto& entry) {
        return entry.second.user == user && entry.second.unlinked;
    });
}

/// No guard is passed unheld. People are counted, not removals.
void Witness::count_removal(const Seat& seat) {
    const auto& [key, user] = seat;
    auto& removed = removed_in_pass_[key];
    removed.insert(user);
    std::size_t there = removed.size();
    std::set<UserId> of_school;
    std::set<UserId> in_school = in_school_;
    for (const auto& [number, chat] : account_.chats()) {
        for (const auto& [member, admin] : chat.members) in_school.insert(member);
        if (key_of(number) == key) there += chat.members.size();
    }
    for (const auto& [chat, users] : removed_in_pass_) of_school.insert(users.begin(), users.end());
    in_school.insert(of_school.begin(), of_school.end());
    std::size_t& present = present_[key];
    present = std::max(present, there);
    const auto passes = [](std::size_t count, std::size_t of, const GuardLimit& limit) {
        return count > limit.people &&
               static_cast<double>(count) > limit.share * static_cast<double>(of);
    };
    if (passes(removed.size(), present, limits_.chat)) {
        broke(fmt::format("{} of {} people are removed from {} unheld", removed.size(), present,
                          key));
    }
    if (passes(of_school.size(), in_school.size(), limits_.school)) {
        broke(fmt::format("{} of the school's {} people are removed unheld", of_school.size(),
                          in_school.size()));
    }
    removals_.push_back({around_.clock.now(), user});
    std::set<UserId> in_hour;
    const UnixSeconds since = around_.clock.now() - hour;
    for (const Removal& each : removals_) {
        if (each.at >= since) in_hour.insert(each.user);
    }
    if (in_hour.size() > limits_.hour_people) {
        broke(fmt::format("{} people are removed within an hour unheld", in_hour.size()));
    }
}

/// Once, in its time, and only what the journal has.
void Witness::call_made(const ModelCall& call, int count) {
    constexpr UnixSeconds slow = 120;  // the request may be on its way when its time ends
    const std::string id = call.wish.key.substr(call.wish.key.find('/') + 1);
    around_.note("call {} is made", id);
    if (count > 1) broke(fmt::format("call {} is made {} times", id, count));
    const auto planned = honest_.calls.find(id);
    if (planned == honest_.calls.end()) return broke("a call that nobody planned");
    const auto [starts, ends] = planned->second;
    if (call.started_at < starts || call.started_at >= ends + slow) {
        broke(fmt::format("call {} is made at {}, planned for {} to {}", id, call.started_at,
                          starts, ends));
    }
}

void Witness::check_duplicates() {
    std::map<std::string, int> count;
    for (const auto& [number, chat] : account_.chats()) {
        const std::string key = key_of(number);
        if (chat.left || key.empty()) continue;
        if (++count[key] > 1) broke(fmt::format("there are two chats for {}", key));
    }
}

void Witness::person_left(ChatNumber chat, UserId user) {
    look_up_bindings();
    ++edits_;
    const Seat seat{key_of(chat), user};
    around_.note("{} loses {}", seat.first, user);
    const SchoolMemory memory = stored();
    const ObservedChat* known = memory.observed.find(seat.first);
    const ObservedMember* member = known == nullptr ? nullptr : find_member(*known, user);
    // Whom it asked to be removed, without an answer, the daemon cannot tell from one who left.
    const bool on_record = member != nullptr && !member->invited() && !member->being_removed() &&
                           known->number == chat;
    const bool wanted = wants(delivered_wanted_, heir_of(delivered_, seat.first), user) &&
                        wants(honest_wanted_, heir_of(honest_, seat.first), user);
    if (on_record && wanted) {
        left_.emplace(seat, around_.clock.now());
    } else {
        unsure_.insert(seat);
    }
}

void Witness::person_joined(ChatNumber chat, UserId user) {
    look_up_bindings();
    ++edits_;
    const Seat seat{key_of(chat), user};
    around_.note("{} gets {} by hand", seat.first, user);
    left_.erase(seat);
    unsure_.erase(seat);
    approved_.erase(seat);
}

bool Witness::is_right(const Hold& hold, const Plan& plan) const {
    if (vouches_for_the_read(hold.guard) && worth_ != ReadWorth::honest) return false;
    return std::ranges::all_of(hold.operations, [&](const Operation& operation) {
        const PlannedChat& chat = plan.chats[operation.chat];
        // A class that went up goes on; its chat has not ended.
        const std::string key = heir_of(honest_, chat.key);
        const auto wanted = honest_wanted_.find(key);
        const bool there = wanted != honest_wanted_.end();
        switch (operation.kind) {
            case OperationKind::remove:
                return !wants(honest_wanted_, key, operation.user);
            case OperationKind::add:
            case OperationKind::invite:
                return wants(honest_wanted_, key, operation.user);
            case OperationKind::create:
            case OperationKind::rename:
                return there && wanted->second.title == chat.title;
            case OperationKind::detach:
            case OperationKind::destroy:
                return !there;
            case OperationKind::promote:
            case OperationKind::demote:
                break;
        }
        return true;
    });
}

void Witness::approved(const Hold& hold, const Plan& plan) {
    around_.note("hold {} is approved", hold.id);
    promotion_approved_ = promotion_approved_ || hold.guard == GuardKind::promotion;
    for (const Operation& operation : hold.operations) {
        if (operation.user == 0) continue;
        approved_.emplace(plan.chats[operation.chat].key, operation.user);
    }
}

void Witness::pass_ended(const SchoolState& state) {
    around_.note("pass ends {} plan={} holds={}{}", static_cast<int>(state.last_end),
                 state.plan.operations.size(), state.holds.size(),
                 state.error ? " " + state.error->what : "");
    check_holds(state);
    check_rest();
    const bool disturbed = around_.faults != faults_at_read_ || edits_ != edits_at_read_;
    if (disturbed || worth_ != ReadWorth::honest || state.last_end == PassEnd::failed) return;
    check_sensitive(state);
}

void Witness::check_rest() {
    const auto now = around_.clock.steady();
    passes_.push_back(now);
    while (now - passes_.front() >= std::chrono::seconds{hour}) passes_.pop_front();
    if (passes_.size() > passes_an_hour_max) {
        broke(fmt::format("{} passes within an hour", passes_.size()));
    }
}

/// A hold that no limit justifies would make people approve without looking.
void Witness::check_holds(const SchoolState& state) {
    for (const Hold& hold : state.holds) {
        std::set<UserId> people;
        for (const Operation& each : hold.operations) {
            if (each.user != 0) people.insert(each.user);
        }
        // What an earlier approval released and is not done yet is judged together with it.
        for (const Operation& each : state.plan.operations) {
            const bool same =
                hold.guard == GuardKind::school || each.chat == hold.operations.front().chat;
            if (same && each.kind == OperationKind::remove) people.insert(each.user);
        }
        const bool needless =
            (hold.guard == GuardKind::chat && people.size() <= limits_.chat.people) ||
            (hold.guard == GuardKind::school && people.size() <= limits_.school.people);
        if (needless) broke(fmt::format("needless hold: {}", hold.reason));
    }
}

/// Who left the school is out of every chat after one pass that nothing disturbed.
void Witness::check_sensitive(const SchoolState& state) {
    std::set<UserId> welcome;
    for (const auto& [id, person] : delivered_.people) {
        if (belongs_to_school(delivered_, id)) welcome.insert(person.user);
    }
    std::set<Seat> waiting;
    for (const Hold& hold : state.holds) {
        for (const Operation& each : hold.operations) {
            waiting.emplace(state.plan.chats[each.chat].key, each.user);
        }
    }
    // A guard may let go in the middle of a pass: the next one takes them.
    for (const Operation& each : state.plan.operations) {
        waiting.emplace(state.plan.chats[each.chat].key, each.user);
    }
    const std::set<UserId> known = ever_linked_;
    for (const ObservedChat& bound : stored().observed.chats) {
        const auto chat = account_.chats().find(bound.number);
        if (chat == account_.chats().end() || chat->second.left) continue;
        if (state.memory.history.parked_at(bound.key, 0) != nullptr) continue;
        for (const auto& [user, admin] : chat->second.members) {
            if (welcome.contains(user) || !known.contains(user)) continue;
            const bool parked = state.memory.history.parked_at(bound.key, user) != nullptr;
            // Put back by hand since the chat was read: seen at its next read.
            const bool unseen = find_member(bound, user) == nullptr;
            const bool waits = waiting.contains({bound.key, user}) ||
                               waiting.contains({heir_of(delivered_, bound.key), user});
            if (parked || unseen || waits || is_reported_stranger(state, bound.key, user)) continue;
            broke(fmt::format("{} left the school and is still in {}", user, bound.key));
        }
    }
}

bool Witness::is_reported_stranger(const SchoolState& state, const std::string& key,
                                   UserId user) const {
    return forgotten_.contains(user) &&
           std::ranges::any_of(state.strangers, [&](const Stranger& each) {
               return each.chat == key && each.user == user;
           });
}

const ModelChat* Witness::only_chat(const std::string& key) const {
    const ModelChat* only = nullptr;
    for (const auto& [number, chat] : account_.chats()) {
        if (!chat.left && key_of(number) == key) only = &chat;
    }
    return only;
}

std::string Witness::unfinished() {
    look_up_bindings();
    time_passed();
    std::set<UserId> known;
    std::ranges::set_difference(ever_linked_, forgotten_, std::inserter(known, known.end()));
    for (const auto& [key, wanted] : honest_wanted_) {
        std::string difference = difference_in(key, wanted, known);
        if (!difference.empty()) return difference;
    }
    for (const auto& [number, chat] : account_.chats()) {
        const std::string key = key_of(number);
        if (chat.left || honest_wanted_.contains(key)) continue;
        for (const auto& [user, admin] : chat.members) {
            if (known.contains(user)) {
                return fmt::format("{} is still in {}, which has ended", user, key);
            }
        }
    }
    return {};
}

std::string Witness::difference_in(const std::string& key, const WantedChat& wanted,
                                   const std::set<UserId>& known) const {
    const ModelChat* chat = only_chat(key);
    if (chat == nullptr) return fmt::format("there is no chat for {}", key);
    if (chat->title != wanted.title) return fmt::format("{} has another title", key);
    for (const auto& [user, admin] : chat->members) {
        const auto place = wanted.members.find(user);
        if (place == wanted.members.end()) {
            if (!known.contains(user)) continue;  // a stranger stays
            return fmt::format("{} is in {} and should not be", user, key);
        }
        if (place->second != admin) {
            return fmt::format("{} in {} should {}administer it", user, key, admin ? "not " : "");
        }
    }
    for (const auto& [user, admin] : wanted.members) {
        const Seat seat{key, user};
        const bool out = left_.contains(seat) || unsure_.contains(seat) ||
                         account_.cannot_be_added.contains(user);
        if (!chat->members.contains(user) && !out) {
            return fmt::format("{} is not in {} and should be", user, key);
        }
    }
    return {};
}

}  // namespace rosterd::test
