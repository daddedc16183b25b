// Requests of BigBlueButton's API: who may ask, what is missing, and what is done.
#include "adapters/sandbox/bbb_service.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "adapters/sandbox/bbb_answers.hpp"
#include "adapters/sandbox/bbb_digest.hpp"

namespace rosterd::sandbox {
namespace {

constexpr std::string_view api = "/bigbluebutton/api";
constexpr std::string_view client = "/bigbluebutton/html5client";
constexpr std::size_t meeting_id_bytes_max = 256;
constexpr std::int64_t minutes_max = 1'000'000;
constexpr std::array<std::string_view, 7> methods{
    "version", "create", "join", "end", "isMeetingRunning", "getMeetingInfo", "getMeetings"};
constexpr std::string_view client_page =
    "<!doctype html><html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Песочница: видеовстреча"
    "</title></head><body><h1>Вы в видеовстрече</h1><p>Песочница показывает только вход.</p>"
    "</body></html>";

BbbAnswer xml(std::string document, int error = 0) {
    return {.response = {.content_type = "text/xml; charset=utf-8", .body = std::move(document)},
            .error = error};
}

BbbAnswer refusal(std::string_view key, std::string_view message) {
    return xml(failed_xml(key, message), 1);
}

BbbAnswer not_found() {
    return refusal("notFound", "There is no meeting with that ID.");
}

BbbAnswer no_meeting_id() {
    return refusal("missingParamMeetingID", "A meetingID is needed.");
}

BbbAnswer wrong_checksum() {
    return refusal("checksumError", "Checksums do not match.");
}

std::string text(const Parameters& parameters, std::string_view name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string{} : found->second;
}

/// A number of a limit: `fallback` when absent; nothing when it is none.
std::optional<std::int64_t> limit(const Parameters& parameters, std::string_view name,
                                  std::int64_t fallback) {
    const std::string given = text(parameters, name);
    if (given.empty()) return fallback;
    const auto value = to_integer(given);
    return value && *value >= 0 && *value <= minutes_max ? value : std::nullopt;
}

GuestPolicy to_guest_policy(std::string_view word) {
    if (word == "ASK_MODERATOR") return GuestPolicy::ask_moderator;
    return word == "ALWAYS_DENY" ? GuestPolicy::always_deny : GuestPolicy::always_accept;
}

std::map<std::string, std::string> metadata_of(const Parameters& parameters) {
    constexpr std::string_view prefix = "meta_";
    std::map<std::string, std::string> metadata;
    for (const auto& [name, value] : parameters) {
        if (!name.starts_with(prefix)) continue;
        std::string key = name.substr(prefix.size());
        std::ranges::transform(key, key.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
        });
        metadata.insert_or_assign(std::move(key), value);
    }
    return metadata;
}

/// Nothing when a limit is no number.
std::optional<MeetingWish> wish_of(const Parameters& parameters) {
    const MeetingWish defaults;
    const auto duration = limit(parameters, "duration", defaults.duration.count());
    const auto unjoined = limit(parameters, "meetingExpireIfNoUserJoinedInMinutes",
                                defaults.expires_unjoined.count());
    const auto left =
        limit(parameters, "meetingExpireWhenLastUserLeftInMinutes", defaults.expires_left.count());
    const auto participants = limit(parameters, "maxParticipants", defaults.participants_max);
    if (!duration || !unjoined || !left || !participants) return std::nullopt;
    return MeetingWish{.id = text(parameters, "meetingID"),
                       .name = text(parameters, "name"),
                       .attendee_password = text(parameters, "attendeePW"),
                       .moderator_password = text(parameters, "moderatorPW"),
                       .duration = std::chrono::minutes{*duration},
                       .expires_unjoined = std::chrono::minutes{*unjoined},
                       .expires_left = std::chrono::minutes{*left},
                       .participants_max = *participants,
                       .guest_policy = to_guest_policy(text(parameters, "guestPolicy")),
                       .record = text(parameters, "record") == "true",
                       .metadata = metadata_of(parameters)};
}

/// An explicit role wins over the password, as with servers that call passwords outdated.
std::optional<MeetingRole> role_of(const Parameters& parameters, const Meeting& meeting) {
    const std::string role = text(parameters, "role");
    if (role == "MODERATOR" || role == "moderator") return MeetingRole::moderator;
    if (role == "VIEWER" || role == "viewer") return MeetingRole::viewer;
    const std::string password = text(parameters, "password");
    if (password == meeting.wish.moderator_password) return MeetingRole::moderator;
    if (password == meeting.wish.attendee_password) return MeetingRole::viewer;
    return std::nullopt;
}

bool differs(const Parameters& parameters, std::string_view name, const std::string& expected) {
    const std::string given = text(parameters, name);
    return !given.empty() && given != expected;
}

}  // namespace

