// What a provider would do with its calls, step by step, and what it would say.
#include "tests/support/call_model.hpp"

namespace rosterd::test {
namespace {

using boost::asio::awaitable;

/// Counts a fault down; true when it strikes now.
bool strikes(int& left) {
    if (left == 0) return false;
    --left;
    return true;
}

Call call_of(const ModelCall& made) {
    return {.id = made.id, .join_link = "https://calls.model/" + made.id};
}

}  // namespace

awaitable<void> CallModel::pass_time() const {
    if (delay_.count() > 0) co_await clock_.sleep_until(clock_.steady() + delay_);
}

awaitable<std::vector<Result<Call>>> CallModel::start(std::vector<CallWish> wishes,
                                                      Priority /*priority*/) {
    if (!wishes.empty()) co_await pass_time();
    std::vector<Result<Call>> results;
    results.reserve(wishes.size());
    for (const CallWish& wish : wishes) results.push_back(start_one(wish));
    co_return results;
}

awaitable<std::vector<Result<void>>> CallModel::finish(std::vector<Call> calls,
                                                       Priority /*priority*/) {
    if (!calls.empty()) co_await pass_time();
    std::vector<Result<void>> results;
    results.reserve(calls.size());
    for (const Call& call : calls) results.push_back(finish_one(call));
    co_return results;
}

awaitable<std::vector<Result<CallState>>> CallModel::look(std::vector<Call> calls,
                                                          Priority /*priority*/) {
    if (!calls.empty()) co_await pass_time();
    std::vector<Result<CallState>> results;
    results.reserve(calls.size());
    for (const Call& call : calls) {
        ++requests_;
        results.push_back(look_at(call));
    }
    co_return results;
}

std::string CallModel::personal_link(const Call& call, std::string_view /*person_name*/,
                                     CallRole role) const {
    return call.join_link + (role == CallRole::moderator ? "?moderator" : "?participant");
}

Result<Call> CallModel::start_one(const CallWish& wish) {
    ++requests_;
    if (down_) return Error{ErrorKind::transient, "the model is down"};
    if (strikes(starts_to_refuse_)) return Error{ErrorKind::transient, "the model is busy"};
    if (refused_keys_.contains(wish.key)) return Error{ErrorKind::refused, "the model says no"};
    auto found = running_.find(wish.key);
    if (found == running_.end() && wish.only_existing) {
        return Error{ErrorKind::not_found, "the model has no such call"};
    }
    if (found == running_.end()) {
        const std::string id = "call-" + std::to_string(calls_.size() + 1);
        calls_.push_back({.id = id, .wish = wish, .started_at = clock_.now()});
        ids_.emplace(id, calls_.size() - 1);
        found = running_.emplace(wish.key, calls_.size() - 1).first;
        ++starts_[wish.key];
    }
    if (strikes(starts_to_lose_)) return Error{ErrorKind::unknown_outcome, "the answer is lost"};
    return call_of(calls_[found->second]);
}

Result<void> CallModel::finish_one(const Call& call) {
    ++requests_;
    if (down_) return Error{ErrorKind::transient, "the model is down"};
    const ModelCall* made = running_with_id(call.id);
    if (made != nullptr) end(made->wish.key);
    if (strikes(finishes_to_lose_)) return Error{ErrorKind::unknown_outcome, "the answer is lost"};
    return {};
}

Result<CallState> CallModel::look_at(const Call& call) const {
    if (down_) return Error{ErrorKind::transient, "the model is down"};
    const ModelCall* made = running_with_id(call.id);
    if (made == nullptr) return CallState::gone;
    return made->entered ? CallState::running : CallState::empty;
}

ModelCall* CallModel::end(std::string_view key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return nullptr;
    ModelCall& call = calls_[found->second];
    call.finished_at = clock_.now();
    call.entered = false;
    running_.erase(found);
    return &call;
}

const ModelCall* CallModel::running_with_id(std::string_view id) const {
    const auto found = ids_.find(id);
    if (found == ids_.end() || calls_[found->second].finished_at) return nullptr;
    return &calls_[found->second];
}

const ModelCall* CallModel::running(std::string_view key) const {
    const auto found = running_.find(key);
    return found == running_.end() ? nullptr : &calls_[found->second];
}

bool CallModel::drop(std::string_view key) {
    ModelCall* call = end(key);
    if (call != nullptr) call->dropped = true;
    return call != nullptr;
}

bool CallModel::enter(std::string_view key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return false;
    calls_[found->second].entered = true;
    return true;
}

int CallModel::starts(std::string_view key) const {
    const auto found = starts_.find(key);
    return found == starts_.end() ? 0 : found->second;
}

}  // namespace rosterd::test
