// Parsing of targets and bodies, permission, dispatch.
#include "daemon/control/control_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "daemon/control/audit_api.hpp"
#include "daemon/control/chat_key.hpp"
#include "daemon/control/chat_view.hpp"
#include "daemon/control/claim_api.hpp"
#include "daemon/control/conference_api.hpp"
#include "daemon/control/erase_api.hpp"
#include "daemon/control/explain_api.hpp"
#include "daemon/control/hand_api.hpp"
#include "daemon/control/manual_view.hpp"
#include "daemon/control/metrics_view.hpp"
#include "daemon/control/migration_view.hpp"
#include "daemon/control/pause_api.hpp"
#include "daemon/control/pause_view.hpp"
#include "daemon/control/people_view.hpp"
#include "daemon/control/plan_view.hpp"
#include "daemon/control/responses.hpp"
#include "daemon/control/status_view.hpp"
#include "reconciler/roster_builder_fields.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

constexpr std::size_t page_size_max = 10'000;  ///< and of pages

http::Response unknown_school(std::string_view school) {
    return failure({404, "not_found"}, fmt::format("school '{}' is not in the journal", school),
                   "see rosterctl schools");
}

/// A positive whole number; 0 when the text is none.
std::size_t positive(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

/// A member of a JSON body that must be text; nothing when it is absent.
Result<std::optional<std::string>> text_member(const std::string& body, std::string_view name) {
    if (body.empty()) return std::optional<std::string>{};
    boost::system::error_code error;
    const json::value parsed = json::parse(body, error);
    if (error || !parsed.is_object()) {
        return Error{ErrorKind::invalid_input, "the body is not a JSON object",
                     fmt::format("send {{\"{}\": \"...\"}} or no body", name)};
    }
    const json::value* member = parsed.as_object().if_contains(name);
    if (member == nullptr || member->is_null()) return std::optional<std::string>{};
    if (!member->is_string()) {
        return Error{ErrorKind::invalid_input, fmt::format("'{}' is not text", name), ""};
    }
    return std::optional{std::string{member->as_string()}};
}

}  // namespace

/// One request, decoded.
struct ControlApi::Call {
    http::Request request;
    std::vector<std::string> path;  ///< percent-decoded segments
    std::map<std::string, std::string, std::less<>> query;
    Right right = Right::none;

    [[nodiscard]] bool get() const { return request.method == "GET"; }
    [[nodiscard]] bool post() const { return request.method == "POST"; }
    [[nodiscard]] bool is_text() const {
        return std::ranges::all_of(path, is_utf8) && std::ranges::all_of(query, [](auto& named) {
                   return is_utf8(named.first) && is_utf8(named.second);
               });
    }
    [[nodiscard]] std::string parameter(std::string_view name) const {
        const auto found = query.find(name);
        return found == query.end() ? std::string{} : found->second;
    }
    [[nodiscard]] Result<Paging> paging() const {
        Paging paging;
        for (const auto& [name, value] :
             {std::pair{"page", &paging.page}, std::pair{"page_size", &paging.page_size}}) {
            const std::string text = parameter(name);
            if (text.empty()) continue;
            *value = positive(text);
            if (*value == 0 || *value > page_size_max) {
                return Error{ErrorKind::invalid_input,
                             fmt::format("'{}' is not a whole number it can be", name),
                             fmt::format("from 1 to {}", page_size_max)};
            }
        }
        return paging;
    }
};

/// What a list of people is narrowed by.
Result<SeatFilter> ControlApi::seat_filter(const Call& call) {
    SeatFilter filter;
    filter.surname = call.parameter("surname");
    if (const std::string role = call.parameter("role"); !role.empty()) {
        filter.role = category_of(role);
        if (!filter.role) {
            return Error{ErrorKind::invalid_input, fmt::format("'{}' is no role of people", role),
                         "staff, pupil or parent"};
        }
    }
    auto paging = call.paging();
    if (!paging) return std::move(paging).error();
    filter.paging = *paging;
    return filter;
}

awaitable<http::Response> ControlApi::handle(http::Request request) {
    const auto target = boost::urls::parse_origin_form(request.target);
    if (!target) {
        co_return failure({400, "bad_request"}, "the request's target is not a path",
                          "ask for /v1/status");
    }
    const Right right = request.peer ? right_of_(*request.peer) : Right::none;
    const bool reads = request.method == "GET";
    const auto permitted = permit(right, reads ? Right::watch : Right::operate);
    if (!permitted) co_return error_response(permitted.error());
    Call call;
    call.right = right;
    for (const auto& segment : target->segments()) call.path.push_back(segment);
    for (const auto& parameter : target->params()) call.query[parameter.key] = parameter.value;
    if (!call.is_text()) {  // what is not found is named in the answer, which is JSON
        co_return failure({400, "bad_request"}, "the request's target is not UTF-8",
                          "percent-encode the bytes of UTF-8");
    }
    call.request = std::move(request);
    co_return co_await route(std::move(call));
}

