// Answers of MAX that the sandbox does not give: odd shapes, both ways to fail, lost answers.
#include <gtest/gtest.h>

#include "adapters/platform/max/max_account.hpp"
#include "scripted_platform.hpp"

namespace rosterd::max::test {
namespace {

using Lines = std::vector<std::string>;
constexpr const char* token = "f9LHodD0cOL.secret-Token_42";
constexpr const char* me =
    R"({"user_id":7,"first_name":"b","username":"school_bot","is_bot":true})";
constexpr const char* good = R"({"success":true})";
constexpr const char* group =
    R"({"chat_id":-5,"type":"chat","status":"active","title":"5А","participants_count":3,)"
    R"("link":"https://max.ru/join/x","owner_id":9})";

std::string kind_of(const std::optional<Error>& error) {
    return error ? std::string{to_string(error->kind)} : "none";
}

class MaxScriptedTest : public testing::Test {
  protected:
    void SetUp() override {
        account_ = make();
        open(*account_);
        platform_.requests.clear();
    }
    std::unique_ptr<PlatformAccount> make() {
        MaxOptions options;
        options.name = "scripted";
        options.base_url = platform_.url();
        options.token = token;
        options.requests_per_second = 1000;
        options.chat_writes_per_second = 1000;
        options.timeout = std::chrono::milliseconds{20'000};
        options.poll_pause = std::chrono::milliseconds{0};
        options.backoff_first = std::chrono::milliseconds{1};
        auto account = make_max_account(platform_.loop.get_executor(), platform_.clock, options);
        if (!account) throw std::runtime_error{account.error().what};
        return std::move(*account);
    }
    void open(PlatformAccount& account) {
        say(me);
        const auto opened = run(account.open());
        ASSERT_TRUE(opened) << opened.error().what;
    }
    void say(std::string body, int status = 200) { platform_.say(std::move(body), status); }
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return platform_.run(std::move(work));
    }
    std::vector<ChangeOutcome> apply(std::vector<ChatChange> changes) {
        return run(account_->apply(std::move(changes), Priority::live));
    }
    ChangeOutcome change(OperationKind kind, UserId user, std::string text = {}) {
        return apply({{kind, -5, user, std::move(text)}}).at(0);
    }
    std::vector<ChangeOutcome> add(std::vector<UserId> users) {
        std::vector<ChatChange> changes;
        for (const UserId user : users) changes.push_back({OperationKind::add, -5, user, {}});
        return apply(std::move(changes));
    }
    [[nodiscard]] Lines lines() const { return platform_.lines(); }

    rosterd::test::ScriptedPlatform platform_;
    std::unique_ptr<PlatformAccount> account_;
};

// ---- opening

TEST_F(MaxScriptedTest, TheTokenTravelsBareAndInTheHeaderOnly) {
    say(good);
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "none");
    ASSERT_EQ(platform_.requests.size(), 1U);
    EXPECT_EQ(platform_.requests[0].headers.at("authorization"), token);
    EXPECT_EQ(lines(), Lines{"DELETE /chats/-5/members?user_id=11"});
}

TEST_F(MaxScriptedTest, AStartLinkNamesTheBot) {
    EXPECT_EQ(account_->start_link("aZ_9"), "https://max.ru/school_bot?start=aZ_9");
    const auto fresh = make();
    EXPECT_EQ(fresh->start_link("aZ_9"), "");
}

TEST_F(MaxScriptedTest, ADeadTokenStopsEverythingButOpening) {
    say(R"({"code":"verify.token","message":"Invalid access_token"})", 401);
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "authority");
    EXPECT_EQ(account_->use().state, "stopped");
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "authority");
    EXPECT_EQ(platform_.requests.size(), 1U) << "nothing is sent with a dead token";
    open(*account_);
    EXPECT_EQ(account_->use().state, "ready");
}

TEST_F(MaxScriptedTest, ATokenOfAPersonIsRefused) {
    const auto fresh = make();
    say(R"({"user_id":7,"first_name":"x","is_bot":false})");
    const auto opened = run(fresh->open());
    ASSERT_FALSE(opened);
    EXPECT_EQ(to_string(opened.error().kind), "authority");
    EXPECT_EQ(opened.error().what.find(token), std::string::npos);
}

// ---- adding

TEST_F(MaxScriptedTest, AHundredAtATime) {
    std::vector<UserId> users;
    for (UserId user = 1001; user <= 1150; ++user) users.push_back(user);
    say(good);
    say(good);
    const auto outcomes = add(users);
    ASSERT_EQ(outcomes.size(), 150U);
    for (const ChangeOutcome& one : outcomes) EXPECT_FALSE(one.error);
    EXPECT_EQ(platform_.requests.size(), 2U);
}

