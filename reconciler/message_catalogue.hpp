// The sentences that school people read, Russian as the journals' manuals print them, English
// beside. Data and look-up; decides nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rosterd {

enum class MessageId : std::uint8_t {
    // Links (R-007..R-020).
    wrong_phone_format,
    link_requested,
    link_already_requested,
    already_linked,
    link_refused,
    unlinked,
    not_linked,
    no_link_request,
    phone_taken,
    user_taken,
    linked_to_another_user,
    link_kept_by_journal,
    // Chats and their people.
    unlinked_members,
    chat_will_be_created,
    chat_exists,
    default_chat_not_deletable,
    deletion_is_final,
    chat_is_deleted,
    chat_is_closed,
    already_member,
    already_admin,
    not_a_member,
    not_an_admin,
    not_of_the_school,
    person_blocked,
    title_unsuitable,
    no_such_kind,
    // Refusals of permission (R-160..R-165).
    only_staff,
    may_not_create,
    only_own_class,
    only_own_group,
    may_not_edit,
    may_not_appoint,
    may_not_rename,
    may_not_delete,
    own_flag_locked,
    chats_admin_locked,
    // Initialising.
    may_not_initialise,
    // Lessons and calls.
    lesson_over,
    lesson_not_started,
    call_is_running,
    creator_not_linked,
    conference_runs_by_itself,
    call_over,
    conference_needs_chat,
    lesson_needed,
    lesson_not_allowed,
    lesson_of_another_group,
    lesson_has_conference,
    conference_not_started,
    conference_runs,
    conference_time_unsuitable,
    conference_kept_by_journal,
    may_not_plan_conference,
    may_not_manage_conference,
};
inline constexpr std::size_t message_count = 55;

struct Message {
    MessageId id;
    std::string_view code;         ///< the word in JSON, the enumerator's name
    std::string_view requirement;  ///< "R-010": where the manuals have it; empty: ours
    std::string_view russian;
    std::string_view english;
};

/// All messages in the order of MessageId.
[[nodiscard]] std::span<const Message> message_catalogue();
[[nodiscard]] const Message& message(MessageId id);
/// The message with this code, or null.
[[nodiscard]] const Message* find_message(std::string_view code);

/// `text` with `{phone_format}` replaced: the only thing in a message that a profile decides.
[[nodiscard]] std::string with_phone_format(std::string_view text, std::string_view format);

}  // namespace rosterd
