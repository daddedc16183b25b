// Who may do what: real users and groups of this machine, and the routes behind the decision.
#include "daemon/control/permissions.hpp"

#include <gmock/gmock.h>
#include <pwd.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>

#include "daemon/control/report.hpp"
#include "tests/adapter/control/as_user.hpp"
#include "tests/adapter/control/served_daemon.hpp"

namespace rosterd::testing {
namespace {

using control::Permissions;
using control::Right;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr unsigned nobodys = 3'999'999;  ///< a uid and gid without an entry

http::Peer peer(unsigned uid, unsigned gid) {
    return {uid, gid, 1};
}

TEST(PermissionsTest, RootAndOurselvesMayEverything) {
    const Permissions permissions{"adm", "staff"};
    EXPECT_EQ(permissions.right_of(peer(0, nobodys)), Right::operate);
    EXPECT_EQ(permissions.right_of(peer(::getuid(), nobodys)), Right::operate);
    EXPECT_THAT(permissions.warnings(), IsEmpty());
}

TEST(PermissionsTest, TheGroupOfTheProcessDecides) {
    const Permissions permissions{"adm", "staff"};
    EXPECT_EQ(permissions.right_of(peer(nobodys, gid_of("adm"))), Right::watch);
    EXPECT_EQ(permissions.right_of(peer(nobodys, gid_of("staff"))), Right::operate);
    EXPECT_EQ(permissions.right_of(peer(nobodys, gid_of("games"))), Right::none);
    EXPECT_EQ(permissions.right_of(peer(nobodys, nobodys)), Right::none);
}

TEST(PermissionsTest, TheGroupsOfTheUserCountWhateverTheProcessRunsAs) {
    const passwd* user = ::getpwnam("www-data");
    ASSERT_NE(user, nullptr);
    const unsigned uid = user->pw_uid;
    EXPECT_EQ((Permissions{"www-data", "staff"}.right_of(peer(uid, nobodys))), Right::watch);
    EXPECT_EQ((Permissions{"adm", "www-data"}.right_of(peer(uid, nobodys))), Right::operate);
}

TEST(PermissionsTest, WhoMayOperateMayWatch) {
    const Permissions permissions{"adm", "adm"};
    EXPECT_EQ(permissions.right_of(peer(nobodys, gid_of("adm"))), Right::operate);
}

TEST(PermissionsTest, AGroupThatDoesNotExistLetsNobodyIn) {
    const Permissions permissions{"rosterd-none-1", "rosterd-none-2"};
    EXPECT_EQ(permissions.right_of(peer(nobodys, gid_of("adm"))), Right::none);
    ASSERT_EQ(permissions.warnings().size(), 2U);
    EXPECT_THAT(permissions.warnings().front(), HasSubstr("rosterd-none-1"));
}

TEST(PermissionsTest, AUserWithoutANameIsCalledByHisNumber) {
    EXPECT_EQ(control::user_name(peer(nobodys, nobodys)), "uid 3999999");
    EXPECT_EQ(control::user_name(peer(0, 0)), "root");
}

TEST(ControlRightsTest, WhoMayNothingSeesNothing) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(settled_school());
    served.serve_somebody_with(Right::none);
    for (const char* target : {"/v1/status", "/v1/schools/17/chats", "/v1/nothing", "/healthz"}) {
        const auto answer = served.get(target);
        EXPECT_EQ(answer.status, 403) << target;
        EXPECT_EQ(body_of(answer).at("error").at("code"), "forbidden");
        EXPECT_THAT(answer.body, HasSubstr("watch_group"));
    }
}

TEST(ControlRightsTest, WhoMayWatchChangesNothing) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(school_with_a_hold());
    served.serve_somebody_with(Right::watch);
    EXPECT_EQ(served.get("/v1/status").status, 200);
    const std::string hold = served.daemon.states.at("17").holds.front().id;
    for (const std::string& target :
         {std::string{"/v1/resync"}, "/v1/holds/" + hold + "/approve"}) {
        const auto answer = served.post(target);
        EXPECT_EQ(answer.status, 403) << target;
        EXPECT_THAT(answer.body, HasSubstr("operate_group"));
    }
    EXPECT_THAT(served.daemon.calls(), IsEmpty());
    EXPECT_EQ(served.get("/v1/schools/17/people").status, 200);
    EXPECT_EQ(served.get("/v1/schools/17/people?phones=full").status, 403);
}

TEST(ControlServerTest, ASocketThatIsServedIsNotTakenOver) {
    ServedDaemon served;
    served.serve();
    boost::asio::io_context loop;
    FakeDaemon other;
    control::ControlOptions options;
    options.socket = served.socket();
    const auto second = control::start_control_server(loop.get_executor(), other, options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::refused);
    EXPECT_EQ(served.get("/healthz").status, 200);
}

TEST(ReportTest, IsWhatTheApiAnswers) {
    ServedDaemon served;
    served.daemon.states["17"] = school_state(school_with_a_hold());
    served.daemon.states["18"].error = Error{ErrorKind::transient, "read journal: cut off"};
    boost::json::object report;
    boost::asio::io_context loop;
    boost::asio::co_spawn(loop, control::report(&served.daemon),
                          [&](const std::exception_ptr& bug, boost::json::object result) {
                              if (bug) std::rethrow_exception(bug);
                              report = std::move(result);
                          });
    loop.run();
    served.serve();
    const auto& schools = report.at("schools");
    const auto& read = item_where(schools, "school", "17");
    EXPECT_EQ(body_of(served.get("/v1/schools/17/plan")), read.at("plan"));
    EXPECT_EQ(read.at("held"), read.at("plan").at("held"));
    const auto& chat = item_where(read.at("chats"), "key", "class/5a");
    EXPECT_EQ(body_of(served.get("/v1/schools/17/chats/class%2F5a")), chat);
    const auto& unread = item_where(schools, "school", "18");
    EXPECT_EQ(unread.at("error"), "read journal: cut off");
    EXPECT_FALSE(unread.contains("chats"));
}

}  // namespace
}  // namespace rosterd::testing