TEST_F(MaxScriptedTest, BothShapesOfPartialFailure) {
    say(R"({"success":false,"failed_user_ids":[11,12],"failed_user_details":[
        {"error_code":"add.participant.privacy","user_ids":[11]},
        {"error_code":"add.participant.not.found","user_ids":[12]}]})");
    const auto first = add({11, 12, 13});
    EXPECT_EQ(kind_of(first[0].error), "permanent_person");
    EXPECT_TRUE(first[0].must_be_invited);
    EXPECT_EQ(kind_of(first[1].error), "permanent_person");
    EXPECT_FALSE(first[1].must_be_invited) << "nobody to invite";
    EXPECT_EQ(kind_of(first[2].error), "none");
    say(R"({"success":true,"failed_user_details":[
        {"error_code":"add.participant.privacy","user_ids":[13]}]})");
    const auto second = add({13});
    EXPECT_TRUE(second[0].must_be_invited);
    EXPECT_EQ(platform_.requests.size(), 2U) << "definite reasons need no look";
}

TEST_F(MaxScriptedTest, AFailureWithoutReasonsIsLookedAt) {
    say(R"({"success":false,"failed_user_ids":[11]})");
    say(R"({"members":[{"user_id":11}]})");
    const auto named = add({11, 12});
    EXPECT_EQ(kind_of(named[0].error), "none") << "he is inside";
    EXPECT_EQ(kind_of(named[1].error), "none");
    say(R"({"success":false})");
    say(R"({"members":[{"user_id":11}]})");
    const auto whole = add({11, 12});
    EXPECT_EQ(kind_of(whole[0].error), "none");
    EXPECT_EQ(kind_of(whole[1].error), "permanent_person");
    EXPECT_EQ(lines()[3], "GET /chats/-5/members?user_ids=11,12");
}

TEST_F(MaxScriptedTest, OneBadPersonDoesNotHoldUpTheOthers) {
    say(R"({"code":"proto.payload","message":"bad user"})", 400);
    say(good);
    say(R"({"code":"proto.payload","message":"bad user"})", 400);
    say(good);
    const auto outcomes = add({11, 12, 13});
    EXPECT_EQ(kind_of(outcomes[0].error), "none");
    EXPECT_EQ(kind_of(outcomes[1].error), "our_bug");
    EXPECT_EQ(kind_of(outcomes[2].error), "none");
    EXPECT_EQ(platform_.requests.size(), 4U);
}

TEST_F(MaxScriptedTest, MissingRightsAreTheBusinessOfWhoWaits) {
    say(R"({"success":false,"message":"Insufficient access rights to perform this action"})");
    const auto outcomes = add({11, 12});
    EXPECT_EQ(kind_of(outcomes[0].error), "permanent_person") << "the chat's rest can be done";
    EXPECT_NE(outcomes[1].error->hint.find("add_remove_members"), std::string::npos);
    EXPECT_FALSE(outcomes[0].must_be_invited);
    EXPECT_EQ(platform_.requests.size(), 1U);
}

TEST_F(MaxScriptedTest, AVanishedMethodIsRememberedForADay) {
    for (const int status : {404, 405}) {
        platform_.requests.clear();
        account_ = make();
        open(*account_);
        EXPECT_TRUE(account_->capabilities().add_members);
        const std::string gone = R"({"code":"not.found","message":"The method is gone"})";
        say(gone, status);
        say(group);
        say(gone, status);
        const auto outcomes = add({11, 12});
        EXPECT_TRUE(outcomes[0].must_be_invited);
        EXPECT_TRUE(outcomes[1].must_be_invited);
        EXPECT_EQ(kind_of(outcomes[0].error), "permanent_person");
        EXPECT_FALSE(account_->capabilities().add_members);
        EXPECT_EQ(account_->use().state, "limited");
        EXPECT_NE(account_->use().reason.find("HTTP " + std::to_string(status)), std::string::npos);
        EXPECT_TRUE(add({13})[0].must_be_invited);
        EXPECT_EQ(platform_.requests.size(), 4U) << "with opening; the third is not sent";
    }
}

TEST_F(MaxScriptedTest, OnceADayAnAdditionTriesAgain) {
    for (int i = 0; i < 3; ++i) say(i == 1 ? group : "", i == 1 ? 200 : 405);
    EXPECT_TRUE(add({11})[0].must_be_invited);
    platform_.clock.shift(std::chrono::hours{24} - std::chrono::minutes{5});
    EXPECT_FALSE(account_->capabilities().add_members);
    platform_.clock.shift(std::chrono::minutes{6});
    EXPECT_TRUE(account_->capabilities().add_members);
    for (int i = 0; i < 3; ++i) say(i == 1 ? group : "", i == 1 ? 200 : 405);
    EXPECT_TRUE(add({11})[0].must_be_invited);
    EXPECT_FALSE(account_->capabilities().add_members) << "still gone: another day";
    platform_.clock.shift(std::chrono::hours{25});
    say(good);
    EXPECT_EQ(kind_of(add({11})[0].error), "none");
    EXPECT_EQ(account_->use().state, "ready");
}

