// POST chats, chats/KEY/…, people/ID/link, people/ID/unlink, initialise; GET people/ID/link.
#include "daemon/control/hand_api.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/control/chat_key.hpp"
#include "daemon/control/end_time.hpp"
#include "daemon/control/pause_view.hpp"
#include "daemon/control/people_view.hpp"
#include "daemon/control/plan_view.hpp"
#include "daemon/control/request_body.hpp"
#include "daemon/control/responses.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

constexpr std::array<std::pair<std::string_view, HandAction>, 5> member_verbs{
    {{"add", HandAction::add_member},
     {"remove", HandAction::remove_member},
     {"appoint", HandAction::appoint},
     {"dismiss", HandAction::dismiss},
     {"readmit", HandAction::readmit}}};
constexpr std::array<std::pair<std::string_view, LinkVerb>, 3> link_verbs{
    {{"request", LinkVerb::request}, {"accept", LinkVerb::accept}, {"refuse", LinkVerb::refuse}}};

http::Response no_such_path() {
    return failure({404, "not_found"}, "there is no such path", "see docs/openapi.yaml");
}

Error bad(std::string what, std::string hint) {
    return {ErrorKind::invalid_input, std::move(what), std::move(hint)};
}

json::object decision_view(const HandDecision& decision) {
    const bool changed = !decision.change.empty() || decision.readmits;
    json::object view{{"chat", decision.chat}, {"changed", changed}};
    add_notices(view, decision.notices);
    return view;
}

/// The phone only while the person is linked or waits to be.
json::object link_view(const StoredLink& link, LinkState state, bool of_journal, Phones phones) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? json::value(nullptr) : json::value(text);
    };
    return {{"person", link.person_id},
            {"platform", word(link.platform)},
            {"state", word(state)},
            {"user", or_null(link.user)},
            {"phone", or_null(phone_for(link.phone, phones))},
            {"kept_by", of_journal ? "journal" : "rosterd"}};
}

/// One call, taken apart; the school exists.
class HandApi {
  public:
    HandApi(DaemonControl* daemon, HandCall call) : daemon_{daemon}, call_{std::move(call)} {}

    awaitable<http::Response> handle() {
        const auto& path = call_.path;
        const bool of_link = path[0] == "people" && path[2] == "link";
        if (of_link && call_.get) co_return shown_link();
        if (call_.get) co_return wrong_method(of_link ? "GET, POST" : "POST");
        auto body = RequestBody::parse(call_.body);
        if (!body) co_return error_response(body.error());
        if (path[0] == "initialise") co_return co_await initialise(std::move(*body));
        if (path[0] == "people") co_return co_await link(std::move(*body));
        co_return co_await chat(std::move(*body));
    }

  private:
    // --- chats and members -------------------------------------------------------------------

    awaitable<http::Response> chat(RequestBody body) {
        HandRequest request;
        auto known = named_action(request);
        if (!known)
            co_return known.error().kind == ErrorKind::not_found ? no_such_path()
                                                                 : wrong_method("GET");
        request.actor = body.text("actor");
        fill(request, body);
        auto filled = body.end();
        if (!filled) co_return error_response(filled.error());
        auto changed = co_await daemon_->change_by_hand(call_.school, std::move(request), call_.by);
        if (!changed) co_return error_response(changed.error());
        json::object view = decision_view(*changed);
        const SchoolState& state = daemon_->schools().find(call_.school)->second;
        view["paused"] = pause_or_null(pause_of_chat(state.pauses, changed->chat, daemon_->now()));
        co_return answer(view);
    }

    /// chats; chats/KEY/rename, chats/KEY/delete, chats/KEY/members/VERB. A plain slash in the
    /// key is fine.
    Result<void> named_action(HandRequest& request) const {
        const auto& path = call_.path;
        std::size_t key_end = path.size() - 1;
        const std::string& last = path.back();
        if (path.size() == 1) {
            request.action = HandAction::create_chat;
            return {};
        }
        if (last == "rename" || last == "delete") {
            request.action = last == "rename" ? HandAction::rename_chat : HandAction::delete_chat;
        } else if (path.size() > 2 && path[path.size() - 2] == "members") {
            const auto* verb = std::ranges::find(member_verbs, last,
                                                 &std::pair<std::string_view, HandAction>::first);
            if (verb == member_verbs.end()) return Error{ErrorKind::not_found, last};
            request.action = verb->second;
            --key_end;
        } else {
            return Error{ErrorKind::refused, "no action"};
        }
        if (key_end < 2) return Error{ErrorKind::not_found, "no key"};
        request.chat = chat_key_of(std::span{path}.subspan(1, key_end - 1));
        return {};
    }

    void fill(HandRequest& request, RequestBody& body) const {
        switch (request.action) {
            case HandAction::create_chat:
                fill_new_chat(request, body);
                break;
            case HandAction::rename_chat:
                request.title = body.required_text("title");
                break;
            case HandAction::delete_chat:
                break;
            case HandAction::add_member:
            case HandAction::remove_member:
            case HandAction::appoint:
            case HandAction::dismiss:
                request.person = body.required_text("person");
                fill_until(request, body);
                break;
            case HandAction::readmit:
                request.person = body.required_text("person");
                break;
        }
    }

