// Values that name files: beside the configuration, or among the credentials of the unit.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "config/problem.hpp"
#include "config/yaml_reader.hpp"

namespace rosterd::config {

class FileNames {
  public:
    /// Relative paths are relative to `folder`; `problems` outlives this.
    FileNames(std::filesystem::path folder, std::filesystem::path credentials, Problems& problems)
        : folder_{std::move(folder)}, credentials_{std::move(credentials)}, problems_{problems} {}

    /// An absolute path; empty where neither the key nor a fallback says one.
    std::filesystem::path path(MappingReader& reader, std::string_view key,
                               std::string_view fallback) const;
    /// The same of a file that read_secret() reads. Reports what looks like the secret itself.
    std::filesystem::path secret(MappingReader& reader, std::string_view key,
                                 std::string_view fallback) const;

  private:
    std::filesystem::path folder_;
    std::filesystem::path credentials_;
    Problems& problems_;
};

}  // namespace rosterd::config
