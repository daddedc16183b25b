// What every Store promises about the erasure of a person: more of StoreContract, included beside
// it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/store_contract.hpp"

namespace rosterd::test {

/// Everything that can be kept of a person, and the same of another one, whose it must stay.
class StoreErasure : public StoreContract {
  protected:
    static constexpr UserId his = 70;
    static constexpr UserId others = 80;

    void keep_everything() {
        ObservedChat chat = a_chat("class/7v", 5, {{others, false}});
        chat.newcomers = {{.user = his, .by = others, .since = 1},
                          {.user = others, .by = his, .since = 2}};
        AuditEntry of_a_stranger = a_removal(100, his);
        of_a_stranger.person = "";
        save({chat}, {a_removal(100, his), of_a_stranger, a_removal(100, others)});
        keep_people();
        keep_wishes();
    }

    void keep_people() {
        const std::vector<KnownUser> known{{his, "p70"}, {others, "p80"}};
        ASSERT_TRUE(store().accept("17", "a", {}, known, 1));
        History history;
        for (const UserId user : {his, others}) {
            history.departures.push_back({"class/7v", user, 3});
            history.invitations.push_back({"parents/7v", user, 4});
            history.parked.push_back(
                {"staff", user, ErrorKind::permanent_person, "closed", 100, 1, 0});
        }
        ASSERT_TRUE(store().save_history("17", "a", history));
        AccountChange tokens;
        for (const std::string person : {"p70", "p80"}) {
            tokens.tokens.push_back({"token-" + person, "17", person, 1'000, 0});
        }
        ASSERT_TRUE(store().save_account("a", tokens, {}));
    }

    void keep_wishes() {
        OwnChange change;
        change.links = {{"p70", Platform::vk, "70", LinkState::linked, 1, "+79990000070"},
                        {"p80", Platform::vk, "80", LinkState::linked, 1, "+79990000080"}};
        change.edits = {{"class/7v", "p70", EditKind::add, "p80", 1, 100},
                        {"class/7v", "p80", EditKind::add, "p70", 1, 100}};
        change.chats = {{.number = 1,
                         .title = "Кружок",
                         .created_by = "p70",
                         .created_at = 1,
                         .people = {{"p70", true}, {"p80", false}}}};
        change.titles = {{"class/7v", "Наш класс", "p70", 2}};
        change.deletions = {{"parents/7v", 2, "p70"}};
        change.conferences = {{.number = 1, .created_by = "p70", .people = {"p70", "p80"}}};
        change.marks = {{"c1", 3, 0, "p70"}};
        ASSERT_TRUE(store().save_own("17", "a", change, {}));
    }

    Result<ErasedPerson> erase() {
        AuditEntry line;
        line.school = "17";
        line.operation = "erase";
        line.by = "olga";
        return store().erase_person("17", "p70", line);
    }
};

TEST_P(StoreErasure, LeavesNothingOfHimAndEverythingOfOthers) {
    keep_everything();
    const auto erased = erase();
    ASSERT_TRUE(erased) << erased.error().what;
    EXPECT_GT(erased->rows, 0U);
    EXPECT_EQ(erased->users, (std::vector<std::pair<std::string, UserId>>{{"a", his}}));
    const SchoolMemory memory = reloaded();

    EXPECT_EQ(memory.known_users, (std::vector<KnownUser>{{others, "p80"}}));
    ASSERT_EQ(memory.links.size(), 1U);
    EXPECT_EQ(memory.links[0].person_id, "p80");
    ASSERT_EQ(memory.history.departures.size(), 1U);
    EXPECT_EQ(memory.history.departures[0].user, others);
    ASSERT_EQ(memory.history.invitations.size(), 1U);
    ASSERT_EQ(memory.history.parked.size(), 1U);
    EXPECT_EQ(memory.observed.chats[0].newcomers,
              (std::vector<Newcomer>{{.user = others, .by = 0, .since = 2}}));
    EXPECT_FALSE(*store().start_token("a", "token-p70", 0));
    EXPECT_TRUE(*store().start_token("a", "token-p80", 0));

    const OwnRows& own = memory.own;
    ASSERT_EQ(own.edits.size(), 1U);
    EXPECT_EQ(own.edits[0].person, "p80");
    EXPECT_EQ(own.edits[0].made_by, "");
    EXPECT_EQ(own.chats[0].people, (std::vector<OwnPerson>{{"p80", false}}));
    EXPECT_EQ(own.chats[0].created_by, "");
    EXPECT_EQ(own.titles[0].made_by, "");
    EXPECT_EQ(own.deletions[0].by, "");
    EXPECT_EQ(own.conferences[0].people, std::vector<std::string>{"p80"});
    EXPECT_EQ(own.conferences[0].created_by, "");
    EXPECT_EQ(own.marks[0].by, "");
}

TEST_P(StoreErasure, TheAuditKeepsThatItWasDoneAndNotToWhom) {
    keep_everything();
    ASSERT_TRUE(erase());
    under_test_->reopen();
    const auto lines = store().audit({.school = "17"}).value();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].entry.person, "p80");
    EXPECT_EQ(lines[1].entry.operation, "erase");
    EXPECT_EQ(erase().value().rows, 0U) << "nothing of him is left";
}

TEST_P(StoreErasure, AnotherSchoolIsNotTouched) {
    keep_everything();
    AuditEntry line;
    line.operation = "erase";
    EXPECT_EQ(store().erase_person("18", "p70", line).value().rows, 0U);
    EXPECT_EQ(reloaded().known_users.size(), 2U);
}

}  // namespace rosterd::test
