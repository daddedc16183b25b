// The shapes of the control API, world to JSON. It changes nothing.
#pragma once

#include <boost/json/object.hpp>
#include <span>

#include "adapters/sandbox/bbb_meetings.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/vk_service.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

enum class Detail { counts, members, names };

/// `viewers` are the owners of tokens, whose numbers of the chat are shown.
[[nodiscard]] boost::json::object chat_json(const World& world, const Chat& chat,
                                            std::span<const MemberId> viewers, Detail detail);
[[nodiscard]] boost::json::object video_call_json(const VideoCall& call);
[[nodiscard]] boost::json::object meeting_json(const Meeting& meeting);
[[nodiscard]] boost::json::object event_json(const Event& event);
[[nodiscard]] boost::json::object call_json(const CallRecord& call);
[[nodiscard]] boost::json::object counts_json(const CallCounts& counts);
[[nodiscard]] boost::json::object fault_json(const Fault& fault);
[[nodiscard]] boost::json::array dialogs_json(const World& world);
/// "Иванова Мария", "Сообщество 5" or "Пользователь 17".
[[nodiscard]] std::string shown_name(const World& world, MemberId who);

}  // namespace rosterd::sandbox
