// Who asks, of which conference, may he, would it be one that can run, what to keep.
#include "reconciler/conference_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reconciler/conference_book.hpp"
#include "reconciler/title.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::size_t title_characters_max = 128;
constexpr LocalSeconds day = 86'400;
constexpr LocalSeconds planned_ahead_max = 366 * day;

Error unknown(std::string_view what, std::string_view id) {
    return {ErrorKind::not_found, fmt::format("there is no {} '{}'", what, id),
            "ids are the journal's; see rosterctl conferences, chats and people"};
}

class Decider {
  public:
    Decider(const ConferenceDesk& desk, const ConferenceRequest& request)
        : desk_{desk}, world_{desk.hand.world}, request_{request}, now_{desk.hand.moment.now} {}

    Result<ConferenceDecision> decide() {
        if (!request_.actor.empty()) {
            actor_ = find_person(world_.roster, request_.actor);
            if (actor_ == no_index) return unknown("person", request_.actor);
        }
        if (request_.starts.has_value() != request_.ends.has_value()) {
            return Error{ErrorKind::invalid_input, "a start without an end, or the other way round",
                         "give both, or neither for the times of the lesson"};
        }
        if (request_.verb == ConferenceVerb::create) return create();
        if (!find()) return unknown("conference", request_.conference);
        decision_.conference = request_.conference;
        if (!may_manage()) return refused(MessageId::may_not_manage_conference);
        switch (request_.verb) {
            case ConferenceVerb::edit:
                return edit();
            case ConferenceVerb::finish:
                return finish();
            case ConferenceVerb::create:
            case ConferenceVerb::erase:
                break;
        }
        return erase();
    }

  private:
    // --- planning ----------------------------------------------------------------------------

    Result<ConferenceDecision> create() {
        OwnConference row;
        row.number = desk_.next_number;
        row.kind = request_.kind;
        row.created_by = request_.actor;
        row.created_at = now_;
        decision_.conference = own_conference_id(row.number);
        auto filled = fill(row);
        if (!filled) return filled.error();
        if (row.lesson.empty() && row.starts_at == 0) {
            return refused(MessageId::conference_time_unsuitable);
        }
        auto fits = judge(row);
        if (!fits) return fits.error();
        note(MessageId::conference_runs_by_itself);
        decision_.change.conferences.push_back(std::move(row));
        return std::move(decision_);
    }

    /// What the request names into the row.
    Result<void> fill(OwnConference& row) const {
        if (request_.chat) row.chat = *request_.chat;
        if (request_.lesson) row.lesson = *request_.lesson;
        if (request_.title) row.title = *request_.title;
        if (request_.people) {
            row.people = *request_.people;  // somebody named twice comes once
            std::ranges::sort(row.people);
            const auto twice = std::ranges::unique(row.people);
            row.people.erase(twice.begin(), twice.end());
        }
        if (request_.starts) row.starts_at = *request_.starts;
        if (request_.ends) row.ends_at = *request_.ends;
        const bool long_title = count_characters(row.title) > title_characters_max;
        if (long_title) return refused(MessageId::title_unsuitable);
        for (const std::string& each : row.people) {
            if (find_person(world_.roster, each) == no_index) return unknown("person", each);
        }
        return {};
    }

    /// Whether a conference of this row could run, by the same rules as when its time comes.
    Result<void> judge(const OwnConference& row) {
        Roster roster = world_.roster;
        std::vector<OwnConference> rows = desk_.hand.own.conferences;
        std::erase_if(rows, [&](const OwnConference& each) { return each.number == row.number; });
        rows.push_back(row);
        merge_own_conferences(roster, rows, desk_.hand.own.marks);
        const ConferenceWorld plans_of{roster,         world_.in_force,  world_.profile,
                                       world_.desired, desk_.hand.links, desk_.active_chats,
                                       desk_.records,  desk_.instant_of};
        const auto plans = plan_conferences(plans_of);
        const auto plan = std::ranges::find(plans, decision_.conference, &PlannedConference::id);
        if (plan == plans.end()) return unknown("conference", decision_.conference);
        const auto place = static_cast<std::uint32_t>(plan - plans.begin());
        const Conference& merged = roster.conferences[place];
        if (merged.lesson_lost) return unknown("lesson", row.lesson);
        const DesiredChat* chat = world_.desired.find(plan->chat);
        if (chat == nullptr && !plan->chat.empty()) return unknown("chat", plan->chat);
        if (const auto objection = objection_to_actor(chat)) return refused(*objection);
        if (!plan->objection.empty()) return refused(find_message(plan->objection)->id);
        if (const auto objection = objection_to_times(*plan)) return refused(*objection);
        decision_.plan = *plan;
        return judge_people(participants(plans_of, place), row);
    }

