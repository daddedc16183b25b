// Plans, holds, explanations, people and the daemon's status as programs see them.
#include "daemon/control/plan_view.hpp"

#include <gmock/gmock.h>

#include "daemon/control/failure_view.hpp"
#include "daemon/control/people_view.hpp"
#include "daemon/control/status_view.hpp"
#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using namespace control;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string text(const json::value& value) {
    return std::string{value.as_string()};
}

std::vector<std::string> names_of(const json::object& object) {
    std::vector<std::string> names;
    for (const auto& member : object) names.emplace_back(member.key());
    return names;
}

TEST(PlanViewTest, ASettledSchoolHasNothingToDo) {
    const SchoolState state = school_state(settled_school());
    const json::object plan = plan_view(state, plan_of(state), moment_now().now);
    EXPECT_TRUE(plan.at("operations").as_array().empty());
    EXPECT_TRUE(plan.at("held").as_array().empty());
    EXPECT_EQ(plan.at("calls"), 0U);
}

TEST(PlanViewTest, OperationsNamePersonUserAndReason) {
    Scenario scenario = settled_school();
    scenario.journal.enrol("7v", "s4").link("s4", "2004").end_enrolment("7v", "s3");
    const SchoolState state = school_state(scenario);
    const json::object plan = plan_view(state, plan_of(state), moment_now().now);
    const auto& operations = plan.at("operations");
    const json::object& added = item_where(operations, "person", "s4");
    EXPECT_THAT(names_of(added), ElementsAre("op", "chat", "person", "user", "reason"));
    EXPECT_EQ(added.at("op"), "add");
    EXPECT_EQ(added.at("chat"), "class/7v");
    EXPECT_EQ(added.at("user"), 2004);
    EXPECT_EQ(added.at("reason"), "class.members: students");
    const json::object& removed = item_where(operations, "person", "s3");
    EXPECT_EQ(removed.at("op"), "remove");
    EXPECT_THAT(text(removed.at("reason")), HasSubstr("left_school: "));
    EXPECT_EQ(text(plan.at("hash")).size(), 32U);
    EXPECT_GT(plan.at("calls").to_number<int>(), 0);
}

TEST(PlanViewTest, ANewChatIsCreatedForNobodyInParticular) {
    Scenario scenario;
    scenario.journal = small_school();
    const SchoolState state = school_state(scenario);
    const json::object plan = plan_view(state, plan_of(state), moment_now().now);
    const json::object& created = item_where(plan.at("operations"), "op", "create");
    EXPECT_EQ(created.at("person"), nullptr);
    EXPECT_EQ(created.at("user"), nullptr);
    EXPECT_FALSE(text(created.at("reason")).empty());
}

TEST(PlanViewTest, HeldRemovalsStandApartUnderTheirHold) {
    const SchoolState state = school_state(school_with_a_hold());
    const json::object plan = plan_view(state, plan_of(state), moment_now().now);
    EXPECT_TRUE(plan.at("operations").as_array().empty());
    ASSERT_EQ(plan.at("held").as_array().size(), 1U);
    const json::object& held = plan.at("held").as_array().front().as_object();
    EXPECT_EQ(text(held.at("hold")), state.holds.front().id);
    EXPECT_EQ(held.at("guard"), "chat");
    EXPECT_EQ(held.at("operations").as_array().size(), 8U);
}

TEST(HoldsViewTest, AHoldHasExactlyTheFieldsThatProgramsRelyOn) {
    const SchoolState state = school_state(school_with_a_hold());
    const Guarded plan = plan_of(state);
    json::array items;
    append_holds(state, plan.holds, plan.released.chats, moment_now().now, items);
    ASSERT_EQ(items.size(), 1U);
    const json::object hold = items.front().as_object();
    EXPECT_THAT(names_of(hold),
                ElementsAre("id", "school", "guard", "reason", "hash", "state", "by", "decided_at",
                            "expires", "since", "carried", "operations"));
    EXPECT_EQ(hold.at("school"), "17");
    SchoolState further = state;
    further.further = true;
    further.school.account = "max";
    append_holds(further, plan.holds, plan.released.chats, moment_now().now, items);
    EXPECT_EQ(items.back().at("school"), "17@max");
    EXPECT_EQ(hold.at("operations").at(0).at("chat"), "class/5a");
    EXPECT_EQ(hold.at("operations").at(0).at("person"), "5a-01");
}

