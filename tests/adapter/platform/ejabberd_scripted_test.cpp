// Answers that a healthy ejabberd does not give, and what our requests look like.
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <deque>

#include "adapters/http/server.hpp"
#include "adapters/platform/ejabberd/ejabberd_account.hpp"
#include "reconciler/user_id.hpp"
#include "scripted_platform.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::ejabberd::test {
namespace {

using rosterd::test::run_on;
using testing::HasSubstr;
using testing::Not;

/// A server that gives prepared answers in order and keeps the requests.
constexpr const char* anna_and_boris =
    R"([{"username":"anna","domain":"school.test","affiliation":"member","reason":""},
        {"username":"boris","domain":"school.test","affiliation":"admin","reason":""}])";

class EjabberdScriptedTest : public testing::Test {
  protected:
    void SetUp() override {
        http::ServerOptions listening;
        listening.listen = "127.0.0.1:0";
        auto server = http::Server::listen(
            loop_.get_executor(), listening,
            [this](http::Request request) { return answer(this, std::move(request)); });
        ASSERT_TRUE(server) << server.error().what;
        server_ = std::move(*server);
        options_.name = "scripted";
        options_.base_url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/xmpp";
        options_.host = "school.test";
        options_.user = "Rosterd@school.test";
        options_.secret = "s3cret";
        options_.requests_per_second = 1000;
        options_.random = [this] { return random_++; };
        account_ = connect(options_);
        say(R"(["anna","boris"])");
        say("[]");
        ASSERT_TRUE(run(account_->open()));
    }
    void TearDown() override {
        account_.reset();
        if (server_) server_->stop();
        loop_.stop();
    }

    std::unique_ptr<PlatformAccount> connect(EjabberdOptions options) {
        auto account = make_ejabberd_account(loop_.get_executor(), clock_, std::move(options));
        if (!account) throw std::runtime_error{account.error().what};
        return std::move(*account);
    }
    static boost::asio::awaitable<http::Response> answer(EjabberdScriptedTest* test,
                                                         http::Request request) {
        test->requests_.push_back(std::move(request));
        http::Response response;
        response.status = 599;  // nothing was prepared
        if (!test->answers_.empty()) {
            response = std::move(test->answers_.front());
            test->answers_.pop_front();
        }
        co_return response;
    }
    void say(std::string body, int status = 200, http::Delivery delivery = http::Delivery::whole) {
        http::Response response;
        response.status = status;
        response.body = std::move(body);
        response.delivery = delivery;
        answers_.push_back(std::move(response));
    }
    void lose_the_answer() { say("0", 200, http::Delivery::dropped); }
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(loop_, std::move(work));
    }
    ChangeOutcome change(OperationKind kind, ChatNumber chat, UserId user, std::string text = {}) {
        std::vector<ChatChange> changes{{kind, chat, user, std::move(text)}};
        return run(account_->apply(std::move(changes), Priority::live)).at(0);
    }
    /// How often this command was sent.
    [[nodiscard]] std::ptrdiff_t sent(const std::string& command) const {
        return std::ranges::count(requests_, "/xmpp/api/" + command, &http::Request::target);
    }
    /// The arguments of the last request.
    [[nodiscard]] boost::json::value arguments() const {
        return boost::json::parse(requests_.back().body);
    }
    [[nodiscard]] std::string argument(const std::string& name) const {
        return std::string{arguments().at(name).as_string()};
    }

    boost::asio::io_context loop_;
    rosterd::test::ShiftedClock clock_{loop_.get_executor()};
    EjabberdOptions options_;
    std::uint64_t random_ = 0xABC;
    std::deque<http::Response> answers_;
    std::vector<http::Request> requests_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<PlatformAccount> account_;
};