BbbAnswer BbbService::answer(const BbbRequest& request, Moment now) {
    if (exists() && request.verb == "GET" && request.path == client) {
        return {.response = {.content_type = "text/html; charset=utf-8",
                             .body = std::string{client_page}}};
    }
    const bool known = request.path == api || request.path.starts_with("/bigbluebutton/api/");
    if (!exists() || !known) {
        return {.response = {.status = 404,
                             .content_type = "text/plain; charset=utf-8",
                             .body = "No BigBlueButton here\n"}};
    }
    std::string_view name = request.path.substr(std::min(request.path.size(), api.size() + 1));
    if (name.empty()) name = "version";
    return answer_api(request, as_utf8(name), now);
}

BbbAnswer BbbService::answer_api(const BbbRequest& request, const std::string& name, Moment now) {
    const std::array<std::string, 1> method{"bbb." + name};
    Parameters parameters;
    read_form(request.query, parameters);
    read_form(request.form, parameters);
    const auto fault = faults_.hit_call(0, method);
    BbbAnswer answer = [&]() -> BbbAnswer {
        if (!fault) return perform(request, name, parameters, now);
        if (fault->kind == FaultKind::token_dead) return wrong_checksum();
        if (fault->kind == FaultKind::error_code) {
            return xml(failed_xml("internalError", "By a fault on demand."), fault->code);
        }
        if (!prevents_work(fault->kind)) return perform(request, name, parameters, now);
        return {.response = {.status = fault->kind == FaultKind::http_500 ? 500 : 200,
                             .content_type = "text/html",
                             .body = std::string{trouble_page}},
                .error = -1};
    }();
    if (fault) {
        answer.delay = fault->delay;
        answer.response.delivery = delivery_of(fault->kind);
        answer.response.body = spoilt(fault->kind, std::move(answer.response.body));
    }
    parameters.erase("checksum");
    log_.add({.at = now,
              .method = method.front(),
              .parameters = std::move(parameters),
              .error = answer.error},
             std::ranges::find(methods, name) == methods.end() ? MethodName::unknown
                                                               : MethodName::known);
    return answer;
}

BbbAnswer BbbService::perform(const BbbRequest& request, const std::string& name,
                              const Parameters& parameters, Moment now) {
    if (name == "version") return xml(version_xml());
    const bool known = std::ranges::find(methods, name) != methods.end();
    if (!known || (request.verb != "GET" && request.verb != "POST")) {
        return refusal("unsupportedRequest", "This request is not supported.");
    }
    // A form that is posted with its checksum inside is signed as a query would be.
    const bool in_query = request.query.find("checksum=") != std::string_view::npos;
    const std::string_view is_signed = in_query ? request.query : request.form;
    if (!is_checksum(text(parameters, "checksum"), name, is_signed, secret_)) {
        return wrong_checksum();
    }
    meetings_.end_due(now);
    if (name == "getMeetings") return xml(meetings_xml(meetings_.list()));
    if (name == "join") return join(parameters, now);
    if (text(parameters, "meetingID").empty()) return no_meeting_id();
    if (name == "create") return create(parameters, now);
    if (name == "end") return end(parameters, now);
    if (name == "isMeetingRunning") return is_meeting_running(parameters);
    return get_meeting_info(parameters);
}

