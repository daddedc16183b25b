// Broken and odd OneRoster folders: every refusal names its file and line, every repair is told.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "adapters/journal/import/oneroster.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A package of one class, to which a test adds what it needs.
class OneRosterErrorsTest : public testing::Test {
  protected:
    OneRosterErrorsTest() {
        manifest("1.2", "bulk");
        write("orgs", "sourcedId,name,type,metadata.timeZone\nsch,Школа,school,Europe/Moscow\n");
        write("courses", "sourcedId,title\nc,Алгебра\n");
        write("classes", std::string{class_header} + "k,7В,07,c,homeroom,sch,,\n");
        write("users", std::string{user_header} + "s1,true,Анна,Синицына,,\n");
        write("roles", std::string{role_header} + "r1,s1,student,2026-09-01,,sch,\n");
        write("enrollments", std::string{enrollment_header} + "e1,k,sch,s1,student,2026-09-01,\n");
    }

    void write(const std::string& file, const std::string& text) {
        std::ofstream{directory_ / (file + ".csv"), std::ios::binary} << text;
    }
    void append(const std::string& file, const std::string& text) {
        std::ofstream{directory_ / (file + ".csv"), std::ios::binary | std::ios::app} << text;
    }
    void manifest(const std::string& version, const std::string& mode) {
        std::string text = "propertyName,value\noneroster.version," + version + "\n";
        for (const char* file : {"orgs", "courses", "classes", "users", "roles", "enrollments"}) {
            text += std::string{"file."} + file + "," + mode + "\n";
        }
        write("manifest", text);
    }
    Result<ImportedJournal> load(const OneRosterOptions& options = {}) const {
        return import_oneroster(directory_.path(), {}, options);
    }
    std::string error() const {
        const auto journal = load();
        if (journal) return "no error";
        EXPECT_EQ(journal.error().kind, ErrorKind::invalid_input) << journal.error().what;
        return journal.error().what;
    }

    static constexpr std::string_view class_header =
        "sourcedId,title,grades,courseSourcedId,classType,schoolSourcedId,"
        "metadata.parentClassSourcedId,metadata.subgroup\n";
    static constexpr std::string_view user_header =
        "sourcedId,enabledUser,givenName,familyName,agentSourcedIds,userIds\n";
    static constexpr std::string_view role_header =
        "sourcedId,userSourcedId,role,beginDate,endDate,orgSourcedId,metadata.positionType\n";
    static constexpr std::string_view enrollment_header =
        "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n";
    test::TemporaryDirectory directory_;
};

TEST_F(OneRosterErrorsTest, ThePlainPackageIsAccepted) {
    const auto journal = load();
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_TRUE(journal->findings.empty());
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 1U);
}

TEST_F(OneRosterErrorsTest, TheManifestMustBeOfOneRosterOneTwoAndTellTheModes) {
    manifest("1.1", "bulk");
    EXPECT_THAT(error(), HasSubstr("manifest.csv:2: OneRoster 1.1, this reads 1.2"));
    manifest("1.2", "full");
    EXPECT_THAT(error(), HasSubstr("manifest.csv:3: file.orgs is 'full'"));
    manifest("1.2", "absent");
    EXPECT_THAT(error(), HasSubstr("no org of type school"));
}

TEST_F(OneRosterErrorsTest, AMissingFileOrColumnIsNamed) {
    write("roles", "sourcedId,userSourcedId,role,beginDate,endDate\n");
    EXPECT_THAT(error(), HasSubstr("roles.csv:1: no column orgSourcedId"));
    std::filesystem::remove(directory_ / "roles.csv");
    const auto journal = load();
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().kind, ErrorKind::not_found);
    EXPECT_THAT(journal.error().what, HasSubstr("roles.csv"));
}

TEST_F(OneRosterErrorsTest, BrokenValuesNameFileAndLineButNoValueOfAPerson) {
    append("enrollments", "e2,k,sch,s1,student,01.09.2026,\n");
    EXPECT_THAT(error(), HasSubstr("enrollments.csv:3: beginDate is not a date"));
    append("users", "s2,yes,Пётр,Чижов,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:3: enabledUser is not true or false"));
    write("users", std::string{user_header} + ",true,Пётр,Чижов,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:2: sourcedId is empty"));
    write("users", std::string{user_header} + "s1,true,,Чижов,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:2: givenName is empty"));
    EXPECT_THAT(error(), testing::Not(HasSubstr("Чижов")));
}

TEST_F(OneRosterErrorsTest, ASchoolWithoutTimeZoneNeedsOneFromTheOptions) {
    write("orgs", "sourcedId,name,type\nsch,Школа,school\n");
    EXPECT_THAT(error(), HasSubstr("orgs.csv:2: school 'sch' has no time zone"));
    const auto journal = load({.time_zone = "Asia/Omsk"});
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::school].row(0)[2], "Asia/Omsk");
}

