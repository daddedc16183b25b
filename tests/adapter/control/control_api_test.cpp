// The routes of the control surface over a real unix socket.
#include <gmock/gmock.h>

#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ControlApiTest : public ::testing::Test {
  protected:
    ControlApiTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        served_.daemon.states["18"] = school_state(school_with_a_hold(), "18");
        SchoolState unread;
        unread.error = Error{ErrorKind::transient, "read journal: connection refused"};
        served_.daemon.states["19"] = std::move(unread);
        served_.serve();
    }

    /// {error: {code, message, hint}} and the status.
    void expect_error(const test::ProbeAnswer& answer, int status, std::string_view code) {
        EXPECT_EQ(answer.status, status) << answer.body;
        const json::value body = body_of(answer);
        const auto* error = body.is_object() ? body.get_object().if_contains("error") : nullptr;
        ASSERT_NE(error, nullptr) << answer.body;
        EXPECT_EQ(std::string_view{error->at("code").as_string()}, code);
        EXPECT_FALSE(error->at("message").as_string().empty());
        EXPECT_TRUE(error->at("hint").is_string());
    }

    json::object found(const std::string& target) {
        const auto answer = served_.get(target);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        return body_of(answer).as_object();
    }

    std::vector<std::string> keys(const std::string& target) {
        std::vector<std::string> keys;
        const json::object list = found(target);
        for (const json::value& item : list.at("items").as_array()) {
            keys.emplace_back(item.at("key").as_string());
        }
        return keys;
    }

    std::string hold() { return served_.daemon.states.at("18").holds.front().id; }

    ServedDaemon served_;
};

TEST_F(ControlApiTest, AnswersAreJson) {
    const auto answer = served_.get("/v1/status");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.headers.at("content-type"), HasSubstr("application/json"));
    EXPECT_EQ(body_of(answer).at("schools"), 3);
}

TEST_F(ControlApiTest, ProbesTellAliveFromReady) {
    EXPECT_EQ(served_.get("/healthz").status, 200);
    EXPECT_EQ(served_.get("/readyz").status, 200);
    ServedDaemon starting;
    starting.daemon.is_ready = false;
    starting.serve();
    EXPECT_EQ(starting.get("/healthz").status, 200);
    const auto answer = starting.get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(body_of(answer).at("ok"), false);
    ServedDaemon hanging;
    hanging.daemon.stuck_thread = "store";
    hanging.serve();
    for (const char* probe : {"/healthz", "/readyz"}) {
        EXPECT_EQ(hanging.get(probe).status, 503) << probe;
        EXPECT_EQ(body_of(hanging.get(probe)).at("stuck"), "store");
    }
}

TEST_F(ControlApiTest, SchoolsAreListed) {
    EXPECT_EQ(found("/v1/schools").at("total"), 3);
}

TEST_F(ControlApiTest, ChatsAreFilteredByTheQuery) {
    EXPECT_THAT(keys("/v1/schools/17/chats"),
                ElementsAre("class/7v", "parents/7v", "staff", "subject/hist"));
    EXPECT_THAT(keys("/v1/schools/17/chats?type=staff"), ElementsAre("staff"));
    EXPECT_THAT(keys("/v1/schools/17/chats?type=class&surname=%D0%B8%D0%B2%D0%B0%D0%BD"),
                ElementsAre("class/7v"));
    EXPECT_THAT(keys("/v1/schools/17/chats?page=2&page_size=3"), ElementsAre("subject/hist"));
    EXPECT_THAT(keys("/v1/schools/17/chats?sort=-title&page=1&page_size=1"), ElementsAre("staff"));
}

TEST_F(ControlApiTest, AWrongFilterIsToldWhatWasExpected) {
    const auto answer = served_.get("/v1/schools/17/chats?type=klass");
    expect_error(answer, 400, "bad_request");
    EXPECT_THAT(answer.body, HasSubstr("staff, class, parents"));
    for (const char* page : {"0", "-1", "x", "1.5", "99999999999999999999"}) {
        expect_error(served_.get(std::string{"/v1/schools/17/chats?page="} + page), 400,
                     "bad_request");
    }
    expect_error(served_.get("/v1/schools/17/people?page_size=10001"), 400, "bad_request");
    for (const char* target : {"chats?sort=size", "people?role=teacher", "people?link=no",
                               "people?phones=all", "chats/class%2F7v?role=x"}) {
        SCOPED_TRACE(target);
        expect_error(served_.get(std::string{"/v1/schools/17/"} + target), 400, "bad_request");
    }
    expect_error(served_.get("/v1/schools/17/people?class=9z"), 404, "not_found");
    expect_error(served_.get("/v1/schools/17/people?chat=class%2F9z"), 404, "not_found");
}

