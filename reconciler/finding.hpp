// What is wrong with outside data, in words an admin can act on. Never a name or a phone.
#pragma once

#include <cstdint>
#include <string>

namespace rosterd {

enum class Severity {
    note,     ///< ignored without loss, e.g. an exact duplicate row
    warning,  ///< one row or field is not used
    error,    ///< a person, class or chat is held back because of it
};

/// One thing found while reading or interpreting a journal.
struct Finding {
    Severity severity;
    std::string relation;  ///< "enrolment", or "chat" when it arose from the rules
    std::uint64_t row;     ///< 1-based in the order of the read; 0 when it is not about one row
    std::string key;       ///< the row's ids: "class_id '7v', person_id 's1'"
    std::string message;   ///< what was found, what was expected, what happens now
};

/// "enrolment row 45 (class_id '7v', person_id 's1'): ..." as logs and the CLI print it.
[[nodiscard]] std::string to_string(const Finding& finding);

}  // namespace rosterd
