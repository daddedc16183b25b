// A thousand conferences due in one second on two hundred accounts of three requests a second.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <ctime>

#include "adapters/journal/import/journal_writer.hpp"
#include "reconciler/local_time.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/system/sandbox_program.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

constexpr int schools = 200;
constexpr int classes = 5;  ///< of each school, and as many conferences
constexpr int conferences = schools * classes;
constexpr std::int64_t moscow = 3 * 3'600;
constexpr std::int64_t first_owner = 900'000'001;
const std::string since = "2020-09-01";

/// Schools without pupils: eleven chats each, so that their accounts fill them in seconds.
journal::JournalTables many_schools() {
    journal::JournalTables tables;
    for (int s = 1; s <= schools; ++s) {
        const std::string id = std::to_string(s);
        tables[Relation::school].add(id, "Школа", "Europe/Moscow", "sgo", "a" + id, "1");
        const auto person = [&](const std::string& who, std::int64_t user) {
            tables[Relation::person].add(id, who, "Л", "И", "О", std::nullopt, "0");
            tables[Relation::profile_link].add(id, who, "vk", std::to_string(user), std::nullopt,
                                               "linked", "2026-09-01T08:00:00Z");
        };
        person("z", 600'000 + s * 10);
        tables[Relation::staff].add(id, "z", "administration", "school_admin", since, std::nullopt);
        for (int c = 1; c <= classes; ++c) {
            const std::string one = std::to_string(c);
            person("t" + one, 600'000 + s * 10 + c);
            tables[Relation::staff].add(id, "t" + one, "teaching", "teacher", since, std::nullopt);
            tables[Relation::school_class].add(id, "c" + one, one + "А", one, "А", std::nullopt,
                                               std::nullopt, std::nullopt);
            tables[Relation::class_teacher].add(id, "c" + one, "t" + one, since, std::nullopt);
        }
    }
    return tables;
}

class ConferenceLoadTest : public testing::Test {
  protected:
    ConferenceLoadTest() {
        std::vector<std::string> tokens;
        std::string accounts;
        for (int s = 1; s <= schools; ++s) {
            tokens.push_back(fmt::format("user:token-{}:{}:3", s, first_owner + s));
            write_text(directory_ / fmt::format("t{}", s), fmt::format("token-{}\n", s));
            std::filesystem::permissions(directory_ / fmt::format("t{}", s),
                                         std::filesystem::perms{0600});
            accounts += fmt::format(
                "  a{0}: {{ base_url: \"@\", token_file: t{0}, token_kind: user }}\n", s);
        }
        sandbox_ = std::make_unique<SandboxProgram>(directory_.path(), tokens, first_owner);
        for (auto at = accounts.find('@'); at != std::string::npos; at = accounts.find('@')) {
            accounts.replace(at, 1, sandbox_->base());
        }
        const auto written = journal::write_journal(directory_ / "journal.db",
                                                    journal::WriteMode::fresh, many_schools());
        if (!written) throw std::runtime_error{written.error().what};
        write_text(directory_ / "rosterd.yaml",
                   "journal: { kind: sqlite, path: journal.db, poll: 1h }\n"
                   "store: { path: state.db }\n"
                   "control: { socket: c.sock }\n"
                   "reconcile: { parallel_schools: 200 }\n"
                   "accounts:\n" +
                       accounts);
    }

    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return directory_ / name;
    }

    /// Schools whose chats are as the journal says.
    [[nodiscard]] static int converged(const std::string& socket) {
        try {
            const ProbeAnswer answer = http_get(socket, "/v1/schools");
            const json::value schools_now = json::parse(answer.body);
            return static_cast<int>(std::ranges::count_if(
                schools_now.at("items").as_array(),
                [](const auto& each) { return each.at("state").as_string() == "converged"; }));
        } catch (const std::exception&) {
            return 0;  // nobody answers yet
        }
    }

    /// When the requests that start calls arrived at the messenger, in seconds after `due`.
    [[nodiscard]] std::vector<double> arrivals(std::int64_t due, std::int64_t after) const {
        std::vector<double> seconds;
        for (std::int64_t since_call = after;;) {
            const json::value page =
                sandbox_->get("/sandbox/calls?since=" + std::to_string(since_call));
            const auto& calls = page.at("calls").as_array();
            for (const json::value& call : calls) {
                if (call.at("method").as_string() != "calls.start") continue;
                const auto at = call.at("at_ms").to_number<std::int64_t>();
                seconds.push_back(static_cast<double>(at - due * 1000) / 1000);
            }
            if (calls.empty()) break;
            since_call = page.at("next").as_int64();
        }
        std::ranges::sort(seconds);
        return seconds;
    }

    TemporaryDirectory directory_;
    std::unique_ptr<SandboxProgram> sandbox_;
};

TEST_F(ConferenceLoadTest, AThousandInOneSecondStartOnceEachWithinTheirQuotas) {
    const std::string config = path("rosterd.yaml");
    Process daemon{{.arguments = {ROSTERD, "--config", config}}};
    constexpr int chats = schools * (2 * classes + 1);
    const std::string socket = "unix:" + path("c.sock").string();
    ASSERT_TRUE(eventually([&] { return converged(socket) == schools; }, std::chrono::minutes{5}))
        << daemon.standard_error();
    ASSERT_EQ(sandbox_->calls("messages.createChat"), chats);
    const std::int64_t due = std::time(nullptr) + 40;
    std::string sql = "BEGIN;";
    for (int s = 1; s <= schools; ++s) {
        for (int c = 1; c <= classes; ++c) {
            sql += fmt::format(
                "INSERT INTO conference VALUES ('{0}', 'v{1}', 'video_call', 'class/c{1}', NULL, "
                "NULL, '{2}', '{3}', NULL, NULL, NULL);",
                s, c, iso_text(due + moscow), iso_text(due + moscow + 3'600));
        }
    }
    static_cast<void>(sqlite_rows(path("journal.db"), sql + "COMMIT;"));
    const std::int64_t before = sandbox_->calls();
    ASSERT_TRUE(eventually([&] { return sandbox_->calls("messages.send") >= conferences; },
                           std::chrono::minutes{3}))
        << daemon.standard_error();
    const auto seconds = arrivals(due, before);
    ASSERT_EQ(seconds.size(), static_cast<std::size_t>(conferences)) << "one start for each";
    EXPECT_EQ(sandbox_->get("/sandbox/state?members=0").at("calls").at("refused_6").as_int64(), 0);
    EXPECT_GE(seconds.front(), 0) << "none before its time";
    // What five starts cost within a quota of three requests a second: one request. So all that
    // comes after the second in which they are due is the daemon's own delay.
    fmt::print("delay of {} starts on {} accounts: p50 {:.2f} s, p99 {:.2f} s, last {:.2f} s\n",
               conferences, schools, seconds[seconds.size() / 2],
               seconds[seconds.size() * 99 / 100], seconds.back());
    RecordProperty("p99_ms", static_cast<int>(seconds[seconds.size() * 99 / 100] * 1000));
    daemon.kill(SIGTERM);
    EXPECT_EQ(daemon.wait().value_or(ExitStatus{}).code, 0) << daemon.standard_error();
}

}  // namespace
}  // namespace rosterd::test
