// Chats as programs see them: counts, states, filters, pages, people.
#include "daemon/control/chat_view.hpp"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "reconciler/fold_case.hpp"
#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using control::chat_view;
using control::ChatFilter;
using control::ChatOrder;
using control::chats_view;
using ::testing::ElementsAre;

const UnixSeconds now = moment_now().now;

std::vector<std::string> keys_of(const json::object& list) {
    std::vector<std::string> keys;
    for (const json::value& item : list.at("items").as_array()) {
        keys.emplace_back(item.at("key").as_string());
    }
    return keys;
}

json::object row_of(const SchoolState& state, std::string_view key) {
    return item_where(chats_view(state, now, {}).at("items"), "key", key);
}

std::string state_of(const SchoolState& state, std::string_view key) {
    return std::string{row_of(state, key).at("state").as_string()};
}

// title, type, number of members, administrators, subject.
TEST(ChatViewTest, ARowHasExactlyTheFieldsThatProgramsRelyOn) {
    std::vector<std::string> names;
    for (const auto& member : row_of(school_state(settled_school()), "class/7v")) {
        names.emplace_back(member.key());
    }
    EXPECT_THAT(
        names, ElementsAre("key", "type", "title", "subject", "state", "waiting_for", "paused",
                           "members", "on_platform", "waiting", "unlinked", "admins", "admin_names",
                           "warnings", "platform_chat", "invite_link"));
}

// class teacher and chats administrator are counted.
TEST(ChatViewTest, AFullChatCountsEverybodyAsThere) {
    const json::object row = row_of(school_state(settled_school()), "class/7v");
    EXPECT_EQ(row.at("type"), "class");
    EXPECT_EQ(row.at("title"), "7В класс");
    EXPECT_EQ(row.at("subject"), nullptr);
    EXPECT_EQ(row.at("state"), "active");
    EXPECT_EQ(row.at("members"), 4);
    EXPECT_EQ(row.at("on_platform"), 4);
    EXPECT_EQ(row.at("waiting"), 0);
    EXPECT_EQ(row.at("admins"), (json::array{"t1"}));
    EXPECT_TRUE(row.at("platform_chat").is_int64());
}

TEST(ChatViewTest, APlannedChatHasItsPeopleWaitingAndNoNumber) {
    Scenario scenario;
    scenario.journal = small_school();
    const json::object row = row_of(school_state(scenario), "class/7v");
    EXPECT_EQ(row.at("state"), "planned");
    EXPECT_EQ(row.at("members"), 4);
    EXPECT_EQ(row.at("on_platform"), 0);
    EXPECT_EQ(row.at("waiting"), 4);
    EXPECT_EQ(row.at("platform_chat"), nullptr);
    EXPECT_EQ(row.at("invite_link"), nullptr);
}

TEST(ChatViewTest, APlannedChatThatOnlyAPersonCanMakeWaitsToBeClaimed) {
    Scenario scenario;
    scenario.journal = small_school();
    EXPECT_EQ(row_of(school_state(scenario), "class/7v").at("waiting_for"), nullptr);
    scenario.capabilities.create_chats = false;
    const SchoolState state = school_state(scenario);
    EXPECT_EQ(row_of(state, "class/7v").at("state"), "planned");
    EXPECT_EQ(row_of(state, "class/7v").at("waiting_for"), "claim");
    EXPECT_EQ(chat_view(state, now, "class/7v")->at("waiting_for"), "claim");
    Scenario claimed = settled_school();
    claimed.capabilities.create_chats = false;
    EXPECT_EQ(row_of(school_state(claimed), "class/7v").at("waiting_for"), nullptr);
}

TEST(ChatViewTest, WhoHasNoLinkBelongsAndWaits) {
    Scenario scenario = settled_school();
    scenario.journal.enrol("7v", "s4");
    const json::object row = row_of(school_state(scenario), "class/7v");
    EXPECT_EQ(row.at("members"), 5);
    EXPECT_EQ(row.at("on_platform"), 4);
    EXPECT_EQ(row.at("waiting"), 1);
}

TEST(ChatViewTest, AnAdministratorWithoutALinkIsStillNamed) {
    Scenario scenario = settled_school();
    scenario.journal.teacher("t9").class_teacher("7v", "t9");
    const json::object row = row_of(school_state(scenario), "class/7v");
    EXPECT_EQ(row.at("admins"), (json::array{"t1", "t9"}));
}

