// What is SQLite's own: the file, its mode, versions, damage, and a disk that will not take more.
#include "adapters/store/sqlite_store.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "adapters/store/sqlite_schema.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SqliteStoreTest : public testing::Test {
  protected:
    fs::path file() const { return folder_ / "state.db"; }
    std::unique_ptr<Store> open() const {
        auto opened = open_sqlite_store(file(), {std::chrono::milliseconds{20}});
        EXPECT_TRUE(opened) << opened.error().what;
        return opened ? std::move(*opened) : nullptr;
    }
    Error refusal() const {
        auto opened = open_sqlite_store(file(), {std::chrono::milliseconds{20}});
        EXPECT_FALSE(opened);
        return opened ? Error{ErrorKind::our_bug, "opened"} : opened.error();
    }
    void change(const std::string& sql) const {
        SQLite::Database{file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(sql);
    }
    void make_version_one() const {
        change(schema_migrations()[0]);
        change("PRAGMA application_id=" + std::to_string(application_id));
        change("PRAGMA user_version=1");
        change(
            "INSERT INTO school VALUES (1, '17');"
            "INSERT INTO account VALUES (1, 'a');"
            "INSERT INTO scope VALUES (1, 1, 1, 5);"
            "INSERT INTO intent VALUES (1, 'staff', 't', x'', 5);"
            "INSERT INTO link VALUES (1, 'vk', 'p1', '77', 'linked', 5)");
    }
    static std::int64_t number(const fs::path& database, const std::string& sql) {
        return SQLite::Database{database.string()}.execAndGet(sql).getInt64();
    }
    static Result<void> begin(Store& store, const std::string& key) {
        return store.begin_creation("17", "a", {key, "title", {1, 2}, 5});
    }
    static std::size_t intents(Store& store) { return store.load("17", "a", 0)->intents.size(); }

    test::TemporaryDirectory folder_;
};

TEST_F(SqliteStoreTest, OnlyTheOwnerMayReadTheFiles) {
    const mode_t before = ::umask(0);
    const auto store = open();
    ASSERT_TRUE(begin(*store, "staff"));
    ::umask(before);
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator{folder_.path()}) {
        EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
            << entry.path();
        ++files;
    }
    EXPECT_GE(files, 3U) << "database, write-ahead log and lock";
}

TEST_F(SqliteStoreTest, TwoDaemonsCannotShareIt) {
    const auto first = open();
    EXPECT_EQ(refusal().kind, ErrorKind::refused);
    EXPECT_THAT(refusal().what, HasSubstr("another process has it open"));
}

TEST_F(SqliteStoreTest, ItOpensAgainAfterBeingClosed) {
    ASSERT_TRUE(begin(*open(), "staff"));
    EXPECT_EQ(intents(*open()), 1U);
}

TEST_F(SqliteStoreTest, AMissingFolderIsNamed) {
    const auto opened = open_sqlite_store(folder_ / "none" / "state.db");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(opened.error().what, HasSubstr("there is no folder"));
}

TEST_F(SqliteStoreTest, ANewerSchemaIsRefused) {
    open().reset();
    change("PRAGMA user_version=99");
    EXPECT_EQ(refusal().kind, ErrorKind::invalid_input);
    EXPECT_THAT(refusal().what, HasSubstr("schema version 99"));
}

TEST_F(SqliteStoreTest, AnotherProgramsDatabaseIsLeftUntouched) {
    change("CREATE TABLE notes (text)");
    std::ifstream before_file{file(), std::ios::binary};
    const std::string before{std::istreambuf_iterator<char>{before_file}, {}};
    EXPECT_EQ(refusal().kind, ErrorKind::invalid_input);
    EXPECT_THAT(refusal().what, HasSubstr("another program"));
    std::ifstream after_file{file(), std::ios::binary};
    const std::string after{std::istreambuf_iterator<char>{after_file}, {}};
    EXPECT_EQ(before, after);
}

