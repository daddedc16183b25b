// One value of a OneRoster file: is it as the standard writes it, or can it be read for certain?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/journal/oneroster/files.hpp"

namespace rosterd::journal {

/// What a value is for the reader.
struct ReadValue {
    std::string value;
    std::string_view repair;  ///< what was done to it, or empty
};

/// Whether `value` has its form as the standard writes it; what it should be otherwise.
[[nodiscard]] std::string_view fault_of(Form form, std::string_view value);

/// `value` in the standard's form, where that is certain: `TRUE`, `01.09.2026`, `Scheduled`.
/// Nothing where it is not: then the caller passes the value on as it is, and the reader of the
/// contract sets the row aside.
[[nodiscard]] std::optional<ReadValue> repaired(Form form, std::string_view value);

/// The standard's name of a column for what a supplier wrote: `datalastmodified`, `SourcedID`.
[[nodiscard]] std::string_view standard_name(OneRosterFile file, std::string_view written);

[[nodiscard]] std::string lower_ascii(std::string_view text);

}  // namespace rosterd::journal
