// Every refusal of mod_http_api that is known, and those that are not.
#include "adapters/platform/ejabberd/ejabberd_error.hpp"

#include <gmock/gmock.h>

namespace rosterd::ejabberd {
namespace {

using testing::HasSubstr;
using testing::Not;

http::Response response(int status, std::string body) {
    http::Response answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

struct Case {
    std::string name;
    int status;
    std::string body;
    ErrorKind kind;
};

class EjabberdErrorTest : public testing::TestWithParam<Case> {};

TEST_P(EjabberdErrorTest, MeansThis) {
    const Verdict verdict =
        judge(response(GetParam().status, GetParam().body), CallKind::affiliation);
    ASSERT_TRUE(verdict.error);
    EXPECT_EQ(verdict.error->kind, GetParam().kind) << verdict.error->what;
    EXPECT_EQ(verdict.stops_account, GetParam().status == 401);
    EXPECT_THAT(verdict.error->what, testing::StartsWith(std::to_string(GetParam().status)));
}

INSTANTIATE_TEST_SUITE_P(
    Table, EjabberdErrorTest,
    testing::Values(
        Case{"Secret", 401, R"({"status":"error","code":10,"message":"You are not authorized"})",
             ErrorKind::authority},
        Case{"Rights", 403, R"({"status":"error","code":32,"message":"AccessRules: Account"})",
             ErrorKind::authority},
        Case{"Command", 404, R"({"status":"error","code":40,"message":"Endpoint not found."})",
             ErrorKind::authority},
        Case{"Module", 404, R"({"status":"error","code":44,"message":"Command not found."})",
             ErrorKind::authority},
        Case{"Listener", 404, "<html>404 Not Found</html>", ErrorKind::authority},
        Case{"NoRoom", 400, R"("Room doesn't exists")", ErrorKind::permanent_chat},
        Case{"NoRoomToRead", 400, R"("The room does not exist.")", ErrorKind::permanent_chat},
        Case{"NoRoomToRename", 400, R"("Room not found")", ErrorKind::permanent_chat},
        Case{"NoRoomToInvite", 400, R"("room_not_found")", ErrorKind::permanent_chat},
        Case{"Service", 400, R"("Invalid 'service'")", ErrorKind::authority},
        Case{"Host", 400, R"("Unknown virtual host")", ErrorKind::authority},
        Case{"Affiliation", 400, R"("Invalid affiliation")", ErrorKind::our_bug},
        Case{"Argument", 400, R"("Request have missing argument: jid")", ErrorKind::our_bug},
        Case{"Stanza", 400, R"("no element found")", ErrorKind::our_bug},
        Case{"Json", 400, R"("400 Bad Request")", ErrorKind::our_bug},
        Case{"Start", 400, R"("Unable to start room")", ErrorKind::permanent_chat},
        Case{"Change", 400, R"("Unable to perform change")", ErrorKind::permanent_chat},
        Case{"Unknown", 400, R"("anna@school.test is on holiday")", ErrorKind::permanent_chat},
        Case{"Slow", 408, "", ErrorKind::transient}, Case{"Many", 429, "", ErrorKind::transient},
        Case{"Crash", 500, R"("internal_error")", ErrorKind::transient},
        Case{"Proxy", 502, "", ErrorKind::transient},
        Case{"Starting", 503, "", ErrorKind::transient},
        Case{"Teapot", 418, R"({"code":"x","message":5})", ErrorKind::permanent_chat},
        Case{"Strange", 204, "\xFF", ErrorKind::transient}),
    [](const auto& row) { return row.param.name; });

TEST(EjabberdJudgementTest, TheServersTextIsNeverRepeated) {
    const Verdict verdict =
        judge(response(400, R"("anna@school.test is on holiday")"), CallKind::affiliation);
    EXPECT_THAT(verdict.error->what + verdict.error->hint, Not(HasSubstr("anna")));
}

TEST(EjabberdJudgementTest, ARoomThatIsNotThereIsDestroyed) {
    const auto gone = response(400, R"("Room doesn't exists")");
    EXPECT_FALSE(judge(gone, CallKind::destroy).error);
    EXPECT_TRUE(judge(gone, CallKind::rename).error);
}

TEST(EjabberdJudgementTest, WhatMayHaveWorkedAndMustNotBeRepeatedIsInDoubt) {
    for (const CallKind kind : {CallKind::create, CallKind::send}) {
        for (const int status : {500, 502, 504}) {
            EXPECT_EQ(judge(response(status, ""), kind).error->kind, ErrorKind::unknown_outcome)
                << status;
        }
        EXPECT_EQ(judge(response(503, ""), kind).error->kind, ErrorKind::transient);
    }
    EXPECT_EQ(judge(response(502, ""), CallKind::affiliation).error->kind, ErrorKind::transient);
}

TEST(EjabberdJudgementTest, ARefusalOfWhatIsNoChatsParksNoChat) {
    for (const CallKind kind : {CallKind::users, CallKind::rooms}) {
        EXPECT_EQ(judge(response(418, ""), kind).error->kind, ErrorKind::transient);
    }
}

TEST(EjabberdJudgementTest, ATakenNameIsTold) {
    const auto taken = judge(response(400, R"("Room already exists")"), CallKind::create);
    EXPECT_TRUE(taken.name_is_taken);
    EXPECT_EQ(taken.error->kind, ErrorKind::transient);
}

TEST(EjabberdJudgementTest, AWrongServiceCrashesItsList) {
    const auto crash = response(500, R"("internal_error")");
    EXPECT_EQ(judge(crash, CallKind::rooms).error->kind, ErrorKind::authority);
    EXPECT_EQ(judge(crash, CallKind::members).error->kind, ErrorKind::transient);
}

}  // namespace
}  // namespace rosterd::ejabberd
