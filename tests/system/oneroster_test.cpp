// The Russian sample school of OneRoster, two days of it, on the platform.
#include <gmock/gmock.h>

#include <sstream>

#include "adapters/journal/import/journal_writer.hpp"
#include "adapters/journal/oneroster/mapping.hpp"
#include "tests/support/places.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

const std::filesystem::path sample = source_directory() / "tests/data/oneroster/ru-school-v1p2";

/// t4 10004, s13 20013, g5 30005, d1 40001, z1 50001, p1 60001, h1 70001.
std::int64_t account_of(const std::string& person) {
    const std::string kinds = "tsgdzph";
    return static_cast<std::int64_t>(kinds.find(person.front()) + 1) * 10'000 +
           std::stoll(person.substr(1));
}

Users accounts_of(std::initializer_list<const char*> people) {
    Users users;
    for (const char* const person : people) users.insert(account_of(person));
    return users;
}

/// Both days' people are linked from the beginning.
journal::JournalTables imported(const std::string& profile, bool second_day) {
    std::vector<std::filesystem::path> deltas;
    if (second_day) deltas.push_back(sample / "delta-2026-10-02");
    journal::OneRosterOptions options;
    options.profile = profile;
    auto read = journal::import_oneroster(sample / "bulk-2026-10-01", deltas, options);
    if (!read) throw std::runtime_error{read.error().what};
    EXPECT_TRUE(read->findings.empty());
    const JournalRows rows = rows_of(read->tables);
    for (const auto& row : rows.at("person")) {
        read->tables[Relation::profile_link].add(row[0], row[1], "vk",
                                                 std::to_string(account_of(row[1])), std::nullopt,
                                                 "linked", "2026-09-01T08:00:00Z");
    }
    return std::move(read->tables);
}

const std::vector<std::string> names_of_the_sample{"Берёзова", "Ольхова",  "Рябинина", "Скворцов",
                                                   "Зябликов", "Ястребов", "+7975"};

Room room_of(const School& school, const std::string& title) {
    for (const Room& room : school.seen()) {
        if (room.title == title) return room;
    }
    ADD_FAILURE() << "there is no chat " << title;
    return {};
}

/// What the platform saw, so that a failure shows only the difference.
void expect_events(const std::multiset<Happening>& seen, const std::multiset<Happening>& wanted) {
    std::vector<Happening> missing;
    std::vector<Happening> surplus;
    std::ranges::set_difference(wanted, seen, std::back_inserter(missing));
    std::ranges::set_difference(seen, wanted, std::back_inserter(surplus));
    EXPECT_THAT(missing, testing::IsEmpty());
    EXPECT_THAT(surplus, testing::IsEmpty());
}

void second_day(School& school, const std::string& profile) {
    const auto written = journal::write_journal(school.journal_file(), journal::WriteMode::replace,
                                                imported(profile, true));
    ASSERT_TRUE(written) << written.error().what;
    const auto finished = school.once();
    EXPECT_EQ(finished.status.code, 0) << finished.error;
}

/// Whom the second day moves, by profile bars-max.
std::multiset<Happening> second_day_by_bars() {
    const auto t3 = account_of("t3");
    return {{"remove", "7В", account_of("s2")},
            {"add", "8А", account_of("s2")},
            {"remove", "7В · Родители", account_of("g5")},
            {"add", "8А · Родители", account_of("g5")},
            {"remove", "8А", account_of("s8")},
            {"remove", "8А · Родители", account_of("g7")},
            {"add", "8А", t3},
            {"promote", "8А", t3},
            {"add", "8А · Родители", t3},
            {"promote", "8А · Родители", t3},
            {"remove", "8А", account_of("t2")},
            {"remove", "8А · Родители", account_of("t2")},
            {"add", "Учительский чат", account_of("t5")},
            {"remove", "Учительский чат", account_of("p1")},
            {"add", "7В · Родители", account_of("g10")}};
}

/// Copies a package of the sample under a name that is left alone, with everybody's account in
/// users.userIds, and gives it its name at last.
void drop(const std::string& name, const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    const fs::path part = folder / (name + ".part");
    fs::create_directories(folder);
    fs::copy(sample / name, part);
    std::istringstream lines{read_text(part / "users.csv")};
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        // sourcedId,status,dateLastModified,enabledUser,username,userIds,...: none is quoted.
        std::size_t at = 0;
        for (int comma = 0; comma < 5; ++comma) at = line.find(',', at) + 1;
        if (!text.empty()) {
            const std::string person = line.substr(0, line.find(','));
            line.insert(at, "{vk:" + std::to_string(account_of(person)) + "}");
        }
        text += line + "\n";
    }
    write_text(part / "users.csv", text);
    fs::rename(part, folder / name);
}

