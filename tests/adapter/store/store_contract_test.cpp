// The contract of Store, held against SQLite, PostgreSQL and the fake that simulations use.
#include "tests/support/store_contract.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include <stdexcept>

#include "adapters/store/postgres_store.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "reconciler/words.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {
namespace {

void require(const Result<void>& result) {
    if (!result) throw std::runtime_error{result.error().what};
}

class SqliteUnderTest final : public StoreUnderTest {
  public:
    SqliteUnderTest() { open(); }
    Store& store() override { return *store_; }
    void reopen() override {
        store_.reset();
        open();
    }

    void put_link(const std::string& school, const StoredLink& link) override {
        require(store_->save_approval(school, {"none", "", 0, 0, false}, {}));
        SQLite::Database database{file().string(), SQLite::OPEN_READWRITE};
        SQLite::Statement statement{database,
                                    "INSERT INTO link SELECT id, ?2, ?3, ?4, ?5, ?6 FROM school "
                                    "WHERE name = ?1"};
        statement.bind(1, school);
        statement.bind(2, std::string{word(link.platform)});
        statement.bind(3, link.person_id);
        statement.bind(4, link.user);
        statement.bind(5, std::string{word(link.state)});
        statement.bind(6, link.linked_at);
        statement.exec();
    }

    void put_initialised(const std::string& school, const std::string& account,
                         const std::string& chat, UnixSeconds at) override {
        require(store_->save_history(school, account, store_->load(school, account, 0)->history));
        SQLite::Database database{file().string(), SQLite::OPEN_READWRITE};
        SQLite::Statement statement{
            database,
            "INSERT INTO initialised SELECT scope.id, ?3, ?4 FROM scope "
            "JOIN school ON school.id = scope.school JOIN account ON account.id = scope.account "
            "WHERE school.name = ?1 AND account.name = ?2"};
        statement.bind(1, school);
        statement.bind(2, account);
        statement.bind(3, chat);
        statement.bind(4, at);
        statement.exec();
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

    void put_link(const std::string& school, const StoredLink& link) override {
        require(store_->save_approval(school, {"none", "", 0, 0, false}, {}));
        sql(
            fmt::format("INSERT INTO rosterd.link SELECT id, '{}', '{}', '{}', '{}', {} "
                        "FROM rosterd.school WHERE name = '{}'",
                        word(link.platform), link.person_id, link.user, word(link.state),
                        link.linked_at, school));
    }

    void put_initialised(const std::string& school, const std::string& account,
                         const std::string& chat, UnixSeconds at) override {
        require(store_->save_history(school, account, store_->load(school, account, 0)->history));
        sql(
            fmt::format("INSERT INTO rosterd.initialised SELECT scope.id, '{}', {} "
                        "FROM rosterd.scope JOIN rosterd.school ON school.id = scope.school "
                        "JOIN rosterd.account ON account.id = scope.account "
                        "WHERE school.name = '{}' AND account.name = '{}'",
                        chat, at, school, account));
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
    void sql(const std::string& statement) { cluster().psql(statement + ";", name_); }
    void open() {
        auto opened = store::open_postgres_store({.dsn = cluster().dsn(name_)});
        if (!opened) throw std::runtime_error{opened.error().what};
        store_ = std::move(*opened);
    }

    std::string name_;
    std::unique_ptr<Store> store_;
};

class MemoryUnderTest final : public StoreUnderTest {
  public:
    Store& store() override { return store_; }
    void reopen() override {}
    void put_link(const std::string& school, const StoredLink& link) override {
        store_.put_link(school, link);
    }
    void put_initialised(const std::string& school, const std::string& account,
                         const std::string& chat, UnixSeconds at) override {
        store_.put_initialised(school, account, chat, at);
    }

  private:
    MemoryStore store_;
};

INSTANTIATE_TEST_SUITE_P(
    Stores, StoreContract,
    testing::Values(StoreMaker{"Sqlite", [] { return std::make_unique<SqliteUnderTest>(); }},
                    StoreMaker{"Postgres", [] { return std::make_unique<PostgresUnderTest>(); }},
                    StoreMaker{"Memory", [] { return std::make_unique<MemoryUnderTest>(); }}),
    store_name);

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
