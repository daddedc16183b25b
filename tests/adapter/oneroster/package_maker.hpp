// Small OneRoster packages for tests: a folder to which a test adds what it needs, and zips of it.
#pragma once

#include <string>
#include <string_view>

#include "adapters/journal/oneroster/mapping.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// A package of one class `k` («7В») of school `sch` (Europe/Moscow) with the pupil `s1`.
class PackageMaker {
  public:
    /// Makes the folder and fills it. `mode` is of all six files.
    explicit PackageMaker(std::filesystem::path folder, std::string_view mode = "bulk");

    /// Replaces one file; the name is without `.csv`.
    void write(const std::string& file, const std::string& text) const;
    void append(const std::string& file, const std::string& text) const;
    void remove(const std::string& file) const;
    /// All six files in one mode.
    void manifest(std::string_view version, std::string_view mode) const;
    /// Replaces one line of the manifest.
    void announce(const std::string& file, const std::string& mode) const;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
};

inline constexpr const char* class_header =
    "sourcedId,title,grades,courseSourcedId,classType,schoolSourcedId,"
    "metadata.parentClassSourcedId,metadata.subgroup\n";
inline constexpr const char* user_header =
    "sourcedId,enabledUser,givenName,familyName,agentSourcedIds,userIds\n";
inline constexpr const char* role_header =
    "sourcedId,userSourcedId,role,beginDate,endDate,orgSourcedId,metadata.positionType\n";
inline constexpr const char* enrollment_header =
    "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n";
inline constexpr const char* delta_enrollment_header =
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "beginDate,endDate\n";

/// Every file of `folder` into a new zip, each name behind `inside` ("" or "export/").
void zip_folder(const std::filesystem::path& folder, const std::filesystem::path& zip,
                const std::string& inside = "");
/// A zip of one file of `bytes` zeros, which is small.
void zip_zeros(const std::filesystem::path& zip, const std::string& name, std::size_t bytes);

/// The shipped sample school: bulk-2026-10-01 and delta-2026-10-02.
[[nodiscard]] std::filesystem::path sample_school();

}  // namespace rosterd::test
