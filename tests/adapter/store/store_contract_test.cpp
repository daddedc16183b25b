// The contract of Store, held against SQLite, PostgreSQL and the fake that simulations use.
#include "tests/support/store_contract.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/store/postgres_store.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/store_conference_contract.hpp"
#include "tests/support/store_erasure_contract.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {
namespace {

class SqliteUnderTest final : public StoreUnderTest {
  public:
    SqliteUnderTest() { open(); }
    Store& store() override { return *store_; }
    void reopen() override {
        store_.reset();
        open();
    }

  private:
    std::filesystem::path file() const { return folder_ / "state.db"; }
    void open() {
        auto opened = store::open_sqlite_store(file());
        if (!opened) throw std::runtime_error{opened.error().what};
        store_ = std::move(*opened);
    }

    TemporaryDirectory folder_;
    std::unique_ptr<Store> store_;
};

/// A database of its own on a server that all tests of this process share.
class PostgresUnderTest final : public StoreUnderTest {
  public:
    PostgresUnderTest() : name_{fresh_database()} { open(); }
    Store& store() override { return *store_; }
    void reopen() override {
        store_.reset();
        open();
    }

  private:
    static PostgresCluster& cluster() {
        static PostgresCluster shared;
        return shared;
    }
    static std::string fresh_database() {
        static int count = 0;
        std::string name = fmt::format("store{}", ++count);
        cluster().psql("CREATE DATABASE " + name + ";");
        return name;
    }
    void open() {
        auto opened = store::open_postgres_store({.dsn = cluster().dsn(name_)});
        if (!opened) throw std::runtime_error{opened.error().what};
        store_ = std::move(opened->store);
    }

    std::string name_;
    std::unique_ptr<Store> store_;
};

class MemoryUnderTest final : public StoreUnderTest {
  public:
    Store& store() override { return store_; }
    void reopen() override {}

  private:
    MemoryStore store_;
};

const auto stores =
    testing::Values(StoreMaker{"Sqlite", [] { return std::make_unique<SqliteUnderTest>(); }},
                    StoreMaker{"Postgres", [] { return std::make_unique<PostgresUnderTest>(); }},
                    StoreMaker{"Memory", [] { return std::make_unique<MemoryUnderTest>(); }});

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, stores, store_name);
INSTANTIATE_TEST_SUITE_P(Stores, StoreConferenceContract, stores, store_name);
INSTANTIATE_TEST_SUITE_P(Stores, StoreErasure, stores, store_name);

TEST(MemoryStoreTest, AFaultIsReturnedInsteadOfDoingAnything) {
    MemoryStore store;
    store.fault = [](std::string_view method) -> std::optional<Error> {
        if (method != "begin_creation") return std::nullopt;
        return Error{ErrorKind::transient, "disk full"};
    };
    EXPECT_EQ(store.begin_creation("17", "a", {"b", "t", {}, 1}).error().kind,
              ErrorKind::transient);
    EXPECT_TRUE(store.load("17", "a", 0)->intents.empty());
}

}  // namespace
}  // namespace rosterd::test