TEST_F(MaxScriptedTest, AChatThatIsGoneTakesNoMethodAway) {
    say(R"({"code":"chat.not.found","message":"Chat -5 not found"})", 404);
    say(R"({"code":"chat.not.found","message":"Chat -5 not found"})", 404);
    EXPECT_EQ(kind_of(add({11})[0].error), "permanent_chat");
    EXPECT_TRUE(account_->capabilities().add_members);
}

TEST_F(MaxScriptedTest, APersonWhoIsNotFoundTakesNoMethodAway) {
    say(R"({"code":"not.found","message":"user"})", 404);
    say(group);
    say(good);
    const auto outcomes = add({11});
    EXPECT_EQ(kind_of(outcomes[0].error), "permanent_person");
    EXPECT_TRUE(account_->capabilities().add_members);
    EXPECT_EQ(lines()[2], R"(POST /chats/-5/members {"user_ids":[7]})") << "we are inside anyway";
}

TEST_F(MaxScriptedTest, AFailedDiagnosisIsNoVerdictOnThePerson) {
    for (const int status : {500, 503}) {
        say(R"({"code":"not.found","message":"user"})", 404);
        say(group);
        say("", status);
        const auto outcomes = add({11});
        EXPECT_EQ(kind_of(outcomes[0].error), "transient") << status;
        EXPECT_FALSE(outcomes[0].reread) << "he was refused for certain";
        EXPECT_EQ(platform_.unsaid(), 0U);
    }
    say(R"({"code":"not.found","message":"user"})", 404);
    say(group);
    say(R"({"code":"verify.token","message":"x"})", 401);
    EXPECT_EQ(kind_of(add({11})[0].error), "authority");
}

TEST_F(MaxScriptedTest, AGatewaysPageIsNoWordAboutTheChat) {
    const std::string page = "<html>not here</html>";
    for (const int status : {403, 404}) {
        say(page, status);
        EXPECT_EQ(kind_of(change(OperationKind::destroy, 0).error), "unknown_outcome") << status;
        say(page, status);
        const auto read = run(account_->read_members({-5}, Priority::live));
        ASSERT_FALSE(read.at(0));
        EXPECT_EQ(to_string(read[0].error().kind), "transient") << status;
        say(page, status);
        EXPECT_EQ(to_string(run(account_->look_at_chat(-5, Priority::live)).error().kind),
                  "transient")
            << status;
    }
    EXPECT_EQ(platform_.unsaid(), 0U);
}

TEST_F(MaxScriptedTest, ALostAnswerLeavesDoubtAndEndsTheBatch) {
    say("<html>bad gateway</html>", 502);
    std::vector<ChatChange> changes{{OperationKind::add, -5, 11, {}},
                                    {OperationKind::remove, -5, 12, {}}};
    const auto outcomes = apply(std::move(changes));
    EXPECT_EQ(kind_of(outcomes[0].error), "unknown_outcome");
    EXPECT_TRUE(outcomes[0].reread);
    EXPECT_EQ(kind_of(outcomes[1].error), "transient");
    EXPECT_EQ(platform_.requests.size(), 1U);
    http::Response dropped;
    dropped.delivery = http::Delivery::dropped;
    platform_.say(dropped);
    EXPECT_EQ(kind_of(change(OperationKind::rename, 0, "5Б").error), "unknown_outcome");
    http::Response cut;
    cut.body = R"({"success":true})";
    cut.delivery = http::Delivery::truncated;
    platform_.say(cut);
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "unknown_outcome");
}

// ---- other changes

TEST_F(MaxScriptedTest, ARefusedRemovalIsLookedAt) {
    say(R"({"success":false,"message":"x"})");
    say(R"({"members":[]})");
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "none") << "he is not inside";
    say(R"({"success":false,"message":"x"})");
    say(R"({"members":[{"user_id":11,"is_owner":true}]})");
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "permanent_person");
    say(R"({"code":"access.denied","message":"x"})", 403);
    say(R"({"code":"access.denied","message":"x"})", 403);
    const auto denied = change(OperationKind::remove, 11);
    EXPECT_EQ(kind_of(denied.error), "permanent_chat");
    EXPECT_TRUE(denied.reread);
}

TEST_F(MaxScriptedTest, AnAdministratorIsDismissedBeforeHeIsRemoved) {
    say(R"({"success":false,"message":"Insufficient access rights to perform this action"})");
    say(R"({"members":[{"user_id":11,"is_admin":true}]})");
    say(good);
    say(good);
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "none");
    EXPECT_EQ(lines(),
              (Lines{"DELETE /chats/-5/members?user_id=11", "GET /chats/-5/members?user_ids=11",
                     "DELETE /chats/-5/members/admins/11", "DELETE /chats/-5/members?user_id=11"}));
}

