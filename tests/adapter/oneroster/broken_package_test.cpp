// Broken and odd OneRoster folders: every refusal names its file and line, every repair is told.
#include <gmock/gmock.h>

#include "adapters/journal/oneroster/mapping.hpp"
#include "tests/adapter/oneroster/package_maker.hpp"

namespace rosterd::journal {
namespace {

using test::class_header;
using test::delta_enrollment_header;
using test::enrollment_header;
using test::role_header;
using test::user_header;
using testing::ElementsAre;
using testing::HasSubstr;

class OneRosterErrorsTest : public testing::Test {
  protected:
    Result<ImportedJournal> load(const OneRosterOptions& options = {}) const {
        return import_oneroster(package.folder(), {}, options);
    }
    std::string error(const OneRosterOptions& options = {}) const {
        const auto journal = load(options);
        if (journal) return "no error";
        EXPECT_EQ(journal.error().kind, ErrorKind::invalid_input) << journal.error().what;
        return journal.error().what;
    }
    static OneRosterOptions tolerant() {
        OneRosterOptions options;
        options.reading.mode = OneRosterMode::tolerant;
        return options;
    }

    test::TemporaryDirectory directory;
    test::PackageMaker package{directory / "day-1"};
};

std::string said(const ImportedJournal& journal) {
    std::string text;
    for (const Finding& finding : journal.findings) text += to_string(finding) + "\n";
    return text;
}

TEST_F(OneRosterErrorsTest, ThePlainPackageIsAccepted) {
    const auto journal = load();
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_TRUE(journal->findings.empty());
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 1U);
}

TEST_F(OneRosterErrorsTest, TheManifestMustBeThereAndTellVersionAndModes) {
    package.manifest("1.0", "bulk");
    EXPECT_THAT(error(), HasSubstr("manifest.csv:2: OneRoster '1.0', this reads 1.1 and 1.2"));
    package.manifest("1.2.1", "bulk");
    EXPECT_THAT(error(), HasSubstr("'1.2.1'"));
    EXPECT_TRUE(load(tolerant()));
    package.manifest("1.2", "full");
    EXPECT_THAT(error(), HasSubstr("manifest.csv:3: file.orgs is 'full'"));
    package.manifest("1.2", "\x1B[2J" + std::string(2'000, 'x'));
    EXPECT_THAT(error(), Not(HasSubstr("\x1B"))) << "what is repeated cannot harm a terminal";
    EXPECT_LT(error().size(), 300U) << "nor fill it";
    package.manifest("1.2", "absent");
    EXPECT_THAT(error(), HasSubstr("no package holds orgs.csv in full (bulk)"));
    package.remove("manifest");
    EXPECT_THAT(error(), HasSubstr("there is no manifest.csv"));
}

TEST_F(OneRosterErrorsTest, AMissingFileOrColumnIsNamed) {
    package.write("roles", "sourcedId,userSourcedId,role,beginDate,endDate\n");
    EXPECT_THAT(error(), HasSubstr("roles.csv:1: no column orgSourcedId"));
    package.remove("roles");
    const auto journal = load();
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().kind, ErrorKind::not_found);
    EXPECT_THAT(journal.error().what, HasSubstr("roles.csv"));
}

TEST_F(OneRosterErrorsTest, BrokenValuesNameFileAndLineButNoValueOfAPerson) {
    package.append("enrollments", "e2,k,sch,s1,student,01.09.2026,\n");
    EXPECT_THAT(error(), HasSubstr("enrollments.csv:3: beginDate is not a date"));
    package.append("users", "s2,yes,Пётр,Чижов,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:3: enabledUser is not true or false"));
    package.write("users", std::string{user_header} + ",true,Пётр,Чижов,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:2: sourcedId is empty"));
    package.write("users", std::string{user_header} + "s1,true,,Чижов,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:2: givenName is empty"));
    EXPECT_THAT(error(), testing::Not(HasSubstr("Чижов")));
}

