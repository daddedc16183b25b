// The journal on a folder of packages: what the daemon reads, when it is told, what it never
// believes.
#include "adapters/journal/oneroster/oneroster_journal.hpp"

#include <gmock/gmock.h>
#include <poll.h>

#include <fstream>

#include "adapters/journal/check.hpp"
#include "adapters/journal/import/journal_writer.hpp"
#include "adapters/journal/sqlite_journal.hpp"
#include "tests/adapter/journal/describe.hpp"
#include "tests/adapter/oneroster/package_maker.hpp"
#include "tests/support/eventually.hpp"

namespace rosterd::test {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <class T>
Error error_of(const Result<T>& result) {
    EXPECT_FALSE(result) << "an error was expected";
    return result ? Error{ErrorKind::our_bug, "no error"} : result.error();
}

std::string said(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) text += to_string(finding) + "\n";
    return text;
}

class OneRosterJournalTest : public testing::Test {
  protected:
    OneRosterJournalOptions options() const {
        OneRosterJournalOptions options;
        options.directory = directory.path();
        options.mapping.profile = "sgo";
        options.mapping.account = "main";
        return options;
    }
    std::unique_ptr<ContractJournal> open(OneRosterJournalOptions chosen) const {
        auto journal = open_oneroster_journal(std::move(chosen));
        if (!journal) throw std::runtime_error{journal.error().what};
        return std::move(*journal);
    }
    std::unique_ptr<ContractJournal> open() const { return open(options()); }

    static School school(ContractJournal& journal, const std::string& id) {
        std::vector<Finding> findings;
        const auto schools = journal.schools(findings);
        if (!schools) throw std::runtime_error{schools.error().what};
        for (const School& one : *schools) {
            if (one.id == id) return one;
        }
        throw std::runtime_error{"no school " + id};
    }
    static JournalRead read(ContractJournal& journal, const std::string& id) {
        auto read = journal.read(school(journal, id));
        if (!read) throw std::runtime_error{read.error().what};
        return std::move(*read);
    }
    /// A delta of enrollments only; rows without the header.
    PackageMaker delta(const std::string& name, const std::string& rows) const {
        PackageMaker package{directory / (name + ".part"), "absent"};
        package.announce("enrollments", "delta");
        package.write("enrollments", delta_enrollment_header + rows);
        fs::rename(package.folder(), directory / name);
        return PackageMaker{package};
    }

    TemporaryDirectory directory;
};

// ---- the sample school, by folders and by zips --------------------------------------------------

class SampleSchoolTest : public OneRosterJournalTest, public testing::WithParamInterface<bool> {
  protected:
    void drop(const std::string& name) const {
        if (GetParam()) {
            zip_folder(sample_school() / name, directory / (name + ".zip.part"));
            fs::rename(directory / (name + ".zip.part"), directory / (name + ".zip"));
        } else {
            fs::copy(sample_school() / name, directory / (name + ".part"));
            fs::rename(directory / (name + ".part"), directory / name);
        }
    }
};

TEST_P(SampleSchoolTest, ADeltaThatIsDroppedInMovesThePeopleItNames) {
    drop("bulk-2026-10-01");
    const auto journal = open();
    const School of = school(*journal, "sch-7");
    EXPECT_EQ(of.name, "СОШ № 7 (пример)");
    EXPECT_EQ(of.time_zone, "Asia/Yekaterinburg");
    EXPECT_EQ(of.profile, "sgo");
    EXPECT_EQ(of.account, "main");
    const JournalRead first = read(*journal, "sch-7");
    EXPECT_THAT(said(first.findings), IsEmpty());
    EXPECT_EQ(first.roster.people.size(), 30U);
    EXPECT_EQ(first.roster.enrolments.size(), 13U);
    const auto before = journal->markers();

    drop("delta-2026-10-02");
    const JournalRead second = read(*journal, "sch-7");
    EXPECT_THAT(said(second.findings), IsEmpty());
    EXPECT_EQ(second.roster.people.size(), 32U);
    const auto after = journal->markers();
    ASSERT_TRUE(before && *before && after && *after);
    EXPECT_NE((**before)[0].marker, (**after)[0].marker);
    const Day day = *parse_day("2026-10-02");
    const auto covering = [day](const std::vector<Tie>& ties) {
        return std::ranges::count_if(ties,
                                     [day](const Tie& tie) { return tie.validity.covers(day); });
    };
    EXPECT_EQ(covering(first.roster.enrolments), 13);
    EXPECT_EQ(covering(second.roster.enrolments), 12) << "s8 is expelled, s2 moved";
    EXPECT_EQ(covering(second.roster.guardians), covering(first.roster.guardians))
        << "g7 lost her only child there, g10 is new";
}

