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