TEST_F(OneRosterErrorsTest, DanglingRowsAreReportedAndPassedOnSoThatNobodyIsRemoved) {
    append("enrollments", "e2,gone,sch,s1,student,,\ne3,k,sch,nobody,student,,\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    ASSERT_EQ(journal->findings.size(), 2U);
    EXPECT_EQ(journal->findings[0].severity, Severity::error);
    EXPECT_EQ(journal->findings[0].relation, "enrollments");
    EXPECT_EQ(journal->findings[0].row, 3U);
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 3U);
    EXPECT_EQ(journal->tables[Relation::person].rows(), 1U);
}

TEST_F(OneRosterErrorsTest, AnIdTwiceInOneFileKeepsTheFirstRowAndIsReported) {
    append("users", "s1,true,Другое,Имя,,\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    ASSERT_EQ(journal->findings.size(), 1U);
    EXPECT_THAT(journal->findings[0].message, HasSubstr("already on line 2"));
    EXPECT_EQ(journal->tables[Relation::person].row(0)[2], "Синицына");
}

TEST_F(OneRosterErrorsTest, AgentsThatAreNoParentsAreNotGuardians) {
    append("users", "t1,true,Лидия,Берёзова,s1,\n");
    append("roles", "r2,t1,teacher,,,sch,pedagogical\n");
    auto journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::guardian].rows(), 0U);
    append("roles", "r3,t1,relative,,,sch,\n");
    journal = load();
    ASSERT_TRUE(journal);
    EXPECT_THAT(journal->tables[Relation::guardian].row(0),
                ElementsAre("sch", "t1", "s1", std::nullopt, std::nullopt));
}

TEST_F(OneRosterErrorsTest, ADisabledUserOfABulkFileHasNoTiesLeft) {
    write("users", std::string{user_header} + "s1,false,Анна,Синицына,,\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 0U);
    EXPECT_EQ(journal->tables[Relation::person].row(0)[6], "1") << "listed as blocked";
}

TEST_F(OneRosterErrorsTest, AGroupThatLacksOnePupilOfItsClassListsItsStudents) {
    append("users", "s2,true,Пётр,Чижов,,\n");
    append("enrollments", "e2,k,sch,s2,student,2026-09-01,\ne3,g,sch,s1,student,2026-09-01,\n");
    append("classes", "g,7В/Алгебра,07,c,scheduled,sch,k,\n");
    auto journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::study_group].row(0)[4], "0");
    EXPECT_EQ(journal->tables[Relation::study_group].row(0)[3], "Алгебра");
    EXPECT_EQ(journal->tables[Relation::study_group_student].rows(), 1U);
    append("enrollments", "e4,g,sch,s2,student,2026-09-01,\n");
    journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::study_group].row(0)[4], "1");
    EXPECT_EQ(journal->tables[Relation::study_group_student].rows(), 0U);
}

TEST_F(OneRosterErrorsTest, PlatformIdsInUserIdsBecomeLinks) {
    write("users", std::string{user_header} + "s1,true,Анна,Синицына,,\"{vk:123},{snils:9}\"\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    ASSERT_EQ(journal->tables[Relation::profile_link].rows(), 1U);
    EXPECT_EQ(journal->tables[Relation::profile_link].row(0)[3], "123");
}

TEST_F(OneRosterErrorsTest, ADeltaNeedsStatusAndTimeAndABrokenOneChangesNothing) {
    OneRosterPackage package;
    ASSERT_TRUE(package.apply(directory_.path()));
    manifest("1.2", "delta");
    const auto refused = package.apply(directory_.path());
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("orgs.csv:1: no column status"));
    EXPECT_EQ(package.rows(OneRosterFile::orgs).size(), 1U);

    write("manifest", "propertyName,value\noneroster.version,1.2\nfile.enrollments,delta\n");
    const std::string header =
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
        "beginDate,endDate\n";
    write("enrollments", header + "e1,gone,2026-10-02T09:00:00.000Z,k,sch,s1,student,,\n");
    EXPECT_THAT(package.apply(directory_.path()).error().what,
                HasSubstr("enrollments.csv:2: status 'gone'"));
    write("enrollments", header + "e1,tobedeleted,,k,sch,s1,student,,\n");
    EXPECT_THAT(package.apply(directory_.path()).error().what, HasSubstr("dateLastModified"));
    write("enrollments", header +
                             "e1,tobedeleted,2026-10-02T09:00:00.000Z,k,sch,s1,student,"
                             "2026-09-01,2027-05-27\n");
    ASSERT_TRUE(package.apply(directory_.path()));
    const auto journal = map_oneroster(package, {});
    ASSERT_TRUE(journal);
    EXPECT_THAT(journal->tables[Relation::enrolment].row(0),
                ElementsAre("sch", "k", "s1", "2026-09-01", "2026-10-02"));
}

}  // namespace
}  // namespace rosterd::journal