BbbAnswer BbbService::create(const Parameters& parameters, Moment now) {
    auto wish = wish_of(parameters);
    if (!wish) return refusal("validationError", "A limit is not a number of its range.");
    if (wish->name.empty()) return refusal("missingParamName", "A name is needed.");
    if (wish->id.size() > meeting_id_bytes_max || wish->id.find(',') != std::string::npos) {
        return refusal("validationError", "The meetingID is too long or has a comma.");
    }
    const Meeting* const existing = meetings_.find(wish->id);
    if (existing == nullptr) {
        return xml(created_xml(meetings_.create(std::move(*wish), now), Creation::fresh));
    }
    if (differs(parameters, "attendeePW", existing->wish.attendee_password) ||
        differs(parameters, "moderatorPW", existing->wish.moderator_password)) {
        return refusal("idNotUnique", "A meeting of that ID has other passwords.");
    }
    return xml(created_xml(*existing, Creation::repeated));
}

BbbAnswer BbbService::join(const Parameters& parameters, Moment now) {
    std::string full_name = text(parameters, "fullName");
    if (full_name.empty()) return refusal("missingParamFullName", "A fullName is needed.");
    const std::string id = text(parameters, "meetingID");
    if (id.empty()) return no_meeting_id();
    Meeting* const meeting = meetings_.find(id);
    if (meeting == nullptr) return not_found();
    const auto created = std::to_string(meeting->created.time_since_epoch().count());
    if (differs(parameters, "createTime", created)) {
        return refusal("mismatchCreateTimeParam", "That createTime is another meeting's.");
    }
    const auto role = role_of(parameters, *meeting);
    if (!role) return refusal("invalidPassword", "A password or a role is needed.");
    const bool guest = text(parameters, "guest") == "true";
    if (guest && meeting->wish.guest_policy == GuestPolicy::always_deny) {
        return refusal("guestDeny", "Guests may not join.");
    }
    const std::int64_t most = meeting->wish.participants_max;
    if (most > 0 && meeting->inside() >= most) {
        return refusal("maxParticipantsReached", "The meeting is full.");
    }
    const bool waiting = guest && meeting->wish.guest_policy == GuestPolicy::ask_moderator;
    const Attendee& attendee = meetings_.join(*meeting,
                                              {.user_id = text(parameters, "userID"),
                                               .full_name = std::move(full_name),
                                               .role = *role,
                                               .waiting = waiting},
                                              now);
    Admission admission{.session_token = meetings_.next_token(),
                        .authorization_token = meetings_.next_token(),
                        .address = {}};
    admission.address = std::string{client} + "?sessionToken=" + admission.session_token;
    BbbAnswer answer = xml(joined_xml(*meeting, attendee, admission));
    if (text(parameters, "redirect") == "false") return answer;
    answer.response.status = 302;
    answer.response.headers.emplace("location", admission.address);
    answer.response.body.clear();
    return answer;
}

BbbAnswer BbbService::end(const Parameters& parameters, Moment now) {
    const std::string id = text(parameters, "meetingID");
    const Meeting* const meeting = meetings_.find(id);
    if (meeting == nullptr) return not_found();
    if (differs(parameters, "password", meeting->wish.moderator_password)) {
        return refusal("invalidPassword", "The password is not the moderators'.");
    }
    meetings_.end(id, now);
    return xml(done_xml("sentEndMeetingRequest", "The meeting is being ended."));
}

BbbAnswer BbbService::is_meeting_running(const Parameters& parameters) {
    const Meeting* const meeting = meetings_.find(text(parameters, "meetingID"));
    return xml(running_xml(meeting != nullptr && meeting->running()));
}

BbbAnswer BbbService::get_meeting_info(const Parameters& parameters) {
    const Meeting* const meeting = meetings_.find(text(parameters, "meetingID"));
    return meeting == nullptr ? not_found() : xml(info_xml(*meeting));
}

}  // namespace rosterd::sandbox