TEST(HoldsViewTest, ItTellsWhatWasDecidedByWhomAndForHowLong) {
    SchoolState state = school_state(school_with_a_hold());
    const UnixSeconds now = moment_now().now;
    const Guarded plan = plan_of(state);
    const auto shown = [&] {
        json::array items;
        append_holds(state, plan.holds, plan.released.chats, now, items);
        return items.front().as_object();
    };
    EXPECT_EQ(shown().at("state"), "waiting");
    EXPECT_EQ(shown().at("by"), nullptr);
    EXPECT_EQ(shown().at("expires"), nullptr);
    EXPECT_EQ(shown().at("since"), nullptr);
    const Hold& hold = plan.holds.front();
    state.held_since[hold.hash] = now - 60;
    state.memory.approvals.push_back(
        {hold.hash, "olga", now - 30, now + 100, true, hold.steps, "chat"});
    EXPECT_EQ(shown().at("state"), "rejected");
    EXPECT_EQ(shown().at("by"), "olga");
    EXPECT_EQ(shown().at("decided_at"), now - 30);
    EXPECT_EQ(shown().at("expires"), now + 100);
    EXPECT_EQ(shown().at("since"), now - 60);
    state.memory.approvals.front().rejected = false;
    EXPECT_EQ(shown().at("state"), "approved");
    state.memory.approvals.front().expires = now;
    EXPECT_EQ(shown().at("state"), "waiting") << "a decision that is over";
}

TEST(HoldsViewTest, WhoReleasedWhatIsToldWhileTheApprovalLasts) {
    SchoolState state = school_state(school_with_a_hold());
    const UnixSeconds now = moment_now().now;
    const Hold hold = plan_of(state).holds.front();
    const PersonIndex person = hold.operations.front().person;
    EXPECT_EQ(released_by(state, person, "class/5a", now), "");
    state.memory.approvals.push_back({hold.hash, "olga", now, now + 1, false, hold.steps, "chat"});
    EXPECT_EQ(released_by(state, person, "class/5a", now), "olga");
    EXPECT_EQ(released_by(state, person, "staff", now), "") << "another chat";
    EXPECT_EQ(released_by(state, person, "class/5a", now + 1), "") << "over";
    state.memory.approvals.front().rejected = true;
    EXPECT_EQ(released_by(state, person, "class/5a", now), "");
}

TEST(PlanViewTest, MarginsTellWhyAGuardHeldAndWhyNot) {
    Scenario scenario = settled_school();
    scenario.journal.end_enrolment("7v", "s3");
    const SchoolState quiet = school_state(scenario);
    const json::object margin = item_where(
        plan_view(quiet, plan_of(quiet), moment_now().now).at("margins"), "about", "class/7v");
    EXPECT_EQ(margin.at("guard"), "chat");
    EXPECT_EQ(margin.at("people"), 1U);
    EXPECT_EQ(margin.at("limit_people"), 5U);
    EXPECT_EQ(margin.at("limit_share"), 0.25);
    EXPECT_EQ(margin.at("held"), false);
    const SchoolState loud = school_state(school_with_a_hold());
    EXPECT_EQ(item_where(plan_view(loud, plan_of(loud), moment_now().now).at("margins"), "about",
                         "class/5a")
                  .at("held"),
              true);
}

