// Conferences over a real unix socket: lists, planning and its refusals, links for one person.
#include <gmock/gmock.h>

#include "tests/adapter/control/conference_day.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using control::Right;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::string base = "/v1/schools/17/conferences";

class ConferenceApiTest : public ::testing::Test {
  protected:
    std::vector<std::string> ids(const std::string& query) {
        const auto answer = day_.served.get(base + query);
        EXPECT_EQ(answer.status, 200) << query << ": " << answer.body;
        std::vector<std::string> found;
        const json::value list = body_of(answer);
        for (const json::value& each : list.at("items").as_array()) {
            found.emplace_back(each.at("id").as_string());
        }
        EXPECT_EQ(list.at("total"), found.size());
        return found;
    }
    json::object done(const std::string& target, const std::string& body) {
        const auto answer = day_.served.post(base + target, body);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        const json::value value = body_of(answer);
        return value.is_object() ? value.get_object() : json::object{};
    }
    static void expect_error(const test::ProbeAnswer& answer, int status, std::string_view code,
                             const std::string& russian) {
        EXPECT_EQ(answer.status, status) << answer.body;
        const json::object error = body_of(answer).at("error").as_object();
        EXPECT_EQ(std::string_view{error.at("code").as_string()}, code) << answer.body;
        EXPECT_FALSE(error.at("message").as_string().empty());
        const json::value* said = error.if_contains("message_ru");
        EXPECT_EQ(said == nullptr ? "" : std::string{said->as_string()}, russian);
    }
    void expect_refused(const std::string& target, const std::string& body, std::string_view code) {
        const auto answer = day_.served.post(base + target, body);
        const Message* message = find_message(code);
        ASSERT_NE(message, nullptr) << code;
        expect_error(answer, 409, code, std::string{message->russian});
    }
    void expect_joining_fails(const std::string& id, std::string_view code,
                              const std::string& russian) {
        SCOPED_TRACE(id);
        expect_error(day_.served.get(base + "/" + id + "/join?person=s1"), 409, code, russian);
    }

    ConferenceDay day_;
};

// --- looking ---------------------------------------------------------------------------------

TEST_F(ConferenceApiTest, ListsAreFilteredByDayStatusPersonLessonAndChat) {
    day_.served.serve();
    EXPECT_THAT(ids("?day=today"), ElementsAre("own-1", "own-4", "own-2", "own-3"));
    EXPECT_THAT(ids("?day=2026-10-16"), ElementsAre("own-5"));
    EXPECT_THAT(ids("?day=2026-10-17"), IsEmpty());
    EXPECT_THAT(ids(""), ElementsAre("j1", "own-1", "own-4", "own-2", "own-3", "own-5"));
    EXPECT_THAT(ids("?status=active"), ElementsAre("own-2"));
    EXPECT_THAT(ids("?day=today&status=failed"), ElementsAre("own-4"));
    EXPECT_THAT(ids("?day=today&person=p1"), ElementsAre("own-3"));
    EXPECT_THAT(ids("?day=today&person=s1"), ElementsAre("own-1", "own-4", "own-2"));
    EXPECT_THAT(ids("?person=nobody"), IsEmpty());
    EXPECT_THAT(ids("?chat=parents%2F7v"), ElementsAre("own-3"));
    done("", R"({"type":"online_lesson","lesson":"later"})");
    EXPECT_THAT(ids("?lesson=later"), ElementsAre("own-6"));
}

TEST_F(ConferenceApiTest, AListSaysWhatTimeItIsAtTheSchool) {
    day_.served.serve();
    EXPECT_EQ(body_of(day_.served.get(base)).at("now"), "2026-10-15T12:00:00+03:00");
}

TEST_F(ConferenceApiTest, WrongFiltersAreNamed) {
    day_.served.serve();
    expect_error(day_.served.get(base + "?day=monday"), 400, "bad_request", "");
    expect_error(day_.served.get(base + "?status=late"), 400, "bad_request", "");
    EXPECT_EQ(day_.served.get("/v1/schools/99/conferences").status, 404);
}