TEST_F(MaxScriptedTest, RightsThatCannotBeRepeatedStayAsTheyAre) {
    say(R"({"members":[{"user_id":11,"is_admin":true,"permissions":["quite_new"]}]})");
    say(R"({"code":"proto.payload","message":"Can't deserialize body"})", 400);
    EXPECT_EQ(kind_of(change(OperationKind::promote, 11).error), "none");
    say(R"({"members":[{"user_id":11}]})");
    say(R"({"code":"access.denied","message":"x"})", 403);
    EXPECT_EQ(kind_of(change(OperationKind::promote, 11).error), "permanent_person");
}

TEST_F(MaxScriptedTest, AnErrorBodyWithStatus200IsAnError) {
    say(R"({"code":"access.denied","message":"x"})");
    say(R"({"members":[{"user_id":11}]})");
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "permanent_chat");
}

TEST_F(MaxScriptedTest, AdministratorsKeepWhatTheyHave) {
    say(R"({"members":[{"user_id":7,"is_admin":true,"permissions":["read_all_messages","write"]},
        {"user_id":11,"is_admin":true,"permissions":["view_stats","quite_new"]}]})");
    say(good);
    EXPECT_EQ(kind_of(change(OperationKind::promote, 11).error), "none");
    EXPECT_EQ(lines(), (Lines{"GET /chats/-5/members?user_ids=11,7",
                              R"(POST /chats/-5/members/admins {"admins":[{"user_id":11,)"
                              R"("permissions":["view_stats","quite_new","read_all_messages",)"
                              R"("write"]}]})"}));
    say(R"({"members":[{"user_id":7,"is_admin":true}]})");
    const auto absent = change(OperationKind::promote, 11);
    EXPECT_EQ(kind_of(absent.error), "permanent_person") << "it does not go away by trying again";
    EXPECT_TRUE(absent.reread);
}

TEST_F(MaxScriptedTest, DismissingTwiceSucceeds) {
    say(good);
    EXPECT_EQ(kind_of(change(OperationKind::demote, 11).error), "none");
    say(R"({"success":false,"message":"not an admin"})");
    say(R"({"members":[{"user_id":11}]})");
    EXPECT_EQ(kind_of(change(OperationKind::demote, 11).error), "none");
    say(R"({"success":false,"message":"x"})");
    say(R"({"members":[{"user_id":11,"is_owner":true,"is_admin":true}]})");
    EXPECT_EQ(kind_of(change(OperationKind::demote, 11).error), "permanent_person");
}

TEST_F(MaxScriptedTest, LeavingTwiceSucceeds) {
    say(good);
    EXPECT_EQ(kind_of(change(OperationKind::destroy, 0).error), "none");
    const std::string gone = R"({"code":"chat.not.found","message":"x"})";
    say(gone, 404);
    say(gone, 404);
    EXPECT_EQ(kind_of(change(OperationKind::destroy, 0).error), "none");
    say(R"({"success":false,"message":"x"})");
    say(R"({"chat_id":-5,"type":"chat","status":"left"})");
    EXPECT_EQ(kind_of(change(OperationKind::destroy, 0).error), "none");
    say(R"({"success":false,"message":"x"})");
    say(group);
    EXPECT_EQ(kind_of(change(OperationKind::destroy, 0).error), "permanent_chat");
}

