// What the deeds of people share: finding what they are about. The deeds themselves are in
// max_acts.cpp (groups) and max_talk_acts.cpp (messages and dialogs).
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "adapters/sandbox/max_acts.hpp"

namespace rosterd::sandbox::max {

using Done = Outcome<boost::json::object>;

/// 409: the messenger says no.
[[nodiscard]] Refusal conflict(std::string message);
/// 400
[[nodiscard]] Refusal wrong(std::string message);

/// Errors: 404.
[[nodiscard]] Outcome<Chat*> chat_of(const Deed& deed);
/// The person named `user`, who must exist; inside `chat` when one is given. Errors: 404, 409.
[[nodiscard]] Outcome<UserId> user_of(const Deed& deed, const Chat* chat = nullptr);

Done write(const Deed& deed);
Done edit(const Deed& deed);
Done erase(const Deed& deed);
Done start(const Deed& deed);
Done stop(const Deed& deed);
Done press(const Deed& deed);
Done share_contact(const Deed& deed);

}  // namespace rosterd::sandbox::max
