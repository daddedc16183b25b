// Profiles: from YAML (design §4) to the reconciler's compiled rules. Decides nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "config/problem.hpp"
#include "config/yaml_reader.hpp"
#include "reconciler/profile.hpp"

namespace rosterd::config {

using ProfilesById = std::map<std::string, Profile, std::less<>>;

/// Compiles one profile from its text; `file` is for messages.
[[nodiscard]] Loaded<Profile> parse_profile(const std::string& text, const std::string& file);

/// Reads one profile.
[[nodiscard]] Loaded<Profile> load_profile(const std::filesystem::path& file);

/// Reads every *.yaml of `shipped`, then of `own` (may be empty: none). A profile of `own` takes
/// the place of a shipped one with the same id; two of one folder with the same id are an error.
[[nodiscard]] Loaded<ProfilesById> load_profiles(const std::filesystem::path& shipped,
                                                 const std::filesystem::path& own);

/// Every mapping of a profile and its keys; the JSON Schema has the same.
[[nodiscard]] std::span<const Section> profile_sections();

}  // namespace rosterd::config
