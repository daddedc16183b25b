// The script of a year, thrown by dice; then silence, in which everything must come right.
#include "tests/simulation/year/simulated_year.hpp"

#include <algorithm>

#include "tests/simulation/year/faulty_account.hpp"
#include "tests/support/profiles.hpp"

namespace rosterd::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixSeconds first_day = 1'788'220'800;  // 1 September 2026, in UTC
constexpr int happenings_least = 25;
constexpr int happenings_most = 60;
constexpr UserId first_stranger = 90'000;
/// Longer than any parking lasts, so that everything has been tried again.
constexpr int quiet_quarters_of_days = 44;
/// A year has some ten thousand; a daemon that spins has no end.
constexpr std::uint64_t steps_max = 1'000'000;

}  // namespace

SimulatedYear::SimulatedYear(std::uint64_t seed, std::function<void(std::string_view)> listener)
    : around_{seed, first_day},
      account_{around_.clock},
      call_model_{around_.clock},
      limits_{some_limits(around_.dice)},
      witness_{around_, account_, kept_, school_row(), limits_},
      journal_{around_, school_row(), witness_},
      store_{around_, kept_},
      calls_{around_, call_model_, witness_},
      facts_{small_school(around_.dice)},
      changes_{around_.dice, facts_, around_.clock},
      seed_{seed} {
    around_.log.listener = std::move(listener);
    prepare_account();
    witness_.truth_changed(facts_);
    journal_.publish(facts_);
}

School SimulatedYear::school_row() {
    return {.id = "17",
            .name = "Школа",
            .time_zone = "Europe/Moscow",
            .profile = "sgo",
            .account = "main",
            .enabled = true};
}

GuardLimits SimulatedYear::some_limits(Dice& dice) {
    GuardLimits limits;
    if (dice.percent(30)) return limits;
    limits.chat.people = static_cast<std::uint32_t>(dice.between(1, 4));
    limits.school.people = static_cast<std::uint32_t>(dice.between(3, 8));
    limits.hour_people = static_cast<std::uint32_t>(dice.between(4, 12));
    return limits;
}

void SimulatedYear::prepare_account() {
    Dice& dice = around_.dice;
    constexpr std::array<std::size_t, 3> batches{1, 5, 25};
    constexpr std::array<std::size_t, 3> first_members{0, 3, 200};
    account_.can.batch_max = dice.one_of(batches);
    account_.can.create_members_max = dice.one_of(first_members);
    account_.can.events = dice.percent(50);
    account_.event_patience = minutes{20};
    for (const auto& [id, person] : facts_.people) {
        if (person.user == 0 || !dice.percent(4)) continue;
        account_.cannot_be_added.insert(person.user);
        if (dice.percent(50)) account_.unreachable.insert(person.user);
    }
}

DaemonSettings SimulatedYear::settings() const {
    Profile profile = rosterd::testing::sgo_profile();
    PassSettings pass;
    pass.guards = limits_;
    DaemonSettings settings;
    settings.conferences.rules.emplace(profile.id, profile.conferences);
    settings.conferences.look_every = 86'400;
    pass.profiles.emplace(profile.id, std::move(profile));
    settings.pass = std::make_shared<const PassSettings>(std::move(pass));
    settings.effective = [](School each) { return each; };
    settings.poll = minutes{15};
    settings.listen = false;
    return settings;
}

// --- lives of the daemon ---------------------------------------------------------------------

void SimulatedYear::begin_life() {
    if (life_) return;
    around_.dead = false;
    around_.note("the daemon starts");
    Accounts accounts;
    accounts.emplace("main", Account{std::make_unique<FaultyAccount>(around_, account_, witness_)});
    auto after_pass = [this](const SchoolState& state) -> boost::asio::awaitable<void> {
        if (!around_.dead) witness_.pass_ended(state);
        co_return;
    };
    life_ = std::make_unique<Life>(around_.clock, journal_, store_, std::move(accounts), calls_,
                                   settings(), seed_ + ++lives_, after_pass);
}

void SimulatedYear::end_life() {
    life_.reset();
    around_.dead = false;
    const auto back = around_.clock.steady() + seconds{around_.dice.between(0, 900)};
    around_.later.emplace(back, [this] { begin_life(); });
}

void SimulatedYear::work_off() {
    while (life_ && !over()) {
        const bool stepped = life_->step();
        if (around_.dead) return end_life();
        if (!stepped) return;
        if (++steps_ > steps_max) witness_.broke("the daemon does not rest");
    }
}

