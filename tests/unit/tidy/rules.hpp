// The rules: each looks at one file and names what it finds, "path:line: what". No file is read.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/tidy/source_tree.hpp"

namespace rosterd::tidy {

using Faults = std::vector<std::string>;

/// Dependencies point one way, and each third-party library belongs to one folder.
Faults forbidden_includes(const SourceFile& file);
/// 100 columns, counted in characters.
Faults long_lines(const SourceFile& file);
/// 600 lines, in tests 800.
Faults long_files(const SourceFile& file);
/// 70 lines from the signature to the closing brace.
Faults long_functions(const SourceFile& file);
/// Every source opens with a comment that says what it is.
Faults missing_opening_comment(const SourceFile& file);
/// Work promised for later belongs into an issue.
Faults unfinished_marks(const SourceFile& file);
/// A spawn must have a handler that records its end.
Faults detached_spawns(const SourceFile& file);
/// g++ 12 miscompiles `co_await` in the parentheses of if, while and switch; bind it first.
Faults awaits_in_conditions(const SourceFile& file);
/// Tests are never skipped, never switched off, and wait only in tests/support/eventually.hpp.
Faults lazy_tests(const SourceFile& file);
/// Paths that exist on one machine only.
Faults foreign_paths(const SourceFile& file);
/// A .cpp that no CMakeLists.txt above it names is never compiled.
Faults unbuilt_sources(const std::vector<SourceFile>& tree);

}  // namespace rosterd::tidy
