// Claims, codes, start addresses and migration over a real unix socket.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

ClaimCandidate candidate() {
    return {.account = "max",
            .chat = {.number = -68'034, .brought_by = 5001, .since = 1'790'000'000},
            .title = "7в класс",
            .administered = true,
            .proposals = {{"17@max", "class/7v"}}};
}

class ClaimApiTest : public ::testing::Test {
  protected:
    ClaimApiTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        Scenario max;
        max.journal = small_school();
        max.capabilities.create_chats = false;
        served_.daemon.states["17@max"] = further_state(max);
        served_.daemon.states["18"] = school_state(settled_school(), "18");
        served_.daemon.candidates = {candidate(),
                                     {.account = "max", .chat = {}, .obstacle = "error 404"}};
        served_.serve();
    }

    json::object done(const test::ProbeAnswer& answer) {
        EXPECT_EQ(answer.status, 200) << answer.body;
        const json::value value = body_of(answer);
        return value.is_object() ? value.get_object() : json::object{};
    }
    void expect_error(const test::ProbeAnswer& answer, int status, std::string_view code) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(std::string_view{body_of(answer).at("error").at("code").as_string()}, code);
    }

    ServedDaemon served_;
};

TEST_F(ClaimApiTest, ChatsThatCouldBeClaimedAreListed) {
    const json::object claims = done(served_.get("/v1/claims"));
    EXPECT_EQ(claims.at("total"), 2);
    EXPECT_EQ(
        claims.at("items").at(0),
        (json::object{
            {"account", "max"},
            {"platform_chat", -68'034},
            {"title", "7в класс"},
            {"administered", true},
            {"obstacle", nullptr},
            {"since", 1'790'000'000},
            {"brought_by", 5001},
            {"proposals", json::array{json::object{{"school", "17@max"}, {"chat", "class/7v"}}}}}));
    EXPECT_EQ(claims.at("items").at(1).at("title"), nullptr);
    EXPECT_EQ(claims.at("items").at(1).at("brought_by"), nullptr);
    EXPECT_EQ(claims.at("items").at(1).at("obstacle"), "error 404");
    const auto posted = served_.post("/v1/claims");
    expect_error(posted, 405, "method_not_allowed");
    EXPECT_EQ(posted.headers.at("allow"), "GET");
}

TEST_F(ClaimApiTest, AnEmptyBodyAsksForACode) {
    const json::object code = done(served_.post("/v1/schools/17@max/chats/class%2F7v/claim", "{}"));
    EXPECT_EQ(code.at("chat"), "class/7v");
    EXPECT_EQ(code.at("code"), "12345-67890");
    EXPECT_EQ(code.at("expires"), served_.daemon.now() + 7 * 86'400);
    const std::string words{code.at("message").as_string()};
    EXPECT_THAT(words, HasSubstr("«7В класс»"));
    EXPECT_THAT(words, HasSubstr("12345-67890"));
    EXPECT_THAT(served_.daemon.calls(), ElementsAre(StartsWith("claim code 17@max class/7v by ")));
}

TEST_F(ClaimApiTest, ANumberTakesThatChatOver) {
    const json::object claimed = done(
        served_.post("/v1/schools/17@max/chats/class/7v/claim", R"({"platform_chat":-68034})"));
    EXPECT_EQ(claimed, (json::object{{"chat", "class/7v"}, {"platform_chat", -68'034}}));
    EXPECT_THAT(served_.daemon.calls(),
                ElementsAre(StartsWith("claim 17@max class/7v -68034 by ")));
}

TEST_F(ClaimApiTest, AClaimThatCannotBeChangesNothing) {
    const std::string claim = "/v1/schools/17@max/chats/class/7v/claim";
    for (const char* body :
         {R"({"platform_chat":0})", R"({"platform_chat":"7"})", R"({"platform_chat":1.5})",
          R"({"platform_chat":9007199254740992})", R"({"platform_chat":18446744073709551615})",
          R"({"number":7})", "[]"}) {
        SCOPED_TRACE(body);
        expect_error(served_.post(claim, body), 400, "bad_request");
    }
    expect_error(served_.post("/v1/schools/99/chats/class/7v/claim"), 404, "not_found");
    expect_error(served_.get(claim), 404, "not_found");
    EXPECT_THAT(served_.daemon.calls(), IsEmpty());
    expect_error(served_.post("/v1/schools/17@max/chats/staff/claim"), 409, "refused");
}

TEST_F(ClaimApiTest, APersonGetsAnAddressOfHisOwn) {
    const std::string start = "/v1/schools/17@max/people/s1/start";
    const json::object address = done(served_.post(start));
    EXPECT_EQ(address, (json::object{{"person", "s1"},
                                     {"url", "https://max.ru/school_bot?start=abc"},
                                     {"expires", served_.daemon.now() + 7 * 86'400}}));
    EXPECT_THAT(served_.daemon.calls(), ElementsAre(StartsWith("start 17@max s1 by ")));
    expect_error(served_.post("/v1/schools/17@max/people/s2/start"), 409, "refused");
    expect_error(served_.post(start, R"({"phone":"1"})"), 400, "bad_request");
    const auto got = served_.get(start);
    expect_error(got, 405, "method_not_allowed");
    EXPECT_EQ(got.headers.at("allow"), "POST");
}

TEST_F(ClaimApiTest, AMigrationIsShownOfASchoolThatTwoAccountsServe) {
    const json::object migration = done(served_.get("/v1/schools/17/migration"));
    EXPECT_EQ(migration.at("to").at("school"), "17@max");
    EXPECT_EQ(migration.at("chats").at("to_claim"), 4);
    EXPECT_EQ(done(served_.get("/v1/schools/17/migration?to=max")), migration);
    expect_error(served_.get("/v1/schools/17/migration?to=main"), 404, "not_found");
    expect_error(served_.get("/v1/schools/17@max/migration"), 409, "refused");
    expect_error(served_.get("/v1/schools/18/migration"), 409, "refused");
    expect_error(served_.get("/v1/schools/99/migration"), 404, "not_found");
    expect_error(served_.post("/v1/schools/17/migration"), 405, "method_not_allowed");
}

TEST_F(ClaimApiTest, ExplanationsNameTheChatThatSomebodyHasToMake) {
    const json::object explained =
        done(served_.get("/v1/schools/17@max/explain?person=s1&chat=class%2F7v"));
    EXPECT_THAT(json::serialize(explained), HasSubstr("rosterctl chat claim class/7v"));
}

TEST(ClaimApiRightTest, WhoMayOnlyWatchClaimsNothing) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(settled_school());
    served.serve_somebody_with(control::Right::watch);
    EXPECT_EQ(served.post("/v1/schools/17/chats/class/7v/claim").status, 403);
    EXPECT_EQ(served.post("/v1/schools/17/people/s1/start").status, 403);
    EXPECT_EQ(served.get("/v1/claims").status, 200);
    EXPECT_TRUE(served.daemon.calls().empty());
}

}  // namespace
}  // namespace rosterd::testing
