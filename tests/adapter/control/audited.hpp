// A line of the audit, for the tests of who reads it.
#pragma once

#include <cstdint>

#include "adapters/audit.hpp"

namespace rosterd::testing {

/// A removal that was done; every column has a value.
inline AuditLine removal_line(std::int64_t number) {
    AuditLine line{.number = number, .entry = {}, .account = "lyceum"};
    line.entry = {.at = 1'790'000'000 + number,
                  .school = "17",
                  .chat = "class/7v",
                  .operation = "remove",
                  .person = "s1",
                  .user = 501,
                  .outcome = "done",
                  .reason = "left_school",
                  .by = "rosterd"};
    return line;
}

}  // namespace rosterd::testing
