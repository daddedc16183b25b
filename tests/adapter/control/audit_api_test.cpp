// The audit over a real unix socket.
#include <gmock/gmock.h>

#include "tests/adapter/control/audited.hpp"
#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;

class AuditApiTest : public ::testing::Test {
  protected:
    AuditApiTest() {
        served_.daemon.states["17"] = school_state(settled_school());
        for (std::int64_t number = 1; number <= 3; ++number) {
            served_.daemon.audited.push_back(removal_line(number));
        }
        served_.daemon.audited.push_back(
            {.number = 4, .entry = {.at = 1, .school = "17", .operation = "hold_approved"}});
        served_.serve();
    }

    json::object page(const std::string& parameters) {
        const test::ProbeAnswer answer = served_.get("/v1/audit" + parameters);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return body_of(answer).as_object();
    }

    ServedDaemon served_;
};

TEST_F(AuditApiTest, ALineTellsWhatWasDoneToWhomAndOnWhoseWord) {
    const json::object answer = page("");
    EXPECT_EQ(answer.at("items").as_array().size(), 4U);
    EXPECT_TRUE(answer.at("next").is_null());
    EXPECT_EQ(answer.at("items").at(0), (json::object{{"number", 1},
                                                      {"at", 1'790'000'001},
                                                      {"school", "17"},
                                                      {"account", "lyceum"},
                                                      {"chat", "class/7v"},
                                                      {"operation", "remove"},
                                                      {"person", "s1"},
                                                      {"user", 501},
                                                      {"outcome", "done"},
                                                      {"reason", "left_school"},
                                                      {"by", "rosterd"}}));
    const json::value& of_school = answer.at("items").at(3);
    for (const char* absent : {"account", "chat", "person", "user", "reason", "by"}) {
        EXPECT_TRUE(of_school.at(absent).is_null()) << absent;
    }
    EXPECT_EQ(served_.daemon.audit_asked.order, AuditQuery::Order::newest_first);
    EXPECT_EQ(served_.daemon.audit_asked.count_max, 100U);
}

TEST_F(AuditApiTest, ItIsNarrowedAndReadInPages) {
    const json::object first =
        page("?school=17&chat=class%2F7v&person=s1&from=5&to=9&order=oldest&count=2");
    const AuditQuery& asked = served_.daemon.audit_asked;
    EXPECT_EQ(asked.school, "17");
    EXPECT_EQ(asked.chat, "class/7v");
    EXPECT_EQ(asked.person, "s1");
    EXPECT_EQ(asked.from, 5);
    EXPECT_EQ(asked.to, 9);
    EXPECT_EQ(asked.order, AuditQuery::Order::oldest_first);
    EXPECT_EQ(first.at("next"), 2);
    EXPECT_EQ(page("?beyond=2").at("items").at(0).at("number"), 3);
}

TEST_F(AuditApiTest, WrongParametersAreRefusedWithTheirNames) {
    for (const char* wrong : {"from=yesterday", "to=-1", "beyond=x", "count=0", "count=10001",
                              "count=many", "order=random", "from=99999999999999999999"}) {
        const test::ProbeAnswer answer = served_.get(std::string{"/v1/audit?"} + wrong);
        EXPECT_EQ(answer.status, 400) << wrong;
        const std::string name{wrong, std::string_view{wrong}.find('=')};
        const json::value body = body_of(answer);
        const std::string_view message = body.at("error").at("message").as_string();
        EXPECT_THAT(std::string{message}, ::testing::HasSubstr(name == "order" ? "random" : name));
    }
}

}  // namespace
}  // namespace rosterd::testing