TEST_F(MaxScriptedTest, AnInvitationIsADirectMessageWithTheLink) {
    say(group);
    say(R"({"message":{"body":{"mid":"mid.1","seq":1}}})");
    say(R"({"code":"chat.denied","message":"Key: error.dialog.suspended, args: [12,]."})", 403);
    const auto outcomes = apply({{OperationKind::invite, -5, 11, "Приходите"},
                                 {OperationKind::invite, -5, 12, "Приходите"}});
    EXPECT_TRUE(outcomes[0].invited);
    EXPECT_EQ(kind_of(outcomes[0].error), "none");
    EXPECT_EQ(kind_of(outcomes[1].error), "permanent_person");
    EXPECT_FALSE(outcomes[1].invited);
    ASSERT_EQ(platform_.requests.size(), 3U) << "the link is asked for once";
    EXPECT_EQ(platform_.requests[1].target, "/messages?user_id=11");
    EXPECT_NE(platform_.requests[1].body.find(R"("url":"https://max.ru/join/x")"),
              std::string::npos);
}

TEST_F(MaxScriptedTest, WithoutALinkNobodyCanBeInvited) {
    say(R"({"chat_id":-5,"type":"chat","status":"active","title":"5А"})");
    const auto outcome = change(OperationKind::invite, 11, "Приходите");
    EXPECT_EQ(kind_of(outcome.error), "permanent_person");
    EXPECT_FALSE(outcome.error->hint.empty());
}

TEST_F(MaxScriptedTest, AnInvitationWhoseAnswerWasLostIsNotSentAgain) {
    say(group);
    say("<html>bad gateway</html>", 502);
    EXPECT_EQ(kind_of(change(OperationKind::invite, 11, "Приходите").error), "unknown_outcome");
    const auto again = change(OperationKind::invite, 11, "Приходите");
    EXPECT_EQ(kind_of(again.error), "none");
    EXPECT_TRUE(again.invited);
    EXPECT_EQ(platform_.requests.size(), 2U);
    platform_.clock.shift(std::chrono::hours{1});
    say(group);
    say(R"({"message":{"body":{"mid":"mid.1","seq":1}}})");
    EXPECT_TRUE(change(OperationKind::invite, 11, "Приходите").invited);
    EXPECT_EQ(platform_.requests.size(), 4U) << "an hour later the link may be another one, too";
}

TEST_F(MaxScriptedTest, AnInvitationThatWasRefusedIsTriedAgain) {
    say(group);
    say(R"({"code":"chat.denied","message":"Key: error.dialog.suspended, args: [11,]."})", 403);
    EXPECT_EQ(kind_of(change(OperationKind::invite, 11).error), "permanent_person");
    say(R"({"message":{"body":{"mid":"mid.1","seq":1}}})");
    EXPECT_TRUE(change(OperationKind::invite, 11).invited);
}

TEST_F(MaxScriptedTest, TheLinkIsAskedForOnceForSeveralBatches) {
    say(group);
    for (UserId user = 11; user <= 13; ++user) {
        say(R"({"message":{"body":{"mid":"mid.1","seq":1}}})");
        EXPECT_TRUE(change(OperationKind::invite, user).invited);
    }
    EXPECT_EQ(platform_.requests.size(), 4U);
}

// ---- reading

TEST_F(MaxScriptedTest, SeveralPagesAreComparedWithTheChat) {
    say(R"({"members":[{"user_id":7,"is_bot":true},{"user_id":12}],"marker":1})");
    say(R"({"members":[{"user_id":11,"is_admin":true}]})");
    say(group);
    const auto read = run(account_->read_members({-5}, Priority::live));
    ASSERT_TRUE(read.at(0)) << read[0].error().what;
    EXPECT_EQ(read[0]->members, (std::vector<ObservedMember>{{11, true}, {12, false}}));
    EXPECT_EQ(lines()[1], "GET /chats/-5/members?count=100&marker=1");
}

TEST_F(MaxScriptedTest, AChatThatMovesIsReadAgainAndThenGivenUp) {
    for (int attempt = 0; attempt < 3; ++attempt) {
        say(R"({"members":[{"user_id":7,"is_bot":true}],"marker":1})");
        say(R"({"members":[{"user_id":11}]})");
        say(group);
    }
    const auto read = run(account_->read_members({-5}, Priority::live));
    ASSERT_FALSE(read.at(0));
    EXPECT_EQ(to_string(read[0].error().kind), "permanent_chat")
        << "the school's other chats go on";
    EXPECT_FALSE(read[0].error().hint.empty());
    EXPECT_EQ(platform_.unsaid(), 0U);
}

TEST_F(MaxScriptedTest, AStrangeMemberHoldsUpHisChatOnly) {
    for (int attempt = 0; attempt < 3; ++attempt) {
        say(R"({"members":[{"user_id":7,"is_bot":true},{"user_id":"eleven"}]})");
    }
    say(R"({"members":[{"user_id":7,"is_bot":true}]})");
    EXPECT_EQ(kind_of(run(account_->read_members({-5}, Priority::live)).at(0).error()),
              "permanent_chat");
    EXPECT_TRUE(run(account_->read_members({-6}, Priority::live)).at(0));
}

TEST_F(MaxScriptedTest, AFullPageWithoutAnotherIsComparedWithTheChat) {
    std::string page = R"({"members":[{"user_id":7,"is_bot":true})";
    for (UserId user = 1001; user <= 1099; ++user) {
        page += R"(,{"user_id":)" + std::to_string(user) + "}";
    }
    page += "]}";
    const auto chat = [](int people) {
        return R"({"chat_id":-5,"type":"chat","status":"active","participants_count":)" +
               std::to_string(people) + "}";
    };
    say(page);
    say(chat(100));
    const auto whole = run(account_->read_members({-5}, Priority::live));
    ASSERT_TRUE(whole.at(0)) << whole[0].error().what;
    EXPECT_EQ(whole[0]->members.size(), 99U);
    EXPECT_EQ(platform_.unsaid(), 0U);
    for (int attempt = 0; attempt < 3; ++attempt) {
        say(page);
        say(chat(130));
    }
    EXPECT_FALSE(run(account_->read_members({-5}, Priority::live)).at(0))
        << "a page that is full and the last: its marker was lost";
}

TEST_F(MaxScriptedTest, ForbiddenReadsNameThePermission) {
    say(R"({"code":"access.denied","message":"x"})", 403);
    const auto read = run(account_->read_members({-5}, Priority::live));
    ASSERT_FALSE(read.at(0));
    EXPECT_EQ(to_string(read[0].error().kind), "permanent_chat");
    EXPECT_NE(read[0].error().hint.find("read_all_messages"), std::string::npos);
}

TEST_F(MaxScriptedTest, AFailedReadIsNeverAnEmptyOne) {
    for (const char* body : {"<html></html>", R"({"members":[)", R"({"members":null})", "{}"}) {
        say(body);
        const auto read = run(account_->read_members({-5}, Priority::live));
        ASSERT_FALSE(read.at(0)) << body;
        EXPECT_EQ(to_string(read[0].error().kind), "transient") << body;
    }
}

TEST_F(MaxScriptedTest, AChatIsAdministeredWithBothRights) {
    say(group);
    say(R"({"user_id":7,"is_bot":true,"is_admin":true,
            "permissions":["read_all_messages","add_remove_members"]})");
    const auto chat = run(account_->look_at_chat(-5, Priority::live));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_TRUE(chat->administered);
    EXPECT_EQ(chat->title, "5А");
    say(R"({"chat_id":-5,"type":"chat","status":"removed"})");
    const auto gone = run(account_->look_at_chat(-5, Priority::live));
    ASSERT_FALSE(gone);
    EXPECT_EQ(to_string(gone.error().kind), "permanent_chat");
}

