// Chats, members and links asked of the daemon itself, in a journal without pages of its own. The
// poll is an hour away: every change is carried out because it was asked for.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "tests/support/eventually.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class ByHandTest : public testing::Test {
  protected:
    ByHandTest() : school{{.poll = "1h"}, small_school({.classes = 2, .pupils = 4})} {}

    void start() {
        school.start();
        ASSERT_TRUE(converged()) << school.problems();
    }
    [[nodiscard]] bool converged() const {
        return eventually([&] { return school.state() == "converged"; });
    }

    /// POST below the school; the answer, which must be a success.
    json::object ask(const std::string& target, const std::string& body = {}) {
        const ProbeAnswer answer = school.post("/v1/schools/1/" + target, body);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        return json::parse(answer.body).as_object();
    }
    /// The code of the refusal.
    std::string refusal(const std::string& target, const std::string& body) {
        const ProbeAnswer answer = school.post("/v1/schools/1/" + target, body);
        EXPECT_EQ(answer.status, 409) << target << ": " << answer.body;
        return std::string{json::parse(answer.body).at("error").at("code").as_string()};
    }

    [[nodiscard]] Room room(const std::string& title) const {
        for (const Room& each : school.seen()) {
            if (each.title == title) return each;
        }
        return {title, {}, {}};
    }
    [[nodiscard]] bool becomes(const Room& wanted) const {
        return eventually([&] { return room(wanted.title) == wanted; });
    }
    /// Titles of the chats in which somebody is.
    [[nodiscard]] std::set<std::string> chats_of(const std::string& person) const {
        std::set<std::string> titles;
        for (const Room& each : school.seen()) {
            if (each.members.contains(user_of(person))) titles.insert(each.title);
        }
        return titles;
    }
    static Users users(std::initializer_list<const char*> people) {
        Users ids;
        for (const char* person : people) ids.insert(user_of(person));
        return ids;
    }
    [[nodiscard]] std::vector<std::vector<std::string>> audit(const std::string& operation) const {
        return sqlite_rows(school.path("state.db"),
                           "SELECT chat, person, actor FROM audit WHERE operation = '" + operation +
                               "' ORDER BY id");
    }

    School school;
};

TEST_F(ByHandTest, ACustomChatLivesFromItsCreationToItsDeletion) {
    start();
    const auto created = ask("chats", R"({"kind":"custom","title":"Поход","actor":"z1",
        "people":[{"person":"p1-1"},{"person":"t2"}]})");
    ASSERT_EQ(created.at("chat"), "custom/own-1");
    const std::string chat = "chats/custom/own-1";
    EXPECT_TRUE(becomes({"Поход", users({"z1", "p1-1", "t2"}), users({"z1"})}));
    ask(chat + "/members/add", R"({"person":"g1-1","actor":"z1"})");
    ask(chat + "/members/appoint", R"({"person":"t2","actor":"z1"})");
    EXPECT_TRUE(becomes({"Поход", users({"z1", "p1-1", "t2", "g1-1"}), users({"z1", "t2"})}));
    EXPECT_EQ(refusal(chat + "/members/add", R"({"person":"p2-1","actor":"t1"})"), "may_not_edit");
    EXPECT_EQ(refusal(chat + "/members/dismiss", R"({"person":"z1","actor":"z1"})"),
              "own_flag_locked");
    ask(chat + "/members/dismiss", R"({"person":"t2","actor":"z1"})");
    ask(chat + "/members/remove", R"({"person":"p1-1","actor":"z1"})");
    EXPECT_TRUE(becomes({"Поход", users({"z1", "t2", "g1-1"}), users({"z1"})}));
    ask(chat + "/rename", R"({"title":"Поход в горы","actor":"z1"})");
    EXPECT_TRUE(becomes({"Поход в горы", users({"z1", "t2", "g1-1"}), users({"z1"})}));

    school.crash();
    school.start();
    EXPECT_TRUE(converged());
    EXPECT_TRUE(becomes({"Поход в горы", users({"z1", "t2", "g1-1"}), users({"z1"})}))
        << "what was asked outlives a crash";
    ask(chat + "/delete", R"({"actor":"z1"})");
    EXPECT_TRUE(becomes({"Поход в горы", {}, {}}));
    EXPECT_TRUE(converged()) << school.problems();
    school.stop();
    EXPECT_THAT(audit("chat_create"),
                ElementsAre(ElementsAre("custom/own-1", "", testing::StartsWith("z1 by "))));
    EXPECT_THAT(audit("member_remove"),
                ElementsAre(ElementsAre("custom/own-1", "p1-1", testing::StartsWith("z1 by "))));
}

