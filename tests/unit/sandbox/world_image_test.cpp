// The saved world: everything that a restart must not lose, and what is no image.
#include "adapters/sandbox/world_image.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

TEST(WorldImageTest, ARestoredWorldGoesOnWhereItWas) {
    Bench bench{WorldOptions{.seed = 5}};
    bench.sandbox.world().configure(13, {.name = "Анна Ли", .privacy = Privacy::friends});
    const auto chat = bench.chat("school", "7Б", "17,18,19");
    bench.done("school", "messages.removeChatUser", {{"chat_id", chat}, {"member_id", "18"}});
    bench.done("school", "messages.send",
               {{"user_id", "17"}, {"message", "a"}, {"random_id", "3"}});
    const std::string link = bench.sandbox.world().invite_link(-500, 1, true).value();
    const json::value image = WorldImage::save(bench.sandbox.world());

    auto restored = WorldImage::restore(json::parse(json::serialize(image)), {.seed = 5});
    ASSERT_TRUE(restored.has_value()) << restored.error().what;
    EXPECT_EQ(WorldImage::save(*restored), image);
    EXPECT_EQ(restored->person(13).name, "Анна Ли");
    EXPECT_EQ(restored->number_of(17, 1), bench.sandbox.world().number_of(17, 1));
    EXPECT_EQ(restored->join_by_link(18, link, bench.now).error().code, 917);
    EXPECT_EQ(restored->join_by_link(30, link, bench.now).value(), 1);
    EXPECT_EQ(restored->send_to_person(-500, 17, "a", 3, bench.now)->message_id, 1);
    EXPECT_EQ(restored->events().front().number, bench.sandbox.world().last_event() + 1);
}

TEST(WorldImageTest, CallsStoragesAndEditsAreKept) {
    Bench bench{WorldOptions{.seed = 5}};
    const auto first = bench.done("teacher", "calls.start");
    const auto second = bench.done("teacher", "calls.start");
    bench.done("teacher", "calls.forceFinish",
               {{"call_id", std::string{second.at("call_id").as_string()}}});
    bench.done("school", "storage.set", {{"key", "a-1"}, {"value", "связь"}});
    bench.done("teacher", "messages.send",
               {{"user_id", "18"}, {"message", "x"}, {"random_id", "3"}});
    bench.done("teacher", "messages.edit", {{"peer_id", "18"}, {"cmid", "1"}, {"message", "y"}});
    const json::value image = WorldImage::save(bench.sandbox.world());
    auto restored = WorldImage::restore(json::parse(json::serialize(image)), {.seed = 5});
    ASSERT_TRUE(restored.has_value()) << restored.error().what;
    EXPECT_EQ(WorldImage::save(*restored), image);
    EXPECT_EQ(restored->calls().list(), bench.sandbox.world().calls().list());
    EXPECT_EQ(restored->storages().get(-500, "a-1"), "связь");
    EXPECT_TRUE(restored->dialogs().at({17, 18}).messages.front().edited);
    // The next call has an id of its own.
    const auto next = restored->calls().start(17, bench.now);
    EXPECT_NE(next->id, first.at("call_id").as_string());
    EXPECT_NE(next->id, second.at("call_id").as_string());
}

TEST(WorldImageTest, AnImageOfBeforeThereWereCallsStillLoads) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17");
    bench.done("school", "messages.send",
               {{"peer_id", Bench::peer(chat)}, {"message", "x"}, {"random_id", "3"}});
    json::value image = WorldImage::save(bench.sandbox.world());
    image.as_object().erase("calls");
    image.as_object().erase("storages");
    for (const char* later : {"id", "random_id", "edited"}) {
        image.at("chats").at(0).at("messages").at(0).as_object().erase(later);
    }
    const auto restored = WorldImage::restore(image, {});
    ASSERT_TRUE(restored.has_value()) << restored.error().what;
    EXPECT_TRUE(restored->calls().list().empty());
    EXPECT_EQ(restored->find(1)->messages.front().text, "x");
}

TEST(WorldImageTest, WhatIsNoImageIsInvalidInput) {
    for (const char* text :
         {"null", "[]", "{}", R"({"version":2})", R"({"version":1,"people":5})"}) {
        const auto restored = WorldImage::restore(json::parse(text), {});
        ASSERT_TRUE(restored.has_error()) << text;
        EXPECT_EQ(restored.error().kind, ErrorKind::invalid_input);
    }
}

}  // namespace
}  // namespace rosterd::sandbox
