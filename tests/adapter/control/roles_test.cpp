// Every route of docs/openapi.yaml for every role, by the right alone and by real users and groups.
#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <set>

#include "tests/adapter/control/as_user.hpp"
#include "tests/adapter/control/conference_day.hpp"
#include "tests/adapter/control/unix_client.hpp"
#include "tests/support/places.hpp"

namespace rosterd::testing {
namespace {

using control::Right;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

/// One route, an example of it, and what each role is answered. Requests that change something are
/// wrong on purpose where they can be: 400, 404 and 409 say that the role was let through.
struct Row {
    std::string method;
    std::string path;  ///< as docs/openapi.yaml writes it
    std::string target;
    std::string body;
    int watch;
    int operate;
};

const std::string school = "/v1/schools/{school}";
const std::string chat = school + "/chats/{key}";
const std::string person = school + "/people/{person}";
const std::string conference = school + "/conferences/{id}";

const std::vector<Row>& table() {
    static const std::vector<Row> rows{
        {"GET", "/healthz", "/healthz", "", 200, 200},
        {"GET", "/readyz", "/readyz", "", 200, 200},
        {"GET", "/metrics", "/metrics", "", 200, 200},
        {"GET", "/v1/status", "/v1/status", "", 200, 200},
        {"GET", "/v1/schools", "/v1/schools", "", 200, 200},
        {"GET", "/v1/audit", "/v1/audit", "", 200, 200},
        {"GET", "/v1/claims", "/v1/claims", "", 200, 200},
        {"GET", "/v1/holds", "/v1/holds", "", 200, 200},
        {"GET", school + "/chats", "/v1/schools/17/chats", "", 200, 200},
        {"GET", chat, "/v1/schools/17/chats/class%2F7v", "", 200, 200},
        {"GET", school + "/people", "/v1/schools/17/people", "", 200, 200},
        {"GET", school + "/people", "/v1/schools/17/people?phones=full", "", 403, 200},
        {"GET", school + "/findings", "/v1/schools/17/findings", "", 200, 200},
        {"GET", school + "/plan", "/v1/schools/17/plan", "", 200, 200},
        {"GET", school + "/migration", "/v1/schools/17/migration", "", 409, 409},
        {"GET", school + "/explain", "/v1/schools/17/explain?person=s1", "", 200, 200},
        {"GET", school + "/strangers", "/v1/schools/17/strangers", "", 200, 200},
        {"GET", school + "/departures", "/v1/schools/17/departures", "", 200, 200},
        {"GET", school + "/edits", "/v1/schools/17/edits", "", 200, 200},
        {"GET", person + "/link", "/v1/schools/17/people/t2/link", "", 200, 200},
        {"GET", school + "/conferences", "/v1/schools/17/conferences", "", 200, 200},
        {"GET", conference, "/v1/schools/17/conferences/own-2", "", 200, 200},
        {"GET", conference + "/join", "/v1/schools/17/conferences/own-2/join?person=t1", "", 403,
         200},
        {"POST", person + "/erase", "/v1/schools/17/people/left-9/erase", "{}", 403, 200},
        {"POST", school + "/chats", "/v1/schools/17/chats", "{}", 403, 400},
        {"POST", chat + "/rename", "/v1/schools/17/chats/class%2F7v/rename", "{}", 403, 400},
        {"POST", chat + "/delete", "/v1/schools/17/chats/class%2F7v/delete", R"({"x":1})", 403,
         400},
        {"POST", chat + "/claim", "/v1/schools/17/chats/class%2F7v/claim", "{}", 403, 200},
        {"POST", chat + "/members/add", "/v1/schools/17/chats/staff/members/add", "{}", 403, 400},
        {"POST", chat + "/members/remove", "/v1/schools/17/chats/staff/members/remove", "{}", 403,
         400},
        {"POST", chat + "/members/appoint", "/v1/schools/17/chats/staff/members/appoint", "{}", 403,
         400},
        {"POST", chat + "/members/dismiss", "/v1/schools/17/chats/staff/members/dismiss", "{}", 403,
         400},
        {"POST", chat + "/members/readmit", "/v1/schools/17/chats/staff/members/readmit", "{}", 403,
         400},
        {"POST", person + "/link", "/v1/schools/17/people/s1/link", R"({"step":"x"})", 403, 400},
        {"POST", person + "/start", "/v1/schools/17/people/s1/start", "{}", 403, 200},
        {"POST", person + "/unlink", "/v1/schools/17/people/s1/unlink", R"({"x":1})", 403, 400},
        {"POST", school + "/conferences", "/v1/schools/17/conferences", R"({"x":1})", 403, 400},
        {"POST", conference + "/edit", "/v1/schools/17/conferences/own-2/edit", R"({"x":1})", 403,
         400},
        {"POST", conference + "/finish", "/v1/schools/17/conferences/own-2/finish", R"({"x":1})",
         403, 400},
        {"POST", conference + "/delete", "/v1/schools/17/conferences/own-2/delete", R"({"x":1})",
         403, 400},
        {"POST", school + "/initialise", "/v1/schools/17/initialise", "{}", 403, 400},
        {"POST", "/v1/resync", "/v1/resync", "", 403, 200},
        {"POST", "/v1/reload", "/v1/reload", "", 403, 200},
        {"POST", "/v1/pause", "/v1/pause", R"({"x":1})", 403, 400},
        {"POST", "/v1/resume", "/v1/resume", R"({"school":"17"})", 403, 404},
        {"POST", "/v1/holds/{id}/approve", "/v1/holds/none/approve", "", 403, 404},
        {"POST", "/v1/holds/{id}/reject", "/v1/holds/none/reject", "", 403, 404},
    };
    return rows;
}

/// "GET /v1/status" of everything that docs/openapi.yaml describes.
std::set<std::string> described_routes() {
    std::ifstream file{test::source_directory() / "docs/openapi.yaml"};
    std::set<std::string> routes;
    std::string path;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("  /") && line.ends_with(":")) path = line.substr(2, line.size() - 3);
        for (const auto& [key, method] :
             {std::pair{"get", "GET"}, std::pair{"post", "POST"}, std::pair{"put", "PUT"},
              std::pair{"patch", "PATCH"}, std::pair{"delete", "DELETE"}}) {
            if (line == "    " + std::string{key} + ":") routes.insert(method + (" " + path));
        }
        if (line == "components:") break;
    }
    return routes;
}