TEST_F(ByHandTest, WhoLinksEntersEveryChatOfHisAndLeavesThemAllWhenHeUnlinks) {
    school.sql("DELETE FROM profile_link WHERE person_id IN ('p1-1', 't1')");
    start();
    EXPECT_THAT(chats_of("p1-1"), testing::IsEmpty());
    const auto warned = ask("chats/class/c2/members/add", R"({"person":"p1-1"})");
    EXPECT_EQ(warned.at("warnings").at(0).at("code"), "unlinked_members");
    EXPECT_EQ(refusal("people/p1-1/link", R"({"phone":"8 975 555 11 11"})"), "wrong_phone_format");
    EXPECT_EQ(ask("people/p1-1/link", R"({"phone":"+7 (975) 555-11-11"})").at("state"),
              "requested");
    EXPECT_EQ(ask("people/p1-1/link", R"({"phone":"+7 (975) 555-11-11"})").at("changed"), false);
    EXPECT_EQ(refusal("people/t1/link", R"({"phone":"+7(975) 555-11-11"})"), "phone_taken");
    EXPECT_TRUE(converged());
    EXPECT_THAT(chats_of("p1-1"), testing::IsEmpty()) << "he has not accepted yet";

    const std::string user = std::to_string(user_of("p1-1"));
    ask("people/p1-1/link", R"({"step":"accept","user":")" + user + R"("})");
    const std::set<std::string> his{"1А класс", "1А/Алгебра", "1А/История", "2А класс"};
    EXPECT_TRUE(eventually([&] { return chats_of("p1-1") == his; }));
    const std::string teacher = std::to_string(user_of("t1"));
    ask("people/t1/link", R"({"user":")" + teacher + R"("})");
    EXPECT_TRUE(eventually([&] { return room("1А класс").admins == users({"t1"}); }))
        << "his flag waited for his link";

    ask("people/p1-1/unlink");
    EXPECT_TRUE(eventually([&] { return chats_of("p1-1").empty(); }));
    EXPECT_TRUE(converged()) << school.problems();
    EXPECT_EQ(refusal("people/p1-2/unlink", ""), "link_kept_by_journal");
}

TEST_F(ByHandTest, InitialisingDropsHandEditsAndBringsDeletedChatsBack) {
    start();
    const Room before = room("1А класс");
    ask("chats/class/c1/members/add", R"({"person":"g1-1"})");
    ask("chats/class/c1/members/remove", R"({"person":"p1-1"})");
    EXPECT_TRUE(eventually([&] {
        const Users now = room("1А класс").members;
        return now.contains(user_of("g1-1")) && !now.contains(user_of("p1-1"));
    }));
    ask("chats/parents/c2/delete");
    EXPECT_TRUE(becomes({"2А родители", {}, {}}));
    EXPECT_TRUE(converged()) << school.problems();

    json::object preview;
    std::vector<std::string> operations;
    // An emptied chat is not yet a deleted one: until then its members come back, and it stays.
    EXPECT_TRUE(eventually([&] {
        preview = ask("initialise", R"({"kinds":["class","parents"],"preview":true})");
        operations.clear();
        for (const json::value& each : preview.at("plan").at("operations").as_array()) {
            operations.push_back(std::string{each.at("op").as_string()} + " " +
                                 std::string{each.at("chat").as_string()});
        }
        return std::ranges::find(operations, "create parents/c2") != operations.end();
    }));
    EXPECT_EQ(preview.at("chats"), 4);
    EXPECT_THAT(operations, Contains("create parents/c2"));
    EXPECT_THAT(operations, Contains("add class/c1"));
    EXPECT_THAT(operations, Contains("remove class/c1"));
    EXPECT_NE(room("1А класс"), before) << "a preview changes nothing";

    ask("initialise", R"({"kinds":["class","parents"]})");
    EXPECT_TRUE(becomes(before));
    EXPECT_TRUE(school.converges()) << "as the rules say, everywhere\n" << school.problems();
    school.stop();
    EXPECT_EQ(audit("initialise").size(), 1U);
}

TEST_F(ByHandTest, WhoWaitsForAnInitialisationSeesItCarriedOut) {
    start();
    const Room before = room("2А родители");
    ask("chats/parents/c2/delete");
    EXPECT_TRUE(becomes({"2А родители", {}, {}}));
    const Finished waited =
        school.rosterctl({"initialise", "--kind", "parents", "--yes", "--wait"});
    EXPECT_EQ(waited.status.code, 0) << waited.error;
    EXPECT_THAT(waited.output, testing::EndsWith("initialised and carried out\n"));
    EXPECT_EQ(waited.error, "") << "a bar is for terminals";
    EXPECT_EQ(room("2А родители"), before) << "at once, not later";

    ask("chats/class/c1/members/remove", R"({"person":"p1-1"})");
    EXPECT_TRUE(eventually([&] { return !room("1А класс").members.contains(user_of("p1-1")); }));
    EXPECT_EQ(school.rosterctl({"pause"}).status.code, 0);
    const Finished paused = school.rosterctl({"initialise", "--kind", "class", "--yes", "--wait"});
    EXPECT_EQ(paused.status.code, 1);
    EXPECT_THAT(paused.error, HasSubstr("there is a pause"));
}

TEST_F(ByHandTest, WhoWaitsIsToldWhenThePlatformTakesNothing) {
    start();
    ask("chats/class/c1/members/remove", R"({"person":"p1-1"})");
    EXPECT_TRUE(eventually([&] { return !room("1А класс").members.contains(user_of("p1-1")); }));
    school.sandbox().fault({{"kind", "token_dead"}});
    const Finished waited = school.rosterctl({"initialise", "--kind", "class", "--yes", "--wait"});
    EXPECT_EQ(waited.status.code, 1);
    EXPECT_THAT(waited.error, HasSubstr("it is kept, but the pass failed: "));
    EXPECT_THAT(waited.error, HasSubstr("see rosterctl status"));
}

}  // namespace
}  // namespace rosterd::test
