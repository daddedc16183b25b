// Where this checkout and its build are. In one object file, so that every other one compiles the
// same in any checkout and a compiler cache can share them.
#pragma once

#include <filesystem>

namespace rosterd::test {

/// The checkout's top folder.
[[nodiscard]] std::filesystem::path source_directory();
/// The folder that cmake configured.
[[nodiscard]] std::filesystem::path binary_directory();

}  // namespace rosterd::test
