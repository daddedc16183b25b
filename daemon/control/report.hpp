// What `rosterd --once --report` writes: the control API's own answers in one document.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "daemon/control_port.hpp"

namespace rosterd::control {

/// {schools:[{school, chats:[… with people …], plan, held}]}; a school that was never read has
/// `error` instead of chats.
boost::asio::awaitable<boost::json::object> report(DaemonControl* daemon);

}  // namespace rosterd::control
