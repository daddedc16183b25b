// The MAX adapter against the sandbox: what the port's contract does not ask of every platform.
#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "max_world.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::max::test {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using enum OperationKind;
using Kind = PlatformEventKind;

std::string kind_of(const std::optional<Error>& error) {
    return error ? std::string{to_string(error->kind)} : "none";
}

std::vector<UserId> people_from(UserId first, std::size_t count) {
    std::vector<UserId> people;
    for (std::size_t i = 0; i < count; ++i) people.push_back(first + static_cast<UserId>(i));
    return people;
}

std::vector<ChatChange> adds(ChatNumber chat, const std::vector<UserId>& users) {
    std::vector<ChatChange> changes;
    for (const UserId user : users) changes.push_back({add, chat, user, ""});
    return changes;
}

TEST(MaxSandboxTest, ASchoolIsAddedAndReadByTheHundred) {
    MaxWorld world;
    world.open();
    const ChatNumber chat = world.made_by_a_person("Школа", {});
    const auto before = world.account().use().requests;
    const auto outcomes =
        world.run(world.account().apply(adds(chat, people_from(2000, 250)), Priority::live));
    ASSERT_EQ(outcomes.size(), 250U);
    for (const ChangeOutcome& one : outcomes) EXPECT_EQ(kind_of(one.error), "none");
    EXPECT_EQ(world.account().use().requests - before, 3U);
    EXPECT_EQ(world.members(chat).size(), 251U) << "with the chat's maker, without the bot";
    EXPECT_EQ(world.account().use().requests - before, 3U + 3U + 1U);
}

class MaxAddTest : public testing::TestWithParam<sandbox::max::AddFailures> {};

TEST_P(MaxAddTest, EveryShapeOfPartialFailureNamesThePerson) {
    MaxWorld world{{.sandbox = {.add_failures = GetParam()}}};
    world.open();
    world.configure({{"user", 2001}, {"refuses_adding", true}});
    world.configure({{"user", 2002}, {"exists", false}});
    const ChatNumber chat = world.made_by_a_person("5А", {2003});
    const auto outcomes =
        world.run(world.account().apply(adds(chat, {2000, 2001, 2002, 2003}), Priority::live));
    EXPECT_EQ(kind_of(outcomes[0].error), "none");
    EXPECT_EQ(kind_of(outcomes[1].error), "permanent_person");
    EXPECT_TRUE(outcomes[1].must_be_invited);
    EXPECT_EQ(kind_of(outcomes[2].error), "permanent_person");
    EXPECT_EQ(kind_of(outcomes[3].error), "none");
    EXPECT_EQ(world.members(chat).size(), 3U);
}
INSTANTIATE_TEST_SUITE_P(Shapes, MaxAddTest,
                         testing::Values(sandbox::max::AddFailures::both,
                                         sandbox::max::AddFailures::ids,
                                         sandbox::max::AddFailures::details),
                         [](const auto& shape) {
                             return std::string{sandbox::max::to_string(shape.param)};
                         });

TEST(MaxSandboxTest, WhoCannotBeAddedComesByTheLink) {
    MaxWorld world{{.sandbox = {.mode = MaxMode::documented}}};
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {});
    EXPECT_TRUE(world.change(add, chat, world.person(0)).must_be_invited);
    EXPECT_FALSE(world.account().capabilities().add_members);
    const auto invited = world.change(invite, chat, world.person(0), "Приходите");
    EXPECT_EQ(kind_of(invited.error), "none");
    EXPECT_TRUE(invited.invited);
    EXPECT_EQ(kind_of(world.change(invite, chat, 3000, "Приходите").error), "permanent_person")
        << "he never started the bot";
    world.enters(chat, world.person(0));
    EXPECT_EQ(world.members(chat).size(), 2U);
}

