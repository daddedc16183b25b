// Who was added by one request, by both shapes of partial failure (max.md §2.6). Pure.
#pragma once

#include <map>
#include <span>
#include <string>

#include "adapters/platform/max/max_call.hpp"

namespace rosterd::max {

struct AddAnswer {
    /// Who was named as not added: the union of both lists, with the reason or none.
    std::map<UserId, std::string> failed{};
    /// The answer does not say whom it concerns: nobody is known to be in or out.
    bool whole_batch_in_doubt = false;
    /// MAX says that the bot may not add people here at all.
    bool lacks_rights = false;
};

[[nodiscard]] AddAnswer read_add_answer(const boost::json::value& answer,
                                        std::span<const UserId> users);

/// The reason is definite: to look whether the person is in the chat would be in vain.
[[nodiscard]] bool is_definite(const std::string& code);

}  // namespace rosterd::max
