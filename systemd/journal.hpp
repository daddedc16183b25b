// Where our standard error leads. It writes no log itself.
#pragma once

namespace rosterd::systemd {

/// True when standard error is a stream to journald (JOURNAL_STREAM names its device and inode,
/// systemd.exec(5)): then `log: { target: auto }` writes structured journal entries instead of
/// lines with a time of their own. False after a redirection, although the variable stays set.
[[nodiscard]] bool standard_error_is_journal();

}  // namespace rosterd::systemd