TEST(MaxSandboxTest, ABotWithoutRightsSaysWhichItLacks) {
    MaxWorld world{{.bot_permissions = {"read_all_messages"}}};
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {world.person(0)});
    for (const auto& [kind, permission] :
         {std::pair{add, "add_remove_members"},
          std::pair{OperationKind::remove, "add_remove_members"}, std::pair{promote, "add_admins"},
          std::pair{OperationKind::rename, "change_chat_info"}}) {
        const auto outcome = world.change(kind, chat, world.person(0), "x");
        if (kind == add) continue;  // he is inside
        // Where one cannot be appointed the others of the chat go on.
        const bool of_person = kind == promote;
        EXPECT_EQ(kind_of(outcome.error), of_person ? "permanent_person" : "permanent_chat")
            << permission;
        EXPECT_NE(outcome.error->hint.find(permission), std::string::npos) << permission;
    }
    const auto seen = world.run(world.account().look_at_chat(chat, Priority::live));
    ASSERT_TRUE(seen) << seen.error().what;
    EXPECT_FALSE(seen->administered);
}

TEST(MaxSandboxTest, AnAdministratorCanBeRemovedAndTheOwnerCannot) {
    MaxWorld world;
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {world.person(0)});
    EXPECT_EQ(kind_of(world.change(promote, chat, world.person(0)).error), "none");
    EXPECT_EQ(kind_of(world.change(OperationKind::remove, chat, world.person(0)).error), "none");
    EXPECT_EQ(world.members(chat).size(), 1U);
    EXPECT_EQ(kind_of(world.change(OperationKind::remove, chat, teacher).error),
              "permanent_person");
    EXPECT_EQ(kind_of(world.change(demote, chat, teacher).error), "permanent_person");
    EXPECT_EQ(kind_of(world.change(promote, chat, teacher).error), "none");
}

// ---- lost answers

class MaxDoubtTest : public testing::TestWithParam<FaultKind> {};

TEST_P(MaxDoubtTest, AddingAgainAfterALostAnswerIsHarmless) {
    MaxWorld world;
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {});
    world.fault({.kind = GetParam(), .method = "POST /chats/{chatId}/members"});
    const auto first = world.change(add, chat, world.person(0));
    EXPECT_EQ(kind_of(first.error), "unknown_outcome");
    EXPECT_TRUE(first.reread);
    EXPECT_EQ(kind_of(world.change(add, chat, world.person(0)).error), "none");
    EXPECT_EQ(world.members(chat).size(), 2U);
}

TEST_P(MaxDoubtTest, APostWhoseAnswerWasLostIsPostedOnce) {
    MaxWorld world;
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {});
    world.fault({.kind = GetParam(), .method = "POST /messages"});
    const std::vector<ChatPost> post{{chat, "начался", 11, 0}};
    const auto first = world.run(world.account().post(post, Priority::urgent));
    ASSERT_FALSE(first.at(0));
    EXPECT_EQ(to_string(first[0].error().kind), "unknown_outcome");
    EXPECT_TRUE(world.run(world.account().post(post, Priority::urgent)).at(0));
    EXPECT_EQ(world.posts(chat), std::vector<std::string>{"начался"});
}

TEST_P(MaxDoubtTest, ReadsAreTransient) {
    MaxWorld world;
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {});
    // A kept connection that was closed is tried once more: both answers are lost.
    world.fault({.kind = GetParam(), .method = "GET /chats/{chatId}/members", .times = 2});
    const auto read = world.run(world.account().read_members({chat}, Priority::live));
    ASSERT_FALSE(read.at(0));
    EXPECT_EQ(to_string(read[0].error().kind), "transient");
}
INSTANTIATE_TEST_SUITE_P(Faults, MaxDoubtTest,
                         testing::Values(FaultKind::lose_answer, FaultKind::truncate,
                                         FaultKind::http_500, FaultKind::html),
                         [](const auto& fault) {
                             return std::string{sandbox::to_string(fault.param)};
                         });

