// Row by row: which chat, when, for whom, under what title, and what speaks against it.
#include "reconciler/conference_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reconciler/message_catalogue.hpp"
#include "reconciler/own_chats.hpp"
#include "reconciler/permission.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

bool is_member(std::span<const std::uint32_t> sorted, std::uint32_t value) {
    return std::ranges::binary_search(sorted, value);
}

class Planner {
  public:
    explicit Planner(const ConferenceWorld& world) : world_{world}, roster_{world.roster} {}

    std::vector<PlannedConference> run() {
        find_holders_of_lessons();
        std::vector<PlannedConference> plans;
        plans.reserve(roster_.conferences.size());
        for (std::uint32_t i = 0; i < roster_.conferences.size(); ++i) plans.push_back(plan(i));
        return plans;
    }

  private:
    [[nodiscard]] std::string_view text(TextRef ref) const { return roster_.text.view(ref); }

    [[nodiscard]] const ConferenceRecord* known(std::string_view id) const {
        const auto found = std::ranges::lower_bound(
            world_.known, id, {},
            [](const ConferenceRecord& record) { return std::string_view{record.plan.id}; });
        return found != world_.known.end() && found->plan.id == id ? &*found : nullptr;
    }

    /// At most one conference per lesson: the one that was started, else the first by id.
    void find_holders_of_lessons() {
        holder_.assign(roster_.lessons.size(), no_index);
        const auto started = [&](std::uint32_t conference) {
            const ConferenceRecord* record = known(text(roster_.conferences[conference].id));
            return record != nullptr && record->start_asked_at != 0;
        };
        for (std::uint32_t i = 0; i < roster_.conferences.size(); ++i) {
            const Conference& row = roster_.conferences[i];
            // A video call may not have a lesson, so it takes none away.
            const bool holds = row.lesson != no_index && row.deleted_at == 0 &&
                               row.kind == ConferenceKind::online_lesson;
            if (!holds) continue;
            std::uint32_t& holder = holder_[row.lesson];
            if (holder == no_index || (!started(holder) && started(i))) holder = i;
        }
    }

    PlannedConference plan(std::uint32_t index) {
        const Conference& row = roster_.conferences[index];
        PlannedConference plan;
        plan.id = text(row.id);
        plan.kind = row.kind;
        plan.chat = conference_chat(roster_, row);
        if (row.lesson != no_index) plan.lesson = text(roster_.lessons[row.lesson].id);
        if (row.created_by != no_index) plan.creator = text(roster_.people.id[row.created_by]);
        plan.finish_requested_at = row.finish_requested_at;
        plan.deleted = row.deleted_at != 0;
        plan.lesson_cancelled =
            row.lesson_lost || (row.lesson != no_index && roster_.lessons[row.lesson].cancelled);
        set_times(plan, row);
        const DesiredChat* chat = world_.desired.find(plan.chat);
        set_subject(plan, chat);
        plan.title = conference_title(
            pattern_for(row.kind),
            {plan.classes, plan.subject, plan.local_starts, plan.local_ends, text(row.title)});
        plan.people = static_cast<std::uint32_t>(participants(world_, index).size());
        if (const auto objection = objection_to(index, chat)) {
            plan.objection = message(*objection).code;
        }
        return plan;
    }

    /// The profile's pattern is that of lessons; a call that nobody named needs a
    /// title all the same.
    [[nodiscard]] std::string_view pattern_for(ConferenceKind kind) const {
        constexpr std::string_view of_calls = "Видеозвонок {class} {date} {start}";
        const std::string& of_lessons = world_.profile.conferences.title;
        return kind == ConferenceKind::online_lesson && !of_lessons.empty() ? of_lessons : of_calls;
    }

