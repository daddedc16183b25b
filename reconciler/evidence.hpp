// The journal rows that put, once put or will put a person into a chat. Pure; only on demand.
#pragma once

#include <string>
#include <vector>

#include "reconciler/compare.hpp"

namespace rosterd {

struct Evidence {
    std::string rule;  ///< "class.members: students"
    std::string row;   ///< "enrolment (class_id '7v', person_id 's1')"
    Validity validity;
};

/// Every row that ties `person` to `chat` by one of the rule's selectors, in force or not.
[[nodiscard]] std::vector<Evidence> evidence_for(const ComparisonInput& input,
                                                 const DesiredChat& chat, PersonIndex person);

/// "since 2026-09-01", "from 2026-09-01 until 2026-10-02", or nothing for an open span.
[[nodiscard]] std::string span_words(const Validity& validity);

/// "2026-09-03 (UTC)": the heart knows no time zones.
[[nodiscard]] std::string date_words(UnixSeconds at);

}  // namespace rosterd
