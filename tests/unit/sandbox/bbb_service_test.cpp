// BigBlueButton's API as its clients see it: answers, refusals, faults, the log and the control.
#include <gtest/gtest.h>

#include "adapters/sandbox/bbb_digest.hpp"
#include "adapters/sandbox/bbb_xml.hpp"
#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

constexpr const char* secret = "demo-secret";
constexpr const char* seventh = "name=7%D0%91&meetingID=7b&attendeePW=ap&moderatorPW=mp";

/// The inside of the first element of that name; "-" when there is none.
std::string element(const std::string& xml, const std::string& name) {
    const auto begin = xml.find("<" + name + ">");
    if (begin == std::string::npos) return "-";
    const auto from = begin + name.size() + 2;
    return xml.substr(from, xml.find("</" + name + ">", from) - from);
}

class BbbServiceTest : public ::testing::Test {
  protected:
    static std::string target(const std::string& method, const std::string& query) {
        return "/bigbluebutton/api/" + method + "?" + query + (query.empty() ? "" : "&") +
               "checksum=" + hex_digest(Digest::sha256, method + query + secret);
    }

    http::Response get(const std::string& method, const std::string& query = {}) {
        return bench_.http("GET", target(method, query));
    }

    /// The messageKey of the answer; "-" when it has none.
    std::string key(const std::string& method, const std::string& query = {}) {
        return element(get(method, query).body, "messageKey");
    }

    std::string running(const std::string& id) {
        return element(get("isMeetingRunning", "meetingID=" + id).body, "running");
    }

    std::string info(const std::string& name) {
        return element(get("getMeetingInfo", "meetingID=7b").body, name);
    }

    void join(const std::string& more = "&password=mp") {
        ASSERT_EQ(get("join", "fullName=Ann&meetingID=7b" + more).status, 302);
    }

    json::value video() { return json::parse(bench_.http("GET", "/sandbox/video").body); }

    Bench bench_{{}, {}, secret};
};

TEST_F(BbbServiceTest, TheVersionNeedsNoChecksum) {
    for (const char* path : {"/bigbluebutton/api", "/bigbluebutton/api/"}) {
        const auto answer = bench_.http("GET", path);
        EXPECT_EQ(answer.content_type, "text/xml; charset=utf-8");
        EXPECT_EQ(element(answer.body, "returncode"), "SUCCESS");
        EXPECT_EQ(element(answer.body, "version"), "2.0");
    }
}

TEST_F(BbbServiceTest, WithoutASecretThereIsNoServer) {
    Bench bare;
    EXPECT_EQ(bare.http("GET", "/bigbluebutton/api").status, 404);
    EXPECT_EQ(bench_.http("GET", "/bigbluebutton/other").status, 404);
    EXPECT_EQ(bench_.http("GET", "/bigbluebutton/html5client?sessionToken=x").status, 200);
}

