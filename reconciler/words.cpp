// One table per enumeration, used in both directions.
#include "reconciler/words.hpp"

#include <array>
#include <utility>

namespace rosterd {
namespace {

template <class Enum, std::size_t Count>
using Words = std::array<std::pair<Enum, std::string_view>, Count>;

constexpr Words<ChatKind, 5> chat_kinds{{{ChatKind::class_chat, "class"},
                                         {ChatKind::custom, "custom"},
                                         {ChatKind::parents, "parents"},
                                         {ChatKind::staff, "staff"},
                                         {ChatKind::subject, "subject"}}};
constexpr Words<Platform, 3> platforms{
    {{Platform::vk, "vk"}, {Platform::max, "max"}, {Platform::ejabberd, "ejabberd"}}};
constexpr Words<LinkState, 6> link_states{{{LinkState::none, "none"},
                                           {LinkState::requested, "requested"},
                                           {LinkState::linked, "linked"},
                                           {LinkState::refused, "refused"},
                                           {LinkState::unlinked, "unlinked"},
                                           {LinkState::conflict, "conflict"}}};
constexpr Words<PositionType, 3> position_types{{{PositionType::administration, "administration"},
                                                 {PositionType::teaching, "teaching"},
                                                 {PositionType::other, "other"}}};
constexpr Words<EditKind, 4> edit_kinds{{{EditKind::add, "add"},
                                         {EditKind::remove, "remove"},
                                         {EditKind::make_admin, "make_admin"},
                                         {EditKind::drop_admin, "drop_admin"}}};
constexpr Words<ConferenceKind, 2> conference_kinds{
    {{ConferenceKind::online_lesson, "online_lesson"}, {ConferenceKind::video_call, "video_call"}}};
constexpr Words<SeatState, 8> seat_states{{{SeatState::present, "present"},
                                           {SeatState::waiting_link, "waiting_link"},
                                           {SeatState::invited, "invited"},
                                           {SeatState::left, "left"},
                                           {SeatState::parked, "parked"},
                                           {SeatState::to_add, "to_add"},
                                           {SeatState::to_remove, "to_remove"},
                                           {SeatState::stranger, "stranger"}}};
constexpr Words<Cause, 10> causes{{{Cause::none, ""},
                                   {Cause::unlinked, "unlinked"},
                                   {Cause::hand_edit, "hand_edit"},
                                   {Cause::left_school, "left_school"},
                                   {Cause::link_gone, "link_gone"},
                                   {Cause::blocked, "blocked"},
                                   {Cause::no_longer_here, "no_longer_here"},
                                   {Cause::chat_closed, "chat_closed"},
                                   {Cause::chat_deleted, "chat_deleted"},
                                   {Cause::stranger, "stranger"}}};
constexpr Words<OperationKind, 9> operations{{{OperationKind::create, "create"},
                                              {OperationKind::rename, "rename"},
                                              {OperationKind::add, "add"},
                                              {OperationKind::remove, "remove"},
                                              {OperationKind::promote, "promote"},
                                              {OperationKind::demote, "demote"},
                                              {OperationKind::detach, "detach"},
                                              {OperationKind::destroy, "destroy"},
                                              {OperationKind::invite, "invite"}}};
constexpr Words<GuardKind, 10> guards{{{GuardKind::implausible_read, "implausible_read"},
                                       {GuardKind::implausible_class, "implausible_class"},
                                       {GuardKind::profile_change, "profile_change"},
                                       {GuardKind::promotion, "promotion"},
                                       {GuardKind::chat, "chat"},
                                       {GuardKind::empty_chat, "empty_chat"},
                                       {GuardKind::last_administrator, "last_administrator"},
                                       {GuardKind::rule, "rule"},
                                       {GuardKind::school, "school"},
                                       {GuardKind::hour, "hour"}}};
constexpr Words<ChatState, 3> chat_states{{{ChatState::active, "active"},
                                           {ChatState::detached, "detached"},
                                           {ChatState::destroyed, "destroyed"}}};
constexpr Words<SelectorKind, 10> selectors{{{SelectorKind::staff, "staff"},
                                             {SelectorKind::chats_admin, "chats_admin"},
                                             {SelectorKind::school_admin, "school_admin"},
                                             {SelectorKind::class_teacher, "class_teacher"},
                                             {SelectorKind::students, "students"},
                                             {SelectorKind::parents, "parents"},
                                             {SelectorKind::group_teachers, "group_teachers"},
                                             {SelectorKind::group_students, "group_students"},
                                             {SelectorKind::group_parents, "group_parents"},
                                             {SelectorKind::chosen, "chosen"}}};

template <class Enum, std::size_t Count>
std::string_view find_word(const Words<Enum, Count>& words, Enum value) {
    for (const auto& [entry, text] : words) {
        if (entry == value) return text;
    }
    return "unknown";
}

template <class Enum, std::size_t Count>
std::optional<Enum> find_value(const Words<Enum, Count>& words, std::string_view text) {
    for (const auto& [entry, candidate] : words) {
        if (candidate == text) return entry;
    }
    return std::nullopt;
}

}  // namespace

std::string_view word(ChatKind value) {
    return find_word(chat_kinds, value);
}
std::string_view word(Platform value) {
    return find_word(platforms, value);
}
std::string_view word(LinkState value) {
    return find_word(link_states, value);
}
std::string_view word(PositionType value) {
    return find_word(position_types, value);
}
std::string_view word(EditKind value) {
    return find_word(edit_kinds, value);
}
std::string_view word(ConferenceKind value) {
    return find_word(conference_kinds, value);
}
std::string_view word(SeatState value) {
    return find_word(seat_states, value);
}
std::string_view word(Cause value) {
    return find_word(causes, value);
}
std::string_view word(OperationKind value) {
    return find_word(operations, value);
}
std::string_view word(GuardKind value) {
    return find_word(guards, value);
}
std::string_view word(ChatState value) {
    return find_word(chat_states, value);
}
std::string_view word(SelectorKind value) {
    return find_word(selectors, value);
}

std::optional<ChatKind> chat_kind(std::string_view text) {
    return find_value(chat_kinds, text);
}
std::optional<Platform> platform(std::string_view text) {
    return find_value(platforms, text);
}
std::optional<LinkState> link_state(std::string_view text) {
    return find_value(link_states, text);
}
std::optional<PositionType> position_type(std::string_view text) {
    return find_value(position_types, text);
}
std::optional<EditKind> edit_kind(std::string_view text) {
    return find_value(edit_kinds, text);
}

std::optional<ConferenceKind> conference_kind(std::string_view text) {
    return find_value(conference_kinds, text);
}

std::optional<ErrorKind> error_kind(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::cancelled); ++i) {
        const auto kind = static_cast<ErrorKind>(i);
        if (to_string(kind) == text) return kind;
    }
    return std::nullopt;
}

}  // namespace rosterd