TEST_P(SampleSchoolTest, IsTheSameRosterAsThroughAnImportIntoSqlite) {
    drop("bulk-2026-10-01");
    drop("delta-2026-10-02");
    auto imported = journal::import_oneroster(directory.path(), {}, options().mapping);
    ASSERT_TRUE(imported) << imported.error().what;
    const fs::path file = directory / "journal.db";
    ASSERT_TRUE(journal::write_journal(file, journal::WriteMode::fresh, imported->tables));
    const auto sqlite = open_sqlite_journal(file);
    ASSERT_TRUE(sqlite);
    EXPECT_EQ(describe(read(*open(), "sch-7").roster), describe(read(**sqlite, "sch-7").roster));
}

TEST_P(SampleSchoolTest, TheCheckFindsNothingWrong) {
    drop("bulk-2026-10-01");
    const auto checked = check_journal(*open(), {});
    ASSERT_TRUE(checked) << checked.error().what;
    EXPECT_TRUE(checked->good());
    EXPECT_EQ(checked->schools, 1U);
}

INSTANTIATE_TEST_SUITE_P(Forms, SampleSchoolTest, testing::Bool(),
                         [](const auto& form) { return form.param ? "Zip" : "Folder"; });

// ---- the contract of every journal --------------------------------------------------------------

TEST_F(OneRosterJournalTest, AnUnknownSchoolIsNotFound) {
    PackageMaker{directory / "bulk"};
    const auto journal = open();
    School unknown = school(*journal, "sch");
    unknown.id = "sch-8";
    EXPECT_EQ(error_of(journal->read(unknown)).kind, ErrorKind::not_found);
    EXPECT_TRUE(journal->read(school(*journal, "sch")));
}

TEST_F(OneRosterJournalTest, AMissingFileIsAnErrorThatNamesItAndNeverAnEmptyRoster) {
    PackageMaker package{directory / "bulk"};
    const auto journal = open();
    const School of = school(*journal, "sch");
    ASSERT_TRUE(journal->read(of));
    fs::rename(package.folder() / "enrollments.csv", directory / "away.part");
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Error error = error_of(journal->read(of));
        EXPECT_EQ(error.kind, ErrorKind::not_found);
        EXPECT_THAT(error.what, HasSubstr("school 'sch'"));
        EXPECT_THAT(error.what, HasSubstr("bulk: enrollments.csv is missing"));
    }
    EXPECT_FALSE(journal->markers());
    fs::rename(directory / "away.part", package.folder() / "enrollments.csv");
    const auto recovered = journal->read(of);
    ASSERT_TRUE(recovered) << recovered.error().what;
    EXPECT_EQ(recovered->roster.enrolments.size(), 1U);
}

TEST_F(OneRosterJournalTest, AVanishedFolderIsATransientError) {
    PackageMaker{directory / "in" / "bulk"};
    OneRosterJournalOptions chosen = options();
    chosen.directory = directory / "in";
    const auto journal = open(chosen);
    const School of = school(*journal, "sch");
    fs::rename(directory / "in", directory / "out");
    EXPECT_EQ(error_of(journal->read(of)).kind, ErrorKind::transient);
    fs::rename(directory / "out", directory / "in");
    EXPECT_TRUE(journal->read(of));
}

TEST_F(OneRosterJournalTest, AnEmptyDirectoryNameIsRefused) {
    EXPECT_EQ(error_of(open_oneroster_journal({})).kind, ErrorKind::invalid_input);
}

TEST_F(OneRosterJournalTest, AnUnchangedFolderIsNotReadAgain) {
    PackageMaker package{directory / "bulk"};
    const auto journal = open();
    const auto first = journal->markers();
    ASSERT_TRUE(first && *first);
    // The same bytes again: read again, and nothing has changed.
    package.append("users", "");
    const auto second = journal->markers();
    ASSERT_TRUE(second && *second);
    EXPECT_EQ((**first)[0].marker, (**second)[0].marker);
    package.append("users", "s2,true,Пётр,Чижов,,\n");
    package.append("enrollments", "e2,k,sch,s2,student,2026-09-01,\n");
    const auto third = journal->markers();
    ASSERT_TRUE(third && *third);
    EXPECT_NE((**first)[0].marker, (**third)[0].marker);
}

