// One journal under all five shipped profiles: chats, titles, people and administrators, in full.
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/profiles/shared_school.hpp"

namespace rosterd::testing {

namespace {

struct Expected {
    const char* profile;
    const char* chats;
};

constexpr Expected sgo{"sgo", R"(class/7v [present] 7В класс: s1 s3 t1*
class/8a [present] 8А класс: head* s4
custom/trip [present] Поход: p1 s1 t1*
parents/7v [present] 7В родители: p1 p2 t1* t2
parents/8a [present] 8А родители: head* p2
staff [present] Учительская: head* t1 t2
subject/eng1 [present] 7В/Английский (1): s1 t1*
subject/eng2 [present] 7В/Английский (2): s3 t2*
subject/hist [present] 7В/История: lib s1 s3 t1*
subject/robots [present] Робототехника (7В, 8А): s1 s4 t2*
)"};

constexpr Expected bars_max{"bars-max", R"(class/7v [present] 7В: it* s1 s2 s3 t1*
class/8a [present] 8А: it* s4
custom/trip [present] Поход: it* p1 s1 t1*
parents/7v [present] 7В · Родители: it* p1 p2 t1* t2
parents/8a [present] 8А · Родители: it* p2
staff [present] Учительский чат: head it* t1 t2
subject/eng1 [on request] 7В · Английский (1): it* s1 t1*
subject/eng2 [on request] 7В · Английский (2): it* s2 s3 t2*
subject/hist [present] История с Лидией Андреевной: it* lib s1 s2 s3 t1*
subject/robots [on request] 7В, 8А · Робототехника: it* s1 s4 t2*
)"};

constexpr Expected bars_vk{"bars-vk", R"(class/7v [present] 7В: it s1 s2 s3 t1*
class/8a [present] 8А: it* s4
custom/trip [present] Поход: it* p1 s1 t1*
parents/7v [present] 7В · Родители: it p1 p2 t1* t2
parents/8a [present] 8А · Родители: it* p2
staff [present] Учительский чат: head it* t1 t2
subject/eng1 [on request] 7В · Английский (1): it s1 t1*
subject/eng2 [on request] 7В · Английский (2): it s2 s3 t2*
subject/hist [present] История с Лидией Андреевной: it lib s1 s2 s3 t1*
subject/robots [on request] 7В, 8А · Робототехника: it s1 s4 t2*
)"};

constexpr Expected dnevnik{"dnevnik", R"(class/7v [present] 7В: s1 s3 t1*
class/8a [on request] 8А: head* s4
parents/7v [on request] 7В - Родители: p1 p2 t1* t2
parents/8a [on request] 8А - Родители: head* p2
staff [present] Учительская: head* it lib t1 t2
subject/eng1 [on request] 7В - Английский (1): s1 t1*
subject/eng2 [present] 7В - Английский (2): s3 t2*
subject/hist [present] 7В - История: s1 s3 t1*
subject/robots [on request] 7В, 8А - Робототехника: s1 s4 t2*
)"};

constexpr Expected ezhd{"ezhd", R"(class/7v [present] 7В: s1 s3 t1*
class/8a [present] 8А: head* s4
custom/trip [present] Поход: p1 s1 t1*
parents/7v [present] 7В, родители: p1 p2 t1* t2
parents/8a [present] 8А, родители: head* p2
staff [present] Чат с коллегами: head* it lib t1 t2
subject/eng1 [on request] 7В, Английский, 1: s1 t1*
subject/eng2 [on request] 7В, Английский, 2: s3 t2*
subject/hist [present] 7В, История: lib s1 s3 t1*
subject/robots [on request] Робототехника, 7В, 8А: s1 s4 t2*
)"};

class FiveProfilesTest : public ::testing::TestWithParam<Expected> {};

TEST_P(FiveProfilesTest, GivesExactlyTheseChatsTitlesMembersAndAdministrators) {
    EXPECT_EQ(told(under(shipped_profile(GetParam().profile)).evaluate()), GetParam().chats);
}

INSTANTIATE_TEST_SUITE_P(Shipped, FiveProfilesTest,
                         ::testing::Values(sgo, bars_max, bars_vk, dnevnik, ezhd),
                         [](const auto& row) {
                             std::string name = row.param.profile;
                             std::erase(name, '-');
                             return name;
                         });

TEST(FiveProfilesTest, NoTwoGiveTheSame) {
    std::set<std::string> different;
    for (const char* id : {"sgo", "bars-max", "bars-vk", "dnevnik", "ezhd"}) {
        different.insert(told(under(shipped_profile(id)).evaluate()));
    }
    EXPECT_EQ(different.size(), 5U);
}

TEST(FiveProfilesTest, EveryChatHasAnAdministrator) {
    for (const char* id : {"sgo", "bars-max", "bars-vk", "dnevnik", "ezhd"}) {
        const auto world = under(shipped_profile(id)).evaluate();
        for (const DesiredChat& chat : world.desired.chats) {
            const std::string key{world.desired.key(chat)};
            EXPECT_FALSE(world.admins(key).empty()) << id << ' ' << key;
        }
    }
}

}  // namespace

}  // namespace rosterd::testing
