// What a journal's own pages read back from the store's database by plain SQL (design §3).
#pragma once

#include <string>

#include "reconciler/result.hpp"

namespace rosterd::store {

/// One school's chats, links and conferences as the control API tells them, behind views of fixed
/// columns.
class StatusBoard {
  public:
    virtual ~StatusBoard() = default;

    /// Replaces what is shown of the school, in one transaction; writes only rows that differ.
    /// `chats` and `links` are JSON arrays of objects: those of `GET …/chats` (each with `key`),
    /// and {person, link, user} for each person.
    /// Blocking; on the store's thread. Errors: those of Store's methods; then the former rows
    /// stay.
    virtual Result<void> show(const std::string& school, const std::string& chats,
                              const std::string& links) = 0;

    /// The same for conferences, which change beside the passes: an array of the objects of
    /// `GET …/conferences`, each with `id`.
    virtual Result<void> show_conferences(const std::string& school,
                                          const std::string& conferences) = 0;
};

}  // namespace rosterd::store
