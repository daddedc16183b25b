// Answers good, bad and hostile. None may crash, and none may get its text into an error.
#include "adapters/calls/bigbluebutton_answer.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace rosterd::calls {
namespace {

Result<BigBlueButtonAnswer> parsed(std::string body, int status = 200) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return parse_answer(response);
}

TEST(BigBlueButtonAnswerTest, ACreatedMeetingIsRead) {
    const auto answer = parsed(
        "<?xml version=\"1.0\"?>\r\n<response>\n  <returncode>SUCCESS</returncode>"
        "<meetingID>rosterd-1</meetingID><createTime>1531155809613</createTime>"
        "<messageKey>duplicateWarning</messageKey><message>x &amp; y</message></response>\n");
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_TRUE(answer->success);
    EXPECT_EQ(answer->meeting, "rosterd-1");
    EXPECT_EQ(answer->message_key, "duplicateWarning");
}

TEST(BigBlueButtonAnswerTest, AMeetingsStateIsRead) {
    const auto answer = parsed(
        "<response><returncode>SUCCESS</returncode><running>true</running>"
        "<participantCount>21</participantCount><endTime>1531155809613</endTime>"
        "<attendees><attendee><role>MODERATOR</role></attendee></attendees></response>");
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->running);
    EXPECT_EQ(answer->people, 21U);
    EXPECT_EQ(answer->end_ms, 1531155809613);
}

TEST(BigBlueButtonAnswerTest, WhatIsMissingOrNoNumberKeepsItsDefault) {
    const auto answer = parsed(
        "<response><returncode>SUCCESS</returncode><running>maybe</running>"
        "<participantCount>-</participantCount></response>");
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->running);
    EXPECT_EQ(answer->people, 0U);
    EXPECT_EQ(answer->message_key, "");
}

TEST(BigBlueButtonAnswerTest, TextInSectionsIsText) {
    const auto answer = parsed(
        "<response><returncode><![CDATA[FAILED]]></returncode>"
        "<messageKey><![CDATA[notFound]]></messageKey></response>");
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->success);
    EXPECT_EQ(answer->message_key, "notFound");
}

TEST(BigBlueButtonAnswerTest, AWrongChecksumIsAMatterOfAuthority) {
    const Error error = failure_of({.message_key = "checksumError"});
    EXPECT_EQ(error.kind, ErrorKind::authority);
    EXPECT_NE(error.hint.find("supportedChecksumAlgorithms"), std::string::npos);
}

TEST(BigBlueButtonAnswerTest, OtherFailuresAreRefusals) {
    EXPECT_EQ(failure_of({.message_key = "idNotUnique"}).kind, ErrorKind::refused);
    EXPECT_EQ(failure_of({.message_key = "idNotUnique"}).what, "idNotUnique");
    EXPECT_EQ(failure_of({}).what, "FAILED");
}

TEST(BigBlueButtonAnswerTest, AKeyThatIsNoKeyIsNotRepeated) {
    for (const std::string& key : {std::string{"Anna Petrova"}, std::string(65, 'a')}) {
        const auto answer = parsed("<response><returncode>FAILED</returncode><messageKey>" + key +
                                   "</messageKey></response>");
        ASSERT_TRUE(answer);
        EXPECT_EQ(failure_of(*answer).what, "unreadable");
    }
}

std::string nested(int depth) {
    std::string text = "<response><returncode>SUCCESS</returncode>";
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text + "</response>";
}

struct Unreadable {
    std::string name;
    std::string body;
    int status = 200;
    ErrorKind kind = ErrorKind::unknown_outcome;
    friend void PrintTo(const Unreadable& row, std::ostream* out) { *out << row.name; }
};
class UnreadableAnswerTest : public testing::TestWithParam<Unreadable> {};

TEST_P(UnreadableAnswerTest, IsAnError) {
    const auto answer = parsed(GetParam().body, GetParam().status);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, GetParam().kind);
    EXPECT_LT(answer.error().what.size(), 60U) << "it repeats the body";
}

const std::string html =
    "<!DOCTYPE html><html><head><title>502</title></head><body>x</body></html>";
const std::string good = "<response><returncode>SUCCESS</returncode></response>";
const std::string laughs =
    "<?xml version=\"1.0\"?><!DOCTYPE response [<!ENTITY a \"SUCCESS\"><!ENTITY b \"&a;&a;\">]>"
    "<response><returncode>&a;</returncode></response>";
const std::string reads_a_file =
    "<!DOCTYPE response [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
    "<response><returncode>&f;</returncode></response>";

INSTANTIATE_TEST_SUITE_P(
    Table, UnreadableAnswerTest,
    testing::Values(
        Unreadable{"Nothing", ""}, Unreadable{"Blanks", " \r\n"}, Unreadable{"Html", html},
        Unreadable{"Json", "{\"response\":{\"returncode\":\"SUCCESS\"}}"},
        Unreadable{"CutInATag", good.substr(0, 30)},
        Unreadable{"CutBeforeTheEnd", good.substr(0, good.size() - 3)},
        Unreadable{"AnotherRoot", "<answer><returncode>SUCCESS</returncode></answer>"},
        Unreadable{"NoCode", "<response><running>true</running></response>"},
        Unreadable{"AnotherCode", "<response><returncode>OK</returncode></response>"},
        Unreadable{"EntitiesAreNotExpanded", laughs}, Unreadable{"FilesAreNotRead", reads_a_file},
        Unreadable{"TooDeep", nested(20)}, Unreadable{"FarTooDeep", nested(200'000)},
        Unreadable{"TooLong", good + std::string(answer_bytes_max, ' ')},
        Unreadable{"ZeroBytes", std::string(1000, '\0')}, Unreadable{"BadGateway", html, 502},
        Unreadable{"NotThereYet", html, 404, ErrorKind::transient},
        Unreadable{"Busy", html, 503, ErrorKind::transient},
        Unreadable{"TooMany", "", 429, ErrorKind::transient},
        Unreadable{"Forbidden", html, 403, ErrorKind::authority},
        Unreadable{"Redirect", "", 302, ErrorKind::refused},
        Unreadable{"TooLongRequest", html, 414, ErrorKind::our_bug}),
    [](const auto& row) { return row.param.name; });

TEST(BigBlueButtonAnswerTest, EveryBeginningOfAGoodAnswerIsHarmless) {
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_FALSE(parsed(good.substr(0, length))) << length;
    }
}

TEST(BigBlueButtonAnswerTest, AnAllowedDepthIsRead) {
    EXPECT_TRUE(parsed(nested(10)));
}

}  // namespace
}  // namespace rosterd::calls