// ---- quota

TEST_F(MaxScriptedTest, AStatus429IsWaitedOutWhateverItsBody) {
    say(R"({"code":"too.many.requests","message":"Too many requests. Limit is: 2 calls"})", 429);
    say(group);
    EXPECT_TRUE(run(account_->invite_link(-5, Priority::live)));
    EXPECT_EQ(account_->use().refused_by_quota, 1U);
    http::Response html;
    html.status = 429;
    html.body = "<html>slow down</html>";
    html.headers["retry-after"] = "1";
    platform_.say(html);
    say(group);
    EXPECT_TRUE(run(account_->invite_link(-5, Priority::live)));
    EXPECT_EQ(account_->use().refused_by_quota, 2U);
}

TEST_F(MaxScriptedTest, ALongPauseIsNotWaitedOutInside) {
    http::Response later;
    later.status = 429;
    later.body = R"({"code":"too.many.requests","message":"x"})";
    later.headers["retry-after"] = "600";
    platform_.say(later);
    EXPECT_EQ(kind_of(change(OperationKind::remove, 11).error), "long_transient");
    EXPECT_EQ(platform_.requests.size(), 1U);
    EXPECT_EQ(account_->use().refused_by_quota, 1U);
}

// ---- posts

constexpr const char* empty_history = R"({"messages":[]})";
constexpr const char* posted =
    R"({"message":{"sender":{"user_id":7},"timestamp":1,)"
    R"("body":{"mid":"mid.a","seq":116327994376978687,"text":"начался"}}})";

std::string own_message(const Clock& clock, const std::string& text) {
    return R"({"messages":[{"sender":{"user_id":7},"timestamp":)" +
           std::to_string(clock.now() * 1000) + R"(,"body":{"mid":"mid.b","seq":99,"text":")" +
           text + R"("}}]})";
}

TEST_F(MaxScriptedTest, APostIsRememberedAndEditedByItsMid) {
    say(empty_history);
    say(posted);
    const std::vector<ChatPost> post{{-5, "начался", 11, 0}};
    const auto first = run(account_->post(post, Priority::urgent));
    ASSERT_TRUE(first.at(0)) << first[0].error().what;
    EXPECT_EQ(*first[0], 116327994376978687);
    const auto again = run(account_->post(post, Priority::urgent));
    EXPECT_EQ(*again.at(0), *first[0]);
    EXPECT_EQ(platform_.requests.size(), 2U);
    say(good);
    const std::vector<ChatPost> edit{{-5, "завершился", 0, *first[0]}};
    EXPECT_TRUE(run(account_->edit_posts(edit, Priority::urgent)).at(0));
    EXPECT_EQ(lines()[2], R"(PUT /messages?message_id=mid.a {"text":"завершился"})");
}

TEST_F(MaxScriptedTest, APostOfAnEarlierProcessIsFoundInTheChat) {
    say(own_message(platform_.clock, "начался"));
    const auto found = run(account_->post({{-5, "начался", 11, 0}}, Priority::urgent));
    ASSERT_TRUE(found.at(0)) << found[0].error().what;
    EXPECT_EQ(*found[0], 99);
    EXPECT_EQ(platform_.requests.size(), 1U) << "not posted again";
    // The same message is not taken for another post with the same text.
    say(own_message(platform_.clock, "начался"));
    say(posted);
    const auto other = run(account_->post({{-5, "начался", 12, 0}}, Priority::urgent));
    EXPECT_EQ(other.at(0).value(), 116327994376978687);
}