int expected(const Row& row, Right right) {
    if (right == Right::none) return 403;
    return right == Right::watch ? row.watch : row.operate;
}

/// A school with a running conference, where t2 waits to be linked by his phone.
class FilledDay : public ConferenceDay {
  public:
    FilledDay() {
        StoredLink link;
        link.person_id = "t2";
        link.platform = Platform::vk;
        link.state = LinkState::requested;
        link.phone = "+79161234567";
        state().memory.links.push_back(link);
    }
};

std::vector<int> statuses(const std::string& socket) {
    std::vector<int> all;
    for (const Row& row : table()) {
        all.push_back(UnixClient{socket}.status_of(row.method, row.target, row.body));
    }
    return all;
}

void expect_statuses(const std::vector<int>& found, Right right) {
    ASSERT_EQ(found.size(), table().size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i], expected(table()[i], right))
            << table()[i].method << " " << table()[i].target;
    }
}

TEST(RolesTest, EveryDescribedRouteIsInTheTable) {
    std::set<std::string> routes;
    for (const Row& row : table()) routes.insert(row.method + " " + row.path);
    EXPECT_GT(described_routes().size(), 30U);
    EXPECT_THAT(routes, UnorderedElementsAreArray(described_routes()));
}

class RoleTest : public ::testing::TestWithParam<Right> {};

TEST_P(RoleTest, EveryRouteAnswersItsRight) {
    FilledDay day;
    ServedDaemon& served = day.served;
    served.serve_somebody_with(GetParam());
    expect_statuses(statuses(served.socket()), GetParam());
    if (GetParam() != Right::operate) EXPECT_THAT(served.daemon.calls(), IsEmpty());
}

/// The kernel tells who asks. Without root there is one user to be: the daemon's own.
TEST_P(RoleTest, EveryRouteAnswersItsRealUser) {
    constexpr uid_t nobodys = 3'999'999;
    FilledDay day;
    ServedDaemon& served = day.served;
    served.serve("staff");
    if (!may_become_others()) return expect_statuses(statuses(served.socket()), Right::operate);
    served.open_to_everyone();
    const std::map<Right, gid_t> groups{
        {Right::none, nobodys}, {Right::watch, gid_of("adm")}, {Right::operate, gid_of("staff")}};
    Child child{{nobodys, groups.at(GetParam())},
                [&](const auto&) { return statuses(served.socket()); }};
    std::vector<int> found;
    for (int status = child.told(); status >= 0; status = child.told()) found.push_back(status);
    expect_statuses(found, GetParam());
    if (GetParam() != Right::operate) EXPECT_THAT(served.daemon.calls(), IsEmpty());
}

std::string name_of(const ::testing::TestParamInfo<Right>& role) {
    constexpr std::array names{"None", "Watch", "Operate"};
    return names.at(static_cast<std::size_t>(role.param));
}

INSTANTIATE_TEST_SUITE_P(Roles, RoleTest,
                         ::testing::Values(Right::none, Right::watch, Right::operate), name_of);

/// Watching tells whom a phone belongs to, not the phone, whichever route is asked.
TEST(RolesTest, OnlyWhoMayOperateSeesAWholePhone) {
    for (const Right right : {Right::watch, Right::operate}) {
        FilledDay day;
        ServedDaemon& served = day.served;
        served.serve_somebody_with(right);
        const auto link = served.get("/v1/schools/17/people/t2/link");
        EXPECT_EQ(body_of(link).at("phone"),
                  right == Right::operate ? "+7(916) 123-45-67" : "+7(9**) ***-**-67");
        for (const Row& row : table()) {
            if (row.method != "GET" || right != Right::watch) continue;
            EXPECT_THAT(served.get(row.target).body, Not(HasSubstr("123-45"))) << row.target;
        }
    }
}

}  // namespace
}  // namespace rosterd::testing
