// A writer killed with SIGKILL at random moments: every write is there whole, or not at all.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <map>
#include <random>
#include <string>

#include "adapters/store/sqlite_store.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::store {
namespace {

constexpr int kills = 60;
constexpr int chats_per_round = 3;

/// The members that round `round` leaves in each of its chats.
std::vector<ObservedMember> members_of(std::int64_t round) {
    std::vector<ObservedMember> members;
    for (std::int64_t user = 1; user <= 20 + round % 30; ++user) {
        members.emplace_back(user * 100 + round % 100, user % 2 == 0);
    }
    return members;
}

ObservedChat chat_of(const std::string& key, ChatNumber number, std::int64_t round) {
    return {key, number, std::to_string(round), ChatState::active, round, "", members_of(round)};
}

bool write_round(Store& store, std::int64_t round) {
    const std::string created = "new/" + std::to_string(round);
    if (!store.begin_creation("17", "a", {created, "t", {round}, round})) return false;
    if (!store.finish_creation("17", "a", chat_of(created, 1000 + round, round))) return false;
    if (!store.forget_chat("17", "a", "new/" + std::to_string(round - 1))) return false;
    std::vector<ObservedChat> chats;
    std::vector<const ObservedChat*> pointers;
    chats.reserve(chats_per_round);
    for (int i = 1; i <= chats_per_round; ++i) {
        pointers.push_back(&chats.emplace_back(chat_of("class/" + std::to_string(i), i, round)));
    }
    const std::array<AuditEntry, 1> audit{
        AuditEntry{round, "17", "class/1", "remove", "p", round, "done", "left_school", "rosterd"}};
    if (!store.save("17", "a", pointers, audit)) return false;
    const std::vector<KnownUser> known{{round, "p"}, {round + 1, "q"}};
    if (!store.accept("17", "a", RowCounts{}, known, round)) return false;
    OwnChange by_hand;
    by_hand.edits = {{"class/1", "p", EditKind::add, "", round, round + 1},
                     {"class/1", "q", EditKind::remove, "", round, round + 1}};
    by_hand.titles = {{"class/1", std::to_string(round), "", round}};
    by_hand.links = {{"p", Platform::vk, "1", LinkState::linked, round, "+79160000000"}};
    by_hand.initialised = {{"class/1", round}};
    return store.save_own("17", "a", by_hand, {}).has_value();
}

/// The child: writes round after round and reports each one that the store confirmed.
[[noreturn]] void write_for_ever(const std::filesystem::path& file, std::int64_t round, int out) {
    auto store = open_sqlite_store(file);
    if (!store) ::_exit(1);
    for (;; ++round) {
        if (!write_round(**store, round)) ::_exit(2);
        if (::write(out, &round, sizeof round) != sizeof round) ::_exit(3);
    }
}

/// Kills a fresh writer after it confirmed `confirmed` rounds and one more moment, which differs
/// from run to run; returns the last round that it confirmed.
std::int64_t run_and_kill(const std::filesystem::path& file, std::int64_t first, int confirmed,
                          std::uint32_t spins) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write_for_ever(file, first, ends[1]);
    }
    ::close(ends[1]);
    std::int64_t last = first - 1;
    for (int i = 0; i < confirmed; ++i) {
        if (::read(ends[0], &last, sizeof last) != sizeof last) break;
    }
    for (volatile std::uint32_t spin = 0; spin < spins; spin = spin + 1) {
    }
    ::kill(child, SIGKILL);
    while (::read(ends[0], &last, sizeof last) == sizeof last) {
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    return last;
}

void expect_whole(const SchoolMemory& memory, std::int64_t confirmed, std::int64_t& saved) {
    std::map<std::string, const ObservedChat*> chats;
    for (const ObservedChat& chat : memory.observed.chats) chats[chat.key] = &chat;
    ASSERT_TRUE(chats.contains("class/1"));
    saved = std::stoll(chats["class/1"]->title);
    EXPECT_TRUE(saved == confirmed || saved == confirmed + 1) << saved << " of " << confirmed;
    for (int i = 1; i <= chats_per_round; ++i) {
        const ObservedChat* chat = chats["class/" + std::to_string(i)];
        ASSERT_NE(chat, nullptr);
        EXPECT_EQ(chat->title, std::to_string(saved));
        EXPECT_EQ(chat->members, members_of(saved));
    }
    EXPECT_TRUE(memory.accepted_at == saved || memory.accepted_at == saved - 1);
    ASSERT_EQ(memory.known_users.size(), 2U);
    EXPECT_EQ(memory.known_users[0].user, memory.accepted_at);
    EXPECT_EQ(memory.known_users[1].user, memory.accepted_at + 1);
    ASSERT_EQ(memory.own.edits.size(), 2U);
    const UnixSeconds by_hand = memory.own.edits[0].made_at;
    EXPECT_TRUE(by_hand == memory.accepted_at || by_hand == memory.accepted_at - 1);
    EXPECT_EQ(memory.own.edits[1].made_at, by_hand);
    EXPECT_EQ(memory.own.titles.at(0).made_at, by_hand);
    EXPECT_EQ(memory.links.at(0).linked_at, by_hand);
    EXPECT_EQ(memory.initialised.at(0).second, by_hand);
    for (const Intent& intent : memory.intents) {
        EXPECT_FALSE(chats.contains(intent.chat)) << "an intent beside its bound chat";
    }
}

TEST(CrashTest, AKilledWriterLeavesThePreviousOrTheNextState) {
    const test::TemporaryDirectory folder;
    const auto file = folder / "state.db";
    const std::uint32_t seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::int64_t round = 1;
    std::vector<UserId> removed;
    for (int kill = 0; kill < kills; ++kill) {
        const int after = static_cast<int>(random() % 6) + 1;
        const std::int64_t confirmed = run_and_kill(file, round, after, random() % 3'000'000);
        ASSERT_GE(confirmed, round);
        const auto store = open_sqlite_store(file);
        ASSERT_TRUE(store) << store.error().what;
        const auto memory = (*store)->load("17", "a", 0);
        ASSERT_TRUE(memory) << memory.error().what;
        std::int64_t saved = 0;
        ASSERT_NO_FATAL_FAILURE(expect_whole(*memory, confirmed, saved));
        for (std::int64_t each = round; each <= saved; ++each) removed.push_back(each);
        ASSERT_EQ(*(*store)->removed_since("17", "a", 0), removed) << "a removal lost or invented";
        for (const Intent& intent : memory->intents) {
            ASSERT_TRUE((*store)->abandon_creation("17", "a", intent.chat));
        }
        for (const ObservedChat& chat : memory->observed.chats) {
            if (chat.key.starts_with("new/")) {
                ASSERT_TRUE((*store)->forget_chat("17", "a", chat.key));
            }
        }
        round = saved + 1;
    }
}

}  // namespace
}  // namespace rosterd::store