TEST_F(SqliteStoreTest, WhatIsNoDatabaseIsRefused) {
    std::ofstream{file()} << std::string(8192, 'x');
    EXPECT_EQ(refusal().kind, ErrorKind::invalid_input);
    fs::remove(file());
    fs::create_directory(file());
    EXPECT_EQ(refusal().kind, ErrorKind::invalid_input);
}

TEST_F(SqliteStoreTest, DamagedPagesAreFoundAtTheStart) {
    ASSERT_TRUE(begin(*open(), "staff"));
    const auto size = fs::file_size(file());
    constexpr std::uintmax_t page = 4096;
    ASSERT_GT(size, 4 * page);
    std::fstream raw{file(), std::ios::binary | std::ios::in | std::ios::out};
    for (std::uintmax_t at = 2 * page; at < size; at += page) {
        raw.seekp(static_cast<std::streamoff>(at));
        raw << std::string(512, '\xA5');
    }
    raw.close();
    EXPECT_EQ(refusal().kind, ErrorKind::invalid_input);
}

TEST_F(SqliteStoreTest, AStoreOfVersionOneIsBroughtForwardWithAllItKnows) {
    make_version_one();
    const auto store = open();
    const auto memory = store->load("17", "a", 0);
    ASSERT_TRUE(memory) << memory.error().what;
    EXPECT_EQ(memory->intents.size(), 1U);
    ASSERT_EQ(memory->links.size(), 1U);
    EXPECT_EQ(memory->links[0], (StoredLink{"p1", Platform::vk, "77", LinkState::linked, 5, ""}));
    EXPECT_EQ(memory->own, OwnRows{});
    OwnChange change;
    change.chats = {{1, ChatKind::custom, "", "T", "", 5, {{"p1", true}}}};
    EXPECT_TRUE(store->save_own("17", "a", change, {}));
}