TEST_F(EjabberdScriptedTest, OpeningAsksForUsersAndRoomsWithTheSecretInTheHeaderOnly) {
    ASSERT_EQ(requests_.size(), 2U);
    EXPECT_EQ(requests_[0].method, "POST");
    EXPECT_EQ(requests_[0].target, "/xmpp/api/registered_users");
    EXPECT_EQ(requests_[0].body, R"({"host":"school.test"})");
    EXPECT_EQ(requests_[1].target, "/xmpp/api/muc_online_rooms");
    EXPECT_EQ(requests_[1].body, R"({"service":"conference.school.test"})");
    for (const http::Request& request : requests_) {
        // rosterd@school.test:s3cret
        EXPECT_EQ(request.headers.at("authorization"),
                  "Basic cm9zdGVyZEBzY2hvb2wudGVzdDpzM2NyZXQ=");
    }
    options_.secret_kind = SecretKind::oauth;
    auto other = connect(options_);
    say("[]");
    say("[]");
    ASSERT_TRUE(run(other->open()));
    EXPECT_EQ(requests_.back().headers.at("authorization"), "Bearer s3cret");
}

TEST_F(EjabberdScriptedTest, NothingIsSentBeforeTheAccountIsOpen) {
    auto fresh = connect(options_);
    const auto before = requests_.size();
    const auto chats = run(fresh->list_chats(Priority::live));
    ASSERT_FALSE(chats);
    EXPECT_EQ(chats.error().kind, ErrorKind::authority);
    EXPECT_EQ(requests_.size(), before);
}

TEST_F(EjabberdScriptedTest, ARoomIsAskedForWithAllItsOptions) {
    say("0");
    const auto chat = run(account_->create_chat("5 «А»", {number_of_name("anna")}, Priority::live));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_EQ(chat->number, 0xABC);
    EXPECT_TRUE(chat->users.empty()) << "people are added afterwards";
    EXPECT_EQ(requests_.back().target, "/xmpp/api/create_room_with_opts");
    EXPECT_EQ(argument("name"), "r0000000000abc");
    EXPECT_EQ(argument("service"), "conference.school.test");
    std::map<std::string, std::string> options;
    const boost::json::value asked = arguments();
    for (const auto& option : asked.at("options").as_array()) {
        options[std::string{option.at("name").as_string()}] = option.at("value").as_string();
    }
    EXPECT_EQ(options.at("title"), "5 «А»");
    EXPECT_EQ(options.at("subject"), "5 «А»");
    EXPECT_EQ(options.at("members_only"), "true");
    EXPECT_EQ(options.at("description"), "rosterd, rosterd@school.test");
}

TEST_F(EjabberdScriptedTest, ATakenNameIsNotOurs) {
    say(R"("Room already exists")", 400);
    say("0");
    const auto chat = run(account_->create_chat("a", {}, Priority::live));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_EQ(chat->number, 0xABD);
    for (int i = 0; i < 3; ++i) say(R"("Room already exists")", 400);
    const auto never = run(account_->create_chat("a", {}, Priority::live));
    ASSERT_FALSE(never);
    EXPECT_EQ(never.error().kind, ErrorKind::transient);
    EXPECT_TRUE(answers_.empty());
}

TEST_F(EjabberdScriptedTest, ACreationInDoubtIsFoundAgainByItsMark) {
    lose_the_answer();
    const auto lost = run(account_->create_chat("5А", {}, Priority::live));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::unknown_outcome);
    say(R"("internal_error")", 500);
    EXPECT_EQ(run(account_->create_chat("5А", {}, Priority::live)).error().kind,
              ErrorKind::unknown_outcome);
    say("no json");
    EXPECT_EQ(run(account_->create_chat("5А", {}, Priority::live)).error().kind,
              ErrorKind::unknown_outcome);

    say(R"(["r0000000000abd@conference.school.test","own@conference.school.test",
            "r0000000000abc@conference.school.test","r0000000000abe@conference.school.test",
            "rXYZ0000000abc@conference.school.test","r0000000000ABC@conference.school.test"])");
    say(R"({"title":"5А","description":"rosterd, rosterd@school.test"})");
    say("{}");  // destroyed meanwhile
    say(R"({"title":"5А","description":"rosterd, other@school.test"})");
    const auto listed = run(account_->list_chats(Priority::live));
    ASSERT_TRUE(listed) << listed.error().what;
    ASSERT_EQ(listed->size(), 1U);
    EXPECT_EQ(listed->at(0).number, 0xABC);
    EXPECT_EQ(listed->at(0).title, "5А");
    EXPECT_TRUE(listed->at(0).owned);
    EXPECT_TRUE(answers_.empty());
}