TEST(MaxSandboxTest, APostOutlivesARestart) {
    MaxWorld world;
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {});
    const std::vector<ChatPost> post{{chat, "начался", 11, 0}};
    const auto first = world.run(world.account().post(post, Priority::urgent));
    ASSERT_TRUE(first.at(0)) << first[0].error().what;
    const auto restarted = world.connect();
    ASSERT_TRUE(world.run(restarted->open()));
    const auto again = world.run(restarted->post(post, Priority::urgent));
    EXPECT_EQ(again.at(0).value(), *first[0]);
    const auto third = world.connect();
    ASSERT_TRUE(world.run(third->open()));
    const std::vector<ChatPost> edit{{chat, "завершился", 0, *first[0]}};
    EXPECT_TRUE(world.run(third->edit_posts(edit, Priority::urgent)).at(0));
    EXPECT_EQ(world.posts(chat), std::vector<std::string>{"завершился"});
}

// ---- quotas

TEST(MaxSandboxTest, TheBudgetsKeepBothQuotasOfMax) {
    MaxWorld world;
    world.open();
    std::vector<ChatPost> posts;
    for (int n = 0; n < 20; ++n) {
        const ChatNumber chat = world.made_by_a_person("chat " + std::to_string(n), {});
        for (int k = 0; k < 3; ++k) posts.push_back({chat, "post " + std::to_string(k), 0, 0});
    }
    const auto posted = world.run(world.account().post(posts, Priority::urgent));
    for (const auto& one : posted) EXPECT_TRUE(one) << one.error().what;
    EXPECT_EQ(world.account().use().refused_by_quota, 0U);
}

TEST(MaxSandboxTest, RefusalsOfAQuotaAreWaitedOut) {
    MaxWorld world{{.chat_writes_per_second = 1000}};
    world.open();
    const ChatNumber chat = world.made_by_a_person("5А", {});
    std::vector<ChatPost> posts;
    for (int k = 0; k < 4; ++k) posts.push_back({chat, "post " + std::to_string(k), 0, 0});
    const auto posted = world.run(world.account().post(posts, Priority::urgent));
    for (const auto& one : posted) EXPECT_TRUE(one) << one.error().what;
    EXPECT_GT(world.account().use().refused_by_quota, 0U);
    EXPECT_EQ(world.posts(chat).size(), 4U);
}

// ---- events

/// Asks until so much is told, a minute of waiting at most; every batch is dealt with.
std::vector<PlatformEvent> told(MaxWorld& world, std::string& cursor, std::size_t count) {
    std::vector<PlatformEvent> events;
    for (int batches = 0; events.size() < count; ++batches) {
        if (batches > 60) throw std::runtime_error{"too little was told"};
        auto batch = world.run(world.account().next_events(cursor));
        if (!batch) throw std::runtime_error{batch.error().what};
        events.insert(events.end(), batch->events.begin(), batch->events.end());
        cursor = batch->cursor;
    }
    return events;
}

