// The daemon's pass, in memory: read, look, plan, guard, apply, until nothing is left.
#include "tests/scenarios/runner/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "reconciler/words.hpp"
#include "tests/scenarios/runner/conference_parser.hpp"
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
    : profiles_{profiles}, profile_{profile}, rule_{scenario.rule}, clock_{scenario.today} {
    platform_ = platform(scenario.platform).value_or(Platform::vk);
    if (!scenario.at.empty()) static_cast<void>(clock_.go_to(scenario.at));
    for (const Row& row : scenario.given) journal_.add(row);
    settle();
}

void World::take(const Step& step) {
    if (step.verb == Step::Verb::expect) {
        ++steps_;
        return;
    }
    happen(step);
    ++steps_;
    if (stopped_) return;
    work_on_calls();
    settle();
}

void World::happen(const Step& step) {
    using enum Step::Verb;
    switch (step.verb) {
        case expect:
            break;
        case add:
        case change:
        case remove:
            change_journal(step);
            break;
        case day:
            clock_.go_to_day(step.words.front());
            break;
        case at:
            static_cast<void>(clock_.go_to(step.words.front()));
            break;
        case provider:
            calls_.tell_provider(step.words);
            break;
        case daemon:
            stopped_ = step.words.front() == "stops";
            if (!stopped_) calls_.start_daemon(now());
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
            release_holds(step.words);
            break;
    }
}

void World::change_journal(const Step& step) {
    for (const Row& row : step.rows) {
        if (step.verb == Step::Verb::add) {
            journal_.add(row);
            continue;
        }
        const bool found =
            step.verb == Step::Verb::change ? journal_.change(row) : journal_.remove(row);
        if (found) continue;
        throw std::runtime_error{
            fmt::format("the journal has no such row of {}", spec_of(row.relation).name)};
    }
}

void World::release_holds(const Words& guards) {
    for (const Hold& hold : holds_) {
        if (std::ranges::find(guards, word(hold.guard)) != guards.end()) {
            approved_.push_back(
                {.hash = hold.hash,
                 .by = "somebody",
                 .steps = hold.steps,
                 .of_implausible_read = hold.guard == GuardKind::implausible_read ||
                                        hold.guard == GuardKind::implausible_class});
        }
    }
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

/// The daemon asks the journal for a lesson that no conference named so far, and knows at once what
/// it decided.
Result<OwnChange> World::answer_about_conference(const ConferenceRequest& request, Words& notices) {
    Look look = *look_;
    const std::string lesson = request.lesson.value_or("");
    if (!lesson.empty()) {
        const BuiltRoster whole = journal_.read(school(), {lesson});
        if (const auto found = find_lesson(whole.roster, lesson)) add_lesson(look.roster, *found);
    }
    const HandWorld world{look.roster, look.in_force, look.profile, look.desired};
    const HandState state{world, look.links, own_, {look.moment.today, now()}, initialised_, 1};
    const Words active = active_chats();
    std::int64_t highest = 0;
    for (const OwnConference& row : own_.conferences) highest = std::max(highest, row.number);
    const auto decided =
        decide_conference({state, calls_.records(), active, instant_of_, highest + 1}, request);
    if (!decided) return decided.error();
    for (const HandNotice& notice : decided->notices) {
        notices.emplace_back(message(notice.message).code);
    }
    if (!decided->change.empty()) calls_.keep(decided->plan);
    return decided->change;
}

void World::ask(const Asked& asked) {
    if (stopped_) throw std::runtime_error{"the daemon does not run, nobody answers"};
    Words said;
    const auto change =
        asked.conference ? answer_about_conference(*asked.conference, said) : answer(asked, said);
    if (change) {
        apply(*change, own_);
        apply_links(*change, own_links_);
        apply_initialised(*change, initialised_);
    } else {
        if (!change.error().code.empty()) said.emplace_back(change.error().code);
        if (said.empty()) said.push_back(change.error().what);
    }
    judge_answer(asked, change.has_value(), said);
}

void World::judge_answer(const Asked& asked, bool granted, const Words& said) const {
    const auto found = asked.says.find(profile_);
    const std::string expected = found != asked.says.end() ? found->second
                                 : asked.says.contains("") ? asked.says.at("")
                                                           : "";
    if (expected.empty() && granted) return;
    const bool heard = std::ranges::any_of(said, [&](const std::string& code) {
        const Message* each = find_message(code);
        return code == expected || (each != nullptr && each->russian == expected);
    });
    if (heard) return;
    throw std::runtime_error{
        fmt::format("the answer is [{}], expected '{}'", fmt::join(said, ", "), expected)};
}

School World::school() const {
    return {.id = "17",
            .name = "Школа № 17",
            .time_zone = "Europe/Moscow",
            .profile = profile_,
            .account = "school-17"};
}

void World::look_again() {
    BuiltRoster built = journal_.read(school(), lessons_named(own_.conferences));
    const Moment moment{parse_day(clock_.today()).value(), now()};
    Look look;
    look.roster = std::move(built.roster);
    look.findings = std::move(built.findings);
    look.moment = moment;
    merge_own_rows(look.roster, own_, look.findings);
    look.profile = profiles_.at(profile_);
    apply_rule(rule_, look.profile.conferences);
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

Words World::active_chats() const {
    Words keys;
    for (const ObservedChat& chat : observed_.chats) {
        if (chat.state == ChatState::active) keys.push_back(chat.key);
    }
    return keys;
}

ConferenceWorld World::conference_world(const Words& active) const {
    return {look_->roster, look_->in_force, look_->profile,   look_->desired,
            look_->links,  active,          calls_.records(), instant_of_};
}

Words World::participants_of(const std::string& conference) const {
    Words people;
    const Words active = active_chats();
    const Roster& roster = look_->roster;
    for (std::uint32_t i = 0; i < roster.conferences.size(); ++i) {
        if (roster.text.view(roster.conferences[i].id) != conference) continue;
        for (const PersonIndex person : participants(conference_world(active), i)) {
            people.emplace_back(roster.text.view(roster.people.id[person]));
        }
    }
    return people;
}

void World::work_on_calls() {
    ConferenceRule rule = profiles_.at(profile_).conferences;
    apply_rule(rule_, rule);
    calls_.work_until(now(), {rule, observed_});
}

/// As the daemon does with every read: the chats first, then the conferences held in them.
void World::settle() {
    settle_chats();
    const Words active = active_chats();
    const auto plans = plan_conferences(conference_world(active));
    calls_.take_over({plans, look_->roster.doubtful_conferences, believable_}, now());
    work_on_calls();
}

void World::settle_chats() {
    story_.clear();
    for (int round = 0; round < rounds_max; ++round) {
        look_again();
        if (round == 0) believable_ = implausibility(accepted_, look_->roster.rows).empty();
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
    known.doubted = doubt_classes(accepted_classes_, look_->roster, look_->moment.today);
    Guarded now = guard_plan(make_plan(input), input, GuardLimits{}, known);
    planned_ = next_planned_state(planned_, now, look_->profile, look_->roster);
    return now;
}

/// As the daemon does after a believed read with nothing left to do.
void World::remember() {
    if (!holds_.empty()) return;
    accepted_ = look_->roster.rows;
    accepted_classes_ = count_enrolments(look_->roster);
    known_ = known_users(look_->roster, look_->links, observed_);
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
