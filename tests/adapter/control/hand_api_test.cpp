// Chats, members, links and initialising over a real unix socket: bodies in, answers and refusals.
#include <gmock/gmock.h>

#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class HandApiTest : public ::testing::Test {
  protected:
    HandApiTest() {
        Scenario scenario = settled_school();
        scenario.journal.person("stranger").enrol("7v", "new");
        served_.daemon.states["17"] = school_state(scenario);
        served_.daemon.states["18"] = school_state(scenario, "18");
        Scenario bars = settled_school();
        bars.profile = bars_max_profile();
        served_.daemon.states["18"].picture = picture_of(bars);
        served_.serve();
    }

    json::object done(const std::string& target, const std::string& body) {
        const auto answer = served_.post("/v1/schools/" + target, body);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        const json::value value = body_of(answer);
        return value.is_object() ? value.get_object() : json::object{};
    }

    /// The status and code of the refusal, and whether school people can read it.
    void expect_refused(const std::string& target, const std::string& body, int status,
                        std::string_view code, bool russian) {
        const auto answer = served_.post("/v1/schools/" + target, body);
        EXPECT_EQ(answer.status, status) << target << ": " << answer.body;
        const json::object error = body_of(answer).at("error").as_object();
        EXPECT_EQ(std::string_view{error.at("code").as_string()}, code) << answer.body;
        EXPECT_FALSE(error.at("message").as_string().empty());
        EXPECT_TRUE(error.at("hint").is_string());
        EXPECT_EQ(error.contains("message_ru"), russian) << answer.body;
    }
    static std::vector<std::string> codes(const json::object& answer, std::string_view list) {
        std::vector<std::string> found;
        for (const json::value& each : answer.at(list).as_array()) {
            found.emplace_back(each.at("code").as_string());
        }
        return found;
    }
    [[nodiscard]] const OwnRows& own() const { return served_.daemon.states.at("17").memory.own; }

    ServedDaemon served_;
};

TEST_F(HandApiTest, ACustomChatIsCreatedWithItsPeople) {
    const auto answer = done("17/chats", R"({"kind":"custom","title":"Поход",
        "people":[{"person":"s1","admin":true},{"person":"new"}]})");
    EXPECT_EQ(answer.at("chat"), "custom/own-1");
    EXPECT_EQ(answer.at("changed"), true);
    EXPECT_THAT(codes(answer, "messages"), ElementsAre("chat_will_be_created"));
    EXPECT_THAT(codes(answer, "warnings"), ElementsAre("unlinked_members"));
    const json::value& warning = answer.at("warnings").at(0);
    EXPECT_EQ(warning.at("people").as_array(), json::array{"new"});
    EXPECT_THAT(std::string{warning.at("message_ru").as_string()}, StartsWith("Участники"));
    ASSERT_EQ(own().chats.size(), 1U);
    EXPECT_EQ(own().chats[0].people[0], (OwnPerson{"s1", true}));
    EXPECT_THAT(served_.daemon.calls(), ElementsAre(StartsWith("chat_create custom/own-1 by ")));
}

TEST_F(HandApiTest, MembersAreAddedAppointedDismissedAndRemoved) {
    EXPECT_EQ(done("17/chats/class%2F7v/members/add", R"({"person":"p1"})").at("changed"), true);
    EXPECT_EQ(done("17/chats/class/7v/members/appoint", R"({"person":"p1"})").at("changed"), true);
    EXPECT_EQ(done("17/chats/class/7v/members/dismiss", R"({"person":"p1"})").at("changed"), true);
    EXPECT_EQ(done("17/chats/class/7v/members/remove", R"({"person":"p1"})").at("changed"), true);
    EXPECT_THAT(own().edits, IsEmpty());
    const auto again = done("17/chats/class/7v/members/add", R"({"person":"s1"})");
    EXPECT_EQ(again.at("changed"), false);
    EXPECT_THAT(codes(again, "messages"), ElementsAre("already_member"));
}