TEST_F(ControlApiTest, ATargetThatIsNoTextIsNotRepeated) {
    for (const char* target : {"/v1/schools/17/chats/%ff", "/v1/schools/%C0%AF/chats",
                               "/v1/schools/17/explain?person=%ED%A0%80"}) {
        SCOPED_TRACE(target);
        expect_error(served_.get(target), 400, "bad_request");
    }
}

TEST_F(ControlApiTest, AChatKeyIsPercentEncodedOrPlain) {
    const json::object chat = found("/v1/schools/17/chats/class%2F7v");
    EXPECT_EQ(chat.at("key"), "class/7v");
    EXPECT_EQ(chat.at("people").as_array().size(), 4U);
    EXPECT_EQ(found("/v1/schools/17/chats/class/7v"), chat);
}

TEST_F(ControlApiTest, WhatIsNotThereIsNotFound) {
    for (const char* target :
         {"/v1/schools/99/chats", "/v1/schools/17/chats/class%2Fnone", "/v1/schools/17/nothing",
          "/v1/schools/17", "/v1", "/", "/v2/status", "/v1/status/more", "/v1/schools/99/plan",
          "/v1/schools/17/explain?person=nobody", "/v1/schools/17/explain?person=s1&chat=class/x",
          "/v1/holds?school=99"}) {
        SCOPED_TRACE(target);
        expect_error(served_.get(target), 404, "not_found");
    }
}

TEST_F(ControlApiTest, ASchoolThatWasNeverReadIsRefusedWithTheReason) {
    for (const char* what : {"chats", "people", "explain?person=s1", "plan", "chats/staff"}) {
        SCOPED_TRACE(what);
        expect_error(served_.get(std::string{"/v1/schools/19/"} + what), 409, "refused");
    }
    EXPECT_THAT(served_.get("/v1/schools/19/chats").body, HasSubstr("connection refused"));
    EXPECT_EQ(found("/v1/schools/19/findings").at("total"), 0);
}

TEST_F(ControlApiTest, ThePlanShowsWhatIsHeld) {
    const json::object plan = found("/v1/schools/18/plan");
    EXPECT_TRUE(plan.at("operations").as_array().empty());
    EXPECT_EQ(plan.at("held").at(0).at("hold").as_string(), hold());
}

TEST_F(ControlApiTest, SomebodyIsExplained) {
    const json::object all = found("/v1/schools/17/explain?person=s1");
    EXPECT_EQ(all.at("in").as_array().size(), 2U);
    const json::object one = found("/v1/schools/17/explain?person=s1&chat=parents%2F7v");
    EXPECT_EQ(one.at("not_in").at(0).at("chat"), "parents/7v");
    expect_error(served_.get("/v1/schools/17/explain"), 400, "bad_request");
}