TEST_F(BbbServiceTest, AWrongChecksumChangesNothing) {
    const auto answer = bench_.http(
        "GET", std::string{"/bigbluebutton/api/create?"} + seventh +
                   "&checksum=" + hex_digest(Digest::sha1, std::string{"create"} + seventh + "x"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.body.starts_with(
        "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey>"));
    EXPECT_EQ(key("create"), "missingParamMeetingID");
    EXPECT_EQ(element(bench_.http("GET", std::string{"/bigbluebutton/api/create?"} + seventh).body,
                      "messageKey"),
              "checksumError");
    EXPECT_EQ(element(bench_.http("GET", "/bigbluebutton/api/getMeetings").body, "messageKey"),
              "checksumError");
    EXPECT_TRUE(video().at("meetings").as_array().empty());
}

TEST_F(BbbServiceTest, ARepeatedCreateGivesTheSameMeeting) {
    const std::string first = get("create", seventh).body;
    EXPECT_EQ(element(first, "returncode"), "SUCCESS");
    EXPECT_EQ(element(first, "messageKey"), "");
    EXPECT_EQ(element(first, "createTime"), "1790000000000");
    EXPECT_EQ(element(first, "createDate"), "Mon Sep 21 14:13:20 UTC 2026");
    EXPECT_EQ(element(first, "attendeePW"), "ap");
    EXPECT_EQ(element(first, "hasUserJoined"), "false");
    bench_.now += std::chrono::minutes{2};
    const std::string second = get("create", seventh).body;
    EXPECT_EQ(element(second, "returncode"), "SUCCESS");
    EXPECT_EQ(element(second, "messageKey"), "duplicateWarning");
    EXPECT_EQ(element(second, "createTime"), element(first, "createTime"));
    EXPECT_EQ(element(second, "internalMeetingID"), element(first, "internalMeetingID"));
    EXPECT_EQ(key("create", "name=x&meetingID=7b"), "duplicateWarning");
    EXPECT_EQ(key("create", "name=x&meetingID=7b&attendeePW=other"), "idNotUnique");
    EXPECT_EQ(video().at("meetings").as_array().size(), 1U);
}

TEST_F(BbbServiceTest, WhatIsMissingIsSaid) {
    EXPECT_EQ(key("create", "name=x"), "missingParamMeetingID");
    EXPECT_EQ(key("create", "meetingID=x"), "missingParamName");
    EXPECT_EQ(key("create", "name=x&meetingID=a,b"), "validationError");
    EXPECT_EQ(key("create", "name=x&meetingID=" + std::string(257, 'a')), "validationError");
    for (const char* wrong : {"duration=x", "duration=-1", "maxParticipants=1e3"}) {
        EXPECT_EQ(key("create", std::string{"name=x&meetingID=a&"} + wrong), "validationError");
    }
    EXPECT_EQ(key("join", "meetingID=7b&password=mp"), "missingParamFullName");
    EXPECT_EQ(key("join", "fullName=Ann&password=mp"), "missingParamMeetingID");
    EXPECT_EQ(key("join", "fullName=Ann&meetingID=7b&password=mp"), "notFound");
    EXPECT_EQ(key("end", "meetingID=7b"), "notFound");
    EXPECT_EQ(key("end"), "missingParamMeetingID");
    EXPECT_EQ(key("getMeetingInfo", "meetingID=7b"), "notFound");
    EXPECT_EQ(key("isMeetingRunning"), "missingParamMeetingID");
    EXPECT_EQ(key("getMeetings"), "noMeetings");
    EXPECT_EQ(key("setConfigXML"), "unsupportedRequest");
    EXPECT_EQ(running("7b"), "false");
}

TEST_F(BbbServiceTest, AJoinLeadsToTheClientAndCounts) {
    get("create", seventh);
    EXPECT_EQ(running("7b"), "false");
    const auto answer = get("join", "fullName=%D0%90%26%D0%91&meetingID=7b&password=mp");
    EXPECT_EQ(answer.status, 302);
    EXPECT_TRUE(answer.headers.at("location").starts_with("/bigbluebutton/html5client?"));
    EXPECT_EQ(running("7b"), "true");
    EXPECT_EQ(info("participantCount"), "1");
    EXPECT_EQ(info("moderatorCount"), "1");
    EXPECT_EQ(info("fullName"), "А&amp;Б");
    EXPECT_EQ(info("role"), "MODERATOR");
    const auto told = get("join", "fullName=V&meetingID=7b&role=VIEWER&redirect=false&userID=u5");
    EXPECT_EQ(told.status, 200);
    EXPECT_EQ(element(told.body, "messageKey"), "successfullyJoined");
    EXPECT_EQ(element(told.body, "user_id"), "u5");
    EXPECT_EQ(element(told.body, "guestStatus"), "ALLOW");
    EXPECT_EQ(info("participantCount"), "2");
    EXPECT_EQ(key("join", "fullName=V&meetingID=7b&password=no"), "invalidPassword");
    EXPECT_EQ(key("join", "fullName=V&meetingID=7b"), "invalidPassword");
    EXPECT_EQ(key("join", "fullName=V&meetingID=7b&password=ap&createTime=1"),
              "mismatchCreateTimeParam");
    join("&password=ap&createTime=1790000000000");
}

TEST_F(BbbServiceTest, GuestsAndLimitsAreHonoured) {
    get("create", "name=x&meetingID=7b&moderatorPW=mp&maxParticipants=1&guestPolicy=ASK_MODERATOR");
    const auto guest = get("join", "fullName=G&meetingID=7b&role=VIEWER&guest=true&redirect=false");
    EXPECT_EQ(element(guest.body, "guestStatus"), "WAIT");
    EXPECT_EQ(info("participantCount"), "0");
    join();
    EXPECT_EQ(key("join", "fullName=V&meetingID=7b&role=VIEWER"), "maxParticipantsReached");
    get("create", "name=x&meetingID=closed&guestPolicy=ALWAYS_DENY");
    EXPECT_EQ(key("join", "fullName=G&meetingID=closed&role=VIEWER&guest=true"), "guestDeny");
}

TEST_F(BbbServiceTest, TheInfoShowsEverything) {
    get("create", std::string{seventh} + "&duration=45&meta_Room=7-%D0%91&meta_%3Cx=1&record=true");
    const std::string xml = get("getMeetingInfo", "meetingID=7b").body;
    EXPECT_EQ(element(xml, "meetingName"), "7Б");
    EXPECT_EQ(element(xml, "duration"), "45");
    EXPECT_EQ(element(xml, "recording"), "true");
    EXPECT_EQ(element(xml, "metadata"), "<room>7-Б</room>");
    EXPECT_EQ(element(xml, "attendees"), "");
    for (const char* name :
         {"meetingID", "internalMeetingID", "createTime", "createDate", "voiceBridge", "running",
          "hasUserJoined", "startTime", "endTime", "hasBeenForciblyEnded", "maxUsers"}) {
        EXPECT_NE(element(xml, name), "-") << name;
    }
    const std::string all = get("getMeetings").body;
    EXPECT_EQ(element(element(all, "meetings"), "meetingID"), "7b");
    EXPECT_EQ(element(all, "messageKey"), "-");
}

TEST_F(BbbServiceTest, AnEndedMeetingIsUnknown) {
    get("create", seventh);
    join();
    EXPECT_EQ(key("end", "meetingID=7b&password=ap"), "invalidPassword");
    EXPECT_EQ(running("7b"), "true");
    EXPECT_EQ(key("end", "meetingID=7b"), "sentEndMeetingRequest");
    EXPECT_EQ(key("end", "meetingID=7b"), "notFound");
    EXPECT_EQ(running("7b"), "false");
    EXPECT_EQ(key("getMeetingInfo", "meetingID=7b"), "notFound");
    get("create", seventh);
    EXPECT_EQ(key("end", "meetingID=7b&password=mp"), "sentEndMeetingRequest");
}

TEST_F(BbbServiceTest, AMeetingThatRanOutIsUnknown) {
    get("create", std::string{seventh} + "&meetingExpireIfNoUserJoinedInMinutes=2");
    bench_.now += std::chrono::minutes{2};
    EXPECT_EQ(key("getMeetingInfo", "meetingID=7b"), "notFound");
    EXPECT_EQ(video().at("meetings").at(0).at("ended_ms"), 1'790'000'120'000);
    EXPECT_EQ(key("create", seventh), "");
}

TEST_F(BbbServiceTest, AFormIsSignedAsAQueryIs) {
    const std::string form = target("create", seventh).substr(26);
    const auto post = [&](const std::string& type, const std::string& body) {
        return bench_.sandbox
            .answer({.method = "POST",
                     .target = "/bigbluebutton/api/create",
                     .headers = {{"content-type", type}},
                     .body = body,
                     .peer = {}},
                    bench_.now)
            .response.body;
    };
    EXPECT_EQ(element(post("application/x-www-form-urlencoded", form), "returncode"), "SUCCESS");
    EXPECT_EQ(element(post("text/xml", form), "messageKey"), "checksumError");
    EXPECT_EQ(element(bench_.http("POST", target("create", seventh)).body, "messageKey"),
              "duplicateWarning");
}

TEST_F(BbbServiceTest, FaultsHitItsCallsAndTheLogShowsThem) {
    Faults& faults = bench_.sandbox.faults();
    ASSERT_TRUE(faults.add({.kind = FaultKind::lose_answer, .method = "bbb.create"}));
    EXPECT_EQ(get("create", seventh).delivery, http::Delivery::dropped);
    EXPECT_EQ(key("create", seventh), "duplicateWarning");
    ASSERT_TRUE(faults.add({.kind = FaultKind::http_500, .method = "bbb.end"}));
    EXPECT_EQ(get("end", "meetingID=7b").status, 500);
    ASSERT_TRUE(faults.add({.kind = FaultKind::error_code, .method = "bbb.end", .code = 77}));
    EXPECT_EQ(key("end", "meetingID=7b"), "internalError");
    ASSERT_TRUE(faults.add({.kind = FaultKind::token_dead, .method = "bbb.end"}));
    EXPECT_EQ(key("end", "meetingID=7b"), "checksumError");
    ASSERT_TRUE(faults.add({.kind = FaultKind::delay,
                            .method = "bbb.getMeetings",
                            .delay = std::chrono::milliseconds{50}}));
    EXPECT_EQ(
        bench_.sandbox.answer({.method = "GET", .target = target("getMeetings", "")}, bench_.now)
            .delay.count(),
        50);
    get("nonsense");
    const auto calls = json::parse(bench_.http("GET", "/sandbox/calls").body).at("calls");
    EXPECT_EQ(calls.at(0).at("method"), "bbb.create");
    EXPECT_EQ(calls.at(0).at("parameters").at("meetingID"), "7b");
    EXPECT_FALSE(calls.at(0).at("parameters").as_object().contains("checksum"));
    EXPECT_EQ(calls.at(2).at("error"), -1);
    EXPECT_EQ(calls.at(3).at("error"), 77);
    EXPECT_EQ(calls.at(4).at("error"), 1);
    const CallCounts& counts = bench_.sandbox.vk().counts();
    EXPECT_EQ(counts.by_method.at("bbb.create"), 2);
    EXPECT_EQ(counts.by_method.at("unknown"), 1);
}

TEST_F(BbbServiceTest, TheControlShowsAndMovesMeetings) {
    get("create", seventh);
    join();
    EXPECT_EQ(video().at("meetings").at(0),
              json::parse(R"({"id":"7b","name":"7Б","created_ms":1790000000000,"ended_ms":null,)"
                          R"("joined":1,"inside":1})"));
    const auto act = [&](const std::string& what) {
        return bench_.http("POST", "/sandbox/act", R"({"do":")" + what + R"(","meeting":"7b"})")
            .status;
    };
    EXPECT_EQ(act("leave_meeting"), 200);
    EXPECT_EQ(running("7b"), "false");
    EXPECT_EQ(video().at("meetings").at(0).at("inside"), 0);
    EXPECT_EQ(act("drop_meeting"), 200);
    EXPECT_EQ(key("getMeetingInfo", "meetingID=7b"), "notFound");
    EXPECT_EQ(act("drop_meeting"), 404);
    EXPECT_EQ(act("leave_meeting"), 404);
}

TEST(XmlTest, TextCannotBreakTheDocument) {
    EXPECT_EQ(xml_escaped("<Анна & \"Ли\">\x01\n"),
              "&lt;Анна &amp; &quot;Ли&quot;&gt;\xEF\xBF\xBD\n");
    XmlWriter xml;
    xml.open("a").text("b", "<").number("c", -5).flag("d", true).close("a");
    EXPECT_EQ(xml.document(), "<a><b>&lt;</b><c>-5</c><d>true</d></a>");
}

}  // namespace
}  // namespace rosterd::sandbox