TEST_F(MaxScriptedTest, OtherPeoplesAndOldMessagesAreNoPostsOfOurs) {
    say(R"({"messages":[{"sender":{"user_id":12},"timestamp":)" +
        std::to_string(platform_.clock.now() * 1000) +
        R"(,"body":{"mid":"m","seq":1,"text":"начался"}},{"sender":{"user_id":7},"timestamp":5,)"
        R"("body":{"mid":"n","seq":2,"text":"начался"}}]})");
    say(posted);
    const auto fresh = run(account_->post({{-5, "начался", 11, 0}}, Priority::urgent));
    EXPECT_EQ(fresh.at(0).value(), 116327994376978687);
}

TEST_F(MaxScriptedTest, ALostPostIsLookedForBeforeItIsRepeated) {
    say(empty_history);
    http::Response lost;
    lost.delivery = http::Delivery::dropped;
    platform_.say(lost);
    const std::vector<ChatPost> post{{-5, "начался", 11, 0}};
    const auto first = run(account_->post(post, Priority::urgent));
    ASSERT_FALSE(first.at(0));
    EXPECT_EQ(to_string(first[0].error().kind), "unknown_outcome");
    say(own_message(platform_.clock, "начался"));
    EXPECT_EQ(run(account_->post(post, Priority::urgent)).at(0).value(), 99);
}

TEST_F(MaxScriptedTest, AHistoryThatIsNoneIsNotAnEmptyOne) {
    say(R"({"messages":null})");
    const auto read = run(account_->post({{-5, "начался", 11, 0}}, Priority::urgent));
    ASSERT_FALSE(read.at(0)) << "or it would be posted twice";
    EXPECT_EQ(to_string(read[0].error().kind), "transient");
    EXPECT_EQ(platform_.requests.size(), 1U);
}

TEST_F(MaxScriptedTest, AnHourAfterTheStartNothingIsLookedFor) {
    platform_.clock.shift(std::chrono::hours{1});
    say(posted);
    EXPECT_TRUE(run(account_->post({{-5, "начался", 11, 0}}, Priority::urgent)).at(0));
    EXPECT_EQ(lines(), Lines{R"(POST /messages?chat_id=-5 {"text":"начался"})"});
}

TEST_F(MaxScriptedTest, AnOldPostIsFoundByItsNumber) {
    say(R"({"messages":[{"sender":{"user_id":7},"timestamp":900,"body":{"mid":"x","seq":3}}]})");
    say(R"({"messages":[{"sender":{"user_id":12},"timestamp":800,"body":{"mid":"y","seq":42}},
                        {"sender":{"user_id":7},"timestamp":700,"body":{"mid":"z","seq":42}}]})");
    say(good);
    const auto edited = run(account_->edit_posts({{-5, "завершился", 0, 42}}, Priority::urgent));
    ASSERT_TRUE(edited.at(0)) << edited[0].error().what;
    EXPECT_EQ(lines(), (Lines{"GET /messages?chat_id=-5&count=100",
                              "GET /messages?chat_id=-5&count=100&before=901",
                              R"(PUT /messages?message_id=z {"text":"завершился"})"}));
    say(R"({"messages":[{"sender":{"user_id":7},"timestamp":900,"body":{"mid":"x","seq":3}}]})");
    say(empty_history);
    const auto lost = run(account_->edit_posts({{-5, "завершился", 0, 43}}, Priority::urgent));
    ASSERT_FALSE(lost.at(0));
    EXPECT_EQ(to_string(lost[0].error().kind), "permanent_chat");
}

TEST_F(MaxScriptedTest, OnePersonIsWrittenToOnce) {
    say(R"({"message":{"body":{"mid":"mid.1","seq":1}}})");
    const DirectMessage message{.user = 11, .text = "a", .asks_phone = true, .once = 5};
    EXPECT_TRUE(run(account_->write_to(message, Priority::live)));
    EXPECT_TRUE(run(account_->write_to(message, Priority::live)));
    ASSERT_EQ(platform_.requests.size(), 1U);
    EXPECT_NE(platform_.requests[0].body.find("request_contact"), std::string::npos);
    say(R"({"code":"chat.denied","message":"Key: error.dialog.suspended, args: [12,]."})", 403);
    const auto denied = run(account_->write_to({.user = 12, .text = "a"}, Priority::live));
    ASSERT_FALSE(denied);
    EXPECT_EQ(to_string(denied.error().kind), "permanent_person");
}

// ---- events by poll

