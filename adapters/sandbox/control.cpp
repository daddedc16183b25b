// Routes and checks of the control API. Whatever is malformed answers 400 and changes nothing.
#include "adapters/sandbox/control.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/sandbox/control_json.hpp"
#include "adapters/sandbox/json_fields.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::int64_t events_page_max = 1000;
constexpr std::int64_t calls_page_max = 5000;
constexpr std::int64_t times_max = 1'000'000'000;
constexpr std::int64_t delay_max_ms = 600'000;

http::Response reply(const json::value& body, int status = 200) {
    http::Response response;
    response.status = status;
    response.body = json::serialize(body);
    return response;
}

http::Response failure(int status, int code, std::string_view message) {
    return reply(json::object{{"error", json::object{{"code", code}, {"message", message}}}},
                 status);
}

http::Response failure(const ApiError& error) {
    return failure(409, error.code, error.message);
}

std::optional<Privacy> to_privacy(std::string_view word) {
    if (word == "all") return Privacy::all;
    if (word == "friends") return Privacy::friends;
    if (word == "nobody") return Privacy::nobody;
    return std::nullopt;
}

/// The person as `object` changes him; a complaint when it is malformed.
Person changed(Fields& fields, Person person) {
    person.name = fields.text("name", std::move(person.name));
    if (const std::string word = fields.text("privacy", ""); !word.empty()) {
        const auto privacy = to_privacy(word);
        if (!privacy) fields.complain("privacy", "is not all, friends or nobody");
        person.privacy = privacy.value_or(Privacy::all);
    }
    person.exists = fields.flag("exists", person.exists);
    person.deactivated = fields.flag("deactivated", person.deactivated);
    person.invite_as_request = fields.flag("invite_as_request", person.invite_as_request);
    person.allows_messages = fields.flag("allows_messages", person.allows_messages);
    return person;
}

struct Act {
    std::string what;
    ChatId chat;
    MemberId user;
    std::string title;
    std::string meeting;
    std::string text;
    MemberId to;
};

/// A person writes in a chat, or to whoever `to` is.
Outcome<void> write(World& world, const Act& act, Moment now) {
    const auto sent = act.chat != 0 ? world.send_to_chat(act.user, act.chat, act.text, 0, now)
                                    : world.send_to_person(act.user, act.to, act.text, 0, now);
    if (sent.has_error()) return sent.error();
    return {};
}

/// Nothing when `what` is no known act.
std::optional<Outcome<void>> perform(World& world, const Act& act, Moment now) {
    const Chat* const chat = world.find(act.chat);
    const MemberId owner = chat == nullptr ? 0 : chat->owner;
    if (act.what == "join") return world.join(act.chat, act.user, now);
    if (act.what == "accept") return world.accept(act.chat, act.user, now);
    if (act.what == "leave") return world.remove(act.user, act.chat, act.user, now);
    if (act.what == "kick") return world.remove(owner, act.chat, act.user, now);
    if (act.what == "add") return world.add(owner, act.chat, act.user, now);
    if (act.what == "rename") return world.rename(owner, act.chat, act.title, now);
    if (act.what == "promote") return world.set_admin(owner, act.chat, act.user, true, now);
    if (act.what == "demote") return world.set_admin(owner, act.chat, act.user, false, now);
    if (act.what == "write") return write(world, act, now);
    if (act.what == "destroy") return world.destroy(act.chat);
    if (act.what == "disable") return world.set_disabled(act.chat, true);
    if (act.what == "enable") return world.set_disabled(act.chat, false);
    if (act.what == "read_only") return world.set_read_only(act.chat, true);
    if (act.what == "writable") return world.set_read_only(act.chat, false);
    return std::nullopt;
}

}  // namespace

http::Response Control::answer(std::string_view verb, std::string_view path,
                               const Parameters& query, const std::string& body, Moment now) {
    const bool get = verb == "GET";
    const bool post = verb == "POST";
    if (path == "/sandbox/state" && get) return state(query);
    if (path == "/sandbox/chat" && get) return chat(query);
    if (path == "/sandbox/events" && get) return events(query);
    if (path == "/sandbox/calls" && get) return calls(query);
    if (path == "/sandbox/video" && get) return video(now);
    if (path == "/sandbox/users" && post) return users(body);
    if (path == "/sandbox/act" && post) return act(body, now);
    if (path == "/sandbox/long_poll" && get) return long_poll();
    if (path == "/sandbox/long_poll" && post) return change_long_poll(body);
    if (path == "/sandbox/faults" && get) return faults();
    if (path == "/sandbox/faults" && post) return add_fault(body);
    if (path == "/sandbox/faults" && verb == "DELETE") {
        faults_.clear();
        return faults();
    }
    const bool known =
        path == "/sandbox/state" || path == "/sandbox/chat" || path == "/sandbox/events" ||
        path == "/sandbox/calls" || path == "/sandbox/video" || path == "/sandbox/users" ||
        path == "/sandbox/act" || path == "/sandbox/faults" || path == "/sandbox/long_poll";
    return known ? failure(405, 405, "this path takes another method")
                 : failure(404, 404, "no such path");
}

