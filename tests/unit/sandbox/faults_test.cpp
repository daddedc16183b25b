// Faults on demand: which call each hits, and whether the work was done.
#include "adapters/sandbox/faults.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

const Parameters create{{"title", "7Б"}};

std::size_t chats(Bench& bench) {
    return bench.sandbox.world().chats().size();
}

TEST(FaultsTest, ALostAnswerLeavesTheWorkDone) {
    Bench bench;
    bench.sandbox.faults().add({.kind = FaultKind::lose_answer, .method = "messages.createChat"});
    EXPECT_EQ(bench.code("school", "utils.getServerTime"), 0);
    EXPECT_EQ(bench.raw("school", "messages.createChat", create).delivery, http::Delivery::dropped);
    EXPECT_EQ(chats(bench), 1U);
    EXPECT_EQ(bench.raw("school", "messages.createChat", create).delivery, http::Delivery::whole);
}

TEST(FaultsTest, ARefusedCallIsNotDone) {
    Bench bench;
    for (const auto kind :
         {FaultKind::refuse, FaultKind::http_500, FaultKind::html, FaultKind::error_code,
          FaultKind::error_in_200, FaultKind::token_dead}) {
        bench.sandbox.faults().add({.kind = kind});
        const VkAnswer answer = bench.raw("school", "messages.createChat", create);
        EXPECT_EQ(answer.status, kind == FaultKind::http_500 ? 500 : 200);
        EXPECT_EQ(answer.delivery == http::Delivery::dropped, kind == FaultKind::refuse);
        EXPECT_EQ(answer.body.starts_with("<html>"),
                  kind == FaultKind::http_500 || kind == FaultKind::html);
    }
    EXPECT_EQ(chats(bench), 0U);
    EXPECT_TRUE(bench.sandbox.faults().list().empty());
}

TEST(FaultsTest, ADelayedOrTruncatedAnswerIsOfWorkDone) {
    Bench bench;
    bench.sandbox.faults().add({.kind = FaultKind::delay, .delay = std::chrono::milliseconds{700}});
    EXPECT_EQ(bench.raw("school", "messages.createChat", create).delay.count(), 700);
    bench.sandbox.faults().add({.kind = FaultKind::truncate});
    EXPECT_EQ(bench.raw("school", "messages.createChat", create).delivery,
              http::Delivery::truncated);
    EXPECT_EQ(chats(bench), 2U);
}

TEST(FaultsTest, AnAnswerIsSpoiltInManyWaysAfterTheWork) {
    Bench bench;
    const auto hit = [&](FaultKind kind) {
        bench.sandbox.faults().add({.kind = kind});
        return bench.raw("school", "messages.createChat", create);
    };
    EXPECT_EQ(hit(FaultKind::reset).delivery, http::Delivery::reset);
    EXPECT_EQ(hit(FaultKind::drip).delivery, http::Delivery::dripped);
    EXPECT_EQ(hit(FaultKind::half_json).body, R"({"response":{"chat_i)");
    EXPECT_GT(hit(FaultKind::huge).body.size(), huge_bytes);
    EXPECT_EQ(chats(bench), 4U);
    bench.sandbox.faults().add({.kind = FaultKind::silence, .delay = std::chrono::seconds{5}});
    const VkAnswer silent = bench.raw("school", "messages.createChat", create);
    EXPECT_EQ(silent.delivery, http::Delivery::dropped);
    EXPECT_EQ(silent.delay, std::chrono::seconds{5});
    EXPECT_EQ(chats(bench), 4U) << "silence leaves nothing done";
}

TEST(FaultsTest, AfterAndTimesCountMatchingCalls) {
    Bench bench;
    bench.sandbox.faults().add({.kind = FaultKind::error_code,
                                .method = "utils.getServerTime",
                                .after = 1,
                                .times = 2,
                                .code = 9});
    std::vector<std::int64_t> codes;
    for (int i = 0; i < 4; ++i) {
        bench.code("school", "messages.createChat", create);
        codes.push_back(bench.code("school", "utils.getServerTime"));
    }
    EXPECT_EQ(codes, (std::vector<std::int64_t>{0, 9, 9, 0}));
}

TEST(FaultsTest, AFaultOfOneAccountSparesTheOthers) {
    Bench bench;
    bench.sandbox.faults().add({.kind = FaultKind::token_dead, .account = -500, .times = 1000});
    EXPECT_EQ(bench.code("lyceum", "utils.getServerTime"), 0);
    EXPECT_EQ(bench.code("school", "utils.getServerTime"), 5);
    EXPECT_EQ(bench.code("school", "utils.getServerTime"), 5);
    bench.sandbox.faults().clear();
    EXPECT_EQ(bench.code("school", "utils.getServerTime"), 0);
}

TEST(FaultsTest, AnErrorCodeHitsTheInnerCallOfExecute) {
    Bench bench;
    bench.sandbox.faults().add(
        {.kind = FaultKind::error_code, .method = "messages.createChat", .after = 1, .code = 103});
    const auto answer = bench.call("school", "execute",
                                   {{"code",
                                     "return [API.messages.createChat({title:\"a\"})@.x, "
                                     "API.messages.createChat({title:\"b\"})];"}});
    EXPECT_EQ(answer.at("response").at(1), false);
    EXPECT_EQ(answer.at("execute_errors").at(0).at("error_code"), 103);
    EXPECT_EQ(chats(bench), 1U);
}

TEST(FaultsTest, ALostAnswerOfAMethodHitsTheExecuteThatHoldsIt) {
    Bench bench;
    bench.sandbox.faults().add({.kind = FaultKind::lose_answer, .method = "messages.createChat"});
    EXPECT_EQ(
        bench.raw("school", "execute", {{"code", "return API.utils.getServerTime();"}}).delivery,
        http::Delivery::whole);
    EXPECT_EQ(bench
                  .raw("school", "execute",
                       {{"code", "return [API.messages.createChat({title:\"a\"})];"}})
                  .delivery,
              http::Delivery::dropped);
    EXPECT_EQ(chats(bench), 1U);
}

TEST(FaultsTest, ChaosIsTheSameForOneSeed) {
    const auto run = [](std::uint64_t seed) {
        Faults faults{{.seed = seed, .per_mille = 300}};
        const std::vector<std::string> names{"users.get"};
        std::string hits;
        for (int i = 0; i < 200; ++i) {
            const auto fault = faults.hit_call(-1, names);
            hits += fault ? std::string{to_string(fault->kind)} + ";" : ";";
        }
        return hits;
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
    EXPECT_NE(run(1).find("lose_answer"), std::string::npos);
}

TEST(FaultsTest, TheQueueHasALimit) {
    Faults faults;
    for (std::size_t i = 0; i < Faults::faults_max; ++i) EXPECT_TRUE(faults.add({}));
    EXPECT_FALSE(faults.add({}));
}

}  // namespace
}  // namespace rosterd::sandbox
