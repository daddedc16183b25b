// A real PostgreSQL 15 for one test: own data directory, unix socket only, gone afterwards.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// Started when constructed (initdb once per build directory, then a copy of 40 MB), stopped and
/// removed when destroyed. As root the server runs as the user `postgres`.
/// Errors of every method: std::runtime_error with the server's own words.
class PostgresCluster {
  public:
    enum class Stop {
        fast,       ///< sessions are ended, data is flushed
        immediate,  ///< as a crash: sessions break, the next start recovers
    };

    /// `settings` ("work_mem=1GB") come after this class's own and so win.
    explicit PostgresCluster(std::vector<std::string> settings = {});
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;
    ~PostgresCluster();

    /// For libpq and libpqxx; the user is the superuser `postgres`, no password.
    [[nodiscard]] std::string dsn(const std::string& database = "postgres") const;
    /// The directory of the unix socket (port 5432).
    [[nodiscard]] const std::filesystem::path& socket_directory() const;

    /// Runs SQL by psql (several statements, meta commands allowed), stopping at the first error.
    /// Returns the rows, one per line, columns separated by '|', without headers.
    std::string psql(const std::string& sql, const std::string& database = "postgres");
    std::string psql_file(const std::filesystem::path& file,
                          const std::string& database = "postgres");

    void stop(Stop how = Stop::immediate);
    /// Starts a stopped server and waits until it answers.
    void start();

  private:
    std::string run_psql(std::vector<std::string> arguments, const std::string& input,
                         const std::string& database);

    std::vector<std::string> settings_;
    TemporaryDirectory directory_;
    std::unique_ptr<Process> server_;
};

}  // namespace rosterd::test