TEST(ExplainViewTest, AnEntryTellsRuleRowsAndSince) {
    Scenario scenario = settled_school();
    scenario.journal.end_enrolment("7v", "s1").enrol("7v", "s1", since("2026-09-01"));
    const SchoolState state = school_state(scenario);
    const auto input = state.picture->comparison(state.memory.history, moment_now().now);
    const Explained explained =
        explain(input, state.memory.observed, find_person(state.picture->roster, "s1"), "class/7v");
    const json::object view =
        explain_view(explained, [](const std::string&) { return std::string{}; });
    EXPECT_THAT(names_of(view), ElementsAre("in", "not_in", "waiting"));
    ASSERT_EQ(view.at("in").as_array().size(), 1U);
    const json::object& entry = view.at("in").as_array().front().as_object();
    EXPECT_EQ(entry.at("chat"), "class/7v");
    EXPECT_EQ(entry.at("rule"), (json::array{"class.members: students"}));
    EXPECT_EQ(entry.at("since"), "2026-09-01");
    EXPECT_EQ(entry.at("released_by"), nullptr);
}

TEST(ExplainViewTest, AChatThatAPersonHasToMakeIsNamedWithItsCommand) {
    Scenario scenario;
    scenario.journal = small_school();
    const auto note_of = [&] {
        const SchoolState state = school_state(scenario);
        const auto input = state.picture->comparison(state.memory.history, moment_now().now);
        Explained explained = explain(input, state.memory.observed,
                                      find_person(state.picture->roster, "s1"), "class/7v");
        note_claims(state, explained);
        EXPECT_EQ(explained.in.size(), 1U);
        return explained.in.at(0).note;
    };
    EXPECT_THAT(note_of(), ::testing::Not(HasSubstr("claim")));
    scenario.capabilities.create_chats = false;
    EXPECT_THAT(note_of(), HasSubstr("rosterctl chat claim class/7v"));
}

TEST(PeopleViewTest, EverybodyHasHisLinkAndHisChats) {
    Scenario scenario = settled_school();
    scenario.journal.enrol("7v", "s4");
    const SchoolState state = school_state(scenario);
    const json::object all = *people_view(state, moment_now().now, {});
    EXPECT_EQ(all.at("total"), 8);
    const json::object& linked = item_where(all.at("items"), "person", "s1");
    EXPECT_THAT(names_of(linked), ElementsAre("person", "name", "link", "user", "chats", "waiting",
                                              "blocked", "roles", "phone", "member"));
    EXPECT_EQ(linked.at("link"), "linked");
    EXPECT_EQ(linked.at("chats"), 2);
    const json::object& unlinked = item_where(all.at("items"), "person", "s4");
    EXPECT_EQ(unlinked.at("link"), "none");
    EXPECT_EQ(unlinked.at("user"), nullptr);
    EXPECT_EQ(unlinked.at("chats"), 0);
    EXPECT_EQ(unlinked.at("waiting"), 2);
}

TEST(PeopleViewTest, SurnamesArePickedByTheirBeginningInAnyCase) {
    const SchoolState state = school_state(settled_school());
    const json::object found = *people_view(state, moment_now().now, {.surname = "ЁЛК"});
    EXPECT_EQ(found.at("total"), 1);
    EXPECT_EQ(found.at("items").at(0).at("person"), "s2");
}

std::vector<std::string> people_of(const SchoolState& state, const PeopleFilter& filter) {
    const auto view = people_view(state, moment_now().now, filter);
    if (!view) return {view.error().what};
    std::vector<std::string> ids;
    for (const json::value& item : view->at("items").as_array())
        ids.push_back(text(item.at("person")));
    return ids;
}

