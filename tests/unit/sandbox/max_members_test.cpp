// Members, administrators and rights over the MAX Bot API.
#include <gmock/gmock.h>

#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using ::testing::ElementsAre;
using testing::MaxBench;

class MaxMembersTest : public ::testing::Test {
  protected:
    std::string add(const std::string& ids) {
        return bench_.outcome("POST", members_, R"({"user_ids":[)" + ids + "]}");
    }
    json::value added(const std::string& ids) {
        return bench_.call("POST", members_, R"({"user_ids":[)" + ids + "]}").body;
    }
    std::string remove(const std::string& query) {
        return bench_.outcome("DELETE", members_ + "?" + query);
    }
    std::string make_admin(const std::string& user, const std::string& permissions) {
        return bench_.outcome(
            "POST", members_ + "/admins",
            R"({"admins":[{"user_id":)" + user + R"(,"permissions":[)" + permissions + "]}]}");
    }

    MaxBench bench_;
    std::string chat_ = bench_.administered();
    std::string members_ = "/chats/" + chat_ + "/members";
};

TEST_F(MaxMembersTest, OnlyAnAdministratorReadsMembers) {
    EXPECT_EQ(bench_.outcome("GET", members_), "200");
    EXPECT_EQ(bench_.outcome("GET", members_, "", "lyceum"), "404 chat.not.found");
    bench_.act(R"({"do":"demote","user":500,"chat":)" + chat_ + "}");
    EXPECT_EQ(bench_.outcome("GET", members_), "403 access.denied");
    EXPECT_EQ(bench_.outcome("GET", members_ + "/admins"), "403 access.denied");
    EXPECT_EQ(bench_.outcome("GET", members_ + "/me"), "200");
}

TEST_F(MaxMembersTest, EachMethodAsksForItsPermission) {
    bench_.promote(chat_, R"("read_all_messages")");
    EXPECT_EQ(add("18"), "403 access.denied");
    EXPECT_EQ(remove("user_id=17"), "403 access.denied");
    EXPECT_EQ(make_admin("17", ""), "403 access.denied");
    EXPECT_EQ(bench_.outcome("DELETE", members_ + "/admins/17"), "403 access.denied");
    EXPECT_EQ(bench_.outcome("PATCH", "/chats/" + chat_, R"({"title":"x"})"), "403 access.denied");
    EXPECT_EQ(bench_.outcome("GET", "/chats/" + chat_ + "/pin"), "403 access.denied");
    EXPECT_EQ(bench_.outcome("GET", members_), "200");
}

TEST_F(MaxMembersTest, MembersComeInPagesWithAnOpaqueMarker) {
    for (int who = 1001; who <= 1120; ++who) add(std::to_string(who));
    std::vector<std::int64_t> seen;
    std::string query = "?count=50";
    for (int page = 1; page <= 3; ++page) {
        const auto answer = bench_.done("GET", members_ + query).as_object();
        for (const json::value& member : answer.at("members").as_array()) {
            seen.push_back(member.at("user_id").as_int64());
        }
        ASSERT_EQ(answer.contains("marker"), page < 3);
        if (page == 3) break;
        const std::int64_t marker = answer.at("marker").as_int64();
        EXPECT_EQ(std::ranges::count(seen, marker), 0) << "a marker is nobody's id";
        query = "?count=50&marker=" + std::to_string(marker);
    }
    EXPECT_EQ(seen.size(), 122U);
    std::ranges::sort(seen);
    EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end()) << "nobody comes twice";
    EXPECT_EQ(bench_.done("GET", members_).at("members").as_array().size(), 20U);
    EXPECT_EQ(bench_.outcome("GET", members_ + "?count=101"), "400 proto.payload");
    EXPECT_EQ(bench_.outcome("GET", members_ + "?marker=x"), "400 proto.payload");
}

TEST_F(MaxMembersTest, ChosenMembersOverridePaging) {
    add("18,19");
    const auto answer =
        bench_.done("GET", members_ + "?user_ids=17,19,20&count=1&marker=5").as_object();
    ASSERT_EQ(answer.at("members").as_array().size(), 2U);
    EXPECT_EQ(answer.at("members").at(0).at("user_id"), 17);
    EXPECT_EQ(answer.at("members").at(1).at("user_id"), 19);
    EXPECT_FALSE(answer.contains("marker"));
    EXPECT_EQ(bench_.outcome("GET", members_ + "?user_ids=17,x"), "400 proto.payload");
}

