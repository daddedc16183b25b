// What rosterctl says of a school that moves, without a daemon.
#include "daemon/rosterctl/migration_text.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

namespace rosterd::ctl {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

json::object parsed(std::string_view text) {
    return json::parse(text).as_object();
}

TEST(MigrationTextTest, TheSummaryNamesOnlyWhatThereIs) {
    const auto all = parsed(R"({
        "chats": {"total": 30, "there": 12, "to_claim": 18, "missing": 0},
        "people": {"total": 9, "moved": 2, "partly": 1, "waiting_link": 6, "invited": 0, "left": 0,
                   "parked": 0, "to_add": 0}})");
    EXPECT_EQ(migration_summary(all),
              "chats        12 of 30 there, 18 to claim\n"
              "people       2 of 9 moved, 1 partly, 6 without a link\n");
}

TEST(MigrationTextTest, EveryStateSaysWhoHasToDoWhat) {
    const auto to_do = [](std::string_view state, std::string_view link) {
        return still_to_do(
            {{"state", state}, {"link_to", link}, {"missing", json::array{"class/7v", "staff"}}});
    };
    EXPECT_EQ(to_do("moved", "linked"), "");
    EXPECT_THAT(to_do("partly", "linked"), HasSubstr("class/7v, staff"));
    EXPECT_THAT(to_do("to_add", "linked"), HasSubstr("class/7v, staff"));
    EXPECT_THAT(to_do("waiting_link", "none"), HasSubstr("start address"));
    EXPECT_THAT(to_do("waiting_link", "unlinked"), HasSubstr("start address"));
    EXPECT_THAT(to_do("waiting_link", "requested"), HasSubstr("confirms"));
    EXPECT_THAT(to_do("waiting_link", "conflict"), HasSubstr("correct one of the two"));
    EXPECT_THAT(to_do("waiting_link", "refused"), HasSubstr("refused"));
    EXPECT_THAT(to_do("invited", "linked"), HasSubstr("invite link"));
    EXPECT_THAT(to_do("left", "linked"), HasSubstr("left by himself"));
    EXPECT_THAT(to_do("parked", "linked"), HasSubstr("rosterctl explain"));
}

TEST(MigrationTextTest, WhoHasMovedIsNotListed) {
    const auto all = parsed(R"({
        "chat_items": [{"key": "class/7v", "title": "7В класс", "from": 3, "to": null,
                        "state": "to_claim", "members_from": 4, "members_to": 0}],
        "items": [{"person": "s1", "name": "Иванов", "link_to": "linked", "chats_from": 2,
                   "chats_to": 2, "missing": [], "state": "moved"},
                  {"person": "s2", "name": "Ёлкина", "link_to": "none", "chats_from": 2,
                   "chats_to": 0, "missing": ["class/7v"], "state": "waiting_link"}]})");
    EXPECT_EQ(migration_people(all).rows(), 1U);
    EXPECT_THAT(migration_people(all).text(0, false),
                AllOf(HasSubstr("Ёлкина"), Not(HasSubstr("Иванов"))));
    EXPECT_THAT(migration_chats(all).text(0, false),
                AllOf(HasSubstr("class/7v"), HasSubstr("to claim")));
}

}  // namespace
}  // namespace rosterd::ctl