awaitable<http::Response> ControlApi::route(Call call) {
    const auto& path = call.path;
    if (path.size() == 1 && (path[0] == "healthz" || path[0] == "readyz")) {
        http::Response response = health_response(daemon_);
        if (path[0] == "readyz" && response.status == 200 && !daemon_.ready()) {
            response = answer({{"ok", false}});
            response.status = 503;
        }
        co_return response;
    }
    if (path.size() == 1 && path[0] == "metrics") {
        co_return call.get() ? metrics_response(daemon_) : wrong_method("GET");
    }
    if (path.size() >= 2 && path[0] == "v1") {
        if (path[1] == "status" && path.size() == 2) {
            co_return call.get() ? answer(status_view(daemon_)) : wrong_method("GET");
        }
        if (path[1] == "schools" && path.size() == 2) {
            co_return call.get() ? answer(schools_view(daemon_)) : wrong_method("GET");
        }
        if (path[1] == "schools") co_return co_await of_school(std::move(call));
        if (path[1] == "claims" && path.size() == 2) {
            if (!call.get()) co_return wrong_method("GET");
            co_return co_await list_claims(&daemon_);
        }
        if (path[1] == "audit" && path.size() == 2) {
            if (!call.get()) co_return wrong_method("GET");
            co_return co_await list_audit(&daemon_, std::move(call.query));
        }
        if (path[1] == "resync" && path.size() == 2) {
            co_return call.post() ? resync(call) : wrong_method("POST");
        }
        if (path[1] == "reload" && path.size() == 2) {
            co_return call.post() ? reload() : wrong_method("POST");
        }
        if ((path[1] == "pause" || path[1] == "resume") && path.size() == 2) {
            if (!call.post()) co_return wrong_method("POST");
            const PauseVerb verb = path[1] == "pause" ? PauseVerb::pause : PauseVerb::resume;
            co_return co_await handle_pause(
                &daemon_, {verb, call.request.body, user_name(*call.request.peer)});
        }
        if (path[1] == "holds" && path.size() == 2) {
            if (!call.get()) co_return wrong_method("GET");
            co_return co_await holds(std::move(call));
        }
        if (path[1] == "holds" && path.size() == 4) co_return co_await of_hold(std::move(call));
    }
    co_return failure({404, "not_found"}, "there is no such path",
                      "the paths are described in docs/openapi.yaml");
}

awaitable<http::Response> ControlApi::of_school(Call call) {
    const auto& path = call.path;
    const auto found = daemon_.schools().find(path[2]);
    if (found == daemon_.schools().end()) {
        co_return unknown_school(path[2]);
    }
    const std::vector<std::string> below{path.begin() + 3, path.end()};
    const bool claims = is_claim_path(below, call.request.method);
    const bool erases = is_erase_path(below, call.request.method);
    if (claims || erases || is_hand_path(below, call.request.method)) {
        HandCall hand{path[2],
                      below,
                      call.get(),
                      call.request.body,
                      user_name(*call.request.peer),
                      call.parameter("platform"),
                      call.right};
        if (claims) co_return co_await handle_claim(&daemon_, std::move(hand));
        if (erases) co_return co_await handle_erase(&daemon_, std::move(hand));
        co_return co_await handle_by_hand(&daemon_, std::move(hand));
    }
    if (path.size() >= 4 && path[3] == "conferences") {
        if (!call.get() && !call.post()) co_return wrong_method("GET, POST");
        ConferenceCall conference{
            path[2],           {path.begin() + 4, path.end()}, call.request.method, call.query,
            call.request.body, user_name(*call.request.peer),  call.right};
        co_return co_await handle_conferences(&daemon_, std::move(conference));
    }
    if (!call.get()) co_return wrong_method("GET");
    const SchoolState& state = found->second;
    const std::string what = path.size() > 3 ? path[3] : "";
    if (what == "findings" && path.size() == 4) co_return answer(findings_view(state));
    if (what == "plan" && path.size() == 4) {
        auto plan = co_await daemon_.plan(path[2]);
        if (!plan) co_return error_response(plan.error());
        co_return answer(plan_view(daemon_.schools().find(path[2])->second, *plan, daemon_.now()));
    }
    if (state.picture == nullptr) {
        co_return failure({409, "refused"},
                          fmt::format("school '{}' has not been read yet", path[2]),
                          state.error ? state.error->what : "try again in a moment");
    }
    if (what == "migration" && path.size() == 4) {
        const auto to = migration_target(daemon_.schools(), state, call.parameter("to"));
        if (!to) co_return error_response(to.error());
        co_return answer(migration_view(state, **to, daemon_.now()));
    }
    if (what == "chats" && path.size() == 4) co_return chats(call, state);
    if (what == "people" && path.size() == 4) co_return people(call, state);
    if (what == "strangers" && path.size() == 4) co_return answer(strangers_view(state));
    if (what == "departures" && path.size() == 4) co_return answer(departures_view(state));
    if (what == "edits" && path.size() == 4) co_return answer(edits_view(state, daemon_.now()));
    if (what == "explain" && path.size() == 4) {
        ExplainCall asked{path[2], call.parameter("person"), call.parameter("user"),
                          call.parameter("chat")};
        co_return co_await explain_somebody(&daemon_, std::move(asked));
    }
    if (what == "chats" && path.size() >= 5) {
        const std::string key = chat_key_of(std::span{path}.subspan(4));
        const auto filter = seat_filter(call);
        if (!filter) co_return error_response(filter.error());
        auto chat = chat_view(state, daemon_.now(), key, *filter);
        if (chat) co_return answer(*chat);
        co_return failure({404, "not_found"}, fmt::format("there is no chat '{}'", key),
                          "see rosterctl chats; a key looks like class/ID");
    }
    co_return failure({404, "not_found"}, "there is no such path", "see docs/openapi.yaml");
}