TEST_F(OneRosterErrorsTest, ASchoolWithoutTimeZoneNeedsOneFromTheOptions) {
    package.write("orgs", "sourcedId,name,type\nsch,Школа,school\n");
    EXPECT_THAT(error(), HasSubstr("orgs.csv:2: school 'sch' has no time zone"));
    const auto journal = load({.time_zone = "Asia/Omsk"});
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::school].row(0)[2], "Asia/Omsk");
}

TEST_F(OneRosterErrorsTest, DanglingRowsAreReportedAndPassedOnSoThatNobodyIsRemoved) {
    package.append("enrollments", "e2,gone,sch,s1,student,,\ne3,k,sch,nobody,student,,\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    ASSERT_EQ(journal->findings.size(), 2U);
    EXPECT_EQ(journal->findings[0].severity, Severity::error);
    EXPECT_EQ(journal->findings[0].relation, "day-1/enrollments.csv");
    EXPECT_EQ(journal->findings[0].row, 3U);
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 3U);
    EXPECT_EQ(journal->tables[Relation::person].rows(), 1U);
}

TEST_F(OneRosterErrorsTest, ARowTwiceIsIgnoredAndOneIdWithOtherContentIsRefused) {
    package.append("users", "s1,true,Анна,Синицына,,\n");
    const auto journal = load();
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_EQ(journal->findings[0].severity, Severity::note);
    EXPECT_THAT(said(*journal), HasSubstr("users.csv row 3 (sourcedId 's1'): the same row"));
    package.append("users", "s1,true,Другое,Имя,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:4: sourcedId 's1' is on line 2 already"));
    EXPECT_THAT(error(), testing::Not(HasSubstr("Имя")));
}

TEST_F(OneRosterErrorsTest, ToleratedTwinsBothCountSoThatNobodyIsRemoved) {
    package.append("users", "s2,true,Пётр,Чижов,,\n");
    package.append("enrollments", "e1,k,sch,s2,student,2026-09-01,\n");
    const auto journal = load(tolerant());
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 2U);
    EXPECT_THAT(said(*journal), HasSubstr("enrollments.csv row 3 (sourcedId 'e1'): is on line 2"));
    // A delta ends the one of the two that it is about.
    test::PackageMaker delta{directory / "day-2", "absent"};
    delta.announce("enrollments", "delta");
    delta.write("enrollments", std::string{delta_enrollment_header} +
                                   "e1,tobedeleted,2026-10-02T09:00:00.000Z,k,sch,s2,student,,\n");
    const std::vector deltas{delta.folder()};
    const auto after = import_oneroster(package.folder(), deltas, tolerant());
    ASSERT_TRUE(after) << after.error().what;
    std::map<std::string, std::string> ends;
    for (std::size_t row = 0; row < 2; ++row) {
        const auto cells = after->tables[Relation::enrolment].row(row);
        ends[*cells[2]] = cells[4].value_or("");
    }
    EXPECT_EQ(ends, (std::map<std::string, std::string>{{"s1", ""}, {"s2", "2026-10-02"}}));
}

TEST_F(OneRosterErrorsTest, AgentsThatAreNoParentsAreNotGuardians) {
    package.append("users", "t1,true,Лидия,Берёзова,s1,\n");
    package.append("roles", "r2,t1,teacher,,,sch,pedagogical\n");
    auto journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::guardian].rows(), 0U);
    package.append("roles", "r3,t1,relative,,,sch,\n");
    journal = load();
    ASSERT_TRUE(journal);
    EXPECT_THAT(journal->tables[Relation::guardian].row(0),
                ElementsAre("sch", "t1", "s1", std::nullopt, std::nullopt));
}

