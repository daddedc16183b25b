// The script that starts calls repeatably, and the reading of its answer. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <vector>

#include "adapters/call_provider.hpp"
#include "adapters/platform/vk/vk_answer.hpp"

namespace rosterd::vk {

/// Three calls of one `execute` for each start.
inline constexpr std::size_t starts_per_script = 8;

/// Where the token's storage keeps the call of this wish: "rosterd-<16 hexadecimal digits>".
[[nodiscard]] std::string storage_key(const CallWish& wish);

/// Returns a list with one [kept, started, stored] for each wish. A wish for an existing call only
/// starts none. At most starts_per_script wishes.
[[nodiscard]] std::string start_script(std::span<const CallWish> wishes);

/// What the script says of one wish.
struct ScriptedCall {
    InnerReply reply;     ///< an object with call_id and join_link, or why there is none
    bool absent = false;  ///< no call was kept, and none was wanted
    bool unsure = false;  ///< the storage could not be read or written
};

/// Splits the answer; the failures belong to the calls that answered `false`, in order. One
/// unknown_outcome for each where the answer has another shape.
[[nodiscard]] std::vector<ScriptedCall> split_starts(Answer answer,
                                                     std::span<const CallWish> wishes);

/// The provider's id of a call: VK's own and where the storage keeps it, which end with it.
[[nodiscard]] std::string call_id_of(std::string_view vk_id, std::string_view key);
struct CallIdParts {
    std::string vk_id;
    std::string key;  ///< empty when the id has none
};
[[nodiscard]] CallIdParts parts_of_call_id(const std::string& id);

}  // namespace rosterd::vk