http::Response Control::state(const Parameters& query) const {
    const auto wanted = query.find("members");
    const bool whole = wanted == query.end() || wanted->second != "0";
    const auto viewers = service_.owners();
    json::array chats;
    for (const auto& [id, chat] : world_.chats()) {
        chats.push_back(chat_json(world_, chat, viewers, whole ? Detail::members : Detail::counts));
    }
    json::array accounts;
    for (const MemberId owner : viewers) {
        accounts.push_back(json::object{{"owner", owner}, {"name", shown_name(world_, owner)}});
    }
    json::object body{{"chats", std::move(chats)},
                      {"accounts", std::move(accounts)},
                      {"calls", counts_json(service_.counts())},
                      {"users", world_.configured().size()},
                      {"last_event", world_.last_event()}};
    if (whole) body["dialogs"] = dialogs_json(world_);
    return reply(body);
}

http::Response Control::chat(const Parameters& query) const {
    Reader reader{query};
    const ChatId id = reader.required("id");
    if (reader.failed()) return failure(400, 400, reader.error().message);
    const Chat* const found = world_.find(id);
    if (found == nullptr) return failure(404, 404, "no such chat");
    return reply(chat_json(world_, *found, service_.owners(), Detail::names));
}

http::Response Control::events(const Parameters& query) const {
    Reader reader{query};
    const std::int64_t since = reader.integer("since", 0, {.min = 0});
    if (reader.failed()) return failure(400, 400, reader.error().message);
    const auto& all = world_.events();
    auto event = std::ranges::upper_bound(all, since, {}, &Event::number);
    json::array list;
    std::int64_t next = std::min(since, world_.last_event());
    for (; event != all.end() && std::ssize(list) < events_page_max; ++event) {
        next = event->number;
        list.push_back(event_json(*event));
    }
    return reply(json::object{{"next", next}, {"events", std::move(list)}});
}

http::Response Control::calls(const Parameters& query) const {
    Reader reader{query};
    const std::int64_t since = reader.integer("since", 0, {.min = 0});
    const std::int64_t limit =
        reader.integer("limit", calls_page_max, {.min = 1, .max = calls_page_max});
    if (reader.failed()) return failure(400, 400, reader.error().message);
    const auto& all = service_.calls();
    auto call = std::ranges::upper_bound(all, since, {}, &CallRecord::number);
    json::array list;
    std::int64_t next = since;
    for (; call != all.end() && std::ssize(list) < limit; ++call) {
        next = call->number;
        list.push_back(call_json(*call));
    }
    return reply(json::object{{"next", next}, {"calls", std::move(list)}});
}

http::Response Control::video(Moment now) {
    meetings_.end_due(now);
    json::array calls;
    for (const VideoCall& call : world_.calls().list()) calls.push_back(video_call_json(call));
    json::array meetings;
    for (const Meeting& meeting : meetings_.list()) meetings.push_back(meeting_json(meeting));
    return reply(json::object{{"calls", std::move(calls)}, {"meetings", std::move(meetings)}});
}

http::Response Control::users(const std::string& body) {
    auto value = parsed(body);
    if (value && value->is_object()) value = json::array{*value};
    if (!value || !value->is_array()) return failure(400, 400, "not a JSON object or list");
    std::vector<std::pair<MemberId, Person>> changes;
    for (const json::value& item : value->as_array()) {
        const auto* const object = item.if_object();
        if (object == nullptr) return failure(400, 400, "not a list of JSON objects");
        Fields fields{*object};
        const MemberId who = fields.integer("user", 0);
        if (who == 0) fields.complain("user", "is missing");
        Person person = changed(fields, world_.person(who));
        if (!fields.complaint().empty()) return failure(400, 400, fields.complaint());
        changes.emplace_back(who, std::move(person));
    }
    for (auto& [who, person] : changes) world_.configure(who, std::move(person));
    return reply(json::object{{"users", changes.size()}});
}

