// Looks at the platform and the findings with the eyes of a scenario's author.
#include "tests/scenarios/runner/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "reconciler/words.hpp"
#include "tests/scenarios/runner/conference_checks.hpp"
#include "tests/support/platform_model.hpp"

namespace rosterd::scenario {
namespace {

Words sorted(Words words) {
    std::ranges::sort(words);
    return words;
}

std::string told(const Words& words) {
    return words.empty() ? "nobody" : fmt::format("{}", fmt::join(words, " "));
}

class Checker {
  public:
    Checker(const World& world, const Expectation& expectation)
        : world_{world}, expectation_{expectation} {}

    std::vector<std::string> run() {
        chats();
        for (const auto& [key, chat] : expectation_.chat) check_chat(key, chat);
        for (const std::string& person : expectation_.nowhere) nowhere(person);
        if (expectation_.plan && *expectation_.plan != world_.story()) {
            say(expectation_.line,
                fmt::format("was done: [{}], expected: [{}]", fmt::join(world_.story(), ", "),
                            fmt::join(*expectation_.plan, ", ")));
        }
        findings();
        holds();
        return std::move(out_);
    }

  private:
    void say(int line, std::string text) { out_.push_back(fmt::format("line {}: {}", line, text)); }

    void chats() {
        if (!expectation_.chats) return;
        Words active;
        for (const ObservedChat& chat : world_.observed().chats) {
            if (chat.state == ChatState::active) active.push_back(chat.key);
        }
        if (sorted(active) == sorted(*expectation_.chats)) return;
        say(expectation_.line, fmt::format("active chats are {}, expected {}", told(active),
                                           told(sorted(*expectation_.chats))));
    }

    /// "active", "detached", "destroyed", "frozen" (there, and left as it is) or "absent".
    std::string state_of(const std::string& key) const {
        const ObservedChat* chat = world_.observed().find(key);
        if (chat == nullptr) return "absent";
        const DesiredChat* desired = world_.look().desired.find(key);
        const bool frozen = desired != nullptr && desired->wish == ChatWish::frozen;
        if (frozen && chat->state == ChatState::active) return "frozen";
        return std::string{word(chat->state)};
    }

    void check_chat(const std::string& key, const ChatExpectation& expected) {
        const std::string state = state_of(key);
        if (state != expected.state.value_or("active")) {
            return say(expected.line, fmt::format("{}: is {}, expected {}", key, state,
                                                  expected.state.value_or("active")));
        }
        if (state == "absent") return;
        const ObservedChat& chat = *world_.observed().find(key);
        if (expected.title && *expected.title != chat.title) {
            say(expected.line, fmt::format("{}: the title is '{}', expected '{}'", key, chat.title,
                                           *expected.title));
        }
        Words members, admins;
        for (const ObservedMember& member : chat.members) {
            members.push_back(world_.person_of(member.user()));
            if (member.admin()) admins.push_back(members.back());
        }
        compare(key, "members", expected.line, members, expected.members);
        compare(key, "admins", expected.line, admins, expected.admins);
        compare(key, "waiting", expected.line, waiting(key, chat), expected.waiting);
        for (const std::string& person : expected.with) {
            if (std::ranges::find(members, person) == members.end()) {
                say(expected.line,
                    fmt::format("{}: {} is not among {}", key, person, told(sorted(members))));
            }
        }
        for (const std::string& person : expected.without) {
            if (std::ranges::find(members, person) != members.end()) {
                say(expected.line, fmt::format("{}: {} is there", key, person));
            }
        }
    }

    void compare(const std::string& key, std::string_view what, int line, const Words& is,
                 const std::optional<Words>& expected) {
        if (!expected || sorted(is) == sorted(*expected)) return;
        say(line, fmt::format("{}: {} are {}, expected {}", key, what, told(sorted(is)),
                              told(sorted(*expected))));
    }

    /// Who belongs by the rules and cannot be there yet, because he is not linked.
    Words waiting(const std::string& key, const ObservedChat& chat) const {
        const Look& look = world_.look();
        Comparer comparer{look.comparison(world_.history())};
        Words out;
        for (const ComparedSeat& seat : comparer.compare(look.desired.find(key), &chat)) {
            if (seat.state != SeatState::waiting_link) continue;
            out.emplace_back(look.roster.text.view(look.roster.people.id[seat.person]));
        }
        return out;
    }

    void nowhere(const std::string& person) {
        for (const ObservedChat& chat : world_.observed().chats) {
            for (const ObservedMember& member : chat.members) {
                if (world_.person_of(member.user()) != person) continue;
                say(expectation_.line,
                    fmt::format("{} is in {}, expected nowhere", person, chat.key));
            }
        }
    }

    void findings() {
        if (!expectation_.findings) return;
        Words all;
        for (const Finding& finding : world_.look().findings) all.push_back(to_string(finding));
        if (expectation_.findings->empty() && !all.empty()) {
            say(expectation_.line, fmt::format("found: {}", fmt::join(all, "; ")));
        }
        for (const std::string& part : *expectation_.findings) {
            const bool found = std::ranges::any_of(
                all, [&](const std::string& each) { return each.find(part) != std::string::npos; });
            if (found) continue;
            say(expectation_.line,
                fmt::format("nothing found says '{}'; found: [{}]", part, fmt::join(all, "; ")));
        }
    }

    void holds() {
        Words guards;
        for (const Hold& hold : world_.holds()) guards.emplace_back(word(hold.guard));
        const Words expected = expectation_.holds.value_or(Words{});
        if (sorted(guards) == sorted(expected)) return;
        say(expectation_.line, fmt::format("held by [{}], expected [{}]", fmt::join(guards, ", "),
                                           fmt::join(expected, ", ")));
    }

    const World& world_;
    const Expectation& expectation_;
    std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> differences(const World& world, const Expectation& expectation) {
    std::vector<std::string> found = Checker{world, expectation}.run();
    const auto of_conferences = conference_differences(world, expectation);
    found.insert(found.end(), of_conferences.begin(), of_conferences.end());
    return found;
}

std::vector<std::string> run_scenario(const Scenario& scenario, const Profiles& profiles,
                                      const std::string& profile) {
    std::vector<std::string> out;
    int line = 0;
    try {
        World world{scenario, profiles, profile};
        auto expected = scenario.expectations.begin();
        for (const Step& step : scenario.steps) {
            line = step.line;
            if (step.verb == Step::Verb::expect) {
                const auto found = differences(world, for_profile(*expected++, profile));
                out.insert(out.end(), found.begin(), found.end());
            }
            world.take(step);
        }
    } catch (const std::exception& problem) {
        out.push_back(fmt::format("line {}: {}", line, problem.what()));
    }
    return out;
}

}  // namespace rosterd::scenario
