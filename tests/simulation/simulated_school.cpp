// Wiring of models, as the program's assembly wires adapters.
#include "tests/simulation/simulated_school.hpp"

#include <boost/asio/co_spawn.hpp>

namespace rosterd::test {

SimulatedSchool::SimulatedSchool(School school, Roster people, Profile profile, UnixSeconds start)
    : clock_{loop_, start},
      journal_{school, std::move(people)},
      account_{clock_},
      further_account_{clock_},
      calls_{clock_},
      id_{school.id} {
    PassSettings pass;
    pass.profiles.emplace(profile.id, profile);
    pass.reread_after = 400 * 86'400;  // chats are not what is looked at here
    settings_.pass = std::make_shared<const PassSettings>(std::move(pass));
    settings_.effective = [](School each) { return each; };
    settings_.poll = poll;
    settings_.poll_jitter = 0;
    settings_.sweep = std::chrono::hours{24 * 30};
    settings_.listen = false;
    settings_.conferences.rules.emplace(profile.id, profile.conferences);
    settings_.conferences.look_every = 900;
}

SimulatedSchool::~SimulatedSchool() {
    if (is_on()) switch_off();
}

void SimulatedSchool::switch_on() {
    Accounts accounts;
    accounts.emplace("main", Account{another_account(account_)});
    accounts.emplace("further", Account{another_account(further_account_)});
    const auto thread = loop_.get_executor();
    DaemonParts parts{
        thread, {journal_, thread}, {store_, thread}, thread, std::move(accounts), clock_, 7,
        &calls_};
    daemon_ = std::make_unique<Daemon>(std::move(parts), settings_);
    if (before_work) before_work(*daemon_);
    ended_ = false;
    boost::asio::co_spawn(loop_, daemon_->run([] {}), [this](const std::exception_ptr& bug) {
        if (bug) std::rethrow_exception(bug);
        ended_ = true;
    });
    clock_.settle();
}

void SimulatedSchool::switch_off() {
    daemon_->stop();
    for (int i = 0; i < 100 && !ended_; ++i) clock_.run_for(std::chrono::milliseconds{100});
    if (!ended_) throw std::runtime_error{"the daemon did not stop within ten seconds"};
    daemon_.reset();
}

void SimulatedSchool::run_until(UnixSeconds when) {
    const UnixSeconds wait = when - clock_.now();
    if (wait > 0) clock_.run_for(std::chrono::seconds{wait});
}

AccountModel& SimulatedSchool::with_further_account() {
    settings_.further_accounts = [](const School&) { return std::vector<std::string>{"further"}; };
    return further_account_;
}

const SchoolState& SimulatedSchool::further_state() const {
    return daemon_->schools().find(further_name(id_, "further"))->second;
}

const SchoolState& SimulatedSchool::state() const {
    return daemon_->schools().find(id_)->second;
}

}  // namespace rosterd::test