http::Response Control::act(const std::string& body, Moment now) {
    const auto value = parsed(body);
    if (!value || !value->is_object()) return failure(400, 400, "not a JSON object");
    Fields fields{value->get_object()};
    const Act act{.what = fields.text("do", ""),
                  .chat = fields.integer("chat", 0),
                  .user = fields.integer("user", 0),
                  .title = fields.text("title", ""),
                  .meeting = fields.text("meeting", ""),
                  .text = fields.text("text", ""),
                  .to = fields.integer("to", 0)};
    if (act.what == "write" && act.text.empty()) fields.complain("text", "is missing");
    if (act.what == "rename" && act.title.empty()) fields.complain("title", "is missing");
    if (!fields.complaint().empty()) return failure(400, 400, fields.complaint());
    if (act.what == "leave_meeting" || act.what == "drop_meeting") {
        meetings_.end_due(now);
        const bool found = act.what == "leave_meeting" ? meetings_.leave(act.meeting, now)
                                                       : meetings_.drop(act.meeting, now);
        if (!found) return failure(404, 404, "no such meeting");
        return reply(json::object{{"done", true}});
    }
    const auto done = perform(world_, act, now);
    if (!done) return failure(400, 400, "do is not a known act");
    const bool without_chat = act.what == "write" && act.chat == 0;
    if (!without_chat && world_.find(act.chat) == nullptr) {
        return failure(404, 404, "no such chat");
    }
    if (done->has_error()) return failure(done->error());
    return reply(json::object{{"done", true}});
}

http::Response Control::long_poll() const {
    const LongPoll& polls = service_.long_poll();
    return reply(json::object{{"position", polls.position()},
                              {"keys", polls.keys()},
                              {"polls", polls.polls()},
                              {"membership", to_string(polls.membership())}});
}

http::Response Control::change_long_poll(const std::string& body) {
    const auto value = parsed(body);
    if (!value || !value->is_object()) return failure(400, 400, "not a JSON object");
    Fields fields{value->get_object()};
    LongPoll& polls = service_.long_poll();
    const std::string what = fields.text("do", "");
    const std::string word = fields.text("membership", std::string{to_string(polls.membership())});
    const auto membership = to_membership_told(word);
    const bool known = what.empty() || what == "expire_keys" || what == "lose_history" ||
                       what == "lose_information" || what == "repeat";
    if (!known) fields.complain("do", "is not a known fault of long polls");
    if (!membership) fields.complain("membership", "is not always, not_by_bots or never");
    if (!fields.complaint().empty()) return failure(400, 400, fields.complaint());
    polls.tell_membership(*membership);
    if (what == "expire_keys") polls.expire_keys();
    if (what == "lose_history") polls.lose_history();
    if (what == "lose_information") polls.lose_information();
    if (what == "repeat") polls.repeat_once();
    return long_poll();
}

http::Response Control::faults() const {
    json::array list;
    for (const Fault& fault : faults_.list()) list.push_back(fault_json(fault));
    return reply(json::object{{"faults", std::move(list)}});
}

http::Response Control::add_fault(const std::string& body) {
    const auto value = parsed(body);
    if (!value || !value->is_object()) return failure(400, 400, "not a JSON object");
    Fields fields{value->get_object()};
    const auto kind = to_fault_kind(fields.text("kind", ""));
    if (!kind) fields.complain("kind", "is not a known fault");
    // A dead token stays dead until the faults are cleared, unless told otherwise.
    const bool lasting = kind == FaultKind::token_dead;
    Fault fault{
        .kind = kind.value_or(FaultKind::refuse),
        .method = fields.text("method", ""),
        .account = fields.integer("account", 0),
        .after = fields.integer("after", 0, {.min = 0, .max = times_max}),
        .times = fields.integer("times", lasting ? times_max : 1, {.min = 1, .max = times_max}),
        .code = static_cast<int>(fields.integer("code", 10, {.min = 1, .max = 99'999})),
        .delay = std::chrono::milliseconds{
            fields.integer("delay_ms", 0, {.min = 0, .max = delay_max_ms})}};
    if (!fields.complaint().empty()) return failure(400, 400, fields.complaint());
    if (!faults_.add(std::move(fault))) return failure(409, 409, "too many faults are waiting");
    return faults();
}

}  // namespace rosterd::sandbox