    Result<void> judge_people(const std::vector<PersonIndex>& people, const OwnConference& row) {
        if (people.size() < row.people.size()) return refused(MessageId::not_a_member);
        HandNotice unlinked{MessageId::unlinked_members, {}};
        for (const PersonIndex person : people) {
            if (desk_.hand.links.state[person] == LinkState::linked) continue;
            unlinked.people.emplace_back(world_.roster.text.view(world_.roster.people.id[person]));
        }
        if (!unlinked.people.empty()) decision_.notices.push_back(std::move(unlinked));
        return {};
    }

    [[nodiscard]] std::optional<MessageId> objection_to_times(const PlannedConference& plan) const {
        const bool suitable = plan.local_ends > plan.local_starts &&
                              plan.local_ends - plan.local_starts <= day &&
                              plan.starts < now_ + planned_ahead_max;
        if (!suitable) return MessageId::conference_time_unsuitable;
        if (plan.lesson_cancelled || plan.ends <= now_) return MessageId::lesson_over;
        return std::nullopt;
    }

    // --- rights ------------------------------------------------------------------------------

    [[nodiscard]] bool has_role(std::uint8_t role) const {
        return (world_.in_force.roles[actor_] & role) != 0;
    }
    [[nodiscard]] bool works_here() const {
        return world_.in_force.positions[actor_] != 0 && world_.roster.people.blocked[actor_] == 0;
    }
    [[nodiscard]] bool teaches(const DesiredChat& chat) const {
        return chat.kind == ChatKind::subject &&
               std::ranges::binary_search(world_.in_force.group_teachers.of(chat.about), actor_);
    }

    /// Who may plan in this chat.
    [[nodiscard]] std::optional<MessageId> objection_to_actor(const DesiredChat* chat) const {
        if (actor_ == school_operator || chat == nullptr) return std::nullopt;
        if (!works_here()) return MessageId::only_staff;
        const ConferenceCreator rule = world_.profile.conferences.creator;
        const bool linked = desk_.hand.links.state[actor_] == LinkState::linked;
        if (rule != ConferenceCreator::anybody && !linked) return MessageId::creator_not_linked;
        if (teaches(*chat)) return std::nullopt;
        const bool own_subject_only =
            rule == ConferenceCreator::linked_teacher && chat->kind == ChatKind::subject;
        if (own_subject_only) return MessageId::only_own_group;
        const Seat* seat = find_seat(world_.desired, *chat, actor_);
        const bool manages = (seat != nullptr && seat->admin()) ||
                             has_role(staff_role::school_admin | staff_role::chats_admin);
        return manages ? std::nullopt : std::optional{MessageId::may_not_plan_conference};
    }

    /// Its creator, an administrator of its chat, who teaches its group, the school's
    /// administrators.
    [[nodiscard]] bool may_manage() const {
        if (actor_ == school_operator) return true;
        if (!works_here()) return false;
        if (has_role(staff_role::school_admin | staff_role::chats_admin)) return true;
        if (plan_->creator == request_.actor) return true;
        const DesiredChat* chat = world_.desired.find(plan_->chat);
        if (chat == nullptr) return false;
        const Seat* seat = find_seat(world_.desired, *chat, actor_);
        return teaches(*chat) || (seat != nullptr && seat->admin());
    }

    // --- changing ----------------------------------------------------------------------------

