// Requests about conferences taken apart, answers put together.
#include "daemon/control/conference_api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/call_provider.hpp"
#include "daemon/control/conference_view.hpp"
#include "daemon/control/request_body.hpp"
#include "daemon/control/responses.hpp"
#include "daemon/local_day.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/local_time.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

Error bad(std::string what, std::string hint) {
    return {ErrorKind::invalid_input, std::move(what), std::move(hint)};
}

/// One call; the school exists, and its zone is known.
class ConferenceApi {
  public:
    ConferenceApi(DaemonControl* daemon, ConferenceCall call, SchoolZone zone)
        : daemon_{daemon}, call_{std::move(call)}, zone_{zone} {}

    awaitable<http::Response> handle() {
        const auto& path = call_.path;
        const bool get = call_.method == "GET";
        if (path.empty()) {
            if (get) co_return co_await list();
            co_return co_await plan(ConferenceVerb::create);
        }
        if (path.size() == 1) co_return get ? one() : wrong_method("GET");
        if (path.size() == 2 && path[1] == "join") co_return get ? join() : wrong_method("GET");
        const bool verb =
            path.size() == 2 && (path[1] == "edit" || path[1] == "finish" || path[1] == "delete");
        if (verb && get) co_return wrong_method("POST");
        if (path.size() == 2 && path[1] == "edit") co_return co_await plan(ConferenceVerb::edit);
        if (path.size() == 2 && path[1] == "finish") {
            co_return co_await plan(ConferenceVerb::finish);
        }
        if (path.size() == 2 && path[1] == "delete") co_return co_await plan(ConferenceVerb::erase);
        co_return failure({404, "not_found"}, "there is no such path", "see docs/openapi.yaml");
    }

  private:
    [[nodiscard]] const SchoolState& state() const {
        return daemon_->schools().find(call_.school)->second;
    }
    [[nodiscard]] std::string parameter(std::string_view name) const {
        const auto found = call_.query.find(name);
        return found == call_.query.end() ? std::string{} : found->second;
    }

    // --- looking -----------------------------------------------------------------------------

    awaitable<http::Response> list() {
        ConferenceFilter filter{.status = {},
                                .person = parameter("person"),
                                .lesson = parameter("lesson"),
                                .chat = parameter("chat")};
        if (const std::string status = parameter("status"); !status.empty()) {
            filter.status = conference_state(status);
            if (!filter.status) {
                co_return error_response(
                    bad(fmt::format("'{}' is no status of conferences", status),
                        "planned, active, ended, failed or cancelled"));
            }
        }
        auto records = co_await of_day(parameter("day"));
        if (!records) co_return error_response(records.error());
        json::object view = conferences_view(state(), *records, filter, zone_);
        const UnixSeconds now = daemon_->now();
        view["now"] = iso_text(zone_.local_of(now)) + zone_.offset_text(now);
        co_return answer(view);
    }

    /// Without a day everything in memory: what is planned, what runs, and the last two days.
    awaitable<Result<std::vector<ConferenceRecord>>> of_day(std::string day) {
        if (day.empty()) {
            std::vector<ConferenceRecord> records = state().memory.conferences;
            std::ranges::sort(records, {}, [](const ConferenceRecord& each) {
                return std::pair{each.plan.starts, std::string_view{each.plan.id}};
            });
            co_return records;
        }
        const std::string& zone = state().school.time_zone;
        std::optional<Day> asked = parse_day(day);
        if (day == "today") {
            const auto today = local_day(zone, daemon_->now());
            if (!today) co_return today.error();
            asked = today->today;
        }
        if (!asked) co_return bad("'day' is no day", "today, or YYYY-MM-DD");
        const auto from = local_midnight(zone, *asked);
        const auto to = local_midnight(zone, Day{asked->since_1970 + 1});
        if (!from || !to) co_return bad("'day' is no day", "today, or YYYY-MM-DD");
        auto records = co_await daemon_->conferences_between(call_.school, *from, *to);
        co_return records;
    }

    [[nodiscard]] const ConferenceRecord* found() const {
        return find_conference(state().memory.conferences, call_.path[0]);
    }
    [[nodiscard]] http::Response unknown() const {
        return failure({404, "not_found"},
                       fmt::format("there is no conference '{}'", call_.path[0]),
                       "see rosterctl conferences");
    }
    [[nodiscard]] http::Response unread() const {
        return failure({409, "refused"},
                       fmt::format("school '{}' has not been read yet", call_.school),
                       "try again in a moment");
    }

    [[nodiscard]] http::Response one() const {
        const ConferenceRecord* record = found();
        if (record == nullptr) return unknown();
        if (state().picture == nullptr) return unread();
        return answer(conference_details(state(), *record, zone_));
    }

