// Records and the last read, told together.
#include "daemon/control/conference_view.hpp"
#include "daemon/control/responses.hpp"

#include <algorithm>

#include "daemon/control/responses.hpp"
#include "reconciler/conference_steps.hpp"
#include "reconciler/local_time.hpp"
#include "reconciler/message_catalogue.hpp"
#include "reconciler/permission.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

json::value instant(UnixSeconds at, const SchoolZone& zone) {
    if (at == 0) return nullptr;
    return json::string{iso_text(zone.local_of(at)) + zone.offset_text(at)};
}

/// Why it does not run, for programs and for people.
struct Explanation {
    std::string english;
    std::string russian;
};

Explanation explanation_of(const ConferenceRecord& record) {
    const auto said = [](MessageId id) {
        return Explanation{std::string{message(id).english}, std::string{message(id).russian}};
    };
    const std::string& code =
        record.cause == ConferenceCause::objection ? record.reason : record.plan.objection;
    switch (record.cause) {
        case ConferenceCause::busy:
            return said(MessageId::call_is_running);
        case ConferenceCause::missed:
            return {"nobody was there to start it before its end", "Время прошло, звонок не начат"};
        case ConferenceCause::provider:
            return {record.reason, record.over() ? "Не удалось начать звонок"
                                                 : "Не удалось начать звонок. Попытки "
                                                   "продолжаются до конца урока"};
        case ConferenceCause::lesson_cancelled:
            return {"the lesson is cancelled in the timetable", "Урок отменён в расписании"};
        case ConferenceCause::deleted:
        case ConferenceCause::gone:
            return {"it was deleted", "Видеоконференция удалена"};
        case ConferenceCause::none:
        case ConferenceCause::objection:
        case ConferenceCause::time_over:
        case ConferenceCause::finished_by_hand:
        case ConferenceCause::superseded:
        case ConferenceCause::forgotten:
            break;
    }
    const bool ahead =
        record.state == ConferenceState::planned || record.state == ConferenceState::failed;
    if (const Message* found = ahead ? find_message(code) : nullptr) return said(found->id);
    return {record.reason, {}};
}

const Conference* row_of(const SchoolState& state, std::string_view id, std::uint32_t& place) {
    if (state.picture == nullptr) return nullptr;
    const Roster& roster = state.picture->roster;
    const auto found =
        std::ranges::lower_bound(roster.conferences, id, {},
                                 [&](const Conference& row) { return roster.text.view(row.id); });
    if (found == roster.conferences.end() || roster.text.view(found->id) != id) return nullptr;
    place = static_cast<std::uint32_t>(found - roster.conferences.begin());
    return &*found;
}

bool takes_part(const SchoolState& state, const ConferenceRecord& record, PersonIndex person) {
    const auto people = participants_of(state, record.plan.id);
    return std::ranges::binary_search(people, person);
}

}  // namespace

json::object conference_view(const ConferenceRecord& record, const SchoolZone& zone) {
    const PlannedConference& plan = record.plan;
    const Explanation why = explanation_of(record);
    const bool active = record.state == ConferenceState::active;
    const UnixSeconds late = record.started_at == 0 ? 0 : lateness(record, ConferenceSettings{});
    return {{"id", plan.id},
            {"title", plan.title},
            {"type", word(plan.kind)},
            {"subject", or_null(plan.subject)},
            {"class", or_null(plan.classes)},
            {"chat", or_null(plan.chat)},
            {"lesson", or_null(plan.lesson)},
            {"creator", or_null(plan.creator)},
            {"starts_at", instant(plan.starts, zone)},
            {"ends_at", instant(plan.ends, zone)},
            {"people", plan.people},
            {"status", word(record.state)},
            {"status_ru", russian_word(record.state)},
            {"join_url", active ? or_null(record.join_link) : json::value(nullptr)},
            {"cause", or_null(word(record.cause))},
            {"error", or_null(why.english)},
            {"message_ru", or_null(why.russian)},
            {"late_s", late},
            {"started_at", instant(record.started_at, zone)},
            {"ended_at", instant(record.ended_at, zone)},
            {"announced", record.announced_at != 0},
            {"second_call_possible", record.doubtful_calls != 0}};
}

json::object conferences_view(const SchoolState& state,
                              const std::vector<ConferenceRecord>& records,
                              const ConferenceFilter& filter, const SchoolZone& zone) {
    const PersonIndex person = filter.person.empty() || state.picture == nullptr
                                   ? no_index
                                   : find_person(state.picture->roster, filter.person);
    json::array items;
    for (const ConferenceRecord& record : records) {
        const bool fits =
            (!filter.status || record.state == *filter.status) &&
            (filter.lesson.empty() || record.plan.lesson == filter.lesson) &&
            (filter.chat.empty() || record.plan.chat == filter.chat) &&
            (filter.person.empty() || (person != no_index && takes_part(state, record, person)));
        if (fits) items.push_back(conference_view(record, zone));
    }
    return {{"total", items.size()}, {"items", std::move(items)}};
}

json::object conference_details(const SchoolState& state, const ConferenceRecord& record,
                                const SchoolZone& zone) {
    json::object view = conference_view(record, zone);
    json::array people;
    const Picture& picture = *state.picture;
    for (const PersonIndex person : participants_of(state, record.plan.id)) {
        people.push_back(
            json::object{{"person", picture.person_id(person)},
                         {"name", picture.person_name(person)},
                         {"role", moderates(state, record, person) ? "moderator" : "participant"},
                         {"linked", picture.links.state[person] == LinkState::linked},
                         {"blocked", picture.roster.people.blocked[person] != 0}});
    }
    view["participants"] = std::move(people);
    return view;
}

std::vector<PersonIndex> participants_of(const SchoolState& state, std::string_view conference) {
    std::uint32_t place = 0;
    if (row_of(state, conference, place) == nullptr) return {};
    const Picture& picture = *state.picture;
    const InstantOf nobody_asks;
    return participants({picture.roster,
                         picture.in_force,
                         picture.profile,
                         picture.desired,
                         picture.links,
                         {},
                         {},
                         nobody_asks},
                        place);
}

bool moderates(const SchoolState& state, const ConferenceRecord& record, PersonIndex person) {
    const Picture& picture = *state.picture;
    if (picture.person_id(person) == record.plan.creator) return true;
    const DesiredChat* chat = picture.desired.find(record.plan.chat);
    if (chat == nullptr) return false;
    const Seat* seat = find_seat(picture.desired, *chat, person);
    if (seat != nullptr && seat->admin()) return true;
    return chat->kind == ChatKind::subject &&
           std::ranges::binary_search(picture.in_force.group_teachers.of(chat->about), person);
}

}  // namespace rosterd::control