    void set_times(PlannedConference& plan, const Conference& row) const {
        LessonTimes now{row.starts_at, row.ends_at, 0, 0};
        if (row.lesson != no_index) {
            now.lesson_starts = roster_.lessons[row.lesson].starts_at;
            now.lesson_ends = roster_.lessons[row.lesson].ends_at;
        }
        plan.times = now;
        const ConferenceRecord* before = known(plan.id);
        const bool same_row = before != nullptr && before->plan.lesson == plan.lesson &&
                              before->plan.times.row_starts == row.starts_at &&
                              before->plan.times.row_ends == row.ends_at;
        // The lesson's times that the row was made with, as long as the row stays as it is.
        if (same_row && row.lesson != no_index && before->plan.times.lesson_starts != 0) {
            plan.times = before->plan.times;
        }
        const bool follows =
            row.lesson != no_index &&
            (row.starts_at == 0 || (plan.times.row_starts == plan.times.lesson_starts &&
                                    plan.times.row_ends == plan.times.lesson_ends));
        plan.local_starts = follows ? now.lesson_starts : row.starts_at;
        plan.local_ends = follows ? now.lesson_ends : row.ends_at;
        // Its lesson left the timetable: the times that were known are better than none.
        if (row.lesson_lost && row.starts_at == 0 && before != nullptr) {
            plan.local_starts = before->plan.local_starts;
            plan.local_ends = before->plan.local_ends;
        }
        plan.starts = world_.instant_of(plan.local_starts);
        plan.ends = world_.instant_of(plan.local_ends);
        // Both ends in an hour that the clock skipped: the lesson keeps its length.
        if (plan.ends <= plan.starts) {
            plan.ends =
                plan.starts + std::max<LocalSeconds>(1, plan.local_ends - plan.local_starts);
        }
    }

    /// Subject, classes, and within what one call runs at a time.
    void set_subject(PlannedConference& plan, const DesiredChat* chat) const {
        std::vector<ClassIndex> classes;
        if (chat != nullptr && chat->kind == ChatKind::subject) {
            plan.subject = text(roster_.groups.subject[chat->about]);
            const auto run = world_.in_force.group_classes.of(chat->about);
            classes.assign(run.begin(), run.end());
        } else if (chat != nullptr &&
                   (chat->kind == ChatKind::class_chat || chat->kind == ChatKind::parents)) {
            classes = {chat->about};
        }
        for (const ClassIndex each : classes) {
            if (!plan.classes.empty()) plan.classes += ", ";
            plan.classes += text(roster_.classes.name[each]);
        }
        if (world_.profile.conferences.exclusive_per == CallExclusivity::none ||
            plan.chat.empty()) {
            return;
        }
        // Parents meet in the evening and are not their children's class.
        const bool per_class =
            world_.profile.conferences.exclusive_per == CallExclusivity::school_class &&
            !classes.empty() && chat->kind != ChatKind::parents;
        if (!per_class) {
            plan.exclusive = {plan.chat};
            return;
        }
        for (const ClassIndex each : classes) {
            plan.exclusive.push_back(fmt::format("class/{}", text(roster_.classes.id[each])));
        }
        std::ranges::sort(plan.exclusive);
    }

    /// chats of this kind come with their first conference, so none is refused for want of
    /// the chat that it is about to bring.
    [[nodiscard]] bool brings_its_chat(ChatKind kind) const {
        return std::ranges::any_of(world_.profile.chats, [&](const ChatRule& rule) {
            return rule.kind == kind && rule.created == Creation::with_first_conference;
        });
    }

    std::optional<MessageId> objection_to(std::uint32_t index, const DesiredChat* chat) const {
        const Conference& row = roster_.conferences[index];
        if (chat == nullptr) return MessageId::conference_needs_chat;
        if (chat->end == ChatEnd::deleted) return MessageId::chat_is_deleted;
        if (chat->end == ChatEnd::closed) return MessageId::chat_is_closed;
        if (chat->wish == ChatWish::on_request && !brings_its_chat(chat->kind) &&
            !std::ranges::binary_search(world_.active_chats, world_.desired.key(*chat))) {
            return MessageId::conference_needs_chat;
        }
        const auto of_lesson = objection_to_lesson(index, *chat);
        return of_lesson ? of_lesson : objection_to_creator(row);
    }