TEST_F(ConferenceApiTest, OneIsShownWithItsParticipants) {
    day_.served.serve();
    const json::value one = body_of(day_.served.get(base + "/own-2"));
    EXPECT_EQ(one.at("status"), "active");
    EXPECT_EQ(one.at("join_url"), "https://calls.example/2");
    EXPECT_EQ(one.at("starts_at"), "2026-10-15T12:00:00+03:00");
    EXPECT_EQ(one.at("late_s"), 300);
    EXPECT_EQ(item_where(one.at("participants"), "person", "t1").at("role"), "moderator");
    const json::object& pupil = item_where(one.at("participants"), "person", "s1");
    EXPECT_EQ(pupil.at("role"), "participant");
    EXPECT_EQ(pupil.at("name"), "Иванов Имя");
    EXPECT_EQ(pupil.at("linked"), true);
    EXPECT_EQ(day_.served.get(base + "/own-99").status, 404);
    EXPECT_EQ(day_.served.get(base + "/own-2/finish").status, 405);
    EXPECT_EQ(day_.served.get(base + "/own-2/nothing").status, 404);
    EXPECT_EQ(day_.served.post(base + "/own-2/nothing").status, 404);
}

// --- planning --------------------------------------------------------------------------------

TEST_F(ConferenceApiTest, ALessonGivesChatAndTimes) {
    day_.served.serve();
    const auto answer = done("", R"({"lesson":"later","actor":"t1"})");
    EXPECT_EQ(answer.at("id"), "own-6");
    EXPECT_EQ(answer.at("changed"), true);
    const json::value& planned = answer.at("conference");
    EXPECT_EQ(planned.at("type"), "online_lesson");
    EXPECT_EQ(planned.at("chat"), "subject/hist");
    EXPECT_EQ(planned.at("class"), "7В");
    EXPECT_EQ(planned.at("starts_at"), "2026-10-15T13:00:00+03:00");
    EXPECT_EQ(planned.at("ends_at"), "2026-10-15T13:40:00+03:00");
    EXPECT_EQ(planned.at("status_ru"), "Новая");
    EXPECT_EQ(planned.at("creator"), "t1");
    EXPECT_EQ(answer.at("messages").at(0).at("code"), "conference_runs_by_itself");
    const json::value& warning = answer.at("warnings").at(0);
    EXPECT_EQ(warning.at("code"), "unlinked_members");
    EXPECT_EQ(warning.at("people").as_array(), json::array{"t2"});
    EXPECT_THAT(day_.served.daemon.calls(), ElementsAre(StartsWith("conference_create own-6 by ")));
}

TEST_F(ConferenceApiTest, TimesAreOfTheSchoolsClockOrHaveAnOffset) {
    day_.served.serve();
    done("", R"({"type":"video_call","chat":"class/7v","title":"Кружок","people":["s1","s2"],
        "starts_at":"2026-10-15 16:00","ends_at":"2026-10-15T15:00:00+01:00"})");
    const OwnConference& row = day_.own().conferences.back();
    EXPECT_EQ(row.starts_at, at_minute(16 * 60));
    EXPECT_EQ(row.ends_at, at_minute(17 * 60)) << "15:00 in Paris";
    EXPECT_THAT(row.people, ElementsAre("s1", "s2"));
    EXPECT_EQ(body_of(day_.served.get(base + "/own-6")).at("people"), 2);
}