TEST_F(OneRosterErrorsTest, ADisabledUserOfABulkFileHasNoTiesLeft) {
    package.write("users", std::string{user_header} + "s1,false,Анна,Синицына,,\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::enrolment].rows(), 0U);
    EXPECT_EQ(journal->tables[Relation::person].row(0)[6], "1") << "listed as blocked";
}

TEST_F(OneRosterErrorsTest, AGroupThatLacksOnePupilOfItsClassListsItsStudents) {
    package.append("users", "s2,true,Пётр,Чижов,,\n");
    package.append("enrollments",
                   "e2,k,sch,s2,student,2026-09-01,\ne3,g,sch,s1,student,2026-09-01,\n");
    package.append("classes", "g,7В/Алгебра,07,c,scheduled,sch,k,\n");
    auto journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::study_group].row(0)[4], "0");
    EXPECT_EQ(journal->tables[Relation::study_group].row(0)[3], "Алгебра");
    EXPECT_EQ(journal->tables[Relation::study_group_student].rows(), 1U);
    package.append("enrollments", "e4,g,sch,s2,student,2026-09-01,\n");
    journal = load();
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::study_group].row(0)[4], "1");
    EXPECT_EQ(journal->tables[Relation::study_group_student].rows(), 0U);
}

TEST_F(OneRosterErrorsTest, PlatformIdsInUserIdsBecomeLinks) {
    package.write("users",
                  std::string{user_header} + "s1,true,Анна,Синицына,,\"{vk:123},{snils:9}\"\n");
    const auto journal = load();
    ASSERT_TRUE(journal);
    ASSERT_EQ(journal->tables[Relation::profile_link].rows(), 1U);
    EXPECT_EQ(journal->tables[Relation::profile_link].row(0)[3], "123");
}

TEST_F(OneRosterErrorsTest, ADeltaNeedsStatusAndTime) {
    test::PackageMaker delta{directory / "day-2", "absent"};
    const std::vector deltas{delta.folder()};
    const auto refused = [&](const std::string& rows) {
        delta.write("enrollments", rows);
        const auto journal = import_oneroster(package.folder(), deltas);
        return journal ? std::string{"no error"} : journal.error().what;
    };
    delta.announce("enrollments", "delta");
    const std::string header = delta_enrollment_header;
    EXPECT_THAT(refused(enrollment_header),
                HasSubstr("day-2: enrollments.csv:1: no column status"));
    EXPECT_THAT(refused(header + "e1,gone,2026-10-02T09:00:00.000Z,k,sch,s1,student,,\n"),
                HasSubstr("enrollments.csv:2: status 'gone'"));
    EXPECT_THAT(refused(header + "e1,tobedeleted,,k,sch,s1,student,,\n"),
                HasSubstr("dateLastModified is required"));
    EXPECT_THAT(refused(header + "e1,tobedeleted,02.10.2026,k,sch,s1,student,,\n"),
                HasSubstr("dateLastModified is not an ISO 8601 instant"));
    delta.write("enrollments", header +
                                   "e1,tobedeleted,2026-10-02T09:00:00.000Z,k,sch,s1,student,"
                                   "2026-09-01,2027-05-27\n");
    const auto journal = import_oneroster(package.folder(), deltas);
    ASSERT_TRUE(journal);
    EXPECT_THAT(journal->tables[Relation::enrolment].row(0),
                ElementsAre("sch", "k", "s1", "2026-09-01", "2026-10-02"));
}

TEST_F(OneRosterErrorsTest, AnInclusiveEndDateCountsThatDayToo) {
    package.append("enrollments", "e2,k,sch,s1,student,2026-09-01,2026-12-31\n");
    const auto journal = load({.end_date = EndDate::inclusive});
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->tables[Relation::enrolment].row(1)[4], "2027-01-01");
}

TEST_F(OneRosterErrorsTest, TheSettingsNameAdministratorsWhereRolesDoNot) {
    package.append("users", "d,true,Пётр,Дубов,,\nz,true,Татьяна,Ясенева,,\n");
    package.append("roles", "r2,d,principal,,,sch,\nr3,z,siteAdministrator,,,sch,\n");
    OneRosterOptions options;
    const auto roles = [&] {
        const auto journal = load(options);
        std::map<std::string, std::string> found;
        for (std::size_t row = 0; row < 2; ++row) {
            const auto cells = journal->tables[Relation::staff].row(row);
            found[*cells[1]] = cells[3].value_or("");
        }
        return found;
    };
    using Roles = std::map<std::string, std::string>;
    EXPECT_EQ(roles(), (Roles{{"d", ""}, {"z", "school_admin,chats_admin"}}));
    options.schools["sch"].school_admins = {"d"};
    EXPECT_EQ(roles(), (Roles{{"d", "school_admin"}, {"z", "chats_admin"}}));
    options.schools["nowhere"].time_zone = "Asia/Omsk";
    EXPECT_THAT(said(*load(options)), HasSubstr("names a school that no package knows"));
}