// ---- absence ------------------------------------------------------------------------------------

TEST_F(OneRosterJournalTest, AbsenceIsDeletionInABulkAndNothingInADelta) {
    PackageMaker first{directory / "bulk-2026-10-01"};
    first.append("users", "s2,true,Пётр,Чижов,,\n");
    first.append("enrollments", "e2,k,sch,s2,student,2026-09-01,\n");
    const auto journal = open();
    EXPECT_EQ(read(*journal, "sch").roster.enrolments.size(), 2U);
    delta("delta-2026-10-02", "e1,active,2026-10-02T09:00:00.000Z,k,sch,s1,student,2026-09-02,\n");
    EXPECT_EQ(read(*journal, "sch").roster.enrolments.size(), 2U);
    PackageMaker{directory / "bulk-2026-10-03"};
    EXPECT_EQ(read(*journal, "sch").roster.enrolments.size(), 1U);
}

TEST_F(OneRosterJournalTest, DanglingRowsAreSetAsideAndSaidOnceWithTheirFileAndLine) {
    PackageMaker package{directory / "bulk"};
    package.append("enrollments",
                   "e2,gone,sch,s1,student,2026-09-01,\ne3,k,sch,nobody,student,,\n");
    const auto journal = open();
    const JournalRead found = read(*journal, "sch");
    EXPECT_EQ(found.roster.enrolments.size(), 1U);
    EXPECT_EQ(found.roster.people.doubtful[0], 1) << "s1 is taken out of nothing";
    EXPECT_THAT(found.roster.doubtful_chats, testing::Contains("class/gone"));
    EXPECT_EQ(found.roster.classes.doubtful[0], 1) << "who is nobody may be in k";
    ASSERT_EQ(found.findings.size(), 2U) << said(found.findings);
    EXPECT_THAT(said(found.findings), HasSubstr("bulk/enrollments.csv row 3"));
    EXPECT_THAT(said(found.findings), HasSubstr("bulk/enrollments.csv row 4"));
}

TEST_F(OneRosterJournalTest, AToleratedValueThatNobodyUnderstandsPutsItsPeopleInDoubt) {
    PackageMaker package{directory / "bulk"};
    package.write("enrollments", enrollment_header + std::string{"e1,k,sch,s1,student,осенью,\n"});
    OneRosterJournalOptions chosen = options();
    EXPECT_EQ(error_of(open(chosen)->markers()).kind, ErrorKind::invalid_input);
    chosen.mapping.reading.mode = journal::OneRosterMode::tolerant;
    const auto journal = open(chosen);
    const JournalRead found = read(*journal, "sch");
    EXPECT_THAT(found.roster.enrolments, IsEmpty());
    EXPECT_EQ(found.roster.people.doubtful[0], 1);
    EXPECT_THAT(said(found.findings), HasSubstr("bulk/enrollments.csv row 2"));
}

TEST_F(OneRosterJournalTest, ContradictingUsersPutThePersonInDoubt) {
    PackageMaker package{directory / "bulk"};
    package.append("users", "s1,true,Другое,Имя,,\n");
    OneRosterJournalOptions chosen = options();
    chosen.mapping.reading.mode = journal::OneRosterMode::tolerant;
    const JournalRead found = read(*open(chosen), "sch");
    EXPECT_EQ(found.roster.people.doubtful[0], 1);
}

// ---- files that change --------------------------------------------------------------------------

