// Hear, keep, gather, tell, note that it was told.
#include "daemon/notifications/notifier.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "daemon/offload.hpp"
#include "reconciler/words.hpp"

namespace rosterd {

using boost::asio::awaitable;
using std::chrono::steady_clock;

namespace {

/// What comes within this time of the first one goes into the same message.
constexpr std::chrono::seconds gather{30};
constexpr std::chrono::seconds store_retry{10};
/// After this long a cause that was told is forgotten: a hold that still waits is told again.
constexpr UnixSeconds told_kept = 90 * 86'400;
/// How soon it is seen that an account works again.
constexpr std::chrono::minutes account_look{1};
/// More in one moment is nothing that a person reads one by one.
constexpr std::size_t heard_max = 10'000;

struct AsKept {
    KeptNotice operator()(const HoldCreated& hold) const {
        return {.channel = {},
                .kind = NoticeKind::hold,
                .school = hold.school,
                .subject = hold.hold,
                .word = std::string{word(hold.guard)},
                .detail = hold.reason};
    }
    KeptNotice operator()(const ConferenceFailed& conference) const {
        return {.channel = {},
                .kind = NoticeKind::conference,
                .school = conference.school,
                .subject = conference.conference,
                .word = std::string{word(conference.cause)},
                .detail = conference.reason};
    }
    KeptNotice operator()(const AccountDown& account) const {
        return {.channel = {},
                .kind = NoticeKind::account,
                .school = {},
                .subject = account.account,
                .word = std::string{word(account.platform)},
                .detail = account.reason};
    }
};

}  // namespace

Notifier::Notifier(NotifierParts parts, NotifierSettings settings)
    : parts_{std::move(parts)}, settings_{std::move(settings)}, wakeup_{parts_.loop} {
    parts_.notices.listen([this](const Notice& notice) { hear(notice); });
}

Notifier::Cause Notifier::cause_of(const KeptNotice& notice) {
    return {notice.channel, notice.kind, notice.school, notice.subject};
}

void Notifier::hear(const Notice& notice) {
    if (heard_.size() >= heard_max) return;
    heard_.push_back(std::visit(AsKept{}, notice));
    heard_.back().noticed_at = parts_.clock.now();
    wakeup_.notify();
}

awaitable<void> Notifier::run() {
    for (;;) {
        const bool kept = co_await load() && co_await forget_what_is_over() && co_await save();
        for (const auto& channel : parts_.channels) {
            if (kept && !stopping_) co_await tell(*channel);
        }
        const bool noted = kept && co_await save();
        if (stopping_) co_return;
        if (noted) {
            co_await wakeup_.wait(&parts_.clock, next_turn());
        } else {
            co_await wakeup_.wait(&parts_.clock, parts_.clock.steady() + store_retry);
        }
    }
}

void Notifier::stop() {
    stopping_ = true;
    wakeup_.notify();
}

awaitable<bool> Notifier::load() {
    if (loaded_) co_return true;
    auto read = co_await offload(parts_.store.thread,
                                 [&store = parts_.store.store] { return store.notices(); });
    if (!read) co_return note_store(std::move(read).error());
    for (KeptNotice& notice : *read) {
        Cause cause = cause_of(notice);
        kept_.insert_or_assign(std::move(cause), Kept{std::move(notice), true});
    }
    loaded_ = true;
    co_return note_store({});
}

/// An account that works again may break again; what no channel tells any more waits for nobody.
bool Notifier::is_over(const KeptNotice& notice) const {
    const bool has_channel = std::ranges::any_of(
        parts_.channels, [&](const auto& channel) { return channel->name() == notice.channel; });
    if (!has_channel) return true;
    if (notice.told_at != 0 && notice.told_at + told_kept < parts_.clock.now()) return true;
    if (notice.kind != NoticeKind::account) return false;
    const auto account = parts_.accounts.find(notice.subject);
    if (account == parts_.accounts.end()) return true;
    return notice.told_at != 0 && account->second.opened &&
           account->second.platform->use().state != "stopped";
}

awaitable<bool> Notifier::forget_what_is_over() {
    std::vector<KeptNotice> over;
    for (const auto& [cause, kept] : kept_) {
        if (is_over(kept.notice)) over.push_back(kept.notice);
    }
    if (over.empty()) co_return true;
    auto forgotten = co_await offload(parts_.store.thread, [&store = parts_.store.store, &over] {
        return store.forget_notices(over);
    });
    if (!note_store(forgotten)) co_return false;
    for (const KeptNotice& notice : over) kept_.erase(cause_of(notice));
    co_return true;
}

/// Everything that the store does not have as it is: what was heard, and what was told.
awaitable<bool> Notifier::save() {
    for (const KeptNotice& notice : std::exchange(heard_, {})) {
        for (const auto& channel : parts_.channels) {
            KeptNotice addressed = notice;
            addressed.channel = channel->name();
            const bool is_new = kept_.try_emplace(cause_of(addressed), Kept{addressed}).second;
            if (!is_new) continue;
            Turn& turn = turns_[addressed.channel];
            turn.due =
                std::max(turn.due, parts_.clock.steady() + std::min<std::chrono::milliseconds>(
                                                               gather, settings_.digest));
        }
    }
    std::vector<KeptNotice> unsaved;
    for (const auto& [cause, kept] : kept_) {
        if (!kept.saved) unsaved.push_back(kept.notice);
    }
    if (unsaved.empty()) co_return true;
    auto saved = co_await offload(parts_.store.thread, [&store = parts_.store.store, &unsaved] {
        return store.save_notices(unsaved);
    });
    if (!note_store(saved)) co_return false;
    for (const KeptNotice& notice : unsaved) kept_.at(cause_of(notice)).saved = true;
    co_return true;
}

std::vector<KeptNotice> Notifier::waiting(std::string_view channel) const {
    std::vector<KeptNotice> found;
    for (const auto& [cause, kept] : kept_) {
        const bool waits = kept.notice.channel == channel && kept.notice.told_at == 0;
        if (waits && kept.saved) found.push_back(kept.notice);
    }
    std::ranges::sort(found, {}, [](const KeptNotice& notice) {
        return std::tie(notice.noticed_at, notice.kind, notice.school, notice.subject);
    });
    return found;
}

std::optional<steady_clock::time_point> Notifier::next_turn() const {
    std::optional<steady_clock::time_point> next;
    const bool account_is_down = std::ranges::any_of(kept_, [](const auto& each) {
        return each.second.notice.kind == NoticeKind::account && each.second.notice.told_at != 0;
    });
    if (account_is_down) next = parts_.clock.steady() + account_look;
    for (const auto& channel : parts_.channels) {
        if (waiting(channel->name()).empty()) continue;
        const auto turn = turns_.find(channel->name());
        const auto due = turn == turns_.end() ? parts_.clock.steady() : turn->second.due;
        next = next ? std::min(*next, due) : due;
    }
    return next;
}

awaitable<void> Notifier::tell(NoticeChannel& channel) {
    Turn& turn = turns_[std::string{channel.name()}];
    if (parts_.clock.steady() < turn.due) co_return;
    const std::vector<KeptNotice> notices = waiting(channel.name());
    if (notices.empty()) co_return;
    const auto told =
        co_await channel.send(digest_of(notices, settings_.language, settings_.machine));
    turn.due = parts_.clock.steady() + settings_.digest;
    if (!told) {
        if (!std::exchange(turn.failing, true)) {
            spdlog::error("notifications=failing channel={} waiting={} error=\"{}\" hint=\"{}\"",
                          channel.name(), notices.size(), told.error().what, told.error().hint);
        }
        co_return;
    }
    if (std::exchange(turn.failing, false)) {
        spdlog::info("notifications=ok channel={}", channel.name());
    }
    for (const KeptNotice& notice : notices) {
        Kept& kept = kept_.at(cause_of(notice));
        kept.notice.told_at = std::max<UnixSeconds>(parts_.clock.now(), 1);
        kept.saved = false;
    }
}

/// Logged once until it works again; what could not be written is tried again.
bool Notifier::note_store(const Result<void>& outcome) {
    const bool failing = !outcome;
    if (failing && !store_failing_) {
        spdlog::error("notifications=unsaved error=\"{}\" hint=\"{}\"", outcome.error().what,
                      outcome.error().hint);
    }
    store_failing_ = failing;
    return !failing;
}

}  // namespace rosterd