    std::optional<MessageId> objection_to_lesson(std::uint32_t index,
                                                 const DesiredChat& chat) const {
        const Conference& row = roster_.conferences[index];
        const bool named = row.lesson != no_index || row.lesson_lost;
        if (row.kind == ConferenceKind::video_call) {
            return named ? std::optional{MessageId::lesson_not_allowed} : std::nullopt;
        }
        const LessonNeed need = world_.profile.conferences.needs_lesson;
        const bool needed = need == LessonNeed::always ||
                            (need == LessonNeed::subject_chat && chat.kind == ChatKind::subject);
        if (!named) return needed ? std::optional{MessageId::lesson_needed} : std::nullopt;
        if (row.lesson == no_index) return std::nullopt;
        if (chat.kind == ChatKind::subject && roster_.lessons[row.lesson].group != chat.about) {
            return MessageId::lesson_of_another_group;
        }
        const std::uint32_t holder = holder_[row.lesson];
        if (row.deleted_at == 0 && holder != index) return MessageId::lesson_has_conference;
        return std::nullopt;
    }

    /// Somebody who works here no more is not judged: his lesson is given by another.
    std::optional<MessageId> objection_to_creator(const Conference& row) const {
        if (row.created_by == no_index ||
            world_.profile.conferences.creator == ConferenceCreator::anybody ||
            world_.in_force.positions[row.created_by] == 0) {
            return std::nullopt;
        }
        const bool linked = world_.links.state[row.created_by] == LinkState::linked;
        return linked ? std::nullopt : std::optional{MessageId::creator_not_linked};
    }

    const ConferenceWorld& world_;
    const Roster& roster_;
    std::vector<std::uint32_t> holder_;  ///< per lesson: the conference that has it
};

/// Somebody who is neither staff nor a pupil today: a parent.
bool is_only_parent(const InForce& now, const DesiredChat& chat, PersonIndex person) {
    if (now.positions[person] != 0) return false;
    if (chat.kind == ChatKind::subject && is_member(now.group_students.of(chat.about), person)) {
        return false;
    }
    for (ClassIndex c = 0; c < now.class_students.lefts(); ++c) {
        if (is_member(now.class_students.of(c), person)) return false;
    }
    return true;
}

}  // namespace

std::string conference_chat(const Roster& roster, const Conference& conference) {
    if (!conference.chat_key.empty()) return std::string{roster.text.view(conference.chat_key)};
    if (conference.lesson == no_index) return {};
    const GroupIndex group = roster.lessons[conference.lesson].group;
    return fmt::format("{}/{}", word(ChatKind::subject), roster.text.view(roster.groups.id[group]));
}

std::vector<PersonIndex> participants(const ConferenceWorld& world, std::uint32_t conference) {
    const Conference& row = world.roster.conferences[conference];
    const DesiredChat* chat = world.desired.find(conference_chat(world.roster, row));
    std::vector<PersonIndex> people;
    if (chat == nullptr) return people;
    const auto chosen = std::ranges::equal_range(world.roster.conference_people, conference, {},
                                                 &ConferencePerson::conference);
    const bool with_parents =
        row.kind == ConferenceKind::video_call && chat->kind == ChatKind::parents;
    for (const Seat& seat : world.desired.seats_of(*chat)) {
        const bool is_chosen =
            (chosen.empty() && !row.chosen_only) ||
            std::ranges::binary_search(chosen, seat.person, {}, &ConferencePerson::person);
        if (!is_chosen) continue;
        if (!with_parents && is_only_parent(world.in_force, *chat, seat.person)) continue;
        people.push_back(seat.person);
    }
    return people;
}

std::vector<PlannedConference> plan_conferences(const ConferenceWorld& world) {
    return Planner{world}.run();
}

}  // namespace rosterd