// ---- OneRoster 1.1 ------------------------------------------------------------------------------

class OneRosterOneOneTest : public OneRosterErrorsTest {
  protected:
    OneRosterOneOneTest() {
        package.manifest("1.1", "bulk");
        package.announce("roles", "absent");
        package.remove("roles");
        package.write("users", std::string{header} +
                                   "s1,true,sch,student,Анна,Синицына,g1\n"
                                   "g1,true,sch,parent,Иван,Синицын,\n"
                                   "t1,true,\"sch,sch2\",teacher,Лидия,Берёзова,\n"
                                   "a1,true,sch,administrator,Пётр,Дубов,\n");
        package.append("orgs", "sch2,Школа 2,school,Asia/Omsk\n");
    }
    static constexpr const char* header =
        "sourcedId,enabledUser,orgSourcedIds,role,givenName,familyName,agentSourcedIds\n";
};

TEST_F(OneRosterOneOneTest, UsersTellTheirRoleAtEverySchoolOfTheirs) {
    const auto journal = load();
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_THAT(said(*journal), testing::IsEmpty());
    const auto& staff = journal->tables[Relation::staff];
    ASSERT_EQ(staff.rows(), 3U) << "a1, and t1 at both schools";
    EXPECT_THAT(staff.row(0), ElementsAre("sch", "a1", "administration", std::nullopt, std::nullopt,
                                          std::nullopt));
    EXPECT_THAT(staff.row(2),
                ElementsAre("sch2", "t1", "teaching", "teacher", std::nullopt, std::nullopt));
    EXPECT_EQ(journal->tables[Relation::guardian].rows(), 1U);
}

TEST_F(OneRosterOneOneTest, WithoutRoleAndOrgsTheUsersOfOneOneAreRefused) {
    package.write("users", std::string{user_header} + "s1,true,Анна,Синицына,,\n");
    EXPECT_THAT(error(), HasSubstr("users.csv:1: no column role"));
    EXPECT_THAT(error(tolerant()), HasSubstr("users.csv:1: no column role"));
    package.manifest("1.2", "bulk");
    EXPECT_EQ(load().error().kind, ErrorKind::not_found) << "1.2 has roles.csv";
}

// ---- strict and tolerant ------------------------------------------------------------------------

struct Damage {
    const char* name;
    const char* file;
    const char* text;      ///< the whole file
    const char* refused;   ///< what strict says
    const char* repaired;  ///< what tolerant tells; empty: an error as well
};

class DamageTest : public OneRosterErrorsTest, public testing::WithParamInterface<Damage> {};

TEST_P(DamageTest, IsRefusedStrictlyAndRepairedTolerantly) {
    package.write(GetParam().file, GetParam().text);
    EXPECT_THAT(error(), HasSubstr(GetParam().refused));
    const auto journal = load(tolerant());
    if (*GetParam().repaired == '\0') {
        EXPECT_FALSE(journal);
        return;
    }
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_THAT(said(*journal), HasSubstr(GetParam().repaired));
    EXPECT_THAT(journal->tables[Relation::enrolment].row(0),
                ElementsAre("sch", "k", "s1", "2026-09-01", std::nullopt));
    EXPECT_EQ(journal->tables[Relation::person].row(0)[6], "0");
}

