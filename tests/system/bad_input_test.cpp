// Wrong rules and wrong rows: each is named with its place, and the rest of the school goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/places.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Finished check(const School& school) {
    return run({.arguments = {ROSTERD, "--config", school.path("rosterd.yaml"), "--check"}});
}

/// Where `word` stands, as the messages count: "LINE:COLUMN" from 1.
std::string place_of(const std::string& text, const std::string& word) {
    const auto at = text.find(word);
    const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
    const auto begin = text.rfind('\n', at);
    return fmt::format("{}:{}", line, at - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

std::string shipped(const std::string& profile) {
    return read_text(source_directory() / "config/profiles" / profile);
}

/// Puts a profile of the operator's own into the configuration.
void use_profile(School& school, const std::string& text) {
    std::filesystem::create_directory(school.path("profiles"));
    write_text(school.path("profiles/own.yaml"), text);
    school.configure({.extra = "profiles: " + school.path("profiles").string() + "\n"});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(BadInputTest, AValidConfigurationPassesTheCheck) {
    School school;
    const auto checked = check(school);
    EXPECT_EQ(checked.status.code, 0) << checked.error;
    EXPECT_THAT(checked.output, HasSubstr("valid"));
}

TEST(BadInputTest, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestWord) {
    School school;
    school.configure({.extra = "lgo: { level: info }\n"});
    const auto checked = check(school);
    EXPECT_EQ(checked.status.code, 1);
    const std::string text = read_text(school.path("rosterd.yaml"));
    EXPECT_THAT(checked.error, AllOf(HasSubstr("rosterd.yaml:" + place_of(text, "lgo:")),
                                     HasSubstr("'lgo'"), HasSubstr("'log'")));
    EXPECT_EQ(school.once().status.code, 1) << "it does not start with it either";
    EXPECT_TRUE(school.seen().empty());
}

TEST(BadInputTest, AnUnknownKeyOfAProfileIsNamedWithItsPlace) {
    School school;
    const std::string text = replaced(shipped("sgo.yaml"), "on_delete:", "on_delte:");
    use_profile(school, text);
    const auto checked = check(school);
    EXPECT_EQ(checked.status.code, 1);
    EXPECT_THAT(checked.error, AllOf(HasSubstr("own.yaml:" + place_of(text, "on_delte:")),
                                     HasSubstr("on_delte"), HasSubstr("'on_delete'")));
}

TEST(BadInputTest, AnUnknownSelectorIsNamedWithItsPlaceAndTheNearestWord) {
    School school;
    const std::string text =
        replaced(shipped("sgo.yaml"), "[ class_teacher, students,", "[ class_teacher, studnets,");
    use_profile(school, text);
    const auto checked = check(school);
    EXPECT_EQ(checked.status.code, 1);
    EXPECT_THAT(checked.error, AllOf(HasSubstr("own.yaml:" + place_of(text, "studnets")),
                                     HasSubstr("studnets"), HasSubstr("students")));
}

/// A journal that kept no order: its tables have no keys, so that any row can be there twice.
class BadRowsTest : public testing::Test {
  protected:
    BadRowsTest() : school{{.poll = "1h"}, small_school({.classes = 2, .pupils = 4})} {
        for (const char* const relation : {"person", "class", "study_group"}) {
            school.sql(
                fmt::format("CREATE TABLE loose AS SELECT * FROM {0}; DROP TABLE {0}; "
                            "ALTER TABLE loose RENAME TO {0}",
                            relation));
        }
        long_name.resize(300, 'x');
    }

    /// The finding of this relation whose row or text holds `word`; "SEVERITY row N key: message".
    std::string finding(const std::string& relation, const std::string& word) {
        const auto findings = school.get("/v1/schools/1/findings");
        for (const auto& item : findings.at("items").as_array()) {
            const auto word_of = [&](const char* field) {
                return std::string{item.at(field).as_string()};
            };
            const std::string text =
                fmt::format("{} row {} {}: {}", word_of("severity"),
                            item.at("row").to_number<int>(), word_of("key"), word_of("message"));
            const bool of_relation = item.at("relation").as_string() == relation;
            if (of_relation && text.find(word) != std::string::npos) return text;
        }
        return {};
    }

    /// The number of the row, from 1, as a reader of the table counts.
    int row_number(const std::string& relation, std::size_t column, const std::string& value) {
        int number = 0;
        int found = 0;
        const JournalRows rows = school.rows();
        for (const auto& row : rows.at(relation)) {
            ++number;
            if (row[column] == value) found = number;
        }
        return found;
    }

    School school;
    std::string long_name;
};

TEST_F(BadRowsTest, EachBadRowIsNamedAndTheRestOfTheSchoolGoesOn) {
    const Rooms good = school.expected();
    school.sql(
        // one id, two people; a class that does not exist; a person twice in a class; a telephone
        "INSERT INTO person VALUES ('1', 'p1-1', 'Тайнов', 'Другой', NULL, NULL, 0);"
        "INSERT INTO enrolment VALUES ('1', 'no-such-class', 'p1-2', NULL, NULL);"
        "INSERT INTO enrolment SELECT * FROM enrolment WHERE person_id = 'p1-3';"
        "UPDATE person SET phone = '555-12' WHERE person_id = 'g1-1';"
        // a class with a title of 300 characters, its pupil beyond 2^53, a user beyond 2^53
        "INSERT INTO class VALUES ('1', 'c9', '" +
        long_name +
        "', '9', 'А', NULL, NULL, NULL);"
        "INSERT INTO person VALUES ('1', '9007199254740993', 'Тайнов', 'Большой', NULL, NULL, 0);"
        "INSERT INTO profile_link VALUES ('1', '9007199254740993', 'vk', '777', NULL, 'linked', "
        "NULL);"
        "INSERT INTO enrolment VALUES ('1', 'c9', '9007199254740993', NULL, NULL);"
        "UPDATE profile_link SET user_id = '9007199254740993' WHERE person_id = 'g2-1'");
    school.start();
    ASSERT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();

    EXPECT_THAT(finding("person", "p1-1"),
                AllOf(HasSubstr("twice"),
                      HasSubstr(fmt::format("row {} ", row_number("person", 1, "p1-1")))));
    EXPECT_THAT(finding("enrolment", "no-such-class"),
                AllOf(HasSubstr("is not in class"), HasSubstr("person_id 'p1-2'"),
                      testing::ContainsRegex("row [1-9]")));
    EXPECT_THAT(finding("enrolment", "duplicate"), HasSubstr("1 exact duplicate row(s) ignored"));
    EXPECT_THAT(finding("person", "g1-1"), HasSubstr("phone is no mobile number"));
    EXPECT_THAT(finding("class", "c9"), AllOf(HasSubstr("title"), HasSubstr("shortened")));
    EXPECT_THAT(finding("profile_link", "g2-1"), HasSubstr("whole number from 1 to 2^53-1"));
    for (const char* const word :
         {"p1-1", "no-such-class", "duplicate", "phone is no", "shortened", "2^53-1"}) {
        EXPECT_THAT(school.said(), HasSubstr(word)) << "the log names it too";
    }

    // The good part: every other chat as before, without the parent whose user is none.
    const Rooms seen = school.seen();
    for (Room room : good) {
        room.members.erase(user_of("g2-1"));
        EXPECT_TRUE(seen.contains(room)) << room;
    }
    EXPECT_EQ(seen.size(), good.size() + 2) << "and the two chats of the new class";
    // The person beyond 2^53 is in, in a chat whose title was cut to what the platform takes.
    // The class has no teacher, so the school's administrator is there in his place.
    const Users two{777, user_of("z1")};
    const auto cut = std::ranges::find_if(seen, [&](const Room& r) { return r.members == two; });
    ASSERT_NE(cut, seen.end());
    EXPECT_LT(cut->title.size(), 300U);
    EXPECT_TRUE(cut->title.starts_with("xxxx"));
    EXPECT_EQ(school.seat("class/c9", 777), "present");
}

TEST_F(BadRowsTest, ARowThatTurnsBadRemovesNobody) {
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    const Rooms before = school.seen();
    // The pupil's class is misspelt: a slip of the journal, not a transfer out of the school.
    school.sql("UPDATE enrolment SET class_id = 'c1x' WHERE person_id = 'p1-1'");
    ASSERT_EQ(school.post("/v1/resync").status, 200);
    EXPECT_TRUE(eventually([&] { return !finding("enrolment", "c1x").empty(); }));
    EXPECT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    EXPECT_EQ(school.seen(), before);
    school.sql("UPDATE enrolment SET class_id = 'c2' WHERE person_id = 'p1-1'");
    ASSERT_EQ(school.post("/v1/resync").status, 200);
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_NE(school.seen(), before);
}

}  // namespace
}  // namespace rosterd::test