TEST(PeopleViewTest, ThePickerNarrowsByRoleClassAndLink) {
    Scenario scenario = settled_school();
    scenario.journal.school_class("5a").teacher("5a-teacher").class_teacher("5a", "5a-teacher");
    scenario.journal.enrol("5a", "5a-01").link("5a-teacher", "2001").link("5a-01", "2002");
    scenario.journal.enrol("7v", "s4");
    const SchoolState state = school_state(scenario);
    EXPECT_THAT(people_of(state, {.role = Category::staff}), ElementsAre("5a-teacher", "t1"));
    EXPECT_THAT(people_of(state, {.role = Category::parent}), ElementsAre("p1", "p2", "p3"));
    EXPECT_THAT(people_of(state, {.class_id = "5a"}), ElementsAre("5a-01", "5a-teacher"));
    EXPECT_THAT(people_of(state, {.role = Category::pupil, .class_id = "7v"}),
                ElementsAre("s1", "s2", "s3", "s4"));
    EXPECT_THAT(people_of(state, {.link = LinkState::none}), ElementsAre("s4"));
    EXPECT_THAT(people_of(state, {.class_id = "9z"}), ElementsAre("there is no class '9z'"));
    EXPECT_THAT(people_of(state, {.chat = "class/9z"}), ElementsAre("there is no chat 'class/9z'"));
    const auto all = people_view(state, moment_now().now, {.class_id = "7v"});
    EXPECT_EQ(all->at("total"), 8);
    EXPECT_EQ(all->at("linked"), 7);
}

TEST(PeopleViewTest, WhoIsInTheChatAlreadyIsMarkedAndEverybodyIsListed) {
    Scenario scenario = settled_school();
    scenario.journal.end_enrolment("7v", "s3");
    const SchoolState state = school_state(scenario);
    const json::object list = *people_view(state, moment_now().now, {.chat = "class/7v"});
    EXPECT_EQ(list.at("total"), 7);
    EXPECT_EQ(item_where(list.at("items"), "person", "s1").at("member"), true);
    EXPECT_EQ(item_where(list.at("items"), "person", "p1").at("member"), false);
    EXPECT_EQ(item_where(list.at("items"), "person", "s3").at("member"), true) << "still there";
    const json::object plain = *people_view(state, moment_now().now, {});
    EXPECT_EQ(item_where(plain.at("items"), "person", "s1").at("member"), nullptr);
}

TEST(PeopleViewTest, APhoneIsMaskedUnlessSomebodyWhoMayAsksForIt) {
    SchoolState state = school_state(settled_school());
    state.memory.links = {{"s1", Platform::vk, "1003", LinkState::linked, 1, "+79123456721"}};
    const auto phone = [&](Phones phones) {
        const auto list = people_view(state, moment_now().now, {.phones = phones});
        return text(item_where(list->at("items"), "person", "s1").at("phone"));
    };
    EXPECT_EQ(phone(Phones::masked), "+7(9**) ***-**-21");
    EXPECT_EQ(phone(Phones::full), "+7(912) 345-67-21");
    const json::object list = *people_view(state, moment_now().now, {});
    EXPECT_EQ(item_where(list.at("items"), "person", "s2").at("phone"), nullptr);
    EXPECT_EQ(phone_for("", Phones::masked), "");
    EXPECT_EQ(phone_for("12", Phones::masked), "12");
}

TEST(PeopleViewTest, PagesAreCut) {
    const SchoolState state = school_state(settled_school());
    const json::object page = *people_view(state, moment_now().now, {.paging = {2, 5}});
    EXPECT_EQ(page.at("total"), 7);
    ASSERT_EQ(page.at("items").as_array().size(), 2U);
    EXPECT_EQ(page.at("items").at(1).at("person"), "t1");
}

TEST(StatusViewTest, TheFieldsThatProgramsRelyOnAreThere) {
    FakeDaemon daemon;
    daemon.states["17"] = school_state(school_with_a_hold());
    const json::object status = status_view(daemon);
    for (const char* name : {"version", "uptime_s", "ready", "journal", "store", "schools", "queue",
                             "operations", "holds", "conferences", "accounts"}) {
        EXPECT_TRUE(status.contains(name)) << name;
    }
    EXPECT_EQ(status.at("uptime_s"), 3 * 3600);
    EXPECT_EQ(status.at("schools"), 1);
    EXPECT_EQ(status.at("holds"), 1);
    EXPECT_EQ(status.at("operations").at("done"), 12);
    EXPECT_EQ(status.at("journal").at("last_read"), moment_now().now);
    const json::object& account = item_where(status.at("accounts"), "name", "main");
    EXPECT_EQ(account.at("platform"), "vk");
    EXPECT_EQ(account.at("state"), "ready");
    EXPECT_EQ(account.at("budget").at("requests"), 41);
    EXPECT_TRUE(status.at("problems").as_array().empty());
    EXPECT_TRUE(status.at("failures").as_array().empty());
}

