// The updates that bots are owed: a queue for the long poll, pushes for webhooks.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <utility>

#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_messenger.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr int retries_max = 10;  // max.md §2.10
constexpr double retry_factor = 2.5;

bool wanted(const std::vector<std::string>& types, std::string_view type) {
    return types.empty() || std::ranges::find(types, type) != types.end();
}

std::chrono::milliseconds retry_delay(const Settings& settings, int failures) {
    const auto first = static_cast<double>(settings.webhook_first_retry.count());
    return std::chrono::milliseconds{
        std::llround(first * std::pow(retry_factor, std::max(failures - 1, 0)))};
}

auto find_subscription(Bot& bot, std::string_view url) {
    return std::ranges::find(bot.subscriptions, url, &Subscription::url);
}

/// The push that goes next: none while one is on its way, so that each endpoint is asked once at
/// a time.
template <class Pushes>
auto next_of(Pushes& pushes) -> decltype(&pushes.front()) {
    decltype(&pushes.front()) next = nullptr;
    for (auto& push : pushes) {
        if (push.in_flight) return nullptr;
        if (next == nullptr || push.due < next->due) next = &push;
    }
    return next;
}

}  // namespace

void Messenger::enqueue(Bot& bot, std::string_view type, json::object body, Moment now) {
    body["timestamp"] = milliseconds(now);
    body["update_type"] = type;
    const Update update{
        .number = bot.next_update++, .at = now, .type = std::string{type}, .body = std::move(body)};
    changed();
    ++updates_posted_;
    if (bot.subscriptions.empty()) {
        forget_old(bot, now);
        bot.updates.push_back(update);
        if (bot.updates.size() > updates_kept) bot.updates.pop_front();
        return;
    }
    for (Subscription& subscription : bot.subscriptions) {
        if (!wanted(subscription.types, type)) continue;
        subscription.pushes.push_back(
            {.update = update, .repeats = settings_.duplicates ? 1 : 0, .due = now});
        if (subscription.pushes.size() > updates_kept) subscription.pushes.pop_front();
    }
}

void Messenger::tell(UserId bot_id, std::string_view type, json::object fields, Moment now) {
    Bot* const told = bot(bot_id);
    if (told == nullptr) return;
    if (settings_.unknown_updates) {
        enqueue(*told, "chat_theme_changed", {{"theme", json::object{{"id", 7}}}}, now);
    }
    enqueue(*told, type, std::move(fields), now);
}

void Messenger::tell_group(const Chat& chat, Audience audience, std::string_view type,
                           const json::object& fields, Moment now) {
    for (const auto& [id, bot] : bots_) {
        const auto seat = chat.seats.find(id);
        if (seat == chat.seats.end() || !seat->second.admin) continue;
        const bool told =
            audience == Audience::admins || has_permission(seat->second, "read_all_messages");
        if (told) tell(id, type, fields, now);
    }
}

void Messenger::tell_about_message(const Chat& chat, std::string_view type,
                                   const json::object& fields, UserId by, Moment now) {
    if (bots_.contains(by)) {
        // A bot is not told what it did itself; the other bots of a group are.
        for (const auto& [id, bot] : bots_) {
            const auto seat = chat.seats.find(id);
            if (id == by || seat == chat.seats.end()) continue;
            if (has_permission(seat->second, "read_all_messages")) tell(id, type, fields, now);
        }
        return;
    }
    if (chat.kind == ChatKind::group) return tell_group(chat, Audience::readers, type, fields, now);
    json::object told = fields;
    if (type != "message_removed") told["user_locale"] = "ru";
    for (const auto& [who, seat] : chat.seats) {
        if (who != by) tell(who, type, told, now);
    }
}

void Messenger::forget_old(Bot& bot, Moment now) {
    while (!bot.updates.empty() && now - bot.updates.front().at > updates_live) {
        bot.updates.pop_front();
        changed();
    }
}