    /// The conference among the records: what was planned before is known there.
    bool find() {
        const auto found = std::ranges::lower_bound(
            desk_.records, request_.conference, {},
            [](const ConferenceRecord& each) -> const std::string& { return each.plan.id; });
        if (found == desk_.records.end() || found->plan.id != request_.conference) return false;
        record_ = &*found;
        plan_ = &found->plan;
        const auto own =
            std::ranges::find(desk_.hand.own.conferences,
                              own_conference_number(request_.conference), &OwnConference::number);
        // A journal may have given this id to a row of its own, which then wins.
        const bool is_own = own != desk_.hand.own.conferences.end() && !journal_has_it();
        if (is_own) own_ = &*own;
        return true;
    }

    [[nodiscard]] bool journal_has_it() const {
        const Roster& roster = world_.roster;
        return std::ranges::any_of(roster.conferences, [&](const Conference& row) {
            return !row.own && roster.text.view(row.id) == request_.conference;
        });
    }

    Result<ConferenceDecision> edit() {
        if (own_ == nullptr) return refused(MessageId::conference_kept_by_journal);
        if (record_->state == ConferenceState::ended || plan_->deleted) {
            return refused(MessageId::lesson_over);
        }
        OwnConference row = *own_;
        auto filled = fill(row);
        if (!filled) return filled.error();
        const LocalSeconds starts = own_->starts_at == 0 ? plan_->local_starts : own_->starts_at;
        const bool same_start = row.starts_at == own_->starts_at || row.starts_at == starts;
        const bool only_end = row.chat == own_->chat && row.lesson == own_->lesson && same_start &&
                              row.people == own_->people;
        if (record_->state == ConferenceState::active && !only_end) {
            return refused(MessageId::conference_runs);
        }
        auto fits = judge(row);
        if (!fits) return fits.error();
        if (row != *own_) decision_.change.conferences.push_back(std::move(row));
        return std::move(decision_);
    }

    Result<ConferenceDecision> finish() {
        switch (record_->state) {
            case ConferenceState::active:
                break;
            case ConferenceState::ended:
            case ConferenceState::cancelled:
                note(MessageId::call_over);
                return std::move(decision_);
            case ConferenceState::planned:
            case ConferenceState::failed:
                return refused(record_->over() ? MessageId::call_over
                                               : MessageId::conference_not_started);
        }
        decision_.plan = *plan_;
        if (plan_->finish_requested_at == 0) {
            decision_.plan.finish_requested_at = now_;
            put([&](auto& row) { row.finish_requested_at = now_; });
        }
        note(MessageId::call_over);
        return std::move(decision_);
    }

    Result<ConferenceDecision> erase() {
        decision_.plan = *plan_;
        decision_.plan.deleted = true;
        if (!plan_->deleted) put([&](auto& row) { row.deleted_at = now_; });
        return std::move(decision_);
    }

    /// Own rows say it themselves; the journal's get a mark beside.
    template <class Change>
    void put(Change change) {
        if (own_ != nullptr) {
            OwnConference row = *own_;
            change(row);
            decision_.change.conferences.push_back(std::move(row));
            return;
        }
        ConferenceMark mark{.conference = request_.conference};
        const auto found = std::ranges::find(desk_.hand.own.marks, request_.conference,
                                             &ConferenceMark::conference);
        if (found != desk_.hand.own.marks.end()) mark = *found;
        mark.by = request_.actor;
        change(mark);
        decision_.change.marks.push_back(std::move(mark));
    }

    void note(MessageId message) { decision_.notices.push_back({message, {}}); }

    const ConferenceDesk& desk_;
    const HandWorld& world_;
    const ConferenceRequest& request_;
    UnixSeconds now_;
    PersonIndex actor_ = school_operator;
    const ConferenceRecord* record_ = nullptr;
    const PlannedConference* plan_ = nullptr;
    const OwnConference* own_ = nullptr;
    ConferenceDecision decision_;
};

}  // namespace

std::string_view word(ConferenceVerb verb) {
    constexpr std::array<std::string_view, 4> words{"conference_create", "conference_edit",
                                                    "conference_finish", "conference_delete"};
    return words.at(static_cast<std::size_t>(verb));
}

Result<ConferenceDecision> decide_conference(const ConferenceDesk& desk,
                                             const ConferenceRequest& request) {
    return Decider{desk, request}.decide();
}

}  // namespace rosterd
