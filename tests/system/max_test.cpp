// A school on MAX: people make the chats and say which they are, the daemon does the rest.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/eventually.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

constexpr std::int64_t bot = 800'000'001;
/// Makes every chat and stays in it as its owner: nobody of the school.
constexpr std::int64_t maker = 800'000'002;

/// rosterd-sandbox with one bot of MAX.
class MaxProgram {
  public:
    MaxProgram()
        : process_{{.arguments = {ROSTERD_SANDBOX, "--listen", "127.0.0.1:0", "--port-file",
                                  directory_ / "port", "--max-bot",
                                  std::string{service_token} + ":" + std::to_string(bot) +
                                      ":school_bot:1000"}}} {
        const auto port_file = directory_ / "port";
        if (!eventually([&] { return std::filesystem::exists(port_file); })) {
            throw std::runtime_error{"the sandbox did not start: " + process_.standard_error()};
        }
        std::string port = read_text(port_file);
        while (port.ends_with('\n')) port.pop_back();
        base_ = "http://127.0.0.1:" + port;
    }

    [[nodiscard]] std::string account() const {
        return "platform: max, base_url: \"" + base_ + "\", budget: { requests_per_second: 500 }";
    }
    json::object act(const json::object& deed) const {
        const auto answer = http_post(base_, "/sandbox/max/act", json::serialize(deed));
        if (answer.status != 200) throw std::runtime_error{"act: " + answer.body};
        return json::parse(answer.body).as_object();
    }
    void user(const json::object& user) const {
        const auto answer = http_post(base_, "/sandbox/max/users", json::serialize(user));
        if (answer.status != 200) throw std::runtime_error{"user: " + answer.body};
    }
    [[nodiscard]] json::value state() const {
        return json::parse(http_get(base_, "/sandbox/max/state").body);
    }

    /// Groups as people see them, without the bot and whoever made them.
    [[nodiscard]] Rooms rooms() const {
        Rooms rooms;
        const json::value state = this->state();
        for (const json::value& chat : state.at("chats").as_array()) {
            if (chat.at("kind").as_string() != "group") continue;
            Room room{
                .title = std::string{chat.at("title").as_string()}, .members = {}, .admins = {}};
            for (const json::value& member : chat.at("members").as_array()) {
                const std::int64_t who = member.at("user").as_int64();
                if (who == bot || who == maker) continue;
                room.members.insert(who);
                if (member.at("admin").as_bool()) room.admins.insert(who);
            }
            rooms.insert(std::move(room));
        }
        return rooms;
    }

    /// What the bot wrote to this person, all in one.
    [[nodiscard]] std::string letters_to(std::int64_t person) const {
        std::string letters;
        const json::value state = this->state();
        for (const json::value& chat : state.at("chats").as_array()) {
            if (chat.at("kind").as_string() != "dialog") continue;
            bool his = false;
            for (const json::value& member : chat.at("members").as_array()) {
                his = his || member.at("user").as_int64() == person;
            }
            if (!his) continue;
            for (const json::value& message : chat.at("messages").as_array()) {
                if (message.at("from").as_int64() == bot) letters += json::serialize(message);
            }
        }
        return letters;
    }

    /// A person makes a group, and the bot its administrator; then writes `text` there.
    std::int64_t make_chat(const std::string& title, const std::string& text) const {
        const std::int64_t chat =
            act({{"do", "create"}, {"user", maker}, {"title", title}}).at("chat").as_int64();
        act({{"do", "add"}, {"chat", chat}, {"user", bot}});
        act({{"do", "promote"},
             {"chat", chat},
             {"user", bot},
             {"permissions", json::array{"read_all_messages", "add_remove_members", "add_admins",
                                         "change_chat_info", "pin_message"}}});
        act({{"do", "write"}, {"chat", chat}, {"user", maker}, {"text", text}});
        return chat;
    }

  private:
    TemporaryDirectory directory_;
    Process process_;
    std::string base_;
};

class MaxSchoolTest : public ::testing::Test {
  protected:
    MaxSchoolTest() : school_{{.account = max_.account()}, small_school({.platform = "max"})} {}

