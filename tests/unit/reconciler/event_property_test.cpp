// Schools in which things happen: done one by one or read afresh, the chats are the same.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "tests/support/platform_model.hpp"
#include "tests/unit/reconciler/naive_desired.hpp"
#include "tests/unit/reconciler/random_events.hpp"

namespace rosterd::testing {

namespace {

constexpr int events_max = 12;

Choices any_choices() {
    constexpr std::size_t enough = 700;
    return Choices{*rc::gen::container<std::vector<std::uint32_t>>(
        enough, rc::gen::inRange<std::uint32_t>(0, 100'000))};
}

/// Without strangers, without doubt, on an account that can do everything.
Scenario plain_school(Choices& choices) {
    Scenario scenario = random_school(choices, Doubts::none);
    scenario.capabilities = {};
    return scenario;
}

/// Lets things happen, the daemon working after each.
void live(Choices& choices, Scenario& scenario) {
    scenario.converge();
    for (std::uint32_t left = choices.below(events_max + 1); left > 0; --left) {
        RC_LOG() << random_event(choices, scenario) << "\n";
        scenario.converge();
    }
}

/// "class/c1 'c1 класс': 1003 1004*", a line for each chat that the rules want now.
std::map<std::string, std::string> platform_of(const Scenario& scenario) {
    const auto world = scenario.evaluate();
    std::map<std::string, std::string> chats;
    for (const DesiredChat& chat : world.desired.chats) {
        if (chat.wish != ChatWish::present) continue;
        const std::string key{world.desired.key(chat)};
        const ObservedChat* observed = scenario.observed.find(key);
        if (observed == nullptr) {
            chats[key] = "missing";
            continue;
        }
        std::string line = fmt::format("'{}':", observed->title);
        for (const ObservedMember& member : observed->members) {
            line += fmt::format(" {}{}", member.user(), member.admin() ? "*" : "");
        }
        chats[key] = line;
    }
    return chats;
}

std::vector<std::string> desired_of(const Evaluated& world) {
    std::vector<std::string> chats;
    for (const DesiredChat& chat : world.desired.chats) {
        std::string line = fmt::format("{} {} '{}'", world.desired.key(chat),
                                       static_cast<int>(chat.wish), world.desired.title(chat));
        for (const Seat& seat : world.desired.seats_of(chat)) {
            line += fmt::format(" {}:{}:{}", world.id(seat.person), seat.member_reasons,
                                seat.admin_reasons);
        }
        chats.push_back(std::move(line));
    }
    return chats;
}

}  // namespace

RC_GTEST_PROP(EventPropertyTest, EventsOneByOneAndAFreshReadEndInTheSameChats, ()) {
    auto choices = any_choices();
    Scenario lived = plain_school(choices);
    Scenario fresh = lived;
    live(choices, lived);
    fresh.journal = lived.journal;
    fresh.moment = lived.moment;
    fresh.converge();
    RC_ASSERT(desired_of(lived.evaluate()) == desired_of(fresh.evaluate()));
    const auto as_lived = platform_of(lived);
    const auto as_fresh = platform_of(fresh);
    for (const auto& [key, chat] : as_fresh) {
        RC_LOG() << key << "\n  lived " << as_lived.at(key) << "\n  fresh " << chat << "\n";
    }
    RC_ASSERT(as_lived == as_fresh);
}

RC_GTEST_PROP(EventPropertyTest, NobodyIsInAChatWithoutAReasonAndNobodyWithOneAndALinkIsMissing,
              ()) {
    auto choices = any_choices();
    Scenario scenario = plain_school(choices);
    live(choices, scenario);
    const auto world = scenario.evaluate();
    for (const ObservedChat& chat : scenario.observed.chats) {
        const DesiredChat* desired = world.desired.find(chat.key);
        if (desired != nullptr && desired->wish == ChatWish::frozen) continue;
        RC_LOG() << chat.key << "\n";
        std::set<UserId> entitled;
        if (desired != nullptr) {
            for (const Seat& seat : world.desired.seats_of(*desired)) {
                RC_ASSERT(seat.member_reasons != 0);
                if (world.links.user[seat.person] != 0) {
                    entitled.insert(world.links.user[seat.person]);
                }
            }
        }
        std::set<UserId> there;
        for (const ObservedMember& member : chat.members) there.insert(member.user());
        RC_ASSERT(there == (chat.state == ChatState::active ? entitled : std::set<UserId>{}));
    }
}

RC_GTEST_PROP(EventPropertyTest, EveryChatHasAnAdministratorWhereAnyoneCanBeOne, ()) {
    auto choices = any_choices();
    Scenario scenario = plain_school(choices);
    live(choices, scenario);
    const auto world = scenario.evaluate();
    for (const auto& [key, chat] : naive_desired(scenario)) {
        const ObservedChat* observed = scenario.observed.find(key);
        const DesiredChat* desired = world.desired.find(key);
        if (observed == nullptr || desired == nullptr || desired->wish != ChatWish::present) {
            continue;
        }
        const bool somebody_can = std::ranges::any_of(chat.admins, [&](const std::string& id) {
            return world.links.user[world.index(id)] != 0;
        });
        const bool somebody_does = std::ranges::any_of(
            observed->members, [](const ObservedMember& member) { return member.admin(); });
        RC_LOG() << key << "\n";
        RC_ASSERT(somebody_can == somebody_does);
    }
}

}  // namespace rosterd::testing