TEST_F(EjabberdScriptedTest, AListThatBreaksOffIsNoList) {
    say(R"(["r0000000000abc@conference.school.test"])");
    say("", 503);
    EXPECT_EQ(run(account_->list_chats(Priority::live)).error().kind, ErrorKind::transient);
    say(R"(["r0000000000abc@conference.school.test", 7])");
    EXPECT_FALSE(run(account_->list_chats(Priority::live)));
}

TEST_F(EjabberdScriptedTest, AMalformedListOfMembersIsNotNobody) {
    for (const char* wrong :
         {"", "{}", "null", "[1]", R"([{"username":"anna"}])",
          R"([{"username":"anna","domain":"school.test","affiliation":"king","reason":""}])"}) {
        say(wrong);
        const auto read = run(account_->read_members({1}, Priority::live));
        ASSERT_EQ(read.size(), 1U);
        ASSERT_FALSE(read[0]) << wrong;
        EXPECT_EQ(read[0].error().kind, ErrorKind::transient) << wrong;
    }
}

TEST_F(EjabberdScriptedTest, TheServiceAccountAndTheBannedAreNoMembers) {
    say(R"([{"username":"rosterd","domain":"school.test","affiliation":"owner","reason":""},
            {"username":"boris","domain":"school.test","affiliation":"outcast","reason":"x"},
            {"username":"anna","domain":"school.test","affiliation":"owner","reason":""}])");
    const auto read = run(account_->read_members({1}, Priority::live));
    ASSERT_TRUE(read.at(0));
    EXPECT_EQ(read[0]->members,
              (std::vector<ObservedMember>{ObservedMember(number_of_name("anna"), true)}));
}

TEST_F(EjabberdScriptedTest, AReadWithoutAnswerIsRepeatableAndEndsTheList) {
    say("[]", 200, http::Delivery::dropped);
    const auto before = requests_.size();
    const auto read = run(account_->read_members({1, 2, 3}, Priority::sweep));
    ASSERT_EQ(read.size(), 3U);
    for (const auto& one : read) EXPECT_EQ(one.error().kind, ErrorKind::transient);
    EXPECT_EQ(requests_.size(), before + 1);
    say(R"("internal_error")", 500);
    say("[]");
    const auto two = run(account_->read_members({1, 2}, Priority::sweep));
    EXPECT_EQ(two.at(0).error().kind, ErrorKind::transient);
    EXPECT_TRUE(two.at(1)) << "one room in trouble is not the server's trouble";
}

TEST_F(EjabberdScriptedTest, AChangeWithoutAnswerIsInDoubtAndTheRestIsNotSent) {
    say(anna_and_boris);
    lose_the_answer();
    const auto before = requests_.size();
    std::vector<ChatChange> changes{{OperationKind::promote, 1, number_of_name("anna"), ""},
                                    {OperationKind::remove, 1, number_of_name("boris"), ""}};
    const auto outcomes = run(account_->apply(std::move(changes), Priority::urgent));
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes[0].error.value().kind, ErrorKind::unknown_outcome);
    EXPECT_TRUE(outcomes[0].reread);
    EXPECT_EQ(outcomes[1].error.value().kind, ErrorKind::transient);
    EXPECT_EQ(requests_.size(), before + 2);
}

TEST_F(EjabberdScriptedTest, ChangesAreCommands) {
    say("0");
    say("0");
    EXPECT_FALSE(change(OperationKind::add, 0xABC, number_of_name("anna")).error);
    ASSERT_GE(requests_.size(), 2U);
    EXPECT_EQ(requests_[requests_.size() - 2].body,
              R"({"name":"r0000000000abc","service":"conference.school.test",)"
              R"("jid":"anna@school.test","affiliation":"member"})");
    EXPECT_EQ(requests_.back().target, "/xmpp/api/send_direct_invitation");
    EXPECT_EQ(argument("users"), "anna@school.test");
    const std::map<OperationKind, std::string> affiliations{{OperationKind::promote, "admin"},
                                                            {OperationKind::demote, "member"},
                                                            {OperationKind::remove, "none"}};
    for (const auto& [kind, affiliation] : affiliations) {
        if (kind != OperationKind::remove) say(anna_and_boris);
        say("0");
        EXPECT_FALSE(change(kind, 1, number_of_name("boris")).error);
        EXPECT_EQ(argument("affiliation"), affiliation);
    }
    say("0");
    const auto invited = change(OperationKind::invite, 1, number_of_name("boris"), "Вас ждут");
    EXPECT_FALSE(invited.error);
    EXPECT_TRUE(invited.invited);
    EXPECT_EQ(argument("reason"), "Вас ждут");
    for (const OperationKind kind : {OperationKind::create, OperationKind::detach}) {
        EXPECT_EQ(change(kind, 1, 0).error.value().kind, ErrorKind::our_bug);
    }
}

