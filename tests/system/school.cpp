// Wiring of the programs; nothing here decides whether a test passes, except the words in the log.
#include "tests/system/school.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <boost/json/parse.hpp>
#include <iostream>
#include <utility>

#include "adapters/journal/import/journal_writer.hpp"
#include "reconciler/contract.hpp"
#include "tests/support/places.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes once_deadline{3};

/// A connection to the SQLite journal that takes no part in the test's timing.
class SqliteFile {
  public:
    explicit SqliteFile(const std::filesystem::path& path) {
        if (sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) !=
            SQLITE_OK) {
            throw std::runtime_error{"cannot open " + path.string()};
        }
        sqlite3_busy_timeout(database_, 30'000);
    }
    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;
    ~SqliteFile() { sqlite3_close(database_); }

    std::vector<std::vector<std::string>> run(const std::string& sql) {
        std::vector<std::vector<std::string>> rows;
        const auto collect = [](void* into, int count, char** values, char**) {
            auto& row = static_cast<decltype(rows)*>(into)->emplace_back();
            for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
            return 0;
        };
        char* message = nullptr;
        if (sqlite3_exec(database_, sql.c_str(), collect, &rows, &message) != SQLITE_OK) {
            const std::string text = message == nullptr ? "SQLite failed" : message;
            sqlite3_free(message);
            throw std::runtime_error{text + ": " + sql};
        }
        return rows;
    }

  private:
    sqlite3* database_ = nullptr;
};

std::vector<std::vector<std::string>> split(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row{""};
    for (const char c : text) {
        if (c == '|') {
            row.emplace_back();
        } else if (c == '\n') {
            rows.push_back(std::exchange(row, {""}));
        } else {
            row.back() += c;
        }
    }
    return rows;
}

}  // namespace

std::vector<std::vector<std::string>> sqlite_rows(const std::filesystem::path& file,
                                                  const std::string& query) {
    return SqliteFile{file}.run(query);
}

School::School(const SchoolOptions& options, const journal::JournalTables& tables)
    : secrets_{options.secrets} {
    const std::int64_t owner = options.community ? -service_community : service_user;
    const std::string token =
        options.community ? fmt::format("community:{}:{}:1000", service_token, service_community)
                          : fmt::format("user:{}:{}:1000", service_token, service_user);
    if (options.account.empty()) {
        sandbox_ = std::make_unique<SandboxProgram>(directory_.path(), token, owner);
    }
    std::string target = journal_file();
    if (options.base == JournalBase::postgres) {
        cluster_ = std::make_unique<PostgresCluster>();
        target = cluster_->dsn();
        write_text(directory_ / "dsn", target + "\n");
        ::chmod((directory_ / "dsn").c_str(), 0600);
    }
    const auto mode = cluster_ ? journal::WriteMode::replace : journal::WriteMode::fresh;
    const auto written = journal::write_journal(target, mode, tables);
    if (!written) throw std::runtime_error{written.error().what};
    write_token(service_token);
    configure(options);
}

School::~School() {
    if (daemon_) {
        daemon_->kill(SIGKILL);
        daemon_->wait();
    }
    const std::string log = said();
    secrets_.emplace_back(service_token);
    for (const std::string& secret : secrets_) {
        EXPECT_EQ(log.find(secret), std::string::npos) << "rosterd said '" << secret << "'";
    }
    for (const char* const complaint : {"AddressSanitizer", "runtime error:", "ThreadSanitizer"}) {
        EXPECT_EQ(log.find(complaint), std::string::npos) << log;
    }
    if (::testing::Test::HasFailure()) {
        constexpr std::size_t tail = 6'000;
        std::cerr << "rosterd said, at last:\n"
                  << (log.size() > tail ? log.substr(log.size() - tail) : log);
    }
}

void School::configure(const SchoolOptions& options) {
    std::string source =
        options.base == JournalBase::postgres
            ? fmt::format("kind: postgres, dsn_file: {}", (directory_ / "dsn").string())
            : fmt::format("kind: sqlite, path: {}", journal_file().string());
    if (!options.journal.empty()) source = options.journal;
    const std::string store =
        options.postgres_store
            ? fmt::format("kind: postgres, dsn_file: {}", (directory_ / "dsn").string())
            : fmt::format("kind: sqlite, path: {}", options.store.empty()
                                                        ? (directory_ / "state.db").string()
                                                        : options.store);
    write_text(
        directory_ / "rosterd.yaml",
        fmt::format("journal: {{ {}, poll: {}, timeout: {} }}\n"
                    "store: {{ {} }}\n"
                    "accounts:\n"
                    "  main: {{ token_file: {}, {} }}\n"
                    "control: {{ socket: {}, watch_group: root, operate_group: root }}\n"
                    "log: {{ level: info, target: stderr }}\n"
                    "reconcile: {{ late_answer: 1s, retry_first: 1s, retry_most: 2s }}\n"
                    "guards: {}\n{}",
                    source, options.poll, options.timeout, store, (directory_ / "token").string(),
                    options.account.empty() ? sandbox_account(options) : options.account,
                    (directory_ / "c.sock").string(), options.guards, options.extra));
}

std::string School::sandbox_account(const SchoolOptions& options) const {
    const std::string kind = options.community
                                 ? fmt::format("community, community: {}", service_community)
                                 : std::string{"user"};
    return fmt::format(
        "platform: vk, base_url: \"{}\", token_kind: {}, "
        "budget: {{ requests_per_second: 500 }}",
        sandbox_->base(), kind);
}

