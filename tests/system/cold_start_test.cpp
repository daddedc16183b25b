// A whole school from nothing, by the program: the platform ends exactly as the journal says.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "adapters/journal/sample/sample_school.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

journal::JournalTables village() {
    journal::SampleOptions options;
    options.kind = journal::SchoolKind::village;
    const auto today = parse_day(school_today());
    if (!today) throw std::logic_error{"today is no day"};
    options.today = *today;
    auto tables = journal::generate_school(options);
    if (!tables) throw std::runtime_error{tables.error().what};
    return std::move(*tables);
}

/// Names and phones of everybody, long enough not to be a part of another word.
std::vector<std::string> secrets_of(const journal::JournalTables& tables) {
    std::set<std::string> secrets;
    const JournalRows rows = rows_of(tables);
    for (const auto& row : rows.at("person")) {
        if (row[2].size() > 8) secrets.insert(row[2]);  // bytes: more than four Russian letters
        if (!row[4].empty()) secrets.insert(row[4]);
        if (!row[5].empty()) secrets.insert(row[5]);
    }
    return {secrets.begin(), secrets.end()};
}

/// Electives may name their classes in any order: titles of more than one class are cut there.
Rooms without_class_order(const Rooms& rooms) {
    Rooms result;
    for (Room room : rooms) {
        if (room.title.find(", ") != std::string::npos) {
            room.title.resize(room.title.find(" ("));
        }
        result.insert(std::move(room));
    }
    return result;
}

TEST(ColdStartTest, AVillageSchoolIsFilledExactlyAndASecondRunChangesNothing) {
    const auto tables = village();
    School school{{.secrets = secrets_of(tables)}, tables};
    const auto first = school.once({"--report", school.path("report.json").string()});
    EXPECT_EQ(first.status.code, 0) << first.error;
    const Rooms wanted = school.expected();
    ASSERT_GT(wanted.size(), 20U);
    EXPECT_EQ(without_class_order(school.seen()), without_class_order(wanted));

    const auto report = boost::json::parse(read_text(school.path("report.json")));
    const auto& chats = report.at("schools").at(0).at("chats").as_array();
    EXPECT_EQ(chats.size(), wanted.size());
    for (const auto& chat : chats) EXPECT_EQ(chat.at("state").as_string(), "active");

    const auto writes = school.sandbox().writes();
    const auto events = school.sandbox().last_event();
    EXPECT_GT(writes, 0);
    const auto second = school.once();
    EXPECT_EQ(second.status.code, 0) << second.error;
    EXPECT_EQ(school.sandbox().writes(), writes);
    EXPECT_EQ(school.sandbox().last_event(), events);
}

TEST(ColdStartTest, AColdStartNeedsOneCallForEachChatAndOneForTwentyFiveAdministrators) {
    School school{{}, small_school({.classes = 4, .pupils = 3})};
    ASSERT_EQ(school.once().status.code, 0);
    std::int64_t admins = 0;
    for (const Room& room : school.seen()) admins += std::ssize(room.admins);
    EXPECT_EQ(school.sandbox().calls("messages.createChat"), std::ssize(school.seen()));
    EXPECT_EQ(school.sandbox().calls("messages.addChatUser"), 0);
    EXPECT_EQ(school.sandbox().calls("messages.setMemberRole"), admins);
    const auto state = school.sandbox().get("/sandbox/state?members=0");
    EXPECT_EQ(state.at("calls").at("refused_6").as_int64(), 0);
}

TEST(ColdStartTest, R059ASchoolThatIsSwitchedOffIsLeftAlone) {
    School school;
    school.sql("UPDATE school SET enabled = '0'");
    EXPECT_EQ(school.once().status.code, 0);
    EXPECT_TRUE(school.seen().empty());
}

TEST(ColdStartTest, APlatformThatIsAwayIsAFailure) {
    School school;
    school.sandbox().fault({{"kind", "refuse"}, {"times", 1'000'000}});
    const auto finished = school.once();
    EXPECT_EQ(finished.status.code, 1) << finished.error;
    EXPECT_TRUE(school.seen().empty());
}

}  // namespace
}  // namespace rosterd::test