void expect_what_people_did(MaxWorld& world, std::string cursor) {
    const ChatNumber chat = world.made_by_a_person("5А", {});
    auto events = told(world, cursor, 1);
    EXPECT_EQ(events.at(0), (PlatformEvent{Kind::added_to_chat, chat, teacher, {}}));
    world.enters(chat, world.person(1));
    world.act({{"do", "write"}, {"chat", chat}, {"user", teacher}, {"text", "код 123"}});
    world.act({{"do", "write"}, {"bot", bot}, {"user", world.person(0)}, {"text", "привет"}});
    world.configure({{"user", world.person(0)}, {"phone", "79990000000"}});
    world.act({{"do", "share_contact"}, {"bot", bot}, {"user", world.person(0)}, {"hash", false}});
    world.act({{"do", "share_contact"}, {"bot", bot}, {"user", world.person(0)}});
    world.act({{"do", "start"}, {"bot", bot}, {"user", 3000}, {"payload", "aZ_9-"}});
    world.act({{"do", "kick"}, {"chat", chat}, {"user", bot}});
    const std::vector<PlatformEvent> expected{
        {Kind::chat_changed, chat, world.person(1), {}, world.person(1)},  // by the link
        {Kind::wrote, chat, teacher, "код 123"},
        {Kind::wrote, 0, world.person(0), "привет"},
        {Kind::gave_phone, 0, world.person(0), "+79990000000"},
        {Kind::started, 0, 3000, "aZ_9-"},
        {Kind::removed_from_chat, chat, teacher, {}}};
    std::vector<PlatformEvent> seen;
    while (seen.size() < expected.size()) {
        for (PlatformEvent& event : told(world, cursor, 1)) {
            // The promotion of the bot may be told, too.
            const bool of_bot = event.kind == Kind::chat_changed && event.user == 0;
            if (!of_bot) seen.push_back(std::move(event));
        }
    }
    EXPECT_EQ(seen, expected);
}

/// The people of the world started the bot before the account was opened.
std::string after_the_starts(MaxWorld& world) {
    std::string cursor;
    for (const PlatformEvent& event : told(world, cursor, 10)) {
        EXPECT_EQ(event.kind, Kind::started);
    }
    return cursor;
}

TEST(MaxSandboxTest, WhatPeopleDoIsToldByPoll) {
    MaxWorld world;
    world.open();
    expect_what_people_did(world, after_the_starts(world));
}

TEST(MaxSandboxTest, StrangeUpdatesHideNothing) {
    MaxWorld world{{.sandbox = {.unknown_updates = true, .unknown_fields = true}}};
    world.open();
    expect_what_people_did(world, after_the_starts(world));
}

/// What stands between MAX and the account: it takes requests from outside and passes them on.
class Proxy {
  public:
    Proxy(boost::asio::io_context& loop, const std::string& inside) {
        auto client = http::Client::create(
            loop.get_executor(), {.base_url = inside, .timeout = std::chrono::seconds{30}});
        if (!client) throw std::runtime_error{client.error().what};
        inside_ = std::move(*client);
        http::ServerOptions options;
        options.listen = "127.0.0.1:0";
        auto server = http::Server::listen(
            loop.get_executor(), options,
            [this](http::Request request) { return pass_on(inside_.get(), std::move(request)); });
        if (!server) throw std::runtime_error{server.error().what};
        outside_ = std::move(*server);
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(outside_->port()) + "/max";
    }

  private:
    static boost::asio::awaitable<http::Response> pass_on(http::Client* client,
                                                          http::Request request) {
        http::Request inner;
        inner.method = request.method;
        inner.target = request.target;
        inner.body = std::move(request.body);
        for (const char* name : {"content-type", "x-max-bot-api-secret"}) {
            const auto found = request.headers.find(name);
            if (found != request.headers.end()) inner.headers[name] = found->second;
        }
        const auto answer = co_await client->send(std::move(inner));
        http::Response outer;
        outer.status = answer ? answer->status : 502;
        if (answer) outer.body = answer->body;
        co_return outer;
    }

    std::unique_ptr<http::Client> inside_;
    std::unique_ptr<http::Server> outside_;
};

TEST(MaxSandboxTest, WhatPeopleDoIsToldByWebhookOnce) {
    const rosterd::test::TemporaryDirectory folder;
    const std::string listen = "unix:" + (folder / "max.sock").string();
    MaxWorld world{{.sandbox = {.duplicates = true, .loopback_webhooks = true}}};
    Proxy proxy{world.loop(), listen};
    world.use_webhook({proxy.url(), listen, "webhook-Secret_1"});
    world.open();
    std::string cursor;
    const auto first = told(world, cursor, 1);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].kind, Kind::missed) << "nothing was subscribed before";
    expect_what_people_did(world, cursor);
}

}  // namespace
}  // namespace rosterd::max::test
