// The whole daemon on a real ejabberd: a school of nine hundred pupils, every room compared with
// the server's own words, and a real client in the rooms.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "adapters/journal/sample/sample_school.hpp"
#include "reconciler/user_id.hpp"
#include "tests/support/ejabberd_server.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes all_rooms_deadline{3};
constexpr std::size_t pupils_wanted = 900;

journal::JournalTables town() {
    journal::SampleOptions options;
    options.kind = journal::SchoolKind::town;
    options.platform = "ejabberd";
    options.lessons = false;
    options.linked_percent = 60;
    const auto today = parse_day(school_today());
    if (!today) throw std::logic_error{"today is no day"};
    options.today = *today;
    auto tables = journal::generate_school(options);
    if (!tables) throw std::runtime_error{tables.error().what};
    return std::move(*tables);
}

SchoolOptions options_for(const EjabberdServer& server) {
    return {
        .account = fmt::format("platform: ejabberd, base_url: \"{}\", host: {}, user: {}, "
                               "budget: {{ requests_per_second: 1000 }}",
                               server.base(), EjabberdServer::host, EjabberdServer::service_user),
        .guards = wide_guards,
        .secrets = {EjabberdServer::service_password, "+7 (975)"}};
}

/// Electives may name their classes in any order: titles of more than one class are cut there.
std::string without_class_order(std::string title) {
    if (title.find(", ") != std::string::npos) title.resize(title.find(" ("));
    return title;
}

class EjabberdTest : public testing::Test {
  protected:
    EjabberdTest() {
        const JournalRows rows = school_.rows();
        for (const auto& row : rows.at("profile_link")) {
            if (!row[3].empty()) server_.register_user(row[3]);
        }
        school_.write_token(EjabberdServer::service_password);
    }

    /// What ejabberd says of every room; names of users are numbers in this journal.
    [[nodiscard]] Rooms on_server() const {
        Rooms all;
        for (const std::string& name : server_.rooms()) {
            Room room;
            room.title = without_class_order(server_.options(name).at("title"));
            for (const auto& [user, affiliation] : server_.affiliations(name)) {
                room.members.insert(std::stoll(user));
                if (affiliation == "admin") room.admins.insert(std::stoll(user));
            }
            all.insert(std::move(room));
        }
        return all;
    }
    /// By the rules, from the journal's rows alone.
    [[nodiscard]] Rooms by_the_journal() {
        Rooms all;
        for (Room room : school_.expected()) {
            room.title = without_class_order(room.title);
            all.insert(std::move(room));
        }
        return all;
    }

    /// A complete pass; its report must name, for every chat, exactly whom ejabberd names.
    void expect_the_report_is_the_servers_word() {
        const auto finished = school_.once({"--report", school_.path("report.json").string()});
        ASSERT_EQ(finished.status.code, 0) << finished.error;
        const json::value report = json::parse(read_text(school_.path("report.json")));
        const auto& chats = report.at("schools").at(0).at("chats").as_array();
        EXPECT_EQ(chats.size(), server_.rooms().size());
        for (const json::value& chat : chats) {
            EXPECT_EQ(chat.at("state").as_string(), "active");
            const auto number = chat.at("platform_chat").as_int64();
            std::map<UserId, bool> reported;
            for (const json::value& person : chat.at("people").as_array()) {
                if (person.at("state").as_string() != "present") continue;
                const bool admin = person.at("role").as_string() == "admin";
                reported[person.at("user").as_int64()] = admin;
            }
            std::map<UserId, bool> found;
            for (const auto& [user, affiliation] :
                 server_.affiliations(fmt::format("r{:013x}", number))) {
                found[number_of_name(user)] = affiliation == "admin";
            }
            EXPECT_EQ(reported, found) << chat.at("key").as_string();
        }
    }

    /// The address of the room with this title.
    [[nodiscard]] std::string address(const std::string& title) const {
        for (const std::string& name : server_.rooms()) {
            if (server_.options(name).at("title") == title) return name + '@' + EjabberdServer::muc;
        }
        throw std::runtime_error{"no room is called " + title};
    }

    /// The first row of a query on the journal.
    [[nodiscard]] std::vector<std::string> one(const std::string& query) const {
        const auto rows = sqlite_rows(school_.journal_file(), query);
        if (rows.empty()) throw std::runtime_error{"no row: " + query};
        return rows.front();
    }
    [[nodiscard]] std::string user_of_one(const std::string& condition) const {
        return one("SELECT user_id FROM profile_link WHERE state = 'linked' AND " + condition)[0];
    }

    void commit_ten_events();

    EjabberdServer server_;
    School school_{options_for(server_), town()};
};