    /// only while it runs, only for who takes part.
    [[nodiscard]] http::Response join() const {
        const ConferenceRecord* record = found();
        if (record == nullptr) return unknown();
        if (state().picture == nullptr) return unread();
        if (call_.right != Right::operate) {
            return failure({403, "forbidden"}, "your user may not ask for people's links",
                           "ask to be put into the group of `control.operate_group`");
        }
        const std::string id = parameter("person");
        const PersonIndex person = find_person(state().picture->roster, id);
        if (person == no_index) {
            return failure({404, "not_found"}, fmt::format("person '{}' is not in the journal", id),
                           "add ?person=ID; ids are the journal's");
        }
        const auto people = participants_of(state(), record->plan.id);
        if (!std::ranges::binary_search(people, person)) {
            return error_response(refused(MessageId::not_a_member));
        }
        if (record->state != ConferenceState::active) return error_response(not_running(*record));
        const CallProvider* provider = daemon_->calls_of(state());
        if (provider == nullptr) {
            return error_response(Error{ErrorKind::refused, "no provider of calls is configured",
                                        "set `conferences:` in the configuration"});
        }
        const CallRole role =
            moderates(state(), *record, person) ? CallRole::moderator : CallRole::participant;
        const Call call{.id = record->call, .join_link = record->join_link};
        return answer(
            {{"url", provider->personal_link(call, state().picture->person_name(person), role)},
             {"role", role == CallRole::moderator ? "moderator" : "participant"}});
    }

    [[nodiscard]] Error not_running(const ConferenceRecord& record) const {
        const bool lesson = record.plan.kind == ConferenceKind::online_lesson;
        if (record.over() || daemon_->now() >= record.plan.ends) {
            return refused(lesson ? MessageId::lesson_over : MessageId::call_over);
        }
        return refused(lesson ? MessageId::lesson_not_started : MessageId::conference_not_started);
    }

    // --- planning ----------------------------------------------------------------------------

    awaitable<http::Response> plan(ConferenceVerb verb) {
        auto body = RequestBody::parse(call_.body);
        if (!body) co_return error_response(body.error());
        ConferenceRequest request;
        request.verb = verb;
        request.actor = body->text("actor");
        if (!call_.path.empty()) request.conference = call_.path[0];
        if (verb == ConferenceVerb::create) {
            const std::string kind = body->text("type");
            const auto known = conference_kind(kind.empty() ? "online_lesson" : kind);
            if (!known) body->blame(bad("'type' is unknown", "online_lesson or video_call"));
            request.kind = known.value_or(ConferenceKind::online_lesson);
        }
        if (verb == ConferenceVerb::create || verb == ConferenceVerb::edit) fill(request, *body);
        auto filled = body->end();
        if (!filled) co_return error_response(filled.error());
        auto decided =
            co_await daemon_->change_conference(call_.school, std::move(request), call_.by);
        if (!decided) co_return error_response(decided.error());
        json::object view{{"id", decided->conference}, {"changed", !decided->change.empty()}};
        const ConferenceRecord* record =
            find_conference(state().memory.conferences, decided->conference);
        if (record != nullptr) view["conference"] = conference_view(*record, zone_);
        add_notices(view, decided->notices);
        co_return answer(view);
    }

    void fill(ConferenceRequest& request, RequestBody& body) const {
        for (const auto& [name, into] :
             {std::pair{"chat", &request.chat}, std::pair{"lesson", &request.lesson},
              std::pair{"title", &request.title}}) {
            if (body.has(name)) *into = body.text(name);
        }
        if (body.has("people")) request.people = body.texts("people");
        for (const auto& [name, into] :
             {std::pair{"starts_at", &request.starts}, std::pair{"ends_at", &request.ends}}) {
            if (body.has(name)) *into = local_time_of(name, body);
        }
    }

    /// The school's own clock, or an instant with an offset.
    LocalSeconds local_time_of(std::string_view name, RequestBody& body) const {
        const std::string text = body.text(name);
        if (const auto local = parse_local_time(text)) return *local;
        if (const auto instant = parse_instant(text)) return zone_.local_of(*instant);
        body.blame(bad(fmt::format("'{}' is no time", name),
                       "YYYY-MM-DD HH:MM on the school's clock, or ISO 8601 with an offset"));
        return 0;
    }

    DaemonControl* daemon_;
    ConferenceCall call_;
    SchoolZone zone_;
};

}  // namespace

awaitable<http::Response> handle_conferences(DaemonControl* daemon, ConferenceCall call) {
    const auto zone =
        SchoolZone::find(daemon->schools().find(call.school)->second.school.time_zone);
    if (!zone) co_return error_response(zone.error());
    ConferenceApi api{daemon, std::move(call), *zone};
    co_return co_await api.handle();
}

}  // namespace rosterd::control
