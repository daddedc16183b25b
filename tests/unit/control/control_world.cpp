// States by the daemon's own functions; an account that nobody calls.
#include "tests/unit/control/control_world.hpp"

#include <boost/json/array.hpp>
#include <stdexcept>

#include "daemon/hand_basis.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/words.hpp"

namespace rosterd::testing {
namespace {

using boost::asio::awaitable;

Error nobody_calls() {
    return Error{ErrorKind::refused, "this account is only looked at"};
}

/// The school is in Moscow, where no clock has been changed since 2014.
UnixSeconds moscow_instant(LocalSeconds time) {
    return time - 3 * 3600;
}

class LookedAtAccount final : public PlatformAccount {
  public:
    [[nodiscard]] Platform platform() const override { return Platform::vk; }
    [[nodiscard]] Capabilities capabilities() const override { return {}; }
    [[nodiscard]] AccountUse use() const override {
        return {.requests = 41, .refused_by_quota = 1, .tokens = 20};
    }
    awaitable<Result<void>> open() override { co_return nobody_calls(); }
    awaitable<Result<CreatedChat>> create_chat(std::string, std::vector<UserId>,
                                               Priority) override {
        co_return nobody_calls();
    }
    awaitable<std::vector<Result<ChatMembers>>> read_members(std::vector<ChatNumber>,
                                                             Priority) override {
        co_return std::vector<Result<ChatMembers>>{};
    }
    awaitable<std::vector<ChangeOutcome>> apply(std::vector<ChatChange>, Priority) override {
        co_return std::vector<ChangeOutcome>{};
    }
    awaitable<Result<std::vector<UnboundChat>>> list_chats(Priority) override {
        co_return nobody_calls();
    }
    awaitable<std::vector<Result<std::int64_t>>> post(std::vector<ChatPost> posts,
                                                      Priority) override {
        co_return std::vector<Result<std::int64_t>>(posts.size(), nobody_calls());
    }
    awaitable<std::vector<Result<void>>> edit_posts(std::vector<ChatPost> posts,
                                                    Priority) override {
        co_return std::vector<Result<void>>(posts.size(), nobody_calls());
    }
    awaitable<Result<std::string>> invite_link(ChatNumber, Priority) override {
        co_return nobody_calls();
    }
    awaitable<Result<UnboundChat>> look_at_chat(ChatNumber, Priority) override {
        co_return nobody_calls();
    }
    awaitable<Result<void>> write_to(DirectMessage, Priority) override { co_return nobody_calls(); }
    awaitable<Result<PlatformEvents>> next_events(std::string) override {
        co_return nobody_calls();
    }
    [[nodiscard]] std::string start_link(std::string_view) const override { return {}; }
};

void name(Roster& roster, std::string_view person, std::string_view last_name) {
    const PersonIndex index = find_person(roster, person);
    if (index != no_index) roster.people.last_name[index] = roster.text.add(last_name);
}

void after_pass(SchoolState& state, const Scenario& scenario, Platform platform) {
    state.loaded = true;
    state.memory.observed = scenario.observed;
    state.memory.history = scenario.history;
    state.picture = picture_of(scenario, platform);
    state.last_read = scenario.moment.now;
    Guarded plan = current_plan(state, scenario.capabilities, {}, {}, moment_now().now);
    state.last_end = plan.holds.empty() ? PassEnd::converged : PassEnd::held;
    state.plan = std::move(plan.released);
    state.holds = std::move(plan.holds);
}

}  // namespace

std::shared_ptr<const Picture> picture_of(const Scenario& scenario, Platform platform) {
    JournalRead read{scenario.journal.make(), {}};
    name(read.roster, "s1", "Иванов");
    name(read.roster, "s2", "Ёлкина");
    PictureInput input;
    input.profile = scenario.profile;
    input.platform = platform;
    input.people_make_chats = !scenario.capabilities.create_chats;
    input.moment = scenario.moment;
    input.instant_of = moscow_instant;
    input.known_users = scenario.known;
    return make_picture(std::move(read), std::move(input));
}

SchoolState school_state(const Scenario& scenario, const std::string& id) {
    SchoolState state;
    state.school = {id, "Школа " + id, "Europe/Moscow", "sgo", "main", true};
    after_pass(state, scenario, Platform::vk);
    return state;
}

SchoolState further_state(const Scenario& scenario, const std::string& id) {
    SchoolState state;
    state.school = {id, "Школа " + id, "Europe/Moscow", "sgo", "max", true};
    state.further = true;
    after_pass(state, scenario, Platform::max);
    return state;
}

Scenario settled_school() {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    return scenario;
}

Scenario school_with_a_hold() {
    Scenario scenario;
    add_class_of(scenario.journal, "5a", 20);
    scenario.converge();
    for (const char* number : {"01", "02", "03", "04", "05", "06", "07", "08"}) {
        scenario.journal.end_enrolment("5a", std::string{"5a-"} + number);
    }
    return scenario;
}

Guarded plan_of(const SchoolState& state) {
    return current_plan(state, {}, {}, {}, moment_now().now);
}

void reread(SchoolState& state) {
    const LookedAtAccount account;
    PictureInput input = picture_input(state, Profile{state.picture->profile}, account,
                                       moment_now(), moscow_instant);
    state.picture = make_picture(JournalRead{state.picture->roster, {}}, std::move(input));
    const ConferenceRead read{state.picture->conferences, {}};
    (void)take_over(read, 0, moment_now().now, state.memory.conferences);
}

ConferenceRecord& plan_here(SchoolState& state, OwnConference row) {
    const std::string id = own_conference_id(row.number);
    state.memory.own.conferences.push_back(std::move(row));
    reread(state);
    ConferenceRecord* record = find_conference(state.memory.conferences, id);
    if (record == nullptr) throw std::invalid_argument{id + " is no conference of today"};
    return *record;
}

std::vector<TimetableLesson> history_lessons() {
    constexpr LocalSeconds lesson = 40 * 60;
    std::vector<TimetableLesson> lessons;
    for (const auto& [id, minute] :
         {std::pair{"early", 8 * 60}, std::pair{"noon", 12 * 60}, std::pair{"later", 13 * 60}}) {
        lessons.push_back({id, "hist", at_minute(minute), at_minute(minute) + lesson, false});
    }
    return lessons;
}

LocalSeconds at_minute(int minute) {
    return LocalSeconds{day(today_text).since_1970} * 86'400 + LocalSeconds{minute} * 60;
}

const boost::json::object& item_where(const boost::json::value& list, std::string_view member,
                                      std::string_view value) {
    for (const boost::json::value& item : list.as_array()) {
        const boost::json::value* found = item.as_object().if_contains(member);
        if (found != nullptr && found->is_string() && found->get_string() == value) {
            return item.get_object();
        }
    }
    throw std::invalid_argument{"nothing with " + std::string{member} + " " + std::string{value}};
}

namespace {

/// As the daemon refuses it.
Error not_read_yet() {
    return {ErrorKind::refused, "the school has not been read yet"};
}

}  // namespace

FakeDaemon::FakeDaemon() {
    opened["main"] = Account{std::make_unique<LookedAtAccount>(), true};
}

awaitable<Result<Guarded>> FakeDaemon::plan(std::string school) {
    const auto found = states.find(school);
    if (found == states.end()) co_return Error{ErrorKind::not_found, "no such school"};
    if (found->second.picture == nullptr) {
        co_return not_read_yet();
    }
    co_return plan_of(found->second);
}

Result<void> FakeDaemon::resync(std::optional<std::string> school) {
    if (school && !states.contains(*school)) return Error{ErrorKind::not_found, "no such school"};
    remember("resync " + school.value_or("all"));
    return {};
}

Result<void> FakeDaemon::reread_configuration() {
    if (bad_configuration) return *bad_configuration;
    remember("reload");
    return {};
}

void FakeDaemon::rest(Pause pause) {
    paused.push_back(std::move(pause));
    for (auto& [name, state] : states) state.pauses = pauses_about(paused, state.school.id);
}

awaitable<Result<Pause>> FakeDaemon::pause(PauseWish wish, std::string by) {
    if (!wish.school.empty() && !states.contains(wish.school)) {
        co_return Error{ErrorKind::not_found, "no such school"};
    }
    Pause pause{wish.school, wish.chat, by, wish.reason, now(), wish.until};
    rest(pause);
    remember("pause " + (wish.school.empty() ? "all" : wish.school) + " " + wish.chat + " by " +
             by);
    co_return pause;
}

awaitable<Result<Resumed>> FakeDaemon::resume(std::string school, std::string chat,
                                              std::string by) {
    const auto found = std::ranges::find_if(
        paused, [&](const Pause& pause) { return pause.school == school && pause.chat == chat; });
    if (found == paused.end()) {
        co_return Error{ErrorKind::not_found, "it is not paused on its own",
                        "rosterctl status shows what is"};
    }
    Resumed resumed{*found, {}};
    paused.erase(found);
    resumed.still = paused;
    for (auto& [name, state] : states) state.pauses = pauses_about(paused, state.school.id);
    remember("resume " + (school.empty() ? "all" : school) + " " + chat + " by " + by);
    co_return resumed;
}

awaitable<Result<void>> FakeDaemon::decide(std::string hold, bool approve, std::string by) {
    for (const auto& [id, state] : states) {
        for (const Hold& held : state.holds) {
            if (held.id != hold) continue;
            remember((approve ? "approve " : "reject ") + hold + " by " + by);
            co_return Result<void>{};
        }
    }
    co_return Error{ErrorKind::not_found, "there is no hold '" + hold + "'", "see rosterctl holds"};
}

/// As the daemon decides; what is kept stays in memory, and the picture is not made anew.
awaitable<Result<HandDecision>> FakeDaemon::change_by_hand(std::string school, HandRequest request,
                                                           std::string by) {
    SchoolState& state = states.at(school);
    if (state.picture == nullptr) co_return not_read_yet();
    const auto number = static_cast<std::int64_t>(state.memory.own.chats.size()) + 1;
    auto decided = HandBasis{state, now(), number}.decide(request);
    if (!decided) co_return decided;
    apply(decided->change, state.memory.own);
    if (decided->readmits) {
        const auto departed = departures_of(state, request.chat, request.person);
        decided->readmits = !departed.empty();
        for (const Departure& each : departed) std::erase(state.memory.history.departures, each);
    }
    std::string call{word(request.action)};
    for (const std::string& part : {decided->chat, request.person, request.actor}) {
        if (!part.empty()) call += " " + part;
    }
    remember(call + " by " + by);
    co_return decided;
}

awaitable<Result<LinkDecision>> FakeDaemon::change_link(std::string school, LinkRequest request,
                                                        std::string by) {
    SchoolState& state = states.at(school);
    if (state.picture == nullptr) co_return not_read_yet();
    auto decided = decide_link(state.picture->roster, state.memory.links, state.picture->profile,
                               request, now());
    if (!decided || !decided->changed) co_return decided;
    OwnChange change;
    change.links = {decided->link};
    apply_links(change, state.memory.links);
    remember("link " + request.person + " " + std::string{word(decided->state)} + " by " + by);
    co_return decided;
}

awaitable<Result<ClaimCode>> FakeDaemon::ask_claim_code(std::string school, std::string chat,
                                                        std::string by) {
    remember("claim code " + school + " " + chat + " by " + by);
    if (!states.contains(school)) co_return Error{ErrorKind::not_found, "no such school"};
    if (chat != "class/7v") co_return Error{ErrorKind::refused, "the chat is there already"};
    co_return ClaimCode{"12345-67890", school, chat, now() + 7 * 86'400, by};
}

awaitable<Result<void>> FakeDaemon::claim_chat(std::string school, std::string chat,
                                               ChatNumber number, std::string by) {
    remember("claim " + school + " " + chat + " " + std::to_string(number) + " by " + by);
    if (!states.contains(school)) co_return Error{ErrorKind::not_found, "no such school"};
    if (chat != "class/7v") co_return Error{ErrorKind::refused, "the chat is there already"};
    co_return Result<void>{};
}

awaitable<Result<std::vector<ClaimCandidate>>> FakeDaemon::claim_candidates() {
    co_return candidates;
}

awaitable<Result<StartAddress>> FakeDaemon::start_address(std::string school, std::string person,
                                                          std::string by) {
    remember("start " + school + " " + person + " by " + by);
    if (!states.contains(school)) co_return Error{ErrorKind::not_found, "no such school"};
    if (person != "s1") co_return Error{ErrorKind::refused, "linked already"};
    co_return StartAddress{"https://max.ru/school_bot?start=abc", now() + 7 * 86'400};
}

awaitable<Result<std::size_t>> FakeDaemon::erase(std::string school, std::string person,
                                                 std::string by) {
    remember("erase " + school + " " + person + " by " + by);
    if (person == "s1") {
        co_return Error{ErrorKind::refused, "the journal still has this person", "wait"};
    }
    co_return std::size_t{4};
}

awaitable<Result<Initialisation>> FakeDaemon::initialise(std::string school,
                                                         std::vector<ChatKind> kinds,
                                                         std::string actor, std::string by,
                                                         InitialiseMode mode) {
    SchoolState& state = states.at(school);
    if (state.picture == nullptr) co_return not_read_yet();
    const auto change = HandBasis{state, now(), 1}.decide(kinds, actor);
    if (!change) co_return change.error();
    PictureInput input = picture_input(state, state.picture->profile, *opened.at("main").platform,
                                       moment_now(), moscow_instant);
    Initialisation result;
    result.school = school_after(state, *change, std::move(input));
    result.plan = plan_of(*result.school);
    result.chats = change->initialised.size();
    if (mode == InitialiseMode::run) remember("initialise by " + by);
    co_return std::move(result);
}

/// Keeps what it decides, as the daemon does; nothing is ever started.
awaitable<Result<ConferenceDecision>> FakeDaemon::change_conference(std::string school,
                                                                    ConferenceRequest request,
                                                                    std::string by) {
    SchoolState& state = states.at(school);
    if (state.picture == nullptr) co_return not_read_yet();
    const auto number = static_cast<std::int64_t>(state.memory.own.conferences.size()) + 1;
    const HandBasis basis{state, now(), 1};
    const auto lesson =
        std::ranges::find(timetable, request.lesson.value_or(""), &TimetableLesson::id);
    std::optional<TimetableLesson> looked_up;
    if (lesson != timetable.end()) looked_up = *lesson;
    auto decided = basis.decide(request, {state.memory.conferences, active_chats(state),
                                          moscow_instant, number, looked_up});
    if (!decided || decided->change.empty()) co_return decided;
    apply(decided->change, state.memory.own);
    if (looked_up) {
        JournalRead read{state.picture->roster, {}};
        add_lesson(read.roster, *looked_up);
        PictureInput input =
            picture_input(state, Profile{state.picture->profile}, *opened.at("main").platform,
                          moment_now(), moscow_instant);
        state.picture = make_picture(std::move(read), std::move(input));
    }
    reread(state);
    remember(std::string{word(request.verb)} + " " + decided->conference + " by " + by);
    co_return decided;
}

awaitable<Result<std::vector<ConferenceRecord>>> FakeDaemon::conferences_between(std::string school,
                                                                                 UnixSeconds from,
                                                                                 UnixSeconds to) {
    std::vector<ConferenceRecord> found;
    for (const ConferenceRecord& record : states.at(school).memory.conferences) {
        if (record.plan.starts >= from && record.plan.starts < to) found.push_back(record);
    }
    std::ranges::sort(found, {}, [](const ConferenceRecord& each) { return each.plan.starts; });
    co_return found;
}

awaitable<Result<std::vector<AuditLine>>> FakeDaemon::audit(AuditQuery query) {
    audit_asked = query;
    std::vector<AuditLine> lines;
    for (const AuditLine& line : audited) {
        if (lines.size() < query.count_max && line.number > query.beyond) lines.push_back(line);
    }
    co_return lines;
}

std::vector<std::string> FakeDaemon::calls() const {
    const std::scoped_lock lock{mutex_};
    return calls_;
}

void FakeDaemon::remember(std::string call) {
    const std::scoped_lock lock{mutex_};
    calls_.push_back(std::move(call));
}

}  // namespace rosterd::testing
