// What only the store in PostgreSQL can show: two daemons, a server that goes away, rights.
#include "adapters/store/postgres_store.hpp"

#include <gmock/gmock.h>

#include <array>

#include "tests/support/postgres_cluster.hpp"
#include "tests/support/stored_values.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

class PostgresStoreTest : public testing::Test {
  protected:
    Result<store::PostgresStore> open() {
        return store::open_postgres_store({.dsn = cluster_.dsn()});
    }
    std::unique_ptr<Store> opened() {
        auto store = open();
        if (!store) throw std::runtime_error{store.error().what};
        return std::move(store->store);
    }
    static Result<void> save(Store& store, const std::string& key, ChatNumber number) {
        const ObservedChat chat = a_chat(key, number);
        const std::array<const ObservedChat*, 1> chats{&chat};
        return store.save("17", "a", chats, {});
    }
    static std::size_t chats(Store& store) {
        auto memory = store.load("17", "a", 0);
        if (!memory) throw std::runtime_error{memory.error().what};
        return memory->observed.chats.size();
    }
    /// Ends every session of the store, as an administrator or a failover does.
    void end_sessions() {
        cluster_.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'rosterd';");
    }

    PostgresCluster cluster_;
};

TEST_F(PostgresStoreTest, ASecondRosterdIsRefusedUntilTheFirstHasGone) {
    auto first = opened();
    const auto second = open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::refused);
    EXPECT_THAT(second.error().what, HasSubstr("another rosterd has this store"));
    first.reset();
    EXPECT_TRUE(open());
}

TEST_F(PostgresStoreTest, ABrokenSessionIsMadeAgain) {
    auto store = opened();
    ASSERT_TRUE(save(*store, "class/1", 1));
    end_sessions();
    const auto saved = save(*store, "class/2", 2);
    EXPECT_TRUE(saved) << saved.error().what;
    EXPECT_EQ(chats(*store), 2U);
}

TEST_F(PostgresStoreTest, AServerThatWasAwayIsFoundAgain) {
    auto store = opened();
    ASSERT_TRUE(save(*store, "class/1", 1));
    cluster_.stop();
    const auto refused = save(*store, "class/2", 2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::transient) << refused.error().what;
    cluster_.start();
    ASSERT_TRUE(save(*store, "class/2", 2));
    EXPECT_EQ(chats(*store), 2U);
}

TEST_F(PostgresStoreTest, WhoLostTheStoreToAnotherWritesNothingMore) {
    auto first = opened();
    ASSERT_TRUE(save(*first, "class/1", 1));
    end_sessions();
    {
        auto second = opened();
        ASSERT_TRUE(save(*second, "class/2", 2));
        // While the other has it, and after the other has gone.
        EXPECT_EQ(save(*first, "class/3", 3).error().kind, ErrorKind::refused);
    }
    const auto refused = save(*first, "class/3", 3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_THAT(refused.error().what, HasSubstr("another rosterd has written"));
    first.reset();
    auto third = opened();
    EXPECT_EQ(chats(*third), 2U);
}

TEST_F(PostgresStoreTest, ANewerSchemaIsLeftAlone) {
    opened().reset();
    cluster_.psql("UPDATE rosterd.schema_version SET version = 1000;");
    const auto refused = open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(refused.error().what, HasSubstr("schema version 1000"));
}

TEST_F(PostgresStoreTest, AnUnknownLoginSaysWhatToDoAndShowsNoPassword) {
    const auto refused = store::open_postgres_store(
        {.dsn = "host=" + cluster_.socket_directory().string() +
                " port=5432 dbname=nowhere user=postgres password=s3cret"});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, testing::Not(HasSubstr("s3cret")));
    EXPECT_THAT(refused.error().hint, HasSubstr("the store's DSN"));
}

TEST_F(PostgresStoreTest, TheViewsShowWhatWasShownLast) {
    auto both = open();
    ASSERT_TRUE(both);
    const std::string chat =
        R"([{"key":"class/7v","type":"class","title":"7В класс","subject":null,"state":"active",)"
        R"("members":3,"on_platform":2,"waiting":1,"admins":["t1","t2"],"platform_chat":12,)"
        R"("invite_link":null})";
    const std::string planned =
        R"(,{"key":"staff","type":"staff","title":"Учительская","subject":null,"state":"planned",)"
        R"("members":0,"on_platform":0,"waiting":0,"admins":[],"platform_chat":null,)"
        R"("invite_link":null})";
    const std::string links = R"([{"person":"t1","link":"linked","user":7},)"
                              R"({"person":"s1","link":"none","user":null}])";
    ASSERT_TRUE(both->board->show("17", chat + planned + "]", links));
    ASSERT_TRUE(both->board->show("18", "[]", "[]"));
    EXPECT_EQ(cluster_.psql("SELECT * FROM rosterd.chat_status ORDER BY chat_key;"),
              "17|class/7v|class|7В класс||active|3|2|1|{t1,t2}|12|\n"
              "17|staff|staff|Учительская||planned|0|0|0|{}||\n");
    EXPECT_EQ(cluster_.psql("SELECT * FROM rosterd.link_status ORDER BY person_id;"),
              "17|s1|none|\n17|t1|linked|7\n");
    ASSERT_TRUE(both->board->show("17", chat + "]", "[]"));
    EXPECT_EQ(cluster_.psql("SELECT chat_key FROM rosterd.chat_status;"), "class/7v\n");
    EXPECT_EQ(cluster_.psql("SELECT count(*) FROM rosterd.link_status;"), "0\n");
}

TEST_F(PostgresStoreTest, TheAuditCannotBeChanged) {
    auto store = opened();
    const std::array<AuditEntry, 1> audit{a_removal(100, 5)};
    ASSERT_TRUE(store->save("17", "a", {}, audit));
    EXPECT_THROW(cluster_.psql("UPDATE rosterd.audit SET outcome = 'nothing';"),
                 std::runtime_error);
}

}  // namespace
}  // namespace rosterd::test