    static void fill_new_chat(HandRequest& request, RequestBody& body) {
        const std::string kind = body.required_text("kind");
        const auto known = chat_kind(kind);
        if (!known && !kind.empty()) {
            body.blame(bad("'kind' is no kind of chat", "staff, class, parents, subject, custom"));
        }
        request.kind = known.value_or(ChatKind::custom);
        request.about = body.text("about");
        request.title = body.text("title");
        for (RequestBody& each : body.objects("people")) {
            OwnPerson person;
            person.person = each.required_text("person");
            person.admin = each.flag("admin");
            body.blame(each.end());
            request.people.push_back(std::move(person));
        }
    }

    /// A day ends the edit at its beginning in the school's zone: `until` is exclusive.
    void fill_until(HandRequest& request, RequestBody& body) const {
        const RequestBody::Time until = body.time("until");
        if (!until.seconds && until.text.empty()) return;
        const auto& zone = daemon_->schools().find(call_.school)->second.school.time_zone;
        const auto end = end_time(until, zone, daemon_->now());
        if (!end) return body.blame(end.error());
        request.until = *end;
    }

    // --- links -------------------------------------------------------------------------------

    [[nodiscard]] Result<Platform> platform_of(const SchoolState& state,
                                               const std::string& named) const {
        if (!named.empty()) {
            const auto known = platform(named);
            if (!known) return bad("'platform' is unknown", "vk, max or ejabberd");
            return *known;
        }
        const auto account = daemon_->accounts().find(state.school.account);
        if (account == daemon_->accounts().end()) {
            return bad("the school's account is not configured", "name a 'platform'");
        }
        return account->second.platform->platform();
    }

    /// As in the list of people: watching tells whom a phone belongs to, not the phone.
    [[nodiscard]] Phones phones() const {
        return call_.right == Right::operate ? Phones::full : Phones::masked;
    }

    [[nodiscard]] http::Response shown_link() const {
        const SchoolState& state = daemon_->schools().find(call_.school)->second;
        const auto on = platform_of(state, call_.platform);
        if (!on) return error_response(on.error());
        const PersonIndex person =
            state.picture == nullptr ? no_index : find_person(state.picture->roster, call_.path[1]);
        if (person == no_index) {
            return failure({404, "not_found"},
                           fmt::format("person '{}' is not in the journal", call_.path[1]),
                           "see rosterctl people; ids are the journal's");
        }
        const CurrentLink current =
            current_link(state.picture->roster, state.memory.links, person, *on);
        const bool conflict = state.picture->links.state[person] == LinkState::conflict;
        return answer(link_view(current.link, conflict ? LinkState::conflict : current.link.state,
                                current.of_journal, phones()));
    }

    awaitable<http::Response> link(RequestBody body) {
        LinkRequest request;
        request.person = call_.path[1];
        const SchoolState& state = daemon_->schools().find(call_.school)->second;
        auto on = platform_of(state, body.text("platform"));
        if (!on) co_return error_response(on.error());
        request.platform = *on;
        request.verb = LinkVerb::unlink;
        if (call_.path[2] == "link") fill_link(request, body);
        auto filled = body.end();
        if (!filled) co_return error_response(filled.error());
        auto changed = co_await daemon_->change_link(call_.school, std::move(request), call_.by);
        if (!changed) co_return error_response(changed.error());
        if (changed->message == MessageId::phone_taken) {
            co_return error_response(refused(MessageId::phone_taken));
        }
        json::object view = link_view(changed->link, changed->state, false, phones());
        view["changed"] = changed->changed;
        view["message"] = message_view(changed->message);
        co_return answer(view);
    }

    static void fill_link(LinkRequest& request, RequestBody& body) {
        request.phone = body.text("phone");
        request.user = body.text("user");
        const std::string step = body.text("step");
        const auto* verb = std::ranges::find(link_verbs, step.empty() ? "request" : step,
                                             &std::pair<std::string_view, LinkVerb>::first);
        if (verb == link_verbs.end()) {
            body.blame(bad("'step' is unknown", "request, accept or refuse"));
        } else {
            request.verb = verb->second;
        }
    }

    // --- initialise --------------------------------------------------------------------------

    awaitable<http::Response> initialise(RequestBody body) {
        std::vector<ChatKind> kinds;
        for (const std::string& named : body.texts("kinds")) {
            const auto kind = chat_kind(named);
            if (kind) {
                kinds.push_back(*kind);
            } else {
                body.blame(bad("'kinds' names no kind of chat", "staff, class, parents, subject"));
            }
        }
        if (kinds.empty()) body.blame(bad("'kinds' is missing", "staff, class, parents, subject"));
        const auto mode = body.flag("preview") ? InitialiseMode::preview : InitialiseMode::run;
        const std::string actor = body.text("actor");
        auto filled = body.end();
        if (!filled) co_return error_response(filled.error());
        auto done =
            co_await daemon_->initialise(call_.school, std::move(kinds), actor, call_.by, mode);
        if (!done) co_return error_response(done.error());
        co_return answer({{"preview", mode == InitialiseMode::preview},
                          {"chats", done->chats},
                          {"plan", plan_view(*done->school, done->plan, daemon_->now())}});
    }

    DaemonControl* daemon_;
    HandCall call_;
};

}  // namespace

bool is_hand_path(const std::vector<std::string>& path, std::string_view method) {
    if (path.empty()) return false;
    if (path[0] == "initialise") return path.size() == 1;
    if (path[0] == "people") {
        return path.size() == 3 && (path[2] == "link" || path[2] == "unlink");
    }
    return path[0] == "chats" && method == "POST";
}

awaitable<http::Response> handle_by_hand(DaemonControl* daemon, HandCall call) {
    HandApi api{daemon, std::move(call)};
    co_return co_await api.handle();
}

}  // namespace rosterd::control