TEST_F(ConferenceApiTest, WhatIsPlannedHereIsEditedFinishedAndDeleted) {
    day_.served.serve();
    const auto edited = done("/own-3/edit", R"({"title":"Родительское собрание",
        "starts_at":"2026-10-15 19:00","ends_at":"2026-10-15 20:00"})");
    EXPECT_EQ(edited.at("conference").at("title"), "Родительское собрание");
    EXPECT_EQ(edited.at("conference").at("starts_at"), "2026-10-15T19:00:00+03:00");
    EXPECT_EQ(done("/own-3/edit", R"({"title":"Родительское собрание"})").at("changed"), false);
    const auto finished = done("/own-2/finish", R"({"actor":"t1"})");
    EXPECT_EQ(finished.at("messages").at(0).at("message_ru"), "Звонок завершен");
    EXPECT_NE(day_.record("own-2").plan.finish_requested_at, 0);
    EXPECT_EQ(done("/own-2/finish", "").at("changed"), false) << "it was asked for already";
    EXPECT_EQ(done("/own-3/delete", "").at("changed"), true);
    EXPECT_TRUE(day_.record("own-3").plan.deleted);
    EXPECT_EQ(done("/j1/delete", "").at("changed"), true);
    EXPECT_EQ(day_.own().marks.at(0).conference, "j1") << "a mark beside the journal's row";
}

TEST_F(ConferenceApiTest, RefusalsCarryTheMessageInBothLanguages) {
    day_.served.serve();
    expect_refused("", R"({"lesson":"later","actor":"t2"})", "creator_not_linked");
    expect_refused("", R"({"lesson":"early"})", "lesson_over");
    done("", R"({"lesson":"later"})");
    expect_refused("", R"({"lesson":"later"})", "lesson_has_conference");
    const std::string times = R"("starts_at":"2026-10-15 16:00","ends_at":"2026-10-15 17:00")";
    expect_refused("", R"({"chat":"subject/hist",)" + times + "}", "lesson_needed");
    expect_refused("", R"({"type":"video_call","chat":"subject/hist","lesson":"noon"})",
                   "lesson_not_allowed");
    expect_refused("", "{" + times + "}", "conference_needs_chat");
    expect_refused("", R"({"chat":"class/7v"})", "conference_time_unsuitable");
    const std::string in_class = R"({"type":"video_call","chat":"class/7v",)" + times;
    expect_refused("", in_class + R"(,"actor":"s1"})", "only_staff");
    expect_refused("", in_class + R"(,"actor":"t3"})", "may_not_plan_conference");
    expect_refused("", in_class + R"(,"people":["p1"]})", "not_a_member");
    expect_refused("/own-2/finish", R"({"actor":"t3"})", "may_not_manage_conference");
    expect_refused("/own-3/finish", "", "conference_not_started");
    expect_refused("/own-2/edit", R"({"chat":"staff"})", "conference_runs");
    expect_refused("/j1/edit", R"({"title":"Моя"})", "conference_kept_by_journal");
    EXPECT_THAT(day_.served.daemon.calls(), ::testing::SizeIs(1)) << "the one that was created";
}

TEST_F(ConferenceApiTest, WrongBodiesAndUnknownNamesAreNamed) {
    day_.served.serve();
    for (const char* body :
         {R"({"type":"webinar","lesson":"noon"})", R"({"lesson":"noon","starts_at":"soon"})",
          R"({"lesson":"noon","starts_at":"2026-10-15 12:00"})", R"({"lessons":"noon"})", "[]"}) {
        SCOPED_TRACE(body);
        expect_error(day_.served.post(base, body), 400, "bad_request", "");
    }
    for (const char* body : {R"({"lesson":"never"})", R"({"lesson":"noon","actor":"nobody"})",
                             R"({"type":"video_call","chat":"class/none",
              "starts_at":"2026-10-15 16:00","ends_at":"2026-10-15 17:00"})"}) {
        SCOPED_TRACE(body);
        expect_error(day_.served.post(base, body), 404, "not_found", "");
    }
    EXPECT_EQ(day_.served.post(base + "/own-99/finish").status, 404);
}

// --- joining ---------------------------------------------------------------------------------

