// sd_journal_sendv(3), and JOURNAL_STREAM compared with what standard error really is.
#include "systemd/journal.hpp"

#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "systemd/log_fields.hpp"
#include "systemd/log_messages.hpp"

namespace rosterd::systemd {
namespace {

/// ASCII by hand: the locale must not change the name of a field.
std::string journal_name(std::string_view name) {
    std::string result = "ROSTERD_";
    for (const char letter : name) {
        const bool small = letter >= 'a' && letter <= 'z';
        result += small ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return result;
}

}  // namespace

bool standard_error_is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    if (stream == nullptr) return false;
    struct stat actual{};
    if (::fstat(STDERR_FILENO, &actual) != 0) return false;
    return std::to_string(actual.st_dev) + ":" + std::to_string(actual.st_ino) == stream;
}

std::vector<std::string> journal_entry(int priority, std::string_view line) {
    std::vector<std::string> entry{"MESSAGE=" + std::string{line},
                                   "PRIORITY=" + std::to_string(priority),
                                   "SYSLOG_IDENTIFIER=rosterd"};
    const std::vector<LogField> fields = log_fields(line);
    if (const LogMessage* message = message_of(fields); message != nullptr) {
        entry.push_back("MESSAGE_ID=" + std::string{message->id});
    }
    for (const LogField& field : fields) {
        entry.push_back(journal_name(field.name) + "=" + std::string{field.value});
    }
    return entry;
}

Result<void> send_to_journal(const std::vector<std::string>& entry) {
    std::vector<iovec> parts;
    parts.reserve(entry.size());
    for (const std::string& field : entry) {
        // sd_journal_sendv() only reads; its iovec knows no const.
        parts.push_back({const_cast<char*>(field.data()), field.size()});
    }
    const int sent = ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
    if (sent < 0) {
        return Error{.kind = ErrorKind::transient,
                     .what = std::string{"journald: "} + std::strerror(-sent)};
    }
    return {};
}

}  // namespace rosterd::systemd