Batch Messenger::read(Bot& bot, const Poll& poll, Moment now) {
    forget_old(bot, now);
    if (poll.marker) {
        while (!bot.updates.empty() && bot.updates.front().number < *poll.marker) {
            bot.updates.pop_front();
            changed();
        }
    }
    auto update = bot.updates.begin();
    const bool latest = !poll.marker && settings_.without_marker == WithoutMarker::latest;
    if (latest && bot.updates.size() > 1) update = std::prev(bot.updates.end());
    Batch batch{.updates = {}, .marker = bot.next_update};
    for (; update != bot.updates.end(); ++update) {
        if (!wanted(poll.types, update->type)) continue;
        if (batch.updates.size() == poll.limit) {
            batch.marker = update->number;
            break;
        }
        batch.updates.push_back(update->body);
    }
    return batch;
}

bool Messenger::has_news(const Bot& bot, const Poll& poll) const {
    return std::ranges::any_of(bot.updates, [&](const Update& update) {
        return update.number >= poll.marker.value_or(0) && wanted(poll.types, update.type);
    });
}

bool Messenger::subscribe(Bot& bot, Subscription subscription) {
    changed();
    if (const auto before = find_subscription(bot, subscription.url);
        before != bot.subscriptions.end()) {
        before->secret = std::move(subscription.secret);
        before->types = std::move(subscription.types);
        before->since = subscription.since;
        return true;
    }
    if (bot.subscriptions.size() >= subscriptions_max) return false;
    bot.subscriptions.push_back(std::move(subscription));
    return true;
}

bool Messenger::unsubscribe(Bot& bot, std::string_view url) {
    const auto found = find_subscription(bot, url);
    if (found == bot.subscriptions.end()) return false;
    bot.subscriptions.erase(found);
    changed();
    return true;
}

void Messenger::give_up(Moment now) {
    for (auto& [id, bot] : bots_) {
        const auto ended = std::erase_if(bot.subscriptions, [&](const Subscription& subscription) {
            return subscription.failing_since &&
                   now - *subscription.failing_since >= settings_.webhook_give_up;
        });
        if (ended > 0) changed();
    }
}

std::optional<PushJob> Messenger::take_push(Moment now) {
    give_up(now);
    for (auto& [id, bot] : bots_) {
        for (Subscription& subscription : bot.subscriptions) {
            Push* const push = next_of(subscription.pushes);
            if (push == nullptr || push->due > now) continue;
            push->in_flight = true;
            json::value body = push->update.body;
            make_strange(body, settings_);
            return PushJob{.bot = id,
                           .url = subscription.url,
                           .secret = subscription.secret,
                           .number = push->update.number,
                           .body = json::serialize(body)};
        }
    }
    return std::nullopt;
}

std::optional<Moment> Messenger::next_push() const {
    std::optional<Moment> due;
    for (const auto& [id, bot] : bots_) {
        for (const Subscription& subscription : bot.subscriptions) {
            const Push* const push = next_of(subscription.pushes);
            if (push != nullptr && (!due || push->due < *due)) due = push->due;
            if (!subscription.failing_since) continue;
            const Moment end = *subscription.failing_since + settings_.webhook_give_up;
            if (!due || end < *due) due = end;
        }
    }
    return due;
}

void Messenger::pushed(const PushJob& job, Delivered delivered, Moment now) {
    Bot* const told = bot(job.bot);
    if (told == nullptr) return;
    const auto subscription = find_subscription(*told, job.url);
    if (subscription == told->subscriptions.end()) return;  // unsubscribed meanwhile
    const auto push = std::ranges::find_if(subscription->pushes, [&](const Push& candidate) {
        return candidate.update.number == job.number && candidate.in_flight;
    });
    if (push == subscription->pushes.end()) return;
    push->in_flight = false;
    changed();
    if (delivered == Delivered::yes) {
        ++subscription->delivered;
        subscription->failing_since.reset();
        if (push->repeats-- <= 0) subscription->pushes.erase(push);
        return;
    }
    ++subscription->failed;
    if (!subscription->failing_since) subscription->failing_since = now;
    ++push->attempts;
    push->due = now + retry_delay(settings_, push->attempts);
    if (push->attempts > retries_max) subscription->pushes.erase(push);
}

}  // namespace rosterd::sandbox::max