TEST_F(MaxMembersTest, MembersHaveRightsAndNoNulls) {
    add("18");
    const auto page = bench_.done("GET", members_).at("members").as_array();
    ASSERT_EQ(page.size(), 3U);
    EXPECT_EQ(page[0].at("is_owner"), true);
    EXPECT_EQ(page[0].at("permissions").as_array().size(), owner_permissions().size());
    EXPECT_FALSE(page[1].as_object().contains("permissions"));
    EXPECT_FALSE(page[1].as_object().contains("alias"));
    EXPECT_EQ(page[1].at("name"), "Пользователь 18");
    EXPECT_EQ(page[2].at("is_bot"), true);
    for (const json::value& member : page) {
        for (const auto& field : member.as_object()) EXPECT_FALSE(field.value().is_null());
    }
}

TEST_F(MaxMembersTest, AFailedAdditionNamesWhomAndWhyInBothShapes) {
    bench_.http("POST", "/sandbox/max/users",
                R"([{"user":18,"refuses_adding":true},{"user":19,"exists":false}])");
    EXPECT_EQ(added("18,19,20"),
              json::parse(R"({"success":false,"message":"Some users could not be added",
                  "failed_user_ids":[19,18],
                  "failed_user_details":[
                      {"error_code":"add.participant.not.found","user_ids":[19]},
                      {"error_code":"add.participant.privacy","user_ids":[18]}]})"));
    EXPECT_THAT(bench_.member_ids(chat_), ElementsAre(17, 20, 500));
    bench_.settings().add_failures = AddFailures::ids;
    EXPECT_FALSE(added("18").as_object().contains("failed_user_details"));
    bench_.settings().add_failures = AddFailures::details;
    const auto details = added("18,200001").as_object();
    EXPECT_EQ(details.at("success"), true);
    EXPECT_FALSE(details.contains("failed_user_ids"));
    EXPECT_EQ(details.at("failed_user_details").as_array().size(), 2U);
}

TEST_F(MaxMembersTest, AddingIsASetAndTakesDigitsAsWell) {
    EXPECT_EQ(add(R"("18",18,19)"), "200");
    EXPECT_EQ(add("18"), "200");
    EXPECT_THAT(bench_.member_ids(chat_), ElementsAre(17, 18, 19, 500));
    EXPECT_EQ(add("18.5"), "400 proto.payload");
    EXPECT_EQ(bench_.outcome("POST", members_, "{}"), "400 proto.payload");
    std::string many = "1";
    for (int who = 2; who <= 101; ++who) many += "," + std::to_string(who);
    EXPECT_EQ(add(many), "400 proto.payload");
}

TEST_F(MaxMembersTest, RemovingIsOnePersonAndNeverAnAdministrator) {
    add("18,19");
    EXPECT_EQ(remove("user_id=18"), "200");
    EXPECT_EQ(remove("user_id=18"), "200 false");
    EXPECT_EQ(remove("user_id=17"), "200 false") << "the owner stays";
    EXPECT_EQ(make_admin("19", R"("read_all_messages")"), "200");
    EXPECT_EQ(remove("user_id=19"), "200 false") << "an administrator is dismissed first";
    EXPECT_EQ(remove("block=true"), "400 proto.payload");
    EXPECT_THAT(bench_.member_ids(chat_), ElementsAre(17, 19, 500));
}

TEST_F(MaxMembersTest, TheBlockedDoNotComeBackByTheLink) {
    const std::string link{bench_.done("GET", "/chats/" + chat_).at("link").as_string()};
    const std::string join = R"({"do":"join","user":18,"link":")" + link + "\"}";
    bench_.act(join);
    EXPECT_EQ(remove("user_id=18&block=false"), "200");
    bench_.act(join);
    EXPECT_EQ(remove("user_id=18&block=true"), "200");
    EXPECT_EQ(bench_.act_status(join), 409);
    const auto failed = added("18");
    EXPECT_EQ(failed.at("failed_user_ids"), json::array{18});
    bench_.act(R"({"do":"add","user":18,"chat":)" + chat_ + "}");
    EXPECT_THAT(bench_.member_ids(chat_), ElementsAre(17, 18, 500));
}