TEST_F(HandApiTest, AnEditEndsWhenTheAskerSays) {
    const auto until = [&](const std::string& text) {
        done("17/chats/class/7v/members/add", R"({"person":"p1","until":)" + text + "}");
        return own().edits.at(0).until;
    };
    EXPECT_EQ(until("4000000000"), 4'000'000'000);
    EXPECT_EQ(until(R"("2030-01-01")"), instant("2029-12-31T21:00:00Z")) << "Moscow's midnight";
    EXPECT_EQ(until(R"("2030-01-01T10:00:00+05:00")"), instant("2030-01-01T05:00:00Z"));
    for (const char* wrong : {R"("tomorrow")", R"("2020-01-01")", "5", "true", "1.5"}) {
        SCOPED_TRACE(wrong);
        expect_refused("17/chats/class/7v/members/add",
                       std::string{R"({"person":"p1","until":)"} + wrong + "}", 400, "bad_request",
                       false);
    }
}

TEST_F(HandApiTest, ChatsAreRenamedAndDeleted) {
    done("17/chats", R"({"kind":"custom","title":"Поход"})");
    const std::string chat = "17/chats/custom/own-1";
    EXPECT_EQ(done(chat + "/rename", R"({"title":"В горы"})").at("changed"), true);
    EXPECT_EQ(own().titles.at(0).title, "В горы");
    const auto deleted = done(chat + "/delete", "");
    EXPECT_EQ(deleted.at("changed"), true);
    EXPECT_THAT(codes(deleted, "warnings"), ElementsAre("deletion_is_final"));
    expect_refused(chat + "/members/add", R"({"person":"s1"})", 409, "chat_is_deleted", true);
}

TEST_F(HandApiTest, RefusalsCarryTheMessageInBothLanguages) {
    expect_refused("17/chats/class/7v/rename", R"({"title":"Наш"})", 409, "may_not_rename", true);
    expect_refused("18/chats/class/7v/delete", "", 409, "default_chat_not_deletable", true);
    expect_refused("17/chats/class/7v/members/dismiss", R"({"person":"t1","actor":"t1"})", 409,
                   "own_flag_locked", true);
    expect_refused("17/chats/class/7v/members/add", R"({"person":"p1","actor":"s1"})", 409,
                   "only_staff", true);
    expect_refused("17/chats", R"({"kind":"class","about":"7v","actor":"p1"})", 409, "only_staff",
                   true);
    expect_refused("17/initialise", R"({"kinds":["class"],"actor":"t1"})", 409,
                   "may_not_initialise", true);
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
}

TEST_F(HandApiTest, WhatIsNamedMustExist) {
    expect_refused("17/chats/class/none/members/add", R"({"person":"s1"})", 404, "not_found",
                   false);
    expect_refused("17/chats/class/7v/members/add", R"({"person":"none"})", 404, "not_found",
                   false);
    expect_refused("17/chats/class/7v/members/add", R"({"person":"s1","actor":"none"})", 404,
                   "not_found", false);
    expect_refused("99/chats", R"({"kind":"staff"})", 404, "not_found", false);
    expect_refused("17/people/none/link", R"({"user":"5"})", 404, "not_found", false);
    expect_refused("17/chats/class/7v/members/promote", R"({"person":"s1"})", 404, "not_found",
                   false);
}

TEST_F(HandApiTest, AMalformedBodyChangesNothing) {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"17/chats", ""},
        {"17/chats", "["},
        {"17/chats", R"({"kind":"party"})"},
        {"17/chats", R"({"kind":"custom","title":5})"},
        {"17/chats", R"({"kind":"custom","title":"T","people":["s1"]})"},
        {"17/chats", R"({"kind":"custom","title":"T","people":[{"admin":true}]})"},
        {"17/chats", R"({"kind":"custom","title":"T","people":[{"person":"s1","boss":true}]})"},
        {"17/chats", R"({"kind":"custom","titel":"T"})"},
        {"17/chats/class/7v/members/add", "{}"},
        {"17/chats/class/7v/rename", "{}"},
        {"17/initialise", "{}"},
        {"17/initialise", R"({"kinds":"class"})"},
        {"17/initialise", R"({"kinds":["party"]})"},
        {"17/initialise", R"({"kinds":["class"],"preview":1})"},
        {"17/people/new/link", "{}"},
        {"17/people/new/link", R"({"user":"5","step":"maybe"})"},
        {"17/people/new/link", R"({"user":"5","platform":"icq"})"}};
    for (const auto& [target, body] : wrong) {
        SCOPED_TRACE(target + " " + body);
        expect_refused(target, body, 400, "bad_request", false);
    }
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
}

