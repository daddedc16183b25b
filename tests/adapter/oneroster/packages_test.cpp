// Which packages of a folder count, in which order, and how a zip may fail.
#include "adapters/journal/oneroster/packages.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/adapter/oneroster/package_maker.hpp"

namespace rosterd::journal {
namespace {

namespace fs = std::filesystem;

using test::PackageMaker;
using testing::ElementsAre;
using testing::HasSubstr;

class PackagesTest : public testing::Test {
  protected:
    std::vector<std::string> names() const {
        const auto found = find_packages(directory.path());
        if (!found) return {found.error().what};
        std::vector<std::string> names;
        for (const PackagePlace& place : *found) names.push_back(place.name);
        return names;
    }
    Result<LoadedPackages> load(OneRosterReading reading = {}) const {
        const auto found = find_packages(directory.path());
        if (!found) return found.error();
        return load_packages(*found, reading);
    }
    Error error(OneRosterReading reading = {}) const {
        const auto loaded = load(reading);
        EXPECT_FALSE(loaded);
        return loaded ? Error{ErrorKind::our_bug, "no error"} : loaded.error();
    }
    void touch(const std::string& name) const { std::ofstream{directory / name} << "x"; }

    test::TemporaryDirectory directory;
};

TEST_F(PackagesTest, TheDateInTheNameDecidesAndThenTheName) {
    for (const char* name : {"delta-2026-10-02", "z_20260901", "export 2026-10-02T0900",
                             "bulk-2026-10-02", "bulk-2026-10-01"}) {
        PackageMaker{directory / name};
    }
    touch("delta-2026-10-03.ZIP");
    touch("lessons.csv");
    EXPECT_THAT(names(),
                ElementsAre("z_20260901", "bulk-2026-10-01", "bulk-2026-10-02", "delta-2026-10-02",
                            "export 2026-10-02T0900", "delta-2026-10-03.ZIP"));
}

TEST_F(PackagesTest, WhatIsBeingWrittenOrIsNoPackageIsLeftAlone) {
    PackageMaker{directory / "bulk-2026-10-01"};
    PackageMaker{directory / ".bulk-2026-10-02"};
    PackageMaker{directory / "bulk-2026-10-02.part"};
    fs::create_directory(directory / "archive");
    touch(".delta-2026-10-02.zip.Xyz123");
    touch("delta-2026-10-02.zip.tmp");
    touch("readme.txt");
    EXPECT_THAT(names(), ElementsAre("bulk-2026-10-01"));
}

TEST_F(PackagesTest, AmongSeveralEachNeedsADate) {
    PackageMaker{directory / "full"};
    EXPECT_THAT(names(), ElementsAre("full"));
    PackageMaker{directory / "changes-2026-10-02"};
    EXPECT_THAT(names(), ElementsAre(HasSubstr("package 'full' has no date in its name")));
}

TEST_F(PackagesTest, TheFolderItselfMayBeThePackageAndIsThenTheOldest) {
    PackageMaker{directory.path()};
    PackageMaker{directory / "changes-2026-10-02", "absent"};
    EXPECT_EQ(names().size(), 2U);
    EXPECT_EQ(names().back(), "changes-2026-10-02");
}

TEST_F(PackagesTest, AnEmptyFolderAndAMissingOneAreErrors) {
    EXPECT_EQ(error().kind, ErrorKind::invalid_input);
    EXPECT_THAT(error().what, HasSubstr("there is no OneRoster package in"));
    const auto missing = find_packages(directory / "none");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::transient);
}

TEST_F(PackagesTest, AFolderWithoutItsManifestIsHalfCopiedAndNoEmptySchool) {
    PackageMaker{directory / "bulk-2026-10-01"};
    PackageMaker half{directory / "bulk-2026-10-02"};
    half.remove("manifest");
    EXPECT_THAT(error().what, HasSubstr("bulk-2026-10-02: there is no manifest.csv"));
}

TEST_F(PackagesTest, ADeltaWithoutABulkIsRefused) {
    PackageMaker delta{directory / "delta-2026-10-02", "absent"};
    delta.announce("enrollments", "delta");
    EXPECT_THAT(error().what, HasSubstr("no package holds orgs.csv in full"));
    PackageMaker bulk{directory / "bulk-2026-10-01"};
    bulk.announce("enrollments", "absent");
    EXPECT_THAT(error().what, HasSubstr("changes of enrollments.csv (delta), but no package that "
                                        "holds enrollments.csv in full (bulk)"));
}

TEST_F(PackagesTest, ReadingBeginsWithTheLastPackagesThatAreCompleteTogether) {
    PackageMaker broken{directory / "bulk-2026-09-01"};
    broken.write("users", "nonsense");
    PackageMaker{directory / "bulk-2026-10-01"};
    PackageMaker users{directory / "bulk-2026-11-01", "absent"};
    users.announce("users", "bulk");
    users.write("users", std::string{test::user_header} + "s9,true,Лев,Новиков,,\n");
    const auto loaded = load();
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_FALSE(loaded->notes[0].used);
    EXPECT_TRUE(loaded->notes[1].used);
    EXPECT_EQ(loaded->package.find(OneRosterFile::users, "s1"), nullptr)
        << "a bulk file replaces all of its kind";
    EXPECT_NE(loaded->package.find(OneRosterFile::users, "s9"), nullptr);
    EXPECT_NE(loaded->package.find(OneRosterFile::enrollments, "e1"), nullptr)
        << "an absent file changes nothing";
}

// ---- zips ---------------------------------------------------------------------------------------

TEST_F(PackagesTest, AZipIsReadLikeItsFolder) {
    const PackageMaker folder{directory / "source.part"};
    test::zip_folder(folder.folder(), directory / "bulk.zip");
    auto loaded = load();
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_NE(loaded->package.find(OneRosterFile::users, "s1"), nullptr);
}

TEST_F(PackagesTest, AFolderInsideAZipIsToleratedOnly) {
    const PackageMaker folder{directory / "source.part"};
    test::zip_folder(folder.folder(), directory / "bulk.zip", "export/");
    EXPECT_THAT(error().what, HasSubstr("bulk.zip: there is no manifest.csv"));
    EXPECT_TRUE(load({.mode = OneRosterMode::tolerant}));
}

TEST_F(PackagesTest, ACutOffZipIsATransientError) {
    const PackageMaker folder{directory / "source.part"};
    const fs::path zip = directory / "bulk.zip";
    test::zip_folder(folder.folder(), zip);
    const auto whole = fs::file_size(zip);
    for (const auto size : {whole - 1, whole / 2, std::uintmax_t{1}, std::uintmax_t{0}}) {
        fs::resize_file(zip, size);
        EXPECT_EQ(error().kind, ErrorKind::transient) << size;
        EXPECT_THAT(error().what, HasSubstr("bulk.zip: ")) << size;
    }
}

TEST_F(PackagesTest, AFlippedByteInsideAZipIsNoticed) {
    const PackageMaker folder{directory / "source.part"};
    std::string many = std::string{test::user_header} + "s1,true,Анна,Синицына,,\n";
    for (int i = 2; i < 2'000; ++i)
        many +=
            "s" + std::to_string(i * 7'919 % 104'729) + "x" + std::to_string(i) + ",true,И,Ф,,\n";
    folder.write("users", many);
    const fs::path zip = directory / "bulk.zip";
    test::zip_folder(folder.folder(), zip);
    ASSERT_TRUE(load());
    std::fstream bytes{zip, std::ios::in | std::ios::out | std::ios::binary};
    const auto middle = static_cast<std::streamoff>(fs::file_size(zip) / 2);  // within users.csv
    bytes.seekg(middle);
    const int before = bytes.get();
    bytes.seekp(middle);
    bytes.put(static_cast<char>(before ^ 0x55));
    bytes.close();
    EXPECT_EQ(error().kind, ErrorKind::transient);
    EXPECT_THAT(error().what, HasSubstr("users.csv cannot be unpacked whole"));
}

TEST_F(PackagesTest, ASmallZipThatUnpacksToMuchIsStoppedAtTheLimit) {
    test::zip_zeros(directory / "bulk.zip", "manifest.csv", 8U << 20);
    ASSERT_LT(fs::file_size(directory / "bulk.zip"), 100'000U);
    OneRosterReading reading;
    reading.limits.file_bytes_max = 1U << 20;
    EXPECT_EQ(error(reading).kind, ErrorKind::invalid_input);
    EXPECT_THAT(error(reading).what, HasSubstr("manifest.csv unpacks to more than the limit"));
    reading.limits.file_bytes_max = 1U << 30;
    reading.limits.package_bytes_max = 1U << 20;
    EXPECT_THAT(error(reading).what, HasSubstr("unpacks to more than the limit"));
}

TEST_F(PackagesTest, FilesAndTheirNumberAreLimitedInFoldersToo) {
    PackageMaker folder{directory / "bulk"};
    OneRosterReading reading;
    reading.limits.file_bytes_max = 20;
    EXPECT_THAT(error(reading).what, HasSubstr("at most 20 are read"));
    reading.limits.file_bytes_max = 1'000;
    reading.limits.package_bytes_max = 300;
    EXPECT_THAT(error(reading).what, HasSubstr("300 of a package"));
    reading = {};
    reading.limits.entries_max = 3;
    EXPECT_THAT(error(reading).what, HasSubstr("bulk: more than 3 files"));
}

}  // namespace
}  // namespace rosterd::journal
