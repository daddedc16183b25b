// A school that moves from VK to MAX, as programs see it: chats, people, totals.
#include "daemon/control/migration_view.hpp"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using control::migration_target;
using control::migration_view;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const UnixSeconds now = moment_now().now;

std::vector<std::string> names_of(const json::object& object) {
    std::vector<std::string> names;
    for (const auto& member : object) names.emplace_back(member.key());
    return names;
}

/// People are 5000 + n on MAX, where no account can make chats.
Scenario on_max(std::initializer_list<std::pair<std::string, UserId>> linked) {
    Scenario scenario;
    scenario.journal = small_school();
    for (const auto& [person, user] : linked) {
        scenario.journal.link(person, std::to_string(user), LinkState::linked, 1, Platform::max);
    }
    scenario.capabilities.create_chats = false;
    return scenario;
}

json::object moved(const Scenario& from, const Scenario& to) {
    return migration_view(school_state(from), further_state(to), now);
}

const json::object& person(const json::object& view, std::string_view id) {
    return item_where(view.at("items"), "person", id);
}
const json::object& chat(const json::object& view, std::string_view key) {
    return item_where(view.at("chat_items"), "key", key);
}

TEST(MigrationViewTest, AnAnswerHasExactlyTheFieldsThatProgramsRelyOn) {
    const json::object view = moved(settled_school(), on_max({}));
    EXPECT_THAT(names_of(view),
                ElementsAre("school", "from", "to", "chats", "people", "items", "chat_items"));
    EXPECT_THAT(names_of(view.at("chats").as_object()),
                ElementsAre("total", "there", "to_claim", "missing"));
    EXPECT_THAT(names_of(view.at("people").as_object()),
                ElementsAre("total", "moved", "partly", "waiting_link", "invited", "left", "parked",
                            "to_add"));
    EXPECT_THAT(names_of(person(view, "s1")),
                ElementsAre("person", "name", "user_from", "user_to", "link_to", "chats_from",
                            "chats_to", "missing", "state"));
    EXPECT_THAT(names_of(chat(view, "class/7v")),
                ElementsAre("key", "title", "from", "to", "state", "members_from", "members_to"));
    EXPECT_EQ(view.at("school"), "17");
    EXPECT_EQ(view.at("from"),
              (json::object{{"school", "17"}, {"account", "main"}, {"platform", "vk"}}));
    EXPECT_EQ(view.at("to"),
              (json::object{{"school", "17@max"}, {"account", "max"}, {"platform", "max"}}));
}

TEST(MigrationViewTest, BeforeAnybodyDidAnythingEverythingIsStillToDo) {
    const json::object view = moved(settled_school(), on_max({}));
    EXPECT_EQ(view.at("chats"),
              (json::object{{"total", 4}, {"there", 0}, {"to_claim", 4}, {"missing", 0}}));
    EXPECT_EQ(view.at("people").at("total"), 7);
    EXPECT_EQ(view.at("people").at("waiting_link"), 7);
    const json::object& pupil = person(view, "s1");
    EXPECT_TRUE(pupil.at("user_from").is_int64());
    EXPECT_EQ(pupil.at("user_to"), nullptr);
    EXPECT_EQ(pupil.at("link_to"), "none");
    EXPECT_EQ(pupil.at("chats_from"), 2);
    EXPECT_EQ(pupil.at("chats_to"), 0);
    EXPECT_EQ(pupil.at("missing"), (json::array{"class/7v", "subject/hist"}));
    const json::object& row = chat(view, "class/7v");
    EXPECT_TRUE(row.at("from").is_int64());
    EXPECT_EQ(row.at("to"), nullptr);
    EXPECT_EQ(row.at("members_from"), 4);
    EXPECT_EQ(row.at("members_to"), 0);
}

TEST(MigrationViewTest, EverybodyHasTheStateOfWhatKeepsHim) {
    Scenario max = on_max(
        {{"t1", 5000}, {"s1", 5001}, {"s2", 5002}, {"s3", 5003}, {"p1", 5011}, {"p2", 5012}});
    max.on_platform("class/7v", "7В класс", {5001, 5002});
    max.on_platform("subject/hist", "История", {5001});
    max.on_platform("parents/7v", "7В родители", {});
    max.history.departures = {{"class/7v", 5003, 1}};
    max.history.invitations = {{"parents/7v", 5011, 1}};
    max.history.parked = {
        {"parents/7v", 5012, ErrorKind::permanent_person, "privacy", now + 60, 1}};
    const json::object view = moved(settled_school(), max);
    for (const auto& [id, state] :
         std::vector<std::pair<std::string, std::string>>{{"s1", "moved"},
                                                          {"s2", "partly"},
                                                          {"p3", "waiting_link"},
                                                          {"p1", "invited"},
                                                          {"s3", "left"},
                                                          {"p2", "parked"},
                                                          {"t1", "to_add"}}) {
        EXPECT_EQ(person(view, id).at("state").as_string(), state) << id;
        EXPECT_EQ(view.at("people").at(state), 1) << state;
    }
    EXPECT_TRUE(person(view, "s1").at("missing").as_array().empty());
    EXPECT_EQ(person(view, "s2").at("missing"), (json::array{"subject/hist"}));
    EXPECT_EQ(person(view, "s2").at("chats_to"), 1);
    EXPECT_EQ(view.at("chats"),
              (json::object{{"total", 4}, {"there", 3}, {"to_claim", 1}, {"missing", 0}}));
    EXPECT_EQ(chat(view, "class/7v").at("members_to"), 2);
    EXPECT_EQ(chat(view, "staff").at("state"), "to_claim");
}

