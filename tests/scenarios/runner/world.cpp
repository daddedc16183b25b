// The daemon's pass, in memory: read, look, plan, guard, apply, until nothing is left.
#include "tests/scenarios/runner/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "reconciler/words.hpp"
#include "tests/support/platform_model.hpp"

namespace rosterd::scenario {
namespace {

/// More than any honest change needs: work, and see that nothing is left.
constexpr int rounds_max = 4;

UserId user_from(const std::string& text) {
    UserId user = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, user);
    return read.ec == std::errc{} && read.ptr == end ? user : 0;
}

}  // namespace

World::World(const Scenario& scenario, const Profiles& profiles, const std::string& profile)
    : profiles_{profiles}, profile_{profile}, today_{scenario.today} {
    platform_ = platform(scenario.platform).value_or(Platform::vk);
    for (const Row& row : scenario.given) journal_.add(row);
    settle();
}

void World::take(const Step& step) {
    using enum Step::Verb;
    switch (step.verb) {
        case expect:
            ++steps_;
            return;
        case add:
            for (const Row& row : step.rows) journal_.add(row);
            break;
        case change:
        case remove:
            for (const Row& row : step.rows) {
                const bool found =
                    step.verb == change ? journal_.change(row) : journal_.remove(row);
                if (!found) {
                    throw std::runtime_error{fmt::format("the journal has no such row of {}",
                                                         spec_of(row.relation).name)};
                }
            }
            break;
        case day:
            today_ = step.words.front();
            break;
        case enters:
        case leaves:
            on_platform(step);
            break;
        case Step::Verb::ask:
            this->ask(step.asked);
            break;
        case switch_to:
            if (!profiles_.contains(step.words.at(0))) {
                throw std::runtime_error{"no profile " + step.words.at(0)};
            }
            profile_ = step.words.at(0);
            break;
        case approve:
            for (const Hold& hold : holds_) {
                if (std::ranges::find(step.words, word(hold.guard)) != step.words.end()) {
                    approved_.push_back(hold.hash);
                }
            }
            std::ranges::sort(approved_);
            break;
    }
    ++steps_;
    settle();
}

void World::on_platform(const Step& step) {
    ObservedChat* chat = observed_.find(step.words.at(0));
    if (chat == nullptr) throw std::runtime_error{"the platform has no " + step.words.at(0)};
    UserId user = user_from(step.words.at(1));
    for (const auto& [number, name] : names_) {
        if (name == step.words.at(1)) user = number;
    }
    if (user == 0) throw std::runtime_error{"nobody on the platform is " + step.words.at(1)};
    if (step.verb == Step::Verb::enters) return put_member(*chat, {user, false});
    if (!drop_member(*chat, user)) throw std::runtime_error{"he is not there"};
    history_.departures.push_back({chat->key, user, look_->now});
    std::ranges::sort(history_.departures, {},
                      [](const Departure& each) { return std::pair{each.chat, each.user}; });
}

Result<OwnChange> World::answer(const Asked& asked, Words& notices) const {
    const HandWorld world{look_->roster, look_->in_force, look_->profile, look_->desired};
    if (asked.link) {
        const auto decided =
            decide_link(look_->roster, own_links_, look_->profile, *asked.link, look_->now);
        if (!decided) return decided.error();
        notices.emplace_back(message(decided->message).code);
        OwnChange change;
        if (decided->changed) change.links.push_back(decided->link);
        return change;
    }
    const auto next_chat = static_cast<std::int64_t>(own_.chats.size()) + 1;
    const HandState state{world, look_->links, own_, look_->moment, initialised_, next_chat};
    if (!asked.hand) return decide_initialise(state, asked.initialise, asked.actor);
    const auto decided = decide_by_hand(state, *asked.hand);
    if (!decided) return decided.error();
    for (const HandNotice& notice : decided->notices) {
        notices.emplace_back(message(notice.message).code);
    }
    return decided->change;
}