TEST_F(ConferenceApiTest, AParticipantOfARunningCallGetsHisOwnLink) {
    day_.served.serve();
    const json::value teacher = body_of(day_.served.get(base + "/own-2/join?person=t1"));
    EXPECT_EQ(teacher.at("url"), "https://calls.example/2?moderator");
    // R-081: the teacher administers the call.
    EXPECT_EQ(teacher.at("role"), "moderator");
    const json::value pupil = body_of(day_.served.get(base + "/own-2/join?person=s1"));
    EXPECT_EQ(pupil.at("url"), "https://calls.example/2?participant");
    expect_error(day_.served.get(base + "/own-2/join?person=p1"), 409, "not_a_member",
                 std::string{message(MessageId::not_a_member).russian});
    expect_error(day_.served.get(base + "/own-2/join?person=nobody"), 404, "not_found", "");
    expect_error(day_.served.get(base + "/own-2/join"), 404, "not_found", "");
}

/// R-132, and R-131: before its time and after it there is nothing to join.
TEST_F(ConferenceApiTest, LinksExistOnlyWhileTheCallRuns) {
    for (const auto& [number, lesson] : {std::pair{6, 13}, std::pair{7, 8}}) {
        OwnConference row;
        row.number = number;
        row.chat = "class/7v";
        row.starts_at = at_minute(lesson * 60);
        row.ends_at = at_minute(lesson * 60 + 40);
        (void)plan_here(day_.state(), row);
    }
    day_.record("own-7").state = ConferenceState::ended;
    day_.served.serve();
    expect_joining_fails("own-6", "lesson_not_started", "Дистанционный урок еще не начался");
    expect_joining_fails("own-7", "lesson_over", "Урок завершился");
    expect_joining_fails("own-5", "conference_not_started", "Видеоконференция еще не началась");
    expect_joining_fails("own-1", "call_over", "Звонок завершен");
    expect_joining_fails("own-4", "call_over", "Звонок завершен");
    EXPECT_EQ(body_of(day_.served.get(base + "/own-1")).at("join_url"), nullptr);
}

TEST_F(ConferenceApiTest, WithoutAProviderThereIsNoLink) {
    day_.served.daemon.provider = nullptr;
    day_.served.serve();
    expect_error(day_.served.get(base + "/own-2/join?person=s1"), 409, "refused", "");
}

// --- who may what ----------------------------------------------------------------------------

TEST_F(ConferenceApiTest, WhoMayWatchListsAndNeitherJoinsNorPlans) {
    day_.served.serve_somebody_with(Right::watch);
    EXPECT_THAT(ids("?day=today"), Contains("own-2"));
    EXPECT_EQ(day_.served.get(base + "/own-2").status, 200);
    expect_error(day_.served.get(base + "/own-2/join?person=s1"), 403, "forbidden", "");
    for (const char* target : {"", "/own-3/edit", "/own-2/finish", "/own-2/delete"}) {
        SCOPED_TRACE(target);
        expect_error(day_.served.post(base + target, "{}"), 403, "forbidden", "");
    }
    EXPECT_THAT(day_.served.daemon.calls(), IsEmpty());
}

TEST_F(ConferenceApiTest, WhoMayNothingSeesNoConference) {
    day_.served.serve_somebody_with(Right::none);
    expect_error(day_.served.get(base), 403, "forbidden", "");
}

TEST_F(ConferenceApiTest, TheStatusCountsConferences) {
    day_.served.serve();
    const json::value status = body_of(day_.served.get("/v1/status"));
    const json::value& conferences = status.at("conferences");
    EXPECT_EQ(conferences.at("active"), 1);
    EXPECT_EQ(conferences.at("failed"), 1);
    EXPECT_EQ(conferences.at("started"), 7);
    EXPECT_EQ(conferences.at("waiting"), 2);
    EXPECT_EQ(item_where(status.at("problems"), "kind", "conference").at("school"), "17");
}

}  // namespace
}  // namespace rosterd::testing
