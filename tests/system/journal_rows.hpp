// The journal's rows as plain text, and who belongs where by the words of the rules: an oracle that
// shares no code with the reconciler. Sets and loops only.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "adapters/journal/import/journal_tables.hpp"

namespace rosterd::test {

using Users = std::set<std::int64_t>;

/// A chat as a person sees it. The service account is not counted.
struct Room {
    std::string title;
    Users members;  ///< administrators included
    Users admins;
    auto operator<=>(const Room&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Room& room);
};
using Rooms = std::multiset<Room>;

/// Relation name -> rows; a cell without a value is empty text.
using JournalRows = std::map<std::string, std::vector<std::vector<std::string>>>;

[[nodiscard]] JournalRows rows_of(const journal::JournalTables& tables);

/// Today at the schools of these tests (Asia/Yekaterinburg, UTC+5 all year), YYYY-MM-DD.
[[nodiscard]] std::string school_today();

/// What the profile sgo demands on `day` for one school without requests and hand edits.
[[nodiscard]] Rooms sgo_rooms(const JournalRows& rows, const std::string& day);

}  // namespace rosterd::test