void World::ask(const Asked& asked) {
    Words said;
    const auto change = answer(asked, said);
    if (change) {
        apply(*change, own_);
        apply_links(*change, own_links_);
        apply_initialised(*change, initialised_);
    } else {
        if (!change.error().code.empty()) said.emplace_back(change.error().code);
        if (said.empty()) said.push_back(change.error().what);
    }
    const auto found = asked.says.find(profile_);
    const std::string expected = found != asked.says.end() ? found->second
                                 : asked.says.contains("") ? asked.says.at("")
                                                           : "";
    if (expected.empty() && change) return;
    const bool heard = std::ranges::any_of(said, [&](const std::string& code) {
        const Message* each = find_message(code);
        return code == expected || (each != nullptr && each->russian == expected);
    });
    if (heard) return;
    throw std::runtime_error{
        fmt::format("the answer is [{}], expected '{}'", fmt::join(said, ", "), expected)};
}

void World::look_again() {
    School school{.id = "17",
                  .name = "Школа № 17",
                  .time_zone = "Europe/Moscow",
                  .profile = profile_,
                  .account = "school-17"};
    BuiltRoster built = journal_.read(std::move(school));
    const std::string noon = fmt::format("{}T12:{:02}:00+03:00", today_, steps_ % 60);
    const Moment moment{parse_day(today_).value(), parse_instant(noon).value()};
    Look look;
    look.roster = std::move(built.roster);
    look.findings = std::move(built.findings);
    look.moment = moment;
    merge_own_rows(look.roster, own_, look.findings);
    look.profile = profiles_.at(profile_);
    look.now = moment.now;
    look.in_force = in_force_on(look.roster, moment.today);
    look.links = resolve_links(look.roster, platform_, own_links_, known_, look.findings);
    look.desired = desired_state(look.roster, look.in_force, look.profile, moment,
                                 {.initialised = initialised_});
    look.findings.insert(look.findings.end(), look.desired.findings.begin(),
                         look.desired.findings.end());
    for (const auto& [user, person] : look.links.person) {
        names_[user] = look.roster.text.view(look.roster.people.id[person]);
    }
    look_ = std::move(look);
}

void World::settle() {
    story_.clear();
    for (int round = 0; round < rounds_max; ++round) {
        look_again();
        const Capabilities capabilities;
        const Guarded now = guarded(capabilities);
        holds_ = now.holds;
        if (now.released.empty()) return remember();
        tell(now.released);
        testing::apply_plan(now.released, capabilities, look_->now, observed_, history_);
    }
    throw std::runtime_error{fmt::format("the work does not end: {}", fmt::join(story_, "; "))};
}

Guarded World::guarded(const Capabilities& capabilities) {
    const PlanInput input{look_->comparison(history_), observed_, capabilities};
    GuardHistory known;
    known.approved = approved_;
    known.planned = planned_;
    known.implausible = implausibility(accepted_, look_->roster.rows);
    Guarded now = guard_plan(make_plan(input), input, GuardLimits{}, known);
    planned_ = next_planned_state(planned_, now, look_->profile, look_->roster);
    return now;
}

/// As the daemon does after a believed read with nothing left to do.
void World::remember() {
    if (!holds_.empty()) return;
    accepted_ = look_->roster.rows;
    std::vector<UserId> there;
    for (const ObservedChat& chat : observed_.chats) {
        for (const ObservedMember& member : chat.members) there.push_back(member.user());
    }
    std::ranges::sort(there);
    known_ = known_users(look_->roster, look_->links, there);
}

void World::tell(const Plan& plan) {
    for (const CarriedChat& carried : plan.carried) {
        story_.push_back(fmt::format("carry {} {}", carried.from, carried.to));
    }
    for (const Operation& operation : plan.operations) {
        std::string line =
            fmt::format("{} {}", word(operation.kind), plan.chats.at(operation.chat).key);
        if (operation.user != 0) line += " " + person_of(operation.user);
        story_.push_back(std::move(line));
    }
}

std::string World::person_of(UserId user) const {
    const auto found = names_.find(user);
    return found == names_.end() ? std::to_string(user) : found->second;
}

}  // namespace rosterd::scenario
