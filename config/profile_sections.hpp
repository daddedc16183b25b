// A profile's mappings, their known keys and words. Data only; profile_loader.cpp reads by it.
#pragma once

#include <array>
#include <string_view>

#include "config/yaml_reader.hpp"
#include "reconciler/profile.hpp"

namespace rosterd::config::profile_words {

using Word = std::string_view;

inline constexpr std::array<Word, 7> root_keys{"profile", "title",       "chats",      "links",
                                               "people",  "conferences", "permissions"};
inline constexpr std::array<Word, 5> chat_names{"staff_room", "class", "parents", "subject",
                                                "custom"};
inline constexpr std::array<Word, 14> rule_keys{
    "per",       "title",    "title_subgroup", "title_elective",   "request_title",
    "created",   "members",  "admins",         "admins_otherwise", "deletable_by",
    "on_delete", "on_close", "manual_edits",   "strangers"};
inline constexpr std::array<Word, 3> link_keys{"on_unlink", "phone_format", "one_phone_one_person"};
inline constexpr std::array<Word, 2> people_keys{"blocked", "former_class_teacher"};
inline constexpr std::array<Word, 6> conference_keys{"exclusive_per", "when_busy", "needs_lesson",
                                                     "planned_end",   "title",     "creator"};
inline constexpr std::array<Word, 5> permission_keys{"create", "edit", "appoint", "rename",
                                                     "delete"};  // in the order of HandRight

inline constexpr Section root{"", root_keys};
inline constexpr Section chats{"chats", chat_names};
inline constexpr Section rule{"chats/*", rule_keys};
inline constexpr Section links{"links", link_keys};
inline constexpr Section people{"people", people_keys};
inline constexpr Section conferences{"conferences", conference_keys};
inline constexpr Section permissions{"permissions", permission_keys};
inline constexpr Section permission{"permissions/*", chat_names};
inline constexpr std::array all{root,   chats,       rule,        links,
                                people, conferences, permissions, permission};

/// Who may do something with a chat (R-160..R-165); the i-th word is bit i of `permitted`.
inline constexpr std::array<Word, 7> permitted{"school_admin",  "chats_admin", "class_teacher",
                                               "group_teacher", "chat_admin",  "creator",
                                               "staff"};

template <class Enum, std::size_t Count>
using ChoiceTable = std::array<std::pair<Word, Enum>, Count>;

inline constexpr ChoiceTable<Creation, 4> creations{
    {{"automatically", Creation::automatically},
     {"on_request", Creation::on_request},
     {"with_first_conference", Creation::with_first_conference},
     {"by_hand", Creation::by_hand}}};
inline constexpr ChoiceTable<OnDelete, 3> deletions{{{"forbidden", OnDelete::forbidden},
                                                     {"detach", OnDelete::detach},
                                                     {"destroy", OnDelete::destroy}}};
inline constexpr ChoiceTable<OnClose, 3> closings{
    {{"freeze", OnClose::freeze}, {"detach", OnClose::detach}, {"destroy", OnClose::destroy}}};
inline constexpr ChoiceTable<ManualEdits, 2> edits{
    {{"keep", ManualEdits::keep}, {"drop_on_initialise", ManualEdits::drop_on_initialise}}};
inline constexpr ChoiceTable<Strangers, 3> strangers{
    {{"keep", Strangers::keep}, {"report", Strangers::report}, {"remove", Strangers::remove}}};
inline constexpr ChoiceTable<BlockedPeople, 2> blocked{
    {{"exclude", BlockedPeople::exclude}, {"keep", BlockedPeople::keep}}};
inline constexpr ChoiceTable<OnUnlink, 2> unlinking{
    {{"leave_all_chats", OnUnlink::leave_all_chats}, {"keep", OnUnlink::keep}}};

inline constexpr ChoiceTable<FormerClassTeacher, 2> former_class_teachers{
    {{"leaves", FormerClassTeacher::leaves}, {"stays", FormerClassTeacher::stays}}};
inline constexpr ChoiceTable<RequestTitle, 2> request_titles{
    {{"ignore", RequestTitle::ignore}, {"use", RequestTitle::use}}};
inline constexpr ChoiceTable<CallExclusivity, 3> exclusivity{
    {{"class", CallExclusivity::school_class},
     {"group", CallExclusivity::group},
     {"none", CallExclusivity::none}}};
inline constexpr ChoiceTable<WhenBusy, 3> when_busy{{{"refuse", WhenBusy::refuse},
                                                     {"wait", WhenBusy::wait},
                                                     {"end_running", WhenBusy::end_running}}};
inline constexpr ChoiceTable<LessonNeed, 3> lesson_need{{{"subject_chat", LessonNeed::subject_chat},
                                                         {"always", LessonNeed::always},
                                                         {"never", LessonNeed::never}}};
inline constexpr ChoiceTable<ConferenceCreator, 3> conference_creator{
    {{"anybody", ConferenceCreator::anybody},
     {"linked", ConferenceCreator::linked},
     {"linked_teacher", ConferenceCreator::linked_teacher}}};
inline constexpr ChoiceTable<PlannedEnd, 2> planned_end{
    {{"ends", PlannedEnd::ends}, {"keeps_running", PlannedEnd::keeps_running}}};

/// What is fixed for a chat of this name.
struct ChatShape {
    Word name;
    ChatKind kind;
    Word per;
};
inline constexpr std::array<ChatShape, 5> shapes{{{"staff_room", ChatKind::staff, "school"},
                                                  {"class", ChatKind::class_chat, "class"},
                                                  {"parents", ChatKind::parents, "class"},
                                                  {"subject", ChatKind::subject, "group"},
                                                  {"custom", ChatKind::custom, "request"}}};

}  // namespace rosterd::config::profile_words