TEST(ChatViewTest, AStrangerIsNoMember) {
    Scenario scenario = settled_school();
    put_member(*scenario.observed.find("class/7v"), {77'777, true});
    const SchoolState state = school_state(scenario);
    EXPECT_EQ(row_of(state, "class/7v").at("members"), 4);
    const auto chat = chat_view(state, now, "class/7v");
    ASSERT_TRUE(chat);
    const auto& last = chat->at("people").as_array().back().as_object();
    EXPECT_EQ(last.at("person"), nullptr);
    EXPECT_EQ(last.at("name"), nullptr);
    EXPECT_EQ(last.at("user"), 77'777);
    EXPECT_EQ(last.at("role"), "admin");
    EXPECT_EQ(last.at("state"), "stranger");
}

TEST(ChatViewTest, ASubjectChatNamesItsSubject) {
    const json::object row = row_of(school_state(settled_school()), "subject/hist");
    EXPECT_EQ(row.at("type"), "subject");
    EXPECT_EQ(row.at("subject"), "История");
}

TEST(ChatViewTest, AChatThatWaitsForARequestIsOnRequest) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.profile = bars_max_profile();
    EXPECT_EQ(state_of(school_state(scenario), "subject/hist"), "on_request");
}

TEST(ChatViewTest, AParkedChatIsParkedUntilItsTime) {
    Scenario scenario = settled_school();
    Parked parked;
    parked.chat = "class/7v";
    parked.until = now + 60;
    scenario.history.parked = {parked};
    EXPECT_EQ(state_of(school_state(scenario), "class/7v"), "parked");
    scenario.history.parked.front().until = now;
    EXPECT_EQ(state_of(school_state(scenario), "class/7v"), "active");
}

TEST(ChatViewTest, AChatThatVanishedFromThePlatformIsPlannedAgain) {
    Scenario scenario = settled_school();
    scenario.observed.find("class/7v")->state = ChatState::destroyed;
    EXPECT_EQ(state_of(school_state(scenario), "class/7v"), "planned");
}

TEST(ChatViewTest, AChatOfNobodyAnyMoreIsListedWithItsOldTitle) {
    Scenario scenario = settled_school();
    scenario.on_platform("class/gone", "Старый 9Б", {1003});
    const json::object row = row_of(school_state(scenario), "class/gone");
    EXPECT_EQ(row.at("title"), "Старый 9Б");
    EXPECT_EQ(row.at("members"), 0);
    scenario.observed.find("class/gone")->state = ChatState::destroyed;
    EXPECT_EQ(state_of(school_state(scenario), "class/gone"), "deleted");
}

// by type, title and a member's surname.
TEST(ChatViewTest, FiltersNarrowTheList) {
    const SchoolState state = school_state(settled_school());
    const auto with = [&](ChatFilter filter) { return keys_of(chats_view(state, now, filter)); };
    EXPECT_THAT(with({}), ElementsAre("class/7v", "parents/7v", "staff", "subject/hist"));
    EXPECT_THAT(with({.type = ChatKind::parents}), ElementsAre("parents/7v"));
    EXPECT_THAT(with({.title = "7в КЛ"}), ElementsAre("class/7v"));
    EXPECT_THAT(with({.surname = "ИВАН"}), ElementsAre("class/7v", "subject/hist"));
    EXPECT_THAT(with({.type = ChatKind::class_chat, .surname = "ёл"}), ElementsAre("class/7v"));
    EXPECT_THAT(with({.surname = "ванов"}), ElementsAre());
}

TEST(ChatViewTest, TheListIsSortedAsAskedAndEqualOnesStayInTheOrderOfTheirKeys) {
    const SchoolState state = school_state(settled_school());
    const auto by = [&](ChatOrder order, bool descending = false) {
        return keys_of(chats_view(state, now, {.order = order, .descending = descending}));
    };
    // «7В класс», «7В родители», «7В/История», «Учительская».
    EXPECT_THAT(by(ChatOrder::title),
                ElementsAre("class/7v", "parents/7v", "subject/hist", "staff"));
    EXPECT_THAT(by(ChatOrder::title, true),
                ElementsAre("staff", "subject/hist", "parents/7v", "class/7v"));
    EXPECT_THAT(by(ChatOrder::members),
                ElementsAre("staff", "class/7v", "parents/7v", "subject/hist"));
    EXPECT_THAT(by(ChatOrder::members, true),
                ElementsAre("class/7v", "parents/7v", "subject/hist", "staff"));
    EXPECT_EQ(control::chat_order("-title"), std::nullopt);
}

TEST(ChatViewTest, WhoHasNoLinkIsCountedAndTheWarningOfTheManualsStandsBeside) {
    Scenario scenario = settled_school();
    EXPECT_TRUE(row_of(school_state(scenario), "class/7v").at("warnings").as_array().empty());
    scenario.journal.enrol("7v", "s4");
    const json::object row = row_of(school_state(scenario), "class/7v");
    EXPECT_EQ(row.at("members"), 5) << "the class teacher counts as well";
    EXPECT_EQ(row.at("unlinked"), 1);
    const json::value& warning = row.at("warnings").at(0);
    EXPECT_EQ(warning.at("code"), "unlinked_members");
    EXPECT_EQ(warning.at("people"), 1);
    EXPECT_TRUE(std::string{warning.at("message").as_string()}.starts_with(
        "Участники, не привязавшие учётную запись"));
    EXPECT_EQ(row.at("admin_names").as_array().size(), row.at("admins").as_array().size());
}

TEST(ChatViewTest, TabsSurnameAndPagesNarrowThePeopleAndNeverTheCounts) {
    Scenario scenario = settled_school();
    scenario.journal.guardian("t1", "s1");  // a teacher whose child learns here
    const SchoolState state = school_state(scenario);
    const auto people = [&](std::string_view key, control::SeatFilter filter) {
        const auto chat = chat_view(state, now, key, filter);
        std::vector<std::string> ids;
        for (const json::value& seat : chat->at("people").as_array()) {
            ids.emplace_back(seat.at("person").as_string());
        }
        return ids;
    };
    using control::Category;
    EXPECT_THAT(people("class/7v", {.role = Category::staff}), ElementsAre("t1"));
    EXPECT_THAT(people("class/7v", {.role = Category::pupil}), ElementsAre("s1", "s2", "s3"));
    EXPECT_THAT(people("parents/7v", {.role = Category::parent}),
                ElementsAre("p1", "p2", "p3", "t1"));
    EXPECT_THAT(people("class/7v", {.surname = "ёлк"}), ElementsAre("s2"));
    EXPECT_THAT(people("class/7v", {.role = Category::pupil, .paging = {2, 2}}), ElementsAre("s3"));
    const auto page = chat_view(state, now, "class/7v", {.paging = {1, 1}});
    EXPECT_EQ(page->at("people_total"), 4);
    EXPECT_EQ(page->at("members"), 4);
    EXPECT_EQ(page->at("people").as_array().size(), 1U);
    EXPECT_EQ(
        item_where(chat_view(state, now, "class/7v")->at("people"), "person", "t1").at("roles"),
        (json::array{"staff", "parent"}));
}

TEST(ChatViewTest, PagesAreCutAfterFilteringAndTheTotalIsOfAll) {
    const SchoolState state = school_state(settled_school());
    const auto page = [&](std::size_t number, std::size_t size) {
        return chats_view(state, now, {.paging = {number, size}});
    };
    EXPECT_THAT(keys_of(page(1, 3)), ElementsAre("class/7v", "parents/7v", "staff"));
    EXPECT_THAT(keys_of(page(2, 3)), ElementsAre("subject/hist"));
    EXPECT_THAT(keys_of(page(3, 3)), ElementsAre());
    EXPECT_EQ(page(3, 3).at("total"), 4);
    EXPECT_THAT(keys_of(page(10'000, 10'000)), ElementsAre());
}

// the members of one chat.
TEST(ChatViewTest, PeopleHaveNamesUsersRolesAndReasons) {
    const auto chat = chat_view(school_state(settled_school()), now, "class/7v");
    ASSERT_TRUE(chat);
    const json::object& pupil = item_where(chat->at("people"), "person", "s1");
    EXPECT_EQ(pupil.at("name"), "Иванов Имя");
    EXPECT_EQ(pupil.at("user"), 1003);
    EXPECT_EQ(pupil.at("role"), "member");
    EXPECT_EQ(pupil.at("state"), "present");
    EXPECT_EQ(pupil.at("reasons"), (json::array{"class.members: students"}));
    EXPECT_EQ(item_where(chat->at("people"), "person", "t1").at("role"), "admin");
}

TEST(ChatViewTest, WhoMustGoIsShownWithTheCause) {
    Scenario scenario = settled_school();
    scenario.journal.end_enrolment("7v", "s3");
    const auto chat = chat_view(school_state(scenario), now, "class/7v");
    ASSERT_TRUE(chat);
    EXPECT_EQ(chat->at("members"), 3);
    const json::object& gone = item_where(chat->at("people"), "person", "s3");
    EXPECT_EQ(gone.at("state"), "to_remove");
    EXPECT_EQ(gone.at("reasons"), (json::array{"left_school"}));
}

TEST(ChatViewTest, AnUnknownKeyIsNoChat) {
    EXPECT_FALSE(chat_view(school_state(settled_school()), now, "class/none"));
}

TEST(FoldCaseTest, LatinAndRussianLettersAreFolded) {
    EXPECT_EQ(fold_case("ABZ АБПРЯЁ"), "abz абпряё");
    EXPECT_EQ(fold_case("already абпряё 7"), "already абпряё 7");
}

TEST(FoldCaseTest, OtherBytesStayAsTheyAre) {
    EXPECT_EQ(fold_case("Љ Ğ \xD0"), "Љ Ğ \xD0");
}

}  // namespace
}  // namespace rosterd::testing