TEST(StatusViewTest, ASchoolOnTwoAccountsIsOneSchool) {
    FakeDaemon daemon;
    daemon.states["17"] = school_state(settled_school());
    daemon.states["17@max"] = further_state(settled_school());
    EXPECT_EQ(status_view(daemon).at("schools"), 1);
    const json::object schools = schools_view(daemon);
    EXPECT_EQ(item_where(schools.at("items"), "id", "17").at("further"), false);
    EXPECT_EQ(item_where(schools.at("items"), "id", "17@max").at("further"), true);
    EXPECT_EQ(item_where(schools.at("items"), "id", "17@max").at("account"), "max");
}

TEST(SchoolsViewTest, TheReadOfEachSchoolHasAVerdictWithItsReason) {
    FakeDaemon daemon;
    SchoolState fine = school_state(settled_school());
    fine.last_read = daemon.now();
    daemon.states["17"] = std::move(fine);
    SchoolState away;
    away.last_read = daemon.now() - 7'200;
    away.read_error = Error{ErrorKind::transient, "read journal: no route"};
    daemon.states["18"] = std::move(away);
    const json::object schools = schools_view(daemon);
    const auto read = [&](const char* id) {
        return item_where(schools.at("items"), "id", id).at("read").as_object();
    };
    EXPECT_EQ(read("17").at("state"), "complete");
    EXPECT_EQ(read("17").at("reason"), nullptr);
    EXPECT_EQ(read("18").at("state"), "stale");
    EXPECT_EQ(read("18").at("reason"), "not read for 120 minutes: read journal: no route");
    const json::object status = status_view(daemon);
    EXPECT_EQ(status.at("reads").at("complete"), 1);
    EXPECT_EQ(status.at("reads").at("stale"), 1);
    EXPECT_EQ(status.at("reads").at("implausible"), 0);
}

TEST(FailuresViewTest, ParkedItemsAndFailedPassesAreCountedByTheirClass) {
    FakeDaemon daemon;
    const UnixSeconds now = daemon.now();
    SchoolState failing;
    failing.error = Error{ErrorKind::transient, "read journal: no route"};
    daemon.states["18"] = std::move(failing);
    daemon.work.push("18", daemon.steady() + std::chrono::seconds{90});
    SchoolState parked = school_state(settled_school());
    parked.memory.history.parked = {
        {"class/7v", 1003, ErrorKind::permanent_person, "error 15", now + 600, 1},
        {"class/7v", 1004, ErrorKind::permanent_person, "error 935", now + 300, 1},
        {"staff", 0, ErrorKind::transient, "503", now + 60, 2}};
    daemon.states["17"] = std::move(parked);
    const json::value rows = failures_view(daemon);
    ASSERT_EQ(rows.as_array().size(), 2U);
    EXPECT_THAT(names_of(rows.at(0).as_object()),
                ElementsAre("class", "count", "next_probe", "example"));
    const json::object& transient = item_where(rows, "class", "transient");
    EXPECT_EQ(transient.at("count"), 2U);
    EXPECT_EQ(transient.at("next_probe"), now + 60);
    EXPECT_EQ(transient.at("example"), "17 staff: 503");
    const json::object& person = item_where(rows, "class", "permanent_person");
    EXPECT_EQ(person.at("count"), 2U);
    EXPECT_EQ(person.at("next_probe"), now + 300);
    EXPECT_EQ(person.at("example"), "17 class/7v user 1003: error 15");
    EXPECT_EQ(status_view(daemon).at("failures"), rows);
}

