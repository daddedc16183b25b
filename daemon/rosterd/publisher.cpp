// The control API's own views, cut to what a page needs: ids, no names.
#include "daemon/rosterd/publisher.hpp"

#include <spdlog/spdlog.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <utility>

#include "daemon/control/chat_view.hpp"
#include "daemon/control/conference_view.hpp"
#include "daemon/control/people_view.hpp"
#include "daemon/offload.hpp"

namespace rosterd {
namespace {

namespace json = boost::json;

std::string chats_of(const SchoolState& state, UnixSeconds now) {
    return json::serialize(control::chats_view(state, now, {}).at("items"));
}

std::string links_of(const SchoolState& state, UnixSeconds now) {
    json::array links;
    // Without a filter there is nothing that could be missing.
    const json::object people = control::people_view(state, now, {}).value();
    for (const json::value& person : people.at("items").as_array()) {
        links.push_back(json::object{{"person", person.at("person")},
                                     {"link", person.at("link")},
                                     {"user", person.at("user")}});
    }
    return json::serialize(links);
}

}  // namespace

boost::asio::awaitable<void> Publisher::show(const SchoolState& state) {
    const std::string school = state.school.id;
    std::string chats = chats_of(state, clock_.now());
    std::string links = links_of(state, clock_.now());
    const std::hash<std::string> hash;
    const std::size_t look = hash(chats) ^ (hash(links) << 1U);
    const auto known = shown_.find(school);
    if (known != shown_.end() && known->second == look) co_return;
    auto work = [this, school, chats = std::move(chats), links = std::move(links)] {
        return board_.show(school, chats, links);
    };
    auto shown = co_await offload(store_thread_, std::move(work));
    if (shown) {
        shown_[school] = look;
    } else {
        spdlog::warn("school={} status_board=failed error=\"{}\" hint=\"{}\", trying again later",
                     school, shown.error().what, shown.error().hint);
    }
}

std::string Publisher::conferences_of(const SchoolState& state) {
    const auto zone = SchoolZone::find(state.school.time_zone);
    if (!zone) return "[]";  // the pass reports a zone that is not known
    return json::serialize(
        control::conferences_view(state, state.memory.conferences, {}, *zone).at("items"));
}

boost::asio::awaitable<void> Publisher::show_conferences(std::string school,
                                                         std::string conferences) {
    const std::size_t look = std::hash<std::string>{}(conferences);
    const auto known = shown_conferences_.find(school);
    if (known != shown_conferences_.end() && known->second == look) co_return;
    shown_conferences_[school] = look;
    auto work = [this, &school, &conferences] {
        return board_.show_conferences(school, conferences);
    };
    auto shown = co_await offload(store_thread_, std::move(work));
    if (shown) co_return;
    shown_conferences_.erase(school);
    spdlog::warn("school={} status_board=failed error=\"{}\" hint=\"{}\", trying again later",
                 school, shown.error().what, shown.error().hint);
}

}  // namespace rosterd
