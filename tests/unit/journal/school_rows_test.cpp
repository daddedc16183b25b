// The relation `school`.
#include "adapters/journal/school_rows.hpp"

#include <gmock/gmock.h>

#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;

class SchoolRowsTest : public testing::Test {
  protected:
    void add(std::vector<Field> fields) {
        fields.resize(spec_of(Relation::school).columns.size());
        rows_.add(fields);
    }

    std::vector<Finding> findings_;
    SchoolRows rows_{findings_};
};

TEST_F(SchoolRowsTest, AreSortedAndComplete) {
    add({"2", "B", "Asia/Omsk", "sgo", "main", "f"});
    add({"10", "A", "Europe/Moscow"});
    const auto schools = rows_.take();
    ASSERT_EQ(schools.size(), 2U);
    EXPECT_EQ(schools[0].id, "10");
    EXPECT_TRUE(schools[0].enabled);
    EXPECT_EQ(schools[1].time_zone, "Asia/Omsk");
    EXPECT_FALSE(schools[1].enabled);
    EXPECT_TRUE(findings_.empty()) << all(findings_);
}

TEST_F(SchoolRowsTest, ARowWithoutATimeZoneIsLeftOutAndReported) {
    add({"1", "A"});
    EXPECT_TRUE(rows_.take().empty());
    EXPECT_THAT(to_string(only(findings_)),
                HasSubstr("school row 1 (school_id '1'): time_zone has no value"));
}

TEST_F(SchoolRowsTest, AFlagThatIsNoneIsReported) {
    add({"1", "A", "Europe/Moscow", {}, {}, "да"});
    EXPECT_TRUE(rows_.take().empty());
    EXPECT_EQ(only(findings_).severity, Severity::error);
}

TEST_F(SchoolRowsTest, AnExactDuplicateIsANote) {
    add({"1", "A", "Europe/Moscow"});
    add({"1", "A", "Europe/Moscow"});
    EXPECT_EQ(rows_.take().size(), 1U);
    EXPECT_EQ(only(findings_).severity, Severity::note);
}

TEST_F(SchoolRowsTest, AContradictionDisablesTheSchool) {
    add({"1", "A", "Europe/Moscow"});
    add({"1", "A", "Asia/Omsk"});
    const auto schools = rows_.take();
    ASSERT_EQ(schools.size(), 1U);
    EXPECT_FALSE(schools[0].enabled);
    EXPECT_EQ(only(findings_).severity, Severity::error);
}

}  // namespace
}  // namespace rosterd::test