TEST(FailuresViewTest, AFailedPassIsTriedAgainWhenItsSchoolIsDue) {
    FakeDaemon daemon;
    daemon.states["18"].error = Error{ErrorKind::authority, "the token is not good"};
    EXPECT_EQ(failures_view(daemon).at(0).at("next_probe"), nullptr);
    daemon.work.push("18", daemon.steady() + std::chrono::seconds{90});
    EXPECT_EQ(failures_view(daemon).at(0).at("next_probe"), daemon.now() + 90);
}

TEST(StatusViewTest, TroublesAreListedWithTheirSchoolAndHint) {
    FakeDaemon daemon;
    SchoolState failing;
    failing.error = Error{ErrorKind::transient, "read journal: connection refused", "start it"};
    failing.last_end = PassEnd::failed;
    daemon.states["18"] = std::move(failing);
    SchoolState parked = school_state(settled_school());
    Parked chat;
    chat.chat = "class/7v";
    chat.kind = ErrorKind::permanent_chat;
    chat.reason = "error 917";
    parked.memory.history.parked = {chat};
    daemon.states["17"] = std::move(parked);
    const json::object status = status_view(daemon);
    const json::object& error = item_where(status.at("problems"), "school", "18");
    EXPECT_EQ(error.at("error"), "read journal: connection refused");
    EXPECT_EQ(error.at("hint"), "start it");
    const json::object& problem = item_where(status.at("problems"), "school", "17");
    EXPECT_EQ(problem.at("error"), "class/7v: error 917");
    EXPECT_EQ(problem.at("kind"), "permanent_chat");
}

TEST(StatusViewTest, AReadThatIsNotBelievedIsAProblem) {
    Scenario emptied;
    PictureInput input;
    input.profile = emptied.profile;
    input.moment = moment_now();
    input.accepted[static_cast<std::size_t>(Relation::enrolment)] = 900;
    FakeDaemon daemon;
    SchoolState& state = daemon.states["17"];
    state.picture = make_picture({emptied.journal.make(), {}}, std::move(input));
    const json::object status = status_view(daemon);
    ASSERT_EQ(status.at("problems").as_array().size(), 1U);
    const json::object& problem = status.at("problems").as_array().front().as_object();
    EXPECT_EQ(problem.at("kind"), "implausible_read");
    EXPECT_THAT(text(problem.at("error")), HasSubstr("900"));
}

TEST(SchoolsViewTest, EverySchoolTellsHowItsLastPassEnded) {
    FakeDaemon daemon;
    daemon.states["17"] = school_state(settled_school());
    daemon.states["18"] = school_state(school_with_a_hold(), "18");
    daemon.states["19"].school.enabled = false;
    daemon.states["20"];
    const json::object schools = schools_view(daemon);
    EXPECT_EQ(schools.at("total"), 4);
    std::vector<std::string> states;
    for (const json::value& item : schools.at("items").as_array()) {
        states.push_back(text(item.at("state")));
    }
    EXPECT_THAT(states, ElementsAre("converged", "held", "disabled", "waiting"));
    EXPECT_EQ(schools.at("items").at(3).at("last_read"), nullptr);
}

TEST(FindingsViewTest, AFindingNamesRelationAndRow) {
    Scenario scenario = settled_school();
    JournalRead read{scenario.journal.make(), {}};
    read.findings = {{Severity::error, "enrolment", 45, "class_id 'x'", "no such class"}};
    PictureInput input;
    input.profile = scenario.profile;
    input.moment = moment_now();
    SchoolState state;
    state.picture = make_picture(std::move(read), std::move(input));
    const json::object findings = findings_view(state);
    const json::object& finding = item_where(findings.at("items"), "relation", "enrolment");
    EXPECT_EQ(finding.at("severity"), "error");
    EXPECT_EQ(finding.at("row"), 45U);
    EXPECT_EQ(finding.at("message"), "no such class");
}

}  // namespace
}  // namespace rosterd::testing