    json::object posted(const std::string& target, const std::string& body = "{}") {
        const auto answer = school_.post("/v1/schools/1/" + target, body);
        if (answer.status != 200) throw std::runtime_error{target + ": " + answer.body};
        return json::parse(answer.body).as_object();
    }
    /// Every chat that waits for a person to make it, by its key.
    std::vector<std::string> waiting() {
        std::vector<std::string> keys;
        const json::value chats = school_.get("/v1/schools/1/chats");
        for (const json::value& chat : chats.at("items").as_array()) {
            if (chat.at("waiting_for").is_null()) continue;
            keys.emplace_back(chat.at("key").as_string());
        }
        return keys;
    }
    void people_make_every_chat() {
        ASSERT_TRUE(eventually([&] { return school_.state() == "converged"; }))
            << school_.problems();
        for (const std::string& key : waiting()) {
            const auto claim = posted("chats/" + key + "/claim");
            max_.make_chat("какой-то чат", std::string{claim.at("code").as_string()});
        }
    }
    [[nodiscard]] bool converges() {
        const Rooms wanted = school_.expected();
        return eventually([&] { return school_.state() == "converged" && max_.rooms() == wanted; },
                          std::chrono::minutes{1});
    }

    MaxProgram max_;
    School school_;
};

TEST_F(MaxSchoolTest, ChatsThatPeopleMakeAreFilledAndKeptInStep) {
    school_.start();
    people_make_every_chat();
    ASSERT_TRUE(converges()) << school_.problems() << ::testing::PrintToString(max_.rooms());
    EXPECT_TRUE(waiting().empty());

    school_.sql("DELETE FROM enrolment WHERE person_id = 'p1-1'");
    school_.sql("DELETE FROM guardian WHERE student_id = 'p1-1'");
    ASSERT_TRUE(converges()) << school_.problems();

    school_.crash();
    school_.sql("UPDATE class SET name = '1Б' WHERE class_id = 'c1'");
    school_.start();
    EXPECT_TRUE(converges()) << school_.problems();
    school_.stop();
}

TEST_F(MaxSchoolTest, WhoRefusesToBeAddedComesByTheLink) {
    const std::int64_t pupil = user_of("p1-2");
    max_.user({{"user", pupil}, {"refuses_adding", true}});
    max_.act({{"do", "start"}, {"bot", bot}, {"user", pupil}});
    school_.start();
    people_make_every_chat();
    ASSERT_TRUE(eventually([&] { return school_.seat("class/c1", pupil) == "invited"; }))
        << school_.problems();
    const json::value chat = school_.get("/v1/schools/1/chats/class/c1");
    const std::string link{chat.at("invite_link").as_string()};
    EXPECT_THAT(max_.letters_to(pupil), ::testing::HasSubstr(link));
    max_.act({{"do", "join"}, {"link", link}, {"user", pupil}});
    EXPECT_TRUE(eventually([&] { return school_.seat("class/c1", pupil) == "present"; }))
        << "the platform's event makes the daemon look";
    school_.stop();
}

TEST_F(MaxSchoolTest, APersonLinksHimselfByHisPageAndHisPhone) {
    constexpr std::int64_t user = 600'000'017;
    school_.sql("DELETE FROM profile_link WHERE person_id = 'p2-1'");
    school_.sql("UPDATE person SET phone = '+7 (900) 111-22-33' WHERE person_id = 'p2-1'");
    school_.start();
    people_make_every_chat();
    ASSERT_TRUE(converges()) << school_.problems();
    const std::string url{posted("people/p2-1/start").at("url").as_string()};
    const std::string token = url.substr(url.find("start=") + 6);
    max_.user({{"user", user}, {"phone", "79001112233"}});
    max_.act({{"do", "start"}, {"bot", bot}, {"user", user}, {"payload", token}});
    ASSERT_TRUE(eventually([&] { return !max_.letters_to(user).empty(); }));
    EXPECT_THAT(max_.letters_to(user), ::testing::HasSubstr("request_contact"));
    max_.act({{"do", "share_contact"}, {"bot", bot}, {"user", user}, {"hash", false}});
    max_.act({{"do", "share_contact"}, {"bot", bot}, {"user", user}});
    EXPECT_TRUE(eventually([&] { return school_.seat("class/c2", user) == "present"; }))
        << school_.problems();
    school_.stop();
}

}  // namespace
}  // namespace rosterd::test
