// The throw-away cluster against real PostgreSQL: it answers, crashes on demand and comes back.
#include "tests/support/postgres_cluster.hpp"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <stdexcept>

namespace rosterd::test {
namespace {

TEST(PostgresClusterTest, CommittedRowsSurviveACrash) {
    PostgresCluster cluster;
    cluster.psql("create table school (id text); insert into school values ('17'), ('18');");
    cluster.stop(PostgresCluster::Stop::immediate);
    EXPECT_THROW(cluster.psql("select 1"), std::runtime_error);
    EXPECT_EQ(PQping(cluster.dsn().c_str()), PQPING_NO_RESPONSE);
    cluster.start();
    EXPECT_EQ(cluster.psql("select id from school order by id"), "17\n18\n");
}

TEST(PostgresClusterTest, TwoClustersDoNotMeet) {
    PostgresCluster first;
    PostgresCluster second;
    first.psql("create table only_here ()");
    EXPECT_EQ(second.psql("select to_regclass('only_here') is null"), "t\n");
}

TEST(PostgresClusterTest, FirstWrongStatementStopsTheRest) {
    PostgresCluster cluster;
    EXPECT_THROW(cluster.psql("select 1/0; create table never ();"), std::runtime_error);
    EXPECT_EQ(cluster.psql("select to_regclass('never') is null"), "t\n");
}

}  // namespace
}  // namespace rosterd::test