TEST_F(MaxMembersTest, GrantsReplaceEachOther) {
    add("18");
    EXPECT_EQ(make_admin("18", R"("read_all_messages","write","pin_message")"), "200");
    EXPECT_EQ(bench_.outcome("POST", members_ + "/admins",
                             R"({"admins":[{"user_id":18,"permissions":["can_call"],)"
                             R"("alias":"Староста"}]})"),
              "200");
    const auto admins = bench_.done("GET", members_ + "/admins").at("members").as_array();
    ASSERT_EQ(admins.size(), 3U);
    EXPECT_EQ(admins[1].at("permissions"), json::array{"can_call"});
    EXPECT_EQ(admins[1].at("alias"), "Староста");
    EXPECT_EQ(bench_.outcome("DELETE", members_ + "/admins/18"), "200");
    EXPECT_EQ(bench_.outcome("DELETE", members_ + "/admins/18"), "200 false");
    EXPECT_EQ(bench_.outcome("DELETE", members_ + "/admins/17"), "200 false");
    EXPECT_THAT(bench_.member_ids(chat_), ElementsAre(17, 18, 500));
}

TEST_F(MaxMembersTest, WrongGrantsChangeNothing) {
    add("18");
    EXPECT_EQ(make_admin("20", R"("read_all_messages")"), "200 false") << "not a member";
    EXPECT_EQ(make_admin("17", R"("read_all_messages")"), "200 false") << "the owner";
    EXPECT_EQ(make_admin("18", R"("write")"), "400 proto.payload") << "needs read_all_messages";
    EXPECT_EQ(make_admin("18", R"("read_all_messages","edit")"), "200 false") << "of channels";
    EXPECT_EQ(make_admin("18", R"("fly")"), "400 proto.payload");
    EXPECT_EQ(make_admin("18", R"("can_call","can_call")"), "400 proto.payload");
    EXPECT_EQ(bench_.done("GET", members_ + "/admins").at("members").as_array().size(), 2U);
}

TEST_F(MaxMembersTest, FiftyAdministratorsAreTheMost) {
    std::string grants;
    for (int who = 1001; who <= 1048; ++who) {
        add(std::to_string(who));
        if (!grants.empty()) grants += ",";
        grants += R"({"user_id":)" + std::to_string(who) + R"(,"permissions":[]})";
    }
    EXPECT_EQ(bench_.outcome("POST", members_ + "/admins", R"({"admins":[)" + grants + "]}"),
              "200");
    add("18");
    EXPECT_EQ(make_admin("18", ""), "200 false");
}

TEST_F(MaxMembersTest, ABotThatLeftKnowsItAndCannotReturn) {
    EXPECT_EQ(bench_.outcome("DELETE", members_ + "/me"), "200");
    EXPECT_EQ(bench_.done("GET", "/chats/" + chat_).at("status"), "left");
    EXPECT_EQ(bench_.outcome("GET", members_), "403 access.denied");
    EXPECT_EQ(add("500"), "403 access.denied");
    bench_.act(R"({"do":"add","user":500,"chat":)" + chat_ + "}");
    EXPECT_EQ(bench_.done("GET", "/chats/" + chat_).at("status"), "active");
    bench_.act(R"({"do":"kick","user":500,"chat":)" + chat_ + "}");
    EXPECT_EQ(bench_.done("GET", "/chats/" + chat_).at("status"), "removed");
}

TEST_F(MaxMembersTest, ABotsOwnSwitchKeepsItOutOfGroups) {
    bench_.http("POST", "/sandbox/max/users", R"({"user":600,"refuses_adding":true})");
    EXPECT_EQ(bench_.act_status(R"({"do":"add","user":600,"chat":)" + chat_ + "}"), 409);
    EXPECT_EQ(added("600").at("failed_user_ids"), json::array{600});
}

}  // namespace
}  // namespace rosterd::sandbox::max