TEST(OneRosterTest, ByBarsTheStaffRoomHasSevenAndTheSecondDayMovesWhomItNames) {
    School school{{.secrets = names_of_the_sample}, imported("bars-max", false)};
    ASSERT_EQ(school.once().status.code, 0);
    EXPECT_EQ(school.seen().size(), 7U) << "staff room, three classes, their parents";
    const Room staff = room_of(school, "Учительский чат");
    EXPECT_EQ(staff.members, accounts_of({"t1", "t2", "t3", "t4", "d1", "z1", "p1"}));
    EXPECT_EQ(staff.admins, accounts_of({"z1"}));
    const Room of_8a = room_of(school, "8А");
    EXPECT_EQ(of_8a.members, accounts_of({"t2", "s7", "s8", "s9", "s10", "z1"}));
    EXPECT_EQ(of_8a.admins, accounts_of({"t2", "z1"}));

    const auto before = school.sandbox().last_event();
    second_day(school, "bars-max");
    expect_events(school.sandbox().events_since(before), second_day_by_bars());
    EXPECT_EQ(room_of(school, "Учительский чат").members,
              accounts_of({"t1", "t2", "t3", "t4", "t5", "d1", "z1"}));
}

TEST(OneRosterTest,
     BySgoTheStaffRoomHasTeachersAndTheAdministratorAndTheSecondDayMovesWhomItNames) {
    School school{{.secrets = names_of_the_sample}, imported("sgo", false)};
    ASSERT_EQ(school.once().status.code, 0);
    EXPECT_EQ(school.seen(), school.expected());
    const Room staff = room_of(school, "Учительская");
    EXPECT_EQ(staff.members, accounts_of({"t1", "t2", "t3", "t4", "z1"}));
    EXPECT_EQ(staff.admins, accounts_of({"z1"}));

    const auto before = school.sandbox().last_event();
    second_day(school, "sgo");
    std::multiset<Happening> wanted{
        {"remove", "7В родители", account_of("g5")},  {"add", "8А родители", account_of("g5")},
        {"remove", "8А родители", account_of("g7")},  {"add", "8А класс", account_of("t3")},
        {"promote", "8А класс", account_of("t3")},    {"add", "8А родители", account_of("t3")},
        {"promote", "8А родители", account_of("t3")}, {"remove", "8А класс", account_of("t2")},
        {"remove", "8А родители", account_of("t2")},  {"add", "Учительская", account_of("t5")},
        {"add", "7В родители", account_of("g10")}};
    for (const char* const title :
         {"7В класс", "7В/История", "7В/География", "7В/Алгебра", "7В/Информатика (подгруппа 1)",
          "7В/Иностранный язык (английский) (подгруппа 1)"}) {
        wanted.insert({"remove", title, account_of("s2")});
    }
    for (const char* const title : {"8А класс", "8А/История", "8А/География", "8А/Алгебра"}) {
        wanted.insert({"add", title, account_of("s2")});
        wanted.insert({"remove", title, account_of("s8")});
    }
    expect_events(school.sandbox().events_since(before), wanted);
    EXPECT_EQ(school.seen(), school.expected());
    EXPECT_EQ(room_of(school, "8А/География").admins, accounts_of({"t2"})) << "t2 still teaches";
}

TEST(OneRosterFolderTest, ADeltaDroppedIntoTheFolderMovesWhomItNames) {
    School school{{.poll = "1h",
                   .journal = "kind: oneroster, directory: packages, profile: bars-max",
                   .secrets = names_of_the_sample}};
    drop("bulk-2026-10-01", school.path("packages"));
    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    EXPECT_EQ(school.seen().size(), 7U) << "staff room, three classes, their parents";
    EXPECT_EQ(room_of(school, "Учительский чат").members,
              accounts_of({"t1", "t2", "t3", "t4", "d1", "z1", "p1"}));

    const auto before = school.sandbox().last_event();
    drop("delta-2026-10-02", school.path("packages"));
    const auto wanted = second_day_by_bars();
    EXPECT_TRUE(eventually([&] {
        return school.sandbox().events_since(before).size() >= wanted.size();
    })) << school.problems();
    EXPECT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    expect_events(school.sandbox().events_since(before), wanted);

    // A package that is broken changes nothing, and is told.
    write_text(school.path("packages") / "bulk-2026-10-03.zip", "cut off");
    const auto quiet = school.sandbox().last_event();
    EXPECT_TRUE(eventually([&] {
        return school.problems().find("bulk-2026-10-03.zip") != std::string::npos;
    })) << school.problems();
    EXPECT_EQ(school.sandbox().last_event(), quiet);
    school.stop();
}

}  // namespace
}  // namespace rosterd::test