TEST_F(EjabberdScriptedTest, WhoWasTakenOutByHandIsNotPutBackByARole) {
    for (const OperationKind kind : {OperationKind::promote, OperationKind::demote}) {
        say(R"([{"username":"boris","domain":"school.test","affiliation":"outcast","reason":""}])");
        const auto outcome = change(kind, 1, number_of_name("boris"));
        ASSERT_TRUE(outcome.error);
        EXPECT_EQ(outcome.error->kind, ErrorKind::permanent_person);
        EXPECT_TRUE(outcome.reread);
        EXPECT_EQ(requests_.back().target, "/xmpp/api/get_room_affiliations");
    }
    say("", 503);
    EXPECT_EQ(change(OperationKind::promote, 1, number_of_name("anna")).error.value().kind,
              ErrorKind::transient);
    EXPECT_EQ(sent("set_room_affiliation"), 0);
}

TEST_F(EjabberdScriptedTest, OneReadOfTheUsersServesAllWhoWaitForIt) {
    clock_.shift(std::chrono::seconds{3});
    say(R"(["anna","boris","vera","dina"])");
    say("0");
    say("0");
    int invited = 0;
    for (const char* name : {"vera", "dina"}) {
        std::vector<ChatChange> changes{{OperationKind::invite, 1, number_of_name(name), "a"}};
        boost::asio::co_spawn(
            loop_, account_->apply(std::move(changes), Priority::live),
            [&](const std::exception_ptr& bug, const std::vector<ChangeOutcome>& outcomes) {
                ASSERT_FALSE(bug);
                EXPECT_FALSE(outcomes.at(0).error) << outcomes.at(0).error->what;
                ++invited;
            });
    }
    loop_.restart();
    while (invited < 2) loop_.run_one();
    EXPECT_EQ(sent("registered_users"), 2) << "with that of opening";
}

TEST_F(EjabberdScriptedTest, AFailedReadOfTheUsersIsNotRepeatedForEachOfThem) {
    clock_.shift(std::chrono::seconds{3});
    say("", 503);
    for (const char* name : {"vera", "dina"}) {
        EXPECT_EQ(change(OperationKind::invite, 1, number_of_name(name), "a").error.value().kind,
                  ErrorKind::transient)
            << "nobody knows that there is no such user";
    }
    EXPECT_EQ(sent("registered_users"), 2);
    clock_.shift(std::chrono::seconds{3});
    say(R"(["vera"])");
    say("0");
    EXPECT_FALSE(change(OperationKind::invite, 1, number_of_name("vera"), "a").error);
}

TEST_F(EjabberdScriptedTest, APasswordMayHaveAnyLettersAndATokenOnlyItsOwn) {
    const auto made = [this](SecretKind kind, const std::string& secret) {
        EjabberdOptions options = options_;
        options.secret_kind = kind;
        options.secret = secret;
        return make_ejabberd_account(loop_.get_executor(), clock_, options).has_value();
    };
    EXPECT_TRUE(made(SecretKind::password, "пароль 1"));
    EXPECT_FALSE(made(SecretKind::password, "two\nlines"));
    EXPECT_TRUE(made(SecretKind::oauth, "aZ09-._~+/="));
    EXPECT_FALSE(made(SecretKind::oauth, "токен"));
    EXPECT_FALSE(made(SecretKind::oauth, "two words"));
}