TEST_F(SqliteStoreTest, WhatItWasBeforeItWasBroughtForwardIsKept) {
    make_version_one();
    const mode_t before = ::umask(0);
    ASSERT_TRUE(open());
    ::umask(before);
    const fs::path copy = store_copy(file(), 1);
    EXPECT_EQ(number(copy, "PRAGMA user_version"), 1);
    EXPECT_EQ(number(copy, "PRAGMA application_id"), application_id);
    EXPECT_EQ(number(copy, "SELECT count(*) FROM link WHERE user = '77'"), 1);
    EXPECT_EQ(number(copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'own_chat'"), 0);
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(number(file(), "PRAGMA user_version"),
              static_cast<std::int64_t>(schema_migrations().size()));
}

TEST_F(SqliteStoreTest, TheWayBackIsToGiveTheCopyTheStoresName) {
    make_version_one();
    ASSERT_TRUE(open());
    fs::rename(store_copy(file(), 1), file());
    const auto store = open();
    EXPECT_EQ(store->load("17", "a", 0)->links.size(), 1U);
    EXPECT_TRUE(fs::exists(store_copy(file(), 1))) << "it was brought forward once more";
}

TEST_F(SqliteStoreTest, OnlyTheNewestCopyIsKeptAndWhatAKilledProcessLeftIsReplaced) {
    make_version_one();
    change(schema_migrations()[1]);
    change("PRAGMA user_version=2");
    std::ofstream{store_copy(file(), 1)} << "of an earlier upgrade";
    std::ofstream{store_copy(file(), 2).string() + ".unfinished"} << "half a copy";
    ASSERT_TRUE(open());
    EXPECT_FALSE(fs::exists(store_copy(file(), 1)));
    EXPECT_FALSE(fs::exists(store_copy(file(), 2).string() + ".unfinished"));
    EXPECT_EQ(number(store_copy(file(), 2), "PRAGMA user_version"), 2);
}

TEST_F(SqliteStoreTest, ANewStoreAndOneOfThisVersionLeaveNoCopy) {
    ASSERT_TRUE(open());
    ASSERT_TRUE(open());
    for (int version = 0; version <= static_cast<int>(schema_migrations().size()); ++version) {
        EXPECT_FALSE(fs::exists(store_copy(file(), version))) << version;
    }
}

TEST_F(SqliteStoreTest, WhatCannotBeCopiedIsNotBroughtForward) {
    make_version_one();
    fs::create_directories(store_copy(file(), 1) / "in the way");
    EXPECT_EQ(refusal().kind, ErrorKind::transient);
    EXPECT_EQ(number(file(), "PRAGMA user_version"), 1);
}

TEST_F(SqliteStoreTest, AMemberListThatNobodyWroteIsDamage) {
    {
        const auto store = open();
        const ObservedChat chat{"staff", 1, "t", ChatState::active, 0, "", {{4, true}}};
        const std::array<const ObservedChat*, 1> chats{&chat};
        ASSERT_TRUE(store->save("17", "a", chats, {}));
    }
    change("UPDATE chat SET members = x'010203'");
    const auto loaded = open()->load("17", "a", 0);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(loaded.error().what, HasSubstr("damaged"));
}

TEST_F(SqliteStoreTest, ALockedDatabaseIsTransientAndTheStoreWorksAgainAfterwards) {
    const auto store = open();
    SQLite::Database other{file().string(), SQLite::OPEN_READWRITE};
    other.exec("BEGIN IMMEDIATE");
    const auto refused = begin(*store, "staff");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::transient);
    EXPECT_TRUE(store->load("17", "a", 0)) << "reading does not wait for a writer";
    other.exec("ROLLBACK");
    EXPECT_TRUE(begin(*store, "staff"));
    EXPECT_EQ(intents(*store), 1U);
}

/// No file of this process may grow beyond `bytes`: writing fails as on a full disk.
class FullDisk {
  public:
    explicit FullDisk(std::uintmax_t bytes) : handler_{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    void (*handler_)(int);
    rlimit before_{};
};

TEST_F(SqliteStoreTest, AFullDiskIsTransientAndNothingIsWritten) {
    const auto store = open();
    ASSERT_TRUE(begin(*store, "before"));
    ObservedChat chat{"staff", 1, std::string(200'000, 't'), ChatState::active, 0, "", {}};
    const std::array<const ObservedChat*, 1> chats{&chat};
    {
        const FullDisk full{fs::file_size(file().string() + "-wal") + 20'000};
        const auto refused = store->save("17", "a", chats, {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::transient) << refused.error().what;
        EXPECT_TRUE(store->load("17", "a", 0)->observed.chats.empty());
    }
    EXPECT_TRUE(store->save("17", "a", chats, {})) << "it works again once there is room";
    EXPECT_EQ(intents(*store), 1U);
    EXPECT_EQ(store->load("17", "a", 0)->observed.chats.size(), 1U);
}

TEST_F(SqliteStoreTest, TheAuditCannotBeRewritten) {
    {
        const auto store = open();
        const std::array<AuditEntry, 1> audit{
            AuditEntry{1, "17", "staff", "remove", "p", 5, "done", "left_school", "rosterd"}};
        ASSERT_TRUE(store->save("17", "a", {}, audit));
    }
    EXPECT_THROW(change("UPDATE audit SET user = 6"), SQLite::Exception);
}

TEST_F(SqliteStoreTest, AMemberCostsEightBytes) {
    constexpr int chats_count = 400;
    constexpr int members_count = 200;
    {
        const auto store = open();
        std::vector<ObservedChat> chats;
        for (int i = 1; i <= chats_count; ++i) {
            ObservedChat chat{"class/" + std::to_string(i), i, "7A", ChatState::active, 1, "", {}};
            for (int user = 1; user <= members_count; ++user)
                chat.members.emplace_back(user, false);
            chats.push_back(std::move(chat));
        }
        std::vector<const ObservedChat*> pointers;
        for (const ObservedChat& chat : chats) pointers.push_back(&chat);
        ASSERT_TRUE(store->save("17", "a", pointers, {}));
    }
    EXPECT_LT(fs::file_size(file()), chats_count * members_count * 8 * 2);
}

}  // namespace
}  // namespace rosterd::store