INSTANTIATE_TEST_SUITE_P(
    Values, DamageTest,
    testing::Values(
        Damage{"flag", "users", "sourcedId,enabledUser,givenName,familyName\ns1,TRUE,А,С\n",
               "users.csv:2: enabledUser is not true or false",
               "users.csv row 2: column enabledUser: other spellings of true and false"},
        Damage{"header", "users", "SourcedID,EnabledUser,givenName,familyName\ns1,true,А,С\n",
               "users.csv:1: no column sourcedId", "column 'EnabledUser' is read as enabledUser"},
        Damage{"semicolons", "users", "sourcedId;enabledUser;givenName;familyName\ns1;true;А;С\n",
               "users.csv:1: no column sourcedId", "fields are separated by semicolons"},
        Damage{"windows_1251", "users",
               "sourcedId,enabledUser,givenName,familyName\ns1,true,\xC0,\xD1\n",
               "users.csv:2: bytes that are not UTF-8", "read as windows-1251"},
        Damage{"no_last_end", "users", "sourcedId,enabledUser,givenName,familyName\ns1,true,А,С",
               "users.csv:2: the last line has no end", "the last line has no end"},
        Damage{"misspelt_time", "orgs",
               "sourcedId,dataLastModified,name,type,metadata.timeZone\n"
               "sch,2026-10-01,Ш,School,Europe/Moscow\n",
               "orgs.csv: there is no org of type school",
               "column 'dataLastModified' is read as dateLastModified"},
        Damage{"class_type", "classes",
               "sourcedId,title,courseSourcedId,classType,schoolSourcedId\n"
               "k,7В,c,Homeroom,sch\n",
               "classes.csv:2: classType is neither homeroom nor scheduled",
               "column classType: words are read whatever their case"},
        Damage{"russian_date", "enrollments",
               "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
               "e1,k,sch,s1,student,1.9.2026,\n",
               "enrollments.csv:2: beginDate is not a date",
               "column beginDate: dates are read as day, month, year"},
        Damage{"date_and_time", "enrollments",
               "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
               "e1,k,sch,s1,Student,2026-09-01T00:00:00Z,\n",
               "enrollments.csv:2: beginDate is not a date", "times of day are left out"},
        Damage{"no_id", "enrollments",
               "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
               ",k,sch,s1,student,2026-09-01,\n",
               "enrollments.csv:2: sourcedId is empty", "sourcedId is empty"},
        Damage{"no_id_of_a_user", "users",
               "sourcedId,enabledUser,givenName,familyName\n,true,А,С\n",
               "users.csv:2: sourcedId is empty", ""},
        Damage{"cut_off", "enrollments",
               "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
               "e1,k,sch,s1,student,2026-09-01,\ne2,k,sc",
               "enrollments.csv:3: the last line has no end", ""},
        Damage{"no_class_column", "enrollments",
               "sourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n",
               "enrollments.csv:1: no column classSourcedId", ""}),
    [](const auto& damage) { return std::string{damage.param.name}; });

TEST_F(OneRosterErrorsTest, FileNamesOfAnotherCaseAreTolerated) {
    std::filesystem::rename(package.folder() / "users.csv", package.folder() / "Users.CSV");
    EXPECT_EQ(load().error().kind, ErrorKind::not_found);
    const auto journal = load(tolerant());
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_THAT(said(*journal), HasSubstr("the file is called Users.CSV"));
}

TEST_F(OneRosterErrorsTest, WhatNoFormFitsIsPassedOnForTheContractsReaderToSetAside) {
    package.append("users", "s2,vielleicht,Пётр,Чижов,,\n");
    package.append("enrollments", "e2,k,sch,s2,student,осенью,\n");
    const auto journal = load(tolerant());
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_EQ(journal->tables[Relation::enrolment].row(1)[3], "осенью");
    EXPECT_EQ(journal->tables[Relation::person].row(1)[6], "vielleicht");
}

TEST_F(OneRosterErrorsTest, AParentWhoIsMissingIsPassedOnWithHisChild) {
    package.write("users", std::string{user_header} + "s1,true,Анна,Синицына,g1,\n");
    const auto journal = load();
    ASSERT_TRUE(journal) << journal.error().what;
    EXPECT_THAT(said(*journal), HasSubstr("agentSourcedIds names 'g1'"));
    EXPECT_EQ(journal->tables[Relation::guardian].rows(), 1U);
}

}  // namespace
}  // namespace rosterd::journal