TEST_F(EjabberdScriptedTest, AnInvitationThatFailsUndoesNoMembership) {
    say("0");
    say(R"("internal_error")", 500);
    const auto outcome = change(OperationKind::add, 1, number_of_name("anna"));
    EXPECT_FALSE(outcome.error);
    EXPECT_FALSE(outcome.invited);
}

TEST_F(EjabberdScriptedTest, ARefusedSecretStopsTheAccountUntilItIsOpenedAgain) {
    say(R"({"status":"error","code":10,"message":"You are not authorized to call this command."})",
        401);
    EXPECT_EQ(change(OperationKind::promote, 1, number_of_name("anna")).error.value().kind,
              ErrorKind::authority);
    EXPECT_EQ(account_->use().state, "stopped");
    const auto before = requests_.size();
    EXPECT_EQ(change(OperationKind::promote, 1, number_of_name("anna")).error.value().kind,
              ErrorKind::authority);
    EXPECT_EQ(requests_.size(), before);
    say(R"(["anna"])");
    say("[]");
    EXPECT_TRUE(run(account_->open()));
    EXPECT_EQ(account_->use().state, "ready");
}

TEST_F(EjabberdScriptedTest, APostIsSentOnceAndRepeatedAsACorrectionWhereItsFateIsUnknown) {
    const std::string room = R"({"title":"5А","description":"rosterd, rosterd@school.test"})";
    const std::vector<ChatPost> post{{0xABC, "начался & <идёт>", 11, 0}};
    say(room);
    lose_the_answer();
    EXPECT_EQ(run(account_->post(post, Priority::urgent)).at(0).error().kind,
              ErrorKind::unknown_outcome);
    EXPECT_EQ(argument("from"), "rosterd@school.test");
    EXPECT_EQ(argument("to"), "r0000000000abc@conference.school.test");
    EXPECT_THAT(argument("stanza"), HasSubstr(R"(id="rosterd-11")"));
    EXPECT_THAT(argument("stanza"), HasSubstr("начался &amp; &lt;идёт&gt;"));
    EXPECT_THAT(argument("stanza"), Not(HasSubstr("<replace")));
    say(room);
    say("0");
    EXPECT_EQ(run(account_->post(post, Priority::urgent)).at(0).value(), 11);
    EXPECT_THAT(argument("stanza"),
                HasSubstr(R"(<replace xmlns="urn:xmpp:message-correct:0" id="rosterd-11"/>)"));
    say(room);
    const auto before = requests_.size();
    EXPECT_EQ(run(account_->post(post, Priority::urgent)).at(0).value(), 11);
    EXPECT_EQ(requests_.size(), before + 1) << "it is sure now: only the room was looked at";
    say("{}");
    EXPECT_EQ(run(account_->post(post, Priority::urgent)).at(0).error().kind,
              ErrorKind::permanent_chat);
}

TEST_F(EjabberdScriptedTest, APostThatAProxyLostIsRepeatedAsACorrection) {
    const DirectMessage message{.user = number_of_name("anna"), .text = "a", .once = 5};
    say("<html>timed out</html>", 504);
    EXPECT_EQ(run(account_->write_to(message, Priority::live)).error().kind,
              ErrorKind::unknown_outcome);
    say("0");
    EXPECT_TRUE(run(account_->write_to(message, Priority::live)));
    EXPECT_THAT(argument("stanza"), HasSubstr("<replace"));
    EXPECT_TRUE(run(account_->write_to(message, Priority::live)));
    EXPECT_EQ(sent("send_stanza"), 2);
    clock_.shift(std::chrono::hours{1});
    say("0");
    EXPECT_TRUE(run(account_->write_to(message, Priority::live)));
    EXPECT_EQ(sent("send_stanza"), 3) << "after an hour it is another message";
}

TEST_F(EjabberdScriptedTest, TooManyRequestsReduceTheRate) {
    say("", 429);
    EXPECT_EQ(change(OperationKind::promote, 1, number_of_name("anna")).error.value().kind,
              ErrorKind::transient);
    EXPECT_EQ(account_->use().refused_by_quota, 1U);
    EXPECT_EQ(account_->use().state, "limited");
}

}  // namespace
}  // namespace rosterd::ejabberd::test
