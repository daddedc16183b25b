// A day of twenty-four simulated hours on the real programs: eight changes of the journal are an
// hour, each hour has its trouble, and after each all is as the journal says. Memory stays flat.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <functional>

#include "reconciler/local_time.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

constexpr int hours = 24;
/// The first hours fill caches, pools and the allocator's arenas.
constexpr int hours_to_warm = 8;
constexpr int changes_an_hour = 8;
constexpr int classes = 3;
constexpr int pupils = 6;
constexpr std::int64_t zone_offset = 5 * 3'600;  // Asia/Yekaterinburg

/// Resident memory without what is only mapped from files.
std::size_t anonymous_kib(pid_t process) {
    std::ifstream status{fmt::format("/proc/{}/status", process)};
    for (std::string word; status >> word;) {
        std::size_t kib = 0;
        if (word == "RssAnon:" && status >> kib) return kib;
    }
    throw std::runtime_error{"no RssAnon in /proc/PID/status"};
}

std::size_t open_descriptors(pid_t process) {
    const std::filesystem::directory_iterator all{fmt::format("/proc/{}/fd", process)};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class EnduranceTest : public testing::Test {
  protected:
    EnduranceTest() {
        // The sanitizer keeps what was freed, and where: that would grow all day.
        school.start({{"ASAN_OPTIONS",
                       "quarantine_size_mb=0:thread_local_quarantine_size_kb=0:"
                       "malloc_context_size=2:" +
                           environment("ASAN_OPTIONS")}});
        EXPECT_TRUE(school.converges()) << school.problems();
    }

    static std::string environment(const char* name) {
        const char* const value = std::getenv(name);
        return value == nullptr ? "" : value;
    }

    /// One pupil leaves his class, or comes back.
    void change_the_journal() {
        const int pupil = changes_ / 2 % (classes * pupils);
        school.sql(fmt::format("UPDATE enrolment SET valid_to = {} WHERE person_id = 'p{}-{}'",
                               changes_ % 2 == 0 ? "'" + school_today() + "'" : "NULL",
                               1 + pupil / pupils, 1 + pupil % pupils));
        ++changes_;
    }

    /// A lesson that begins now, and is ended by its teacher before the next hour.
    void begin_a_lesson(int hour) {
        const std::int64_t now = std::time(nullptr) + zone_offset;
        school.sql(fmt::format(
            "INSERT INTO lesson VALUES ('1', 'l{0}', 'alg-1', '{1}', '{2}', false);"
            "INSERT INTO conference VALUES ('1', 'c{0}', 'online_lesson', NULL, 'l{0}', NULL, "
            "'{1}', '{2}', NULL, NULL, NULL)",
            hour, iso_text(now - 1), iso_text(now + 600)));
    }
    void end_a_lesson(int hour) {
        school.sql(
            fmt::format("UPDATE conference SET finish_requested_at = '2026-10-01T08:00:00Z' "
                        "WHERE conference_id = 'c{}'",
                        hour));
    }
    [[nodiscard]] json::array calls() {
        return school.sandbox().get("/sandbox/video").at("calls").as_array();
    }
    [[nodiscard]] bool lesson_is_over(int hour) {
        const json::array all = calls();
        return all.size() == static_cast<std::size_t>(hour + 1) &&
               !all.back().at("finished_ms").is_null();
    }

    void fault(const char* kind, int times, const char* method = nullptr) {
        json::object fault{{"kind", kind}, {"times", times}, {"after", 1}};
        if (method != nullptr) fault["method"] = method;
        school.sandbox().fault(fault);
    }
    void refused_by_quota() {
        school.sandbox().fault({{"kind", "error_code"}, {"code", 6}, {"times", 5}});
    }
    void somebody_meddles() {
        const std::int64_t chat = school.sandbox().chat("2А класс");
        school.sandbox().act({{"do", "demote"}, {"chat", chat}, {"user", user_of("t2")}});
        school.daemon().kill(SIGUSR1);
    }
    void server_restarts() {
        school.postgres().stop();
        EXPECT_TRUE(eventually([&] { return !school.problems().empty(); }));
        school.postgres().start();
    }
    void told_to_look_again() {
        school.daemon().kill(SIGHUP);
        EXPECT_EQ(school.post("/v1/resync").status, 200);
    }
    void token_dies() { school.sandbox().fault({{"kind", "token_dead"}, {"times", 2}}); }
    void asked_nonsense() {
        for (int i = 0; i < 50; ++i) {
            EXPECT_GE(school.post("/v1/holds/" + std::string(200, 'x') + "/approve", "{").status,
                      400);
        }
    }

    void trouble_of(int hour) {
        const std::vector<std::function<void()>> troubles{
            [&] { fault("lose_answer", 1, "messages.removeChatUser"); },
            [&] { fault("http_500", 3); },
            [&] { refused_by_quota(); },
            [&] { server_restarts(); },
            [&] { fault("truncate", 2); },
            [&] { somebody_meddles(); },
            [&] { told_to_look_again(); },
            [&] { fault("html", 2); },
            [&] { token_dies(); },
            [&] { asked_nonsense(); },
            [&] { fault("lose_answer", 1, "messages.addChatUser"); },
            [&] { fault("refuse", 3); },
        };
        troubles.at(static_cast<std::size_t>(hour) % troubles.size())();
    }

    void live_through(int hour) {
        begin_a_lesson(hour);
        const auto lessons = static_cast<std::size_t>(hour + 1);
        ASSERT_TRUE(eventually([&] { return calls().size() == lessons; })) << school.problems();
        for (int change = 0; change < changes_an_hour; ++change) {
            if (change == changes_an_hour / 4) trouble_of(hour);
            change_the_journal();
            if (change % 4 == 3) {  // the others come while it works
                ASSERT_TRUE(school.converges()) << school.problems();
            }
        }
        school.sandbox().clear_faults();
        ASSERT_TRUE(school.converges()) << school.problems();
        end_a_lesson(hour);
        ASSERT_TRUE(eventually([&] { return lesson_is_over(hour); })) << school.problems();
        EXPECT_EQ(school.sandbox().chats_named_alike(), 0U);
    }

    School school{{.base = JournalBase::postgres,
                   .poll = "100ms",
                   .postgres_store = true,
                   .guards = wide_guards},
                  small_school({.classes = classes, .pupils = pupils})};
    int changes_ = 0;
};

TEST_F(EnduranceTest, ADayOfTroubleLeavesMemoryFlatAndEveryChatRight) {
    const pid_t process = school.daemon().pid();
    std::vector<std::size_t> memory, descriptors;
    for (int hour = 0; hour < hours; ++hour) {
        live_through(hour);
        if (HasFailure()) FAIL() << "in hour " << hour;
        memory.push_back(anonymous_kib(process));
        descriptors.push_back(open_descriptors(process));
    }
    ASSERT_EQ(school.daemon().pid(), process);
    const auto most = [](const auto& figures, int from, int to) {
        return *std::max_element(figures.begin() + from, figures.begin() + to);
    };
    constexpr std::size_t slack_kib = 1'024;
    const std::size_t warm = most(memory, 0, hours_to_warm);
    std::cout << "memory by the hour, KiB: " << fmt::format("{}", fmt::join(memory, " ")) << "\n";
    EXPECT_LE(most(memory, hours_to_warm, hours), warm + warm / 20 + slack_kib);
    EXPECT_LE(most(descriptors, hours_to_warm, hours), most(descriptors, 0, hours_to_warm));
    EXPECT_EQ(calls().size(), static_cast<std::size_t>(hours)) << "one call for each lesson";
    school.stop();
}

}  // namespace
}  // namespace rosterd::test
