// Two small schools and short patience.
#include "tests/support/fault_school.hpp"

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "daemon/local_day.hpp"
#include "daemon/picture.hpp"
#include "daemon/school_state.hpp"
#include "daemon/time_zones.hpp"
#include "tests/support/profiles.hpp"

namespace rosterd::test {
namespace {

constexpr int pupils = 5;  // of each class
constexpr const char* time_zone = "Asia/Yekaterinburg";

}  // namespace

void RosterJournal::put(School school, Roster roster) {
    const auto found = schools_.find(school.id);
    const std::uint64_t marker = found == schools_.end() ? 1 : found->second.marker + 1;
    const std::string id = school.id;
    schools_.insert_or_assign(id, One{std::move(school), std::move(roster), marker});
}

Result<std::vector<School>> RosterJournal::schools(std::vector<Finding>&) {
    std::vector<School> schools;
    for (const auto& [id, one] : schools_) schools.push_back(one.school);
    return schools;
}

Result<JournalRead> RosterJournal::read(const School& school, const std::vector<std::string>&) {
    return JournalRead{schools_.at(school.id).roster, {}};
}

Result<std::optional<std::vector<SchoolMarker>>> RosterJournal::markers() {
    std::vector<SchoolMarker> markers;
    for (const auto& [id, one] : schools_) markers.push_back({id, std::to_string(one.marker)});
    return std::optional{std::move(markers)};
}

FaultSchool::FaultSchool() {
    const Profile profile = rosterd::testing::sgo_profile();
    PassSettings pass;
    pass.profiles.emplace(profile.id, profile);
    pass.guards = {.chat = {100, 1.0}, .school = {1000, 1.0}, .hour_people = 1000};
    pass.executor = {.create_settle = 1, .retry_first = 1, .retry_longest = 1};
    settings_.pass = std::make_shared<const PassSettings>(std::move(pass));
    settings_.effective = [](School each) { return each; };
    settings_.poll = std::chrono::milliseconds{50};
    settings_.retry_longest = std::chrono::milliseconds{100};
    settings_.listen = false;
}

FaultSchool::~FaultSchool() {
    if (daemon_) stop();
    loop_.stop();
}

rosterd::testing::RosterMaker FaultSchool::people(Platform platform) const {
    rosterd::testing::RosterMaker make;
    int user = 1000;
    const auto link = [&](const std::string& person) {
        make.link(person, std::to_string(++user), LinkState::linked, 1, platform);
    };
    for (int c = 1; c <= classes_; ++c) {
        const std::string id = "c" + std::to_string(c);
        const std::string teacher = "t" + std::to_string(c);
        make.school_class(id, {.name = std::to_string(c) + "А"}).teacher(teacher);
        make.class_teacher(id, teacher);
        make.group("g" + std::to_string(c), {.classes = {id}, .teachers = {teacher}});
        link(teacher);
        // The last pupil of the first class goes, another one comes: he has another user.
        for (int p = 1; p <= pupils; ++p) {
            const bool replaced = changed_ && c == 1 && p == pupils;
            const std::string who =
                std::to_string(c) + "-" + std::to_string(replaced ? pupils + 1 : p);
            make.enrol(id, "p" + who).guardian("m" + who, "p" + who);
            if (replaced) user += 1000;
            link("p" + who);
            link("m" + who);
            if (replaced) user -= 1000;
        }
    }
    return make;
}

void FaultSchool::write(const std::string& name) {
    journal_.put({.id = name,
                  .name = "Школа",
                  .time_zone = time_zone,
                  .profile = "sgo",
                  .account = name,
                  .enabled = true},
                 people(schools_.at(name)).make());
}

void FaultSchool::add(const std::string& name, Platform platform,
                      std::unique_ptr<PlatformAccount> account) {
    schools_.emplace(name, platform);
    accounts_.emplace(name, Account{std::move(account)});
    write(name);
}

void FaultSchool::people_make_chats(const std::string& school,
                                    const std::function<ChatNumber(const std::string&)>& make) {
    SchoolState fresh;
    fresh.school.id = school;
    const UnixSeconds now = clock_.now();
    PictureInput input =
        picture_input(fresh, settings_.pass->profiles.at("sgo"), *accounts_.at(school).platform,
                      {local_day(time_zone, now).value().today, now},
                      [zone = SchoolZone::find(time_zone).value()](LocalSeconds time) {
                          return zone.instant_of(time);
                      });
    const auto picture = make_picture(journal_.read(fresh.school, {}).value(), std::move(input));
    for (const DesiredChat& chat : picture->desired.chats) {
        if (chat.wish != ChatWish::present) continue;
        ObservedChat bound;  // and never read yet
        bound.key = picture->desired.key(chat);
        bound.title = picture->desired.title(chat);
        bound.number = make(bound.title);
        const auto kept = store_.finish_creation(school, school, bound);
        if (!kept) throw std::runtime_error{kept.error().what};
    }
}

void FaultSchool::start() {
    const auto thread = loop_.get_executor();
    DaemonParts parts{
        thread, {journal_, thread}, {store_, thread}, thread, std::move(accounts_), clock_, 7};
    daemon_ = std::make_unique<Daemon>(std::move(parts), settings_);
    ended_ = false;
    boost::asio::co_spawn(loop_, daemon_->run([] {}), [this](const std::exception_ptr& bug) {
        ended_ = true;
        if (bug) std::rethrow_exception(bug);
    });
}

void FaultSchool::stop() {
    if (!daemon_) return;
    daemon_->stop();
    if (!until([this] { return ended_; })) throw std::runtime_error{"the daemon does not stop"};
    daemon_.reset();
}

void FaultSchool::expel_one_and_enrol_another() {
    changed_ = true;
    look_again();
}

void FaultSchool::open_another_class() {
    ++classes_;
    look_again();
}

void FaultSchool::look_again() {
    for (const auto& [name, platform] : schools_) write(name);
}

bool FaultSchool::until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{3};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        loop_.restart();
        loop_.run_one_for(std::chrono::milliseconds{100});
    }
    return true;
}

bool FaultSchool::converged(const std::string& school) const {
    const auto found = daemon_->schools().find(school);
    return found != daemon_->schools().end() && !found->second.pass_account &&
           found->second.last_end == PassEnd::converged;
}

std::size_t FaultSchool::parked(const std::string& school) const {
    const auto found = daemon_->schools().find(school);
    return found == daemon_->schools().end() ? 0 : found->second.memory.history.parked.size();
}

bool FaultSchool::failed(const std::string& school) const {
    const auto found = daemon_->schools().find(school);
    return found != daemon_->schools().end() && found->second.last_end == PassEnd::failed;
}

std::string FaultSchool::error(const std::string& school) const {
    const auto found = daemon_->schools().find(school);
    if (found == daemon_->schools().end() || !found->second.error) return "no error";
    return found->second.error->what;
}

AccountUse FaultSchool::use(const std::string& account) const {
    return daemon_->accounts().find(account)->second.platform->use();
}

}  // namespace rosterd::test