void School::write_token(const std::string& token) {
    write_text(directory_ / "token", token + "\n");
    ::chmod((directory_ / "token").c_str(), 0600);
}

// ---- the journal --------------------------------------------------------------------------------

void School::sql(const std::string& statements) {
    if (cluster_) {
        cluster_->psql("SET search_path = rosterd_journal; BEGIN; " + statements + "; COMMIT;");
    } else {
        SqliteFile{journal_file()}.run("BEGIN IMMEDIATE; " + statements + "; COMMIT;");
    }
}

void School::fold_journal() {
    SqliteFile{journal_file()}.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

JournalRows School::rows() {
    JournalRows all;
    for (const RelationSpec& spec : journal_contract()) {
        std::string columns;
        for (const Column& column : spec.columns) {
            columns += (columns.empty() ? "" : ", ") + std::string{column.name};
        }
        const std::string name{spec.name};
        if (cluster_) {
            all[name] =
                split(cluster_->psql("SELECT " + columns + " FROM rosterd_journal." + name + ";"));
        } else {
            all[name] = SqliteFile{journal_file()}.run("SELECT " + columns + " FROM " + name);
        }
    }
    return all;
}

// ---- rosterd ------------------------------------------------------------------------------------

Finished School::once(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{ROSTERD, "--config", directory_ / "rosterd.yaml", "--once"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Finished finished = run({.arguments = std::move(arguments)}, once_deadline);
    said_ += finished.error + finished.output;
    return finished;
}

void School::launch(const std::map<std::string, std::string>& environment) {
    daemon_ = std::make_unique<Process>(
        ProcessOptions{.arguments = {ROSTERD, "--config", directory_ / "rosterd.yaml"},
                       .environment = environment,
                       .own_pid_in_environment = !environment.empty()});
}

void School::start(const std::map<std::string, std::string>& environment) {
    launch(environment);
    const bool answers = eventually([&] { return state() != "away" || !daemon_->running(); });
    if (!answers || !daemon_->running()) {
        throw std::runtime_error{"rosterd did not start: " + said()};
    }
}

void School::crash() {
    daemon_->kill(SIGKILL);
    daemon_->wait();
    said_ += daemon_->standard_error() + daemon_->standard_output();
    daemon_.reset();
}

void School::stop() {
    daemon_->kill(SIGTERM);
    const auto status = daemon_->wait();
    ASSERT_TRUE(status.has_value()) << "SIGTERM does not end rosterd: " << said();
    EXPECT_EQ(status->code, 0) << "signal " << status->signal;
    said_ += daemon_->standard_error() + daemon_->standard_output();
    daemon_.reset();
}

std::string School::said() const {
    if (!daemon_) return said_;
    return said_ + daemon_->standard_error() + daemon_->standard_output();
}

// ---- the control socket -------------------------------------------------------------------------

json::value School::get(const std::string& target) const {
    const ProbeAnswer answer = http_get(socket(), target);
    if (answer.status != 200) throw std::runtime_error{target + ": " + answer.body};
    return json::parse(answer.body);
}

ProbeAnswer School::post(const std::string& target, const std::string& body) const {
    return http_post(socket(), target, body);
}

Finished School::rosterctl(const std::vector<std::string>& arguments) const {
    ProcessOptions options;
    options.arguments = {binary_directory() / "daemon/rosterctl/rosterctl"};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.environment = {{"ROSTERD_SOCKET", path("c.sock")}, {"COLUMNS", "400"}};
    return run(std::move(options));
}

std::string School::state() const {
    try {
        const json::value schools = get("/v1/schools");
        if (schools.at("items").as_array().empty()) return "waiting";
        return std::string{schools.at("items").at(0).at("state").as_string()};
    } catch (const std::runtime_error&) {
        return "away";
    }
}

std::string School::problems() const {
    const json::value status = get("/v1/status");
    std::string all;
    const auto append = [&](const json::value& text) {
        if (text.is_string()) all += std::string{text.as_string()} + "\n";
    };
    append(status.at("journal").at("error"));
    for (const json::value& problem : status.at("problems").as_array()) {
        append(problem.at("error"));
        append(problem.at("hint"));
    }
    return all;
}

std::string School::seat(const std::string& chat, std::int64_t user) const {
    const json::value view = get("/v1/schools/1/chats/" + chat);
    for (const json::value& person : view.at("people").as_array()) {
        const json::value& found = person.at("user");
        if (found.is_int64() && found.as_int64() == user) {
            return std::string{person.at("state").as_string()};
        }
    }
    return {};
}

// ---- waiting ------------------------------------------------------------------------------------

bool School::converges(std::chrono::milliseconds deadline) {
    const Rooms wanted = expected();
    return eventually([&] { return state() == "converged" && seen() == wanted; }, deadline);
}

std::int64_t School::journal_reads() const {
    const json::value last = get("/v1/schools").at("items").at(0).at("last_read");
    return last.is_int64() ? last.as_int64() : 0;
}

bool School::passes_again() {
    // Seconds are all that the surface tells: a read two of them later began after now.
    const std::int64_t before = journal_reads();
    return eventually([&] { return journal_reads() > before + 1; });
}

}  // namespace rosterd::test
