// School after school, by the same views as the API.
#include "daemon/control/report.hpp"

#include <boost/json/array.hpp>

#include "daemon/control/chat_view.hpp"
#include "daemon/control/plan_view.hpp"

namespace rosterd::control {

namespace json = boost::json;

boost::asio::awaitable<json::object> report(DaemonControl* daemon) {
    std::vector<std::string> ids;
    for (const auto& [id, state] : daemon->schools()) ids.push_back(id);
    json::array schools;
    for (const std::string& id : ids) {
        json::object row;
        row["school"] = id;
        auto plan = co_await daemon->plan(id);
        const SchoolState& state = daemon->schools().find(id)->second;
        row["error"] = nullptr;
        if (state.error) row["error"] = state.error->what;
        if (plan) {
            row["chats"] = chats_with_people(state, daemon->now());
            json::object planned = plan_view(state, *plan, daemon->now());
            row["held"] = planned["held"];
            row["plan"] = std::move(planned);
        }
        schools.push_back(std::move(row));
    }
    json::object document;
    document["schools"] = std::move(schools);
    co_return document;
}

}  // namespace rosterd::control