void EjabberdTest::commit_ten_events() {
    const std::string today = school_today();
    const auto linked_pupil = [&](const std::string& school_class) {
        return one(
            "SELECT person_id FROM enrolment JOIN profile_link USING (person_id) WHERE class_id = "
            "'" +
            school_class + "' AND state = 'linked' AND valid_to IS NULL")[0];
    };
    const auto classes = sqlite_rows(school_.journal_file(),
                                     "SELECT class_id, name FROM class ORDER BY class_id LIMIT 9");
    const auto id = [&](std::size_t at) { return classes.at(at)[0]; };
    const auto teacher =
        one("SELECT class_teacher.person_id FROM class_teacher JOIN profile_link USING (person_id) "
            "WHERE state = 'linked' AND class_id <> '" +
            id(2) + "' AND class_id <> '" + id(4) + "'")[0];
    const auto dismissed =
        one("SELECT person_id FROM class_teacher WHERE class_id = '" + id(4) + "'")[0];
    const std::vector<std::string> events{
        // Expelled.
        fmt::format("UPDATE enrolment SET valid_to = '{}' WHERE person_id = '{}'", today,
                    linked_pupil(id(0))),
        // A new pupil.
        fmt::format("INSERT INTO person VALUES ('1', 'new', 'Новиков', 'Иван', NULL, NULL, 0);"
                    "INSERT INTO enrolment VALUES ('1', '{}', 'new', '{}', NULL);"
                    "INSERT INTO profile_link VALUES ('1', 'new', 'ejabberd', "
                    "'999000001@school.test', NULL, 'linked', NULL)",
                    id(1), today),
        // Another class teacher.
        fmt::format("UPDATE class_teacher SET person_id = '{}' WHERE class_id = '{}'", teacher,
                    id(2)),
        // A class has another name.
        fmt::format("UPDATE class SET name = '99Ю' WHERE class_id = '{}'", id(3)),
        // Dismissed.
        fmt::format("UPDATE staff SET valid_to = '{}' WHERE person_id = '{}'", today, dismissed),
        // Blocked.
        fmt::format("UPDATE person SET blocked = 1 WHERE person_id = '{}'", linked_pupil(id(5))),
        // Unlinked by himself.
        fmt::format("UPDATE profile_link SET state = 'unlinked' WHERE person_id = '{}'",
                    linked_pupil(id(6))),
        // Transferred to another class.
        fmt::format("UPDATE enrolment SET class_id = '{}' WHERE person_id = '{}'", id(8),
                    linked_pupil(id(7))),
        // Out of one subgroup.
        "DELETE FROM study_group_student WHERE rowid = (SELECT rowid FROM study_group_student "
        "ORDER BY group_id, person_id LIMIT 1)",
        // Linked at last.
        "UPDATE profile_link SET state = 'linked', user_id = '999000002', linked_at = "
        "'2026-01-01T00:00:00Z' WHERE person_id = (SELECT person_id FROM profile_link WHERE "
        "state = 'requested' ORDER BY person_id LIMIT 1)",
        // A parent has no child here any more.
        "UPDATE guardian SET valid_to = '" + today +
            "' WHERE rowid = (SELECT guardian.rowid FROM guardian JOIN profile_link ON parent_id = "
            "profile_link.person_id WHERE state = 'linked' ORDER BY parent_id LIMIT 1)",
    };
    for (const std::string& event : events) {
        school_.sql(event + "; UPDATE change_marker SET marker = marker || '+'");
    }
}

TEST_F(EjabberdTest, ASchoolOfNineHundredPupilsIsKeptInStepAndItsPeopleFindTheirRooms) {
    const auto enrolled =
        sqlite_rows(school_.journal_file(), "SELECT count(DISTINCT person_id) FROM enrolment");
    ASSERT_GE(std::stoul(enrolled.at(0).at(0)), pupils_wanted);
    const auto begun = std::chrono::steady_clock::now();
    expect_the_report_is_the_servers_word();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const Rooms wanted = by_the_journal();
    std::size_t memberships = 0;
    for (const Room& room : wanted) memberships += room.members.size();
    RecordProperty("rooms", static_cast<int>(wanted.size()));
    RecordProperty("memberships", static_cast<int>(memberships));
    RecordProperty("milliseconds", static_cast<int>(took.count() * 1000));
    EXPECT_GT(wanted.size(), 500U);
    EXPECT_EQ(on_server(), wanted);

    // A pupil's client is invited, enters his class's room and sees who is there; no other class
    // lets him in.
    const auto pupil = one(
        "SELECT profile_link.user_id, class.name, class.class_id FROM enrolment JOIN class USING "
        "(class_id) JOIN profile_link USING (person_id) WHERE profile_link.state = 'linked'");
    const auto other = one("SELECT name FROM class WHERE class_id <> '" + pupil[2] + "'")[0];
    const std::string own_room = address(pupil[1] + " класс");
    const std::string other_room = address(other + " класс");
    const auto seen =
        visit(server_, {.user = pupil[0], .joins = {own_room, other_room}, .invitations = 2});
    EXPECT_THAT(seen.invitations, testing::Contains(own_room));
    EXPECT_THAT(seen.invitations, testing::Not(testing::Contains(other_room)));
    EXPECT_EQ(seen.rooms.at(own_room).error, "");
    EXPECT_EQ(seen.rooms.at(own_room).subject, pupil[1] + " класс");
    EXPECT_EQ(seen.rooms.at(own_room).occupants,
              (std::map<std::string, std::string>{{pupil[0] + "@school.test", "member"}}));
    EXPECT_EQ(seen.rooms.at(other_room).error, "registration-required");

    // Ten events in the journal of the running daemon; accounts are made before they are linked.
    server_.register_user("999000001");
    server_.register_user("999000002");
    school_.start();
    ASSERT_TRUE(eventually([&] { return school_.state() == "converged"; }, all_rooms_deadline));
    commit_ten_events();
    const Rooms changed = by_the_journal();
    ASSERT_NE(changed, wanted);
    EXPECT_TRUE(eventually([&] { return school_.state() == "converged" && on_server() == changed; },
                           all_rooms_deadline))
        << school_.problems();
    school_.stop();
    EXPECT_EQ(on_server(), changed);
    expect_the_report_is_the_servers_word();
    const auto renamed = address("99Ю класс");
    const auto inside = user_of_one(
        "person_id IN (SELECT person_id FROM enrolment JOIN class USING "
        "(class_id) WHERE name = '99Ю')");
    const auto later = visit(server_, {.user = inside, .joins = {renamed}});
    EXPECT_EQ(later.rooms.at(renamed).subject, "99Ю класс");
}

}  // namespace
}  // namespace rosterd::test