TEST(MigrationViewTest, WhereTheAccountMakesChatsTheyAreMissingUntilItHas) {
    Scenario max = on_max({});
    max.capabilities.create_chats = true;
    const json::object view = moved(settled_school(), max);
    EXPECT_EQ(view.at("chats").at("missing"), 4);
    EXPECT_EQ(chat(view, "staff").at("state"), "missing");
}

TEST(MigrationViewTest, AChatThatSomebodyAskedForThereCountsAlthoughNobodyAsksForItHere) {
    Scenario vk = settled_school();
    vk.profile = bars_max_profile();
    Scenario max = on_max({});
    max.profile = bars_max_profile();
    const auto state_of_hist = [&] {
        return chat(moved(vk, max), "subject/hist").at("state").as_string();
    };
    EXPECT_EQ(state_of_hist(), "to_claim");
    EXPECT_THAT(json::serialize(person(moved(vk, max), "s1").at("missing")),
                HasSubstr("subject/hist"));
    std::erase_if(vk.observed.chats,
                  [](const ObservedChat& each) { return each.key == "subject/hist"; });
    EXPECT_THROW((void)state_of_hist(), std::invalid_argument) << "nobody asked for it anywhere";
}

TEST(MigrationViewTest, ReadsOfDifferentTimesAreComparedByTheIdsOfPeople) {
    Scenario max = on_max({});
    max.journal.enrol("7v", "a-newcomer");  // first in the order of ids: every index differs
    const json::object view = moved(settled_school(), max);
    EXPECT_EQ(person(view, "a-newcomer").at("user_from"), nullptr);
    EXPECT_EQ(person(view, "a-newcomer").at("chats_from"), 0);
    EXPECT_EQ(person(view, "s1").at("chats_from"), 2);
    EXPECT_EQ(person(view, "p3").at("chats_from"), 1);
}

class MigrationTargetTest : public ::testing::Test {
  protected:
    MigrationTargetTest() {
        schools_["17"] = school_state(settled_school());
        schools_["18"] = school_state(settled_school(), "18");
    }
    void also(const std::string& account) {
        SchoolState state = further_state(on_max({}));
        state.school.account = account;
        schools_[further_name("17", account)] = std::move(state);
    }
    Result<const SchoolState*> target(const std::string& school, std::string_view account) {
        return migration_target(schools_, schools_.at(school), account);
    }
    void expect_error(const std::string& school, std::string_view account, ErrorKind kind) {
        const auto found = target(school, account);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().kind, kind) << found.error().what;
        EXPECT_FALSE(found.error().hint.empty());
    }
    Schools schools_;
};

TEST_F(MigrationTargetTest, TheOnlyFurtherAccountNeedsNoName) {
    expect_error("17", "", ErrorKind::refused);
    also("max");
    EXPECT_EQ(*target("17", ""), &schools_.at("17@max"));
    EXPECT_EQ(*target("17", "max"), &schools_.at("17@max"));
    expect_error("17", "main", ErrorKind::not_found);
    expect_error("18", "", ErrorKind::refused);
    expect_error("17@max", "", ErrorKind::refused);
}

TEST_F(MigrationTargetTest, OfSeveralOneIsNamed) {
    also("max");
    also("other");
    expect_error("17", "", ErrorKind::invalid_input);
    EXPECT_EQ(*target("17", "other"), &schools_.at("17@other"));
    schools_.at("17@other").school.enabled = false;  // the configuration names it no more
    EXPECT_EQ(*target("17", ""), &schools_.at("17@max"));
}

TEST_F(MigrationTargetTest, NothingIsConcludedFromWhatWasNotRead) {
    also("max");
    schools_.at("17@max").picture = nullptr;
    expect_error("17", "max", ErrorKind::refused);
}

}  // namespace
}  // namespace rosterd::testing
