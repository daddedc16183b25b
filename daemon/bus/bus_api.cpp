// A call becomes a path and a body; a response becomes values or a named error.
#include "daemon/bus/bus_api.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <cctype>
#include <utility>

#include "daemon/bus/bus_view.hpp"
#include "daemon/control/responses.hpp"

namespace rosterd {

namespace json = boost::json;
using boost::asio::awaitable;
using systemd::BusAnswer;
using systemd::BusCall;
using systemd::BusCaller;
using systemd::BusError;
using systemd::BusValues;

namespace {

/// No group at all: a bus that does not tell groups must not make somebody a member of one.
constexpr unsigned no_group = ~0U;

http::Peer peer_of(const BusCaller& caller) {
    return {caller.uid, no_group, 0, caller.groups};
}

std::string path_of(std::initializer_list<std::string_view> segments) {
    std::string path;
    for (const std::string_view segment : segments) {
        path += '/' + boost::urls::encode(segment, boost::urls::unreserved_chars);
    }
    return path;
}

/// An argument that is text.
const std::string& text(const BusCall& call, std::size_t index) {
    return std::get<std::string>(call.arguments.at(index));
}

/// Empty text on the bus is what is left out of a body: D-Bus has no optional arguments.
void add(json::object& body, std::string_view name, const std::string& text) {
    if (!text.empty()) body[name] = text;
}

struct Translated {
    std::string path;
    json::object body;
};

Translated translated(const BusCall& call) {
    const std::string& method = call.method;
    Translated to;
    if (method == "Reload") return {path_of({"v1", "reload"}), {}};
    if (method == "Approve" || method == "Reject") {
        return {path_of({"v1", "holds", text(call, 0), method == "Approve" ? "approve" : "reject"}),
                {}};
    }
    if (method == "FinishConference") {
        to.path = path_of({"v1", "schools", text(call, 0), "conferences", text(call, 1), "finish"});
        add(to.body, "actor", text(call, 2));
        return to;
    }
    if (method == "Initialise") {
        const auto& kinds = std::get<std::vector<std::string>>(call.arguments.at(1));
        to.path = path_of({"v1", "schools", text(call, 0), "initialise"});
        to.body["kinds"] = json::array(kinds.begin(), kinds.end());
        add(to.body, "actor", text(call, 2));
        return to;
    }
    add(to.body, "school", text(call, 0));
    if (method == "Resync") {
        to.path = path_of({"v1", "resync"});
        return to;
    }
    add(to.body, "chat", text(call, 1));
    if (method == "Pause") {
        to.path = path_of({"v1", "pause"});
        add(to.body, "until", text(call, 2));
        add(to.body, "reason", text(call, 3));
        return to;
    }
    to.path = path_of({"v1", "resume"});
    return to;
}

/// not_found is NotFound.
std::string error_name(std::string_view code) {
    std::string name{bus_interface_name};
    name += ".Error.";
    bool begins = true;
    for (const char letter : code) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalnum(byte) != 0) {
            name += begins ? static_cast<char>(std::toupper(byte)) : letter;
        }
        begins = std::isalnum(byte) == 0;
    }
    return name;
}

BusError error_of(const http::Response& response) {
    const json::value body = json::parse(response.body);
    const json::object& error = body.at("error").as_object();
    const std::string hint{error.at("hint").as_string()};
    std::string message{error.at("message").as_string()};
    if (!hint.empty()) message += "; " + hint;
    return {error_name(error.at("code").as_string()), std::move(message)};
}

/// What the method gives back, out of the response's body.
BusValues values_of(const std::string& method, const http::Response& response) {
    const json::value body = json::parse(response.body);
    if (method == "Initialise") {
        return {json::value_to<std::uint32_t>(body.at("chats"))};
    }
    if (method == "Resume") return {!body.at("still").as_array().empty()};
    if (method == "FinishConference") return {body.at("changed").as_bool()};
    return {};
}

}  // namespace

const systemd::BusInterface& BusApi::interface() const {
    return bus_interface();
}

systemd::BusProperties BusApi::properties() const {
    return bus_properties(daemon_, notices_);
}

std::optional<BusError> BusApi::refusal_to_read(const BusCaller& caller) const {
    const auto permitted =
        control::permit(control_.permissions().right_of(peer_of(caller)), control::Right::watch);
    if (permitted) return std::nullopt;
    return error_of(control::error_response(permitted.error()));
}

awaitable<BusAnswer> BusApi::call(BusCall call) {
    Translated translation = translated(call);
    http::Request request;
    request.method = "POST";
    request.target = std::move(translation.path);
    request.body = json::serialize(translation.body);
    request.peer = peer_of(call.caller);
    const http::Response response = co_await control_.api().handle(std::move(request));
    if (response.status != 200) co_return BusAnswer{error_of(response)};
    co_return BusAnswer{values_of(call.method, response)};
}

}  // namespace rosterd