TEST_F(HandApiTest, APersonIsLinkedStepByStep) {
    const std::string link = "17/people/new/link";
    const auto state = [&] {
        return std::string{
            body_of(served_.get("/v1/schools/17/people/new/link")).at("state").as_string()};
    };
    EXPECT_EQ(state(), "none");
    const auto asked = done(link, R"({"phone":"+7 (916) 123-45-67"})");
    EXPECT_EQ(asked.at("state"), "requested");
    EXPECT_EQ(asked.at("phone"), "+7(916) 123-45-67");
    EXPECT_EQ(asked.at("message").at("code"), "link_requested");
    EXPECT_EQ(state(), "requested");
    const auto again = done(link, R"({"phone":"+7 (916) 123-45-67"})");
    EXPECT_EQ(again.at("changed"), false);
    EXPECT_EQ(again.at("message").at("message_ru"),
              "Запрос на привязку уже отправлен. Перейдите на платформу МАХ и подтвердите "
              "привязку");
    const auto accepted = done(link, R"({"step":"accept","user":"4242"})");
    EXPECT_EQ(accepted.at("state"), "linked");
    EXPECT_EQ(accepted.at("user"), "4242");
    EXPECT_EQ(done("17/people/new/unlink", "").at("state"), "unlinked");
    EXPECT_EQ(state(), "unlinked");
    for (const std::string& call : served_.daemon.calls()) {
        EXPECT_THAT(call, Not(HasSubstr("916"))) << "a phone is nobody's business";
    }
}

TEST_F(HandApiTest, ALinkThatCannotBeIsRefused) {
    const std::string link = "17/people/new/link";
    expect_refused(link, R"({"phone":"89161234567"})", 409, "wrong_phone_format", true);
    expect_refused("17/people/s1/unlink", "", 409, "link_kept_by_journal", true);
    expect_refused(link, R"({"step":"refuse"})", 409, "no_link_request", true);
    done(link, R"({"phone":"+7 (916) 123-45-67"})");
    expect_refused("17/people/stranger/link", R"({"phone":"+7(916) 123-45-67"})", 409,
                   "phone_taken", true);
    const auto journals = body_of(served_.get("/v1/schools/17/people/s1/link"));
    EXPECT_EQ(journals.at("kept_by"), "journal");
    EXPECT_EQ(journals.at("state"), "linked");
}

TEST_F(HandApiTest, InitialisingIsShownBeforeItIsDone) {
    done("17/chats/class/7v/members/remove", R"({"person":"s1"})");
    const auto preview = done("17/initialise", R"({"kinds":["class","parents"],"preview":true})");
    EXPECT_EQ(preview.at("preview"), true);
    EXPECT_EQ(preview.at("chats"), 2);
    EXPECT_TRUE(preview.at("plan").as_object().contains("operations"));
    EXPECT_THAT(served_.daemon.calls(), Not(Contains(StartsWith("initialise"))));
    const auto ran = done("17/initialise", R"({"kinds":["class","parents"]})");
    EXPECT_EQ(ran.at("preview"), false);
    EXPECT_THAT(served_.daemon.calls(), Contains(StartsWith("initialise by ")));
    expect_refused("17/initialise", R"({"kinds":["custom"]})", 409, "no_such_kind", true);
}

TEST_F(HandApiTest, ReadingIsNotChangingAndChangingIsNotReading) {
    EXPECT_EQ(served_.get("/v1/schools/17/initialise").status, 405);
    EXPECT_EQ(served_.get("/v1/schools/17/people/s1/unlink").status, 405);
    EXPECT_EQ(served_.post("/v1/schools/17/chats/class/7v").status, 405);
    EXPECT_EQ(served_.get("/v1/schools/17/chats").status, 200);
}

TEST(HandApiRightTest, WhoMayOnlyWatchChangesNothing) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(settled_school());
    served.serve_somebody_with(control::Right::watch);
    EXPECT_EQ(served.post("/v1/schools/17/chats", R"({"kind":"staff"})").status, 403);
    EXPECT_EQ(served.post("/v1/schools/17/people/s1/unlink").status, 403);
    EXPECT_EQ(served.get("/v1/schools/17/people/s1/link").status, 200);
    EXPECT_TRUE(served.daemon.calls().empty());
}

TEST_F(HandApiTest, WhoLeftByHimselfIsLetInAgain) {
    SchoolState& state = served_.daemon.states.at("17");
    const UserId user = state.picture->links.user[find_person(state.picture->roster, "s1")];
    state.memory.history.departures = {{"class/7v", user, 9}};
    const auto answer = done("17/chats/class%2F7v/members/readmit", R"({"person":"s1"})");
    EXPECT_EQ(answer.at("changed"), true);
    EXPECT_TRUE(state.memory.history.departures.empty());
    EXPECT_TRUE(own().edits.empty()) << "nobody is pinned";
    EXPECT_EQ(done("17/chats/class%2F7v/members/readmit", R"({"person":"s1"})").at("changed"),
              false);
    expect_refused("17/chats/class%2F7v/members/readmit", R"({"person":"x"})", 404, "not_found",
                   false);
    expect_refused("17/chats/class%2F7v/members/readmit", "{}", 400, "bad_request", false);
}

}  // namespace
}  // namespace rosterd::testing
