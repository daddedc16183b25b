// What people do in the MAX messenger by their own hands, each as one function of JSON fields.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/max_refusal.hpp"

namespace rosterd::sandbox::max {

struct Deed {
    Messenger& messenger;
    Fields& fields;
    Moment now;
};

/// Does what `word` names (the list is in max_control.hpp) and tells what came of it.
/// Errors: 400 (no such deed, or a field is wrong), 404 (no such chat, person, message), 409 (the
/// messenger says no).
[[nodiscard]] Outcome<boost::json::object> perform(std::string_view word, const Deed& deed);

}  // namespace rosterd::sandbox::max
