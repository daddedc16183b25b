// The MAX messenger survives a restart, its debts to bots included.
#include "adapters/sandbox/max_image.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using testing::MaxBench;

/// A sandbox does not move, so it is filled where it is.
void fill(MaxBench& bench) {
    const std::string chat = bench.administered("7Б");
    bench.http("POST", "/sandbox/max/users",
               R"({"user":18,"first_name":"Анна","phone":"79990000000","refuses_adding":true})");
    bench.act(R"({"do":"add","user":600,"chat":)" + chat + "}");
    bench.act(R"({"do":"kick","user":600,"chat":)" + chat + "}");
    bench.act(R"({"do":"start","bot":500,"user":17,"payload":"p"})");
    bench.act(R"({"do":"start","bot":500,"user":19})");
    bench.act(R"({"do":"stop","bot":500,"user":19})");
    bench.done("POST", "/messages?user_id=17",
               R"({"text":"a","attachments":[{"type":"inline_keyboard","payload":{"buttons":)"
               R"([[{"type":"callback","text":"b","payload":"p"}]]}}]})");
    bench.done("POST", "/subscriptions", R"({"url":"https://a.example/","secret":"secret"})",
               "lyceum");
    bench.act(R"({"do":"start","bot":600,"user":17})");
}

Result<Messenger> restored(const json::value& image) {
    return MessengerImage::restore(image, {.last_person = 100'000}, {});
}

TEST(MaxImageTest, WhatIsSavedComesBackTheSame) {
    MaxBench bench;
    fill(bench);
    const json::value image = MessengerImage::save(bench.messenger());
    auto again = restored(image);
    ASSERT_TRUE(again.has_value()) << again.error().what;
    EXPECT_EQ(MessengerImage::save(*again), image);
    EXPECT_EQ(json::serialize(image).find("\"token\""), std::string::npos);
}

TEST(MaxImageTest, LifeGoesOnAfterARestart) {
    MaxBench bench;
    fill(bench);
    const auto waiting = bench.call("GET", "/updates?timeout=0").body;
    const std::int64_t chat = bench.messenger().chats().begin()->first;
    const std::string link = bench.messenger().find(chat)->link;
    auto again = restored(MessengerImage::save(bench.messenger()));
    ASSERT_TRUE(again.has_value());
    bench.messenger() = std::move(*again);
    EXPECT_EQ(bench.http("GET", "/me").status, 404) << "tokens are not saved, so nobody is served";
    bench.messenger().add_bot(testing::school, "school", "school_bot");
    bench.messenger().add_bot(testing::lyceum, "lyceum", "lyceum_bot");
    bench.messenger().settings().chat_writes_per_second = 0;
    bench.messenger().settings().polls_per_second = 0;
    EXPECT_EQ(bench.call("GET", "/updates?timeout=0").body, waiting);
    EXPECT_EQ(bench.outcome("POST", "/messages?user_id=17", R"({"text":"b"})"), "200");
    EXPECT_EQ(bench.outcome("POST", "/messages?user_id=19", R"({"text":"b"})"), "403 chat.denied");
    bench.act(R"({"do":"join","user":20,"link":")" + link + "\"}");
    EXPECT_EQ(bench.done("GET", "/chats/" + std::to_string(chat), "", "lyceum").at("status"),
              "removed");
    const auto job = bench.messenger().take_push(bench.now);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->secret, "secret");
    const std::string fresh = bench.group();
    EXPECT_NE(fresh, std::to_string(chat));
}

TEST(MaxImageTest, AForeignImageIsRefused) {
    MaxBench bench;
    fill(bench);
    const json::value image = MessengerImage::save(bench.messenger());
    json::value spoiled = image;
    spoiled.at("version") = 99;
    EXPECT_EQ(restored(spoiled).error().kind, ErrorKind::invalid_input);
    for (const auto& field : image.as_object()) {
        spoiled = image;
        spoiled.as_object().erase(field.key());
        EXPECT_TRUE(restored(spoiled).has_error()) << field.key();
    }
    EXPECT_TRUE(restored(json::value{5}).has_error());
}

}  // namespace
}  // namespace rosterd::sandbox::max