void SimulatedYear::pass_time(milliseconds time) {
    const auto end = around_.clock.steady() + time;
    for (;;) {
        work_off();
        if (over()) return;
        const auto due = around_.later.begin();
        const bool something = due != around_.later.end() && due->first <= end;
        if (around_.clock.jump(something ? due->first : end)) continue;
        if (!something) break;
        around_.clock.advance_to(due->first);
        auto happens = std::move(due->second);
        around_.later.erase(due);
        happens();
    }
    around_.clock.advance_to(end);
    work_off();
}

void SimulatedYear::stop_politely() {
    if (!life_) return;
    around_.note("the daemon is told to stop");
    life_->daemon().stop();
    const Life* stopping = life_.get();
    for (int i = 0; i < 30 && life_.get() == stopping && !life_->ended(); ++i) {
        pass_time(seconds{60});
        if (over()) return;
    }
    if (life_.get() != stopping) return;  // it died on the way
    if (!life_->ended()) witness_.broke("the daemon does not stop");
    end_life();
}

// --- what happens ----------------------------------------------------------------------------

void SimulatedYear::journal_changes() {
    const std::int64_t count = around_.dice.between(1, 3);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string change = changes_.something();
        if (!change.empty()) around_.note("{}", change);
    }
    if (around_.dice.percent(30)) plan_call(minutes{around_.dice.between(1, 720)});
    witness_.truth_changed(facts_);
    journal_.publish(facts_);
}

