// Which pauses concern what, and a plan without the chats that rest.
#include "reconciler/pause.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/local_time.hpp"

namespace rosterd {
namespace {

/// "2026-09-01 08:00 UTC": which zone the reader lives in is not known here.
std::string utc_text(UnixSeconds at) {
    return to_string(day_of(at)) + " " + time_text(at) + " UTC";
}

std::string_view what_rests(const Pause& pause) {
    if (!pause.chat.empty()) return "the chat";
    return pause.school.empty() ? "everything" : "the school";
}

}  // namespace

std::vector<Pause> pauses_about(std::span<const Pause> pauses, std::string_view school) {
    std::vector<Pause> about;
    for (const Pause& pause : pauses) {
        if (pause.school.empty() || pause.school == school) about.push_back(pause);
    }
    return about;
}

const Pause* pause_of_all(std::span<const Pause> pauses, UnixSeconds now) {
    const Pause* found = nullptr;
    for (const Pause& pause : pauses) {
        if (!pause.chat.empty() || !pause.lasts(now)) continue;
        if (found == nullptr || pause.school.empty()) found = &pause;
    }
    return found;
}

const Pause* pause_of_chat(std::span<const Pause> pauses, std::string_view chat, UnixSeconds now) {
    if (const Pause* all = pause_of_all(pauses, now); all != nullptr) return all;
    const auto found = std::ranges::find_if(pauses, [&](const Pause& pause) {
        return !pause.chat.empty() && pause.chat == chat && pause.lasts(now);
    });
    return found == pauses.end() ? nullptr : &*found;
}

std::vector<std::string> paused_chats(std::span<const Pause> pauses, UnixSeconds now) {
    std::vector<std::string> keys;
    for (const Pause& pause : pauses) {
        if (!pause.chat.empty() && pause.lasts(now)) keys.push_back(pause.chat);
    }
    std::ranges::sort(keys);
    return keys;
}

std::optional<UnixSeconds> next_end(std::span<const Pause> pauses, UnixSeconds now) {
    std::optional<UnixSeconds> next;
    for (const Pause& pause : pauses) {
        if (pause.until == 0 || !pause.lasts(now)) continue;
        next = next ? std::min(*next, pause.until) : pause.until;
    }
    return next;
}

std::string pause_sentence(const Pause& pause) {
    std::string text = fmt::format("nothing happens: {} is paused since {} by {}",
                                   what_rests(pause), utc_text(pause.since), pause.by);
    if (pause.until != 0) text += " until " + utc_text(pause.until);
    if (!pause.reason.empty()) text += ": " + pause.reason;
    return text;
}

Withheld withhold(Plan& plan, std::span<const std::string> chats, const PlanInput& input) {
    Withheld withheld;
    if (chats.empty()) return withheld;
    std::vector<std::string_view> resting{chats.begin(), chats.end()};
    for (const CarriedChat& carried : plan.carried) {
        const bool rests = std::ranges::binary_search(chats, carried.from) ||
                           std::ranges::binary_search(chats, carried.to);
        if (rests) withheld.carried.push_back(carried);
    }
    std::erase_if(plan.carried, [&](const CarriedChat& carried) {
        return std::ranges::find(withheld.carried, carried) != withheld.carried.end();
    });
    for (const CarriedChat& carried : withheld.carried) {
        resting.push_back(carried.from);
        resting.push_back(carried.to);
    }
    std::ranges::sort(resting);
    std::vector<Operation> goes_on;
    for (const Operation& operation : plan.operations) {
        const std::string_view key = plan.chats[operation.chat].key;
        const bool rests = std::ranges::binary_search(resting, key);
        (rests ? withheld.operations : goes_on).push_back(operation);
    }
    if (withheld.empty()) return withheld;
    plan.operations = std::move(goes_on);
    plan.hash = hash_of(plan, plan.operations, input.comparison.roster, plan.carried);
    plan.price = price_of(plan, plan.operations, input.capabilities);
    return withheld;
}

}  // namespace rosterd
