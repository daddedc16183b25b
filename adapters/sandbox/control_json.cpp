// World to JSON for the control API and the page.
#include "adapters/sandbox/control_json.hpp"

#include <boost/json/array.hpp>
#include <string>
#include <utility>

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

std::int64_t milliseconds(Moment at) {
    return at.time_since_epoch().count();
}

json::value milliseconds_or_null(const std::optional<Moment>& at) {
    return at ? json::value(milliseconds(*at)) : json::value{};
}

json::array messages_json(const std::deque<Message>& messages) {
    json::array list;
    for (const Message& message : messages) {
        list.push_back(json::object{{"number", message.number},
                                    {"from", message.from},
                                    {"text", message.text},
                                    {"at_ms", milliseconds(message.at)},
                                    {"edited", message.edited}});
    }
    return list;
}

json::object tally(const std::map<std::string, std::int64_t>& counts) {
    json::object object;
    for (const auto& [name, count] : counts) object[name] = count;
    return object;
}

}  // namespace

std::string shown_name(const World& world, MemberId who) {
    Person person = world.person(who);
    if (!person.name.empty()) return std::move(person.name);
    return who < 0 ? "Сообщество " + std::to_string(-who) : "Пользователь " + std::to_string(who);
}

json::object chat_json(const World& world, const Chat& chat, std::span<const MemberId> viewers,
                       Detail detail) {
    json::object numbers;
    for (const MemberId viewer : viewers) {
        const auto number = world.number_of(viewer, chat.id);
        if (number) numbers[std::to_string(viewer)] = *number;
    }
    json::array members;
    std::int64_t pending = 0;
    for (const auto& [who, seat] : chat.seats) {
        if (seat.pending) ++pending;
        if (detail == Detail::counts) continue;
        json::object member{{"user", who},
                            {"admin", seat.admin},
                            {"owner", who == chat.owner},
                            {"pending", seat.pending}};
        if (detail == Detail::names) member["name"] = shown_name(world, who);
        members.push_back(std::move(member));
    }
    json::object object{{"id", chat.id},
                        {"owner", chat.owner},
                        {"title", chat.title},
                        {"deleted", chat.deleted},
                        {"disabled", chat.disabled},
                        {"read_only", chat.read_only},
                        {"numbers", std::move(numbers)},
                        {"members_count", static_cast<std::int64_t>(chat.seats.size()) - pending},
                        {"pending_count", pending},
                        {"messages_total", chat.messages_total}};
    if (detail == Detail::counts) return object;
    object["members"] = std::move(members);
    object["messages"] = messages_json(chat.messages);
    return object;
}

json::object video_call_json(const VideoCall& call) {
    return {{"id", call.id},
            {"join_link", call.join_link},
            {"owner", call.owner},
            {"started_ms", milliseconds(call.started)},
            {"finished_ms", milliseconds_or_null(call.finished)}};
}

json::object meeting_json(const Meeting& meeting) {
    return {{"id", meeting.wish.id},
            {"name", meeting.wish.name},
            {"created_ms", milliseconds(meeting.created)},
            {"ended_ms", milliseconds_or_null(meeting.ended)},
            {"joined", meeting.joined_total},
            {"inside", meeting.inside()}};
}

json::object event_json(const Event& event) {
    return {{"n", event.number},
            {"at_ms", event.at.time_since_epoch().count()},
            {"kind", to_string(event.kind)},
            {"chat", event.chat},
            {"title", event.title},
            {"user", event.user},
            {"by", event.by}};
}

json::object call_json(const CallRecord& call) {
    json::object parameters;
    for (const auto& [key, value] : call.parameters) parameters[key] = value;
    return {{"n", call.number},
            {"at_ms", call.at.time_since_epoch().count()},
            {"account", call.account},
            {"method", call.method},
            {"parameters", std::move(parameters)},
            {"error", call.error},
            {"inner", call.inner}};
}

json::object counts_json(const CallCounts& counts) {
    return {{"total", counts.total},
            {"inner", counts.inner},
            {"refused_6", counts.refused_6},
            {"by_method", tally(counts.by_method)},
            {"inner_by_method", tally(counts.inner_by_method)}};
}

json::object fault_json(const Fault& fault) {
    return {{"kind", to_string(fault.kind)},  {"method", fault.method}, {"account", fault.account},
            {"after", fault.after},           {"times", fault.times},   {"code", fault.code},
            {"delay_ms", fault.delay.count()}};
}

json::array dialogs_json(const World& world) {
    json::array dialogs;
    for (const auto& [parties, dialog] : world.dialogs()) {
        dialogs.push_back(json::object{{"from", parties.first},
                                       {"to", parties.second},
                                       {"messages", messages_json(dialog.messages)}});
    }
    return dialogs;
}

}  // namespace rosterd::sandbox
