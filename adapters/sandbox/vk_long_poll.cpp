// Keys, positions and answers of the long polls.
#include "adapters/sandbox/vk_long_poll.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::int64_t wait_max_s = 90;  // vk.md §4.7
constexpr std::ptrdiff_t updates_page_max = 1000;
constexpr std::array<std::string_view, 3> words{"always", "not_by_bots", "never"};

std::int64_t number(const Poll& poll, std::string_view name, std::int64_t fallback) {
    const auto found = poll.parameters.find(name);
    if (found == poll.parameters.end()) return fallback;
    return to_integer(found->second).value_or(fallback);
}

json::object failed(int code) {
    return {{"failed", code}};
}

}  // namespace

std::string_view to_string(MembershipTold told) {
    return words.at(static_cast<std::size_t>(told));
}

std::optional<MembershipTold> to_membership_told(std::string_view word) {
    const auto* const found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<MembershipTold>(found - words.begin());
}

void LongPoll::take_in(std::span<const MemberId> viewers) {
    const auto& events = world_.events();
    auto event = std::ranges::upper_bound(events, seen_, {}, &Event::number);
    for (; event != events.end(); ++event) {
        for (const MemberId viewer : viewers) {
            auto told = told_of(world_, *event, viewer);
            if (!told) continue;
            Log& log = logs_[viewer];
            log.told.push_back(std::move(*told));
            if (log.told.size() <= kept_max) continue;
            log.forgotten = log.told.front().event.number;
            log.told.pop_front();
        }
    }
    seen_ = world_.last_event();
}

std::string LongPoll::give_key(MemberId viewer, PollKind kind, Moment now) {
    if (keys_.size() >= keys_max) {
        keys_.erase(std::ranges::min_element(
            keys_, {}, [](const auto& entry) { return entry.second.number; }));
    }
    ++last_key_;
    std::string key = opaque(mixed(seed_ ^ mixed(last_key_))) + opaque(mixed(seed_ + last_key_));
    keys_.insert_or_assign(
        key, Key{.viewer = viewer, .kind = kind, .expires = now + key_lasts, .number = last_key_});
    return key;
}

const LongPoll::Key* LongPoll::find(const Poll& poll) const {
    const auto act = poll.parameters.find("act");
    const auto key = poll.parameters.find("key");
    if (act == poll.parameters.end() || act->second != "a_check") return nullptr;
    if (key == poll.parameters.end()) return nullptr;
    const auto found = keys_.find(key->second);
    if (found == keys_.end() || poll.now >= found->second.expires) return nullptr;
    return &found->second;
}

std::optional<MemberId> LongPoll::viewer_of(const Poll& poll) const {
    const Key* const key = find(poll);
    return key == nullptr ? std::nullopt : std::optional{key->viewer};
}

void LongPoll::lose_information() {
    for (auto& [text, key] : keys_) key.lost = true;
}

bool LongPoll::is_told(const Told& told, PollKind kind) const {
    if (!told.in_own_chat || told.viewer > 0 || !is_membership(told.event.kind)) return true;
    if (membership_ == MembershipTold::never) return false;
    return membership_ == MembershipTold::always || kind == PollKind::user;
}

std::pair<std::int64_t, json::array> LongPoll::news(const Key& key, std::int64_t from,
                                                    int version) const {
    std::pair<std::int64_t, json::array> result{seen_, {}};
    const auto log = logs_.find(key.viewer);
    if (log == logs_.end()) return result;
    const auto number_of = [](const Told& told) { return told.event.number; };
    auto told = std::ranges::upper_bound(log->second.told, from, {}, number_of);
    for (; told != log->second.told.end(); ++told) {
        if (std::ssize(result.second) >= updates_page_max) {
            result.first = told->event.number - 1;
            break;
        }
        if (!is_told(*told, key.kind)) continue;
        if (key.kind == PollKind::user) {
            append_user_updates(*told, version, result.second);
        } else if (auto update = bot_update(*told)) {
            result.second.emplace_back(std::move(*update));
        }
    }
    return result;
}

json::object LongPoll::answer(const Poll& poll) {
    ++polls_;
    const Key* const found = find(poll);
    if (found == nullptr) return failed(2);
    if (found->lost) return failed(3);
    const std::int64_t version = number(poll, "version", 0);
    if (version < 0 || version > long_poll_version_max) {
        return {{"failed", 4}, {"min_version", 0}, {"max_version", long_poll_version_max}};
    }
    const std::int64_t ts = number(poll, "ts", -1);
    const auto log = logs_.find(found->viewer);
    const std::int64_t oldest =
        log == logs_.end() ? begun_ : std::max(begun_, log->second.forgotten);
    if (ts < oldest || ts > seen_) {
        begun_ = std::min(begun_, seen_);
        return {{"failed", 1}, {"ts", seen_}};
    }
    Key& key = keys_.find(poll.parameters.find("key")->second)->second;
    const bool again = repeats_ > 0 && key.told;
    if (again) --repeats_;
    const std::int64_t from = again ? key.told_from : ts;
    auto [position, updates] = news(key, from, static_cast<int>(version));
    if (!updates.empty()) {
        key.told = true;
        key.told_from = from;
    }
    json::object body{{"updates", std::move(updates)}};
    // A string for bots, a number for users (vk.md §4.7, §4.8).
    if (key.kind == PollKind::bots) {
        body["ts"] = std::to_string(position);
    } else {
        body["ts"] = position;
    }
    return body;
}

std::chrono::seconds LongPoll::patience(const Poll& poll) const {
    const Key* const key = find(poll);
    const std::int64_t ts = number(poll, "ts", -1);
    if (key == nullptr || key->lost || ts < begun_ || ts > seen_) return {};
    if (repeats_ > 0 && key->told) return {};
    const auto version = static_cast<int>(number(poll, "version", 0) % 1000);
    if (!news(*key, ts, version).second.empty()) return {};
    return std::chrono::seconds{std::clamp<std::int64_t>(number(poll, "wait", 25), 0, wait_max_s)};
}

}  // namespace rosterd::sandbox
