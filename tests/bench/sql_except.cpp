// libpq by hand: COPY in, two queries, rows counted by the client.
#include "tests/bench/sql_except.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <iterator>
#include <memory>
#include <stdexcept>

namespace rosterd::bench {
namespace {

class Connection {
  public:
    explicit Connection(const std::string& dsn) : connection_{PQconnectdb(dsn.c_str()), PQfinish} {
        if (PQstatus(connection_.get()) != CONNECTION_OK) fail("connect");
    }

    /// How many rows came.
    std::uint64_t execute(const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result{
            PQexec(connection_.get(), sql.c_str()), PQclear};
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(sql);
        return static_cast<std::uint64_t>(PQntuples(result.get()));
    }

    void copy_in(const std::string& table, const std::vector<std::uint64_t>& pairs) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> begun{
            PQexec(connection_.get(), ("COPY " + table + " FROM STDIN").c_str()), PQclear};
        if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail("COPY " + table);
        constexpr std::size_t buffer_size = 1U << 16U;
        std::string buffer;
        for (const std::uint64_t pair : pairs) {
            fmt::format_to(std::back_inserter(buffer), "{}\t{}\n", pair >> 32U,
                           pair & 0xFFFF'FFFFU);
            if (buffer.size() >= buffer_size) send(buffer);
        }
        send(buffer);
        if (PQputCopyEnd(connection_.get(), nullptr) != 1) fail("COPY " + table);
        while (PGresult* last = PQgetResult(connection_.get())) {
            const bool good = PQresultStatus(last) == PGRES_COMMAND_OK;
            PQclear(last);
            if (!good) fail("COPY " + table);
        }
    }

  private:
    void send(std::string& buffer) {
        const int sent =
            PQputCopyData(connection_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (sent != 1) fail("COPY");
        buffer.clear();
    }

    [[noreturn]] void fail(const std::string& step) const {
        throw std::runtime_error{step + ": " + PQerrorMessage(connection_.get())};
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

Differences both_ways(Connection& connection) {
    constexpr const char* query = "SELECT chat, member FROM {} EXCEPT SELECT chat, member FROM {}";
    return {connection.execute(fmt::format(fmt::runtime(query), "desired", "observed")),
            connection.execute(fmt::format(fmt::runtime(query), "observed", "desired"))};
}

}  // namespace

ExceptResult measure_except(const std::string& dsn, const Pairs& pairs) {
    Connection connection{dsn};
    ExceptResult result;
    for (const char* table : {"desired", "observed"}) {
        connection.execute(
            fmt::format("CREATE TABLE {} (chat integer NOT NULL, member bigint NOT NULL)", table));
    }
    result.load = timed([&] {
        connection.copy_in("desired", pairs.desired);
        connection.copy_in("observed", pairs.observed);
    });
    result.as_loaded = timed([&] { result.differences = both_ways(connection); });
    for (const char* table : {"desired", "observed"}) {
        connection.execute(fmt::format("CREATE UNIQUE INDEX ON {} (chat, member)", table));
        connection.execute(fmt::format("VACUUM ANALYZE {}", table));
    }
    connection.execute("SET work_mem = '2000MB'");
    connection.execute("SET jit = off");
    Differences again;
    result.prepared = timed([&] { again = both_ways(connection); });
    if (again != result.differences) throw std::runtime_error{"EXCEPT gave two different results"};
    return result;
}

}  // namespace rosterd::bench