TEST_F(OneRosterJournalTest, AFileReplacedInTheMiddleOfAReadFailsThatRead) {
    PackageMaker package{directory / "bulk"};
    OneRosterJournalOptions chosen = options();
    bool meddle = true;
    // Asked after the look at the files and before they are read.
    chosen.now = [&] {
        if (meddle) package.append("users", "s2,true,Пётр,Чижов,,\n");
        return UnixSeconds{4'000'000'000};
    };
    const auto journal = open(chosen);
    const Error error = error_of(journal->markers());
    EXPECT_EQ(error.kind, ErrorKind::transient);
    EXPECT_THAT(error.what, HasSubstr("changed while they were read"));
    meddle = false;
    EXPECT_TRUE(journal->markers());
}

TEST_F(OneRosterJournalTest, WhileFilesAreBeingCopiedTheLastWholeStateServes) {
    PackageMaker package{directory / "bulk-2026-10-01"};
    OneRosterJournalOptions chosen = options();
    UnixSeconds now = 4'000'000'000;
    chosen.now = [&] { return now; };
    const auto journal = open(chosen);
    EXPECT_EQ(read(*journal, "sch").roster.enrolments.size(), 1U);
    now = std::time(nullptr);  // what changes from here on is fresh
    PackageMaker half{directory / "bulk-2026-10-02"};
    half.remove("manifest");
    EXPECT_EQ(read(*journal, "sch").roster.enrolments.size(), 1U);
    now = 4'000'000'000;
    EXPECT_THAT(error_of(journal->markers()).what, HasSubstr("there is no manifest.csv"));
}

TEST_F(OneRosterJournalTest, WithoutAnEarlierStateItWaitsForTheFilesToStandStill) {
    PackageMaker package{directory / "bulk"};
    OneRosterJournalOptions chosen = options();
    chosen.quiet = std::chrono::seconds{1};
    chosen.now = [] { return std::time(nullptr); };
    const auto journal = open(chosen);
    EXPECT_EQ(read(*journal, "sch").roster.enrolments.size(), 1U);
}

// ---- announcements ------------------------------------------------------------------------------

bool readable(int descriptor, std::chrono::milliseconds wait) {
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, static_cast<int>(wait.count())) == 1;
}

/// What is announced until something is.
std::vector<std::string> next_changes(ContractJournal& journal) {
    std::vector<std::string> all;
    const bool announced = eventually([&] {
        if (!readable(journal.change_descriptor().value(), std::chrono::milliseconds{10})) {
            return false;
        }
        auto taken = journal.take_changes();
        if (!taken) throw std::runtime_error{taken.error().what};
        all = std::move(*taken);
        return !all.empty();
    });
    EXPECT_TRUE(announced);
    return all;
}

TEST_F(OneRosterJournalTest, ADroppedPackageAnnouncesTheSchoolsItChangesOnly) {
    PackageMaker package{directory / "bulk-2026-10-01"};
    package.append("orgs", "sch2,Школа 2,school,Asia/Omsk\n");
    const auto journal = open();
    ASSERT_TRUE(journal->markers());
    EXPECT_FALSE(readable(journal->change_descriptor().value(), std::chrono::milliseconds{0}));
    delta("delta-2026-10-02",
          "e1,tobedeleted,2026-10-02T09:00:00.000Z,k,sch,s1,student,2026-09-01,\n");
    EXPECT_THAT(next_changes(*journal), ElementsAre("sch"));
    EXPECT_FALSE(readable(journal->change_descriptor().value(), std::chrono::milliseconds{0}));
    // Inside a folder that came after the watch began.
    std::ofstream{directory / "delta-2026-10-02" / "enrollments.csv", std::ios::app}
        << "e9,active,2026-10-02T09:00:00.000Z,k,sch,s1,teacher,2026-09-01,\n";
    EXPECT_THAT(next_changes(*journal), ElementsAre("sch"));
}

TEST_F(OneRosterJournalTest, ABrokenPackageAnnouncesThatAnythingMayHaveChanged) {
    PackageMaker package{directory / "bulk-2026-10-01"};
    const auto journal = open();
    ASSERT_TRUE(journal->markers());
    ASSERT_TRUE(journal->change_descriptor());
    std::ofstream{directory / "delta-2026-10-02.zip"} << "no zip";
    EXPECT_THAT(next_changes(*journal), ElementsAre(""));
    EXPECT_EQ(error_of(journal->markers()).kind, ErrorKind::transient);
}

TEST_F(OneRosterJournalTest, WithoutWatchingThereIsNoDescriptor) {
    PackageMaker{directory / "bulk"};
    OneRosterJournalOptions chosen = options();
    chosen.watch = false;
    EXPECT_FALSE(open(chosen)->change_descriptor());
    chosen.watch = true;
    chosen.directory = directory / "later";
    const auto journal = open(chosen);
    EXPECT_FALSE(journal->change_descriptor());
    fs::create_directory(directory / "later");
    EXPECT_TRUE(journal->change_descriptor());
}

}  // namespace
}  // namespace rosterd::test