/// The caller publishes it.
void SimulatedYear::plan_call(seconds in) {
    constexpr UnixSeconds pause = 60;
    const UnixSeconds starts = std::max(around_.clock.now() + in.count(), last_call_ends_ + pause);
    last_call_ends_ = starts + around_.dice.between(300, 5'400);
    const std::string id = fmt::format("call{}", ++planned_calls_);
    facts_.calls[id] = {starts, last_call_ends_};
    around_.note("{} is planned for {} to {}", id, starts, last_call_ends_);
}

void SimulatedYear::journal_fails() {
    switch (around_.dice.below(6)) {
        case 0:
            around_.note("the journal is away");
            return journal_.fail();
        case 1:
        case 2:
            return journal_.lose_rows();
        case 3:
            return journal_.lose_few_rows();
        case 4:
            return journal_.freeze();
        default:
            return journal_.be_honest();
    }
}

void SimulatedYear::weather_changes() {
    Dice& dice = around_.dice;
    Weather& weather = around_.weather;
    weather = {};
    if (dice.percent(30)) return;
    if (dice.percent(60)) weather.platform_percent = static_cast<unsigned>(dice.between(2, 40));
    if (dice.percent(40)) weather.store_percent = static_cast<unsigned>(dice.between(1, 15));
    if (dice.percent(50)) weather.slow_percent = static_cast<unsigned>(dice.between(5, 60));
    if (dice.percent(40)) weather.deaths_per_mille = static_cast<unsigned>(dice.between(2, 40));
}

void SimulatedYear::people_edit_a_chat() {
    std::vector<ChatNumber> chats;
    for (const auto& [number, chat] : account_.chats()) {
        // In a chat that is not bound yet a stranger would hide from us that it is ours, and one
        // that has ended is not looked at any more.
        if (!chat.left && witness_.is_in_use(number)) chats.push_back(number);
    }
    if (chats.empty()) return;
    const ChatNumber number = around_.dice.one_of(chats);
    edit(number, account_.chats().at(number));
    if (!account_.can.events || around_.dice.percent(20)) return;  // nobody hears of it
    const int times = around_.dice.percent(20) ? 2 : 1;
    for (int i = 0; i < times; ++i) account_.tell({PlatformEventKind::chat_changed, number});
    if (around_.dice.percent(5)) account_.tell({PlatformEventKind::missed});
}

void SimulatedYear::edit(ChatNumber number, ModelChat& chat) {
    Dice& dice = around_.dice;
    const std::uint64_t kind = dice.below(10);
    if (kind < 2) {
        const UserId stranger = first_stranger + static_cast<UserId>(dice.below(20));
        if (chat.members.emplace(stranger, false).second) witness_.person_joined(number, stranger);
        return;
    }
    if (kind < 4) {
        const UserId user = dice.one_of(facts_.people).second.user;
        const bool joined = user != 0 && chat.members.emplace(user, false).second;
        if (joined) witness_.person_joined(number, user);
        return;
    }
    if (chat.members.empty()) return;
    const UserId user = dice.one_of(chat.members).first;
    if (kind < 8) {
        chat.members.erase(user);
        return witness_.person_left(number, user);
    }
    bool& admin = chat.members.at(user);
    admin = !admin;
    around_.note("{} {} admin={} by hand", witness_.key_of(number), user, admin);
}

void SimulatedYear::clock_is_set() {
    const seconds by{around_.dice.percent(70) ? around_.dice.between(-7'200, 7'200)
                                              : around_.dice.between(-172'800, 172'800)};
    around_.note("the clock is set by {} s", by.count());
    around_.clock.set_wall(by);
}

/// Releases what is right, as a person who knows the school would.
void SimulatedYear::decide_holds() {
    if (!life_) return;
    witness_.time_passed();
    for (const auto& [name, state] : life_->daemon().schools()) {
        for (const Hold& hold : std::vector<Hold>{state.holds}) {
            if (!witness_.is_right(hold, state.plan)) continue;
            witness_.approved(hold, state.plan);
            boost::asio::co_spawn(life_->loop(), life_->daemon().decide(hold.id, true, "operator"),
                                  [](const std::exception_ptr& bug, const Result<void>&) {
                                      if (bug) std::rethrow_exception(bug);
                                  });
        }
    }
}

void SimulatedYear::operator_looks() {
    decide_holds();
    if (!life_ || !around_.dice.percent(30)) return;
    around_.note("the operator asks for a resync");
    static_cast<void>(life_->daemon().resync(std::nullopt));
}

void SimulatedYear::something_happens() {
    const std::uint64_t kind = around_.dice.below(100);
    if (kind < 35) return journal_changes();
    if (kind < 48) return people_edit_a_chat();
    if (kind < 60) return journal_fails();
    if (kind < 66) return journal_.be_honest();
    if (kind < 78) return weather_changes();
    if (kind < 81) {
        around_.token_revoked_until =
            around_.clock.steady() + minutes{around_.dice.between(1, 120)};
        return around_.note("the token is revoked");
    }
    if (kind < 85) return clock_is_set();
    if (kind < 89) {
        around_.note("the process is killed");
        if (life_) end_life();
        return;
    }
    if (kind < 92) return stop_politely();
    operator_looks();
}

void SimulatedYear::some_time_passes() {
    Dice& dice = around_.dice;
    const std::uint64_t kind = dice.below(10);
    if (kind < 3) return pass_time(milliseconds{dice.between(0, 30'000)});
    if (kind < 7) return pass_time(minutes{dice.between(1, 90)});
    if (kind < 9) return pass_time(hours{dice.between(1, 12)});
    pass_time(hours{dice.between(12, 48)});
}

void SimulatedYear::become_quiet() {
    around_.note("everything is quiet");
    around_.weather = {};
    around_.token_revoked_until = {};
    journal_.be_honest();
    plan_call(hours{2});
    witness_.truth_changed(facts_);
    journal_.publish(facts_);
    std::string unfinished;
    int right = 0;  // times in a row
    for (int i = 0; i < quiet_quarters_of_days && right < 2 && !over(); ++i) {
        pass_time(hours{6});
        unfinished = witness_.unfinished();
        if (unfinished.empty()) unfinished = wrong_calls();
        right = unfinished.empty() ? right + 1 : 0;
        decide_holds();
    }
    if (right < 2 && !over()) witness_.broke("in the end " + unfinished);
}

/// Those planned before may have been missed while everything failed; the last one was not.
std::string SimulatedYear::wrong_calls() const {
    if (around_.clock.now() < last_call_ends_ + 3'600) return "calls are planned";
    const std::string last = fmt::format("17/call{}", planned_calls_);
    if (call_model_.starts(last) != 1) return "the last call was not made";
    if (call_model_.running_count() > 0) return "a call has not ended";
    return {};
}

YearReport SimulatedYear::run() {
    begin_life();
    pass_time(minutes{around_.dice.between(0, 20)});
    const std::int64_t happenings = around_.dice.between(happenings_least, happenings_most);
    for (std::int64_t i = 0; i < happenings && !over(); ++i) {
        something_happens();
        some_time_passes();
    }
    if (!over()) become_quiet();
    return {witness_.broken(), around_.log.hash(), around_.log.lines(), lives_, around_.faults};
}

}  // namespace rosterd::test