http::Response ControlApi::chats(const Call& call, const SchoolState& state) const {
    ChatFilter filter;
    if (const std::string type = call.parameter("type"); !type.empty()) {
        filter.type = chat_kind(type);
        if (!filter.type) {
            return failure({400, "bad_request"}, fmt::format("'{}' is no type of chat", type),
                           "staff, class, parents, subject or custom");
        }
    }
    filter.title = call.parameter("title");
    filter.surname = call.parameter("surname");
    if (std::string sort = call.parameter("sort"); !sort.empty()) {
        filter.descending = sort.front() == '-';
        const auto order = chat_order(std::string_view{sort}.substr(filter.descending ? 1 : 0));
        if (!order) {
            return failure({400, "bad_request"}, fmt::format("'{}' is no order of chats", sort),
                           "key, title, type or members; with a - before it, backwards");
        }
        filter.order = *order;
    }
    const auto paging = call.paging();
    if (!paging) return error_response(paging.error());
    filter.paging = *paging;
    return answer(chats_view(state, daemon_.now(), filter));
}

http::Response ControlApi::people(const Call& call, const SchoolState& state) const {
    const auto seats = seat_filter(call);
    if (!seats) return error_response(seats.error());
    PeopleFilter filter;
    filter.surname = seats->surname;
    filter.role = seats->role;
    filter.paging = seats->paging;
    filter.class_id = call.parameter("class");
    filter.chat = call.parameter("chat");
    if (const std::string link = call.parameter("link"); !link.empty()) {
        filter.link = link_state(link);
        if (!filter.link) {
            return failure({400, "bad_request"}, fmt::format("'{}' is no state of a link", link),
                           "none, requested, linked, refused, unlinked or conflict");
        }
    }
    if (const std::string phones = call.parameter("phones"); phones == "full") {
        if (call.right != Right::operate) {
            return failure({403, "forbidden"}, "your user may not see whole phones",
                           "ask to be put into the group of `control.operate_group`");
        }
        filter.phones = Phones::full;
    } else if (!phones.empty() && phones != "masked") {
        return failure({400, "bad_request"}, fmt::format("'phones={}' is unknown", phones),
                       "masked or full");
    }
    auto view = people_view(state, daemon_.now(), filter);
    return view ? answer(*view) : error_response(view.error());
}

http::Response ControlApi::resync(const Call& call) {
    auto school = text_member(call.request.body, "school");
    if (!school) return error_response(school.error());
    auto asked = daemon_.resync(*school);
    if (!asked) return error_response(asked.error());
    return answer({{"resync", *school ? json::value(**school) : json::value("all")}});
}

http::Response ControlApi::reload() {
    auto reread = daemon_.reread_configuration();
    if (!reread) return error_response(reread.error());
    return answer({{"reloaded", true}});
}

/// Planned anew for each school that holds something: a pass may have read the journal since, and
/// the holds it left behind count people as the former read did.
awaitable<http::Response> ControlApi::holds(Call call) {
    const std::string only = call.parameter("school");
    if (!only.empty() && !daemon_.schools().contains(only)) co_return unknown_school(only);
    std::vector<std::string> ids;
    for (const auto& [id, state] : daemon_.schools()) {
        if ((only.empty() || only == id) && !state.holds.empty()) ids.push_back(id);
    }
    json::array items;
    for (const std::string& id : ids) {
        auto plan = co_await daemon_.plan(id);
        if (!plan) co_return error_response(plan.error());
        const SchoolState& state = daemon_.schools().find(id)->second;
        append_holds(state, plan->holds, plan->released.chats, daemon_.now(), items);
    }
    co_return answer({{"total", items.size()}, {"items", std::move(items)}});
}

awaitable<http::Response> ControlApi::of_hold(Call call) {
    if (!call.post()) co_return wrong_method("POST");
    const std::string& verb = call.path[3];
    if (verb != "approve" && verb != "reject") {
        co_return failure({404, "not_found"}, "there is no such path", "approve or reject");
    }
    auto by = text_member(call.request.body, "by");
    if (!by) co_return error_response(by.error());
    // Who it was is told by the kernel; what the caller says comes beside it.
    std::string name = user_name(*call.request.peer);
    if (*by) name += " (" + **by + ")";
    const std::string hold = call.path[2];
    auto decided = co_await daemon_.decide(hold, verb == "approve", name);
    if (!decided) co_return error_response(decided.error());
    co_return answer({{"hold", hold}, {"decision", verb}, {"by", name}});
}

}  // namespace rosterd::control