TEST_F(ControlApiTest, WhatWasDoneLastAndWhoReleasedItIsExplained) {
    AuditLine line;
    line.number = 7;
    line.entry.at = 1'790'000'000;
    line.entry.school = "17";
    line.entry.chat = "parents/7v";
    line.entry.operation = "remove";
    line.entry.person = "s1";
    line.entry.outcome = "done";
    line.entry.reason = "no_longer_here";
    line.entry.by = "olga";
    served_.daemon.audited = {line};
    const json::object told = found("/v1/schools/17/explain?person=s1");
    EXPECT_EQ(told.at("who").at("person"), "s1");
    EXPECT_EQ(told.at("who").at("in_journal"), true);
    EXPECT_EQ(told.at("who").at("link"), "linked");
    ASSERT_EQ(told.at("not_in").as_array().size(), 1U) << "only the audit knows of it";
    const json::object& entry = told.at("not_in").at(0).as_object();
    EXPECT_EQ(entry.at("chat"), "parents/7v");
    EXPECT_EQ(entry.at("released_by"), "olga");
    EXPECT_EQ(entry.at("last").at("operation"), "remove");
    EXPECT_EQ(entry.at("last").at("outcome"), "done");
    EXPECT_EQ(entry.at("last").at("at"), 1'790'000'000);
    EXPECT_EQ(told.at("in").at(0).at("last"), nullptr);
    EXPECT_EQ(served_.daemon.audit_asked.school, "17");
}

TEST_F(ControlApiTest, WhoIsGoneFromTheJournalIsExplainedByIdAndByNumber) {
    SchoolState& state = served_.daemon.states.at("17");
    put_member(*state.memory.observed.find("class/7v"), {7777, false});
    put_newcomer(state.memory.observed.find("class/7v")->newcomers,
                 {.user = 7777, .by = 7777, .since = 5});
    const json::object stranger = found("/v1/schools/17/explain?user=7777");
    EXPECT_EQ(stranger.at("who").at("in_journal"), false);
    EXPECT_EQ(stranger.at("who").at("person"), nullptr);
    EXPECT_EQ(stranger.at("not_in").at(0).at("chat"), "class/7v");
    EXPECT_EQ(stranger.at("not_in").at(0).at("added_by").at("kind"), "link");
    expect_error(served_.get("/v1/schools/17/explain?user=4242"), 404, "not_found");
    expect_error(served_.get("/v1/schools/17/explain?user=x"), 400, "bad_request");
    expect_error(served_.get("/v1/schools/17/explain?person=gone"), 404, "not_found");

    AuditLine line;
    line.number = 1;
    line.entry.school = "17";
    line.entry.chat = "class/7v";
    line.entry.operation = "remove";
    line.entry.person = "gone";
    line.entry.outcome = "done";
    line.entry.by = "rosterd";
    served_.daemon.audited = {line};
    const json::object gone = found("/v1/schools/17/explain?person=gone");
    EXPECT_EQ(gone.at("not_in").at(0).at("last").at("operation"), "remove");
    EXPECT_EQ(gone.at("not_in").at(0).at("released_by"), nullptr) << "nobody had to";
    EXPECT_THAT(std::string{gone.at("who").at("note").as_string()}, HasSubstr("no rows"));
}

TEST_F(ControlApiTest, StrangersDeparturesAndEditsAreListed) {
    SchoolState& state = served_.daemon.states.at("17");
    state.strangers = {{"class/7v", 7777, true}};
    put_member(*state.memory.observed.find("class/7v"), {7777, true});
    put_newcomer(state.memory.observed.find("class/7v")->newcomers,
                 {.user = 7777, .by = 8888, .since = 5});
    const json::object strangers = found("/v1/schools/17/strangers");
    EXPECT_EQ(strangers.at("total"), 1);
    const json::object& one = strangers.at("items").at(0).as_object();
    EXPECT_EQ(one.at("user"), 7777);
    EXPECT_EQ(one.at("admin"), true);
    EXPECT_EQ(one.at("added_by").at("kind"), "stranger");
    EXPECT_EQ(one.at("added_by").at("user"), 8888);
    EXPECT_EQ(one.at("added_by").at("since"), 5);
    EXPECT_EQ(found("/v1/status").at("strangers"), 1);

    const UserId s1 = state.picture->links.user[find_person(state.picture->roster, "s1")];
    state.memory.history.departures = {{"class/7v", s1, 9}};
    const json::object departures = found("/v1/schools/17/departures");
    EXPECT_EQ(departures.at("items").at(0).at("person"), "s1");
    EXPECT_EQ(departures.at("items").at(0).at("at"), 9);
    EXPECT_EQ(found("/v1/schools/17/edits").at("total"), 0);
}

TEST_F(ControlApiTest, PeopleAreListedAndFiltered) {
    EXPECT_EQ(found("/v1/schools/17/people").at("total"), 7);
    const json::object some = found("/v1/schools/17/people?surname=%D0%81%D0%BB&page=1");
    EXPECT_EQ(some.at("items").at(0).at("person"), "s2");
    const json::object picker =
        found("/v1/schools/17/people?role=parent&class=7v&chat=class%2F7v&link=linked");
    EXPECT_EQ(picker.at("total"), 3);
    EXPECT_EQ(picker.at("items").at(0).at("member"), false);
    EXPECT_EQ(found("/v1/schools/17/chats/class%2F7v?role=staff").at("people_total"), 1);
}

TEST_F(ControlApiTest, AResyncReachesTheDaemon) {
    EXPECT_EQ(served_.post("/v1/resync").status, 200);
    EXPECT_EQ(served_.post("/v1/resync", R"({"school":"17"})").status, 200);
    EXPECT_EQ(served_.post("/v1/resync", R"({"school":null})").status, 200);
    expect_error(served_.post("/v1/resync", R"({"school":"99"})"), 404, "not_found");
    EXPECT_THAT(served_.daemon.calls(), ElementsAre("resync all", "resync 17", "resync all"));
}

TEST_F(ControlApiTest, APauseReachesTheDaemonWithItsEndAndWhoAsked) {
    const auto paused = served_.post(
        "/v1/pause", R"({"school":"17","until":"2026-11-01","reason":"a move","by":"head"})");
    ASSERT_EQ(paused.status, 200) << paused.body;
    const json::value pause = body_of(paused).at("paused");
    EXPECT_EQ(pause.at("school"), "17");
    EXPECT_EQ(pause.at("chat"), nullptr);
    EXPECT_EQ(pause.at("reason"), "a move");
    EXPECT_EQ(pause.at("until"), *parse_instant("2026-11-01T00:00:00+03:00")) << "its own zone";
    EXPECT_EQ(served_.post("/v1/pause", R"({"school":"17","chat":"class/7v"})").status, 200);
    EXPECT_EQ(served_.post("/v1/pause").status, 200);
    const auto resumed = served_.post("/v1/resume", R"({"school":"17"})");
    ASSERT_EQ(resumed.status, 200) << resumed.body;
    EXPECT_EQ(body_of(resumed).at("resumed").at("reason"), "a move");
    EXPECT_EQ(body_of(resumed).at("still").as_array().size(), 2U);
    const auto calls = served_.daemon.calls();
    ASSERT_EQ(calls.size(), 4U);
    EXPECT_THAT(calls[0], AllOf(HasSubstr("pause 17 "), HasSubstr(" (head)")));
    EXPECT_THAT(calls[1], HasSubstr("pause 17 class/7v by "));
    EXPECT_THAT(calls[2], HasSubstr("pause all "));
}

TEST_F(ControlApiTest, AnErasureReachesTheDaemonAndAnswersACount) {
    const auto erased = served_.post("/v1/schools/17/people/left-9/erase", R"({"by":"head"})");
    ASSERT_EQ(erased.status, 200) << erased.body;
    EXPECT_EQ(body_of(erased), (json::value{{"erased", 4}}));
    expect_error(served_.post("/v1/schools/17/people/s1/erase"), 409, "refused");
    expect_error(served_.post("/v1/schools/99/people/s1/erase"), 404, "not_found");
    expect_error(served_.post("/v1/schools/17/people/s1/erase", R"({"why":1})"), 400,
                 "bad_request");
    expect_error(served_.get("/v1/schools/17/people/s1/erase"), 405, "method_not_allowed");
    const auto calls = served_.daemon.calls();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_THAT(calls[0], AllOf(HasSubstr("erase 17 left-9 by "), HasSubstr(" (head)")));
}

TEST_F(ControlApiTest, APauseThatCannotBeIsRefusedAndPausesNothing) {
    for (const char* body :
         {R"({"until":"yesterday"})", R"({"until":5})", R"({"until":"2001-01-01"})",
          R"({"until":true})", R"({"why":"x"})", R"({"reason":["x"]})", "no"}) {
        SCOPED_TRACE(body);
        expect_error(served_.post("/v1/pause", body), 400, "bad_request");
    }
    expect_error(served_.post("/v1/pause", R"({"school":"99"})"), 404, "not_found");
    expect_error(served_.post("/v1/pause", R"({"school":"99","until":"2026-11-01"})"), 404,
                 "not_found");
    expect_error(served_.post("/v1/resume", R"({"school":"17"})"), 404, "not_found");
    expect_error(served_.post("/v1/resume", R"({"until":"2026-11-01"})"), 400, "bad_request");
    expect_error(served_.get("/v1/pause"), 405, "method_not_allowed");
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
}

TEST_F(ControlApiTest, WhatRestsIsShownWithWhatItHoldsUp) {
    EXPECT_TRUE(found("/v1/status").at("paused").as_array().empty());
    EXPECT_EQ(found("/v1/schools/17/plan").at("paused"), nullptr);
    ASSERT_EQ(served_.post("/v1/pause", R"({"school":"17","reason":"a move"})").status, 200);
    const json::value status = found("/v1/status").at("paused").at(0);
    EXPECT_EQ(status.at("school"), "17");
    EXPECT_EQ(status.at("waiting"), 0);
    EXPECT_EQ(status.at("sensitive"), 0);
    EXPECT_EQ(found("/v1/schools/17/plan").at("paused").at("reason"), "a move");
    EXPECT_EQ(found("/v1/schools/18/plan").at("paused"), nullptr);
    EXPECT_EQ(found("/v1/schools/17/chats/class%2F7v").at("paused").at("reason"), "a move");
    const auto changed =
        served_.post("/v1/schools/17/chats/staff/members/add", R"({"person":"s1"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(body_of(changed).at("paused").at("reason"), "a move");
}

TEST_F(ControlApiTest, AMalformedBodyChangesNothing) {
    for (const char* body : {"{", "[]", "17", R"({"school":17})", "\xFF", R"({"school":["17"]})"}) {
        SCOPED_TRACE(body);
        expect_error(served_.post("/v1/resync", body), 400, "bad_request");
    }
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
}

TEST_F(ControlApiTest, HoldsAreListedOfAllSchoolsOrOfOne) {
    EXPECT_EQ(found("/v1/holds").at("total"), 1);
    EXPECT_EQ(found("/v1/holds?school=17").at("total"), 0);
    const json::object holds = found("/v1/holds?school=18");
    EXPECT_EQ(holds.at("items").at(0).at("id").as_string(), hold());
}

TEST_F(ControlApiTest, ADecisionTellsTheDaemonWhoAsked) {
    const std::string id = hold();
    const auto approved = served_.post("/v1/holds/" + id + "/approve");
    EXPECT_EQ(approved.status, 200) << approved.body;
    const std::string user{body_of(approved).at("by").as_string()};
    EXPECT_EQ(served_.post("/v1/holds/" + id + "/reject", R"({"by":"head"})").status, 200);
    EXPECT_THAT(served_.daemon.calls(), ElementsAre("approve " + id + " by " + user,
                                                    "reject " + id + " by " + user + " (head)"));
    EXPECT_FALSE(user.empty());
}

TEST_F(ControlApiTest, ADecisionOnNothingIsNotFound) {
    expect_error(served_.post("/v1/holds/none/approve"), 404, "not_found");
    expect_error(served_.post("/v1/holds/" + hold() + "/postpone"), 404, "not_found");
    expect_error(served_.post("/v1/holds/" + hold() + "/approve", "no"), 400, "bad_request");
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
}

TEST_F(ControlApiTest, AWrongMethodIsToldTheRightOne) {
    const auto got = served_.get("/v1/resync");
    expect_error(got, 405, "method_not_allowed");
    EXPECT_EQ(got.headers.at("allow"), "POST");
    expect_error(served_.get("/v1/holds/" + hold() + "/approve"), 405, "method_not_allowed");
    for (const char* target :
         {"/v1/status", "/v1/schools", "/v1/schools/17/chats/staff", "/v1/holds"}) {
        SCOPED_TRACE(target);
        const auto posted = served_.post(target);
        expect_error(posted, 405, "method_not_allowed");
        EXPECT_EQ(posted.headers.at("allow"), "GET");
    }
}

TEST_F(ControlApiTest, ATargetThatIsNoPathIsABadRequest) {
    expect_error(served_.get("/v1/schools/%zz/chats"), 400, "bad_request");
}

TEST_F(ControlApiTest, AMissingGroupIsAWarning) {
    ASSERT_EQ(served_.warnings.size(), 1U);
    EXPECT_THAT(served_.warnings.front(), HasSubstr("rosterd-no-such-group"));
}

/// A pass reads the journal first and plans at its end; between, the old holds count people by
/// the old read.
TEST(ControlHoldsTest, AreNamedByTheLatestReadAlsoInTheMiddleOfAPass) {
    Scenario scenario = school_with_a_hold();
    ServedDaemon served;
    SchoolState& state = served.daemon.states["17"];
    state = school_state(scenario);
    for (const char* newcomer : {"0a", "0b", "0c"}) scenario.journal.enrol("5a", newcomer);
    state.picture = picture_of(scenario);
    served.serve();
    const json::value holds = body_of(served.get("/v1/holds"));
    std::vector<std::string> people;
    for (const json::value& operation : holds.at("items").at(0).at("operations").as_array()) {
        people.emplace_back(operation.at("person").as_string());
    }
    EXPECT_THAT(people, ElementsAre("5a-01", "5a-02", "5a-03", "5a-04", "5a-05", "5a-06", "5a-07",
                                    "5a-08"));
}

}  // namespace
}  // namespace rosterd::testing
