// kill -9 between "its time came" and "its link is posted": one call and one post per conference.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <functional>

#include "reconciler/local_time.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

constexpr std::int64_t zone_offset = 5 * 3'600;  // Asia/Yekaterinburg
constexpr std::array groups{"alg-1", "alg-2", "hist-1", "hist-2"};

std::string local_in(std::int64_t seconds) {
    return iso_text(std::time(nullptr) + zone_offset + seconds);
}

/// Rounds of four lessons each, in four subject chats; rosterd is killed at chosen steps of each.
class ConferenceCrashTest : public testing::Test {
  protected:
    static constexpr int rounds = 50;

    ConferenceCrashTest() { EXPECT_EQ(school_.once().status.code, 0); }

    void plan_lessons(int round) {
        std::string sql;
        for (const char* const group : groups) {
            const std::string from = local_in(-1);
            const std::string to = local_in(3'600);
            sql += fmt::format(
                "INSERT INTO lesson VALUES ('1', 'l{0}-{1}', '{1}', '{2}', '{3}', 0);"
                "INSERT INTO conference VALUES ('1', 'c{0}-{1}', 'online_lesson', NULL, "
                "'l{0}-{1}', NULL, '{2}', '{3}', NULL, NULL, NULL);",
                round, group, from, to);
        }
        school_.sql(sql);
    }
    void end_lessons(int round) {
        school_.sql(
            fmt::format("UPDATE conference SET finish_requested_at = '2026-10-01T08:00:00Z' "
                        "WHERE conference_id LIKE 'c{}-%'",
                        round));
    }

    /// Starts rosterd and kills it as soon as the moment has come.
    void crash_when(const std::string& what, const std::function<bool()>& moment) {
        school_.launch();
        ASSERT_TRUE(eventually(moment)) << what << " did not come: " << school_.said();
        school_.crash();
        school_.sandbox().clear_faults();
        ++kills_;
    }
    /// Done by the messenger, and the answer stays away.
    void crash_before_the_answer(const std::string& method) {
        const auto before = school_.sandbox().calls(method);
        school_.sandbox().fault({{"kind", "delay"}, {"method", method}, {"delay_ms", 60'000}});
        crash_when("an unanswered " + method,
                   [&, before] { return school_.sandbox().calls(method) > before; });
    }
    /// The connection breaks before anything is done.
    void crash_after_a_refusal(const std::string& method) {
        school_.sandbox().fault({{"kind", "refuse"}, {"method", method}});
        crash_when("a broken " + method, [&] { return school_.sandbox().faults_waiting() == 0; });
    }

    /// Stored rows of a round that fulfil a condition.
    std::size_t stored(int round, const std::string& condition) {
        return sqlite_rows(school_.path("state.db"),
                           fmt::format("SELECT id FROM conference WHERE id LIKE 'c{}-%' AND {}",
                                       round, condition))
            .size();
    }
    [[nodiscard]] std::vector<std::string> posts() {
        std::vector<std::string> texts;
        const json::value state = school_.sandbox().get("/sandbox/state");
        for (const json::value& chat : state.at("chats").as_array()) {
            for (const json::value& message : chat.at("messages").as_array()) {
                texts.emplace_back(message.at("text").as_string());
            }
        }
        return texts;
    }
    [[nodiscard]] json::array calls() {
        return school_.sandbox().get("/sandbox/video").at("calls").as_array();
    }

    void live_through(int round) {
        plan_lessons(round);
        crash_before_the_answer("calls.start");
        if (round % 2 == 0) {
            crash_after_a_refusal("storage.get");
        } else {
            crash_when("the intent in the store",
                       [&] { return stored(round, "start_asked_at <> 0") == groups.size(); });
        }
        crash_before_the_answer("messages.send");
        crash_after_a_refusal("messages.send");
        crash_when("every link posted",
                   [&] { return stored(round, "announced_at <> 0") == groups.size(); });
        EXPECT_EQ(calls().size(), groups.size() * static_cast<std::size_t>(round + 1))
            << "one call per conference";
        EXPECT_EQ(posts().size(), groups.size() * static_cast<std::size_t>(round + 1))
            << "one post per conference";
        end_lessons(round);
    }

    School school_{{.poll = "1h"}, small_school({.classes = 2, .pupils = 1})};
    int kills_ = 0;
};

TEST_F(ConferenceCrashTest, KilledAtEachStepThereIsOneCallAndOnePost) {
    for (int round = 0; round < rounds; ++round) {
        live_through(round);
        if (HasFailure()) FAIL() << "in round " << round;
    }
    EXPECT_EQ(kills_, 250) << "two hundred of them before the links were posted";
    school_.start();
    ASSERT_TRUE(eventually([&] {
        return stored(rounds - 1, "withdrawn_at <> 0") == groups.size();
    })) << school_.said();
    school_.stop();
    for (const json::value& call : calls()) {
        EXPECT_FALSE(call.at("finished_ms").is_null()) << call.at("id");
    }
    EXPECT_THAT(posts(), testing::Each(testing::HasSubstr("завершился")));
    EXPECT_EQ(posts().size(), groups.size() * rounds);
}

}  // namespace
}  // namespace rosterd::test
