// The journal as a folder of OneRoster packages: a bulk and the deltas after it. It never writes,
// and keeps no state of its own: the folder is the truth.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "adapters/journal/contract_journal.hpp"
#include "adapters/journal/oneroster/mapping.hpp"

namespace rosterd {

struct OneRosterJournalOptions {
    std::filesystem::path directory;  ///< a package, or a folder of packages (find_packages)
    journal::OneRosterOptions mapping{.profile = "", .account = ""};
    bool watch = true;  ///< by inotify on the directory and its sub-folders
    /// Files that changed less than this ago may still be being copied: while they do, the last
    /// whole state serves on; without one, a call waits up to three times as long.
    std::chrono::seconds quiet{2};
    /// Wall time; empty: files are taken as they are.
    std::function<UnixSeconds()> now{};
};

/// Does not look at the directory yet: what is wrong with it is every call's error, and each call
/// tries again. An idle call costs one stat for each file; the packages are read when one of them
/// changed, all of them, and only a read during which nothing changed counts.
/// Errors of the journal's methods: transient (the directory or a file cannot be read, a zip is cut
/// off, files change meanwhile); invalid_input and not_found, naming package, file and row (the
/// format is broken, an announced file is missing, no bulk). None of them is an empty roster.
/// Errors here: invalid_input, when the directory's name is empty.
[[nodiscard]] Result<std::unique_ptr<ContractJournal>> open_oneroster_journal(
    OneRosterJournalOptions options);

/// The packages as a journal of these options would read them, for `rosterctl journal check`.
[[nodiscard]] Result<std::vector<journal::PackageNote>> oneroster_packages(
    const OneRosterJournalOptions& options);

}  // namespace rosterd
