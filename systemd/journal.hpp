// journald: whether our standard error leads there, and our lines as its entries. Chooses no line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd::systemd {

/// True when standard error is a stream to journald (JOURNAL_STREAM names its device and inode,
/// systemd.exec(5)): then `log: { target: auto }` writes structured journal entries instead of
/// lines with a time of their own. False after a redirection, although the variable stays set.
[[nodiscard]] bool standard_error_is_journal();

/// A line of the log as journald keeps it, each as NAME=value: MESSAGE, PRIORITY (syslog's, 0 to
/// 7), SYSLOG_IDENTIFIER, every field of the line as ROSTERD_ and its name in capitals
/// (ROSTERD_SCHOOL, ROSTERD_CHAT, ROSTERD_OPERATION), and MESSAGE_ID where the catalogue explains
/// the line (log_messages.hpp).
[[nodiscard]] std::vector<std::string> journal_entry(int priority, std::string_view line);

/// Hands an entry to the journald of this machine; does nothing where none runs.
/// Errors: transient, when journald does not take it; there is nowhere to say so but standard
/// error.
Result<void> send_to_journal(const std::vector<std::string>& entry);

}  // namespace rosterd::systemd