std::string poll(int limit) {
    return "GET /updates?limit=" + std::to_string(limit) +
           "&timeout=20&types=bot_added,bot_removed,user_added,user_removed,chat_title_changed,"
           "bot_admin_permissions_changed,message_created,bot_started";
}

TEST_F(MaxScriptedTest, TheMarkerIsTheCursor) {
    const std::string added =
        R"({"update_type":"bot_added","timestamp":1,"chat_id":-5,"user":{"user_id":11}})";
    say(R"({"updates":[)" + added + R"(,{"update_type":"brand_new"},)" + added +
        R"(],"marker":25493970})");
    const auto first = run(account_->next_events(""));
    ASSERT_TRUE(first) << first.error().what;
    ASSERT_EQ(first->events.size(), 1U) << "unknown types and duplicates are left out";
    EXPECT_EQ(first->cursor, "25493970");
    say(R"({"updates":[)" + added + R"(],"marker":25493970})");
    const auto again = run(account_->next_events(""));
    EXPECT_EQ(again.value().events.size(), 1U) << "told again until the cursor comes back";
    say(R"({"updates":[)" + added + R"(],"marker":25493971})");
    EXPECT_EQ(run(account_->next_events("25493970")).value().events.size(), 0U)
        << "dealt with: a duplicate";
    say(R"({"updates":[]})");
    EXPECT_EQ(run(account_->next_events("25493971")).value().cursor, "25493971");
    EXPECT_EQ(lines()[2], poll(100) + "&marker=25493970");
}

TEST_F(MaxScriptedTest, WhatCameWithoutANewMarkerIsNotYetDealtWith) {
    const std::string added =
        R"({"update_type":"bot_added","timestamp":1,"chat_id":-5,"user":{"user_id":11}})";
    say(R"({"updates":[)" + added + "]}");
    EXPECT_EQ(run(account_->next_events("5")).value().events.size(), 1U);
    say(R"({"updates":[)" + added + R"(],"marker":6})");
    EXPECT_EQ(run(account_->next_events("5")).value().events.size(), 1U)
        << "the same cursor came because it could not be dealt with";
    say(R"({"updates":[)" + added + R"(],"marker":7})");
    EXPECT_EQ(run(account_->next_events("6")).value().events.size(), 0U);
}

TEST_F(MaxScriptedTest, AfterAnAnswerThatCannotBeReadFewerUpdatesAreAskedFor) {
    const std::string too_long = R"({"updates":[],"x":")" + std::string(9U << 20U, 'x') + R"("})";
    for (int i = 0; i < 8; ++i) {
        say(i == 0 ? too_long : "<html>");
        EXPECT_EQ(to_string(run(account_->next_events("5")).error().kind), "transient");
    }
    say(R"({"updates":[],"marker":6})");
    EXPECT_TRUE(run(account_->next_events("5")));
    say(R"({"updates":[],"marker":7})");
    EXPECT_TRUE(run(account_->next_events("6")));
    std::vector<std::string> expected;
    for (const int limit : {100, 50, 25, 12, 6, 3, 1, 1, 1}) {
        expected.push_back(poll(limit) + "&marker=5");
    }
    expected.push_back(poll(2) + "&marker=6");
    EXPECT_EQ(lines(), expected);
}

TEST_F(MaxScriptedTest, ACursorOfAWebhookIsNoMarker) {
    say(R"({"updates":[],"marker":5})");
    EXPECT_EQ(run(account_->next_events("1800000000-3")).value().cursor, "5");
    EXPECT_EQ(lines(), Lines{poll(100)});
}

TEST_F(MaxScriptedTest, APollBesideAWebhookIsExplained) {
    say(R"({"code":"method.not.allowed","message":"x"})", 405);
    const auto told = run(account_->next_events(""));
    ASSERT_FALSE(told);
    EXPECT_EQ(to_string(told.error().kind), "refused");
    EXPECT_NE(told.error().hint.find("webhook"), std::string::npos);
}

TEST_F(MaxScriptedTest, APollThatCameTooSoonIsRepeated) {
    say(R"({"code":"too.many.requests","message":"x"})", 429);
    say(R"({"updates":[],"marker":5})");
    EXPECT_EQ(run(account_->next_events("")).value().cursor, "5");
    for (int i = 0; i < 4; ++i) say(R"({"code":"too.many.requests","message":"x"})", 429);
    const auto told = run(account_->next_events("5"));
    ASSERT_FALSE(told);
    EXPECT_EQ(to_string(told.error().kind), "transient");
}

TEST_F(MaxScriptedTest, PollsCostNoQuota) {
    const auto before = account_->use().requests;
    say(R"({"updates":[]})");
    ASSERT_TRUE(run(account_->next_events("")));
    EXPECT_EQ(account_->use().requests, before);
}

}  // namespace
}  // namespace rosterd::max::test
