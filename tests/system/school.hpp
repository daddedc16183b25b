// One school on the real programs: a journal, a sandbox, rosterd, all in one temporary directory.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/http_probe.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/system/sandbox_program.hpp"
#include "tests/system/small_school.hpp"

namespace rosterd::test {

enum class JournalBase { sqlite, postgres };

struct SchoolOptions {
    JournalBase base = JournalBase::sqlite;
    std::string poll = "200ms";
    std::string timeout = "20s";  ///< of one statement of the journal
    std::string journal{};        ///< of rosterd.yaml, in the place of what `base` says
    bool postgres_store = false;  ///< with JournalBase::postgres: the state is there too
    bool community = false;       ///< the account's token is a community's, not a user's
    std::string account{};        ///< of rosterd.yaml, where it is not on the sandbox
    std::string store{};          ///< file of the state; empty: state.db beside the journal
    std::string guards = "{ }";
    std::string extra{};  ///< more lines of rosterd.yaml
    std::vector<std::string> secrets{small_school_secrets.begin(), small_school_secrets.end()};
};

/// Guards so wide that nothing trips them.
inline constexpr const char* wide_guards =
    "{ chat: { people: 1000, share: 1 }, school: { people: 1000, share: 1 }, "
    "hour: { people: 100000 } }";

/// The destructor ends everything and fails the test when any rosterd of this school said a name,
/// a phone, the token, or a sanitizer's complaint. Use from one thread.
class School {
  public:
    explicit School(const SchoolOptions& options = {},
                    const journal::JournalTables& tables = small_school());
    School(const School&) = delete;
    School& operator=(const School&) = delete;
    ~School();

    // ---- the journal ----
    /// One transaction. Relations are named without their schema.
    void sql(const std::string& statements);
    [[nodiscard]] JournalRows rows();
    /// Folds the write-ahead log into the SQLite file, so that the file alone is the journal.
    void fold_journal();
    [[nodiscard]] PostgresCluster& postgres() { return *cluster_; }
    [[nodiscard]] std::filesystem::path journal_file() const { return directory_ / "journal.db"; }

    // ---- the platform, where it is the sandbox ----
    [[nodiscard]] SandboxProgram& sandbox() { return *sandbox_; }
    [[nodiscard]] Rooms seen() const { return sandbox_->rooms(); }
    /// By profile sgo from the journal's rows as they are now.
    [[nodiscard]] Rooms expected() { return sgo_rooms(rows(), school_today()); }

    // ---- rosterd ----
    /// Runs `rosterd --once` to its end.
    Finished once(const std::vector<std::string>& more = {});
    /// Starts the daemon; does not wait for anything.
    void launch(const std::map<std::string, std::string>& environment = {});
    /// Starts the daemon and waits until it answers.
    void start(const std::map<std::string, std::string>& environment = {});
    /// kill -9.
    void crash();
    /// SIGTERM; the exit status must be 0.
    void stop();
    [[nodiscard]] Process& daemon() { return *daemon_; }
    /// Everything that this school's rosterd processes have written to standard error.
    [[nodiscard]] std::string said() const;
    /// Writes rosterd.yaml anew.
    void configure(const SchoolOptions& options);
    void write_token(const std::string& token);
    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return directory_ / name;
    }

    // ---- the control socket ----
    /// Runs rosterctl to its end, on a terminal so wide that no table is cut.
    [[nodiscard]] Finished rosterctl(const std::vector<std::string>& arguments) const;
    [[nodiscard]] boost::json::value get(const std::string& target) const;
    [[nodiscard]] ProbeAnswer post(const std::string& target, const std::string& body = {}) const;
    /// waiting, converged, working, held, failed; "away" when nobody answers.
    [[nodiscard]] std::string state() const;
    /// Troubles of GET /v1/status, one text each.
    [[nodiscard]] std::string problems() const;
    /// state, one of GET /v1/schools/1/chats/KEY's people; empty when he is not listed.
    [[nodiscard]] std::string seat(const std::string& chat, std::int64_t user) const;

    // ---- waiting ----
    /// Until the platform is as the journal says and rosterd agrees.
    [[nodiscard]] bool converges(std::chrono::milliseconds deadline = deadline_default);
    /// Until a pass has ended that began after now.
    [[nodiscard]] bool passes_again();

  private:
    [[nodiscard]] std::string sandbox_account(const SchoolOptions& options) const;
    [[nodiscard]] std::int64_t journal_reads() const;
    [[nodiscard]] std::string socket() const { return "unix:" + (directory_ / "c.sock").string(); }

    TemporaryDirectory directory_;
    std::vector<std::string> secrets_;
    std::unique_ptr<PostgresCluster> cluster_;
    std::unique_ptr<SandboxProgram> sandbox_;
    std::unique_ptr<Process> daemon_;
    std::string said_;
};

/// Rows of a query on a SQLite file, one text for each column, empty for NULL.
[[nodiscard]] std::vector<std::vector<std::string>> sqlite_rows(const std::filesystem::path& file,
                                                                const std::string& query);

/// The service account's id and its secret.
inline constexpr std::int64_t service_user = 900'000'001;
inline constexpr std::int64_t service_community = 4'242;
inline constexpr const char* service_token = "sys7em-tok3n-never-logged";

}  // namespace rosterd::test
