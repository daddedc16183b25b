// The control surface's paths about conferences: lists, one of them, planning by hand, join links.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "adapters/http/message.hpp"
#include "daemon/control/permissions.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// One request below /v1/schools/S/conferences, decoded. The school exists.
struct ConferenceCall {
    std::string school;
    std::vector<std::string> path;  ///< after "conferences"
    std::string method;             ///< GET or POST
    std::map<std::string, std::string, std::less<>> query;
    std::string body;
    std::string by;  ///< who sends it, for the audit
    Right right = Right::none;
};

/// GET (list; ?day=today|YYYY-MM-DD, status, person, lesson, chat), POST (plan one), GET ID,
/// GET ID/join?person=P (his own link; needs the right to operate), POST ID/edit, ID/finish,
/// ID/delete. Answers with JSON, failures too.
[[nodiscard]] boost::asio::awaitable<http::Response> handle_conferences(DaemonControl* daemon,
                                                                        ConferenceCall call);

}  // namespace rosterd::control
